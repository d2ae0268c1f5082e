package ui

import (
	"context"
	"errors"
	"time"

	"ladle/session"
	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// Window is Ladle's window: it owns the panes, sends what is composed, and shows what becomes of it.
type Window struct {
	d     Deps
	app   fyne.App
	win   fyne.Window
	shell *kit.Shell
	frame frame

	tabs      *requestTabs
	composer  *composer
	pane      *timelinePane
	inspector *inspector
	sidebar   *sidebar
	drawer    *drawer
	status    *statusBar
	prompts   *prompts
	stops     *stops
	landing   *landing
	toggles   toggles
	turns     *turns // request or response, in a narrow window

	feed    *feed
	snap    *timeline.Snapshot
	sent    *sentMessages
	shown   shownRow
	viewed  session.MessageID // whose answer the inspector has, 0 for none and for one of the history
	held    *historyEntry     // what the inspector has of the history
	typed   time.Time         // when a person last typed into the composer
	limits  timeline.Limits
	ticking bool
	reading bool // the days of the history are being read
	told    int  // how many messages were over when they were read last
	closed  bool
	library *store.Library
	keeping bool   // what is open is written soon
	opening string // the folder that is being opened, "" for none
}

// typingPause is how long the keys must rest before a question may take the keyboard.
const typingPause = 1200 * time.Millisecond

// shownRow is what the inspector shows.
type shownRow struct {
	id      timeline.RowID
	attempt int  // -1 the message
	pending bool // it is not in the inspector yet
	patient bool // the answer before stays until the head of this one comes
	history *historyEntry
}

// New makes the window; it is shown by Show. Everything it does runs on the main goroutine.
func New(app fyne.App, d Deps) *Window {
	w := &Window{d: d, app: app, win: app.NewWindow("Ladle"), sent: newSentMessages(d.Recorded), snap: timeline.New(timeline.Options{Epoch: d.Engine.Epoch()}).Snapshot()}
	w.win.SetPadded(false)
	w.win.SetMaster()
	w.build()
	w.restore()
	w.feed = newFeed(d.Engine, d.Post, w.update)
	w.win.SetCloseIntercept(w.Close)
	w.openLibrary(w.d.LibraryDir)
	return w
}

// Fyne gives the window itself, for the main loop and for pictures.
func (w *Window) Fyne() fyne.Window { return w.win }

// Show brings the window to the screen with the URL field focused.
func (w *Window) Show() {
	w.win.Show()
	w.composer.FocusURL()
}

// Close remembers what is open, stops observing and closes the window. The session is the caller's to end.
func (w *Window) Close() {
	if w.closed {
		return
	}
	w.closed = true
	w.remember()
	w.feed.close()
	w.leaveHistory()
	if w.library != nil {
		w.library.Close()
	}
	w.shell.Release()
	w.win.Close()
}

// build makes the panes and puts them into the frame.
func (w *Window) build() {
	w.prompts = newPrompts(promptActions{
		Canvas: func() fyne.Canvas { return w.win.Canvas() },
		Answer: w.d.Engine.Answer, Dismiss: w.d.Engine.Dismiss,
		Cancel:  func(m session.MessageID) { w.cancel(timeline.RowID{Message: m}) },
		Report:  w.report,
		Row:     func(m session.MessageID) *timeline.Row { return w.snap.Find(timeline.RowID{Message: m}) },
		Policy:  w.setRedirects,
		Busy:    func() bool { return time.Since(w.typed) < typingPause },
		Secrets: w.d.Secrets, Post: w.d.Post,
	})
	w.composer = newComposer(composerActions{Send: w.send, SendHeld: w.sendHeld, SendStopping: w.sendStopping, SendFresh: w.sendFresh, Stop: w.stop, Save: w.save, SendTimes: w.sendTimes, Changed: w.composed,
		PasteCurl: w.pastedCurl, ChooseFile: w.chooseFile, Post: w.d.Post, Resized: w.reframe})
	w.tabs = newRequestTabs(tabActions{Chosen: w.tabChosen, Closed: w.tabClosed, New: w.newRequest, Edited: w.rememberSoon, Library: w.libraryDir})
	w.pane = newTimelinePane(timelineActions{Select: w.selectRow, Open: w.openRow, Resend: w.resend, Cancel: w.cancel, Pause: w.pause, Resume: w.resume,
		CopyCurl: w.copyCurl, CopyURL: w.copyURL,
		StopLike: w.likeRow, Stopped: func(id timeline.RowID) { w.stops.show(id) },
		Hold:    func(id timeline.RowID) { w.tell(w.hold(id), "The message was not held") },
		Release: func(id timeline.RowID) { w.tell(w.release(id), "The message was not released") },
		Priority: func(id timeline.RowID, p session.Priority) {
			w.tell(w.prioritise(id, p), "The priority was not changed")
		},
		Question: func(id timeline.RowID) { w.prompts.bring(id.Message) }, Clear: w.clear, Post: w.d.Post})
	w.inspector = newInspector(inspectorActions{Save: w.saveBody, CopyText: w.copyText, Cancel: w.cancel, SendAgain: w.resend, Scratch: w.d.Scratch, Post: w.d.Post, SelectAttempt: w.selectRow, Recompute: w.d.Recompute})
	w.sidebar = newSidebar(sidebarActions{OpenRequest: w.openSaved, OpenHistory: w.openHistory, ShowThisSession: w.showThisSession, ChooseFolder: w.chooseFolder, OpenFolder: w.openLibrary,
		NewRequest: w.newRequest, Deleted: w.deleted, History: w.d.History, Session: w.d.Session, Post: w.d.Post, Report: w.report, Expand: w.toggleSidebar})
	w.drawer = newDrawer(drawerActions{Get: w.d.Engine.Property, Set: w.setProperty, Default: w.propertyDefault, ChooseFile: w.chooseFile, Cancel: w.cancel, Post: w.d.Post,
		SelectMessage: func(id timeline.RowID) {
			w.pane.Select(id)
			w.selectRow(id, -1)
		},
		Hold: w.hold, Release: w.release, ReleaseAll: w.d.Engine.ReleaseAll, HoldNew: w.d.Engine.HoldNew, HoldQueue: w.holdQueue, Prioritise: w.prioritise,
		MoveBefore: w.moveBefore, CloseConn: w.d.Engine.CloseConnection, CloseIdle: w.d.Engine.CloseIdle, OpenConn: w.openConnection, Redirects: w.setRedirects, SignIns: w.d.Engine.SignIns, ForgetSignIn: w.forgetSignIn, Widen: w.widenDrawer})
	w.stops = newStops(w)
	w.status = newStatusBar(statusActions{ShowStopped: w.stops.onCurrent(w.stops.show), ShowWaiting: func() { w.prompts.bring(0) }, CopyDiagnostics: w.copyDiagnostics})
	w.landing = newLanding(w.d.StartPlayground != nil, w.startPlayground, w.openTry)
	w.turns = newTurns(w.showResponse)
	w.buildFrame()
	w.shell = kit.NewShell(w.win, w.frame.build())
	w.addCommands()
	w.win.Resize(fyne.NewSize(kit.S("width.window"), kit.S("height.window")))
}

// buildFrame gives the frame its zones.
func (w *Window) buildFrame() {
	f := &w.frame
	f.sidebarOpen, f.drawerOpen, f.timelineOpen = true, true, true
	f.topLeft, f.topTabs, f.topRight = w.topLeft(), w.tabs.Object(), w.topRight()
	f.url = w.composer.URLBar()
	f.composer, f.inspector = w.composer.Object(), w.inspector.Object()
	f.timeline, f.status = w.pane.Object(), w.status.Object()
	f.sidebar, f.rail = w.sidebar.Object(), w.sidebar.Rail()
	f.drawer, f.breaks, f.stop = w.drawer.Object(), w.stops.panel.Object(), w.stops.pane.Object()
	f.landingPage = w.landing.Object()
	f.landing = true
	f.changed = func(now form) {
		w.toggles.show(f)
		w.takeTurns(now.shared)
	}
	f.moved = w.rememberSoon
	f.placed = func() { // toasts keep to the centre
		if w.shell != nil {
			w.shell.SetToastCorner(f.right()+kit.U(4), statusHeight+kit.U(4))
		}
		w.drawer.redraw()
	}
}

// takeTurns has composer and inspector share one line of tabs, or gives each its own.
func (w *Window) takeTurns(on bool) {
	if on {
		w.composer.SetShared(w.turns.composer)
		w.inspector.SetShared(w.turns.inspector)
		return
	}
	w.composer.SetShared(nil)
	w.inspector.SetShared(nil)
}

// update takes a snapshot from the feed.
func (w *Window) update(snap *timeline.Snapshot, asked []asking) {
	if w.closed {
		return
	}
	w.snap = snap
	if snap.Len() > 0 && w.frame.landing {
		w.frame.landing = false
		w.frame.relayout()
	}
	if snap.Limits != w.limits {
		w.limits = snap.Limits
		w.drawer.Reload()
	}
	w.prompts.apply(asked)
	w.stops.happened(asked)
	w.draw()
	w.readHistorySoon(snap.Counts.Over)
	w.sent.settle(snap, w.viewed)
	w.tick()
}

// readHistorySoon reads the days of the history again when messages have ended since the last time, once they are written.
func (w *Window) readHistorySoon(over int) {
	if w.d.History == nil || w.d.Flushed == nil || w.reading || over == w.told {
		return
	}
	w.reading, w.told = true, over
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		err := w.d.Flushed(ctx)
		w.d.Post(func() {
			w.reading = false
			if w.closed {
				return
			}
			if err != nil {
				w.logProblem("history not written yet", err)
				return
			}
			w.sidebar.RefreshHistory()
			w.readHistorySoon(w.snap.Counts.Over)
		})
	}()
}

// now is the present in the timeline's time.
func (w *Window) now() time.Duration { return time.Since(w.d.Engine.Epoch()) }

// draw brings every pane up to the snapshot.
func (w *Window) draw() {
	now := w.now()
	w.pane.Update(w.snap, now)
	w.drawer.Update(w.snap, now)
	w.stops.update()
	w.status.Update(w.snap, now)
	w.tabs.Update(w.snap)
	w.composer.SetRunning(w.running(w.tabs.Message()))
	w.inspect(false)
}

// tick draws again while something runs, since bars and times grow without events; an idle window draws nothing.
func (w *Window) tick() {
	if w.ticking || w.snap.Counts.Running == 0 {
		return
	}
	w.ticking = true
	time.AfterFunc(frameGap, func() {
		w.d.Post(func() {
			w.ticking = false
			if !w.closed {
				w.prompts.next()
				w.draw()
				w.tick()
			}
		})
	})
}

func (w *Window) running(id timeline.RowID) bool {
	r := w.snap.Find(id)
	return r != nil && !r.Over()
}

// setProperty changes a property of the session and remembers it.
func (w *Window) setProperty(name, value string) error {
	err := w.d.Engine.SetProperty(name, value)
	w.keepSetting("session."+name, w.d.Engine.Property(name), "The setting could not be kept")
	w.status.SetSession(w.d.Engine.Property("ssl-strict") == "true", w.d.Version)
	return err
}

// propertyDefault is what a property has in a fresh window.
func (w *Window) propertyDefault(name string) string {
	if v, ok := w.d.Defaults[name]; ok {
		return v
	}
	for _, p := range session.PropertyTable() {
		if p.Name == name {
			return p.Default
		}
	}
	return ""
}

// Problem shows what went wrong behind the window, such as a history that cannot be written.
func (w *Window) Problem(err error, what string) {
	w.report(err, what)
}

// report shows an error that has no better place, and logs it.
func (w *Window) report(err error, what string) {
	note := err.Error()
	var se *session.Error
	if errors.As(err, &se) {
		note, _ = se.Sentence()
	}
	w.logProblem(what, err)
	if w.closed {
		return
	}
	w.shell.Toast(kit.Toast{Icon: "circle-alert", Token: "status.failed", Title: what, Note: note, Error: true})
}

func (w *Window) clear() { w.feed.clear() }
