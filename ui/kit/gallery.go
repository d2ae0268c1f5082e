package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// Gallery returns every widget of the kit in every state, 1360 by 980 units: to look at, and for the golden picture.
// It paints hover and pressed states without a pointer.
func Gallery() fyne.CanvasObject {
	left := Col(galleryButtons(), galleryFields(), galleryChoices(), gallerySmall()).Gaps(14)
	middle := Col(galleryTabs(), galleryTable(), galleryNotices()).Gaps(14)
	right := Col(galleryMenu(), galleryToast(), galleryDialog(), Space()).Gaps(14)
	return Row(Fixed(Col(left, Space()), 400, 0).Stretched(), Fixed(Col(middle, Space()), 420, 0).Stretched(), GrowBy(1, right)).
		Gaps(20).Pad(20, 16, 20, 16).Fill("surface.panel").Width(1360).Height(980)
}

func galleryHead(s string) *Label { return NewLabel(s).In(CaptionStrong).Colour("text.muted") }

func galleryButtons() *Flex {
	rows := []fyne.CanvasObject{galleryHead("Buttons: rest, hover, pressed, focus, disabled")}
	for _, k := range []struct {
		kind ButtonKind
		text string
	}{{Primary, "Send"}, {Secondary, "Hold"}, {Ghost, "Finding"}, {Danger, "Delete"}, {DangerPrimary, "Clear"}} {
		states := make([]fyne.CanvasObject, 5)
		for i := range states {
			b := NewButton(k.text, k.kind, nil)
			b.hovered, b.pressed, b.focused, b.disabled = i == 1, i == 2, i == 3, i == 4
			if b.focused {
				b.bleed = ringRoom
			}
			states[i] = b
		}
		rows = append(rows, Row(append(states, Space())...).Gaps(10))
	}
	on := NewIconButton("panel-right", "Session drawer", nil)
	on.SetOn(true)
	off := NewIconButton("trash-2", "Delete", nil)
	off.Disable()
	hover := NewIconButton("columns-3", "Columns", nil)
	hover.hovered = true
	rows = append(rows, Row(NewSplitButton("Send", Primary, nil, "More ways to send", nil), NewSplitButton("Stop", Secondary, nil, "More", nil),
		NewButton("Open folder", Secondary, nil).WithIcon("folder-open"), NewButton("Small", Secondary, nil).High(ButtonSmall), Space()).Gaps(10))
	rows = append(rows, Row(NewIconButton("search", "Search", nil), hover, on, off, NewIconButton("copy", "Copy", nil).Small(), NewIconButton("x", "Close", nil).Small().Calm(), Space()).Gaps(8))
	return Col(rows...).Gaps(8)
}

func galleryFields() *Flex {
	url := NewField("").Mono().Spans(func(s string) []Span {
		return []Span{{s[:8], "syntax.variable", true, false}, {s[8:23], "text.primary", false, false}, {s[23:], "syntax.variableMissing", false, true}}
	})
	url.SetText("{{base}}/api/admin/orde{{limit}}")
	filter := NewField("Filter: status:4xx host:shop").Small().Leading(NewIcon("list-filter", 14, "text.muted"))
	search := NewField("Search").Small().Leading(NewIcon("search", 14, "text.muted")).Trailing(NewLabel("1 of 200").In(Caption).Colour("text.muted")).Clearable()
	search.SetText("open")
	password := NewField("").Password()
	password.SetText("open sesame")
	bad := NewField("").Mono().Small()
	bad.SetText("localhost:99999")
	bad.SetInvalid("Ports end at 65535")
	disabled := NewField("").Mono().Small()
	disabled.SetText("localhost:8080")
	disabled.Disable()
	limited := NewNumberField(3, 1, 100, "")
	limited.Disable()
	return Col(galleryHead("Fields"), url, filter, search, password, bad, disabled,
		Row(NewNumberField(10, 1, 1000, ""), NewNumberField(60, 0, 3600, " s"), NewNumberField(0, 0, 9, "").Named("none"), limited, Space()).Gaps(8),
		Row(NewCombo("local", nil).WithIcon("layers"), NewCombo("GET", nil).Method().High(32).Wide(88), Space()).Gaps(8)).Gaps(8)
}

func galleryChoices() *Flex {
	off := NewSwitch(true, nil)
	off.Disable()
	tick := NewCheckbox("Disabled", true, nil)
	tick.Disable()
	focus := NewSwitch(true, nil)
	focus.focused, focus.bleed = true, ringRoom
	return Col(galleryHead("Choices"),
		Row(NewSwitch(true, nil), NewSwitch(false, nil), focus, off, Gap(12), NewCheckbox("On", true, nil), NewCheckbox("Off", false, nil), tick, Space()).Gaps(12),
		NewRadio([]RadioOption{{"Digest SHA-256", "strongest of the 3 offered", false}, {"Digest MD5", "weak hash", true}, {"Basic", "password readable on the way", true}}, 0, nil),
		Row(NewSegmented([]string{"Only now", "This session", "In the keyring"}, 1, nil), Space())).Gaps(6)
}

func gallerySmall() *Flex {
	all, paused := NewChip("", "All", nil), NewChip(StatePaused, "Paused", nil)
	all.Set(true)
	all.SetCount("60")
	paused.SetCount("1")
	var glyphs []fyne.CanvasObject
	for _, s := range States {
		glyphs = append(glyphs, NewState(s, 12))
	}
	return Col(galleryHead("Small things"),
		Row(all, paused, NewMenuChip("4xx", nil), NewBadge("2 changed"), NewBadge("h1").Mono(), KeyCaps("Ctrl+T"), Space()).Gaps(6),
		Row(NewPill(StateOK, "200 OK"), NewPill(StatePaused, "401 paused"), NewPill(StateWaiting, "waiting"), NewPill(StateFailed, "failed"), Space()).Gaps(6),
		Row(NewLink("11 more properties", nil), Space()).Gaps(6),
		Row(append(glyphs, Space())...).Gaps(6),
		NewProgress(0.36)).Gaps(8)
}

func galleryTabs() *Flex {
	bar := NewRequestTabs()
	bar.SetTabs([]RequestTab{{Method: "GET", Name: "Open orders", Dirty: true}, {Method: "WS", Name: "Stock feed", State: StateOpen},
		{Method: "POST", Name: "Add to cart"}, {Icon: "settings", Name: "Settings"}}, 0)
	composer := NewTabs([]Tab{{Name: "Params", Count: 2}, {Name: "Headers", Count: 7}, {Name: "Body"}, {Name: "Auth", Dot: true}, {Name: "Options"}}, nil)
	composer.Choose(1)
	inspector := NewTabs([]Tab{{Name: "Body"}, {Name: "Headers", Count: 11}, {Name: "Cookies", Count: 1}, {Name: "Timing"}, {Name: "Events", Count: 28}, {Name: "Wire"}, {Name: "TLS"}}, nil)
	return Col(galleryHead("Tabs"), bar, Row(Grow(composer)).Line(Bottom, "border.default"), Row(Fixed(inspector, 300, 0), Space()).Line(Bottom, "border.default")).Gaps(4)
}

func galleryTable() *Flex {
	t := NewTableEditor("Name", "Value")
	t.SetRows([]TableRow{{Name: "Accept", Value: "application/json"}, {Off: true, Name: "X-Debug", Value: "trace"},
		{Name: "Bad name", Value: "1", Problem: "A header name has no space"}})
	t.SetAutomatic("Added by the session", []TableRow{{Name: "Host", Value: "localhost:8080"}, {Name: "Cookie", Value: "cart=b81f…; lang=en", Note: "why"}})
	return Col(galleryHead("Table"), t).Gaps(4)
}

func galleryNotices() *Flex {
	return Col(galleryHead("Empty, error, note"),
		Fixed(NewEmpty("No messages yet", "Rows appear the moment a message is queued, and each can be paused or cancelled.", NewButton("Send", Secondary, nil)).Edge("border.subtle").Radius(8), 0, 128),
		NewCard(Finding{State: StateFailed, Icon: "circle-alert", Title: "The body ends early",
			Text:    "Content-Length said 412, 398 came, then the peer closed. What came is shown.",
			Facts:   []Fact{{"Rule", "RFC 9112, section 6.3", false}},
			Actions: []fyne.CanvasObject{NewButton("Show 398 B", Secondary, nil), NewButton("Finding", Ghost, nil)}}),
		NewCallout("info", "A switch counts for messages queued from now on. Running ones keep what they started with.", 420)).Gaps(8)
}

func galleryMenu() *Flex {
	list := newMenuList(nil, nil, []MenuItem{{Text: "Pause", Icon: "pause", Keys: "Space"}, {Text: "Cancel", Icon: "x", Keys: "Del", Danger: true},
		{Text: "Send again", Icon: "rotate-cw", Keys: "R"}, Separator, {Text: "Follow the redirect", Icon: "corner-down-right", Disabled: "no Location"},
		{Text: "Copy as", Icon: "copy", Keys: "C", Items: func() []MenuItem { return nil }}, {Text: "Sidebar", Checked: true, Keys: "Ctrl B"}}, 256)
	list.chosen = 5
	return Col(galleryHead("Menu, tooltip, list"),
		Row(list, Space()), Row(tipCard("Message 50, opening c6\nConnect 24, CONNECT 63, TLS 92 ms."), Space()), Fixed(galleryList(), 0, 120)).Gaps(8)
}

func galleryList() *List {
	words := []string{"Stale connection, closed before the head", "Challenge: Digest, realm “shop-admin”", "Answered with Digest SHA-256 as “mira”", "Waits for you", "Took 2 redirects", "Ended"}
	states := []State{StateRetry, StateChallenge, StateOK, StatePaused, StateRedirect, StateCancelled}
	l := NewList(24, func() int { return len(words) }, func(p *Pen, row int, r Rect, s RowState) {
		PaintRowBackground(p, r, s)
		p.State(states[row], 12, r.X+12, r.Y+6)
		p.TextIn(Data, Rect{r.X + 32, r.Y, 24, r.H}, AlignLeft, strconv.Itoa(44+row), C(s.Muted()))
		p.TextIn(Small, Rect{r.X + 60, r.Y, 180, r.H}, AlignLeft, words[row], C("text.secondary"))
		PaintTag(p, r, r.X+310, "retried", map[bool]State{true: StatePaused}[row == 3])
		x := float32(320)
		for f := PhaseQueued; f <= PhasePaused; f++ {
			x = p.Phase(f, x, r.Y+12, 10)
		}
		p.Marker(StateRedirect, x+10, r.Y+12, "surface.panel")
	})
	l.SetMarks([]Mark{{0.2, "syntax.searchHitCurrent"}, {0.6, "status.failed"}}, 0.8)
	l.Select(2)
	l.hovered = 1
	return l
}

func galleryToast() *Flex {
	o := &toaster{}
	saved := newShownToast(o, Toast{Icon: "check", Token: "status.ok", Title: "orders.json saved", Note: "104.9 MB in 0.27 s", Action: "Show"})
	saving := newShownToast(o, Toast{Icon: "download", Token: "accent.base", Title: "Saving orders.json", Action: "Cancel"})
	saving.note.SetText("41.2 of 104.9 MB, 388 MB/s")
	saving.note.Show()
	saving.bar.SetValue(0.4)
	saving.bar.Show()
	saving.card.Reflow()
	return Col(galleryHead("Toasts"), Row(saved, Space()), Row(saving, Space())).Gaps(8)
}

func galleryDialog() *Flex {
	body := Col(Facts(104, 400, Fact{"Request", "GET localhost:8080/api/admin/refunds", true}, Fact{"Realm", "shop-admin", true}).Pad(12, 10, 12, 10).Fill("surface.panel").Radius(8))
	m := NewDialog(Dialog{Icon: "key-round", State: StatePaused, Title: "Sign in to localhost:8080",
		Note: "Message 57 is paused until you answer. Nothing else waits for it.", Body: body,
		WayOut:  NewButton("Cancel message", Danger, nil).High(ButtonLarge),
		Buttons: []fyne.CanvasObject{NewButton("Go on with the 401", Secondary, nil).High(ButtonLarge), NewButton("Answer", Primary, nil).High(ButtonLarge)},
		Foot:    Row(NewLabel("1 of 2 questions").In(Caption).Colour("text.muted"), Space(), KeyCaps("Enter"), NewLabel("answer").In(Caption).Colour("text.muted")).Gaps(6), Width: 460})
	return Col(galleryHead("Dialog"), Row(m.card, Space())).Gaps(8)
}
