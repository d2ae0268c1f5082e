package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Size of the gallery, in units.
const (
	GalleryWidth  = 1580
	GalleryHeight = 1440
)

// Gallery returns every widget of the kit in every state it has, GalleryWidth by GalleryHeight units: to look at, and for
// the golden picture. It paints hover, pressed and focused states without a pointer or a keyboard.
func Gallery() fyne.CanvasObject {
	left := Col(galleryControls(), galleryFields(), galleryParts()).Gaps(galleryGap)
	middle := Col(galleryTabs(), galleryRows(), galleryTable(), galleryEditor(), galleryWaterfall()).Gaps(galleryGap)
	right := Col(galleryMenu(), galleryDialog(), galleryToasts(), galleryNotices(), galleryBars()).Gaps(galleryGap)
	column := func(o fyne.CanvasObject, w float32) fyne.CanvasObject {
		return Fixed(Col(o, Space()), w, 0).Stretched()
	}
	return Row(column(left, 660), column(middle, 420), column(right, 420)).
		Gaps(20).Pad(20, 16, 20, 16).Fill("surface.panel").Width(GalleryWidth).Height(GalleryHeight)
}

const galleryGap = 16

func galleryHead(s string) *Label { return NewLabel(s).In(CaptionStrong).Colour("text.muted") }

// condition is what happens to a widget.
type condition uint8

const (
	atRest condition = iota
	isHovered
	isPressed
	isSelected // on, chosen, folded
	isFocused
	isDisabled
	isInvalid
)

var conditions = []condition{atRest, isHovered, isPressed, isSelected, isFocused, isDisabled, isInvalid}

var conditionNames = [...]string{"rest", "hover", "pressed", "selected", "focus", "disabled", "invalid"}

// in puts a control into a condition, as pointer and keyboard would.
func (c *control) in(what condition) {
	c.hovered, c.pressed, c.focused, c.disabled = what == isHovered, what == isPressed, what == isFocused, what == isDisabled
	if c.focused {
		c.bleed = ringRoom
	}
}

// specimen is a widget of the gallery: what it looks like in the conditions that it knows.
type specimen struct {
	name  string
	knows []condition
	make  func(condition) fyne.CanvasObject
}

var (
	pointed    = []condition{atRest, isHovered, isPressed, isFocused, isDisabled}
	pointedOn  = []condition{atRest, isHovered, isPressed, isSelected, isFocused, isDisabled}
	edited     = []condition{atRest, isFocused, isDisabled, isInvalid}
	cellWidth  = float32(82)
	namesWidth = float32(80)
)

// specimenTable lays specimens out as a table: a line each, a column a condition. A condition that a widget does not have
// stays empty.
func specimenTable(all ...specimen) *Flex {
	head := []fyne.CanvasObject{Fixed(NewLabel(""), namesWidth, 16)}
	for _, c := range conditions {
		head = append(head, Fixed(NewLabel(conditionNames[c]).In(Caption).Colour("text.muted"), cellWidth, 16))
	}
	lines := []fyne.CanvasObject{Row(append(head, Space())...)}
	for _, s := range all {
		cells := []fyne.CanvasObject{Fixed(NewLabel(s.name).In(Caption).Colour("text.secondary"), namesWidth, 0)}
		for _, c := range conditions {
			cell := Row(Space())
			for _, known := range s.knows {
				if known == c {
					cell = Row(s.make(c), Space())
				}
			}
			cells = append(cells, Fixed(cell, cellWidth, 36))
		}
		lines = append(lines, Row(append(cells, Space())...).Height(36))
	}
	return Col(lines...)
}

func galleryControls() *Flex {
	return Col(galleryHead("Controls"), specimenTable(controlSpecimens()...)).Gaps(6)
}

func controlSpecimens() []specimen {
	button := func(text string, kind ButtonKind) specimen {
		return specimen{text, pointed, func(c condition) fyne.CanvasObject {
			b := NewButton(text, kind, nil)
			b.in(c)
			return b
		}}
	}
	return []specimen{
		button("Send", Primary), button("Hold", Secondary), button("Finding", Ghost), button("Delete", Danger), button("Clear", DangerPrimary),
		specimen{"Split button", pointed, func(c condition) fyne.CanvasObject {
			b := NewSplitButton("Go", Primary, nil, "More ways to send", nil)
			b.Main.in(c)
			b.More.in(c)
			return b
		}},
		specimen{"Icon button", pointedOn, func(c condition) fyne.CanvasObject {
			b, small := NewIconButton("panel-right", "Session", nil), NewIconButton("copy", "Copy", nil).Small()
			b.in(c)
			small.in(c)
			b.SetOn(c == isSelected)
			small.SetOn(c == isSelected)
			return Row(b, small).Gaps(10)
		}},
		specimen{"Combo", pointed, func(c condition) fyne.CanvasObject {
			b := NewCombo("local", nil)
			b.in(c)
			return b
		}},
		specimen{"Switch", pointedOn, func(c condition) fyne.CanvasObject {
			b := NewSwitch(c == isSelected || c == isFocused, nil)
			b.in(c)
			return b
		}},
		specimen{"Checkbox", pointedOn, func(c condition) fyne.CanvasObject {
			b := NewCheckbox("On", c == isSelected || c == isFocused, nil)
			b.in(c)
			return b
		}},
		specimen{"Chip", pointedOn, func(c condition) fyne.CanvasObject {
			b := NewChip(StateClientError, "4xx", nil)
			b.Set(c == isSelected)
			b.in(c)
			return b
		}},
		specimen{"Link", pointed, func(c condition) fyne.CanvasObject {
			b := NewLink("11 more", nil)
			b.in(c)
			return b
		}},
		specimen{"Status item", pointed[:4], func(c condition) fyne.CanvasObject {
			b := NewStatusItem(string(StatePaused), StatePaused.Token()).Pressable("", nil)
			b.in(c)
			b.Set("1 waits")
			return b
		}},
		specimen{"Fold head", []condition{atRest, isHovered, isSelected, isFocused}, func(c condition) fyne.CanvasObject {
			h := NewFoldHead("Queue", nil)
			h.Set(c != isSelected)
			h.in(c)
			return Fixed(h, cellWidth-4, 0)
		}},
		specimen{"Segmented", []condition{atRest, isHovered, isFocused, isDisabled}, func(c condition) fyne.CanvasObject {
			s := NewSegmented([]string{"A", "B"}, 0, nil).Small()
			s.in(c)
			if c == isHovered {
				s.over = 1
			}
			return s
		}},
		specimen{"Splitter", []condition{atRest, isHovered, isFocused}, func(c condition) fyne.CanvasObject {
			s := NewSplitter("", true, nil)
			s.in(c)
			return Fixed(s, SplitterGrip, 28)
		}},
	}
}

func galleryFields() *Flex {
	return Col(galleryHead("Fields"), specimenTable(fieldSpecimens()...), galleryFieldKinds()).Gaps(6)
}

func fieldSpecimens() []specimen {
	return []specimen{
		specimen{"Field", edited, func(c condition) fyne.CanvasObject {
			f := NewField("").Small().Mono().MinWidth(cellWidth - 6)
			f.SetText("local:80")
			return f.in(c)
		}},
		specimen{"Number", edited, func(c condition) fyne.CanvasObject {
			n := NewNumberField(60, 0, 3600, " s").MinWidth(cellWidth - 8)
			n.field.in(c)
			n.steps.setDisabled(c == isDisabled)
			return n
		}},
	}
}

// in puts a field into a condition; the toolkit's own caret does not show.
func (f *Field) in(what condition) *Field {
	switch what {
	case isFocused:
		f.focused = true
		f.face.setBleed(1)
	case isDisabled:
		f.Disable()
	case isInvalid:
		f.SetWrong(true)
	}
	return f
}

func galleryFieldKinds() *Flex {
	url := NewField("").Mono().Spans(func(s string) []Span {
		limit := strings.LastIndex(s, "{{")
		return []Span{{s[:8], "syntax.variable", true, false}, {s[8:limit], "text.primary", false, false}, {s[limit:], "syntax.variableMissing", false, true}}
	})
	url.SetText("{{base}}/api/admin/orders?limit={{limit}}")
	filter := NewField("Filter: status:4xx host:shop").Small().Leading(NewIcon("list-filter", IconSmall, "text.muted"))
	search := NewField("Search").Small().Leading(NewIcon("search", IconSmall, "text.muted")).Trailing(NewLabel("1 of 200").In(Caption).Colour("text.muted")).Clearable()
	search.SetText("open")
	password, shown := NewField("").Password(), NewField("").Password()
	password.SetText("open sesame")
	shown.SetText("open sesame")
	shown.toggleReveal()
	bad := NewField("").Mono().Small()
	bad.SetText("localhost:99999")
	bad.SetInvalid("Ports end at 65535")
	line := func(a, b fyne.CanvasObject) *Flex { return Row(Grow(a), Grow(b)).Gaps(8) }
	return Col(url, line(filter, search), line(password, shown), line(bad, Row(NewNumberField(0, 0, 9, "").Named("none"),
		NewCombo("GET", nil).Method().High(32).Wide(88), NewCombo("JSON, pretty", nil).Plain().High(24), Space()).Gaps(8))).Gaps(8)
}

func galleryParts() *Flex {
	all, menu := NewChip("", "All", nil), NewMenuChip("4xx", nil)
	all.Set(true)
	all.SetCount("60")
	radio := func(c condition) *Radio {
		r := NewRadio([]RadioOption{{"Digest SHA-256", "strongest of the 3 offered", false}, {"Basic", "password readable on the way", true}}, 0, nil)
		r.in(c)
		r.over = map[bool]int{true: 1, false: -1}[c == isHovered]
		return r
	}
	var pills []fyne.CanvasObject
	for _, s := range []State{StateOK, StateRedirect, StateClientError, StateServerError, StatePaused, StateWaiting, StateQueued} {
		pills = append(pills, NewPill(s, strings.TrimPrefix(string(s), "state-")))
	}
	return Col(galleryHead("Radio with the keyboard, disabled; parts that only say something"),
		Row(radio(isFocused), Space()), Row(radio(isDisabled), Space()),
		Row(NewSegmented([]string{"Only now", "This session", "In the keyring"}, 1, nil), all, menu, NewBadge("2 changed"), NewBadge("h1").Mono(), KeyCaps("Ctrl+Shift+T"), Space()).Gaps(8),
		Row(append(pills, Space())...).Gaps(5),
		Row(NewTile("soup", 24, "brand.mark", "brand.copper", RadiusControl), NewTile("key-round", 40, "status.paused", "statusTint.paused", RadiusCard), Fixed(NewProgress(0.36), 200, 4), Space()).Gaps(12)).Gaps(8)
}
