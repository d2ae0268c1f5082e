package session

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// maxMs is a century: what is beyond it was not written by MarshalJSON.
const maxMs = 100 * 366 * 24 * 3600 * 1000

// eventJSON is the stable JSON form of an event, one object a line in streams and in the history.
type eventJSON struct {
	Seq     uint64          `json:"seq"`
	Ms      float64         `json:"ms"`
	Event   string          `json:"event"`
	Message MessageID       `json:"message"`
	Attempt uint16          `json:"attempt"`
	Conn    ConnID          `json:"conn"`
	N       int64           `json:"n,omitempty"`
	Detail  json.RawMessage `json:"detail,omitempty"`
}

// MarshalJSON writes the event with every secret masked. Times are milliseconds since the session's Epoch.
func (e Event) MarshalJSON() ([]byte, error) {
	j := eventJSON{Seq: e.Seq, Ms: float64(e.At.Microseconds()) / 1000, Event: e.Kind.String(), Message: e.Message, Attempt: e.Attempt, Conn: e.Conn, N: e.N}
	if e.Detail != nil {
		b, err := json.Marshal(masked(e.Detail))
		if err != nil {
			return nil, err
		}
		j.Detail = b
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote. Secrets stay masked. An event of an unknown name is an error.
func (e *Event) UnmarshalJSON(b []byte) error {
	var j eventJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	k, ok := kindByName[j.Event]
	if !ok {
		return fmt.Errorf("event %q is not known", j.Event)
	}
	if math.Abs(j.Ms) > maxMs {
		return fmt.Errorf("time %g ms is out of range", j.Ms)
	}
	*e = Event{Seq: j.Seq, At: time.Duration(math.Round(j.Ms*1000)) * time.Microsecond, Kind: k, Message: j.Message, Attempt: j.Attempt, Conn: j.Conn, N: j.N}
	if len(j.Detail) == 0 || string(j.Detail) == "null" {
		return nil
	}
	d := newDetail(k)
	if d == nil {
		return nil
	}
	if err := json.Unmarshal(j.Detail, d); err != nil {
		return fmt.Errorf("detail of %s: %w", j.Event, err)
	}
	e.Detail = d
	return nil
}

var kindByName = func() map[string]Kind {
	m := make(map[string]Kind, numKinds)
	for k, n := range kindNames {
		if n != "" {
			m[n] = Kind(k)
		}
	}
	return m
}()

// newDetail gives an empty detail of the type that k carries, nil where it carries none.
func newDetail(k Kind) Detail {
	switch k {
	case KindRequestQueued:
		return new(Asked)
	case KindConnectionCreated:
		return new(ConnTarget)
	case KindNetworkEvent:
		return new(NetworkEvent)
	case KindRequestStarted:
		return new(Started)
	case KindWroteHeaders:
		return new(Sent)
	case KindGotInformational, KindGotHeaders:
		return new(Response)
	case KindGotBodyData:
		return new(BodyProgress)
	case KindGotBody:
		return new(BodyEnd)
	case KindAuthenticate:
		return new(Challenge)
	case KindQuestion:
		return new(Question)
	case KindQuestionClosed:
		return new(QuestionClosed)
	case KindPaused, KindUnpaused:
		return new(Pause)
	case KindReordered:
		return new(Reordered)
	case KindChallengeSkipped:
		return new(Skipped)
	case KindStopped:
		return new(Stopped)
	case KindHoldNew:
		return new(HoldNew)
	case KindTrustChanged:
		return new(TrustChange)
	case KindRedirected:
		return new(Redirected)
	case KindAuthenticated:
		return new(Authenticated)
	case KindRestarted:
		return new(Restart)
	case KindFinished:
		return new(Outcome)
	case KindConnectionClosed:
		return new(ConnClosed)
	case KindPropertyChanged:
		return new(PropertyChange)
	}
	return nil
}

// masked gives a copy of d without secrets, or d itself where it can hold none.
func masked(d Detail) any {
	switch d := d.(type) {
	case *Asked:
		return d.masked()
	case *Sent:
		return d.masked()
	case *Response:
		return d.masked()
	case *BodyEnd:
		return d.masked()
	}
	return d
}
