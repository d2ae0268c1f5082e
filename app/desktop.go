//go:build !nogui

package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ladle/app/playground"
	"ladle/session"
	"ladle/session/auth"
	"ladle/session/standard"
	"ladle/store"
	"ladle/ui"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// desktop is everything behind the window, made in one order and taken down in the reverse one: store, session,
// recorder, practice server.
type desktop struct {
	paths    store.Paths
	store    *store.Store
	settings *store.Settings
	layout   *store.State[store.Layout]
	drafts   *store.State[store.Drafts]
	secrets  *store.Secrets
	session  *recordedSession
	recorder *store.Recorder
	watcher  *session.Goroutine // the recorder's
	stop     func()             // ends the recorder's observation
	runID    string
	log      *slog.Logger
	env      Env

	notes     []string // about what was found damaged at the start
	temporary string   // folder of a history that is not kept, "" for none

	mu         sync.Mutex
	playground *playground.Server
	problem    func(err error, what string) // the window's; nil before it is there
}

// newDesktop opens what outlives the process and starts the session on the main context.
func newDesktop(mc session.MainContext, paths store.Paths, log *slog.Logger, env Env) (*desktop, error) {
	d := &desktop{paths: paths, log: log, env: env, runID: time.Now().UTC().Format("20060102T150405.000")}
	if err := d.openStore(); err != nil {
		d.close()
		return nil, fmt.Errorf("history: %w", err)
	}
	var err error
	if d.settings, err = store.OpenSettings(paths); err != nil {
		d.close()
		return nil, fmt.Errorf("settings: %w", err)
	}
	if d.layout, err = store.OpenLayout(paths); err != nil {
		d.close()
		return nil, fmt.Errorf("layout: %w", err)
	}
	if d.drafts, err = store.OpenDrafts(paths); err != nil {
		d.close()
		return nil, fmt.Errorf("drafts: %w", err)
	}
	own, err := store.DefaultPaths()
	d.secrets = store.OpenSecrets(paths, store.SecretsOptions{NoKeyring: err != nil || own != paths}) // a run in folders of its own leaves the user's keyring alone
	s, err := standard.New(session.Options{MainContext: mc, Spool: d.store.Spool(), Questions: []session.QuestionKind{session.AskCredentials, session.AskRedirect, session.AskCertificate}, Log: log})
	if err != nil {
		d.close()
		return nil, err
	}
	d.session = newRecordedSession(s)
	d.watchFiles()
	d.applySettings()
	d.recorder = store.NewRecorder(d.store, store.RecorderOptions{Session: d.runID, Epoch: s.Epoch(), Body: d.session.body, Request: d.session.request})
	d.watcher = session.NewGoroutine()
	d.stop = s.Observe(d.watcher, 20*time.Millisecond, d.recorder.Observe)
	return d, nil
}

// watchFiles has the window told, once each, what cannot be written. It comes before anything is written.
func (d *desktop) watchFiles() {
	tell := func(what string) func(error) {
		told := false
		return func(err error) {
			d.mu.Lock()
			due := err != nil && !told && d.problem != nil
			told = due || told && err != nil
			problem := d.problem
			d.mu.Unlock()
			if due {
				problem(err, what)
			}
		}
	}
	d.store.OnProblem(tell("Messages are not kept now"))
	d.settings.OnProblem(tell("Settings are not kept"))
	d.layout.OnProblem(tell("Open tabs are not kept"))
	d.drafts.OnProblem(tell("Drafts are not kept"))
}

// openStore opens the history. Where that fails the window is of use all the same: the history is then one of this run
// alone, in a temporary folder, and a note says so.
func (d *desktop) openStore() error {
	st, err := store.Open(d.paths)
	if err == nil {
		d.store, d.notes = st, st.Notes()
		return nil
	}
	d.log.Error("history not opened", "error", err)
	dir, terr := os.MkdirTemp("", "ladle-run-")
	if terr != nil {
		return errors.Join(err, terr)
	}
	d.temporary = dir
	p, terr := temporaryPaths(dir)
	if terr == nil {
		d.store, terr = store.Open(p)
	}
	if terr != nil {
		return errors.Join(err, terr)
	}
	d.notes = []string{"The history of this run is not kept: " + err.Error()}
	return nil
}

// propertyDefaults are the properties that a fresh window has other than a bare session: it says who it is.
var propertyDefaults = map[string]string{"user-agent": AppName + "/" + AppVersion}

// applySettings gives the session the properties that were set before. One that does not count any more is logged.
func (d *desktop) applySettings() {
	set := func(name, value string) {
		if err := d.session.SetProperty(name, value); err != nil {
			d.log.Warn("property not restored", "property", name, "error", err)
		}
	}
	for name, value := range propertyDefaults {
		set(name, value)
	}
	for _, p := range session.PropertyTable() {
		if key := "session." + p.Name; d.settings.Changed(key) {
			set(p.Name, d.settings.String(key, p.Default))
		}
	}
}

// deps is what the window is given.
func (d *desktop) deps(post func(func())) ui.Deps {
	dir := d.settings.String("library", "")
	return ui.Deps{
		Engine: d.session, History: d.store, Settings: d.settings, Layout: d.layout, Drafts: d.drafts, Scratch: d.store.Spool(), Secrets: d.secrets, Log: d.log, Post: post,
		OpenLibrary:     func(dir string) (*store.Library, error) { return store.OpenLibrary(dir, d.paths) },
		LibraryDir:      dir,
		StartPlayground: d.startPlayground,
		Recompute:       d.recompute,
		Diagnostics:     func() string { return Diagnostics(d.env.Getenv) },
		Defaults:        propertyDefaults,
		Version:         AppName + " " + AppVersion,
		Session:         d.runID,
		Flushed:         d.recorder.Flush,
		Recorded:        d.session.recorded,
		Notes:           d.notes,
	}
}

// recompute asks the session's authentication manager.
func (d *desktop) recompute(origin string, proxy bool, method, answer string) (auth.Proof, bool) {
	for _, f := range d.session.Features() {
		if m, ok := f.(*auth.Manager); ok {
			return m.Recompute(origin, proxy, method, answer)
		}
	}
	return auth.Proof{}, false
}

// startPlayground starts the practice server, once.
func (d *desktop) startPlayground() (ui.Playground, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.playground == nil {
		dir := filepath.Join(d.paths.Cache, "playground")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return ui.Playground{}, err
		}
		p, err := playground.Start(playground.Options{Dir: dir, Log: d.log})
		if err != nil {
			return ui.Playground{}, err
		}
		d.playground = p
	}
	out := ui.Playground{URL: d.playground.URL("http"), CAFile: d.playground.CAFile()}
	for _, e := range d.playground.Index() {
		out.Tries = append(out.Tries, ui.Try{Group: e.Group, Method: e.Method, URL: e.URL, Title: e.Title, About: e.About})
	}
	for _, e := range d.playground.Endpoints() {
		out.Others = append(out.Others, ui.Listener{Name: e.Name, URL: e.URL})
	}
	return out, nil
}

// close takes everything down in reverse order. What the history has not written yet is written; the main loop need not
// run for it.
func (d *desktop) close() error {
	var errs []error
	if d.session != nil {
		d.session.Close()
	}
	if d.watcher != nil {
		d.watcher.Close()
		d.stop()
	}
	if d.recorder != nil {
		errs = append(errs, d.recorder.Close())
	}
	d.mu.Lock()
	if d.playground != nil {
		errs = append(errs, d.playground.Close())
	}
	d.mu.Unlock()
	if d.drafts != nil {
		errs = append(errs, d.drafts.Close())
	}
	if d.layout != nil {
		errs = append(errs, d.layout.Close())
	}
	if d.settings != nil {
		errs = append(errs, d.settings.Close())
	}
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	if d.temporary != "" {
		errs = append(errs, os.RemoveAll(d.temporary))
	}
	return errors.Join(errs...)
}

// newWindow makes the window over what is open.
func (d *desktop) newWindow(a fyne.App, post func(func())) *ui.Window {
	kit.SetVariant(a, kit.Variant(d.settings.String("theme", string(kit.Dark))))
	kit.SetAccent(a, kit.Accent(d.settings.String("accent", string(kit.Indigo))))
	kit.UseSystemFonts(a, filepath.Join(d.paths.Cache, "fonts"))
	w := ui.New(a, d.deps(post))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.problem = func(err error, what string) { post(func() { w.Problem(err, what) }) }
	return w
}

// temporaryPaths are folders below dir, for a run that must leave nothing behind.
func temporaryPaths(dir string) (store.Paths, error) {
	p := store.Paths{Config: filepath.Join(dir, "config"), Data: filepath.Join(dir, "data"), Cache: filepath.Join(dir, "cache"), State: filepath.Join(dir, "state")}
	return p, os.MkdirAll(dir, 0o700)
}
