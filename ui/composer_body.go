package ui

import (
	"fmt"
	"slices"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// composerBody is the tab Body: the kind of body, its type, and what it is made of.
type composerBody struct {
	c        *composer
	choice   *kit.Segmented
	kind     *kit.Combo
	format   *kit.IconButton
	head     *fyne.Container
	editor   *composerEditor
	foot     *kit.Flex
	problem  *kit.Label
	place    *kit.Label
	size     *kit.Label
	file     *kit.Field
	about    *kit.Label
	pages    map[bodyChoice]fyne.CanvasObject
	object   fyne.CanvasObject
	looks    int // counts looks at the file, so that a late answer is told from the last one
	shown    bodyChoice
	editText fyne.CanvasObject
}

func newComposerBody(c *composer) *composerBody {
	b := &composerBody{c: c, editor: newComposerEditor()}
	b.choice = kit.NewSegmented(bodyChoices, 0, func(i int) { b.choose(bodyChoice(i)) })
	b.kind = kit.NewCombo(typeJSON, b.types).Tip("Content-Type")
	b.format = kit.NewIconButton("braces", "Format", b.formatText)
	b.head = container.New(&bodyHead{b}, b.choice, b.format, b.kind)
	b.editText = b.textPage()
	none := kit.NewEmpty("No body", "The request ends with its headers.")
	b.pages = map[bodyChoice]fyne.CanvasObject{bodyNone: none, bodyJSON: b.editText, bodyFromFile: b.filePage()}
	b.object = kit.Col(kit.Row(kit.Grow(b.head)).Height(bodyHeadHeight).Line(kit.Bottom, "border.subtle"), kit.Grow(container.NewStack(none, b.editText, b.pages[bodyFromFile])))
	b.showChoice(bodyNone)
	return b
}

func (b *composerBody) textPage() fyne.CanvasObject {
	b.editor.OnChanged = b.textEdited
	b.editor.OnCaret = b.showPlace
	b.editor.OnFull = b.full
	b.editor.Menu = func() []kit.MenuItem {
		return []kit.MenuItem{{Text: "Format", Icon: "braces", Disabled: b.cannotFormat(), Run: b.formatText}}
	}
	b.problem = kit.NewLabel("").In(kit.Caption).Colour("status.failed")
	b.place = kit.NewLabel("").In(kit.Caption).Colour("text.muted")
	b.size = kit.NewLabel("").In(kit.Caption).Colour("text.muted")
	b.foot = kit.Row(kit.Grow(b.problem), b.place, b.size).Gaps(kit.U(3)).Height(statusHeight).PadX(kit.U(3), kit.U(3)).Line(kit.Top, "border.subtle")
	return kit.Col(kit.Grow(b.editor), b.foot)
}

// show puts a body into the tab.
func (b *composerBody) show(body store.RequestBody) {
	b.editor.SetText(body.Text)
	b.file.SetText(body.File)
	b.showChoice(choiceOf(body))
	b.showType(body)
	b.check()
	b.look()
}

func (b *composerBody) showChoice(choice bodyChoice) {
	b.shown = choice
	b.choice.Choose(int(choice))
	page := b.pages[choice]
	if choice == bodyText {
		page = b.editText
	}
	for _, p := range b.pages {
		if p == page {
			p.Show()
		} else {
			p.Hide()
		}
	}
	b.editor.SetJSON(choice == bodyJSON)
	b.head.Layout.Layout(b.head.Objects, b.head.Size())
}

// bodyHead places the choice at the left and the type at the right, cut where there is not enough room; before that the
// button for formatting goes, which is in the editor's menu too.
type bodyHead struct{ b *composerBody }

var (
	bodyHeadHeight = kit.S("composer.bodyHead")
	bodyTypeLeast  = kit.S("composer.typeLeast") // with the button for formatting beside it
	bodyTypeFloor  = kit.S("composer.typeFloor") // narrower it says nothing
)

// MinSize implements fyne.Layout.
func (h *bodyHead) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(h.b.choice.MinSize().Width+2*kit.U(3), bodyHeadHeight)
}

// Layout implements fyne.Layout.
func (h *bodyHead) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	b := h.b
	choice, format, kind := b.choice.MinSize(), b.format.MinSize(), b.kind.MinSize()
	place := func(o fyne.CanvasObject, x, w, height float32) {
		put(o, kit.Rect{X: x, Y: (bodyHeadHeight - height) / 2, W: w, H: height})
	}
	edge, gap := kit.U(3), kit.U(1.5)
	place(b.choice, edge, choice.Width, choice.Height)
	room := size.Width - 2*edge - choice.Width - kit.U(2)
	formats := b.shown == bodyJSON && room >= bodyTypeLeast+format.Width+gap
	if formats {
		room -= format.Width + gap
	}
	w := min(kind.Width, room)
	show(b.kind, b.shown != bodyNone && w >= bodyTypeFloor)
	show(b.format, formats)
	place(b.kind, size.Width-edge-w, w, kind.Height)
	place(b.format, size.Width-edge-w-gap-format.Width, format.Width, format.Height)
}

// showType shows the content type, and the segment that goes with it.
func (b *composerBody) showType(body store.RequestBody) {
	text := body.ContentType
	if text == "" {
		text = "No Content-Type"
	}
	b.kind.SetText(text)
	b.kind.SetTip("Content-Type: " + text)
	b.head.Layout.Layout(b.head.Objects, b.head.Size())
	if c := choiceOf(body); c != b.shown {
		b.showChoice(c)
		b.check()
	}
}

// choose changes the kind of the body.
func (b *composerBody) choose(choice bodyChoice) {
	b.c.ClearErrors()
	b.setRequest(chooseBody(b.c.req, choice))
	b.showChoice(choice)
	b.check()
	b.look()
}

// setRequest takes over a request whose body changed its kind or type; the header row that has the type follows.
func (b *composerBody) setRequest(r store.Request) {
	rows := !slices.Equal(r.Fields, b.c.req.Fields)
	b.c.edited(r)
	if rows {
		b.c.headers.SetRows(fieldRows(r.Fields))
	}
	b.showType(r.Body)
	b.c.showAutomatic()
}

func (b *composerBody) types() []kit.MenuItem {
	now := b.c.req.Body.ContentType
	all := []string{typeJSON, typeText, typeForm, typeXML, typeAny}
	if now != "" && !slices.Contains(all, now) {
		all = append(all, now)
	}
	var items []kit.MenuItem
	for _, t := range all {
		items = append(items, kit.MenuItem{Text: t, Checked: t == now, Run: func() { b.setType(t) }})
	}
	return append(items, kit.Separator, kit.MenuItem{Text: "None", Checked: now == "", Run: func() { b.setType("") }}, kit.MenuItem{Text: "Other…", Run: func() {
		askText(b.kind, textQuestion{Icon: "pencil", Title: "Content-Type", Text: now, Placeholder: "application/vnd.api+json", Mono: true, Answer: "Use it", Run: b.setType})
	}})
}

func (b *composerBody) setType(t string) {
	b.setRequest(withContentType(b.c.req, t))
}

// textEdited takes over the text.
func (b *composerBody) textEdited() {
	if b.c.loading {
		return
	}
	b.c.ClearErrors()
	r := b.c.req.Clone()
	r.Body.Text = b.editor.Text()
	b.c.edited(r)
	b.check()
}

// check looks for a fault of JSON and shows what there is to say about the text.
func (b *composerBody) check() {
	text := b.c.req.Body.Text
	fault, bad := jsonFault{}, false
	if b.shown == bodyJSON {
		fault, bad = checkJSON(text)
	}
	if bad {
		b.editor.SetFault(fault.offset, fault.length)
		b.problem.Colour("status.failed").SetText(fmt.Sprintf("Line %d: %s", b.editor.fault.line+1, fault.what))
	} else {
		b.editor.SetFault(0, 0)
		b.problem.SetText("")
	}
	b.size.SetText(sizeText(int64(len(text))))
	b.showPlace()
}

func (b *composerBody) showPlace() {
	line, column := b.editor.Caret()
	ends := "LF"
	if b.editor.buffer.eol == "\r\n" {
		ends = "CRLF"
	}
	b.place.SetText(fmt.Sprintf("Line %d, column %d   %s", line, column, ends))
}

// full says that a text is too long to be edited here.
func (b *composerBody) full() {
	b.problem.SetText("Text ends at " + timeline.Size(maxEditedText) + ". Send a longer one from a file.")
}

func (b *composerBody) cannotFormat() string {
	if b.shown != bodyJSON {
		return "not JSON"
	}
	if _, ok := formatJSON(b.editor.Text()); !ok {
		return "not valid yet"
	}
	return ""
}

// formatText lays JSON out; where it is not valid the caret goes to the fault.
func (b *composerBody) formatText() {
	text := b.editor.Text()
	if formatted, ok := formatJSON(text); ok {
		b.editor.Replace(formatted)
	} else if fault, bad := checkJSON(text); bad {
		b.editor.GoTo(fault.offset)
	}
	b.editor.Focus()
}

func (b *composerBody) clearError() { b.file.SetInvalid("") }

func (b *composerBody) focus() {
	switch b.shown {
	case bodyJSON, bodyText:
		b.editor.Focus()
	case bodyFromFile:
		b.file.Focus()
	default:
		if c := fyne.CurrentApp().Driver().CanvasForObject(b.choice); c != nil {
			c.Focus(b.choice)
		}
	}
}
