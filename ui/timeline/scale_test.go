package timeline

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// testLengths are those of the design.
var testLengths = Lengths{MinBar: 2, Marker: 12, MarkerGap: 2, Behind: 4, Roomy: 96, Room: 32}

func TestTicks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to time.Duration
		width    float64
		want     string
	}{
		{0, 3 * time.Second, 312, "0@0 0.5 s@52 1.0 s@104 1.5 s@156 2.0 s@208 2.5 s@260 3.0 s@312"},
		{0, 3 * time.Second, 156, "0@0 1 s@52 2 s@104 3 s@156"},
		{100 * ms, 900 * ms, 200, "200 ms@25 400 ms@75 600 ms@125 800 ms@175"},
		{0, time.Millisecond, 100, "0@0 0.5 ms@50 1.0 ms@100"},
		{0, 400 * time.Microsecond, 100, "0@0 200 µs@50 400 µs@100"},
		{0, 10 * time.Minute, 100, "0@0 5 m@50 10 m@100"},
		{0, 48 * time.Hour, 200, "0@0 12 h@50 24 h@100 36 h@150 48 h@200"},
	} {
		var got []string
		for _, x := range (Scale{From: c.from, To: c.to, Width: c.width, Lengths: testLengths}).Ticks(0, 50) {
			got = append(got, fmt.Sprintf("%s@%.0f", x.Label, x.X))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%v to %v: %s, want %s", c.from, c.to, text, c.want)
		}
	}
	if n := len((Scale{}).Ticks(0, 50)); n != 0 {
		t.Errorf("%d ticks of no width", n)
	}
	from := 10 * time.Second // one message: its own zero
	ticks := (Scale{From: from, To: from + time.Second, Width: 100, Lengths: testLengths}).Ticks(from, 50)
	if len(ticks) != 3 || ticks[1].Label != "0.5 s" || ticks[1].X != 50 {
		t.Errorf("ticks %+v", ticks)
	}
}

func TestZoomKeepsThePointer(t *testing.T) {
	t.Parallel()
	s := Scale{From: 2 * time.Second, To: 4 * time.Second, Width: 200, Lengths: testLengths}
	for _, factor := range []float64{0.5, 0.1, 1.5} {
		z := s.Zoom(50, factor)
		if math.Abs(float64(z.At(50)-s.At(50))) > 10 || math.Abs(float64(z.Span())-factor*float64(s.Span())) > 10 {
			t.Errorf("zoom %v: %+v", factor, z)
		}
	}
	if z := s.Zoom(150, 100); z.From != 0 || z.Span() != 200*time.Second {
		t.Errorf("zoomed out %+v", z)
	}
	if z := s.Zoom(50, 1e-12); z.Span() != shortestSpan {
		t.Errorf("zoomed in %v", z.Span())
	}
	if s.Zoom(50, math.NaN()) != s || s.Zoom(50, -1) != s {
		t.Error("a factor that means nothing zooms")
	}
}

func TestPanFit(t *testing.T) {
	t.Parallel()
	s := Scale{From: time.Second, To: 3 * time.Second, Width: 200, Lengths: testLengths}
	if p := s.Pan(50); p.From != 1500*ms || p.Span() != s.Span() {
		t.Errorf("pan %+v", p)
	}
	if p := s.Pan(-1000); p.From != 0 || p.Span() != s.Span() {
		t.Errorf("pan before the epoch %+v", p)
	}
	if f := s.Fit(5*time.Second, 4*time.Second); f.From != 4*time.Second || f.To != 5*time.Second {
		t.Errorf("fit %+v", f)
	}
	if f := s.FitAll(0, time.Second); math.Abs(f.X(time.Second)-(200-testLengths.Room)) > 0.01 {
		t.Errorf("fit all: the end is at %v", f.X(time.Second))
	}
	if from, to, ok := Extent(shop().fold(), 5*time.Second); !ok || from != 0 || to != 5*time.Second {
		t.Errorf("extent %v %v", from, to)
	}
}

func TestBars(t *testing.T) {
	t.Parallel()
	r := new(story).queued(0, 1, "GET", "http://a/").sent(10, 1, 1, 1, true).head(51, 1, 1, 1, 200).fold().Row(0)
	s := Scale{From: 0, To: 200 * ms, Width: 200, Lengths: testLengths}
	bars, start, end := s.AppendBars(nil, r, -1, 100*ms)
	want := []Bar{{0, 10, PhaseQueued}, {10, 12, PhaseSend}, {12, 51, PhaseWait}, {51, 100, PhaseReceive}}
	if fmt.Sprint(bars) != fmt.Sprint(want) || start != 0 || end != 100 {
		t.Errorf("bars %v, %v to %v; want %v", bars, start, end, want)
	}
	// Zoomed out, every phase still has its two pixels and its place.
	bars, _, end = Scale{From: 0, To: time.Hour, Width: 200, Lengths: testLengths}.AppendBars(nil, r, -1, 100*ms)
	if len(bars) != 4 || math.Abs(end-8) > 0.01 {
		t.Errorf("narrow bars %v", bars)
	}
	for i, b := range bars {
		if b.X1-b.X0 < testLengths.MinBar-1e-9 || (i > 0 && b.X0 < bars[i-1].X1) || b.Kind != want[i].Kind {
			t.Errorf("narrow bar %d: %v", i, b)
		}
	}
	// Out of view nothing is drawn, but the end is told.
	bars, _, end = Scale{From: time.Second, To: 2 * time.Second, Width: 100, Lengths: testLengths}.AppendBars(nil, r, 0, 100*ms)
	if len(bars) != 0 || end >= 0 {
		t.Errorf("out of view: %v, end %v", bars, end)
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	r := detour().fold().Row(0)
	marks := func(width float64, attempt int) string {
		s := Scale{From: 0, To: 1240 * ms, Width: width, Lengths: testLengths}
		_, start, end := s.AppendBars(nil, r, attempt, 0)
		var out []string
		for _, m := range (Scale{From: 0, To: 3 * time.Second, Width: 3000, Lengths: testLengths}).AppendMarks(nil, r, attempt, start, end) {
			out = append(out, fmt.Sprintf("%s@%.0f", m.State, m.X))
		}
		return strings.Join(out, " ")
	}
	// The second scale is one pixel a millisecond, so roomy markers stand at their time less half a glyph.
	if got, want := marks(1240, -1), "retry@20 challenge@84 redirect@398"; got != want {
		t.Errorf("roomy: %s, want %s", got, want)
	}
	if got, want := marks(60, -1), "retry@64 challenge@78 redirect@92"; got != want {
		t.Errorf("narrow: %s, want %s", got, want)
	}
	if got, want := marks(1240, 0), "failed@30"; got != want {
		t.Errorf("stale attempt: %s, want %s", got, want)
	}
	failed := new(story).queued(0, 1, "GET", "http://a/").finished(100, 1, 1, 0, 4, nil).fold().Row(0)
	got := (Scale{To: time.Second, Width: 100, Lengths: testLengths}).AppendMarks(nil, failed, -1, 0, 10)
	if len(got) != 1 || got[0] != (Mark{14, StateFailed}) {
		t.Errorf("end mark %v", got)
	}
}
