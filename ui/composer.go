package ui

import (
	"reflect"
	"slices"

	"ladle/session"
	"ladle/store"
	"ladle/store/convert"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// composerActions are what the composer has the window do. Nil functions do nothing.
type composerActions struct {
	Send func(r store.Request)
	// Ways to send what is composed: held until it is released, stopped before its head is written, on a new connection.
	SendHeld, SendStopping, SendFresh func()
	Stop                              func()
	Save                              func()
	SendTimes                         func(n, parallel int)
	Changed                           func(r store.Request)      // a person changed the request; not called by Load
	PasteCurl                         func(notes []convert.Note) // a pasted curl command became the request; its notes are shown already
	ChooseFile                        func(title string, done func(path string))
	Post                              func(f func())
	Resized                           func() // the URL bar became higher or lower
}

// composer edits one request: the URL bar, and under it the tabs Params, Headers and Body.
type composer struct {
	a         composerActions
	req       store.Request
	folder    string // of the request's .http file
	params    []queryParam
	automatic []session.Field
	autoNote  string
	autoShown []kit.TableRow
	loading   bool // widgets are being filled: what they report is no edit
	running   bool
	problem   string

	bar     *composerBar
	tabs    *kit.Tabs
	strip   *kit.Flex // with the tabs
	query   *kit.TableEditor
	headers *kit.TableEditor
	body    *composerBody
	pages   []fyne.CanvasObject
	object  fyne.CanvasObject
	stale   bool // the table of parameters is behind the URL
}

// The composer's tabs.
const (
	composerParams = iota
	composerHeaders
	composerBodyTab
)

func newComposer(a composerActions) *composer {
	c := &composer{a: a, req: store.Request{Method: "GET"}}
	c.bar = newComposerBar(c)
	c.query = kit.NewTableEditor("Name", "Value")
	c.query.Spans = variableSpans
	c.query.OnChanged = c.queryEdited
	c.headers = kit.NewTableEditor("Name", "Value")
	c.headers.Spans = variableSpans
	c.headers.OnChanged = c.headersEdited
	c.headers.OnAutomatic = c.automaticEdited
	c.body = newComposerBody(c)
	c.tabs = kit.NewTabs(nil, c.showPage)
	c.pages = []fyne.CanvasObject{kit.NewScroll(kit.Col(c.query)), kit.NewScroll(kit.Col(c.headers)), c.body.object}
	c.strip = kit.Row().Height(inspectorTabsHeight).Line(kit.Bottom, "border.default")
	c.SetShared(nil)
	c.object = kit.Col(c.strip, kit.Grow(container.NewStack(c.pages...))).Fill("surface.panel")
	c.showTabs()
	c.tabs.Choose(composerHeaders)
	c.fill()
	c.showPage(composerHeaders)
	return c
}

// URLBar is the bar with method, URL and Send, over the composer and the inspector. It is 48 high, and higher while
// it has something to say below the field; Resized tells.
func (c *composer) URLBar() fyne.CanvasObject { return c.bar.object }

// Object is the part with the tabs.
func (c *composer) Object() fyne.CanvasObject { return c.object }

// Request is the request as it is composed now.
func (c *composer) Request() store.Request { return c.req.Clone() }

// SetFolder says where relative body files lie: the folder of the request's .http file, "" if it has none. Call it
// before Load.
func (c *composer) SetFolder(dir string) { c.folder = dir }

// Load shows another request. When it differs from the present one in name only, what is being edited stays as it is,
// with the caret and all that can be undone.
func (c *composer) Load(r store.Request) {
	same := reflect.DeepEqual(contentOf(c.req), contentOf(r))
	c.ClearErrors()
	c.bar.tell(nil)
	c.req = r.Clone()
	if same {
		return
	}
	c.automatic, c.autoNote = nil, ""
	c.fill()
}

// contentOf is what the composer shows of a request.
func contentOf(r store.Request) store.Request {
	r = plain(r)
	r.Name, r.ID, r.Lead, r.After = "", "", "", ""
	return r
}

// fill puts the request into every widget.
func (c *composer) fill() {
	c.loading = true
	defer func() { c.loading = false }()
	c.params = requestParams(c.req)
	c.bar.show(c.req)
	c.query.SetRows(paramRows(c.params))
	c.stale = false
	c.headers.SetRows(fieldRows(c.req.Fields))
	c.showAutomatic()
	c.body.show(c.req.Body)
	c.showTabs()
}

// SetRunning turns Send into Stop while the tab's message runs.
func (c *composer) SetRunning(on bool) {
	if c.running != on {
		c.running = on
		c.bar.showRunning(on)
	}
}

// SetAutomatic shows the fields that the session adds by itself. The note says where they are known from, such as "as
// last sent"; it may be empty.
func (c *composer) SetAutomatic(fields []session.Field, note string) {
	c.automatic, c.autoNote = slices.Clone(fields), note
	c.showAutomatic()
	c.showTabs()
}

// FocusURL gives the URL field the keyboard, with the URL selected.
func (c *composer) FocusURL() { c.bar.focus() }

// FocusBody shows the body and gives it the keyboard.
func (c *composer) FocusBody() {
	c.choosePage(composerBodyTab)
	c.body.focus()
}

// edited takes over what a person changed.
func (c *composer) edited(r store.Request) {
	c.req = r
	c.showTabs()
	if c.a.Changed != nil {
		c.a.Changed(r.Clone())
	}
}

// send sends the request, or says why not.
func (c *composer) send() {
	if c.a.Send != nil {
		c.a.Send(c.Request())
	}
}

func (c *composer) stop() {
	if c.a.Stop != nil {
		c.a.Stop()
	}
}

// post runs f on the main goroutine later; without a queue, now.
func (c *composer) post(f func()) {
	if c.a.Post == nil {
		f()
		return
	}
	c.a.Post(f)
}

// showTabs brings counts and dots of the tabs up to date.
func (c *composer) showTabs() {
	on := 0
	for _, p := range c.params {
		if !p.Off {
			on++
		}
	}
	sent := 0
	for _, f := range c.req.Fields {
		if !f.Off && f.Name != "" {
			sent++
		}
	}
	for _, row := range automaticRows(c.req, c.automatic) {
		if !row.Off {
			sent++
		}
	}
	c.tabs.SetTabs([]kit.Tab{{Name: "Params", Count: on}, {Name: "Headers", Count: sent}, {Name: "Body", Dot: c.req.Body.Kind != store.NoBody}})
}

func (c *composer) choosePage(i int) {
	c.tabs.Choose(i)
	c.showPage(i)
}

func (c *composer) showPage(i int) {
	for k, page := range c.pages {
		if k == i {
			page.Show()
		} else {
			page.Hide()
		}
	}
	switch i {
	case composerParams:
		c.freshenQuery()
	case composerHeaders:
		c.showAutomatic()
	}
}
