package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// statusActions is what a person can do in the status bar. Any of them may be nil.
type statusActions struct {
	ShowStopped     func() // the message that stands at a breakpoint
	ShowWaiting     func() // bring the prompts back, or the first message that waits
	CopyDiagnostics func()
}

// statusBarNarrow is the width below which the words go and the right side keeps the rate only.
var statusBarNarrow = kit.S("width.sharesStrip")

// statusBar is the line at the foot of the window: what goes on in the session, and what it moves. What is nought is left
// out, except the connections.
type statusBar struct {
	object  *fyne.Container
	row     *kit.Flex
	width   float32
	counts  statusCounts
	moved   statusMoved
	strict  bool
	version string

	running, queued, waits, stopped, conns *kit.StatusItem
	in, out                                *kit.Label
	traffic                                *kit.Flex
	rate                                   *kit.Label
	tls, copy                              *kit.StatusItem
}

// statusCounts are the numbers at the left.
type statusCounts struct{ running, queued, waits, stopped, conns, limit int }

// statusMoved are the numbers at the right; the rate is 0 while nothing runs.
type statusMoved struct {
	in, out int64
	rate    float64
}

func newStatusBar(a statusActions) *statusBar {
	b := &statusBar{strict: true}
	b.running = kit.NewStatusItem(string(kit.StateWaiting), kit.StateWaiting.Token())
	b.queued = kit.NewStatusItem(string(kit.StateQueued), kit.StateQueued.Token())
	b.conns = kit.NewStatusItem("cable", "text.muted")
	b.waits = kit.NewStatusItem(string(kit.StatePaused), kit.StatePaused.Token()).In(kit.CaptionStrong, kit.StatePaused.Token()).
		Pressable("Answer what waits for you", a.ShowWaiting)
	b.stopped = kit.NewStatusItem(string(kit.StatePaused), kit.StatePaused.Token()).In(kit.CaptionStrong, kit.StatePaused.Token()).
		Pressable("Show what is stopped", a.ShowStopped)
	b.in = kit.NewLabel("").In(kit.DataCaption).Colour("text.secondary")
	b.out = kit.NewLabel("").In(kit.DataCaption).Colour("text.secondary")
	word := func(s string) *kit.Label { return kit.NewLabel(s).In(kit.DataCaption).Colour("text.muted") }
	b.traffic = kit.Row(word("in"), b.in, word("out"), b.out).Gaps(kit.U(1.5))
	b.rate = kit.NewLabel("").In(kit.Caption).Colour("text.secondary")
	b.tls = kit.NewStatusItem("shield-check", "text.muted")
	b.copy = kit.NewStatusItem("", "none").In(kit.Caption, "text.muted").Pressable("Copy diagnostics", a.CopyDiagnostics)
	b.row = kit.Row(b.running, b.queued, b.waits, b.stopped, b.conns, kit.Space(), b.traffic, b.rate, b.tls, b.copy).
		Gaps(kit.U(4)).PadX(kit.U(3), kit.U(3)).Height(statusHeight).Fill("surface.base").Line(kit.Top, "border.default")
	b.object = container.New(statusLayout{b}, b.row)
	b.show()
	return b
}

// Object is the bar to lay out, 24 units high.
func (b *statusBar) Object() fyne.CanvasObject { return b.object }

// Update shows the numbers of a snapshot; now is what the rate is reckoned to.
func (b *statusBar) Update(snap *timeline.Snapshot, now time.Duration) {
	if snap == nil {
		return
	}
	c := statusCounts{snap.Counts.Running, snap.Counts.Queued, snap.Counts.WaitsForYou, snap.Counts.Stopped, snap.OpenConns(), snap.Limits.Conns}
	m := statusMoved{in: snap.Traffic.In, out: snap.Traffic.Out}
	if c.running > 0 {
		in, out := snap.Traffic.Rate(now)
		m.rate = in + out
	}
	if c != b.counts || m != b.moved {
		b.counts, b.moved = c, m
		b.show()
	}
}

// SetSession shows whether certificates are verified, and the program's version.
func (b *statusBar) SetSession(strict bool, version string) {
	b.strict, b.version = strict, version
	b.show()
}

// show puts the numbers into words, as many as there is room for.
func (b *statusBar) show() {
	narrow := b.width > 0 && b.width < statusBarNarrow
	words := func(n int, word string) string {
		if narrow {
			return timeline.Count(int64(n))
		}
		return timeline.Count(int64(n)) + " " + word
	}
	changed := statusSet(b.running, words(b.counts.running, "running"), b.counts.running > 0)
	changed = statusSet(b.queued, words(b.counts.queued, "queued"), b.counts.queued > 0) || changed
	changed = statusSet(b.waits, statusWaits(b.counts.waits), b.counts.waits > 0) || changed
	changed = statusSet(b.stopped, words(b.counts.stopped, "stopped"), b.counts.stopped > 0) || changed
	conns := strconv.Itoa(b.counts.conns) + " of " + strconv.Itoa(b.counts.limit)
	if !narrow {
		conns += " connections"
	}
	changed = statusSet(b.conns, conns, b.counts.limit > 0) || changed
	b.in.SetText(timeline.Size(b.moved.in))
	b.out.SetText(timeline.Size(b.moved.out))
	b.rate.SetText(timeline.Rate(b.moved.rate))
	changed = timelineShow(b.rate, b.moved.rate > 0) || changed
	changed = timelineShow(b.traffic, !narrow && b.moved.in+b.moved.out > 0) || changed
	changed = b.showTLS(narrow) || changed
	changed = statusSet(b.copy, b.version, !narrow && b.version != "") || changed
	if changed {
		b.row.Reflow()
	}
}

// statusSet changes the words of a fact, and tells whether the bar must be laid out anew: it came, went or changed width.
func statusSet(item *kit.StatusItem, words string, shown bool) bool {
	changed := item.Set(words)
	return timelineShow(item, shown) || changed
}

// showTLS keeps the warning in the narrow form, too: it is the one fact there that nobody should overlook.
func (b *statusBar) showTLS(narrow bool) (changed bool) {
	if b.strict {
		b.tls.Look("shield-check", "text.muted", "text.secondary")
		return statusSet(b.tls, "TLS strict", !narrow)
	}
	b.tls.Look("shield-alert", "status.clientError", "status.clientError")
	return statusSet(b.tls, "TLS not verified", true)
}

func statusWaits(n int) string {
	if n == 1 {
		return "1 waits for you"
	}
	return timeline.Count(int64(n)) + " wait for you"
}

// statusLayout tells the bar its width.
type statusLayout struct{ b *statusBar }

func (l statusLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, statusHeight) }

func (l statusLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.b.width != size.Width {
		l.b.width = size.Width
		l.b.show()
	}
	l.b.row.Resize(size)
}
