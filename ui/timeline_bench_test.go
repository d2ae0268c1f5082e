package ui

import (
	"image"
	"runtime"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineBench is a pane of the design's size with n rows.
func timelineBench(b *testing.B, n int) (*timelinePane, *timelineStory) {
	b.Helper()
	kit.SetVariant(test.NewTempApp(b), kit.Dark)
	story := timelineMany(n)
	p := newTimelinePane(timelineActions{})
	p.rows.Resize(fyne.NewSize(1072, 539))
	p.Update(story.snapshot(), story.last)
	return p, story
}

// BenchmarkTimelinePaint paints a frame in which every row is another one than in the frame before, going through the
// last 1000 rows. The cost must not depend on how many there are before them: 100k within 1.2 of 1k.
func BenchmarkTimelinePaint(b *testing.B) {
	for _, c := range []struct {
		name string
		rows int
	}{{"1k", 1_000}, {"100k", 100_000}} {
		b.Run(c.name, func(b *testing.B) {
			p, _ := timelineBench(b, c.rows)
			img := image.NewRGBA(image.Rect(0, 0, 1072, 539))
			size := fyne.NewSize(1072, 539)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				p.rows.ScrollTo(0, float64(c.rows-1_000+i*22%970)*float64(timelineRowHeight))
				p.rows.Draw(img, 1, size)
			}
		})
	}
}

// BenchmarkTimelineRepaint paints the same rows again, as a frame does in which only live bars moved.
func BenchmarkTimelineRepaint(b *testing.B) {
	p, _ := timelineBench(b, 1_000)
	img := image.NewRGBA(image.Rect(0, 0, 1072, 539))
	b.ReportAllocs()
	for b.Loop() {
		p.rows.Draw(img, 1, fyne.NewSize(1072, 539))
	}
}

// BenchmarkTimelineUpdate takes a snapshot with one message more.
func BenchmarkTimelineUpdate(b *testing.B) {
	for _, c := range []struct {
		name string
		rows int
	}{{"1k", 1_000}, {"100k", 100_000}} {
		b.Run(c.name, func(b *testing.B) {
			p, story := timelineBench(b, c.rows)
			snaps := make([]*timeline.Snapshot, 0, 256)
			b.ReportAllocs()
			next := c.rows + 1
			for b.Loop() {
				if len(snaps) == 0 {
					b.StopTimer()
					for range cap(snaps) {
						story.plain(float64(next)*5, session.MessageID(next), "GET", timelineHost+"/", 1, 10, 5, 200, "", 0)
						snaps = append(snaps, story.snapshot())
						next++
					}
					b.StartTimer()
				}
				p.Update(snaps[0], story.last)
				snaps = snaps[1:]
				if len(snaps) == 0 {
					snaps = make([]*timeline.Snapshot, 0, 256)
				}
			}
		})
	}
}

// BenchmarkTimelineGrowth is a whole frame, a snapshot with one message more taken and painted, at 100,000 rows over the
// same at 1,000, in turns: the ratios of processor time and of allocations must stay within 1.2.
func BenchmarkTimelineGrowth(b *testing.B) {
	type pane struct {
		p     *timelinePane
		story *timelineStory
		next  int
		took  []float64
		alloc uint64
	}
	var panes [2]pane
	for i, n := range []int{1_000, 100_000} {
		panes[i].p, panes[i].story = timelineBench(b, n)
		panes[i].next = n + 1
	}
	img := image.NewRGBA(image.Rect(0, 0, 1072, 539))
	frames := func(x *pane) {
		snaps := make([]*timeline.Snapshot, 50)
		for i := range snaps {
			x.story.plain(float64(x.next)*5, session.MessageID(x.next), "GET", timelineHost+"/", 1, 10, 5, 200, "", 0)
			snaps[i] = x.story.snapshot()
			x.next++
		}
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		for _, s := range snaps {
			x.p.Update(s, x.story.last)
			x.p.rows.Draw(img, 1, fyne.NewSize(1072, 539))
		}
		x.took = append(x.took, time.Since(start).Seconds())
		runtime.ReadMemStats(&after)
		x.alloc += after.Mallocs - before.Mallocs
	}
	for b.Loop() {
		for range 21 {
			frames(&panes[0])
			frames(&panes[1])
		}
	}
	median := func(v []float64) float64 {
		slices.Sort(v)
		return v[len(v)/2]
	}
	b.ReportMetric(median(panes[1].took)/median(panes[0].took), "cpu-ratio")
	b.ReportMetric(float64(panes[1].alloc)/float64(panes[0].alloc), "alloc-ratio")
}
