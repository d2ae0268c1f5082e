package ui

import (
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func TestTimelineColumns(t *testing.T) {
	for _, c := range []struct {
		width            float32
		digits           int
		kind, size, conn bool
	}{
		{1072, 2, true, true, true}, {960, 2, false, true, false}, {600, 2, false, false, false}, {440, 6, false, false, false}, {1312, 6, true, true, true},
	} {
		l := timelineColumnsFor(c.width, c.digits)
		if l.kind.shown() != c.kind || l.size.shown() != c.size || l.conn.shown() != c.conn {
			t.Errorf("%v: type %v, size %v, conn %v", c.width, l.kind.shown(), l.size.shown(), l.conn.shown())
		}
		end := float32(0)
		for _, s := range []timelineSpan{l.number, l.fold, l.glyph, l.method, l.url, l.status, l.kind, l.size, l.time, l.conn, l.waves} {
			if s.x < end-0.01 {
				t.Errorf("%v: a column begins at %v, before the end %v of the one before", c.width, s.x, end)
			}
			end = s.end()
		}
		if c.width >= 560 && (l.url.w < 160 || l.waves.w < 120) {
			t.Errorf("%v: URL %v, waterfall %v", c.width, l.url.w, l.waves.w)
		}
		if c.width >= 560 && math.Abs(float64(end-c.width)) > 0.01 {
			t.Errorf("%v: the columns end at %v", c.width, end)
		}
	}
}

func TestTimelineNiceSteps(t *testing.T) {
	for _, c := range []struct{ in, want time.Duration }{
		{0, 2 * time.Millisecond}, {3 * time.Millisecond, 3 * time.Millisecond}, {301 * time.Millisecond, 350 * time.Millisecond}, {3320 * time.Millisecond, 3500 * time.Millisecond}, {3600 * time.Millisecond, 4 * time.Second}, {9100 * time.Millisecond, 10 * time.Second}, {41 * time.Second, 50 * time.Second},
	} {
		if got := timelineNice(c.in); got != c.want {
			t.Errorf("%v gives %v, want %v", c.in, got, c.want)
		}
	}
}

func TestTimelineBurst(t *testing.T) {
	s := newTimelineStory()
	at := func(ms float64, id session.MessageID) {
		s.plain(ms, id, "GET", timelineHost+"/", 1, 10, 5, 200, "", 0)
	}
	at(0, 1)
	at(300, 2)
	at(30_000, 3)
	at(30_100, 4)
	at(200_000, 5)
	snap := s.snapshot()
	for _, c := range []struct {
		row      int
		from, to float64
	}{{0, 0, 319}, {1, 0, 319}, {2, 30_000, 30_119}, {3, 30_000, 30_119}, {4, 200_000, 200_019}} {
		from, to := timelineBurstOf(snap, c.row, s.last).part(snap.Row(c.row).Begin, false)
		if from != time.Duration(c.from)*time.Millisecond || to != time.Duration(c.to)*time.Millisecond {
			t.Errorf("around row %d: %v to %v, want %v to %v ms", c.row, from, to, c.from, c.to)
		}
	}
}

func TestTimelineBurstIsBounded(t *testing.T) {
	s := newTimelineStory()
	s.queued(0, 1, "GET", timelineHost+"/slow")
	now := 10 * time.Minute
	if from, to := timelineBurstOf(s.snapshot(), 0, now).part(0, true); to != now || to-from != timelineLongest {
		t.Errorf("the tail is %v to %v", from, to)
	}
	if from, to := timelineBurstOf(s.snapshot(), 0, now).part(0, false); from != 0 || to != timelineLongest {
		t.Errorf("the beginning is %v to %v", from, to)
	}
}

func TestTimelineRulerShowsWhatIsChosen(t *testing.T) {
	s := timelineMany(5)
	for i := range 5 {
		s.plain(100_000+float64(i)*10, session.MessageID(6+i), "GET", timelineHost+"/", 1, 10, 5, 200, "", 0)
	}
	p := newTimelineTest(t, s, 1072, 539)
	begins := func(id session.MessageID) bool {
		at := p.snap.Find(timeline.RowID{Message: id}).Begin
		return at >= p.rows.ruler.scale.From && at <= p.rows.ruler.scale.To
	}
	if !begins(10) || begins(1) {
		t.Errorf("following shows %v to %v", p.rows.ruler.scale.From, p.rows.ruler.scale.To)
	}
	p.press(2, p.rows.columns.url)
	if !begins(2) || begins(10) {
		t.Errorf("choosing the second message shows %v to %v", p.rows.ruler.scale.From, p.rows.ruler.scale.To)
	}
	timelinePressTwice(p.win, p.rows, p.rows.columns.waves.x+50, 10)
	if !begins(1) || !begins(10) || !p.rows.ruler.manual {
		t.Errorf("double click shows %v to %v", p.rows.ruler.scale.From, p.rows.ruler.scale.To)
	}
	timelinePressTwice(p.win, p.rows, p.rows.columns.waves.x+80, 10)
	if p.rows.ruler.manual {
		t.Error("a second double click does not give the ruler back to itself")
	}
}

// timelinePressTwice is a double click.
func timelinePressTwice(win fyne.Window, o fyne.CanvasObject, x, y float32) {
	timelinePress(win, o, x, y)
	timelinePress(win, o, x, y)
}

func TestTimelineZoomsAroundPointer(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	x := p.rows.columns.waves.x + 100
	at, span := p.rows.timeAt(x), p.rows.ruler.scale.Span()
	p.rows.wheel(kit.Mouse{X: x, Y: 100}, 10)
	if got := p.rows.timeAt(x); (got-at).Abs() > span/100 || p.rows.ruler.scale.Span() >= span {
		t.Errorf("the pointer was at %v and is at %v; span %v of %v", at, got, p.rows.ruler.scale.Span(), span)
	}
	p.rows.wheel(kit.Mouse{X: x, Y: 100}, -10)
	if got := p.rows.ruler.scale.Span(); (got - span).Abs() > span/100 {
		t.Errorf("zooming back gives %v, want %v", got, span)
	}
	p.keys(fyne.KeyPlus, fyne.KeyMinus)
	if got := p.rows.ruler.scale.Span(); (got - span).Abs() > span/100 {
		t.Errorf("plus and minus give %v, want %v", got, span)
	}
	from := p.rows.ruler.scale.From
	p.rows.press(kit.Mouse{X: x, Y: p.rowY(47), Button: desktop.MouseButtonPrimary, Clicks: 1})
	p.rows.dragged(kit.Mouse{X: x - 50})
	if p.rows.ruler.scale.From <= from {
		t.Error("dragging the waterfall to the left shows no later times")
	}
}

func TestTimelineDragsSpan(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	x0 := p.rows.waveX() + float32(p.rows.ruler.scale.X(1900*time.Millisecond))
	x1 := p.rows.waveX() + float32(p.rows.ruler.scale.X(2050*time.Millisecond))
	timelineDragOver(p, x0, x1)
	if !p.rows.ruler.spanOn || !p.bar.span.Visible() || p.view.Rows() == 0 || p.view.Rows() >= p.snap.Len() {
		t.Fatalf("a span shows %d of %d rows, chip %v", p.view.Rows(), p.snap.Len(), p.bar.span.Visible())
	}
	p.keys(fyne.KeyEscape)
	if p.rows.ruler.spanOn || p.bar.span.Visible() || p.view.Rows() != p.snap.Len() {
		t.Errorf("Escape: %d rows, chip %v", p.view.Rows(), p.bar.span.Visible())
	}
	timelineDragOver(p, x0, x0+2)
	if p.rows.ruler.spanOn {
		t.Error("a press that hardly moved chose a span")
	}
}

// timelineDragOver drags in the head from x0 to x1, in the order in which a window tells it.
func timelineDragOver(p *timelineTest, x0, x1 float32) {
	down := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x0, 8)}, Button: desktop.MouseButtonPrimary}
	p.rows.MouseDown(down)
	p.rows.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x1, 8)}})
	p.rows.MouseUp(down)
	p.rows.DragEnd()
}

func TestTimelineTips(t *testing.T) {
	p := newTimelineTest(t, timelineShop(), 1072, 539)
	for _, c := range []struct {
		id   session.MessageID
		span timelineSpan
		want string
	}{
		{46, p.rows.columns.url, "http://localhost:8080/api/admin/orders?state=open&limit=200"},
		{50, p.rows.columns.url, "Plain http"},
		{56, p.rows.columns.url, "certificate"},
		{57, p.rows.columns.glyph, "Waits for you"},
		{47, p.rows.columns.status, "201 Created"},
		{44, p.rows.columns.size, "212\u2009000 bytes"},
		{46, p.rows.columns.waves, "1: "},
		{49, p.rows.columns.waves, "New connection c4"},
	} {
		timelineHoverOver(p.timelinePane, timeline.RowID{Message: c.id})
		if _, got := p.rows.tipAt(kit.Mouse{X: c.span.x + 2, Y: p.rowY(c.id)}); !strings.Contains(got, c.want) {
			t.Errorf("message %d: %q has no %q", c.id, got, c.want)
		}
	}
	p.rows.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(p.rows.columns.time.x+4, 8)}})
	if _, got := p.rows.tipAt(kit.Mouse{X: p.rows.columns.time.x + 4, Y: 8}); got != "Sort by time" {
		t.Errorf("the head says %q", got)
	}
}

func TestTimelinePhasesLookTheirKind(t *testing.T) {
	for k := range timeline.NumPhases {
		if got, want := kit.Phase(k).Token(), "phase."+strings.ToLower(k.String()); got != want {
			t.Errorf("phase %v is painted as %s, want %s", k, got, want)
		}
	}
}

func TestTimelineEveryStateHasItsGlyph(t *testing.T) {
	seen := map[kit.State]timeline.State{}
	for s := timeline.StateQueued; s <= timeline.StateInfo; s++ {
		g := timelineGlyph(s)
		if before, twice := seen[g]; twice && s != timeline.StateWaitsForYou {
			t.Errorf("%v looks like %v", s, before)
		}
		seen[g] = s
	}
}
