package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// panelOf is a panel over rules; changed counts what a person did.
func panelOf(t *testing.T, rules ...breakRule) (b *breakPanel, win fyne.Window, changed, continued *int) {
	t.Helper()
	changed, continued = new(int), new(int)
	rs := newBreakpoints(&breakSession{})
	for _, r := range rules {
		rs.add(r)
	}
	b = newBreakPanel(rs, breakActions{Changed: func() { *changed++ }, ContinueAll: func() { *continued++ }})
	win = timelineWindow(t, b.Object(), 288, 900)
	return b, win, changed, continued
}

func TestBreakPanelByKeyboard(t *testing.T) {
	b, win, changed, _ := panelOf(t, breakRule{Path: "/a", At: session.StopAtStarting}, breakRule{Path: "/b", At: session.StopAtStarting})
	l := b.list.list
	win.Canvas().Focus(l)
	key := func(name fyne.KeyName) { l.TypedKey(&fyne.KeyEvent{Name: name}) }
	key(fyne.KeyEnd)
	if b.chosen != 1 || b.form.path.Text() != "/b" || !b.form.section.object.Visible() {
		t.Fatalf("chosen %d, the form has %q", b.chosen, b.form.path.Text())
	}
	key(fyne.KeySpace)
	if !b.rules.rules[1].Off || b.rules.rules[1].id != 0 || *changed != 1 {
		t.Errorf("Space: %+v, %d changes", b.rules.rules[1], *changed)
	}
	key(fyne.KeyDelete)
	if len(b.rules.rules) != 1 || b.chosen != 0 || b.form.path.Text() != "/a" {
		t.Errorf("deleted: %d rules, chosen %d, the form has %q", len(b.rules.rules), b.chosen, b.form.path.Text())
	}
	key(fyne.KeyDelete)
	if len(b.rules.rules) != 0 || b.form.section.object.Visible() {
		t.Error("without a rule there is a form")
	}
}

func TestBreakPanelByMouse(t *testing.T) {
	b, _, _, continued := panelOf(t, breakRule{Path: "/a", At: session.StopAtStarting})
	l := b.list.list
	press := func(x float32) {
		e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, l.RowRect(0).Y+12)}, Button: desktop.MouseButtonPrimary}
		l.MouseDown(e)
		l.MouseUp(e)
	}
	press(18)
	if !b.rules.rules[0].Off || b.chosen >= 0 {
		t.Errorf("the box: off %v, chosen %d", b.rules.rules[0].Off, b.chosen)
	}
	press(120)
	if b.chosen != 0 {
		t.Errorf("the row: chosen %d", b.chosen)
	}
	tapNamed(t, b.form.section.object, "Copy the rule, button")
	tapNamed(t, b.object, "Add a rule, button")
	if len(b.rules.rules) != 3 || b.chosen != 2 || b.rules.rules[1].breakRule != b.rules.rules[0].breakRule {
		t.Errorf("%d rules, chosen %d", len(b.rules.rules), b.chosen)
	}
	tapNamed(t, b.form.section.object, "Delete the rule, button")
	b.on.Tapped(&fyne.PointEvent{})
	if len(b.rules.rules) != 2 || b.rules.on || *continued != 1 {
		t.Errorf("%d rules, on %v, continued %d times", len(b.rules.rules), b.rules.on, *continued)
	}
}

func TestBreakFormChangesItsRule(t *testing.T) {
	b, win, changed, _ := panelOf(t, breakRule{At: session.StopAtStarting})
	b.choose(0)
	f := b.form
	win.Canvas().Focus(f.path.Focusable())
	test.Type(f.path.Focusable(), "/api/*")
	if b.rules.rules[0].Path != "" {
		t.Error("a pattern counts while it is typed")
	}
	f.path.OnSubmit(f.path.Text())
	f.host.SetText("a:80")
	f.host.OnSubmit("a:80")
	f.at[0].Tapped(&fyne.PointEvent{})
	f.at[2].Tapped(&fyne.PointEvent{})
	f.times.Choose(timesFirst)
	f.times.OnChanged(timesFirst)
	f.methods()[2].Run()
	want := breakRule{Method: "GET", Host: "a:80", Path: "/api/*", At: session.StopAtRedirect, Times: 3}
	if got := b.rules.rules[0].breakRule; got != want || *changed != 6 {
		t.Errorf("the rule is %+v after %d changes, want %+v", got, *changed, want)
	}
	if !f.number.Visible() {
		t.Error("how often is not asked")
	}
	b.Update(timelineShop().snapshot(), nil, 0)
	if got := f.matched.Text(); !strings.HasPrefix(got, "Matches 0 of the ") {
		t.Errorf("the note says %q", got)
	}
	f.at[2].Tapped(&fyne.PointEvent{})
	if got := f.matched.Text(); !strings.Contains(got, "stops nowhere") {
		t.Errorf("the note says %q", got)
	}
}

func TestBreakPanelShowsWhatIsStopped(t *testing.T) {
	b, _, _, _ := panelOf(t, breakRule{At: session.StopAtStarting})
	var shown timeline.RowID
	b.a.Show = func(id timeline.RowID) { shown = id }
	b.halted.activate(func(row int) { b.a.Show(b.stopped[row].ID) })
	story := newTimelineStory()
	for id := session.MessageID(1); id <= 2; id++ {
		story.queued(float64(10*id), id, "GET", timelineHost+"/x")
		story.sent(float64(10*id+1), id, 1, session.ConnID(id), 1)
		story.add(float64(10*id+2), id, 1, session.ConnID(id), session.KindStopped, 0, &session.Stopped{At: session.StopAtStarting, Breakpoint: b.rules.rules[0].id})
	}
	snap := story.snapshot()
	b.Update(snap, stoppedRows(snap), story.last)
	if b.stops.head.Count() != "2" || b.stopped[0].ID.Message != 1 {
		t.Errorf("%q stopped, the first is %v", b.stops.head.Count(), b.stopped[0].ID)
	}
	if word, stopped := b.ruleWord(0); word != "2 stopped" || !stopped {
		t.Errorf("the rule says %q", word)
	}
	b.halted.list.Select(1)
	b.halted.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if shown.Message != 2 {
		t.Errorf("Enter shows %v", shown)
	}
	if got := kit.Describe(b.halted.list); !strings.Contains(got, "at starting") {
		t.Errorf("it is read out as %q", got)
	}
}
