package ui

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func TestInspectorWithoutActionsDoesNotFail(t *testing.T) {
	a := test.NewTempApp(t)
	kit.SetVariant(a, kit.Dark)
	i := newInspector(inspectorActions{Post: func(func()) {}})
	w := a.NewWindow("Ladle")
	shell := kit.NewShell(w, i.Object())
	w.Resize(fyne.NewSize(652, 348))
	t.Cleanup(func() { i.Show(inspected{Attempt: -1}); shell.Release(); w.Close() })
	for _, s := range []inspected{{Attempt: -1}, inspectorOrders(), inspectorRefused(), inspectorCut(), inspectorDown(), inspectorWaiting(20), inspectorRedirected()} {
		i.Show(s)
		i.Update(s)
		for n := range 4 {
			i.Tab(n)
			i.FocusSearch()
			i.Focus()
			w.Canvas().Capture()
		}
	}
	i.Tab(-1)
	i.Tab(9)
	i.NextHit(false)
}

func TestInspectorShowsOneTab(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	i := x.i
	panes := []fyne.CanvasObject{i.body.box, i.heads.box, i.timing, i.events.list}
	if i.bar.Visible() || !i.empty.surface.Visible() {
		t.Error("tabs show while nothing is chosen")
	}
	i.Show(inspectorOrders())
	for n := range panes {
		i.Tab(n)
		for k, p := range panes {
			if p.Visible() != (k == n) {
				t.Errorf("tab %d: pane %d is %v", n, k, p.Visible())
			}
		}
	}
	if got := i.tabList(); got[1].Count != 7 || got[3].Count != len(i.s.Events) {
		t.Errorf("counts are %v", got)
	}
	i.Show(inspectorDown())
	if i.tab != tabEvents {
		t.Error("another message changes the tab")
	}
}

func TestInspectorFollowsAMessage(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	i := x.i
	g := &growingBody{data: []byte(ordersJSON(50))}
	i.Show(inspectorWaiting(100))
	if !i.body.note.surface.Visible() || i.body.note.text != "Waits for the head, 92 ms so far." {
		t.Errorf("note is %q", i.body.note.text)
	}
	i.Update(inspectorReceiving(20_000, 0, 600, g))
	if i.body.note.title != "Waits for the body" {
		t.Errorf("note is %q", i.body.note.title)
	}
	g.grow(9_000, false)
	i.Update(inspectorReceiving(20_000, 9_000, 700, g))
	if !i.body.view.Visible() || i.body.mode() != bodyPretty {
		t.Fatalf("the body does not show as it arrives")
	}
	x.until(t, "rows come", func() bool { return i.body.view.state.Rows > 20 })
	first := i.body.view.open
	g.grow(int64(len(g.data)), true)
	i.Update(inspectorReceiving(20_000, g.Size(), 800, g))
	if i.body.view.open != first {
		t.Error("the body was opened again")
	}
}

func TestInspectorOpensAgainWhenTheFormatIsAnother(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	g := &growingBody{data: append([]byte("text "), 0, 1, 2, 0, 3), size: 4}
	s := newInspectorStory("GET", "http://localhost:8080/x")
	s.conn = 1
	s.send(1, "GET", "/x", true).head(5, 200, -1)
	x.i.Show(s.at(6, g))
	if x.i.body.mode() != bodyRaw {
		t.Fatalf("mode is %v", x.i.body.mode())
	}
	g.grow(10, true)
	x.i.Update(s.at(7, g))
	if x.i.body.mode() != bodyHex {
		t.Errorf("mode is %v after binary bytes came", x.i.body.mode())
	}
}

func TestInspectorSummaryActs(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	var cancelled []timeline.RowID
	var chosen []int
	x.i.a.Cancel = func(id timeline.RowID) { cancelled = append(cancelled, id) }
	x.i.a.SelectAttempt = func(_ timeline.RowID, n int) { chosen = append(chosen, n) }
	x.i.Show(inspectorWaiting(20))
	test.Tap(x.i.summary.stop)
	if len(cancelled) != 1 || cancelled[0].Message != 1 {
		t.Errorf("cancelled %v", cancelled)
	}
	x.i.Show(inspectorOrders())
	if x.i.summary.stop.Visible() {
		t.Error("Stop shows for a message that is over")
	}
	items := x.i.summary.attemptItems()
	if len(items) != 3 || !items[2].Checked {
		t.Fatalf("items are %v", items)
	}
	items[1].Run()
	if len(chosen) != 1 || chosen[0] != 1 {
		t.Errorf("chosen %v", chosen)
	}
}

func TestInspectorFindingLeadsToTheBytes(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	b := x.i.body
	x.i.Show(inspectorRefused())
	if !b.scroll.Visible() || b.view.Visible() {
		t.Fatal("the card does not show")
	}
	b.showBytes(true)
	x.settled(t)
	if !b.view.Visible() || !b.strip.Visible() || b.scroll.Visible() {
		t.Fatal("the bytes do not show")
	}
	if at := b.view.caret.Offset; at != 100 {
		t.Errorf("the caret is at %d, want it at the finding", at)
	}
	x.win.Resize(fyne.NewSize(1072, 348))
	if !b.view.Visible() || !b.scroll.Visible() || b.strip.Visible() {
		t.Error("card and bytes are not side by side where there is room")
	}
	x.win.Resize(fyne.NewSize(330, 348))
	b.showBytes(false)
	if b.cardFor.width > 330 {
		t.Errorf("the card is %v wide", b.cardFor.width)
	}
}

func TestInspectorSearch(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	i := x.i
	i.Show(inspectorOrders())
	x.settled(t)
	i.Tab(tabTiming)
	i.FocusSearch()
	if i.tab != tabBody || !i.body.search.IsOpen() || !i.body.search.bar.Focused() {
		t.Fatal("the search is not open")
	}
	field := i.body.search.bar.Field().Focusable()
	test.Type(field, "ord_000003")
	x.until(t, "a hit", func() bool { return i.body.view.find.number == 1 })
	if got := i.body.search.bar.Count(); !strings.HasPrefix(got, "1 of 1") {
		t.Errorf("count is %q", got)
	}
	tapNamed(t, i.body.search.bar.Box, "Regular expression, button")
	i.body.search.bar.SetText("ord_(")
	if i.body.view.find.err == nil || !strings.Contains(i.body.search.bar.Note(), "missing closing )") {
		t.Errorf("%q for a broken expression", i.body.search.bar.Note())
	}
	i.body.search.bar.SetText("ord_00000[0-4]")
	x.until(t, "the search ends", func() bool { // and a hit is chosen, which is posted
		f := i.body.view.find.finder
		return f != nil && f.Found().Done && i.body.view.find.number > 0
	})
	i.body.changed()
	if got, want := i.body.search.bar.Count(), "4 of 5"; got != want {
		t.Errorf("count is %q, want %q", got, want)
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if i.body.search.IsOpen() || !i.body.view.Focused() || i.body.view.find.active() {
		t.Error("Escape does not give the keyboard back to the body")
	}
	i.Tab(tabEvents)
	i.FocusSearch()
	if !i.events.filter.Focused() || !i.Focused() {
		t.Error("the filter of the events has no focus")
	}
}

func TestInspectorSearchDoesNotTakeTheFocusWhenItCloses(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.Show(inspectorOrders())
	x.settled(t)
	x.i.FocusSearch()
	x.win.Canvas().Unfocus()
	x.i.Show(inspectorDown()) // has nothing to search in
	if x.i.body.search.IsOpen() {
		t.Error("the search stays open over a card")
	}
	if x.win.Canvas().Focused() != nil {
		t.Errorf("%T took the focus", x.win.Canvas().Focused())
	}
}

func TestInspectorRemembersTheLayoutOfAFormat(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.Show(inspectorOrders())
	x.i.body.setMode(bodyRaw)
	x.i.Show(inspected{Attempt: -1})
	x.i.Show(inspectorRedirected()) // binary
	if x.i.body.mode() != bodyHex {
		t.Errorf("a binary body is in mode %v", x.i.body.mode())
	}
	x.i.Show(inspected{Attempt: -1})
	x.i.Show(inspectorOrders())
	if x.i.body.mode() != bodyRaw {
		t.Errorf("JSON is in mode %v, want the one chosen before", x.i.body.mode())
	}
}

func TestInspectorKeepsItsToolsWhileAMessageRuns(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	g := &growingBody{data: []byte(ordersJSON(50)), size: 9_000}
	x.i.Show(inspectorReceiving(20_000, 9_000, 700, g))
	before := x.i.toolsShown()
	x.i.Update(inspectorReceiving(20_000, 9_500, 800, g))
	s := inspectorReceiving(20_000, 9_900, 900, g)
	s.Events = append(s.Events, s.Events...) // another count after the tab's name
	x.i.Update(s)
	for n, o := range x.i.toolsShown() {
		if o != before[n] {
			t.Errorf("tool %d is another one: it loses pointer and keyboard", n)
		}
	}
}

func TestInspectorKeepsThePlaceBetweenRawAndHex(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.Show(inspectorOrders())
	x.i.body.setMode(bodyRaw)
	x.settled(t)
	x.i.body.view.GoTo(30_000)
	x.i.body.setMode(bodyHex)
	v := x.i.body.view
	if row := int64(v.OffsetY() / bodyRowTop(1)); v.caret.Offset != 30_000 || row < 30_000/16-20 || row > 30_000/16 {
		t.Errorf("the caret is at %d, the top row is %d", v.caret.Offset, row)
	}
}

func TestInspectorSaves(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	var name string
	var out bytes.Buffer
	x.i.a.Save = func(n string, write saver) {
		name = n
		if err := write(context.Background(), &out); err != nil {
			t.Error(err)
		}
	}
	x.i.Show(inspectorOrders())
	x.i.body.save()
	if name != "orders.json" || out.String() != ordersJSON(200) {
		t.Errorf("%s with %d bytes: the body is to be saved as it came", name, out.Len())
	}
	out.Reset()
	x.i.body.setMode(bodyRaw)
	x.i.body.saveRange(x.i.body.view.open.doc, body.Selection{Anchor: 2, Caret: 8})
	if out.String() != "orders" {
		t.Errorf("the selection saved is %q", out.String())
	}
}

func TestInspectorToolsGiveWay(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 1072, 348)
	x.i.Show(inspectorOrders())
	for _, c := range []struct {
		width float32
		tools int
	}{{1072, 5}, {390, 1}, {560, 5}} {
		x.win.Resize(fyne.NewSize(c.width, 348))
		if got := len(x.i.toolsShown()); got != c.tools {
			t.Errorf("%v wide: %d tools, want %d", c.width, got, c.tools)
		}
		if x.i.tabs.Natural()+x.i.tools.MinSize().Width > c.width {
			t.Errorf("%v wide: tabs and tools do not fit", c.width)
		}
	}
}

// toolsShown are the objects at the right of the tabs.
func (i *inspector) toolsShown() []fyne.CanvasObject {
	return test.WidgetRenderer(i.tools).Objects()
}

func TestInspectorHeadersReveal(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 600)
	x.i.Show(inspectorOrders())
	x.i.Tab(tabHeaders)
	table := x.i.heads.table
	row := -1
	for n := range table.rows {
		if table.rows[n].name == "Authorization" {
			row = n
		}
	}
	if got := table.lineText(row); got != "Authorization: Digest "+session.Mask {
		t.Errorf("copied %q", got)
	}
	eye := table.eye(row)
	table.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(eye.X+4, eye.Y+4)}, Button: desktop.MouseButtonPrimary})
	if got := table.lineText(row); !strings.Contains(got, "4f1e") {
		t.Errorf("copied %q after it was revealed", got)
	}
	table.TypedShortcut(&fyne.ShortcutCopy{})
	if len(x.copied) != 1 || x.copied[0] != table.lineText(row) {
		t.Errorf("copied %q", x.copied)
	}
	table.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if strings.Contains(table.value(row), "4f1e") {
		t.Error("Space does not mask it again")
	}
	table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	if got := table.rows[table.current].name; got != "Accept-Encoding" {
		t.Errorf("Up leads to %q", got)
	}
	table.reveal(row)
	s := inspectorOrders()
	s.Row.ID.Message = 2
	x.i.Show(s)
	if strings.Contains(table.value(row), "4f1e") {
		t.Error("a secret of another message is revealed")
	}
}

func TestInspectorHeadersSkipSections(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.Show(inspectorOrders())
	x.i.Tab(tabHeaders)
	table := x.i.heads.table
	for range 30 {
		table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		if table.rows[table.current].kind == headSection {
			t.Fatal("a section head is chosen")
		}
	}
	if table.current != len(table.rows)-1 {
		t.Errorf("the last row chosen is %d of %d", table.current, len(table.rows))
	}
	if end := table.tops[table.current+1] - table.OffsetY(); end > 348-64 {
		t.Errorf("it ends at %v, outside of the view", end)
	}
}

func TestInspectorEvents(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	i := x.i
	i.Show(inspectorOrders())
	i.Tab(tabEvents)
	all := len(i.events.rows)
	i.events.filter.SetText("got-headers")
	if n := len(i.events.rows); n != 4 {
		t.Errorf("%d rows, want 2 events under 2 heads", n)
	}
	i.events.list.TypedShortcut(&fyne.ShortcutCopy{})
	if len(x.copied) != 1 || strings.Count(x.copied[0], "got-headers") != 2 {
		t.Errorf("copied %q", x.copied)
	}
	i.events.filter.SetText("")
	if len(i.events.rows) != all {
		t.Errorf("%d rows without a filter, want %d", len(i.events.rows), all)
	}
	i.events.list.Select(1)
	i.events.list.TypedShortcut(&fyne.ShortcutCopy{})
	if want := "0.0\trequest-queued"; !strings.HasPrefix(x.copied[1], want) || strings.Count(x.copied[1], "\n") != 1 {
		t.Errorf("copied %q", x.copied[1])
	}
}

func TestInspectorCardActs(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	var sent int
	x.i.a.SendAgain = func(timeline.RowID) { sent++ }
	x.i.Show(inspectorDown())
	press := func(text string) bool {
		for _, o := range x.i.body.cardActions(x.i.body.cardFor) {
			if b, ok := o.(*kit.Button); ok && b.Text() == text {
				test.Tap(b)
				return true
			}
		}
		return false
	}
	if !press("Send again") || sent != 1 {
		t.Errorf("sent again %d times", sent)
	}
	if !press("Events") || x.i.tab != tabEvents {
		t.Error("Events does not lead to the events")
	}
	old := inspectorDown()
	old.FromHistory = true
	x.i.Show(old)
	if press("Send again") {
		t.Error("a message of another run can be sent again")
	}
	x.i.Show(inspectorRefused())
	if !press("Copy finding") || len(x.copied) != 1 || !strings.Contains(x.copied[0], "Rule: RFC 9112") {
		t.Errorf("copied %q", x.copied)
	}
}

func TestInspectorTimingScrolls(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.Show(inspectorRedirected())
	x.i.Tab(tabTiming)
	want := 0.0
	for n := range x.i.s.Facts.Attempts {
		want += float64(x.i.timing.attemptHeight(n))
	}
	if x.i.timing.height() <= want || x.i.timing.MaxOffsetY() == 0 {
		t.Errorf("height %v for attempts of %v", x.i.timing.height(), want)
	}
	x.i.timing.ScrollToEnd()
	x.win.Canvas().Capture()
	x.i.timing.TypedShortcut(&fyne.ShortcutCopy{})
	if len(x.copied) != 1 || !strings.HasPrefix(x.copied[0], "Attempt 1") {
		t.Errorf("copied %q", x.copied)
	}
}

func TestInspectorAttemptsOfARecordedMessage(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.a.SelectAttempt = func(timeline.RowID, int) { t.Error("the window is asked for a row that it does not have") }
	s := inspectorOrders()
	s.FromHistory = true
	x.i.Show(s)
	items := x.i.summary.attemptItems()
	items[1].Run()
	if x.i.summary.text.pill != "401 Unauthorized" || x.i.body.note.title != "The body is not here" {
		t.Errorf("%q, %q", x.i.summary.text.pill, x.i.body.note.title)
	}
	items[2].Run()
	if !x.i.body.view.Visible() {
		t.Error("the body is gone")
	}
	x.i.Tab(tabHeaders)
	x.i.heads.table.reveal(5)
	other := inspectorOrders() // has the same number
	other.FromHistory = true
	x.i.Show(other)
	if len(x.i.heads.table.revealed) != 0 {
		t.Error("a secret of another message is revealed")
	}
}

func TestInspectorGoesToALine(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	x.i.Show(inspectorOrders())
	x.settled(t)
	x.i.Focus()
	x.i.body.view.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyG, Modifier: fyne.KeyModifierShortcutDefault})
	bar := x.i.body.goBar
	if !bar.field.Focused() {
		t.Fatal("the field has no focus")
	}
	bar.field.SetText("9999")
	bar.field.OnSubmit("9999")
	if !bar.box.Visible() || bar.trouble.Text() != "There are 4\u2009204 lines" {
		t.Errorf("%q for a line beyond the end", bar.trouble.Text())
	}
	bar.field.OnSubmit("1000")
	if bar.box.Visible() || !x.i.body.view.Focused() {
		t.Error("the bar stays open")
	}
	if at := x.i.body.view.open.doc.Position(x.i.body.view.caret.Offset); at.Line != 1000 {
		t.Errorf("the caret is in line %d", at.Line)
	}
}
