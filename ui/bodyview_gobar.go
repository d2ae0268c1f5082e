package ui

import (
	"strconv"
	"strings"
	"unicode"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// bodyGoBar is the bar over a body view in which a person types where to go: a line, or a byte.
type bodyGoBar struct {
	view     *bodyView
	box      *kit.Flex
	field    *kit.Field
	trouble  *kit.Label
	onClosed func(focused bool)
}

func newBodyGoBar(v *bodyView, closed func(focused bool)) *bodyGoBar {
	b := &bodyGoBar{view: v, onClosed: closed}
	b.trouble = kit.NewLabel("").In(kit.Caption).Colour("status.failed").AtMost(kit.S("body.goTrouble"))
	b.field = kit.NewField("Line, or byte as 0x1f or 31 B").Small().Leading(kit.NewIcon("hash", kit.IconSmall, "text.muted"))
	b.field.OnChanged = func(string) { b.trouble.SetText("") }
	b.field.OnSubmit = b.submit
	b.field.OnEscape = b.Close
	b.box = kit.Row(kit.Grow(b.field), b.trouble, kit.NewIconButton("x", "Close (Esc)", b.Close).Small()).
		Gaps(kit.U(2)).PadX(kit.U(2), kit.U(2)).Height(stripHeight).Line(kit.Bottom, "border.subtle")
	b.box.Hide()
	return b
}

// Open shows the bar with the keyboard in its field.
func (b *bodyGoBar) Open() {
	b.box.Show()
	b.trouble.SetText("")
	focusBeside(b.view, b.field.Focusable())
	b.field.SelectAll()
}

// Close takes the bar away; whoever owns it hears whether it had the keyboard.
func (b *bodyGoBar) Close() {
	focused := b.field.Focused()
	b.box.Hide()
	if b.onClosed != nil {
		b.onClosed(focused)
	}
}

func (b *bodyGoBar) submit(text string) {
	off, trouble := b.view.target(text)
	if trouble != "" {
		b.trouble.SetText(trouble)
		return
	}
	b.view.GoTo(off)
	b.Close()
}

// target reads a place; trouble says in a few words why there is none.
func (v *bodyView) target(text string) (off int64, trouble string) {
	if v.open == nil {
		return 0, "There is no body"
	}
	n, isByte, ok := parsePlace(text)
	switch {
	case !ok:
		return 0, "Not a number"
	case isByte && !v.open.asCame():
		return 0, "Bytes count in Raw and Hex"
	case isByte || v.open.mode == bodyHex:
		if n >= v.state.Size {
			return 0, "The body has " + timeline.Count(v.state.Size) + " bytes"
		}
		return n, ""
	}
	off, known := v.open.doc.LineOffset(n)
	if n < 1 || !known {
		about := " lines"
		if !v.state.LinesExact {
			about = " lines so far"
		}
		return 0, "There are " + timeline.Count(v.state.Lines) + about
	}
	return off, ""
}

// parsePlace reads "4 204", "0x1f" or "31 B"; digits may be grouped.
func parsePlace(text string) (n int64, isByte, ok bool) {
	text = strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u2009' || r == ',' || r == '_' {
			return -1
		}
		return r
	}, text))
	base := 10
	if rest, found := strings.CutPrefix(text, "0x"); found {
		text, base, isByte = rest, 16, true
	} else if rest, found := strings.CutSuffix(text, "b"); found {
		text, isByte = rest, true
	}
	u, err := strconv.ParseUint(text, base, 63)
	return int64(u), isByte, err == nil
}
