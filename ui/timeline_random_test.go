package ui

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// TestTimelineTakesAnything does what a hasty person and a busy session do, in any order, and paints after each step.
// Nothing may panic, and a line that is chosen or hovered must be one that there is.
func TestTimelineTakesAnything(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			p := newTimelineTest(t, timelineShop(), 1072, 300)
			img := image.NewRGBA(image.Rect(0, 0, 1400, 600))
			for step := range 600 {
				what := p.randomStep(r)
				size := p.rows.Size()
				part := img.SubImage(image.Rect(0, 0, int(size.Width), int(size.Height))).(*image.RGBA)
				p.rows.Draw(part, 1, size)
				if p.rows.hover.line >= p.view.Len() {
					t.Fatalf("step %d, %s: line %d of %d is hovered", step, what, p.rows.hover.line, p.view.Len())
				}
				if y, most := p.rows.OffsetY(), p.rows.MaxOffsetY(); y < 0 || y > most {
					t.Fatalf("step %d, %s: scrolled to %v of %v", step, what, y, most)
				}
				if p.follow.Scrolls() && !p.rows.atNewest() {
					t.Fatalf("step %d, %s: follows and is not at the newest row", step, what)
				}
			}
		})
	}
}

func (p *timelineTest) randomStep(r *rand.Rand) string {
	size := p.rows.Size()
	x, y := r.Float32()*size.Width, r.Float32()*size.Height
	mouse := kit.Mouse{X: x, Y: y, Button: desktop.MouseButtonPrimary, Clicks: 1 + r.IntN(2)}
	switch n := r.IntN(16); n {
	case 0, 1, 2:
		p.story.more(1000+int(p.story.seq), 1+r.IntN(4))
		p.tick()
		return "more messages"
	case 3:
		p.story.queued(float64(p.story.last.Milliseconds()), session.MessageID(1_000_000+p.story.seq), "POST", timelineHost+"/live")
		p.tick()
		return "a live message"
	case 4:
		p.story.model.Clear()
		p.tick()
		return "clear"
	case 5:
		p.bar.filter.SetText([]string{"", "items", "status:4xx", "status:4xy", "nowhere", "is:live"}[r.IntN(6)])
		return "filter"
	case 6:
		p.bar.choose(timeline.Chips(r.IntN(64)))
		return "chips"
	case 7:
		p.setSort(timeline.Column(r.IntN(9)))
		return "sort"
	case 8:
		keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyLeft, fyne.KeyRight, fyne.KeySpace,
			fyne.KeyReturn, fyne.KeyEscape, fyne.KeyPlus, fyne.KeyMinus, fyne.Key0, fyne.KeyDelete}
		p.keys(keys[r.IntN(len(keys))])
		return "key"
	case 9, 10:
		p.rows.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
		return "move"
	case 11:
		p.rows.MouseOut()
		return "leave"
	case 12:
		p.rows.press(mouse)
		p.rows.dragged(kit.Mouse{X: r.Float32() * size.Width, Y: y})
		p.rows.release(mouse)
		p.rows.dragEnd()
		return "press and drag"
	case 13:
		p.rows.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: (r.Float32() - 0.5) * 400}})
		return "scroll"
	case 14:
		p.win.Resize(fyne.NewSize(500+r.Float32()*900, 160+r.Float32()*400))
		return "resize"
	}
	p.rows.wheel(mouse, r.Float32()-0.5)
	return "zoom"
}
