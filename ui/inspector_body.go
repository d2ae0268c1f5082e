package ui

import (
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Sizes of the Body tab.
var (
	findingBeside = kit.S("body.findingBeside") // from this width on a finding stands beside the bytes
	findingWidth  = kit.S("body.finding")
	findingText   = kit.S("body.findingText") // where its text is broken, at most
	statusFrom    = kit.S("body.statusFrom")  // least height with a status line
)

// detectEnough is how many bytes say all about a format that its head can.
const detectEnough = 64 << 10

// inspectorBody is the Body tab.
type inspectorBody struct {
	i      *inspector
	view   *bodyView
	search *bodySearch
	goBar  *bodyGoBar
	status *bodyStatus
	note   *inspectorNote
	scroll *kit.Scroll // of the card
	strip  *kit.Flex   // over the bytes, where the card has no room beside them
	about  *kit.Label
	box    *fyne.Container
	size   fyne.Size

	face     bodyFace
	cardFor  cardKey
	bytes    bool // a person asked for the bytes in place of the card
	opened   body.Source
	declared string
	format   body.Format
	settled  bool // the format is certain
	want     map[body.Format]bodyMode
	wrap     *kit.IconButton
}

// cardKey is what a card was made for.
type cardKey struct {
	words string
	width float32
	live  bool
	src   bool
	size  string
}

func newInspectorBody(i *inspector) *inspectorBody {
	b := &inspectorBody{i: i, want: map[body.Format]bodyMode{}}
	b.view = newBodyView(bodyViewActions{Post: i.a.Post, Scratch: i.a.Scratch, Copy: i.copy, Save: b.save, SaveRange: b.saveRange, Changed: b.changed,
		Search: b.openSearch, GoTo: b.openGoTo, Escape: b.escape})
	if i.a.Save == nil {
		b.view.a.Save, b.view.a.SaveRange = nil, nil
	}
	b.search = newBodySearch(b.view, b.barClosed)
	b.goBar = newBodyGoBar(b.view, b.barClosed)
	b.status = newBodyStatus(b.view)
	b.note = newInspectorNote()
	b.scroll = kit.NewScroll(kit.Col())
	b.about = kit.NewLabel("").In(kit.SmallStrong)
	b.strip = kit.Row(kit.NewIcon("circle-alert", kit.IconSmall, "status.failed"), kit.Grow(b.about), kit.NewButton("Finding", kit.Ghost, func() { b.showBytes(false) }).High(kit.ButtonSmall)).
		Gaps(kit.U(2)).PadX(kit.U(3), kit.U(2)).Height(stripHeight).Fill("statusTint.serverError").Line(kit.Bottom, "border.subtle")
	b.wrap = kit.NewIconButton("wrap-text", "Wrap long lines", b.toggleWrap)
	b.box = container.New(b, b.note.surface, b.search.bar.Box, b.goBar.box, b.strip, b.view, b.status.surface, b.scroll)
	return b
}

// reset forgets the message before.
func (b *inspectorBody) reset() {
	b.bytes = false
	b.view.Close()
	b.opened, b.face = nil, bodyFace{}
}

// Update shows what there is of a body now.
func (b *inspectorBody) Update(s *inspected) {
	b.face = faceOf(s)
	if b.face.kind == faceNote {
		b.note.Set(b.face.title, b.face.text)
	}
	b.openSource()
	b.arrange()
}

// openSource opens the body that the face has, once, and again when more of it says that it is something else.
func (b *inspectorBody) openSource() {
	src := b.face.src
	switch {
	case src == nil:
		if b.opened != nil {
			b.view.Close()
			b.opened = nil
		}
	case b.opened == nil || !sameBody(src, b.opened):
		b.opened, b.declared, b.settled = src, b.face.contentType, false
		b.detect()
		b.view.Open(src, b.format, b.want[formatKey(b.format)])
		if b.face.flag.Len() > 0 {
			b.view.Flag(b.face.flag.Range())
		}
	case !b.settled:
		before := formatKey(b.format)
		if b.detect(); before != formatKey(b.format) {
			b.view.Open(src, b.format, b.want[formatKey(b.format)])
			return
		}
		b.view.open.format = b.format // its line ends are known now
	}
}

// detect looks at what has come. It is settled when more can tell nothing else. A body that cannot be read says so in the
// status line.
func (b *inspectorBody) detect() {
	b.settled = b.opened.Done() || b.opened.Size() >= detectEnough
	b.format, _ = body.Detect(b.opened, b.declared)
}

// formatKey is what a choice of a mode is remembered for.
func formatKey(f body.Format) body.Format {
	f.Ending = body.NoEnding
	if f.Class == body.Binary {
		return body.Format{Class: body.Binary}
	}
	return f
}

// hasText tells whether bytes show: text or hexadecimal.
func (b *inspectorBody) hasText() bool {
	switch b.face.kind {
	case faceText:
		return true
	case faceFinding:
		return b.face.src != nil && (b.bytes || b.beside())
	}
	return false
}

// beside tells whether there is room for a finding beside the bytes.
func (b *inspectorBody) beside() bool { return b.size.Width >= findingBeside }

func (b *inspectorBody) showBytes(on bool) {
	b.bytes = on
	b.arrange()
	b.i.showTools()
	if on {
		b.i.Focus()
	}
}

// arrange shows the parts that the face has and places them.
func (b *inspectorBody) arrange() {
	finding := b.face.kind == faceFinding
	text := b.hasText()
	setShown(b.face.kind == faceNote, b.note.surface)
	setShown(finding && (!text || b.beside()), b.scroll)
	setShown(finding && text && !b.beside(), b.strip)
	setShown(text, b.view)
	setShown(text && b.size.Height >= statusFrom, b.status.surface)
	if !text && b.search.IsOpen() {
		b.search.Close()
	}
	if !text && b.goBar.box.Visible() {
		b.goBar.Close()
	}
	if finding {
		b.about.SetText(b.face.title)
		b.makeCard()
	}
	b.place()
}

// makeCard builds the card of a finding anew if it is another one or has another width.
func (b *inspectorBody) makeCard() {
	width := b.size.Width
	if b.beside() && b.face.src != nil {
		width = findingWidth
	}
	key := cardKey{words: findingReport(b.face), width: min(findingText, width-kit.CardAround-2*kit.U(3)), live: b.i.canResend(), src: b.face.src != nil && !b.beside()}
	if key.src {
		key.size = timeline.Size(b.face.src.Size())
	}
	if key == b.cardFor || key.width <= 0 {
		return
	}
	b.cardFor = key
	card := kit.NewCard(kit.Finding{State: kit.StateFailed, Icon: b.face.icon, Title: b.face.title, Text: b.face.text, Facts: b.face.facts, Actions: b.cardActions(key), Width: key.width})
	b.scroll.SetContent(kit.Col(kit.Row(card.Width(key.width+kit.CardAround), kit.Space())).Pad(kit.U(3), kit.U(3), kit.U(3), kit.U(3)))
}

func (b *inspectorBody) cardActions(key cardKey) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if key.src {
		out = append(out, kit.NewButton("Show "+key.size, kit.Secondary, func() { b.showBytes(true) }).High(kit.ButtonSmall))
	}
	if b.face.again && key.live {
		out = append(out, kit.NewButton("Send again", kit.Secondary, func() { b.i.a.SendAgain(b.i.s.Row.ID) }).High(kit.ButtonSmall))
	}
	if len(b.face.facts) > 0 && b.i.a.CopyText != nil {
		return append(out, kit.NewButton("Copy finding", kit.Ghost, func() { b.i.copy(findingReport(b.face)) }))
	}
	return append(out, kit.NewButton("Events", kit.Ghost, func() { b.i.Tab(tabEvents) }).High(kit.ButtonSmall))
}

// findingReport is a finding as text, for a report to whoever keeps the server.
func findingReport(f bodyFace) string {
	text := f.title
	if f.text != "" {
		text += "\n" + f.text
	}
	for _, x := range f.facts {
		text += "\n" + x.Name + ": " + x.Text
	}
	return text
}

// Layout implements fyne.Layout.
func (b *inspectorBody) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size != b.size {
		b.size = size
		b.arrange()
	}
}

// MinSize implements fyne.Layout.
func (b *inspectorBody) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// place puts the visible parts into the room there is.
func (b *inspectorBody) place() {
	rest := kit.Rect{W: b.size.Width, H: b.size.Height}
	inspectorPut(b.note.surface, rest)
	if b.scroll.Visible() && b.view.Visible() {
		rest.W -= findingWidth
		inspectorPut(b.scroll, kit.Rect{X: rest.W, W: findingWidth, H: rest.H})
	} else {
		inspectorPut(b.scroll, rest)
	}
	for _, bar := range []fyne.CanvasObject{b.search.bar.Box, b.goBar.box, b.strip} {
		if bar.Visible() {
			inspectorPut(bar, kit.Rect{Y: rest.Y, W: rest.W, H: stripHeight})
			rest.Y, rest.H = rest.Y+stripHeight, rest.H-stripHeight
		}
	}
	if b.status.surface.Visible() {
		rest.H -= bodyStatusHeight
		inspectorPut(b.status.surface, kit.Rect{Y: rest.Y + rest.H, W: rest.W, H: bodyStatusHeight})
	}
	inspectorPut(b.view, rest)
}

// changed hears of everything in the view that the bars around it show.
func (b *inspectorBody) changed() {
	b.status.Update()
	b.search.Update()
}

func (b *inspectorBody) openSearch() {
	if !b.hasText() {
		return
	}
	b.search.bar.Box.Show()
	b.place()
	b.search.Open()
}

func (b *inspectorBody) barClosed(focused bool) {
	b.place()
	if focused {
		b.i.Focus()
	}
}

// openGoTo asks for a line or a byte.
func (b *inspectorBody) openGoTo() {
	if !b.hasText() {
		return
	}
	b.goBar.box.Show()
	b.place()
	b.goBar.Open()
}

func (b *inspectorBody) escape() bool {
	if b.goBar.box.Visible() {
		b.goBar.Close()
		return true
	}
	if b.search.IsOpen() {
		b.search.Close()
		return true
	}
	return false
}
