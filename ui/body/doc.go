// Package body is the model of the body viewer: everything a view needs to show a message body of any size, and
// nothing that knows how to draw.
//
// A body is a [Source]: bytes that can be read at any offset and that may still grow. [Open] makes a [Document] of it
// and returns as soon as the first 64 KiB are indexed; a worker indexes the rest. The view asks [Document.Rows] for the
// rows it can see and [Document.State] for what is known so far, and is told by Options.Notify when either changed.
//
//	Source ── Index ──┐
//	   │              ├─ Document ── Rows, State, selection, folds
//	   │     colours ─┘
//	   ├─ Pretty, Decode ── Derived, a Source again
//	   └─ Search ── Finder
//
// Rows. A row is what fits on one line of the view: a line of the body, or a piece of one when the line is longer than
// the wrap width (or than MaxColumns with wrap off). So every row is bounded, whatever the body is, and the cost of a
// screen depends on the screen only. The [Index] keeps one checkpoint for 64 rows, not one offset a line.
//
// Positions are byte offsets of the Source, everywhere. Columns and indexes into a row's text exist only inside a
// [Row], which converts both ways.
//
// Goroutines. Every exported method may be called from any goroutine; none waits for a worker except Close. What is
// returned is a snapshot that does not change any more. Notify runs on a worker; it has to be quick and must not call Close.
//
// The order of the files is the order to read them: source, breaker, index, walk, row, display, document; language, jsonlexer,
// colour, jsonpath; regions, fold, foldedrow; hex; derive, pretty and its parts, decode; matcher, search; selection, motion.
package body
