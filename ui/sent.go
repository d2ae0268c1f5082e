package ui

import (
	"ladle/session"
	"ladle/store"
	"ladle/ui/timeline"
)

// keptContents is how many finished answers stay open for looking at; older ones come from the history.
const keptContents = 100

// sentMessages are the messages of this run with the requests that they were made from. Handles are kept for all, for
// they are small; bodies only for the newest.
type sentMessages struct {
	byID map[session.MessageID]*sentMessage
	done []session.MessageID // finished, oldest first, with a body that is still open
	live []session.MessageID // not seen finished yet, oldest first

	newest session.MessageID // that had a row; an older one without a row was cleared, and is over
	over   int               // rows that were over when they were looked at last

	recorded func(session.MessageID) bool // nil: there is no history
}

type sentMessage struct {
	m        *session.Message
	request  store.Request
	origin   origin
	released bool // its body was given back
}

// origin is what a request was sent with beside itself: it is sent again with the same.
type origin struct {
	folder    string // where its relative body file lies
	variables []store.Variable
}

func newSentMessages(recorded func(session.MessageID) bool) *sentMessages {
	return &sentMessages{byID: map[session.MessageID]*sentMessage{}, recorded: recorded}
}

func (s *sentMessages) add(m *session.Message, r store.Request, from origin) {
	s.byID[m.ID()] = &sentMessage{m: m, request: r, origin: from}
	s.live = append(s.live, m.ID())
}

// message gives the message of a live row, nil for others.
func (s *sentMessages) message(id timeline.RowID) *session.Message {
	if x := s.byID[id.Message]; id.Session == 0 && x != nil {
		return x.m
	}
	return nil
}

// request gives what a row was made from.
func (s *sentMessages) request(id timeline.RowID) (store.Request, bool) {
	if x := s.byID[id.Message]; id.Session == 0 && x != nil {
		return x.request, true
	}
	return store.Request{}, false
}

// origin gives what a row's request was sent with.
func (s *sentMessages) origin(id timeline.RowID) origin {
	if x := s.byID[id.Message]; id.Session == 0 && x != nil {
		return x.origin
	}
	return origin{}
}

// content gives the body of a row's answer while it is kept.
func (s *sentMessages) content(id timeline.RowID) *session.Content {
	x := s.byID[id.Message]
	if id.Session != 0 || x == nil || x.released {
		return nil
	}
	return x.m.Content()
}

// settle gives back the bodies of messages that ended long ago, but never the one in view.
func (s *sentMessages) settle(snap *timeline.Snapshot, inView session.MessageID) {
	s.sift(snap)
	for len(s.done) > keptContents {
		id := s.done[0]
		if id == inView {
			if len(s.done) < 2 {
				return
			}
			s.done[0], s.done[1] = s.done[1], s.done[0]
			id = s.done[0]
		}
		if s.recorded != nil && !s.recorded(id) {
			return // the history is still copying it
		}
		s.done = s.done[1:]
		x := s.byID[id]
		x.released = true
		if c := x.m.Content(); c != nil {
			c.Close()
		}
	}
}

// sift moves the messages that ended since the last time from live to done, unless they have no body to keep. They are
// near the front of the queue, so a long one is not looked through.
func (s *sentMessages) sift(snap *timeline.Snapshot) {
	if n := snap.Len(); n > 0 {
		s.newest = max(s.newest, snap.Row(n-1).ID.Message)
	}
	ended := snap.Counts.Over - s.over
	if ended < 0 { // rows were cleared
		ended = len(s.live)
	}
	s.over = snap.Counts.Over
	live := s.live[:0]
	for i, id := range s.live {
		if ended == 0 {
			live = append(live, s.live[i:]...)
			break
		}
		r := snap.Find(timeline.RowID{Message: id})
		switch {
		case r == nil && id > s.newest, r != nil && !r.Over():
			live = append(live, id)
			continue
		case r != nil:
			ended--
		}
		if s.byID[id].m.Flags()&session.OverwriteChunks == 0 {
			s.done = append(s.done, id)
		}
	}
	s.live = live
}

// released says whether the body of a row was given back.
func (s *sentMessages) released(id timeline.RowID) bool {
	x := s.byID[id.Message]
	return id.Session == 0 && x != nil && x.released
}

// discarded says whether the body of a row was never kept.
func (s *sentMessages) discarded(id timeline.RowID) bool {
	x := s.byID[id.Message]
	return id.Session == 0 && x != nil && x.m.Flags()&session.OverwriteChunks != 0
}
