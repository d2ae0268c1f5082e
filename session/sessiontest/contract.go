package sessiontest

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"ladle/session"
)

// CheckFeature holds a feature to what each owes its session, built in or from elsewhere: a name, of which there is one in a
// session; nothing done to a message that disables it, or that was queued when it had gone; messages that keep it although
// it was removed; and every end of a message. make gives a new one each time.
func CheckFeature[F session.Feature](t *testing.T, make func() F) {
	t.Helper()
	t.Run("one of a name", func(t *testing.T) { checkOneOfAName(t, make) })
	t.Run("leaves alone", func(t *testing.T) { checkLeavesAlone(t, make) })
	t.Run("removed under way", func(t *testing.T) { checkRemoved(t, make) })
	t.Run("every end", func(t *testing.T) { checkEnds(t, make) })
}

func featureSession(t *testing.T) *session.Session {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func featureMessage(t *testing.T, url string) *session.Message {
	t.Helper()
	m, err := session.NewMessage("GET", url)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func checkOneOfAName[F session.Feature](t *testing.T, make func() F) {
	s, other := featureSession(t), featureSession(t)
	defer s.Close()
	defer other.Close()
	f := make()
	if f.Name() == "" || f.Name() != make().Name() {
		t.Errorf("named %q, another one %q", f.Name(), make().Name())
	}
	for range 2 { // it comes and goes and comes
		if err := s.AddFeature(f); err != nil {
			t.Fatal(err)
		}
		if err := s.AddFeature(make()); err != session.ErrFeatureAdded {
			t.Error("a second one:", err)
		}
		if !s.HasFeature(session.TypeOf[F]()) || len(s.Features()) != 1 {
			t.Error("not there:", s.Features())
		}
		s.RemoveFeature(f)
		if s.HasFeature(session.TypeOf[F]()) || len(s.Features()) != 0 {
			t.Error("not gone:", s.Features())
		}
	}
	if err := other.AddFeature(make()); err != nil {
		t.Error("one for each session:", err)
	}
}

// checkLeavesAlone compares what goes out and what comes back with a session that has no feature.
func checkLeavesAlone[F session.Feature](t *testing.T, make func() F) {
	p := NewPeer(t, Serve(func(r Request) string {
		if r.Target == "/who" {
			return Answer(401, "who", `WWW-Authenticate: Basic realm="kitchen"`, "Set-Cookie: soup=1")
		}
		return Answer(200, "\x1f\x8bsoup", "Content-Encoding: gzip", "Set-Cookie: soup=1", "Strict-Transport-Security: max-age=9")
	}))
	told := func(s *session.Session, target string, disable bool) string {
		m := featureMessage(t, p.URL(target))
		if disable {
			m.DisableFeature(session.TypeOf[F]())
		}
		if _, err := s.SendMessage(context.Background(), m); err != nil {
			t.Fatal(err)
		}
		heads := []string{strconv.Itoa(int(m.Status())), string(m.Content().Bytes(100))}
		for _, a := range m.Attempts() {
			heads = append(heads, a.Sent.Target, strings.Join(lines(a.Sent.Fields), "\n"))
		}
		return strings.Join(heads, "\n")
	}
	bare, s := featureSession(t), featureSession(t)
	defer bare.Close()
	defer s.Close()
	f := make()
	if err := s.AddFeature(f); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/", "/who"} {
		want := told(bare, target, false)
		if got := told(s, target, true); got != want {
			t.Errorf("disabled for the message:\n%s\nwithout it:\n%s", got, want)
		}
	}
	s.RemoveFeature(f)
	for _, target := range []string{"/", "/who"} {
		want := told(bare, target, false)
		if got := told(s, target, false); got != want {
			t.Errorf("removed:\n%s\nnever there:\n%s", got, want)
		}
	}
}

func lines(fs session.Fields) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Name+": "+f.Value)
	}
	return out
}

func checkRemoved[F session.Feature](t *testing.T, make func() F) {
	p := NewPeer(t, Serve(func(Request) string { return Answer(200, "soup") }))
	s := featureSession(t)
	rec := Record(t, s)
	f := make()
	if err := s.AddFeature(f); err != nil {
		t.Fatal(err)
	}
	held, runs := featureMessage(t, p.URL("/held")), featureMessage(t, p.URL("/runs"))
	if err := s.QueueHeld(held, nil); err != nil {
		t.Fatal(err)
	}
	runs.OnStarting(func(*session.Message) { s.RemoveFeature(f) })
	if err := s.Queue(runs, nil); err != nil {
		t.Fatal(err)
	}
	rec.AwaitKind(t, runs.ID(), session.KindRequestUnqueued, 1)
	if n := s.ReleaseAll(); n != 1 {
		t.Error(n, "released")
	}
	rec.AwaitKind(t, held.ID(), session.KindRequestUnqueued, 1)
	if runs.Status() != 200 || held.Status() != 200 {
		t.Error(runs.Status(), held.Status())
	}
}

// checkEnds has messages end in many ways, some at the same time; the recorder checks their grammar.
func checkEnds[F session.Feature](t *testing.T, make func() F) {
	answers := map[string]string{
		"/plain":  Answer(200, "soup"),
		"/moved":  Answer(302, "", "Location: /plain"),
		"/who":    Answer(401, "who", `WWW-Authenticate: Basic realm="kitchen"`),
		"/odd":    Answer(401, "who", `WWW-Authenticate: Basic realm="`, "WWW-Authenticate: ,,=,"),
		"/coded":  Answer(200, "no gzip", "Content-Encoding: gzip"),
		"/cut":    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08",
		"/broken": "soup\r\n\r\n",
		"/none":   "",
	}
	p := NewPeer(t, func(w *Wire) {
		for {
			r, ok := w.Request()
			if !ok {
				return
			}
			a := answers[r.Target]
			w.Say(a)
			if !strings.HasPrefix(a, "HTTP/1.1 ") || r.Target == "/cut" {
				return
			}
		}
	})
	s := featureSession(t)
	rec := Record(t, s)
	if err := s.AddFeature(make()); err != nil {
		t.Fatal(err)
	}
	var all []*session.Message
	ends := []func(*session.Message){
		func(*session.Message) {},
		func(m *session.Message) {
			m.OnStarting(func(m *session.Message) { s.Cancel(m, session.StatusCancelled) })
		},
		func(m *session.Message) {
			m.OnGotHeaders(func(m *session.Message) { s.Cancel(m, session.StatusCancelled) })
		},
		func(m *session.Message) {
			m.OnGotBody(func(m *session.Message) { s.Cancel(m, session.StatusCancelled) })
		},
		func(m *session.Message) {
			once := false
			m.OnFinished(func(m *session.Message) {
				if !once {
					once = true
					s.Requeue(m)
				}
			})
		},
		func(m *session.Message) {
			m.OnGotHeaders(func(m *session.Message) {
				if nc, err := s.Steal(m); err == nil {
					nc.Close()
				}
			})
		},
	}
	for target := range answers {
		for _, end := range ends {
			m := featureMessage(t, p.URL(target))
			end(m)
			all = append(all, m)
		}
	}
	if err := s.QueueAll(all, nil); err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	}
	last := featureMessage(t, p.URL("/plain"))
	if st, err := s.SendMessage(context.Background(), last); st != 200 || err != nil {
		t.Error("the next message:", st, err)
	}
}
