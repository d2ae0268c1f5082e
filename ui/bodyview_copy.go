package ui

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"

	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// copyLimit is the most that is put on the clipboard, in bytes: what takes more is saved.
const copyLimit = 16 << 20

// CopySelection copies what is selected, as it is in the body; in the hexadecimal view as digits.
func (v *bodyView) CopySelection() {
	if v.open != nil && v.sel.Len() > 0 {
		v.copyRange(v.sel, v.open.mode == bodyHex)
	}
}

// CopyAll copies everything that is shown.
func (v *bodyView) CopyAll() {
	if v.open != nil {
		v.copyRange(v.open.doc.SelectAll(), v.open.mode == bodyHex)
	}
}

// copyRange reads on a worker and copies on the main goroutine.
func (v *bodyView) copyRange(sel body.Selection, digits bool) {
	if v.a.Copy == nil {
		return
	}
	limit := int64(copyLimit)
	if digits {
		limit /= 3
	}
	doc := v.open.doc
	go func() {
		b, err := doc.Copy(context.Background(), sel, limit)
		text := string(b)
		if digits {
			text = hexDigits(b)
		}
		v.a.Post(func() {
			if err != nil {
				v.copyFailed(err)
				return
			}
			v.a.Copy(text)
		})
	}()
}

// selectedWord is what is selected, if it is short and in one line: what a search begins with.
func (v *bodyView) selectedWord() string {
	const longest = 200
	if v.open == nil || v.open.mode == bodyHex || v.sel.Len() == 0 {
		return ""
	}
	b, err := v.open.doc.Copy(context.Background(), v.sel, longest)
	if err != nil || bytes.ContainsAny(b, "\r\n") {
		return ""
	}
	return string(b)
}

func (v *bodyView) copyFailed(err error) {
	shell := kit.ShellOf(v)
	if shell == nil {
		return
	}
	t := kit.Toast{Icon: "circle-alert", Token: "status.failed", Title: "Not copied", Note: err.Error(), Error: true}
	var large *body.TooLargeError
	if errors.As(err, &large) {
		t = kit.Toast{Icon: "copy", Token: "status.paused", Title: timeline.Size(large.Size) + " are too large to copy",
			Note: "The clipboard takes up to " + timeline.Size(large.Limit)}
		if v.a.Save != nil {
			t.Action, t.Run = "Save", v.a.Save
		}
	}
	shell.Toast(t)
}

// hexDigits writes bytes as pairs of digits, 16 a line.
func hexDigits(b []byte) string {
	var w strings.Builder
	for i := 0; i < len(b); i++ {
		switch {
		case i == 0:
		case i%16 == 0:
			w.WriteByte('\n')
		default:
			w.WriteByte(' ')
		}
		w.WriteString(hex.EncodeToString(b[i : i+1]))
	}
	return w.String()
}

// copyPath copies where in the JSON text the caret is.
func (v *bodyView) copyPath() {
	doc, off := v.open.doc, v.caret.Offset
	go func() {
		path, err := doc.Path(context.Background(), off)
		v.a.Post(func() {
			switch {
			case err != nil:
				v.copyFailed(err)
			case v.a.Copy != nil:
				v.a.Copy(path)
			}
		})
	}()
}

func (v *bodyView) menu(m kit.Mouse) {
	if shell := kit.ShellOf(v); shell != nil && v.open != nil {
		kit.ShowMenu(shell.Canvas(), m.Absolute, v.menuItems())
	}
}

func (v *bodyView) menuItems() []kit.MenuItem {
	none := ""
	if v.sel.Len() == 0 {
		none = "nothing selected"
	}
	items := []kit.MenuItem{{Text: "Copy", Icon: "copy", Keys: "Ctrl C", Disabled: none, Run: v.CopySelection}}
	if v.open.mode == bodyHex {
		items[0].Text = "Copy as hex"
		items = append(items, kit.MenuItem{Text: "Copy as text", Disabled: none, Run: func() { v.copyRange(v.sel, false) }})
	}
	if v.a.SaveRange != nil {
		items = append(items, kit.MenuItem{Text: "Save selection…", Icon: "download", Disabled: none, Run: func() { v.a.SaveRange(v.open.doc, v.sel) }})
	}
	items = append(items, kit.MenuItem{Text: "Select all", Keys: "Ctrl A", Run: func() { v.selectRange(v.open.doc.SelectAll()) }})
	if canPretty(v.open.format) && v.open.mode != bodyHex {
		items = append(items, kit.MenuItem{Text: "Copy path", Icon: "braces", Run: v.copyPath})
	}
	if v.Folds() {
		items = append(items, kit.Separator,
			kit.MenuItem{Text: "Fold all but the outermost", Run: func() { v.FoldDepth(1) }},
			kit.MenuItem{Text: "Fold deeper than two", Run: func() { v.FoldDepth(2) }},
			kit.MenuItem{Text: "Unfold all", Run: func() { v.FoldDepth(-1) }})
	}
	if v.a.Search != nil {
		items = append(items, kit.Separator, kit.MenuItem{Text: "Search", Icon: "search", Keys: "Ctrl F", Run: v.a.Search})
	}
	if v.a.GoTo != nil {
		items = append(items, kit.MenuItem{Text: "Go to line or byte…", Icon: "hash", Keys: "Ctrl G", Run: v.a.GoTo})
	}
	return items
}
