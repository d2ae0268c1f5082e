package timeline

import (
	"time"

	"ladle/session"
)

// RowID names a message among all the rows of a model. A running session is Session 0; a replay of several numbers
// them from 0, because their message ids repeat.
type RowID struct {
	Session uint32
	Message session.MessageID
}

// Row is what the timeline knows about one message. A Row that a Snapshot gave never changes, nor does what it
// points to, which must not be written to.
type Row struct {
	ID       RowID
	Method   string
	Address  Address // as asked; an attempt has the one it went to
	Priority session.Priority
	State    State
	Tag      Tag            // the most urgent thing to say, may be empty
	Status   session.Status // of the last attempt, 0 before its head
	Reason   string
	Type     string // short name of the media type, "ws" for a WebSocket, "" unknown
	Received int64  // bytes of the last response's body as they came, -1 before its head
	Decoded  int64  // the same after content decoding, -1 before its head
	Begin    time.Duration
	End      time.Duration // Open until the message is unqueued; a connection taken over ends with its close
	Conn     session.ConnID
	Attempts []Attempt // at least one; the last may go on
	Tunnels  []*Row    // the CONNECTs that made its connections, in the order in which they were queued
	Under    RowID     // of a CONNECT: the message whose connection it makes, whose line it is folded under
	Proxy    string    // that its connection leads through, "" none
	Findings []session.Finding
	Err      *session.Error    // why there is no response, nil otherwise
	Question *session.Question // the open question, nil without one
	Stopped  *Stop             // where a breakpoint holds it, nil while none does
	Asked    *session.Asked    // nil if the history does not reach back to it
	Chips    Chips             // every chip that shows this row
	Thinned  int               // events that were left out to bound the list

	run    *run
	events []session.Event
}

// Stop is where and since when a breakpoint holds a message.
type Stop struct {
	At         session.Phase
	Breakpoint session.BreakpointID // 0: the message was to stop there by itself
	Since      time.Duration
}

// run is one session among the ones that were folded.
type run struct {
	session uint32
	epoch   time.Time
	offset  time.Duration // of its epoch since the model's
}

// Over says whether nothing more will happen to the row.
func (r *Row) Over() bool { return r.End != Open }

// Duration is how long the message took from being queued, up to now while it goes on.
func (r *Row) Duration(now time.Duration) time.Duration { return max(0, until(r.End, now)-r.Begin) }

// Time is the time of day at which the message was queued, as exact as its session's epoch.
func (r *Row) Time() time.Time { return r.run.epoch.Add(r.Begin - r.run.offset) }

// Since turns the time stamp of one of the row's events into the model's time.
func (r *Row) Since(at time.Duration) time.Duration { return at + r.run.offset }

// Last is the attempt that the row's columns show.
func (r *Row) Last() *Attempt { return &r.Attempts[len(r.Attempts)-1] }

// Redirects counts the redirects that were followed.
func (r *Row) Redirects() int { return r.restarts(session.RestartRedirect) }

// Challenges counts the attempts that ended because a challenge was answered.
func (r *Row) Challenges() int { return r.restarts(session.RestartAuth) }

// Retries counts the attempts that were sent again because the connection was stale.
func (r *Row) Retries() int { return r.restarts(session.RestartStale) }

func (r *Row) restarts(why session.RestartReason) int {
	n := 0
	for i := range r.Attempts {
		if r.Attempts[i].Ended.Why == why {
			n++
		}
	}
	return n
}

// Failure is the sentence for people on why there is no complete response, and what to try; both are "" when there
// is one.
func (r *Row) Failure() (what, try string) {
	switch {
	case r.Err != nil:
		return r.Err.Sentence()
	case r.Status.Transport():
		return r.Status.Phrase(), ""
	}
	return "", ""
}

// Progress tells how much of a body of known length has come, or has been sent, as a part of 1. ok is false when the
// row is doing neither or the length is unknown.
func (r *Row) Progress() (part float64, ok bool) {
	a := r.Last()
	switch {
	case r.Over():
		return 0, false
	case a.Response != nil && a.Response.Length > 0 && r.State == StateReceiving:
		return min(1, float64(a.Received)/float64(a.Response.Length)), true
	case a.BodyLength >= largeUpload && r.State == StateSending:
		return min(1, float64(a.BodySent)/float64(a.BodyLength)), true
	}
	return 0, false
}

const largeUpload = 64_000 // bytes; smaller bodies are gone before a percentage is read

// Attempt is one try of a message on the wire.
type Attempt struct {
	Number     uint16
	State      State
	Status     session.Status // of its response, or the transport status that it ended with; 0 before
	Method     string
	Address    Address
	Conn       session.ConnID
	Reused     bool
	Idle       time.Duration // how long a reused connection had been idle
	Begin, End time.Duration // End is Open while it goes on
	Phases     []Phase
	Markers    []Marker
	FirstByte  time.Duration // when the final head was read, Open before
	Sent       *session.Sent
	Response   *session.Response
	TLS        *session.TLSInfo // of a connection that was opened in this attempt
	HeadSent   int64            // bytes
	BodySent   int64
	BodyLength int64 // of the request as asked, -1 unknown
	HeadCame   int64
	Received   int64 // body bytes as they came
	Decoded    int64
	Coding     string
	Ended      Ending
}

// Ending is how an attempt ended and what was decided about it. Its zero value means that it goes on.
type Ending struct {
	Why           session.RestartReason // "" when no attempt follows
	Redirected    *session.Redirected
	Challenge     *session.Challenge // as it was emitted: no credentials were known
	Authenticated *session.Authenticated
	Outcome       *session.Outcome
	Stolen        bool
}

// Duration is how long the attempt took, up to now while it goes on. It is the sum of its phases.
func (a *Attempt) Duration(now time.Duration) time.Duration { return max(0, until(a.End, now)-a.Begin) }

// In is the time that the attempt spent in phases of one kind, up to now.
func (a *Attempt) In(kind PhaseKind, now time.Duration) time.Duration {
	var sum time.Duration
	for _, p := range a.Phases {
		if p.Kind == kind {
			sum += p.Length(now)
		}
	}
	return sum
}
