package timeline

import (
	"slices"

	"ladle/session"
)

const (
	boundProgress = 64   // events of progress kept of one message
	boundEvents   = 2048 // events kept of one message
)

// eventLog keeps the events of one message. Snapshots share its beginning, so what is in it is never written again:
// thinning makes a new list.
type eventLog struct {
	list     []session.Event
	progress int
	thinned  int
}

func isProgress(k session.Kind) bool {
	return k == session.KindGotBodyData || k == session.KindWroteBodyData
}

func (l *eventLog) add(e session.Event) {
	if isProgress(e.Kind) {
		if l.progress++; l.progress > boundProgress {
			l.thinProgress()
		}
	}
	if len(l.list) >= boundEvents {
		l.thinOldest()
	}
	if l.list == nil {
		l.list = make([]session.Event, 0, 12)
	}
	l.list = append(l.list, e)
}

// thinProgress drops every second event of progress: those that stay tell the same story with half the steps.
func (l *eventLog) thinProgress() {
	kept := make([]session.Event, 0, cap(l.list))
	n := 0
	for _, e := range l.list {
		if isProgress(e.Kind) {
			if n++; n%2 == 0 {
				l.thinned++
				continue
			}
		}
		kept = append(kept, e)
	}
	l.progress -= n / 2
	l.list = kept
}

// thinOldest drops the older half except the first event; only a message that restarts or pauses without end, or a
// peer that sends 1xx without end, comes here.
func (l *eventLog) thinOldest() {
	cut := boundEvents / 2
	kept := make([]session.Event, 0, boundEvents)
	kept = append(kept, l.list[0])
	kept = append(kept, l.list[cut:]...)
	for _, e := range l.list[1:cut] {
		if isProgress(e.Kind) {
			l.progress--
		}
	}
	l.thinned += cut - 1
	l.list = kept
}

// kept gives the list so far; final means that no more will come and that spare room can go.
func (l *eventLog) kept(final bool) []session.Event {
	if final && cap(l.list) > len(l.list) {
		l.list = append(make([]session.Event, 0, len(l.list)), l.list...)
	}
	return slices.Clip(l.list)
}
