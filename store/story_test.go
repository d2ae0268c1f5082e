package store

import (
	"time"

	"ladle/session"
)

// story writes events as a session would, for one message after the other.
type story struct {
	seq    uint64
	at     time.Duration
	events []session.Event
}

func (s *story) tell(m session.MessageID, attempt uint16, k session.Kind, n int64, d session.Detail) {
	s.seq++
	s.at += time.Millisecond
	s.events = append(s.events, session.Event{Seq: s.seq, At: s.at, Message: m, N: n, Conn: 1, Attempt: attempt, Kind: k, Detail: d})
}

func (s *story) take() []session.Event {
	e := s.events
	s.events = nil
	return e
}

func (s *story) begin(m session.MessageID, url string) {
	fields := session.Fields{{Name: "Accept", Value: "*/*"}, {Name: "Authorization", Value: "Bearer hush"}}
	s.tell(m, 1, session.KindRequestQueued, -1, &session.Asked{Method: "GET", URL: url, Fields: fields})
	s.tell(m, 1, session.KindRequestStarted, 0, &session.Started{Reused: true})
	s.tell(m, 1, session.KindStarting, 0, nil)
	s.tell(m, 1, session.KindWroteHeaders, 90, &session.Sent{Method: "GET", Target: "/", Proto: "HTTP/1.1", Fields: fields})
	s.tell(m, 1, session.KindWroteBody, 0, nil)
}

func (s *story) head(m session.MessageID, attempt uint16, status int) {
	s.tell(m, attempt, session.KindGotHeaders, 120, &session.Response{Proto: "HTTP/1.1", Status: status, Reason: session.Status(status).Phrase(),
		Fields: session.Fields{{Name: "Content-Type", Value: "Application/JSON; charset=utf-8"}}, Length: -1})
}

// exchange is a message from queue to end.
func (s *story) exchange(m session.MessageID, url string, status int, size int64) {
	s.begin(m, url)
	s.head(m, 1, status)
	s.tell(m, 1, session.KindGotBodyData, size, &session.BodyProgress{Decoded: 2 * size})
	s.tell(m, 1, session.KindGotBody, size, &session.BodyEnd{Decoded: 2 * size, Coding: "gzip"})
	s.tell(m, 1, session.KindFinished, 0, &session.Outcome{Status: session.Status(status), Reason: session.Status(status).Phrase()})
	s.tell(m, 1, session.KindRequestUnqueued, 0, nil)
}
