package ui

import (
	"path/filepath"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// Sizes of the dialog.
var (
	chooserWidth  = kit.S("width.dialogWide")
	chooserHeight = kit.S("chooser.height")      // of the list, where the window has the room
	chooserLeast  = kit.S("chooser.heightLeast") // of the list in a low window
	chooserAround = kit.S("chooser.around")      // of the dialog without its body
	chooserRow    = kit.S("height.treeRow")
	chooserName   = kit.S("chooser.name")
)

// build makes the dialog's parts.
func (c *chooser) build() {
	c.path = kit.NewField("Path").Mono()
	c.tab = newChooserTab(c)
	c.up = kit.NewIconButton("arrow-up", "Folder above, Backspace", c.goUp)
	c.buildPlaces()
	c.buildList()
	c.status = kit.NewLabel("").Colour("text.muted").AtMost(kit.S("chooser.status"))
	c.hidden = kit.NewSwitch(false, func(bool) { c.hiddenChanged() })
	c.hidden.SetTip("Names that begin with a dot, Ctrl+H")
	c.box = kit.Row(kit.Fixed(c.places, kit.S("chooser.places"), 0).Stretched(), kit.Fixed(kit.NewPanel("border.subtle", 1, 1), 1, 0).Stretched(), kit.Grow(c.list).Stretched()).
		Height(chooserHeight).Fill("surface.panel")
	frame := kit.Col(c.box).Pad(1, 1, 1, 1).Edge("border.subtle")
	parts := []fyne.CanvasObject{kit.Row(chooserBeside(c.up), kit.Gap(kit.U(2)), kit.Grow(c.path), c.tab), kit.Gap(kit.U(2)), frame, kit.Gap(kit.U(2))}
	below := []fyne.CanvasObject{kit.Grow(c.status)}
	if c.a.Mode != chooserFile {
		c.buildFresh()
		parts = append(parts, c.fresh)
		c.add = kit.NewButton("New folder…", kit.Ghost, c.askFolder).High(kit.ButtonSmall).WithIcon("folder-plus")
		below = append(below, c.add)
	}
	below = append(below, kit.NewLabel("Hidden").Colour("text.secondary"), c.hidden)
	parts = append(parts, kit.Row(below...).Gaps(kit.U(2)).Height(chooserRow))
	if c.a.Mode == chooserSave {
		c.buildName()
		parts = append(parts, kit.Gap(kit.U(2)), kit.Row(chooserBeside(kit.Fixed(kit.NewLabel("Name").Colour("text.secondary"), chooserName, 0)), kit.Grow(c.name)), c.asked)
	}
	c.body = kit.Col(parts...)
	c.take = kit.NewButton("", kit.Primary, c.primary).High(kit.ButtonLarge)
	icon := map[chooserMode]string{chooserFile: "file", chooserFolder: "folder-open", chooserSave: "download"}[c.a.Mode]
	c.modal = kit.NewDialog(kit.Dialog{Icon: icon, Title: c.a.Title, Note: c.a.Note, Width: chooserWidth, Body: c.body,
		WayOut: kit.NewButton("Cancel", kit.Secondary, c.close).High(kit.ButtonLarge), Buttons: []fyne.CanvasObject{c.take}, Foot: c.foot()})
	c.modal.OnEscape, c.modal.OnEnter = c.close, c.enter
	c.path.OnSubmit = func(text string) { c.goTyped(text) }
	c.path.OnEscape = c.close
	c.path.OnChanged = func(string) { c.setInvalid(c.path, "") }
	c.path.OnKey = c.downToList
	c.path.OnFocus = func(on bool) {
		if on {
			c.tab.fromPath = true
		}
	}
}

func (c *chooser) buildPlaces() {
	c.places = kit.NewList(chooserRow, func() int { return len(c.kept) }, c.paintPlace)
	c.places.Background, c.places.Name = "surface.base", "Places"
	c.places.RowText = func(row int) string { return c.kept[row].name }
	c.places.SetHead(kit.U(1))
	goTo := func(row int) {
		if row < len(c.kept) {
			c.goTo(c.kept[row].path, "")
		}
	}
	c.places.OnActivate = goTo
	c.places.OnPress = func(row int, m kit.Mouse) bool {
		goTo(row)
		return false
	}
	c.places.OnHover = func(row int, _ kit.Mouse) {
		tip := ""
		if row >= 0 && row < len(c.kept) {
			tip = c.kept[row].path
		}
		c.places.SetTip(c.places.RowRect(row), tip)
	}
	c.places.On.Focus = func(bool) { c.tab.fromPath = false }
}

func (c *chooser) buildList() {
	c.list = kit.NewTable(chooserRow, chooserColumns(), func() int { return len(c.shown) }, c.cell).Headless()
	c.list.Name = "Entries"
	c.list.PaintEmpty = c.paintNothing
	c.list.OnSelect = func(int) { c.selected() }
	c.list.OnActivate = c.activate
	keys := c.list.On.Key
	c.list.On.Key = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyBackspace {
			c.goUp()
			return true
		}
		return keys(e)
	}
	c.list.On.Rune = c.typedRune
}

func (c *chooser) buildName() {
	c.name = kit.NewField("Name")
	c.name.OnSubmit = func(string) { c.enter() }
	c.name.OnEscape = c.close
	c.name.OnKey = c.downToList
	c.name.OnChanged = func(string) {
		c.setInvalid(c.name, "")
		c.forgetOver()
	}
	c.askedL = kit.NewLabel("").Colour("status.paused").AtMost(kit.S("chooser.asked"))
	c.asked = kit.Row(kit.Gap(chooserName), kit.NewIcon("triangle-alert", kit.IconSmall, "status.paused"), kit.Gap(kit.U(1.5)), c.askedL).Height(chooserRow)
	c.asked.Hide()
}

func (c *chooser) buildFresh() {
	c.freshN = kit.NewField("Name of the new folder")
	c.freshN.OnSubmit = func(string) { c.makeFolder() }
	c.freshN.OnEscape = c.dropFolder
	c.freshN.OnChanged = func(string) { c.setInvalid(c.freshN, "") }
	c.fresh = kit.Row(kit.Grow(c.freshN), chooserBeside(kit.NewButton("Create folder", kit.Secondary, c.makeFolder).High(kit.ButtonLarge))).Gaps(kit.U(2)).Pad(0, 0, 0, kit.U(2))
	c.fresh.Hide()
}

// foot shows the keys.
func (c *chooser) foot() fyne.CanvasObject {
	row := []fyne.CanvasObject{kit.Space()}
	add := func(k kit.Key, what string) {
		row = append(row, kit.KeyCaps(k), kit.Gap(kit.U(1.5)), kit.NewLabel(what).In(kit.Caption).Colour("text.muted"), kit.Gap(kit.U(3)))
	}
	add("Enter", map[chooserMode]string{chooserFile: "open or choose", chooserFolder: "open", chooserSave: "open or save"}[c.a.Mode])
	add("Backspace", "up")
	add("Ctrl+L", "path")
	add("Ctrl+H", "hidden")
	add("Esc", "close")
	return kit.Row(row[:len(row)-1]...)
}

// reflow gives the list the room that the window leaves it, and lays the dialog out.
func (c *chooser) reflow() {
	c.body.Reflow()
	rest := c.body.MinSize().Height - c.box.MinSize().Height + chooserAround
	c.box.Height(min(chooserHeight, max(chooserLeast, c.a.Canvas.Size().Height-kit.U(4)-rest)))
	c.body.Reflow()
	c.modal.Reflow()
}

// chooserBeside keeps what stands beside a field at the height of its text when a reason appears below.
func chooserBeside(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.Col(kit.Row(o).Height(kit.S("height.field")), kit.Space())
}

// setInvalid marks a field, which may make the dialog higher.
func (c *chooser) setInvalid(f *kit.Field, reason string) {
	if f.Invalid() == reason {
		return
	}
	f.SetInvalid(reason)
	c.reflow()
}

// update brings words and buttons up to what is known.
func (c *chooser) update() {
	_, left := c.listing.shown(c.hidden.On())
	switch {
	case c.reading || c.trouble != nil:
		c.status.SetText("")
	default:
		c.status.SetText(chooserCount(c.shown, left, c.listing.capped))
	}
	c.list.Refresh()
	c.places.Refresh()
	c.updateButton()
	if c.add != nil {
		chooserAble(c.add, c.trouble == nil, "Not in a folder that cannot be read")
	}
}

// updateButton names what the button would do now.
func (c *chooser) updateButton() {
	e, some := c.current()
	text, can, why := "Save", true, ""
	switch c.a.Mode {
	case chooserFile:
		text, can, why = "Choose file", some && !e.broken, "Select a file first"
		if some && e.folder {
			text = "Open folder"
		}
	case chooserFolder:
		of := filepath.Base(c.dir)
		if some && e.folder {
			of = e.name
		}
		text, why = "Open "+kit.FitMiddle(kit.BodyStrong, of, kit.S("chooser.button")), "This is not a folder"
		can = !c.reading && (some && e.folder || !some && c.trouble == nil)
	}
	if c.over != "" {
		text = "Save over it"
	}
	kind := kit.Primary
	if c.over != "" {
		kind = kit.DangerPrimary
	}
	c.take.SetKind(kind)
	c.take.SetText(text)
	chooserAble(c.take, can, why)
}

// chooserAble enables a button, or disables it and says why.
func chooserAble(b *kit.Button, can bool, why string) {
	if can {
		b.Enable()
		b.SetTip("")
		return
	}
	b.Disable()
	b.SetTip(why)
}
