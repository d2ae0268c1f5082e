package ui

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// viewWindow shows a body view in a window.
type viewWindow struct {
	v      *bodyView
	posted chan func()
	copied []string
	shift  bool
}

func newViewWindow(t testing.TB, w, h float32) *viewWindow {
	t.Helper()
	a := test.NewTempApp(t)
	kit.SetVariant(a, kit.Dark)
	x := &viewWindow{posted: make(chan func(), 1<<16)}
	x.v = newBodyView(bodyViewActions{Post: func(f func()) { x.posted <- f }, Copy: func(s string) { x.copied = append(x.copied, s) }})
	x.v.shift = func() bool { return x.shift }
	win := a.NewWindow("Ladle")
	shell := kit.NewShell(win, x.v)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(func() {
		x.v.Close()
		shell.Release()
		win.Close()
	})
	return x
}

func (x *viewWindow) until(t testing.TB, what string, cond func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for !cond() {
		select {
		case f := <-x.posted:
			f()
		case <-limit:
			t.Fatalf("never: %s", what)
		}
	}
}

// open shows a text and waits until all of it is known.
func (x *viewWindow) open(t testing.TB, src body.Source, contentType string, mode bodyMode) {
	t.Helper()
	f, err := body.Detect(src, contentType)
	if err != nil {
		t.Fatal(err)
	}
	x.v.Open(src, f, mode)
	x.known(t)
}

func (x *viewWindow) known(t testing.TB) {
	t.Helper()
	x.until(t, "all is indexed", func() bool {
		s := x.v.open.doc.State()
		if !s.Done || s.Indexed < s.Size || x.v.open.mode == bodyPretty && s.Folding != body.FoldingReady && s.Folding != body.FoldingTooLarge {
			return false
		}
		x.v.sync()
		return true
	})
}

// at is a place on the surface: the middle of a row, the left edge of a column.
func (x *viewWindow) at(row int64, column float32) fyne.Position {
	return fyne.NewPos(x.v.textX()+column*kit.Advance(kit.Data)+0.5-float32(x.v.OffsetX()), float32(bodyRowTop(int64(row))-x.v.OffsetY())+bodyRowHeight/2)
}

func (x *viewWindow) press(row int64, column float32, mod fyne.KeyModifier, times int) {
	pos := x.at(row, column)
	for range times {
		e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: pos, AbsolutePosition: pos}, Button: desktop.MouseButtonPrimary, Modifier: mod}
		x.v.MouseDown(e)
		x.v.MouseUp(e)
	}
}

func (x *viewWindow) key(names ...fyne.KeyName) {
	for _, n := range names {
		x.v.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func (x *viewWindow) selected(t *testing.T) string {
	t.Helper()
	b, err := x.v.open.doc.Copy(context.Background(), x.v.sel, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const poem = "alpha beta gamma\nsecond line\n\nlast"

func TestBodyViewClicksSelect(t *testing.T) {
	x := newViewWindow(t, 400, 200)
	for _, c := range []struct {
		name        string
		row         int64
		column      float32
		times       int
		want        string
		wantAtCaret int64
	}{
		{"a click puts the caret", 1, 3, 1, "", 20},
		{"a double click selects the word", 0, 7, 2, "beta", 10},
		{"a triple click selects the line with its end", 1, 2, 3, "second line\n", 29},
		{"a click after the text is at its end", 3, 40, 1, "", 34},
		{"a click below the text is in the last row", 9, 2, 1, "", 32},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.open(t, body.Bytes(poem), "text/plain", bodyRaw)
			x.v.clicksReset()
			x.press(c.row, c.column, 0, c.times)
			if got := x.selected(t); got != c.want || x.v.caret.Offset != c.wantAtCaret {
				t.Errorf("selected %q with the caret at %d, want %q at %d", got, x.v.caret.Offset, c.want, c.wantAtCaret)
			}
		})
	}
}

// clicksReset lets the next press count as a first one: it moves the pointer away and presses there.
func (v *bodyView) clicksReset() {
	far := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(390, 190)}, Button: desktop.MouseButtonTertiary}
	v.MouseDown(far)
}

func TestBodyViewShiftClickAndDrag(t *testing.T) {
	x := newViewWindow(t, 400, 200)
	x.open(t, body.Bytes(poem), "text/plain", bodyRaw)
	x.press(0, 6, 0, 1)
	x.press(1, 6, fyne.KeyModifierShift, 1)
	if got, want := x.selected(t), "beta gamma\nsecond"; got != want {
		t.Errorf("shift click selected %q, want %q", got, want)
	}
	x.v.clicksReset()
	from, to := x.at(0, 0), x.at(0, 5)
	x.v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: from}, Button: desktop.MouseButtonPrimary})
	x.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}})
	if got, want := x.selected(t), "alpha"; got != want {
		t.Errorf("drag selected %q, want %q", got, want)
	}
	x.v.DragEnd()
	x.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: x.at(1, 5)}})
	if got, want := x.selected(t), "alpha"; got != want {
		t.Errorf("a drag after the button went up selected %q, want %q", got, want)
	}
}

func TestBodyViewScrollsWhileDraggedOutside(t *testing.T) {
	x := newViewWindow(t, 400, 180)
	x.open(t, body.Bytes(strings.Repeat("line\n", 500)), "text/plain", bodyRaw)
	x.v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: x.at(0, 0)}, Button: desktop.MouseButtonPrimary})
	x.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 240)}})
	x.until(t, "the view scrolls by itself", func() bool { return x.v.OffsetY() >= 120 })
	if end := x.v.sel.Caret; end < 60 {
		t.Errorf("the selection ends at %d, want it to follow", end)
	}
	x.v.DragEnd()
	y := x.v.OffsetY()
	x.v.scrollStep()
	if x.v.OffsetY() != y {
		t.Error("the view scrolls on after the button went up")
	}
}

func TestBodyViewKeys(t *testing.T) {
	x := newViewWindow(t, 400, 100)
	x.open(t, body.Bytes(poem), "text/plain", bodyRaw)
	ctrl := func(name fyne.KeyName, mod fyne.KeyModifier) {
		x.v.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault | mod})
	}
	x.key(fyne.KeyRight, fyne.KeyRight, fyne.KeyDown)
	if x.v.caret.Offset != 19 {
		t.Errorf("caret at %d, want 19", x.v.caret.Offset)
	}
	x.shift = true
	x.key(fyne.KeyEnd)
	if got, want := x.selected(t), "cond line"; got != want {
		t.Errorf("Shift+End selected %q, want %q", got, want)
	}
	x.shift = false
	x.key(fyne.KeyEscape)
	if x.v.sel.Len() != 0 {
		t.Error("Escape keeps the selection")
	}
	ctrl(fyne.KeyHome, 0)
	ctrl(fyne.KeyRight, fyne.KeyModifierShift)
	if got, want := x.selected(t), "alpha "; got != want {
		t.Errorf("Ctrl+Shift+Right selected %q, want %q", got, want)
	}
	ctrl(fyne.KeyEnd, 0)
	if x.v.caret.Offset != int64(len(poem)) {
		t.Errorf("Ctrl+End is at %d", x.v.caret.Offset)
	}
	x.v.TypedShortcut(&fyne.ShortcutSelectAll{})
	x.v.TypedShortcut(&fyne.ShortcutCopy{})
	x.until(t, "it is copied", func() bool { return len(x.copied) == 1 })
	if x.copied[0] != poem {
		t.Errorf("copied %q", x.copied[0])
	}
}

func TestBodyViewKeysKeepTheCaretInView(t *testing.T) {
	x := newViewWindow(t, 300, 100)
	x.open(t, body.Bytes(strings.Repeat(strings.Repeat("x", 300)+"\n", 300)), "text/plain", bodyRaw)
	x.key(fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyEnd)
	row := x.v.open.doc.RowAt(x.v.caret.Offset)
	y := bodyRowTop(int64(row)) - x.v.OffsetY()
	if y < 0 || y+bodyRowTop(1) > 100 {
		t.Errorf("row %d is at %v", row, y)
	}
	at := float64(x.v.textX()) + 300*float64(kit.Advance(kit.Data)) - x.v.OffsetX()
	if at > 300 {
		t.Errorf("the caret's column is at %v, outside of the view", at)
	}
	x.key(fyne.KeyHome)
	if x.v.OffsetX() != 0 {
		t.Errorf("scrolled to %v after Home", x.v.OffsetX())
	}
}

func TestBodyViewCopiesHexAsDigits(t *testing.T) {
	x := newViewWindow(t, 700, 200)
	data := make([]byte, 18)
	for i := range data {
		data[i] = byte(i)
	}
	x.open(t, body.Bytes(data), "", bodyHex)
	x.v.CopyAll()
	x.until(t, "it is copied", func() bool { return len(x.copied) == 1 })
	if want := "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 11"; x.copied[0] != want {
		t.Errorf("copied %q, want %q", x.copied[0], want)
	}
}

func TestBodyViewRefusesToCopyTooMuch(t *testing.T) {
	x := newViewWindow(t, 700, 300)
	x.open(t, &repeatedBody{unit: []byte("0123456789abcde\n"), size: copyLimit + 16}, "text/plain", bodyRaw)
	x.v.CopyAll()
	shell := kit.ShellOf(x.v)
	before := countObjects(shell.Canvas().Content())
	x.until(t, "a toast shows", func() bool { return countObjects(shell.Canvas().Content()) > before })
	if len(x.copied) != 0 {
		t.Errorf("copied %d bytes", len(x.copied[0]))
	}
}

// countObjects counts what a canvas shows.
func countObjects(o fyne.CanvasObject) int {
	c, ok := o.(*fyne.Container)
	if !ok {
		return 1
	}
	n := 1
	for _, k := range c.Objects {
		n += countObjects(k)
	}
	return n
}

func TestBodyViewFolds(t *testing.T) {
	x := newViewWindow(t, 500, 200)
	x.open(t, body.Bytes(ordersJSON(2)), "application/json", bodyAuto)
	if x.v.open.mode != bodyPretty {
		t.Fatalf("mode is %v", x.v.open.mode)
	}
	rows := x.v.state.Rows
	chevron := fyne.NewPos(x.v.numberEnd()+6, bodyRowHeight+9)
	x.v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: chevron}, Button: desktop.MouseButtonPrimary})
	if x.v.state.Rows != 3 {
		t.Fatalf("%d rows with orders folded, want 3", x.v.state.Rows)
	}
	row, _ := x.v.row(1)
	at := 0
	for _, s := range row.Spans {
		if s.Kind == body.KindFolded {
			at = s.Start
		}
	}
	if got := row.Text; !strings.Contains(got, "2 items") {
		t.Errorf("the folded row is %q", got)
	}
	x.press(1, float32(at)+1, 0, 1) // the badge unfolds
	if x.v.state.Rows != rows {
		t.Errorf("%d rows unfolded, want %d", x.v.state.Rows, rows)
	}
	x.v.FoldDepth(1)
	if err := x.v.Find(body.Query{Text: "ord_000001"}); err != nil {
		t.Fatal(err)
	}
	x.until(t, "the hit is shown", func() bool { return x.v.find.number == 1 })
	if row, _ = x.v.row(x.v.open.doc.RowAt(x.v.find.hit.Offset)); !strings.Contains(row.Text, "ord_000001") {
		t.Errorf("the hit is hidden in %q", row.Text)
	}
}

func TestBodyViewWrapKeepsThePlace(t *testing.T) {
	x := newViewWindow(t, 400, 180)
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "%04d %s\n", i, strings.Repeat("word ", i%40))
	}
	x.open(t, body.Bytes(b.String()), "text/plain", bodyRaw)
	x.v.ScrollTo(0, bodyRowTop(200))
	top := x.v.anchor
	for _, on := range []bool{true, false} {
		x.v.SetWrap(on)
		x.known(t)
		if got := x.v.open.doc.RowAt(top); got != int64(x.v.OffsetY()/bodyRowTop(1)) {
			t.Errorf("wrap %v: the top row is %d, want %d", on, int64(x.v.OffsetY()/bodyRowTop(1)), got)
		}
	}
	x.v.SetWrap(true)
	x.known(t)
	if got := x.v.open.doc.State().Rows; got <= 401 {
		t.Errorf("%d rows when wrapped", got)
	}
}

func TestBodyViewShowsABodyAsItGrows(t *testing.T) {
	x := newViewWindow(t, 400, 180)
	g := &repeatedBody{unit: []byte("{\"n\":1}\n"), size: 800, more: make(chan struct{})}
	f, err := body.Detect(g, "application/x-ndjson")
	if err != nil {
		t.Fatal(err)
	}
	x.v.Open(g, f, bodyRaw)
	x.until(t, "the first rows", func() bool { return x.v.state.Rows >= 100 })
	x.v.ScrollTo(0, bodyRowTop(50))
	g.grow(1600, true)
	x.until(t, "the rest", func() bool { return x.v.state.Rows >= 200 && x.v.state.Done })
	if x.v.OffsetY() != bodyRowTop(50) {
		t.Errorf("the view moved to %v", x.v.OffsetY())
	}
}

func TestBodyViewSearches(t *testing.T) {
	x := newViewWindow(t, 400, 180)
	var b strings.Builder
	for i := range 2000 {
		if i%100 == 50 {
			b.WriteString("Needle\n")
		} else {
			b.WriteString("hay\n")
		}
	}
	x.open(t, body.Bytes(b.String()), "text/plain", bodyRaw)
	if err := x.v.Find(body.Query{Text: "needle"}); err != nil {
		t.Fatal(err)
	}
	x.until(t, "the search ends", func() bool { return x.v.find.finder.Found().Done })
	x.v.sync()
	if got := x.v.find.text(); got != "No match" {
		t.Errorf("%q for a text in another case", got)
	}
	if err := x.v.Find(body.Query{Text: "needle", IgnoreCase: true}); err != nil {
		t.Fatal(err)
	}
	x.until(t, "the search ends", func() bool { return x.v.find.finder.Found().Done })
	x.v.sync()
	for _, want := range []string{"1 of 20", "2 of 20", "3 of 20"} {
		if got := x.v.find.text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		row := x.v.open.doc.RowAt(x.v.caret.Offset)
		if y := bodyRowTop(int64(row)) - x.v.OffsetY(); y < 0 || y > 162 {
			t.Errorf("the hit in row %d is not in view", row)
		}
		x.key(fyne.KeyF3)
	}
	x.shift = true
	x.key(fyne.KeyF3, fyne.KeyF3, fyne.KeyF3, fyne.KeyF3)
	if got, want := x.v.find.text(), "20 of 20"; got != want {
		t.Errorf("%q going back over the start, want %q", got, want)
	}
	if err := x.v.Find(body.Query{Text: "(", Regexp: true}); err == nil {
		t.Error("no error for an expression that cannot be read")
	}
	x.v.EndFind()
	if x.v.find.active() || x.v.find.text() != "" {
		t.Error("the search goes on")
	}
}

func TestBodyViewSearchSurvivesAnotherBody(t *testing.T) {
	x := newViewWindow(t, 400, 180)
	x.open(t, body.Bytes("one two\n"), "text/plain", bodyRaw)
	if err := x.v.Find(body.Query{Text: "two"}); err != nil {
		t.Fatal(err)
	}
	x.open(t, body.Bytes("two one two\n"), "text/plain", bodyRaw)
	x.until(t, "the search ends", func() bool { return x.v.find.finder.Found().Done })
	x.v.sync()
	if got, want := x.v.find.text(), "1 of 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBodyViewPaints paints rows with everything that can lie on them, at two scales: it must not fail on wide
// characters, escapes, cut rows and places beyond the text.
func TestBodyViewPaints(t *testing.T) {
	x := newViewWindow(t, 300, 120)
	text := "{\"k\": \"日本語 wide\", \"tab\": \"\\u0000\"}\n\x00\xff\tx\n" + strings.Repeat("é", 5000) + "\n"
	for _, mode := range []bodyMode{bodyRaw, bodyHex} {
		x.open(t, body.Bytes(text), "text/plain", mode)
		if err := x.v.Find(body.Query{Text: "wide"}); err != nil {
			t.Fatal(err)
		}
		x.until(t, "a hit", func() bool { return x.v.find.number == 1 })
		x.v.selectRange(body.Selection{Anchor: 3, Caret: int64(len(text))})
		x.v.Flag(4, 9)
		for _, scroll := range []float64{0, 90, 1e6} {
			x.v.ScrollTo(scroll, scroll)
			for _, scale := range []float32{1, 1.5} {
				img := newPicture(300, 120, scale)
				x.v.Draw(img, scale, fyne.NewSize(300, 120))
				if allOneColour(img.Pix) && scroll == 0 {
					t.Errorf("mode %v: nothing is painted", mode)
				}
			}
		}
	}
}

func allOneColour(pix []byte) bool { return bytes.Count(pix, pix[:4]) == len(pix)/4 }

func TestParsePlace(t *testing.T) {
	for _, c := range []struct {
		text   string
		n      int64
		isByte bool
		ok     bool
	}{{"12", 12, false, true}, {" 2 481\u2009024 ", 2481024, false, true}, {"1,000", 1000, false, true}, {"0x1F", 31, true, true}, {"31 B", 31, true, true}, {"0", 0, false, true},
		{"", 0, false, false}, {"-4", 0, false, false}, {"0x", 0, true, false}, {"b", 0, true, false}, {"99999999999999999999", 0, false, false}, {"ten", 0, false, false}} {
		n, isByte, ok := parsePlace(c.text)
		if ok != c.ok || ok && (n != c.n || isByte != c.isByte) {
			t.Errorf("%q is %d, byte %v, %v", c.text, n, isByte, ok)
		}
	}
}

func TestBodyViewTargets(t *testing.T) {
	x := newViewWindow(t, 400, 200)
	for _, c := range []struct {
		mode    bodyMode
		text    string
		off     int64
		trouble string
	}{
		{bodyRaw, "1", 0, ""}, {bodyRaw, "4", 30, ""}, {bodyRaw, "5", 0, "There are 4 lines"}, {bodyRaw, "0", 0, "There are 4 lines"},
		{bodyRaw, "0x10", 16, ""}, {bodyRaw, "34 B", 0, "The body has 34 bytes"}, {bodyHex, "20", 20, ""}, {bodyRaw, "x", 0, "Not a number"},
	} {
		x.open(t, body.Bytes(poem), "text/plain", c.mode)
		if off, trouble := x.v.target(c.text); off != c.off || trouble != c.trouble {
			t.Errorf("%q is %d, %q; want %d, %q", c.text, off, trouble, c.off, c.trouble)
		}
	}
	x.open(t, body.Bytes(ordersJSON(1)), "application/json", bodyPretty)
	if _, trouble := x.v.target("0x10"); trouble == "" {
		t.Error("a byte of a body that is laid out means nothing")
	}
}

func TestBodyViewShowsTheLastRowAboveTheScrollbar(t *testing.T) {
	x := newViewWindow(t, 300, 100)
	x.open(t, body.Bytes(strings.Repeat("short\n", 50)+strings.Repeat("wide ", 200)+"\nlast"), "text/plain", bodyRaw)
	x.v.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnd, Modifier: fyne.KeyModifierShortcutDefault})
	x.v.Draw(newPicture(300, 100, 1), 1, fyne.NewSize(300, 100))
	if end := bodyRowTop(x.v.state.Rows) - x.v.OffsetY(); end > 100-float64(bodyBar) {
		t.Errorf("the last row ends at %v, under the scrollbar", end)
	}
}
