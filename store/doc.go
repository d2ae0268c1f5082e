// Package store keeps what outlives the process: the history of messages, saved requests, settings, the layout of
// the window, drafts, and the spool that bodies pass through on their way.
//
// # Where things are
//
// [Paths] names four folders after the XDG base directory specification. History is one SQLite file in Data, with
// bodies over 1 MB as files beside it, named by their SHA-256. Settings are one readable JSON file in Config. Layout
// and drafts are JSON files in State. The spool is a folder of temporary files in Cache. Saved requests live wherever
// the person keeps them: a [Library] is a folder of .http files that other tools run too. Every folder is made with
// mode 0700 and every file of our own with 0600: history and drafts hold requests with their secrets unmasked.
//
// [Secrets] keeps passwords in the keyring of the system, or in an encrypted file in Data: nothing of them is in any
// other file.
//
// # Who runs where
//
// A [Recorder] folds the session's events into one record a message. It has a goroutine of its own and passes
// records on to the one writer goroutine of the [Store], which commits them in batches: after 50 ms, or 200 rows.
// Reads use a second handle and may be called from any goroutine; they never wait for the writer. What a message's
// last event told 250 ms ago is on disk and survives the death of the process at any moment.
//
// Nothing is lost to a full or broken disk at once: records that could not be written wait in memory, within a
// bound, are tried again, and the trouble is told through [Store.OnProblem].
//
// # A first example
//
//	paths, err := store.DefaultPaths()
//	st, err := store.Open(paths)
//	rec := store.NewRecorder(st, store.RecorderOptions{Session: id, Epoch: epoch, Body: bodyOf, Request: requestOf})
//	rec.Observe(events)                          // as they come
//	page, err := st.Page(ctx, 0, 100, store.Filter{})  // newest first
package store
