package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelinePress presses and releases the primary button on an object, at a place of it.
func timelinePress(win fyne.Window, o fyne.CanvasObject, x, y float32) {
	timelinePressWith(win, o, x, y, desktop.MouseButtonPrimary, 0)
}

func timelinePressWith(win fyne.Window, o fyne.CanvasObject, x, y float32, b desktop.MouseButton, mod fyne.KeyModifier) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y), AbsolutePosition: at.AddXY(x, y)}, Button: b, Modifier: mod}
	m := o.(desktop.Mouseable)
	m.MouseDown(e)
	m.MouseUp(e)
}

// timelineTest is a timeline pane on a window, with a record of what it asked for.
type timelineTest struct {
	*timelinePane
	t     *testing.T
	win   fyne.Window
	story *timelineStory
	done  []string
}

func newTimelineTest(t *testing.T, story *timelineStory, w, h float32) *timelineTest {
	p := &timelineTest{t: t, story: story}
	note := func(what string) func(timeline.RowID) {
		return func(id timeline.RowID) { p.done = append(p.done, fmt.Sprintf("%s %d", what, id.Message)) }
	}
	p.timelinePane = newTimelinePane(timelineActions{
		Select: func(id timeline.RowID, attempt int) {
			p.done = append(p.done, fmt.Sprintf("select %d/%d", id.Message, attempt))
		},
		Open: note("open"), Resend: note("resend"), Cancel: note("cancel"), Pause: note("pause"), Resume: note("resume"),
		Requeue: note("requeue"), CopyCurl: note("curl"), CopyURL: note("url"), Question: note("question"),
		Clear: func() { p.done = append(p.done, "clear") },
	})
	p.win = timelineWindow(t, p.Object(), w, h)
	p.tick()
	return p
}

func (p *timelineTest) tick() { p.Update(p.story.snapshot(), p.story.last) }

// press presses a row in the middle of a span of columns.
func (p *timelineTest) press(id session.MessageID, span timelineSpan) {
	p.t.Helper()
	timelinePress(p.win, p.rows, span.x+2, p.rowY(id))
}

func (p *timelineTest) rowY(id session.MessageID) float32 {
	p.t.Helper()
	line, ok := p.view.LineOf(timeline.Target{ID: timeline.RowID{Message: id}, Attempt: -1})
	if !ok {
		p.t.Fatalf("message %d is not in view", id)
	}
	return p.rows.rowRect(line).Y + 12
}

func (p *timelineTest) keys(names ...fyne.KeyName) {
	for _, k := range names {
		p.rows.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func (p *timelineTest) want(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(p.done, ", "); got != want {
		t.Errorf("asked for %q, want %q", got, want)
	}
	p.done = nil
}

// timelineMany is a session with n plain messages.
func timelineMany(n int) *timelineStory {
	s := newTimelineStory()
	s.more(1, n)
	return s
}

func (s *timelineStory) more(from, n int) {
	for i := from; i < from+n; i++ {
		s.plain(float64(i)*5, session.MessageID(i), "GET", fmt.Sprintf("%s/items/%d", timelineHost, i), 1, 10, 5, 200, "application/json", 1000)
	}
}

func TestTimelineSelects(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	p.press(47, p.rows.columns.url)
	p.want(t, "select 47/-1")
	if p.Selected().Message != 47 || p.follow.On() {
		t.Errorf("selected %v, following %v", p.Selected(), p.follow.On())
	}
	p.keys(fyne.KeyDown, fyne.KeyUp, fyne.KeyUp)
	p.want(t, "select 48/-1, select 47/-1, select 46/-1")
	p.keys(fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn, fyne.KeyLeft)
	p.want(t, "select 46/0, select 46/0")
	if n := p.view.Len(); n != p.snap.Len() || p.Selected().Message != 46 {
		t.Errorf("after folding: %d lines of %d messages, selected %v", n, p.snap.Len(), p.Selected())
	}
}

func TestTimelineActsOnRow(t *testing.T) {
	for _, c := range []struct {
		id   session.MessageID
		keys []fyne.KeyName
		want string
	}{
		{55, []fyne.KeyName{fyne.KeySpace, fyne.KeyDelete, fyne.KeyR}, "pause 55, cancel 55, resend 55"},
		{60, []fyne.KeyName{fyne.KeySpace, fyne.KeyC, fyne.KeyO}, "resume 60, curl 60, open 60"},
		{57, []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn}, "question 57, question 57"},
		{47, []fyne.KeyName{fyne.KeySpace, fyne.KeyDelete, fyne.KeyR}, "resend 47"},
	} {
		p := newTimelineTest(t, timelineShop(), 1072, 539)
		p.Select(timeline.RowID{Message: c.id})
		p.keys(c.keys...)
		p.want(t, c.want)
		p.rows.TypedShortcut(&fyne.ShortcutCopy{})
		p.want(t, fmt.Sprintf("url %d", c.id))
	}
}

func TestTimelineActsOnManyChosen(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	x := p.rows.columns.url.x + 2
	timelinePress(p.win, p.rows, x, p.rowY(47))
	timelinePressWith(p.win, p.rows, x, p.rowY(49), desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	timelinePressWith(p.win, p.rows, x, p.rowY(48), desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	p.done = nil
	p.keys(fyne.KeyR)
	p.want(t, "resend 47, resend 49")
}

func TestTimelineRowActions(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	timelineHoverOver(p.timelinePane, timeline.RowID{Message: 50})
	box := p.rows.actionsRect(p.rows.hover.line)
	for i, want := range []string{"resend 50", "open 50", "curl 50"} {
		timelinePress(p.win, p.rows, timelineRowActions.Cell(box, i).X+8, box.Y+8)
		p.want(t, want)
	}
	if !p.follow.On() {
		t.Error("a row action ended following")
	}
	p.Select(timeline.RowID{Message: 50}) // so that the menu need not choose it, which would end following
	p.setFollow(true)
	timelinePress(p.win, p.rows, box.X+box.W-8, box.Y+8)
	if p.win.Canvas().Overlays().Top() == nil {
		t.Fatal("the last action opens no menu")
	}
	if p.follow.Scrolls() {
		t.Error("rows move under an open menu")
	}
	p.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	p.rows.MouseOut()
	p.tick()
	if p.win.Canvas().Overlays().Top() != nil || !p.follow.Scrolls() {
		t.Error("rows still wait after the menu was closed")
	}
}

func TestTimelineMenuWords(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	for _, c := range []struct {
		id              session.MessageID
		first, disabled string
	}{
		{55, "Pause", ""}, {60, "Release", ""}, {57, "Show the question", ""}, {47, "Pause", "it is over"},
	} {
		p.Select(timeline.RowID{Message: c.id})
		items := p.rows.menuItems()
		if items[0].Text != c.first || items[0].Disabled != c.disabled {
			t.Errorf("message %d: %q, disabled %q", c.id, items[0].Text, items[0].Disabled)
		}
		for _, it := range items {
			if it.Run == nil && it.Items == nil && it.Text != "" {
				t.Errorf("item %q does nothing", it.Text)
			}
		}
	}
}

func TestTimelineTagBringsQuestionBack(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	timelinePress(p.win, p.rows, p.rows.columns.url.end()-20, p.rowY(57))
	p.want(t, "select 57/-1, question 57")
}

func TestTimelineFollows(t *testing.T) {
	story := timelineMany(100)
	p := newTimelineTest(t, story, 1072, 300)
	if !p.rows.AtEnd() || !p.follow.On() {
		t.Fatal("a new pane does not follow")
	}
	p.rows.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 240}})
	if p.follow.On() || p.bar.follow.On() {
		t.Error("scrolling up does not end following")
	}
	at := p.rows.OffsetY()
	story.more(101, 12)
	p.tick()
	if p.rows.OffsetY() != at || p.follow.New() != 12 {
		t.Errorf("moved from %v to %v, %d new", at, p.rows.OffsetY(), p.follow.New())
	}
	f, box, ok := p.rows.newRows()
	if !ok || f.Text != "12 new" {
		t.Fatalf("the chip says %q, shown %v", f.Text, ok)
	}
	timelinePress(p.win, p.rows, box.X+4, box.Y+4)
	if !p.rows.AtEnd() || !p.follow.On() || p.follow.New() != 0 {
		t.Errorf("after the chip: at end %v, following %v, %d new", p.rows.AtEnd(), p.follow.On(), p.follow.New())
	}
	p.keys(fyne.KeyHome)
	if p.follow.On() || p.Selected().Message != 1 {
		t.Errorf("Home: following %v, selected %v", p.follow.On(), p.Selected())
	}
	p.keys(fyne.KeyEnd)
	if !p.follow.On() || p.Selected().Message != 112 || !p.rows.AtEnd() {
		t.Errorf("End: following %v, selected %v", p.follow.On(), p.Selected())
	}
}

func TestTimelineHoldsStillUnderAction(t *testing.T) {
	story := timelineMany(100)
	p := newTimelineTest(t, story, 1072, 300)
	timelineHoverOver(p.timelinePane, timeline.RowID{Message: 98})
	box := p.rows.actionsRect(p.rows.hover.line)
	p.rows.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(box.X+8, box.Y+8)}})
	at := p.rows.OffsetY()
	story.more(101, 5)
	p.tick()
	if p.rows.OffsetY() != at {
		t.Error("the row under the pointer moved")
	}
	p.rows.MouseOut()
	story.more(106, 1)
	p.tick()
	if !p.rows.AtEnd() {
		t.Error("following does not go on after the pointer left")
	}
}

func TestTimelineFollowsInAnotherHeight(t *testing.T) {
	p := newTimelineTest(t, timelineMany(100), 1072, 500)
	p.win.Resize(fyne.NewSize(1072, 260))
	if !p.rows.AtEnd() || !p.follow.On() {
		t.Errorf("smaller: at end %v, following %v", p.rows.AtEnd(), p.follow.On())
	}
}

func TestTimelineKeepsPlaceWhenFiltered(t *testing.T) {
	p := newTimelineTest(t, timelineMany(200), 1072, 300)
	p.Select(timeline.RowID{Message: 100})
	p.press(100, p.rows.columns.url)
	y := p.rowY(100)
	test.Type(p.bar.filter.Focusable(), "items/1")
	if p.view.Rows() >= 200 || p.view.Rows() == 0 {
		t.Fatalf("the filter shows %d rows", p.view.Rows())
	}
	if _, ok := p.view.LineOf(timeline.Target{ID: timeline.RowID{Message: 100}, Attempt: -1}); !ok {
		t.Fatal("message 100 is filtered out")
	}
	p.bar.filter.SetText("")
	if got := p.rowY(100); got < 0 || got > 300 {
		t.Errorf("message 100 was at %v and is at %v", y, got)
	}
}

func TestTimelineFilterProblem(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	test.Type(p.bar.filter.Focusable(), "status:4xx")
	rows := p.view.Rows()
	p.bar.filter.SetText("status:4xx status:")
	if p.bar.trouble.Visible() || p.view.Rows() != rows {
		t.Errorf("a key without its value yet: trouble %v, %d rows of %d", p.bar.trouble.Visible(), p.view.Rows(), rows)
	}
	p.bar.filter.SetText("status:4xx status:4xy")
	if p.view.Rows() != rows {
		t.Errorf("an invalid part changed the list from %d to %d rows", rows, p.view.Rows())
	}
	if !p.bar.filter.Wrong() || !p.bar.trouble.Visible() || !strings.HasSuffix(p.bar.why.Text(), "The list is as before.") {
		t.Errorf("the bar says %q", p.bar.why.Text())
	}
	red := ""
	for _, s := range p.bar.spans(p.bar.filter.Text()) {
		if s.Token == "status.failed" {
			red += s.Text
		}
	}
	if red != "status:4xy" {
		t.Errorf("red is %q", red)
	}
	p.bar.filter.OnEscape()
	if p.bar.trouble.Visible() || p.view.Rows() != p.snap.Len() {
		t.Errorf("Escape: trouble %v, %d rows", p.bar.trouble.Visible(), p.view.Rows())
	}
}

func TestTimelineChips(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	for i, c := range timelineChips {
		if shown, n := p.bar.chips[i].Visible(), p.snap.Counts.Of(c.chip); shown != (n > 0) {
			t.Errorf("chip %s with %d rows is shown %v", c.name, n, shown)
		}
	}
	p.bar.chips[3].Tapped(&fyne.PointEvent{})
	p.bar.chips[4].Tapped(&fyne.PointEvent{})
	if want := p.snap.Counts.Of(timeline.Chip4xx) + p.snap.Counts.Of(timeline.Chip5xx); p.view.Rows() != want || p.bar.all.On() {
		t.Errorf("4xx and 5xx show %d rows, want %d", p.view.Rows(), want)
	}
	p.bar.all.Tapped(&fyne.PointEvent{})
	if p.view.Rows() != p.snap.Len() || p.bar.chips[3].On() || !p.bar.all.On() {
		t.Errorf("All shows %d rows", p.view.Rows())
	}
}

func TestTimelineChipsFoldWhereNarrow(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 600, 539)
	if !p.bar.folded {
		t.Fatal("all chips in 600 units")
	}
	p.bar.items()[4].Run()
	if p.view.Rows() != p.snap.Counts.Of(timeline.Chip4xx) || !p.bar.items()[4].Checked {
		t.Errorf("the menu's 4xx shows %d rows", p.view.Rows())
	}
}

func TestTimelineNothingFits(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	test.Type(p.bar.filter.Focusable(), "nowhere")
	if !p.none.object.Visible() {
		t.Fatal("an empty list says nothing")
	}
	tapNamed(t, p.none.object, "Show all, button")
	if p.none.object.Visible() || p.view.Rows() != p.snap.Len() || p.bar.filter.Text() != "" {
		t.Errorf("Show all: %d rows, filter %q", p.view.Rows(), p.bar.filter.Text())
	}
}

func TestTimelineSorts(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	press := func() { timelinePress(p.win, p.rows, p.rows.columns.time.x+4, 10) }
	first := func() session.MessageID { return p.view.Line(0).Row.ID.Message }
	press()
	if first() != 48 {
		t.Errorf("by time the first is %d, want 48", first())
	}
	press()
	if c, descending := p.view.Sort(); c != timeline.ColumnTime || !descending {
		t.Errorf("the second press gives %v, %v", c, descending)
	}
	press()
	if first() != 44 {
		t.Errorf("the third press gives %d first", first())
	}
	p.Select(timeline.RowID{Message: 47})
	items := p.rows.menuItems()
	items[len(items)-1].Items()[timeline.ColumnTime].Run()
	if c, _ := p.view.Sort(); c != timeline.ColumnTime {
		t.Errorf("the menu sorts by %v", c)
	}
}

func TestTimelineFoldsByPress(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	lines := p.view.Len()
	p.press(46, p.rows.columns.fold)
	if p.view.Len() != lines+3 {
		t.Errorf("unfolded to %d lines from %d", p.view.Len(), lines)
	}
	p.press(46, p.rows.columns.fold)
	p.want(t, "")
	if p.view.Len() != lines {
		t.Errorf("folded to %d lines", p.view.Len())
	}
}

func TestTimelineIdleIsNotPainted(t *testing.T) {
	p := newTimelineTest(t, timelineMany(5), 1072, 300)
	snap, now := p.snap, p.now
	p.Update(snap, now+time.Millisecond)
	if p.now != now {
		t.Error("an update without news was taken over")
	}
	p.Update(nil, now+time.Millisecond)
	if p.snap != snap {
		t.Error("no snapshot replaced one")
	}
}

func TestTimelineSelectWaitsForItsRow(t *testing.T) {
	story := timelineMany(100)
	p := newTimelineTest(t, story, 1072, 300)
	p.setFollow(false)
	p.Select(timeline.RowID{Message: 101})
	p.want(t, "")
	story.more(101, 1)
	p.tick()
	y := p.rowY(101)
	if v := p.rows.View(); y < v.Y || y > v.Y+v.H {
		t.Errorf("the row that was sought is at %v, out of view", y)
	}
}

func TestTimelineSelectEndsFollowingOnlyForOldRows(t *testing.T) {
	story := timelineMany(100)
	p := newTimelineTest(t, story, 1072, 300)
	p.Select(timeline.RowID{Message: 101})
	story.more(101, 1)
	p.tick()
	p.Select(timeline.RowID{Message: 101})
	if !p.follow.On() {
		t.Error("choosing what was just sent ended following")
	}
	p.Select(timeline.RowID{Message: 7})
	story.more(102, 1)
	p.tick()
	if y := p.rowY(7); p.follow.On() || y < p.rows.View().Y {
		t.Errorf("message 7 was chosen and is at %v, following %v", y, p.follow.On())
	}
}

func TestTimelineClearedSelectionIsDropped(t *testing.T) {
	story := timelineShop()
	p := newTimelineTest(t, story, 1072, 539)
	p.Select(timeline.RowID{Message: 47})
	p.bar.clear.Tapped(&fyne.PointEvent{})
	p.want(t, "clear")
	story.model.Clear()
	p.tick()
	if p.Selected() != (timeline.RowID{}) || p.view.Rows() != p.snap.Len() {
		t.Errorf("selected %v, %d rows of %d", p.Selected(), p.view.Rows(), p.snap.Len())
	}
	p.keys(fyne.KeySpace, fyne.KeyUp)
}

func TestTimelineWithoutActions(t *testing.T) {
	p := newTimelinePane(timelineActions{})
	timelineWindow(t, p.Object(), 1072, 539)
	story := timelineShop()
	p.Update(story.snapshot(), story.last)
	for _, id := range []session.MessageID{47, 55, 57, 60} {
		p.Select(timeline.RowID{Message: id})
		for _, k := range []fyne.KeyName{fyne.KeySpace, fyne.KeyDelete, fyne.KeyR, fyne.KeyC, fyne.KeyO, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyEscape} {
			p.rows.TypedKey(&fyne.KeyEvent{Name: k})
		}
		p.rows.TypedShortcut(&fyne.ShortcutCopy{})
	}
	p.bar.clear.Tapped(&fyne.PointEvent{})
}

// An address is shortened to the room it is painted in, so that no letter is cut through.
func TestTimelineAddressEndsBeforeItsTag(t *testing.T) {
	p := newTimelineTest(t, timelineMany(1), 1072, 300)
	row := *p.snap.Row(0)
	row.Address = timeline.ParseAddress("http://127.0.0.1:45641/try/broken/space-before-colon?with=a+query&of=some+length")
	for _, tag := range []string{"", "2 redirects", "malformed head"} {
		row.Tag.Text = tag
		for width := float32(200); width < 700; width += 13 {
			cell := newTimelineCell(timeline.Line{Row: &row, Attempt: -1}, width)
			from := float32(0)
			if cell.open {
				from = timelineLockRoom
			}
			end, room := from+kit.TextWidth(kit.Data, cell.short.String()), cell.addressEnd(width)
			if end > room {
				t.Errorf("%q in %v beside %q ends %v after its room", cell.short, width, tag, end-room)
			}
			if tag != "" && room > width-timelineTagInset-kit.TagWidth(tag, timelineTagState(row.Tag.Tone)) {
				t.Errorf("the address may end at %v under the tag %q", room, tag)
			}
		}
	}
}
