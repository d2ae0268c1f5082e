package sessiontest

import (
	"fmt"

	"ladle/session"
)

// story is where one message stands in the grammar.
type story struct {
	attempt  uint16
	started  bool
	ended    bool // the attempt has ended with finished or stolen
	reason   session.Kind
	unqueued bool
	finished int
}

// CheckGrammar says where a stream breaks the grammar of package session: sequence numbers without holes, rising
// times, request-queued first and request-unqueued last and once each, attempts that begin at most once and end once.
func CheckGrammar(evs []session.Event) error {
	stories := map[session.MessageID]*story{}
	for i, e := range evs {
		if i > 0 && e.Seq != evs[i-1].Seq+1 {
			return fmt.Errorf("event %d follows %d", e.Seq, evs[i-1].Seq)
		}
		if e.Message == 0 {
			continue
		}
		s := stories[e.Message]
		if err := s.step(e); err != nil {
			return fmt.Errorf("message %d, event %d %v: %w", e.Message, e.Seq, e.Kind, err)
		}
		if s == nil {
			stories[e.Message] = &story{attempt: 1}
		}
	}
	return nil
}

// CheckEnded says which message of a stream has not come to its end.
func CheckEnded(evs []session.Event) error {
	last := map[session.MessageID]session.Kind{}
	for _, e := range evs {
		if e.Message != 0 {
			last[e.Message] = e.Kind
		}
	}
	for m, k := range last {
		if k != session.KindRequestUnqueued {
			return fmt.Errorf("message %d ends with %v", m, k)
		}
	}
	return nil
}

func (s *story) step(e session.Event) error {
	switch {
	case s == nil && e.Kind != session.KindRequestQueued:
		return fmt.Errorf("comes before request-queued")
	case s == nil:
		return nil
	case e.Kind == session.KindRequestQueued:
		return fmt.Errorf("comes twice")
	case s.unqueued:
		return fmt.Errorf("comes after request-unqueued")
	case e.Attempt != s.attempt:
		return fmt.Errorf("is of attempt %d, expected %d", e.Attempt, s.attempt)
	case s.reason != 0 && e.Kind != session.KindRestarted:
		return fmt.Errorf("stands between %v and restarted", s.reason)
	}
	switch e.Kind {
	case session.KindRequestStarted:
		if s.started {
			return fmt.Errorf("comes twice in an attempt")
		}
		s.started = true
	case session.KindRedirected, session.KindAuthenticated:
		s.reason = e.Kind
		return nil
	case session.KindRestarted: // also after finished, when a handler or the callback requeued
		s.attempt++
		s.started, s.ended, s.reason = false, false, 0
		return nil
	case session.KindFinished, session.KindStolen:
		if s.ended {
			return fmt.Errorf("ends an attempt that has ended")
		}
		s.ended = true
		s.finished++
		return nil
	case session.KindRequestUnqueued:
		if !s.ended {
			return fmt.Errorf("comes in the middle of an attempt")
		}
		s.unqueued = true
		return nil
	}
	if s.ended {
		return fmt.Errorf("comes after the end of its attempt")
	}
	return nil
}
