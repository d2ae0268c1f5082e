package ui

import (
	"fmt"
	"slices"
	"strings"

	"ladle/store"
	"ladle/store/convert"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// composerBar is the method, the URL and Send, with a strip below for what there is to say about the request.
type composerBar struct {
	c      *composer
	method *kit.Combo
	url    *kit.Field
	send   *kit.SplitButton
	strip  *kit.Flex
	object *kit.Flex
	own    []string // methods that a person typed
	last   string   // the URL before the present change
	height float32
}

var composerMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

func newComposerBar(c *composer) *composerBar {
	b := &composerBar{c: c, strip: kit.Col()}
	b.method = kit.NewCombo("GET", b.methods).Method().Wide(kit.S("composer.method")).High(kit.ButtonLarge).Tip("Method")
	b.url = kit.NewField("Type or paste a URL, or a curl command").Mono().Spans(urlSpans)
	b.url.Trailing(kit.NewIconButton("copy", "Copy URL", b.copyURL).Small().Calm())
	b.url.OnChanged = b.changed
	b.url.OnSubmit = func(string) { c.send() }
	b.send = kit.NewSplitButton("Send", kit.Primary, c.send, "More ways to send", b.sendMenu)
	row := kit.Row(kit.Col(b.method, kit.Space()), kit.Grow(b.url), kit.Col(b.send, kit.Space())).Gaps(kit.U(2)).Pad(kit.U(3), kit.U(2), kit.U(3), kit.U(2))
	b.object = kit.Col(row, b.strip).Fill("surface.panel").Line(kit.Bottom, "border.default")
	b.height = b.object.MinSize().Height
	return b
}

// show puts a request into the bar.
func (b *composerBar) show(r store.Request) {
	b.method.SetText(methodOf(r))
	b.setURL(r.URL)
}

func methodOf(r store.Request) string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}

// setURL shows a URL that was made elsewhere.
func (b *composerBar) setURL(text string) {
	loading := b.c.loading
	b.c.loading = true
	b.last = text
	if b.url.Text() != text {
		b.url.SetText(text)
	}
	b.c.loading = loading
}

// changed takes over what was typed or pasted into the URL field.
func (b *composerBar) changed(text string) {
	if b.c.loading {
		return
	}
	before := b.last
	b.last = text
	if !isTyped(before, text) {
		switch clip := fyne.CurrentApp().Clipboard().Content(); pasted(before, text, clip) {
		case pastedCurl:
			b.importCurl(before, clip)
			return
		case pastedLines:
			b.setURL(before)
			b.tell(&composerNotice{Icon: "info", Token: "status.paused", Fill: "statusTint.paused", Text: "A URL is one line; nothing was pasted. Text of several lines goes into the body."})
			return
		}
	}
	b.c.ClearErrors()
	r := b.c.req.Clone()
	r.URL = text
	b.c.takeURL(r)
}

// takeURL takes over an edited URL; its parameters follow, those that are off keep their places.
func (c *composer) takeURL(r store.Request) {
	c.params = requestParams(r)
	c.stale = true
	c.edited(r)
	if c.tabs.Chosen() == composerParams {
		c.freshenQuery()
	}
}

// importCurl makes a pasted command the request, and says what it left out.
func (b *composerBar) importCurl(urlBefore, command string) {
	c := b.c
	before := c.req.Clone()
	before.URL = urlBefore
	imported, notes, err := convert.ParseCurl(command)
	if err != nil {
		b.setURL(urlBefore)
		b.tell(errorNotice("The curl command cannot be read: " + err.Error() + "."))
		return
	}
	c.replace(takeOver(before, imported))
	b.tell(&composerNotice{Icon: "import", Token: "accent.base", Fill: "accent.tint", Text: curlSummary(notes), Tip: notesText(notes), Action: "Undo", Run: func() {
		b.tell(nil)
		c.replace(before)
	}})
	if c.a.PasteCurl != nil {
		c.a.PasteCurl(notes)
	}
}

// replace shows another request as an edit of the present one.
func (c *composer) replace(r store.Request) {
	c.ClearErrors()
	c.req = r.Clone()
	c.fill()
	c.edited(r)
}

func curlSummary(notes []convert.Note) string {
	switch len(notes) {
	case 0:
		return "Taken from a curl command."
	case 1:
		return "Taken from a curl command. " + notes[0].String() + "."
	}
	return fmt.Sprintf("Taken from a curl command, with %d notes: %s; …", len(notes), notes[0])
}

func notesText(notes []convert.Note) string {
	var lines []string
	for _, n := range notes {
		lines = append(lines, n.String())
	}
	return strings.Join(lines, "\n")
}

func (b *composerBar) copyURL() { fyne.CurrentApp().Clipboard().SetContent(b.url.Text()) }

func (b *composerBar) focus() {
	b.url.Focus()
	b.url.SelectAll()
}

func (b *composerBar) markURL(why string) {
	b.url.SetInvalid(why)
	b.resized()
}

func (b *composerBar) clearErrors() {
	b.url.SetInvalid("")
	b.tell(nil)
}

// showRunning turns the button into Stop, and back.
func (b *composerBar) showRunning(on bool) {
	if on {
		b.send.SetText("Stop", kit.Secondary)
		b.send.Main.SetRun(b.c.stop)
		b.send.Main.SetTip("Cancel the message that runs")
		return
	}
	b.send.SetText("Send", kit.Primary)
	b.send.Main.SetRun(b.c.send)
	b.send.Main.SetTip("")
}

func (b *composerBar) sendMenu() []kit.MenuItem {
	idle := ""
	if !b.c.running {
		idle = "nothing runs"
	}
	way := func(run func()) func() {
		return func() {
			if run != nil {
				run()
			}
		}
	}
	return []kit.MenuItem{
		{Text: "Send", Icon: "send", Keys: "Ctrl Enter", Run: b.c.send},
		{Text: "Send held", Icon: "hand", Keys: "Ctrl Shift Enter", Run: way(b.c.a.SendHeld)},
		{Text: "Send and stop at starting", Icon: "octagon-pause", Run: way(b.c.a.SendStopping)},
		{Text: "Send on a new connection", Icon: "plug", Run: way(b.c.a.SendFresh)},
		kit.Separator,
		{Text: "Send several times…", Icon: "repeat", Run: b.askTimes},
		{Text: "Stop", Icon: "circle-stop", Disabled: idle, Run: b.c.stop},
		kit.Separator,
		{Text: "Save", Icon: "save", Keys: "Ctrl S", Run: func() {
			if b.c.a.Save != nil {
				b.c.a.Save()
			}
		}},
	}
}

func (b *composerBar) methods() []kit.MenuItem {
	now := methodOf(b.c.req)
	all := slices.Concat(composerMethods, b.own)
	if !slices.Contains(all, now) {
		all = append(all, now)
	}
	var items []kit.MenuItem
	for _, m := range all {
		items = append(items, kit.MenuItem{Text: m, Checked: m == now, MethodToken: kit.MethodToken(m), Run: func() { b.setMethod(m) }})
	}
	return append(items, kit.Separator, kit.MenuItem{Text: "Other…", Run: b.askMethod})
}

func (b *composerBar) setMethod(m string) {
	b.method.SetText(m)
	b.c.ClearErrors()
	r := b.c.req.Clone()
	r.Method = m
	b.c.edited(r)
}

func (b *composerBar) askMethod() {
	askText(b.method, textQuestion{Icon: "pencil", Title: "Another method", Note: "Methods are case-sensitive; most are in capitals.", Placeholder: "PROPFIND", Mono: true,
		Answer: "Use it", Check: methodProblem, Run: func(m string) {
			if !slices.Contains(composerMethods, m) && !slices.Contains(b.own, m) {
				b.own = append(b.own, m)
			}
			b.setMethod(m)
		}})
}
