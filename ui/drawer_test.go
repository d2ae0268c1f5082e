package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// drawerSession is what a drawer changes in a test: a table of properties that refuses what a session would.
type drawerSession struct {
	values map[string]string
	set    []string
	refuse error
}

func newDrawerSession() *drawerSession {
	s := &drawerSession{values: map[string]string{}}
	for _, p := range session.PropertyTable() {
		s.values[p.Name] = p.Default
	}
	return s
}

func (s *drawerSession) actions() drawerActions {
	return drawerActions{
		Get: func(name string) string { return s.values[name] },
		Set: func(name, value string) error {
			s.set = append(s.set, name+"="+value)
			if s.refuse == nil {
				s.values[name] = value
			}
			return s.refuse
		},
	}
}

func drawerRow(t *testing.T, d *drawer, name string) *drawerProperty {
	t.Helper()
	for _, r := range d.properties.rows {
		if r.info.Name == name {
			return r
		}
	}
	t.Fatalf("the drawer has no row for %s", name)
	return nil
}

func TestDrawerHasEveryProperty(t *testing.T) {
	d := newDrawer(newDrawerSession().actions())
	timelineWindow(t, d.Object(), 288, 900)
	for _, p := range session.PropertyTable() {
		if r := drawerRow(t, d, p.Name); r.value != p.Default || r.differs() {
			t.Errorf("%s shows %q, differs %v; want its default %q", p.Name, r.value, r.differs(), p.Default)
		}
	}
}

func TestDrawerSetsAtOnceAndMarksWhatDiffers(t *testing.T) {
	s := newDrawerSession()
	d := newDrawer(s.actions())
	timelineWindow(t, d.Object(), 288, 900)
	r := drawerRow(t, d, "max-conns-per-host")
	r.control.object.(*kit.NumberField).Step(1)
	if s.values["max-conns-per-host"] != "3" || !r.differs() {
		t.Fatalf("a step up gave %q, differs %v", s.values["max-conns-per-host"], r.differs())
	}
	if got := d.properties.section.head.Fact(); got != "1 changed" {
		t.Errorf("the head says %q", got)
	}
	if r.row.Word() != "Counts at once" {
		t.Errorf("the row says %q about its effect", r.row.Word())
	}
	r.menuItems()[0].Run()
	if s.values["max-conns-per-host"] != "2" || r.differs() || d.properties.section.head.Fact() != "" {
		t.Errorf("after reset: %q, differs %v, head %q", s.values["max-conns-per-host"], r.differs(), d.properties.section.head.Fact())
	}
	if r.menuItems()[0].Disabled == "" {
		t.Error("a property at its default can be reset")
	}
}

func TestDrawerSaysOnceWhenItCounts(t *testing.T) {
	s := newDrawerSession()
	a := s.actions()
	posted := make(chan func(), 4)
	a.Post = func(f func()) { posted <- f }
	d := newDrawer(a)
	timelineWindow(t, d.Object(), 288, 900)
	synctest.Test(t, func(t *testing.T) {
		r := drawerRow(t, d, "timeout")
		r.set("30")
		time.Sleep(drawerFlash / 2)
		r.set("20")
		time.Sleep(drawerFlash * 3 / 4)
		synctest.Wait()
		(<-posted)()
		if r.row.Word() != "For new connections" {
			t.Errorf("the first change took the second one's words away: %q", r.row.Word())
		}
		time.Sleep(drawerFlash)
		synctest.Wait()
		(<-posted)()
		if r.row.Word() != "" {
			t.Errorf("the row still says %q", r.row.Word())
		}
	})
}

func TestDrawerKeepsWhatWasRefused(t *testing.T) {
	s := newDrawerSession()
	d := newDrawer(s.actions())
	win := timelineWindow(t, d.Object(), 288, 900)
	r := drawerRow(t, d, "user-agent")
	s.refuse = &session.PropertyError{Name: "user-agent", What: "the value has a line break", Try: "A header is one line"}
	f := r.control.object.(*kit.Field)
	win.Canvas().Focus(f.Focusable())
	test.Type(f.Focusable(), "mine")
	f.OnSubmit(f.Text())
	if !r.row.Refused() || !f.Wrong() || r.row.Reason() != "The value has a line break. A header is one line" {
		t.Fatalf("refused: reason %q, visible %v, marked %v", r.row.Reason(), r.row.Refused(), f.Wrong())
	}
	d.Reload()
	if f.Text() != "mine" {
		t.Errorf("what was typed became %q", f.Text())
	}
	s.refuse = nil
	f.OnSubmit(f.Text())
	if r.row.Refused() || s.values["user-agent"] != "mine" {
		t.Errorf("accepted: value %q, reason visible %v", s.values["user-agent"], r.row.Refused())
	}
}

func TestDrawerReloadSparesWhatIsTyped(t *testing.T) {
	s := newDrawerSession()
	d := newDrawer(s.actions())
	win := timelineWindow(t, d.Object(), 288, 900)
	d.properties.unfold(true)
	r := drawerRow(t, d, "accept-language")
	f := r.control.object.(*kit.Field)
	win.Canvas().Focus(f.Focusable())
	test.Type(f.Focusable(), "de")
	s.values["accept-language"], s.values["max-conns"] = "fr", "4"
	d.Reload()
	if f.Text() != "de" {
		t.Errorf("reload replaced what was being typed by %q", f.Text())
	}
	if n := drawerRow(t, d, "max-conns").control.object.(*kit.NumberField).Value(); n != 4 {
		t.Errorf("max-conns shows %d", n)
	}
	win.Canvas().Unfocus()
	if s.values["accept-language"] != "de" {
		t.Errorf("leaving the field set %q", s.values["accept-language"])
	}
}

func TestDrawerSwitchGoesBackWhenRefused(t *testing.T) {
	s := newDrawerSession()
	s.refuse = errors.New("no")
	d := newDrawer(s.actions())
	timelineWindow(t, d.Object(), 288, 900)
	r := drawerRow(t, d, "ssl-strict")
	sw := r.control.object.(*kit.Switch)
	sw.Tapped(&fyne.PointEvent{})
	if !sw.On() || !r.row.Refused() {
		t.Errorf("the switch is on %v, the reason visible %v", sw.On(), r.row.Refused())
	}
}

func TestDrawerChoosesFile(t *testing.T) {
	s := newDrawerSession()
	a := s.actions()
	a.ChooseFile = func(_ string, done func(string)) { done("/tmp/ca.pem"); done("") }
	d := newDrawer(a)
	timelineWindow(t, d.Object(), 288, 900)
	r := drawerRow(t, d, "ssl-ca-file")
	tapNamed(t, r.row, "Choose a file, button")
	if got := strings.Join(s.set, " "); got != "ssl-ca-file=/tmp/ca.pem" {
		t.Errorf("choosing a file set %q", got)
	}
}

func TestDrawerQueueAndConnections(t *testing.T) {
	var chosen, cancelled timeline.RowID
	s := newDrawerSession()
	a := s.actions()
	a.SelectMessage = func(id timeline.RowID) { chosen = id }
	a.Cancel = func(id timeline.RowID) { cancelled = id }
	d := newDrawer(a)
	timelineWindow(t, d.Object(), 288, 900)
	story := timelineShop()
	d.Update(story.snapshot(), story.last)
	if d.queue.section.head.Count() != "2" || d.conns.section.head.Count() != "6 of 10" {
		t.Errorf("heads say %q and %q", d.queue.section.head.Count(), d.conns.section.head.Count())
	}
	d.queue.list.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	d.queue.list.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	d.queue.list.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if chosen.Message != 60 || cancelled.Message != 60 {
		t.Errorf("Enter chose %v, Delete cancelled %v; want 60", chosen.Message, cancelled.Message)
	}
	for i, want := range []string{"#57 GET /api/admin/refunds", "idle, closes at"} {
		row := []int{0, 1}[i]
		conn := d.conns.snap.Conns[row]
		if got := d.conns.carried(conn) + d.conns.doing(conn); !strings.Contains(got, want) {
			t.Errorf("connection %d says %q, want %q", conn.ID, got, want)
		}
	}
}

func TestDrawerSectionsFold(t *testing.T) {
	d := newDrawer(drawerActions{})
	timelineWindow(t, d.Object(), 288, 900)
	before := d.properties.section.object.MinSize().Height
	d.properties.section.head.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if after := d.properties.section.object.MinSize().Height; after > before/2 || d.properties.col.Visible() {
		t.Errorf("folded from %v to %v units", before, after)
	}
	d.properties.section.head.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if after := d.properties.section.object.MinSize().Height; after != before {
		t.Errorf("unfolded to %v units, want %v", after, before)
	}
}

// TestRenderDrawer writes a picture of the drawer.
func TestRenderDrawer(t *testing.T) {
	s := newDrawerSession()
	s.values["max-conns-per-host"], s.values["user-agent"] = "3", "Ladle/0.9"
	d := newDrawer(s.actions())
	win := timelineWindow(t, d.Object(), 288, 936)
	story := timelineShop()
	d.Update(story.snapshot(), story.last)
	s.refuse = &session.PropertyError{What: "this file has no certificate", Try: "Choose a PEM file"}
	drawerRow(t, d, "ssl-ca-file").set("/tmp/x")
	timelineSave(t, win, "drawer")
}

func TestDrawerCountsWhatItDoesNotList(t *testing.T) {
	story := newTimelineStory()
	for i := range 300 {
		story.queued(float64(i), session.MessageID(i+1), "GET", timelineHost+"/")
	}
	d := newDrawer(drawerActions{})
	timelineWindow(t, d.Object(), 288, 900)
	d.Update(story.snapshot(), story.last)
	if l := d.queue.list; l.list.Count() != drawerQueueMost || l.more.Text() != "288 more" || !l.line.Visible() {
		t.Errorf("%d listed, and a line that says %q, of 300", l.list.Count(), l.more.Text())
	}
}

func TestDrawerScrollsByWheelEverywhere(t *testing.T) {
	d := newDrawer(newDrawerSession().actions())
	timelineWindow(t, d.Object(), 288, 200)
	story := timelineShop()
	d.Update(story.snapshot(), story.last)
	for i, o := range []fyne.Scrollable{d.object, d.queue.list.list, d.conns.list.list} {
		d.object.ScrollTo(0)
		o.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -30}})
		if d.object.Offset() != 30 {
			t.Errorf("part %d scrolls the drawer to %v", i, d.object.Offset())
		}
	}
}

// wordsIn are the words that the visible objects within another describe themselves with.
func wordsIn(within fyne.CanvasObject) string {
	var all []string
	for _, o := range test.LaidOutObjects(within) {
		if o.Visible() {
			all = append(all, kit.Describe(o))
		}
	}
	return strings.Join(all, "\n")
}

// tapNamed taps the one object within another that describes itself in these words.
func tapNamed(t *testing.T, within fyne.CanvasObject, words string) {
	t.Helper()
	for _, o := range test.LaidOutObjects(within) {
		if tapped, ok := o.(fyne.Tappable); ok && o.Visible() && kit.Describe(o) == words {
			test.Tap(tapped)
			return
		}
	}
	t.Fatalf("there is no %q to tap", words)
}

// shown are the names of the properties that show, in order.
func shown(d *drawer) string {
	var names []string
	for _, r := range d.properties.rows {
		if r.row.Visible() {
			names = append(names, r.info.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestDrawerFoldsWhatIsSeldomChanged(t *testing.T) {
	const usual = "max-conns max-conns-per-host timeout idle-timeout proxy-resolver ssl-strict"
	s := newDrawerSession()
	d := newDrawer(s.actions())
	win := timelineWindow(t, d.Object(), 288, 900)
	if got := shown(d); got != usual {
		t.Errorf("folded, the drawer shows %s", got)
	}
	rest := len(session.PropertyTable()) - len(strings.Fields(usual))
	if got := d.properties.more.Describe(); got != fmt.Sprint(rest, " more properties, link") {
		t.Errorf("the link says %q", got)
	}
	s.values["user-agent"] = "mine"
	d.Reload()
	if got := shown(d); got != "max-conns max-conns-per-host timeout idle-timeout user-agent proxy-resolver ssl-strict" {
		t.Errorf("with a user agent the drawer shows %s", got)
	}
	if got := d.properties.more.Describe(); got != fmt.Sprint(rest-1, " more properties, link") {
		t.Errorf("with a user agent the link says %q", got)
	}
	s.values["tls-database"], s.values["ssl-ca-file"] = "/ca.pem", "/ca.pem"
	d.Reload()
	if got := shown(d); !strings.HasSuffix(got, "ssl-strict tls-database") || d.properties.section.head.Fact() != "2 changed" {
		t.Errorf("with a CA file, which has two names, the drawer shows %s and says %q", got, d.properties.section.head.Fact())
	}
	d.properties.unfold(true)
	if got := len(strings.Fields(shown(d))); got != len(session.PropertyTable()) {
		t.Errorf("unfolded, %d rows show", got)
	}
	field := drawerRow(t, d, "accept-language").control.object.(*kit.Field)
	win.Canvas().Focus(field.Focusable())
	test.Type(field.Focusable(), "x\n")
	s.refuse = &session.PropertyError{Name: "accept-language", What: "it is no list of languages"}
	field.OnSubmit(field.Text())
	d.properties.unfold(false)
	if got := shown(d); !strings.Contains(got, "accept-language ") {
		t.Errorf("a refused text was folded away: %s", got)
	}
}

func TestDrawerShowsWhatIsFixed(t *testing.T) {
	s := newDrawerSession()
	s.values["local-address"] = "127.0.0.2"
	d := newDrawer(s.actions())
	timelineWindow(t, d.Object(), 288, 900)
	for name, want := range map[string]string{"local-address": "127.0.0.2", "use-thread-context": "on"} {
		r := drawerRow(t, d, name)
		l, ok := r.control.object.(*kit.Label)
		if !ok || l.Text() != want {
			t.Errorf("%s shows %v, want %q as a text", name, r.control.object, want)
		}
		if r.menuItems()[0].Disabled == "" {
			t.Errorf("%s can be reset", name)
		}
	}
}
