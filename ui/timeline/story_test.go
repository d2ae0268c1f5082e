package timeline

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ladle/session"
)

const ms = time.Millisecond

// story writes events by hand: the sequence numbers rise by themselves, times are milliseconds.
type story struct{ events []session.Event }

func (s *story) add(at float64, id session.MessageID, attempt uint16, conn session.ConnID, k session.Kind, n int64, d session.Detail) *story {
	s.events = append(s.events, session.Event{Seq: uint64(len(s.events) + 1), At: time.Duration(at * float64(ms)),
		Message: id, Attempt: attempt, Conn: conn, Kind: k, N: n, Detail: d})
	return s
}

func (s *story) queued(at float64, id session.MessageID, method, url string) *story {
	return s.add(at, id, 1, 0, session.KindRequestQueued, 0, &session.Asked{Method: method, URL: url})
}

func (s *story) opened(at float64, id session.MessageID, attempt uint16, conn session.ConnID, host string) *story {
	s.add(at, id, attempt, conn, session.KindConnectionCreated, 0, &session.ConnTarget{Scheme: "http", Host: host})
	s.net(at, id, attempt, conn, session.StepResolving)
	s.net(at+2, id, attempt, conn, session.StepResolved)
	s.net(at+2, id, attempt, conn, session.StepConnecting)
	s.net(at+5, id, attempt, conn, session.StepConnected)
	return s.net(at+5, id, attempt, conn, session.StepComplete)
}

func (s *story) net(at float64, id session.MessageID, attempt uint16, conn session.ConnID, step session.Step) *story {
	return s.add(at, id, attempt, conn, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: step})
}

// sent starts an attempt on a connection and writes its head and empty body within a millisecond.
func (s *story) sent(at float64, id session.MessageID, attempt uint16, conn session.ConnID, reused bool) *story {
	s.add(at, id, attempt, conn, session.KindRequestStarted, 0, &session.Started{Reused: reused, Idle: 38 * time.Second})
	s.add(at, id, attempt, conn, session.KindStarting, 0, nil)
	s.add(at+1, id, attempt, conn, session.KindWroteHeaders, 100, &session.Sent{Proto: "HTTP/1.1"})
	return s.add(at+1, id, attempt, conn, session.KindWroteBody, 0, nil)
}

func (s *story) head(at float64, id session.MessageID, attempt uint16, conn session.ConnID, status int) *story {
	return s.add(at, id, attempt, conn, session.KindGotHeaders, 200, &session.Response{Proto: "HTTP/1.1", Status: status,
		Reason: session.Status(status).Phrase(), Length: 1000, Fields: session.Fields{{Name: "Content-Type", Value: "application/json"}}})
}

func (s *story) body(at float64, id session.MessageID, attempt uint16, conn session.ConnID) *story {
	return s.add(at, id, attempt, conn, session.KindGotBody, 1000, &session.BodyEnd{Decoded: 4000})
}

func (s *story) finished(at float64, id session.MessageID, attempt uint16, conn session.ConnID, status session.Status, err *session.Error) *story {
	s.add(at, id, attempt, conn, session.KindFinished, 0, &session.Outcome{Status: status, Reason: status.Phrase(), Err: err})
	return s.add(at, id, attempt, conn, session.KindRequestUnqueued, 0, nil)
}

func (s *story) restarted(at float64, id session.MessageID, attempt uint16, conn session.ConnID, why session.RestartReason) *story {
	return s.add(at, id, attempt, conn, session.KindRestarted, 0, &session.Restart{Why: why})
}

// plain is an undisturbed message on a kept connection.
func (s *story) plain(at float64, id session.MessageID, status int) *story {
	s.queued(at, id, "GET", fmt.Sprintf("http://localhost:8080/items/%d", id))
	s.sent(at+1, id, 1, 1, true).head(at+10, id, 1, 1, status).body(at+20, id, 1, 1)
	return s.finished(at+20, id, 1, 1, session.Status(status), nil)
}

func (s *story) fold() *Snapshot {
	m := New(Options{})
	m.Apply(s.events)
	return m.Snapshot()
}

func rowID(id session.MessageID) RowID { return RowID{Message: id} }

// tell writes an attempt's phases as "queued 1, send 2".
func tell(phases []Phase, now time.Duration) string {
	var parts []string
	for _, p := range phases {
		parts = append(parts, fmt.Sprintf("%s %v", strings.ToLower(p.Kind.String()), p.Length(now)))
	}
	return strings.Join(parts, ", ")
}

func TestPlainMessage(t *testing.T) {
	t.Parallel()
	s := new(story).queued(10, 1, "GET", "http://localhost:8080/items?q=1")
	s.opened(11, 1, 1, 1, "localhost:8080").sent(17, 1, 1, 1, false).head(40, 1, 1, 1, 200).body(60, 1, 1, 1).finished(61, 1, 1, 1, 200, nil)
	r := s.fold().Find(rowID(1))
	if r.State != StateOK || r.Status != 200 || r.Reason != "OK" || r.Type != "json" || r.Received != 1000 || r.Decoded != 4000 || r.Conn != 1 {
		t.Errorf("row %+v", r)
	}
	if r.Duration(0) != 51*ms || !r.Over() || r.Tag != (Tag{}) {
		t.Errorf("duration %v, tag %v", r.Duration(0), r.Tag)
	}
	if got, want := tell(r.Attempts[0].Phases, 0), "queued 1ms, dns 2ms, connect 4ms, send 1ms, wait 22ms, receive 21ms"; got != want {
		t.Errorf("phases %s, want %s", got, want)
	}
	if r.Last().FirstByte != 40*ms || r.Last().HeadSent != 100 {
		t.Errorf("attempt %+v", r.Last())
	}
}

// TestStates walks one message through its states, each seen at the moment it is entered.
func TestStates(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	s := new(story)
	see := func(want State, tag string) {
		t.Helper()
		m.Apply(s.events)
		s.events = s.events[:0]
		r := m.Snapshot().Find(rowID(1))
		if r.State != want || r.Tag.Text != tag {
			t.Errorf("state %v, tag %q; want %v, %q", r.State, r.Tag.Text, want, tag)
		}
	}
	pause := func(k session.Kind, by string) { s.add(50, 1, 1, 1, k, 0, &session.Pause{By: by}) }
	s.queued(0, 1, "POST", "http://localhost/")
	see(StateQueued, "")
	pause(session.KindPaused, "caller")
	see(StateHeld, "held")
	pause(session.KindUnpaused, "caller")
	see(StateQueued, "")
	s.opened(1, 1, 1, 1, "localhost:80")
	see(StateConnecting, "")
	s.add(8, 1, 1, 1, session.KindRequestStarted, 0, &session.Started{})
	see(StateSending, "")
	s.add(9, 1, 1, 1, session.KindWroteBody, 0, nil)
	see(StateWaiting, "")
	s.head(10, 1, 1, 1, 401)
	s.add(11, 1, 1, 1, session.KindGotBodyData, 360, &session.BodyProgress{Decoded: 360})
	see(StateReceiving, "36 %")
	pause(session.KindPaused, "caller")
	see(StatePaused, "paused")
	pause(session.KindPaused, "question")
	s.add(60, 1, 1, 1, session.KindQuestion, 0, &session.Question{ID: 7})
	see(StateWaitsForYou, "waits for you")
	s.add(61, 1, 1, 1, session.KindQuestion, 0, &session.Question{ID: 7, Kind: session.AskCertificate})
	see(StateWaitsForYou, "certificate?")
	s.add(70, 1, 1, 1, session.KindQuestionClosed, 0, &session.QuestionClosed{ID: 7, How: "dismissed"})
	pause(session.KindUnpaused, "question")
	see(StatePaused, "paused")
	pause(session.KindUnpaused, "caller")
	see(StateReceiving, "36 %")
	s.finished(80, 1, 1, 1, 401, nil)
	see(StateClientError, "")
}

func TestEndStates(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]State{200: StateOK, 204: StateOK, 302: StateRedirect, 304: StateNotModified,
		404: StateClientError, 503: StateServerError, 700: StateFailed} {
		if got := new(story).plain(0, 1, status).fold().Row(0).State; got != want {
			t.Errorf("%d: %v, want %v", status, got, want)
		}
	}
	cancelled := new(story).queued(0, 1, "GET", "http://a/").finished(5, 1, 1, 0, session.StatusCancelled,
		&session.Error{Stage: session.StageCancel, Status: session.StatusCancelled, Err: session.ErrCancelled}).fold().Row(0)
	if cancelled.State != StateCancelled || cancelled.Tag.Text != "" || cancelled.Chips&ChipFailed != 0 || cancelled.Received != 0 {
		t.Errorf("cancelled %+v", cancelled)
	}
}

func TestPauseLiesOverAPhase(t *testing.T) {
	t.Parallel()
	s := new(story).queued(0, 1, "GET", "http://a/").sent(1, 1, 1, 1, true)
	s.add(10, 1, 1, 1, session.KindPaused, 0, &session.Pause{By: "caller"})
	s.head(15, 1, 1, 1, 200) // was read before the pause took hold
	s.add(40, 1, 1, 1, session.KindUnpaused, 0, &session.Pause{By: "caller"})
	s.body(50, 1, 1, 1).finished(50, 1, 1, 1, 200, nil)
	r := s.fold().Row(0)
	if got, want := tell(r.Attempts[0].Phases, 0), "queued 1ms, send 1ms, wait 8ms, paused 30ms, receive 10ms"; got != want {
		t.Errorf("phases %s, want %s", got, want)
	}
}

func TestPauseOfNoLength(t *testing.T) {
	t.Parallel()
	s := new(story).queued(0, 1, "GET", "http://a/").sent(0, 1, 1, 1, true)
	s.add(10, 1, 1, 1, session.KindPaused, 0, &session.Pause{By: "caller"})
	s.add(10, 1, 1, 1, session.KindUnpaused, 0, &session.Pause{By: "caller"})
	s.head(15, 1, 1, 1, 200)
	if got, want := tell(s.fold().Row(0).Attempts[0].Phases, 20*ms), "send 1ms, wait 14ms, receive 5ms"; got != want {
		t.Errorf("phases %s, want %s", got, want)
	}
}

func TestLateWords(t *testing.T) {
	t.Parallel()
	s := new(story).queued(0, 1, "GET", "http://a/").opened(1, 1, 1, 1, "a:80")
	s.add(9, 0, 0, 1, session.KindConnectionClosed, 0, &session.ConnClosed{Why: "cancelled"})
	s.add(9, 1, 1, 1, session.KindFinished, 0, &session.Outcome{Status: session.StatusCancelled})
	s.net(10, 1, 1, 1, session.StepConnected).head(11, 1, 1, 1, 200)
	s.add(12, 1, 1, 1, session.KindRequestUnqueued, 0, nil)
	snap := s.fold()
	if r := snap.Row(0); r.State != StateCancelled || r.Last().FirstByte != Open || r.End != 9*ms || r.Last().Response != nil {
		t.Errorf("after the end %+v", r)
	}
	if len(snap.Conns) != 0 || len(snap.Closed) != 1 {
		t.Errorf("a closed connection is back: %+v", snap.Conns)
	}
}

// detour is a message with a stale connection, a challenge and a redirect to another host before its answer.
func detour() *story {
	s := new(story).queued(0, 1, "GET", "https://shop.localhost:8443/invoices/20418.pdf")
	s.sent(0, 1, 1, 2, true)
	s.add(26, 0, 0, 2, session.KindConnectionClosed, 0, &session.ConnClosed{Why: "closed by the peer"})
	s.restarted(26, 1, 1, 2, session.RestartStale)
	s.opened(26, 1, 2, 9, "shop.localhost:8443")
	s.net(32, 1, 2, 9, session.StepTLSHandshaking)
	s.add(40, 1, 2, 9, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepTLSHandshaked, TLS: &session.TLSInfo{Version: "TLS 1.3", ALPN: "http/1.1"}})
	s.sent(40, 1, 2, 9, false).head(90, 1, 2, 9, 401)
	s.add(90, 1, 2, 9, session.KindAuthenticate, 0, &session.Challenge{Scheme: "Digest", Realm: "shop-admin", Host: "shop.localhost:8443"})
	s.add(246, 1, 2, 9, session.KindAuthenticated, 0, &session.Authenticated{Scheme: "Digest", Source: session.FromQuestion, Realm: "shop-admin", Host: "shop.localhost:8443"})
	s.restarted(246, 1, 2, 9, session.RestartAuth)
	s.sent(246, 1, 3, 9, true).head(398, 1, 3, 9, 302)
	s.add(404, 1, 3, 9, session.KindRedirected, 0, &session.Redirected{Status: 302, Method: "GET", From: "https://shop.localhost:8443/invoices/20418.pdf",
		To: "https://cdn.partner.example/f/9c1e.pdf?sig=1", Dropped: []session.Dropped{{Name: "Authorization", Why: "other origin"}}})
	s.restarted(404, 1, 3, 9, session.RestartRedirect)
	s.opened(404, 1, 4, 10, "cdn.partner.example:443").sent(430, 1, 4, 10, false).head(915, 1, 4, 10, 200).body(1240, 1, 4, 10)
	return s.finished(1240, 1, 4, 10, 200, nil)
}

func TestDetours(t *testing.T) {
	t.Parallel()
	r := detour().fold().Row(0)
	if len(r.Attempts) != 4 || r.Retries() != 1 || r.Challenges() != 1 || r.Redirects() != 1 {
		t.Fatalf("attempts %+v", r.Attempts)
	}
	if r.Tag.Text != "4 attempts" || r.State != StateOK || r.Address.Host() != "shop.localhost:8443" {
		t.Errorf("row %+v", r)
	}
	want := []string{
		"Stale connection, closed before the head",
		"Challenge: Digest, realm “shop-admin”",
		"Redirect 302 to cdn.partner.example/f/9c1e.pdf?sig=1",
		"Followed to cdn.partner.example/f/9c1e.pdf?sig=1",
	}
	states := []State{StateRetry, StateChallenge, StateRedirect, StateOK}
	var before time.Duration
	for i, a := range r.Attempts {
		if got := r.Sentence(i); got != want[i] {
			t.Errorf("attempt %d: %q, want %q", i, got, want[i])
		}
		if a.State != states[i] || a.Begin != before {
			t.Errorf("attempt %d: %v, begins at %v", i, a.State, a.Begin)
		}
		before = a.End
	}
	if r.Attempts[3].Address.Host() != "cdn.partner.example" {
		t.Errorf("address %v", r.Attempts[3].Address)
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	f := FactsOf(detour().fold().Row(0), 0)
	if got, want := f.Sentence(), "Time to the first byte of the answer you got: 915 ms. Without the retry, the challenge and the redirect it would have been 511 ms."; got != want {
		t.Errorf("sentence %q", got)
	}
	var sum time.Duration
	for _, d := range f.Sums {
		sum += d
	}
	if sum != f.Took || f.Took != 1240*ms {
		t.Errorf("sums %v, took %v", sum, f.Took)
	}
	var got []string
	for _, a := range f.Attempts {
		got = append(got, fmt.Sprintf("%d %s", a.Number, a.Phases))
		for _, x := range a.Reasons {
			got = append(got, x.Head+": "+x.Text)
		}
	}
	want := []string{
		"1 send 1, wait 25", "c2: reused after 38 s idle", "Sent again: c2 was closed before any byte of a response; GET may be repeated",
		"2 DNS 2, connect 4, TLS 8, send 1, wait 49, receive 156", "c9: new: TLS 1.3, resumed: no", "Digest chosen: for shop.localhost:8443, realm “shop-admin”", "Answered: from a question",
		"3 send 1, wait 151, receive 6", "c9: reused after 38 s idle", "Followed: 302 on GET keeps GET; hop 1, sent again 2 of 20 times", "Authorization dropped: other origin",
		"4 DNS 2, connect 24, send 1, wait 484, receive 325", "c10: new",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("facts\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status session.Status
		stage  session.Stage
		text   string
		tag    string
	}{
		{session.StatusSSLFailed, session.StageTLS, "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: now", "certificate expired"},
		{session.StatusSSLFailed, session.StageTLS, "x509: certificate signed by unknown authority", "unknown certificate"},
		{session.StatusCantConnect, session.StageConnect, "dial tcp 127.0.0.1:1: connect: connection refused", "connection refused"},
		{session.StatusCantResolve, session.StageResolve, "lookup nowhere.invalid: no such host", "unknown host"},
		{session.StatusIOError, session.StageRead, session.ErrTimeout.Error(), "timed out"},
		{session.StatusIOError, session.StageRead, "something else", "no answer"},
		{session.StatusMalformed, session.StageRead, "space before the colon", "malformed head"},
		{session.StatusTooManyRedirects, session.StageRedirect, "sent 20 times again and still redirected", "too many redirects"},
	} {
		err := &session.Error{Stage: c.stage, Status: c.status, Err: errors.New(c.text)}
		r := new(story).queued(0, 1, "GET", "http://a/").sent(1, 1, 1, 1, false).finished(9, 1, 1, 1, c.status, err).fold().Row(0)
		if r.State != StateFailed || r.Tag != (Tag{c.tag, ToneFailed}) || r.Chips != ChipFailed {
			t.Errorf("%s: %v %+v", c.text, r.State, r.Tag)
		}
		if what, _ := r.Failure(); what == "" {
			t.Errorf("%s: no sentence", c.text)
		}
	}
}

func TestWebSocketLivesUntilItsConnectionCloses(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	s := new(story).queued(0, 1, "GET", "ws://localhost/ws")
	s.opened(1, 1, 1, 3, "localhost:80").sent(7, 1, 1, 3, false)
	s.add(20, 1, 1, 3, session.KindGotInformational, 120, &session.Response{Status: 101, Reason: "Switching Protocols", Fields: session.Fields{{Name: "Upgrade", Value: "websocket"}}})
	s.add(21, 1, 1, 3, session.KindStolen, 0, nil)
	s.add(21, 1, 1, 3, session.KindRequestUnqueued, 0, nil)
	m.Apply(s.events)
	snap := m.Snapshot()
	r := snap.Find(rowID(1))
	if r.State != StateWebSocket || r.Over() || r.Status != 101 || r.Type != "ws" || r.Chips != ChipLive || snap.Counts.Running != 1 {
		t.Errorf("open %+v", r)
	}
	if snap.OpenConns() != 0 || snap.Conns[0].State != ConnTakenOver || snap.Conns[0].Protocol != "ws" || snap.Conns[0].Message != rowID(1) {
		t.Errorf("connection %+v", snap.Conns)
	}
	m.Apply(new(story).add(1350, 0, 0, 3, session.KindConnectionClosed, 0, &session.ConnClosed{Why: "1000"}).events)
	snap = m.Snapshot()
	if r = snap.Find(rowID(1)); !r.Over() || r.Duration(0) != 1350*ms || r.State != StateOK || len(snap.Conns) != 0 || snap.Closed[0].Why != "1000" {
		t.Errorf("closed %+v", r)
	}
	if r.Attempts[0].In(PhaseOpen, 0) != 1329*ms {
		t.Errorf("open for %v", r.Attempts[0].In(PhaseOpen, 0))
	}
}

func TestRequeueAfterFinished(t *testing.T) {
	t.Parallel()
	s := new(story).queued(0, 1, "GET", "http://a/").sent(1, 1, 1, 1, true).head(5, 1, 1, 1, 200).body(6, 1, 1, 1)
	s.add(6, 1, 1, 1, session.KindFinished, 0, &session.Outcome{Status: 200, Reason: "OK"})
	s.sent(8, 1, 2, 1, true).head(12, 1, 2, 1, 503).body(13, 1, 2, 1).finished(13, 1, 2, 1, 503, nil)
	r := s.fold().Row(0)
	if len(r.Attempts) != 2 || r.State != StateServerError || r.Attempts[0].State != StateOK || r.Attempts[0].End != 6*ms || r.Attempts[1].Begin != 8*ms {
		t.Errorf("row %+v", r)
	}
}

func TestEventsOfAMessage(t *testing.T) {
	t.Parallel()
	snap := detour().fold()
	events := snap.Events(rowID(1))
	if len(events) != len(detour().events) {
		t.Errorf("%d events, want all %d, the close of the stale connection too", len(events), len(detour().events))
	}
	total := 0
	for n := uint16(1); n <= 4; n++ {
		part := snap.AttemptEvents(rowID(1), n)
		total += len(part)
		if len(part) == 0 || part[0].Attempt != n {
			t.Errorf("attempt %d has %d events", n, len(part))
		}
	}
	if total != len(events) {
		t.Errorf("the attempts have %d events, the message %d", total, len(events))
	}
}

func TestEventsAreBounded(t *testing.T) {
	t.Parallel()
	s := new(story).queued(0, 1, "GET", "http://a/").sent(1, 1, 1, 1, true).head(2, 1, 1, 1, 200)
	for i := range 10_000 {
		s.add(float64(3+i), 1, 1, 1, session.KindGotBodyData, int64(i), &session.BodyProgress{Decoded: int64(i)})
	}
	r := s.fold().Row(0)
	if len(r.events) > boundProgress+8 || r.Thinned+len(r.events) != len(s.events) {
		t.Errorf("%d events kept, %d thinned, of %d", len(r.events), r.Thinned, len(s.events))
	}
	if r.Received != 9999 {
		t.Errorf("received %d", r.Received)
	}
	for range 5_000 {
		s.add(20_000, 1, 1, 1, session.KindGotInformational, 20, &session.Response{Status: 102})
	}
	if r = s.fold().Row(0); len(r.events) > boundEvents || len(r.Attempts[0].Markers) > boundMarkers || r.events[0].Kind != session.KindRequestQueued {
		t.Errorf("%d events, %d markers", len(r.events), len(r.Attempts[0].Markers))
	}
}

func TestQueueAndConnections(t *testing.T) {
	t.Parallel()
	m := New(Options{Limits: Limits{Conns: 3, ConnsPerHost: 2}})
	s := new(story)
	for id := session.MessageID(1); id <= 5; id++ {
		s.queued(0, id, "GET", "http://a/")
	}
	s.add(0, 6, 1, 0, session.KindRequestQueued, 0, &session.Asked{Method: "GET", URL: "http://b/", Priority: 1})
	s.queued(0, 7, "GET", "http://c/")
	s.opened(1, 1, 1, 1, "a:80").opened(1, 2, 1, 2, "a:80").sent(7, 1, 1, 1, false)
	s.add(8, 4, 1, 0, session.KindPaused, 0, &session.Pause{By: "caller"})
	m.Apply(s.events)
	show := func() string {
		var parts []string
		for _, w := range m.Snapshot().Queue {
			parts = append(parts, fmt.Sprintf("%d %s", w.ID.Message, w.Text()))
		}
		return strings.Join(parts, "; ")
	}
	if got, want := show(), "6 next; 3 host full, 2 of 2; 4 held; 5 host full, 2 of 2; 7 next"; got != want {
		t.Errorf("queue %s, want %s", got, want)
	}
	s = new(story).opened(9, 6, 1, 3, "b:80")
	s.add(10, 0, 0, 0, session.KindPropertyChanged, 0, &session.PropertyChange{Name: "max-conns-per-host", Value: "4", Old: "2"})
	m.Apply(s.events)
	if got, want := show(), "3 session full, 3 of 3; 4 held; 5 session full, 3 of 3; 7 session full, 3 of 3"; got != want {
		t.Errorf("queue %s, want %s", got, want)
	}
	s = new(story).head(20, 1, 1, 1, 200).body(21, 1, 1, 1).finished(21, 1, 1, 1, 200, nil)
	s.add(22, 0, 0, 1, session.KindConnectionIdle, 0, nil)
	m.Apply(s.events)
	snap := m.Snapshot()
	if c := snap.Conns[0]; c.State != ConnIdle || c.Since != 22*ms || c.Messages != 1 || c.Protocol != "h1" || c.Message != (RowID{}) || c.Host != "a:80" {
		t.Errorf("connection %+v", c)
	}
	if snap.Counts.Running != 2 || snap.Counts.Queued != 4 || snap.Counts.Over != 1 || snap.Counts.Of(ChipPaused) != 1 || snap.OpenConns() != 3 {
		t.Errorf("counts %+v", snap.Counts)
	}
	m.Apply(new(story).add(70_000, 0, 0, 1, session.KindConnectionClosed, 0, &session.ConnClosed{Why: "idle for 60 s", Messages: 1, Sent: 100, Received: 1200}).events)
	snap = m.Snapshot()
	if len(snap.Conns) != 2 || snap.Closed[0].Why != "idle for 60 s" || snap.Closed[0].Received != 1200 {
		t.Errorf("closed %+v", snap.Closed)
	}
}

func TestReasonsForWaiting(t *testing.T) {
	t.Parallel()
	s := new(story).opened(0, 1, 1, 1, "a:80").opened(0, 2, 1, 2, "a:80")
	s.queued(1, 3, "GET", "http://a/").queued(1, 4, "GET", "http://a/").queued(1, 5, "GET", "http://b/")
	s.add(2, 4, 1, 0, session.KindPaused, 0, &session.Pause{By: "caller"}).queued(3, 6, "GET", "http://a/")
	var got []string
	for _, w := range s.fold().Queue {
		got = append(got, w.Reason())
	}
	if want := "host has 2 of 2 connections, held by you, starts next, behind 3"; strings.Join(got, ", ") != want {
		t.Errorf("reasons %v, want %s", got, want)
	}
}

func TestLanes(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	m.Apply(detour().events)
	s := m.Snapshot()
	show := func(c Conn) string {
		var parts []string
		for _, b := range c.Blocks {
			text := fmt.Sprintf("%d %v-%v", b.Message.Message, b.Start, b.End)
			if b.End == Open {
				text = fmt.Sprintf("%d %v-", b.Message.Message, b.Start)
			}
			if b.Setup {
				text += " setup"
			}
			if b.Failed {
				text += " failed"
			}
			parts = append(parts, text)
		}
		return strings.Join(parts, ", ")
	}
	if got, want := show(s.Closed[0]), "1 0s-26ms failed"; got != want {
		t.Errorf("stale connection: %s, want %s", got, want)
	}
	if got, want := show(s.Conns[0]), "1 26ms-40ms setup, 1 40ms-246ms, 1 246ms-404ms"; got != want {
		t.Errorf("connection used twice: %s, want %s", got, want)
	}
	next := new(story)
	for id := session.MessageID(2); id < 200; id++ {
		next.plain(float64(id)*1000, id, 200)
	}
	next.queued(200_000, 200, "GET", "http://a/").sent(200_001, 200, 1, 1, true)
	m.Apply(next.events)
	blocks := m.Snapshot().Conns[0].Blocks
	if n := len(blocks); n != boundBlocks+1 || blocks[n-1].End != Open || blocks[n-1].Message != rowID(200) || blocks[0].Message != rowID(200-boundBlocks) {
		t.Errorf("%d blocks, %+v", n, blocks)
	}
	if got, want := show(s.Conns[0]), "1 26ms-40ms setup, 1 40ms-246ms, 1 246ms-404ms"; got != want {
		t.Errorf("the lane of an older snapshot became %s", got)
	}
}

func TestTraffic(t *testing.T) {
	t.Parallel()
	s := new(story).queued(0, 1, "GET", "http://a/").sent(1, 1, 1, 1, true).head(2, 1, 1, 1, 200)
	s.add(500, 1, 1, 1, session.KindGotBodyData, 600, &session.BodyProgress{})
	s.body(900, 1, 1, 1).finished(900, 1, 1, 1, 200, nil)
	traffic := s.fold().Traffic
	if traffic.In != 1200 || traffic.Out != 100 {
		t.Errorf("in %d, out %d", traffic.In, traffic.Out)
	}
	for now, want := range map[time.Duration]float64{950 * ms: 1200, 1200 * ms: 1000, 1650 * ms: 400, 3 * time.Second: 0} {
		if in, _ := traffic.Rate(now); in != want {
			t.Errorf("rate at %v: %v, want %v", now, in, want)
		}
	}
}

func TestSnapshotsDoNotSeeTheFuture(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	s := new(story).plain(0, 1, 200).queued(100, 2, "GET", "http://a/").sent(100, 2, 1, 1, true).head(101, 2, 1, 1, 200)
	for i := range boundProgress {
		s.add(float64(102+i), 2, 1, 1, session.KindGotBodyData, int64(i), nil)
	}
	m.Apply(s.events)
	before := m.Snapshot()
	seen := fmt.Sprint(before.Events(rowID(2)))
	later := new(story).plain(500, 3, 200)
	for i := range boundProgress {
		later.add(float64(600+i), 2, 1, 1, session.KindGotBodyData, int64(100+i), nil)
	}
	m.Apply(later.events)
	m.Snapshot()
	if before.Find(rowID(3)) != nil || before.Len() != 2 {
		t.Error("a snapshot has a row that came later")
	}
	if fmt.Sprint(before.Events(rowID(2))) != seen {
		t.Error("thinning changed the events of an older snapshot")
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	s := new(story)
	for id := session.MessageID(1); id <= 600; id++ {
		s.plain(float64(id), id, 200)
	}
	s.queued(700, 601, "GET", "http://a/")
	m.Apply(s.events)
	before := m.Snapshot()
	m.Clear()
	m.Apply(new(story).plain(800, 602, 404).add(801, 601, 1, 0, session.KindPaused, 0, &session.Pause{By: "caller"}).events)
	after := m.Snapshot()
	if before.Len() != 601 || after.Len() != 2 || after.Row(0).State != StateHeld || after.Row(1).ID != rowID(602) {
		t.Errorf("before %d, after %d", before.Len(), after.Len())
	}
	if before.Find(rowID(1)) == nil || after.Find(rowID(1)) != nil || after.Counts.Rows != 2 || after.Counts.Queued != 1 {
		t.Errorf("counts %+v", after.Counts)
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	epoch := time.Date(2026, 11, 19, 9, 0, 0, 0, time.UTC)
	first := new(story).plain(0, 1, 200).queued(50, 2, "GET", "http://a/").sent(51, 2, 1, 4, false)
	snap := Replay(Run{Epoch: epoch, Events: first.events}, Run{Epoch: epoch.Add(time.Hour), Events: new(story).plain(5, 1, 404).events})
	if snap.Len() != 3 {
		t.Fatalf("%d rows", snap.Len())
	}
	lost := snap.Find(rowID(2))
	if !lost.Over() || lost.State != StateCancelled || lost.Tag.Text != "session ended" || snap.Counts.Running != 0 {
		t.Errorf("unfinished %+v", lost)
	}
	second := snap.Find(RowID{Session: 1, Message: 1})
	if second.Status != 404 || second.Begin != time.Hour+5*ms || !second.Time().Equal(epoch.Add(time.Hour+5*ms)) {
		t.Errorf("second session %+v", second)
	}
	if Replay().Len() != 0 {
		t.Error("nothing replayed has rows")
	}
}
