package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// painting is a painter that is one function.
type painting func(p *Pen, size fyne.Size)

// Paint implements Painter.
func (f painting) Paint(p *Pen, size fyne.Size) { f(p, size) }

func galleryPainting(h float32, paint painting) fyne.CanvasObject {
	return Fixed(NewPicture(paint), 0, h)
}

func galleryTabs() *Flex {
	bar := func(over int, drag bool) *RequestTabs {
		b := NewRequestTabs()
		b.SetTabs([]RequestTab{{Method: "GET", Name: "Open orders", Dirty: true}, {Method: "WS", Name: "Stock feed", State: StateOpen},
			{Method: "POST", Name: "Add to cart"}, {Icon: "settings", Name: "Settings"}}, 0)
		b.over, b.overX = over, over >= 0
		if drag {
			b.drag = tabDrag{part: 0, by: 40, moved: true}
		}
		return b
	}
	focused := bar(-1, false)
	focused.focused = true
	composer := NewTabs([]Tab{{Name: "Params", Count: 2}, {Name: "Headers", Count: 7}, {Name: "Body"}, {Name: "Auth", Dot: true}, {Name: "Options"}}, nil)
	composer.Choose(1)
	composer.focused, composer.over = true, 3
	inspector := NewTabs([]Tab{{Name: "Body"}, {Name: "Headers", Count: 11}, {Name: "Cookies", Count: 1}, {Name: "Timing"}, {Name: "Events", Count: 28}, {Name: "Wire"}, {Name: "TLS"}}, nil)
	return Col(galleryHead("Tabs: hovered, focused, dragged, those that do not fit"), bar(1, false), focused, bar(-1, true),
		Row(Grow(composer)).Line(Bottom, "border.default"), Row(Fixed(inspector, 300, 0), Space()).Line(Bottom, "border.default")).Gaps(4)
}

// galleryRows shows the rows of trees and lists: at rest, under the pointer, selected with the keyboard and without.
func galleryRows() *Flex {
	states := []RowState{{}, {Hovered: true}, {Selected: true, Focused: true}, {Selected: true}}
	tree := []TreeRow{{Fold: FoldOpen, Icon: "folder-open", Name: "Admin"}, {Depth: 1, Method: "GET", Name: "Open orders", Note: "line 7", State: StateFailed},
		{Depth: 1, Method: "DEL", Name: "Remove line"}, {Fold: FoldClosed, Icon: "folder", Name: "Payments", Note: "6"}, {Glyph: StateWaiting, Name: "This session", Note: "60"},
		{Method: "GET", Name: "/api/admin/orders?state=open&limit=200&page=2", Data: true, Note: "200", State: StateOK}}
	actions := Actions{{"rotate-cw", ""}, {"external-link", ""}, {"copy", ""}, {"ellipsis", ""}}
	return Col(galleryHead("Rows: rest, hover, selected, selected without the keyboard"),
		galleryPainting(24*10+12, func(p *Pen, size fyne.Size) {
			p.Fill(0, 0, size.Width, size.Height, C("surface.base"))
			for i, row := range tree {
				PaintTree(p, Rect{0, 24 * float32(i), size.Width / 2, 24}, row, states[min(i, 3)])
			}
			for i, s := range states {
				r := Rect{size.Width / 2, 24 * float32(i), size.Width / 2, 24}
				PaintRowBackground(p, r, s)
				p.TextIn(Data, Rect{r.X + 12, r.Y, 24, 24}, AlignLeft, strconv.Itoa(44+i), C(s.Muted()))
				p.StateIn(States[9+i], IconRow, r.X+40, r)
				PaintTag(p, r, r.X+r.W-12, []string{"2 redirects", "waits for you", "expired", "36 %"}[i], []State{"", StatePaused, StateFailed, ""}[i])
			}
			over := Rect{size.Width / 2, 24 * 4, size.Width / 2, 24}
			PaintRowBackground(p, over, RowState{Hovered: true})
			actions.Paint(p, actions.Box(over, 12), 1)
			view := Rect{size.Width / 2, 24 * 5, size.Width / 4, 24 * 3}
			f := Floater{"arrow-down", "12 new"}
			f.Paint(p, f.Box(view), false)
			view.X += size.Width / 4
			f.Paint(p, f.Box(view), true)
			PaintSectionHead(p, Rect{0, 24*6 + 8, size.Width / 2, 28}, "Response", "11 fields")
			lines, h := CalloutSize("Running messages keep what they started with.", size.Width/2-16)
			PaintCallout(p, Rect{size.Width/2 + 8, 24*8 + 4, size.Width/2 - 16, h}, "info", lines)
		}), galleryProperties()).Gaps(6)
}

func galleryProperties() *Flex {
	plain, differs, flash, refused := NewPropertyRow("timeout", NewNumberField(60, 0, 3600, " s")), NewPropertyRow("max-conns", NewNumberField(3, 1, 100, "")),
		NewPropertyRow("ssl-strict", NewSwitch(true, nil)), NewPropertyRow("user-agent", NewField("unset").Small().Mono().MinWidth(140))
	plain.back.hovered = true
	differs.SetDiffers(true)
	flash.Say("For new connections")
	refused.Refuse("The value has a line break. A header is one line")
	return Row(Grow(Col(plain, differs)), Grow(Col(flash, refused)))
}

func galleryTable() *Flex {
	words := []string{"starting", "got-headers", "authenticate", "restarted"}
	t := NewTable(20, []Column{{Title: "ms", Width: 40, Right: true}, {Title: "Event", Width: 120}, {Title: "Detail"}}, func() int { return len(words) + 1 },
		func(row, column int, s RowState) Cell {
			switch column {
			case 0:
				return Cell{Text: strconv.Itoa(row * 17), Font: DataCaption, Token: s.Muted()}
			case 1:
				return Cell{Text: words[row-1], Font: Data, Token: "text.primary"}
			}
			return Cell{Text: "Digest, realm “shop-admin”, from a question that was answered", Glyph: States[row]}
		})
	t.Section = func(row int) string { return when(row == 0, "Attempt 2") }
	t.Select(3)
	t.hovered, t.focused = 2, true
	t.SetMarks([]Mark{{0.2, "syntax.searchHitCurrent"}, {0.6, "status.failed"}}, 0.8)
	files := NewTable(28, []Column{{Title: "Name"}, {Title: "Size", Width: 76, Right: true}}, func() int { return 2 }, func(row, column int, s RowState) Cell {
		if column == 1 {
			return Cell{Text: "4.7 kB", Font: Data, Token: s.Muted()}
		}
		return Cell{Text: "orders-2026-11-22-with-everything.json", Icon: "file", Middle: true, Token: "text.primary"}
	}).Headless()
	files.Lined = true
	return Col(galleryHead("List and table with a scrollbar, marks and what is not indexed yet"), Fixed(t, 0, 24+20*3+4), Fixed(files, 0, 64)).Gaps(6)
}

func galleryEditor() *Flex {
	t := NewTableEditor("Name", "Value")
	t.SetRows([]TableRow{{Name: "Accept", Value: "application/json"}, {Off: true, Name: "X-Debug", Value: "trace"},
		{Name: "Bad name", Value: "1", Problem: "A header name has no space"}})
	t.SetAutomatic("Added by the session", []TableRow{{Name: "Host", Value: "localhost:8080"}, {Name: "Cookie", Value: "cart=b81f…; lang=en", Note: "why"}})
	return Col(galleryHead("Header editor"), t).Gaps(4)
}

// galleryWaterfall shows all state glyphs at the sizes they have, and all phases with markers.
func galleryWaterfall() *Flex {
	return Col(galleryHead("State glyphs at 10, 12, 16 and 24, phases, markers, selection, variable, caret, wave"), galleryPainting(176, func(p *Pen, size fyne.Size) {
		p.Fill(0, 0, size.Width, size.Height, C("surface.panel"))
		y := float32(0)
		for _, side := range []float32{10, IconRow, IconNormal, 24} {
			step := size.Width / float32(len(States))
			for i, s := range States {
				p.State(s, side, float32(i)*step, y)
			}
			y += side + 6
		}
		x := float32(0)
		for f := PhaseQueued; f <= PhasePaused; f++ {
			x = p.Phase(f, x, y+12, 40)
		}
		p.Marker(StateRedirect, 60, y+12, "surface.panel")
		p.Marker(StateChallenge, 180, y+12, "surface.panel")
		p.StateIn(StateFailed, IconRow, x+6, Rect{0, y, 0, 24})
		y += 30
		p.Hatch(Rect{0, y, 60, 12}, C("border.default"))
		p.DashedOutline(Rect{70, y, 60, 12}, C("border.strong"))
		p.Wave(140, y+4, 60, C("status.failed"))
		p.Dots(210, y+8, 60, C("syntax.variableMissing"))
		line := Rect{280, y - 4, 140, 18}
		p.CurrentLine(line)
		p.Selection(Rect{line.X + 8, line.Y, 44, line.H})
		p.Variable(Rect{line.X + 60, line.Y + 1, 50, 16})
		p.TextAt(Data, line.X+8, line, "select", C("text.primary"))
		p.TextAt(Data, line.X+62, line, "{{id}}", C("syntax.variable"))
		p.Caret(line.X+118, line.Y+1, 16)
		PaintDot(p, line.X+126, line)
	})).Gaps(6)
}
