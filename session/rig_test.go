package session_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
	"ladle/session/standard"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if os.Getenv(benchPeerEnv) != "" {
		benchPeer()
	}
	goleak.VerifyTestMain(m)
}

// rig is a plain session whose every event is recorded and held to the grammar.
type rig struct {
	*session.Session
	t   *testing.T
	rec *sessiontest.Recorder
}

func newRig(t *testing.T, o session.Options) *rig {
	t.Helper()
	s, err := standard.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{Session: s, t: t, rec: sessiontest.Record(t, s)}
}

func message(t testing.TB, method, url string) *session.Message {
	t.Helper()
	m, err := session.NewMessage(method, url)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (r *rig) queue(ms ...*session.Message) {
	r.t.Helper()
	for _, m := range ms {
		if err := r.Queue(m, nil); err != nil {
			r.t.Fatal(err)
		}
	}
}

// send queues m, waits for its end, which the recorder hears of too, and gives its status.
func (r *rig) send(m *session.Message) session.Status {
	r.t.Helper()
	st, err := r.SendMessage(context.Background(), m)
	if err != nil {
		r.t.Fatal(err)
	}
	r.ended(m)
	return st
}

func (r *rig) ended(ms ...*session.Message) {
	r.t.Helper()
	for _, m := range ms {
		r.rec.AwaitKind(r.t, m.ID(), session.KindRequestUnqueued, 1)
	}
}

// await waits for the first event of a kind of m.
func (r *rig) await(m *session.Message, k session.Kind) session.Event {
	r.t.Helper()
	return r.rec.AwaitKind(r.t, m.ID(), k, 1)
}

// settled waits until the engine has done what was posted before.
func (r *rig) settled() { r.Connections() }

const (
	dialled  = "connection-created network-event[resolving] network-event[resolved] network-event[connecting] network-event[connected] network-event[complete]"
	dialling = "connection-created network-event[resolving] network-event[resolved] network-event[connecting]"
)

// story is what happened to m in one line; opening a connection is one word.
func (r *rig) story(m *session.Message) string {
	r.t.Helper()
	r.ended(m)
	s := sessiontest.Names(sessiontest.Of(r.rec.Events(), m.ID()))
	s = strings.ReplaceAll(s, dialled, "connect")
	return strings.ReplaceAll(s, dialling, "try-to-connect")
}

// tells fails the test unless the story of m is want; blanks and line ends count as one blank.
func (r *rig) tells(m *session.Message, want string) {
	r.t.Helper()
	if got, want := r.story(m), strings.Join(strings.Fields(want), " "); got != want {
		r.t.Errorf("got  %s\nwant %s", got, want)
	}
}

func body(m *session.Message) string {
	if m.Content() == nil {
		return ""
	}
	return string(m.Content().Bytes(1 << 20))
}

// hello is a peer that says hello to everything.
func hello(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") }))
}
