package kit

import (
	"fmt"
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// benchRow paints a row as full as the timeline's: glyph, method, URL, tag, figures and a waterfall with all phases.
func benchRow(p *Pen, row int, r Rect, s RowState) {
	PaintRowBackground(p, r, s)
	p.TextAt(Data, 8, r, fmt.Sprint(row), C(s.Muted()))
	p.StateIn(States[row%len(States)], IconRow, 58, r)
	p.TextAt(DataBadge, 76, r, "DELETE", C("method.delete"))
	x := p.TextAt(Data, 136, r, "localhost:8080", C("text.muted"))
	p.TextAt(Data, x, r, fmt.Sprintf("/api/admin/orders/%d/refund?state=open&limit=200", 20418+row), C("text.primary"))
	PaintTag(p, r, 760, "2 redirects", "")
	for c, text := range []string{"200", "json", "86.4 kB", fmt.Sprint(row%900, " ms"), "c5"} {
		p.TextIn(Data, Rect{780 + float32(c)*70, r.Y, 60, r.H}, AlignRight, text, C("text.primary"))
	}
	px := float32(1180 + row%40*4)
	for f := PhaseQueued; f <= PhasePaused; f++ {
		px = p.Phase(f, px, r.Y+r.H/2, 24)
	}
	p.Marker(StateRedirect, px-60, r.Y+r.H/2, "surface.panel")
}

func benchList(b *testing.B) *List {
	l := NewList(24, func() int { return 100_000 }, benchRow)
	window(b, Dark, l, 1600, 1000)
	return l
}

// BenchmarkSurfaceFrame paints a raster surface of 1600 by 1000 units with forty full rows, entirely new ones with every
// frame. "fills" is its cost in fills of the same picture with one colour, in turns: what is painted besides its ground.
func BenchmarkSurfaceFrame(b *testing.B) {
	for _, scale := range []float32{1, 2} {
		b.Run(fmt.Sprint("scale=", scale), func(b *testing.B) {
			l := benchList(b)
			img := image.NewRGBA(image.Rect(0, 0, int(1600*scale), int(1000*scale)))
			size, row := fyne.NewSize(1600, 1000), 0
			var frames, fills time.Duration
			b.ReportAllocs()
			for b.Loop() {
				row += 41
				l.ScrollTo(0, float64(row%90_000*24))
				start := time.Now()
				l.Draw(img, scale, size)
				middle := time.Now()
				NewPen(img, scale).Fill(0, 0, 1600, 1000, C("surface.panel"))
				frames, fills = frames+middle.Sub(start), fills+time.Since(middle)
			}
			b.ReportMetric(float64(frames)/float64(fills), "fills")
			b.ReportMetric(float64(frames.Microseconds())/1000/float64(b.N), "ms/frame")
		})
	}
}

// BenchmarkGlyphCache paints frames that scroll through rows and tells how many of the glyphs, icons and runs that they
// asked for were there, and what is held for them; the budgets are an upper bound whatever is painted.
func BenchmarkGlyphCache(b *testing.B) {
	l := benchList(b)
	img := image.NewRGBA(image.Rect(0, 0, 1600, 1000))
	glyphs.clear()
	icons.clear()
	runs.clear()
	glyphs.asked, glyphs.missed, icons.asked, icons.missed, runs.asked, runs.missed = 0, 0, 0, 0, 0, 0
	row := 0
	for b.Loop() {
		row += 3
		l.ScrollTo(0, float64(row%90_000*24))
		l.Draw(img, 1, fyne.NewSize(1600, 1000))
	}
	hit := func(asked, missed int) float64 { return 100 * float64(asked-missed) / float64(max(1, asked)) }
	b.ReportMetric(hit(glyphs.asked, glyphs.missed), "glyph-hit-%")
	b.ReportMetric(hit(icons.asked, icons.missed), "icon-hit-%")
	b.ReportMetric(hit(runs.asked, runs.missed), "run-hit-%")
	b.ReportMetric(float64(glyphs.size()+icons.size()+runs.size())/1024, "KiB-held")
	b.ReportMetric((glyphBudget+iconBudget+runBudget)/1024, "KiB-bound")
}

// BenchmarkGlyph is one glyph that is there, and one that has to be drawn.
func BenchmarkGlyph(b *testing.B) {
	b.Run("hit", func(b *testing.B) {
		glyphMask(DataFace, 12, 0, 40)
		for b.Loop() {
			glyphMask(DataFace, 12, 0, 40)
		}
	})
	b.Run("miss", func(b *testing.B) {
		for b.Loop() {
			glyphs.clear()
			glyphMask(DataFace, 12, 0, 40)
		}
	})
}

// BenchmarkGallery builds every widget in every state, lays them out and draws them once.
func BenchmarkGallery(b *testing.B) {
	_, w := window(b, Dark, Col(), GalleryWidth, GalleryHeight)
	var build, draw time.Duration
	for b.Loop() {
		start := time.Now()
		NewShell(w, Gallery())
		middle := time.Now()
		w.Canvas().Capture()
		build, draw = build+middle.Sub(start), draw+time.Since(middle)
	}
	b.ReportMetric(float64(build.Microseconds())/1000/float64(b.N), "ms/build")
	b.ReportMetric(float64(draw.Microseconds())/1000/float64(b.N), "ms/draw")
}
