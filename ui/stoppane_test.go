package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/timeline"
)

// stoppedPane shows a message that stands at a phase.
func stoppedPane(t *testing.T, at session.Phase, a stopActions) (*stopPane, *stopped, *session.Message, fyne.Window) {
	t.Helper()
	p := newStopPane(a)
	win := timelineWindow(t, p.Object(), 1072, 540)
	story := newTimelineStory()
	story.queued(0, 1, "POST", "https://pay.localhost:8443/api/payments?a=1")
	story.opened(1, 1, 1, 8, "pay.localhost:8443", 1, 2, 3)
	if at == session.StopAtGotHeaders {
		story.sent(10, 1, 1, 8, 2)
		story.head(20, 1, 1, 8, 200, "application/json", 12)
	} else {
		story.add(10, 1, 1, 8, session.KindRequestStarted, 0, &session.Started{})
	}
	story.add(30, 1, 1, 8, session.KindStopped, 0, &session.Stopped{At: at, Breakpoint: 1})
	m, source := stoppedMessage(t)
	x := &stopped{id: timeline.RowID{Message: 1}, at: at, source: source, edit: newStopEdit(source)}
	snap := story.snapshot()
	row := snap.Find(x.id)
	p.Show(x, row)
	p.Update(row, snap, story.last, "by rule 1")
	return p, x, m, win
}

func TestStopPaneShowsWhatGoesOut(t *testing.T) {
	p, x, _, _ := stoppedPane(t, session.StopAtStarting, stopActions{})
	text := linesText(p.out.shown)
	for _, want := range []string{"POST /api/payments?a=1 HTTP/1.1", "Host: pay.localhost:8443", "Authorization: Bearer ", "Content-Length: 16", `{"capture":true}`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in what goes out:\n%s", want, text)
		}
	}
	if strings.Contains(text, "s3cret") || strings.Contains(wordsIn(p.Object()), "s3cret") {
		t.Error("the secret shows")
	}
	if !strings.HasPrefix(p.about.Text(), "at starting, attempt 1, by rule 1. Nothing was sent. ") || !p.restore.Disabled() {
		t.Errorf("the strip says %q", p.about.Text())
	}
	p.target.OnChanged("/api/payments?dry_run=1")
	p.table.OnAutomatic("Authorization", false)
	p.which.OnChanged(1)
	p.out.onlyChanges(true)
	if got := linesText(p.out.shown); got != "POST /api/payments?dry_run=1 HTTP/1.1\n" {
		t.Errorf("what changed is %q", got)
	}
	if p.count.Text() != "2 changes" || x.edit.changes() != 2 {
		t.Errorf("%q", p.count.Text())
	}
	tapNamed(t, p.Object(), "Restore all, button")
	if x.edit.changes() != 0 || p.target.Text() != "/api/payments?a=1" || p.count.Text() != "nothing changed" {
		t.Errorf("restored: %d changes, target %q", x.edit.changes(), p.target.Text())
	}
}

func TestStopPaneKeepsWhatWasRefused(t *testing.T) {
	p, x, m, win := stoppedPane(t, session.StopAtStarting, stopActions{})
	win.Canvas().Focus(p.target.Focusable())
	p.target.SelectAll()
	test.Type(p.target.Focusable(), "nowhere")
	problem := x.edit.apply(m, x.source)
	if problem == nil {
		t.Fatal("a target without a slash is taken")
	}
	p.refuse(problem)
	if !p.target.Wrong() || p.target.Text() != x.edit.now.target || !strings.Contains(p.problem.Text(), "begins with /") {
		t.Errorf("target %q, marked %v, reason %q", p.target.Text(), p.target.Wrong(), p.problem.Text())
	}
	test.Type(p.target.Focusable(), "x")
	if p.target.Wrong() || p.problem.Text() != "" {
		t.Error("the reason stays while it is put right")
	}
	p.restoreAll()
	x.edit.now.fields[0].Name = "no name"
	p.fill()
	p.refuse(x.edit.apply(m, x.source))
	if words := wordsIn(p.table); !strings.Contains(words, "character") {
		t.Errorf("the reason is not beside its row:\n%s", words)
	}
}

func TestStopPaneByPhase(t *testing.T) {
	for at, want := range map[session.Phase]struct{ edits, take bool }{
		session.StopAtStarting: {true, false}, session.StopAtGotHeaders: {}, session.StopAtRedirect: {true, true}, session.StopAtAuthenticate: {},
	} {
		p, _, _, _ := stoppedPane(t, at, stopActions{})
		if p.left.Visible() != want.edits || p.response.Visible() == want.edits || p.take.Visible() != want.take {
			t.Errorf("%s: editor %v, answer %v, Stop here %v", at, p.left.Visible(), p.response.Visible(), p.take.Visible())
		}
	}
}

func TestStopPaneButtons(t *testing.T) {
	var did []string
	note := func(what string) func(timeline.RowID) {
		return func(id timeline.RowID) { did = append(did, what) }
	}
	p, _, _, _ := stoppedPane(t, session.StopAtRedirect, stopActions{Continue: note("continue"), Drop: note("drop"), Take: note("take")})
	for _, name := range []string{"Drop, button", "Stop here, button", "Continue, button"} {
		tapNamed(t, p.Object(), name)
	}
	if got := strings.Join(did, " "); got != "drop take continue" {
		t.Errorf("did %q", got)
	}
}

// TestRenderStop writes a picture of a stopped message.
func TestRenderStop(t *testing.T) {
	p, x, _, win := stoppedPane(t, session.StopAtStarting, stopActions{})
	x.edit.now.fields[0].Value = "text/html"
	x.edit.now.fields[1].Off = true
	x.edit.now.target = "/api/payments?dry_run=1"
	p.fill()
	timelineSave(t, win, "stop")
}
