package kit

import "fyne.io/fyne/v2"

func galleryMenu() *Flex {
	list := newMenuList(nil, nil, []MenuItem{{Text: "Pause", Icon: "pause", Keys: "Space"}, {Text: "Cancel", Icon: "x", Keys: "Del", Danger: true},
		{Text: "Send again", Icon: "rotate-cw", Keys: "R"}, Separator, {Text: "Follow the redirect", Icon: "corner-down-right", Disabled: "no Location"},
		{Text: "Copy as", Icon: "copy", Keys: "C", Items: func() []MenuItem { return nil }}, {Text: "Sidebar", Checked: true, Keys: "Ctrl B"}}, 256)
	list.chosen = 5
	return Col(galleryHead("Menu, tooltip"), Row(list, Col(tipCard("Send"), Gap(8), tipCard("Message 50, opening c6\nConnect 24, TLS 92 ms."), Space()), Space()).Gaps(12)).Gaps(8)
}

func galleryDialog() *Flex {
	facts := FactBox(Facts(72, 344, Fact{"Request", "GET localhost:8080/api/admin/refunds", true}, Fact{"Realm", "shop-admin", true}).PadX(rowPad, rowPad))
	m := NewDialog(Dialog{Icon: "key-round", State: StatePaused, Title: "Sign in to localhost:8080",
		Note: "Message 57 is paused until you answer. Nothing else waits for it.", Body: facts,
		WayOut:  NewButton("Cancel message", Danger, nil).High(ButtonLarge),
		Buttons: []fyne.CanvasObject{NewButton("Go on", Secondary, nil).High(ButtonLarge), NewButton("Answer", Primary, nil).High(ButtonLarge)},
		Foot:    Row(NewLabel("1 of 2 questions").In(Caption).Colour("text.muted"), Space(), KeyCaps("Enter"), NewLabel("answer").In(Caption).Colour("text.muted")).Gaps(6), Width: 420})
	return Col(galleryHead("Dialog, one of a queue"), Row(m.card, Space())).Gaps(8)
}

// shownSaving is the toast of something that goes on.
func shownSaving(o *toaster) *ShownToast {
	saving := newShownToast(o, Toast{Icon: "download", Token: "accent.base", Title: "Saving orders.json", Action: "Cancel"})
	saving.note.SetText("41.2 of 104.9 MB, 388 MB/s")
	saving.note.Show()
	saving.bar.SetValue(0.4)
	saving.bar.Show()
	saving.card.Reflow()
	return saving
}

func galleryToasts() *Flex {
	o := &toaster{}
	saved := newShownToast(o, Toast{Icon: "check", Token: "status.ok", Title: "orders.json saved", Note: "104.9 MB in 0.27 s", Action: "Show"})
	saving := shownSaving(o)
	failed := newShownToast(o, Toast{Icon: "circle-alert", Token: "status.failed", Title: "History could not be written", Note: "Disk full; 38 messages wait in memory", Action: "Free space", Error: true})
	return Col(galleryHead("Toasts, one at a time"), Row(saved, Space()), Row(saving, Space()), Row(failed, Space())).Gaps(8)
}

func galleryNotices() *Flex {
	return Col(galleryHead("Empty, error, note"),
		Fixed(NewEmpty("No messages yet", "Rows appear the moment a message is queued, and each can be paused or cancelled.", NewButton("Send", Secondary, nil)).Edge("border.subtle").Radius(RadiusCard), 0, 120),
		galleryPainting(60, func(p *Pen, size fyne.Size) {
			PaintEmpty(p, size, "No body", "204 never has one. The head is under Headers.")
		}),
		NewCard(Finding{State: StateFailed, Icon: "circle-alert", Title: "The body ends early",
			Text:    "Content-Length said 412, 398 came, then the peer closed. What came is shown.",
			Facts:   []Fact{{"Rule", "RFC 9112, section 6.3", false}},
			Actions: []fyne.CanvasObject{NewButton("Show 398 B", Secondary, nil).High(ButtonSmall), NewButton("Finding", Ghost, nil).High(ButtonSmall)}}),
		NewStrip(Strip{Icon: "import", Token: "accent.base", Fill: "accent.tint", Text: "Taken from a curl command.",
			Actions: []fyne.CanvasObject{NewButton("Undo", Secondary, nil).High(ButtonSmall)}, Close: func() {}}),
		NewStrip(Strip{Icon: "circle-alert", Token: "status.failed", Fill: "statusTint.serverError", Text: "The head breaks a rule of HTTP.", Close: func() {}})).Gaps(8)
}

func galleryBars() *Flex {
	rest, busy, bad := NewSearchBar(), NewSearchBar(), NewSearchBar()
	rest.SetText("open")
	rest.SetCount("1 of 200")
	rest.field.in(isFocused)
	busy.SetText("refund")
	busy.SetProgress(0.42, "Searching, 42 %")
	bad.SetText("ord_(")
	bad.expr.SetOn(true)
	bad.SetProblem("missing closing )")
	scroll := NewScroll(Col(NewLabel("A column that is higher than its room"), Gap(200)))
	scroll.bar.over = true
	return Col(galleryHead("Search bar: focused, searching, invalid; scrollbar under the pointer; status bar"), rest.Box, busy.Box, bad.Box, Fixed(scroll, 0, 56),
		Row(galleryStatus(StateWaiting, "4 running"), galleryStatus(StateQueued, "2 queued"), Space(), galleryStatus("", "Ladle 0.9")).Gaps(16).PadX(12, 12).
			Height(S("height.statusBar")).Fill("surface.base").Line(Top, "border.default")).Gaps(8)
}

func galleryStatus(s State, text string) *StatusItem {
	i := NewStatusItem(string(s), "text.muted")
	if s != "" {
		i.iconToken = s.Token()
	}
	i.Set(text)
	return i
}
