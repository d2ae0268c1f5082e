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
	live []session.MessageID // not seen finished yet

	recorded func(session.MessageID) bool // nil: there is no history
}

type sentMessage struct {
	m        *session.Message
	request  store.Request
	released bool // its body was given back
}

func newSentMessages(recorded func(session.MessageID) bool) *sentMessages {
	return &sentMessages{byID: map[session.MessageID]*sentMessage{}, recorded: recorded}
}

func (s *sentMessages) add(m *session.Message, r store.Request) {
	s.byID[m.ID()] = &sentMessage{m: m, request: r}
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
	live := s.live[:0]
	for _, id := range s.live {
		if r := snap.Find(timeline.RowID{Message: id}); r == nil || !r.Over() {
			live = append(live, id)
			continue
		}
		s.done = append(s.done, id)
	}
	s.live = live
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

// released says whether the body of a row was given back.
func (s *sentMessages) released(id timeline.RowID) bool {
	x := s.byID[id.Message]
	return id.Session == 0 && x != nil && x.released
}

// discarded says whether the body of a row was never kept.
func (s *sentMessages) discarded(id timeline.RowID) bool {
	x := s.byID[id.Message]
	return id.Session == 0 && x != nil && x.m.Flags()&session.DiscardBody != 0
}
