package ui

import (
	"context"
	"io"

	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// modes are the ways in which the body can be laid out.
func (b *inspectorBody) modes() []bodyMode {
	switch {
	case canPretty(b.format):
		return []bodyMode{bodyPretty, bodyRaw, bodyHex}
	default:
		return []bodyMode{bodyRaw, bodyHex}
	}
}

var bodyModeNames = map[bodyMode]string{bodyPretty: "Pretty", bodyRaw: "Raw", bodyHex: "Hex"}

func (b *inspectorBody) mode() bodyMode {
	if b.view.open == nil {
		return bodyAuto
	}
	return b.view.open.mode
}

// setMode lays the body out in another way, and every one like it after.
func (b *inspectorBody) setMode(m bodyMode) {
	if b.opened == nil || m == b.mode() {
		return
	}
	b.want[formatKey(b.format)] = m
	before, at := b.view.open, b.view.caret.Offset
	b.view.Open(b.opened, b.format, m)
	if b.face.flag.Len() > 0 {
		b.view.Flag(b.face.flag.Range())
	} else if before.asCame() && b.view.open.asCame() {
		b.view.GoTo(at) // offsets mean the same in both
	}
	b.i.showTools()
}

func (b *inspectorBody) toggleWrap() {
	b.wrap.SetOn(!b.wrap.On())
	b.view.SetWrap(b.wrap.On())
}

// tools are what stands at the right of the tabs.
func (b *inspectorBody) tools(room toolRoom) []fyne.CanvasObject {
	if !b.hasText() {
		return nil
	}
	if room == toolsAsMenu {
		var more *kit.IconButton
		more = kit.NewIconButton("ellipsis", "Layout, search, copy, save", func() { kit.ShowMenuFor(more, b.toolItems()) })
		return []fyne.CanvasObject{more}
	}
	out := []fyne.CanvasObject{b.modeChooser(room)}
	if b.mode() != bodyHex {
		out = append(out, b.wrap)
	}
	out = append(out, kit.NewIconButton("search", "Search (Ctrl+F)", b.openSearch))
	if b.i.a.CopyText != nil {
		out = append(out, kit.NewIconButton("copy", "Copy what is shown", b.view.CopyAll))
	}
	if b.i.a.Save != nil {
		out = append(out, kit.NewIconButton("download", "Save the body…", b.save))
	}
	return out
}

// toolItems are the tools as a menu.
func (b *inspectorBody) toolItems() []kit.MenuItem {
	var items []kit.MenuItem
	for _, m := range b.modes() {
		items = append(items, kit.MenuItem{Text: bodyModeNames[m], Checked: m == b.mode(), Run: func() { b.setMode(m) }})
	}
	items = append(items, kit.Separator)
	if b.mode() != bodyHex {
		items = append(items, kit.MenuItem{Text: "Wrap long lines", Checked: b.wrap.On(), Run: b.toggleWrap})
	}
	items = append(items, kit.MenuItem{Text: "Search", Icon: "search", Keys: "Ctrl F", Run: b.openSearch},
		kit.MenuItem{Text: "Go to line or byte…", Icon: "hash", Keys: "Ctrl G", Run: b.openGoTo})
	if b.i.a.CopyText != nil {
		items = append(items, kit.MenuItem{Text: "Copy what is shown", Icon: "copy", Run: b.view.CopyAll})
	}
	if b.i.a.Save != nil {
		items = append(items, kit.MenuItem{Text: "Save the body…", Icon: "download", Run: b.save})
	}
	return items
}

func (b *inspectorBody) modeChooser(room toolRoom) fyne.CanvasObject {
	modes, at := b.modes(), 0
	var names []string
	for n, m := range modes {
		names = append(names, bodyModeNames[m])
		if m == b.mode() {
			at = n
		}
	}
	if room == toolsShort {
		return kit.NewSelect(names, at, func(n int) { b.setMode(modes[n]) }).Plain().High(kit.ButtonSmall)
	}
	return kit.NewSegmented(names, at, func(n int) { b.setMode(modes[n]) }).Small()
}

// save writes the body as it came, whatever way it is shown in.
func (b *inspectorBody) save() {
	if b.opened == nil || b.i.a.Save == nil {
		return
	}
	src := b.opened
	b.i.a.Save(bodyFileName(b.i.s.attempt()), func(ctx context.Context, w io.Writer) error { return copyBody(ctx, w, src) })
}

func (b *inspectorBody) saveRange(doc *body.Document, sel body.Selection) {
	b.i.a.Save(bodyFileName(b.i.s.attempt()), func(ctx context.Context, w io.Writer) error {
		_, err := doc.WriteSelection(ctx, w, sel, nil)
		return err
	})
}
