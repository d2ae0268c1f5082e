// Package timeline is the model behind the timeline pane: a fold over the events of a session, without a toolkit.
//
// A [Model] takes batches of events and keeps a [Row] for each message, with an [Attempt] for each try on the wire,
// the session's connections, its queue and its counters. Nothing else feeds it, so the same fold shows a running
// session and replays one from the history ([Replay]).
//
// Who runs where: one goroutine owns a Model and calls Apply and Snapshot. A [Snapshot] never changes and may be
// read on any goroutine while the fold goes on; taking one costs what was touched since the last, not what there is.
// A [View] decides which lines of a snapshot are shown and in which order; it and [Selection], [Follow] and [Scale]
// belong to the goroutine that draws.
//
//	m := timeline.New(timeline.Options{Epoch: s.Epoch()})
//	s.Observe(fold, gap, func(events []session.Event) {
//		m.Apply(events)
//		publish(m.Snapshot())
//	})
//
// and where the window draws:
//
//	filter, problems := timeline.ParseFilter("status:4xx host:shop")
//	v.SetFilter(filter)
//	v.Update(snapshot, now)
//	for i := first; i < last; i++ {
//		draw(v.Line(i))
//	}
//
// Times are durations since the model's epoch; what is not over yet ends at [Open].
package timeline
