package kit

import (
	"math"

	"fyne.io/fyne/v2"
)

// Mark is a coloured tick on a vertical scrollbar, such as a search hit.
type Mark struct {
	At    float64 // 0 at the top of the content, 1 at its end
	Token string
}

// scroller is where a surface is scrolled to, in units.
type scroller struct {
	x, y      float64
	width     float64 // of the content; 0: as wide as the view
	height    float64
	head      float32 // units at the top that do not scroll
	marks     []Mark
	pending   [2]float64 // what Reveal was asked for before the first layout: from, height
	unindexed float64    // fraction of the content from which on the bar is hatched; 0: none
}

// barWidth is how much of the right and lower edge the scrollbars take; the thumb is 2 units narrower.
var barWidth = S("width.scrollbar")

// SetContent tells how large the content is, in units; what is scrolled too far is scrolled back. Width 0 means that
// it fits.
func (s *Surface) SetContent(width, height float64) {
	s.scroll.width, s.scroll.height = width, height
	s.clampScroll()
}

// SetHead keeps h units at the top out of the scrolled area: column heads.
func (s *Surface) SetHead(h float32) { s.scroll.head = h }

// SetMarks puts ticks on the scrollbar; hatchedFrom (0 to 1) hatches it from there on, for what is not indexed yet, and
// 0 hatches nothing.
func (s *Surface) SetMarks(marks []Mark, hatchedFrom float64) {
	s.scroll.marks, s.scroll.unindexed = marks, hatchedFrom
}

// OffsetX returns how many units the content is scrolled to the left.
func (s *Surface) OffsetX() float64 { return s.scroll.x }

// OffsetY returns how many units the content is scrolled up.
func (s *Surface) OffsetY() float64 { return s.scroll.y }

// View returns the part of the surface that scrolls, without the head.
func (s *Surface) View() Rect {
	size := s.raster.Size()
	return Rect{0, s.scroll.head, size.Width, max(0, size.Height-s.scroll.head)}
}

// MaxOffsetY returns how far the content can be scrolled.
func (s *Surface) MaxOffsetY() float64 {
	return max(0, s.scroll.height-float64(s.View().H))
}

func (s *Surface) maxOffsetX() float64 {
	return max(0, s.scroll.width-float64(s.View().W))
}

// AtEnd tells whether the last line is in view.
func (s *Surface) AtEnd() bool { return s.scroll.y >= s.MaxOffsetY()-0.5 }

// ScrollTo scrolls as near to x, y as the content allows, and refreshes if that is elsewhere.
func (s *Surface) ScrollTo(x, y float64) {
	x, y = min(max(x, 0), s.maxOffsetX()), min(max(y, 0), s.MaxOffsetY())
	if x == s.scroll.x && y == s.scroll.y {
		return
	}
	s.scroll.x, s.scroll.y = x, y
	if s.On.Scroll != nil {
		s.On.Scroll()
	}
	s.Refresh()
}

// ScrollToEnd shows the end of the content.
func (s *Surface) ScrollToEnd() { s.ScrollTo(s.scroll.x, s.MaxOffsetY()) }

// Reveal scrolls as little as is needed to show the content from y to y+h.
func (s *Surface) Reveal(y, h float64) {
	view := float64(s.View().H)
	if view == 0 {
		s.scroll.pending = [2]float64{y, h}
		return
	}
	switch {
	case y < s.scroll.y:
		s.ScrollTo(s.scroll.x, y)
	case y+h > s.scroll.y+view:
		s.ScrollTo(s.scroll.x, y+h-view)
	}
}

// RevealX scrolls sideways as little as is needed to show the content from x to x+w.
func (s *Surface) RevealX(x, w float64) {
	view := float64(s.View().W - barWidth)
	switch {
	case x < s.scroll.x:
		s.ScrollTo(x, s.scroll.y)
	case x+w > s.scroll.x+view:
		s.ScrollTo(x+w-view, s.scroll.y)
	}
}

func (s *Surface) clampScroll() { s.ScrollTo(s.scroll.x, s.scroll.y) }

// scrollKey moves the view for keys the pane did not use.
func (s *Surface) scrollKey(name fyne.KeyName) bool {
	const step = 24
	page := float64(s.View().H) - step
	switch name {
	case fyne.KeyUp:
		s.ScrollTo(s.scroll.x, s.scroll.y-step)
	case fyne.KeyDown:
		s.ScrollTo(s.scroll.x, s.scroll.y+step)
	case fyne.KeyPageUp:
		s.ScrollTo(s.scroll.x, s.scroll.y-page)
	case fyne.KeyPageDown:
		s.ScrollTo(s.scroll.x, s.scroll.y+page)
	case fyne.KeyHome:
		s.ScrollTo(0, 0)
	case fyne.KeyEnd:
		s.ScrollToEnd()
	case fyne.KeyLeft:
		s.ScrollTo(s.scroll.x-step, s.scroll.y)
	case fyne.KeyRight:
		s.ScrollTo(s.scroll.x+step, s.scroll.y)
	default:
		return false
	}
	return true
}

// thumbY returns where the vertical thumb is, and false when everything fits.
func (s *Surface) thumbY() (Rect, bool) {
	v := s.View()
	if s.scroll.height <= float64(v.H) || v.H < 24 {
		return Rect{}, false
	}
	h := max(24, float32(float64(v.H)*float64(v.H)/s.scroll.height))
	y := float32(s.scroll.y/s.MaxOffsetY()) * (v.H - h)
	return Rect{v.W - barWidth, v.Y + y, barWidth - 2, h}, true
}

func (s *Surface) thumbX() (Rect, bool) {
	v := s.View()
	if s.scroll.width <= float64(v.W) || v.W < 24 {
		return Rect{}, false
	}
	w := max(24, float32(float64(v.W)*float64(v.W)/s.scroll.width))
	x := float32(s.scroll.x/s.maxOffsetX()) * (v.W - barWidth - w)
	return Rect{x, v.Y + v.H - barWidth, w, barWidth - 2}, true
}

func (s *Surface) paintBars(p *Pen) {
	v := s.View()
	if f := s.scroll.unindexed; f > 0 && f < 1 {
		y := float32(f) * v.H
		p.Hatch(Rect{v.W - barWidth, v.Y + y, barWidth - 2, v.H - y}, C("border.default"))
	}
	s.paintMarks(p, v)
	token := "border.strong"
	if s.grab.axis != grabNothing || s.overBar {
		token = "border.control"
	}
	if r, ok := s.thumbY(); ok {
		p.Box(r, r.W/2, C(token))
	}
	if r, ok := s.thumbX(); ok {
		p.Box(r, r.H/2, C(token))
	}
}

// paintMarks draws one tick a device pixel at most, however many marks there are.
func (s *Surface) paintMarks(p *Pen, v Rect) {
	last := math.MinInt
	for _, m := range s.scroll.marks {
		y := v.Y + float32(m.At)*(v.H-2)
		if row := p.y(y); row != last {
			p.Fill(v.W-barWidth, y, barWidth, 2, C(m.Token))
			last = row
		}
	}
}
