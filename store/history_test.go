package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"ladle/session"
)

var epoch = time.Now().Add(-time.Second).Round(time.Microsecond)

func observe(t *testing.T, s *Store, o RecorderOptions, events ...session.Event) *Recorder {
	t.Helper()
	if o.Session == "" {
		o.Session = "run-1"
	}
	if o.Epoch.IsZero() {
		o.Epoch = epoch
	}
	r := NewRecorder(s, o)
	t.Cleanup(func() { r.Close() })
	r.Observe(events)
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func page(t *testing.T, s *Store, f Filter) []Summary {
	t.Helper()
	p, err := s.Page(t.Context(), 0, 1000, f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMessageIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	var st story
	st.exchange(7, "http://shop.test:8080/orders?x=1", 200, 50)
	events := st.take()
	want := Request{Name: "Open orders", Method: "GET", URL: "http://shop.test:8080/orders?x=1",
		Fields: []FieldRow{{Name: "Authorization", Value: "Bearer hush"}, {Name: "X-Debug", Value: "1", Off: true}},
		Body:   RequestBody{Kind: TextBody, Text: "###\n\xff\xfe\x00"}}
	closed := 0
	r := observe(t, s, RecorderOptions{
		Request: func(id session.MessageID) (Request, bool) { return want, id == 7 },
		Body: func(session.MessageID) (BodySource, bool) {
			return BodySource{Reader: bytes.NewReader([]byte("hello")), Size: 5, Close: func() error { closed++; return nil }}, true
		},
	}, events...)
	if got, want := r.Synced(), events[len(events)-1].Seq; got != want {
		t.Errorf("Synced = %d, want %d", got, want)
	}
	if closed != 1 {
		t.Errorf("the body's source was closed %d times", closed)
	}
	p := page(t, s, Filter{})
	if len(p) != 1 {
		t.Fatalf("%d messages", len(p))
	}
	sum := Summary{ID: p[0].ID, Session: "run-1", Message: 7, Name: "Open orders", Started: epoch.Add(time.Millisecond), Duration: 8 * time.Millisecond,
		Method: "GET", URL: "http://shop.test:8080/orders?x=1", Host: "shop.test:8080", Status: 200, Reason: "OK", Type: "application/json",
		Outcome: Finished, Attempts: 1, Encoded: 50, Decoded: 100, Body: BodyKept}
	if !p[0].Started.Equal(sum.Started) {
		t.Errorf("started %v, want %v", p[0].Started, sum.Started)
	}
	sum.Started = p[0].Started
	if p[0] != sum {
		t.Errorf("summary\n%+v, want\n%+v", p[0], sum)
	}
	e, err := s.Entry(t.Context(), p[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !e.HasRequest || !reflect.DeepEqual(e.Request, want) {
		t.Errorf("request %+v", e.Request)
	}
	if len(e.Events) != len(events) || e.Events[3].Kind != events[3].Kind || e.Events[8].At != events[8].At {
		t.Errorf("events %+v", e.Events)
	}
	if got := e.Events[0].Detail.(*session.Asked).Fields[1].Value; got != "Bearer "+session.Mask {
		t.Errorf("the event shows %q", got)
	}
	wantBody(t, s, p[0].ID, []byte("hello"))
}

func wantBody(t *testing.T, s *Store, id int64, want []byte) {
	t.Helper()
	b, err := s.Body(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	got, err := io.ReadAll(io.NewSectionReader(b, 0, b.Size()))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("body of %d bytes, %v; want %d", len(got), err, len(want))
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	broken := &session.Error{Stage: session.StageConnect, Status: session.StatusCantConnect, Address: "127.0.0.1:1", Err: errors.New("connection refused")}
	sentence, _ := broken.Sentence()
	cases := []struct {
		name  string
		tell  func(*story)
		check func(Summary) bool
	}{
		{"failed", func(s *story) {
			s.begin(1, "http://a/")
			s.tell(1, 1, session.KindFinished, 0, &session.Outcome{Status: session.StatusCantConnect, Reason: "Cannot connect", Err: broken})
		}, func(m Summary) bool {
			return m.Outcome == Failed && m.Error == sentence && m.Status == session.StatusCantConnect
		}},
		{"cancelled", func(s *story) {
			s.begin(1, "http://a/")
			s.tell(1, 1, session.KindFinished, 0, &session.Outcome{Status: session.StatusCancelled, Reason: "Cancelled"})
		}, func(m Summary) bool { return m.Outcome == Cancelled && m.Type == "" }},
		{"stolen", func(s *story) {
			s.begin(1, "http://a/")
			s.head(1, 1, 101)
			s.tell(1, 1, session.KindStolen, 0, nil)
		}, func(m Summary) bool { return m.Outcome == Stolen && m.Status == 101 }},
		{"redirected, then cancelled", func(s *story) {
			s.begin(1, "http://a/")
			s.head(1, 1, 302)
			s.tell(1, 1, session.KindRedirected, 0, &session.Redirected{Status: 302, From: "http://a/", To: "http://b/", Method: "GET"})
			s.tell(1, 1, session.KindRestarted, 0, &session.Restart{Why: session.RestartRedirect})
			s.tell(1, 2, session.KindFinished, 0, &session.Outcome{Status: session.StatusCancelled, Reason: "Cancelled"})
		}, func(m Summary) bool {
			return m.Outcome == Cancelled && m.Attempts == 2 && m.Type == "" && m.URL == "http://a/"
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openStore(t, testPaths(t))
			var st story
			c.tell(&st)
			st.tell(1, 1, session.KindRequestUnqueued, 0, nil)
			observe(t, s, RecorderOptions{}, st.take()...)
			if p := page(t, s, Filter{}); len(p) != 1 || !c.check(p[0]) {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestUnfinishedAndUnbegunAreNotKept(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	var st story
	st.begin(1, "http://a/")
	st.tell(2, 1, session.KindRequestUnqueued, 0, nil)
	st.tell(0, 0, session.KindConnectionIdle, 0, nil)
	observe(t, s, RecorderOptions{}, st.take()...)
	if p := page(t, s, Filter{}); len(p) != 0 {
		t.Errorf("kept %+v", p)
	}
}

func TestProgressIsThinned(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	var st story
	st.begin(1, "http://a/")
	st.head(1, 1, 200)
	for i := range int64(5000) {
		st.tell(1, 1, session.KindGotBodyData, i+1, &session.BodyProgress{Decoded: i + 1})
	}
	st.tell(1, 1, session.KindFinished, 0, &session.Outcome{Status: 200})
	st.tell(1, 1, session.KindRequestUnqueued, 0, nil)
	observe(t, s, RecorderOptions{}, st.take()...)
	m := page(t, s, Filter{})[0]
	e, err := s.Entry(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	var progress []int64
	for _, ev := range e.Events {
		if ev.Kind == session.KindGotBodyData {
			progress = append(progress, ev.N)
		}
	}
	if n := len(progress); n < maxProgress/4 || n > maxProgress || !slices.IsSorted(progress) {
		t.Errorf("%d progress events", n)
	}
	if m.Encoded != 5000 || progress[len(progress)-1] != 5000 {
		t.Errorf("the newest count is lost: %d, %v", m.Encoded, progress[len(progress)-1])
	}
	if e.Events[0].Kind != session.KindRequestQueued || e.Events[len(e.Events)-1].Kind != session.KindRequestUnqueued {
		t.Error("the lifecycle was thinned")
	}
}

func TestLargeBodies(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s := openStore(t, p)
	large := bytes.Repeat([]byte("0123456789abcdef"), 3<<16)
	spooled, err := s.Spool().Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := spooled.Write(large); err != nil {
		t.Fatal(err)
	}
	sources := map[session.MessageID]BodySource{
		1: {Reader: bytes.NewReader(large), Size: int64(len(large))},
		2: {Reader: spooled, Size: int64(len(large)), Path: spooled.Name(), Close: spooled.Close},
		3: {Reader: bytes.NewReader(large[:100]), Size: int64(len(large))},
		4: {Reader: bytes.NewReader(large[:100]), Size: 1000},
		5: {Reader: bytes.NewReader(large[1:]), Size: int64(len(large)) - 1, Path: filepath.Join(p.Cache, "missing")},
	}
	var problems []error
	s.OnProblem(func(err error) { problems = append(problems, err) })
	var st story
	for id := range session.MessageID(6) {
		st.exchange(id+1, "http://a/", 200, 1)
	}
	observe(t, s, RecorderOptions{Body: func(id session.MessageID) (BodySource, bool) { b, ok := sources[id]; return b, ok }}, st.take()...)
	got := page(t, s, Filter{})
	slices.Reverse(got)
	for i, want := range []BodyState{BodyKept, BodyKept, BodyLost, BodyLost, BodyKept, BodyNone} {
		if got[i].Body != want {
			t.Errorf("message %d: body state %d, want %d", i+1, got[i].Body, want)
		}
	}
	wantBody(t, s, got[0].ID, large)
	wantBody(t, s, got[1].ID, large)
	wantBody(t, s, got[4].ID, large[1:])
	if _, err := s.Body(t.Context(), got[2].ID); !errors.Is(err, ErrBodyLost) {
		t.Errorf("a body that could not be read: %v", err)
	}
	if _, err := s.Body(t.Context(), got[5].ID); !errors.Is(err, ErrNoBody) {
		t.Errorf("no body: %v", err)
	}
	if _, err := s.Body(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("no message: %v", err)
	}
	if len(problems) != 2 {
		t.Errorf("problems told: %v", problems)
	}
	if files, _ := os.ReadDir(p.bodies()); len(files) != 2 {
		t.Errorf("%d files for two different contents", len(files))
	}
	if _, err := os.Stat(spooled.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Error("the spool file is still there")
	}
}

func TestPagesAndFilters(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	var st story
	for i := range session.MessageID(25) {
		st.exchange(i+1, map[bool]string{true: "http://even.test/100%_sure", false: "http://odd.test/b"}[i%2 == 0], 200+int(i)*10, 1)
	}
	observe(t, s, RecorderOptions{}, st.take()...)
	var ids []session.MessageID
	for before := int64(0); ; {
		p, err := s.Page(t.Context(), before, 10, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(p) == 0 {
			break
		}
		for _, m := range p {
			ids = append(ids, m.Message)
		}
		before = p[len(p)-1].ID
	}
	if len(ids) != 25 || ids[0] != 25 || ids[24] != 1 {
		t.Errorf("pages give %v", ids)
	}
	today := time.Now().Format(time.DateOnly)
	for _, c := range []struct {
		name   string
		filter Filter
		want   int
	}{
		{"host", Filter{Host: "even.test"}, 13}, {"text", Filter{Text: "EVEN"}, 13}, {"text with wildcards", Filter{Text: "0%_s"}, 13},
		{"wildcards are plain", Filter{Text: "%odd%"}, 0}, {"status", Filter{StatusFrom: 400, StatusTo: 499}, 5}, {"method", Filter{Method: "POST"}, 0},
		{"day", Filter{Day: today}, 25}, {"other day", Filter{Day: "1999-01-01"}, 0}, {"session", Filter{Session: "run-1"}, 25},
		{"outcome", Filter{Outcomes: []Outcome{Failed, Stolen}}, 0}, {"both", Filter{Outcomes: []Outcome{Finished}, Host: "odd.test", Day: today}, 12},
	} {
		if got := len(page(t, s, c.filter)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	yesterday := time.Now().AddDate(0, 0, -1)
	var a, b, c story
	a.exchange(1, "http://a/", 200, 1)
	a.exchange(2, "http://a/", 200, 1)
	b.exchange(1, "http://a/", 200, 1)
	c.exchange(1, "http://a/", 200, 1)
	now := time.Now()
	observe(t, s, RecorderOptions{Session: "old", Epoch: yesterday}, a.take()...)
	observe(t, s, RecorderOptions{Session: "morning", Epoch: now.Add(-time.Millisecond)}, b.take()...)
	observe(t, s, RecorderOptions{Session: "now", Epoch: now}, c.take()...)
	days, err := s.Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(days) != 2 || days[0].Count != 2 || days[1].Count != 2 || days[1].Date != yesterday.Format(time.DateOnly) {
		t.Fatalf("days %+v", days)
	}
	if s := days[0].Sessions; len(s) != 2 || s[0].ID != "now" || s[1].ID != "morning" || len(days[1].Sessions) != 0 {
		t.Errorf("sessions %+v", s)
	}
}

func TestDeleteUndeleteClear(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s := openStore(t, p)
	large := make([]byte, maxInline+1)
	var st story
	for i := range session.MessageID(3) {
		st.exchange(i+1, "http://a/secret-path", 200, 1)
	}
	observe(t, s, RecorderOptions{Body: func(session.MessageID) (BodySource, bool) {
		return BodySource{Reader: bytes.NewReader(large), Size: int64(len(large))}, true
	}}, st.take()...)
	all := page(t, s, Filter{})
	if err := s.Delete(t.Context(), all[0].ID, all[2].ID); err != nil {
		t.Fatal(err)
	}
	if got := page(t, s, Filter{}); len(got) != 1 || got[0].ID != all[1].ID {
		t.Errorf("after Delete: %+v", got)
	}
	if err := s.Undelete(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := page(t, s, Filter{}); len(got) != 2 {
		t.Errorf("after Undelete: %d", len(got))
	}
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := page(t, s, Filter{}); len(got) != 0 {
		t.Errorf("after Clear: %d", len(got))
	}
	if files, _ := os.ReadDir(p.bodies()); len(files) != 0 {
		t.Errorf("%d body files after Clear", len(files))
	}
	data, err := os.ReadFile(p.database())
	if err != nil || bytes.Contains(data, []byte("secret-path")) {
		t.Errorf("the cleared history is still in the file (%v)", err)
	}
}

func TestSweepAfterAnHour(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s := openStore(t, p)
	var st story
	st.exchange(1, "http://a/", 200, 1)
	st.exchange(2, "http://b/", 200, 1)
	observe(t, s, RecorderOptions{}, st.take()...)
	all := page(t, s, Filter{})
	long := time.Now().Add(-2 * undeleteFor).UnixMicro()
	if err := s.mark(t.Context(), long, []int64{all[0].ID}); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), all[1].ID); err != nil {
		t.Fatal(err)
	}
	orphan := filepath.Join(p.bodies(), "0123")
	if err := os.WriteFile(orphan, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	again := openStore(t, p)
	again.background.Wait()
	if _, err := again.Entry(t.Context(), all[0].ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleted long ago: %v", err)
	}
	if _, err := again.Entry(t.Context(), all[1].ID); err != nil {
		t.Errorf("deleted just now: %v", err)
	}
	if _, err := os.Stat(orphan); err == nil {
		t.Error("the orphan file is still there")
	}
}

func TestCancelledQueries(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Page(ctx, 0, 1, Filter{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Page: %v", err)
	}
	if _, err := s.Days(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Days: %v", err)
	}
	if err := s.Delete(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete: %v", err)
	}
}
