package ui

import (
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// TestSurfacesPaintWithoutTheToolkit draws the panes that are one raster each without an app, a driver or a window: what
// they show is theirs and the pen's alone. At every scale and width they fill their picture.
func TestSurfacesPaintWithoutTheToolkit(t *testing.T) {
	before := fyne.CurrentApp()
	fyne.SetCurrentApp(nil)
	t.Cleanup(func() { fyne.SetCurrentApp(before) })
	story := timelineShop()
	snap := story.snapshot()
	rows := &timelineRows{pane: &timelinePane{view: timeline.NewView(), snap: snap, now: story.last}, hover: timelineHover{line: -1, action: -1}}
	rows.Init(rows, rows)
	rows.SetHead(timelineHeadHeight)
	rows.ruler.scale.Lengths = timelineLengths
	rows.pane.rows = rows
	rows.pane.view.Update(snap, story.last)
	rows.pane.view.SetUnfolded(timeline.RowID{Message: 46}, true)

	timing := newInspectorTiming(&inspector{})
	orders := inspectorRedirected()
	timing.Update(&orders)

	queue, conns := newDrawerQueue(drawerActions{}), newDrawerConns(drawerActions{})
	queue.update(snap)
	conns.update(snap, story.last+time.Second)

	for name, s := range map[string]interface {
		Resize(fyne.Size)
		Draw(img *image.RGBA, scale float32, size fyne.Size)
	}{"timeline": &rows.Surface, "timing": timing, "queue": queue.list.list, "connections": conns.list.list} {
		for _, size := range []fyne.Size{{Width: 1072, Height: 500}, {Width: 300, Height: 120}} {
			s.Resize(size)
			rows.columns = timelineColumnsFor(size.Width, 2)
			rows.ruler.scale.Width = float64(rows.columns.waves.w)
			for _, scale := range []float32{1, 1.5, 2} {
				img := image.NewRGBA(image.Rect(0, 0, int(size.Width*scale), int(size.Height*scale)))
				s.Draw(img, scale, size)
				for _, at := range []image.Point{{}, img.Rect.Max.Sub(image.Pt(1, 1)), img.Rect.Max.Div(2)} {
					if img.RGBAAt(at.X, at.Y).A != 255 {
						t.Errorf("%s, %v at %g: nothing is painted at %v", name, size, scale, at)
					}
				}
				if inks(img) < 6 {
					t.Errorf("%s, %v at %g: %d colours only", name, size, scale, inks(img))
				}
			}
		}
	}
	if got := kit.Describe(conns.list.list); got != "Connections, 6 rows" {
		t.Errorf("the connections describe themselves as %q", got)
	}
}

// inks counts the colours of a picture, up to a few.
func inks(img *image.RGBA) int {
	seen := map[[4]uint8]bool{}
	for i := 0; i < len(img.Pix) && len(seen) < 32; i += 4 {
		seen[[4]uint8(img.Pix[i:i+4])] = true
	}
	return len(seen)
}
