package ui

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func inspectorWaiting(now float64) inspected {
	s := newInspectorStory("GET", "http://localhost:8080/slow")
	return s.open(1, 5, "localhost:8080", 1, 1, 0).send(4, "GET", "/slow", false).at(now, nil)
}

func inspectorReceiving(length, came int64, now float64, src body.Source) inspected {
	s := newInspectorStory("GET", "http://localhost:8080/export")
	s.open(1, 5, "localhost:8080", 1, 1, 0).send(4, "GET", "/export", false).head(500, 200, length, jsonType)
	s.add(now-1, session.KindGotBodyData, came, &session.BodyProgress{Decoded: came})
	return s.at(now, src)
}

func TestSummarise(t *testing.T) {
	first := inspectorOrders()
	first.Attempt = 0
	second := inspectorOrders()
	second.Attempt = 1
	for _, c := range []struct {
		name string
		s    inspected
		want summaryText
	}{
		{"finished", inspectorOrders(), summaryText{kit.StateOK, "200 OK", "86.4 kB", "412 ms", "HTTP/1.1", "c5", "application/json", "9.10 kB on the wire (gzip)", 0, false, "Attempt 3 of 3"}},
		{"an attempt without an answer", first, summaryText{kit.StateRetry, "No answer", "–", "26 ms", "", "c2", "", "", 0, false, "Attempt 1 of 3"}},
		{"a challenge", second, summaryText{kit.StateChallenge, "401 Unauthorized", "196 B", "91 ms", "HTTP/1.1", "c5", "", "", 0, false, "Attempt 2 of 3"}},
		{"refused", inspectorRefused(), summaryText{kit.StateFailed, "Malformed head", "196 B", "88 ms", "", "c11", "", "Refused, the bytes are kept as received", 0, false, ""}},
		{"waiting", inspectorWaiting(530), summaryText{kit.StateWaiting, "waiting", "–", "530 ms", "", "c5", "", "", 0, false, ""}},
		{"receiving, length known", inspectorReceiving(104_900_000, 38_100_000, 1500, nil),
			summaryText{kit.StateReceiving, "200 OK", "38.1 MB", "1.50 s", "HTTP/1.1", "c5", "application/json", "38.1 of 105 MB, 38.1 MB/s", 38_100_000.0 / 104_900_000, true, ""}},
		{"receiving, length unknown", inspectorReceiving(-1, 2_000, 1500, nil), summaryText{kit.StateReceiving, "200 OK", "2.00 kB", "1.50 s", "HTTP/1.1", "c5", "application/json", "2.00 kB, 2.00 kB/s", 0, false, ""}},
	} {
		if got := summarise(&c.s); got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

func TestOfText(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        string
	}{{38_100_000, 104_900_000, "38.1 of 105 MB"}, {900, 2_000, "900 B of 2.00 kB"}, {0, 0, "0 of 0 B"}} {
		if got := ofText(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d is %q, want %q", c.part, c.whole, got, c.want)
		}
	}
}

func TestFaceOf(t *testing.T) {
	headOnly := func(method string, status int, length int64, src body.Source) inspected {
		s := newInspectorStory(method, "http://localhost:8080/x")
		s.conn = 1
		s.send(1, method, "/x", true).head(5, status, length)
		s.add(6, session.KindGotBody, 0, &session.BodyEnd{})
		return s.end(6, session.Status(status), nil).at(6, src)
	}
	kept := headOnly("GET", 200, 50, nil)
	kept.BodyNote = "It is in the history."
	cancelled := newInspectorStory("GET", "http://localhost:8080/x")
	cancelled.end(3, session.StatusCancelled, &session.Error{Stage: session.StageCancel, Status: session.StatusCancelled, Err: session.ErrCancelled})
	queued := newInspectorStory("GET", "http://localhost:8080/x")
	first := inspectorOrders()
	first.Attempt, first.Body = 0, nil
	chunk := inspectorCut()
	chunk.Row.Err.Finding = &session.Finding{Rule: "bad-chunk-size", Title: "Chunk size is not a hexadecimal number", Section: "RFC 9112, section 7.1"}
	for _, c := range []struct {
		name  string
		s     inspected
		kind  faceKind
		title string
		text  string // part of it
		bytes int64
	}{
		{"a body", inspectorOrders(), faceText, "", "", int64(len(ordersJSON(200)))},
		{"204", headOnly("GET", 204, -1, nil), faceNote, "No body", "204 never has one", -1},
		{"304", headOnly("GET", 304, -1, nil), faceNote, "No body", "304 never has one", -1},
		{"HEAD", headOnly("HEAD", 200, 5000, nil), faceNote, "No body", "HEAD never has one", -1},
		{"length 0", headOnly("GET", 200, 0, body.Bytes(nil)), faceNote, "No body", "length is 0", -1},
		{"not kept", kept, faceNote, "The body is not here", "It is in the history.", -1},
		{"an attempt that was retried", first, faceNote, "No answer", "sent again", -1},
		{"cancelled before the head", cancelled.at(3, nil), faceNote, "Cancelled", "", -1},
		{"in the queue", queued.at(3, nil), faceNote, "Waits in the queue", "3 ms so far", -1},
		{"waiting", inspectorWaiting(530), faceNote, "Connected", "Waits for the head, 522 ms so far.", -1},
		{"head came", inspectorReceiving(500, 0, 530, &growingBody{}), faceNote, "Waits for the body", "", -1},
		{"cut", inspectorCut(), faceFinding, "The body ends early", "Content-Length said 412, 398 came", 398},
		{"bad chunk", chunk, faceFinding, "Chunk size is not a hexadecimal number", "", 398},
		{"refused", inspectorRefused(), faceFinding, "Space between a field name and its colon", "", 196},
		{"no connection", inspectorDown(), faceFinding, "No connection to pay.localhost:8443: connection refused", "Check that the host is reachable", -1},
	} {
		f := faceOf(&c.s)
		came := int64(-1)
		if f.src != nil {
			came = f.src.Size()
		}
		if f.kind != c.kind || f.title != c.title || !strings.Contains(f.text, c.text) || came != c.bytes {
			t.Errorf("%s: kind %d, %q, %q, %d bytes; want %d, %q, %q, %d", c.name, f.kind, f.title, f.text, came, c.kind, c.title, c.text, c.bytes)
		}
	}
}

func TestFindingFacts(t *testing.T) {
	s := inspectorRefused()
	f := faceOf(&s)
	want := []kit.Fact{{Name: "Where", Text: "line 4, byte 100: Content-Length : 412"}, {Name: "Rule", Text: "RFC 9112, section 5.1"},
		{Name: "Why", Text: s.Row.Err.Finding.Why}, {Name: "What we did", Text: "Stopped reading and kept the bytes."}}
	if len(f.facts) != len(want) {
		t.Fatalf("%d facts: %v", len(f.facts), f.facts)
	}
	for i := range want {
		if f.facts[i] != want[i] {
			t.Errorf("%v, want %v", f.facts[i], want[i])
		}
	}
	if from, to := f.flag.Range(); from != 100 || to != 101 {
		t.Errorf("marked %d to %d, want 100 to 101", from, to)
	}
}

func TestLineAround(t *testing.T) {
	for _, c := range []struct {
		raw  string
		off  int
		want string
	}{{"a\r\nbcd\r\ne", 4, "bcd"}, {"a\x00b", 1, `a\x00b`}, {"", 0, ""}, {"abc", 9, ""}, {"abc", -1, ""}, {strings.Repeat("x", 80), 3, strings.Repeat("x", 48) + "…"}} {
		if got := lineAround([]byte(c.raw), c.off); got != c.want {
			t.Errorf("around %d of %q: %q, want %q", c.off, c.raw, got, c.want)
		}
	}
}

func TestBodyFileName(t *testing.T) {
	for _, c := range []struct{ url, contentType, disposition, want string }{
		{"http://h/a/orders.json?x=1", "application/json", "", "orders.json"},
		{"http://h/a/orders", "application/json; charset=utf-8", "", "orders.json"},
		{"http://h/a/orders/", "application/problem+json", "", "orders.json"},
		{"http://shop.example/", "text/html", "", "shop.example.html"},
		{"http://h/x", "", `attachment; filename="report 1.pdf"`, "report 1.pdf"},
		{"http://h/x", "", `attachment; filename*=UTF-8''%e2%82%ac.pdf`, "€.pdf"},
		{"http://h/x", "", `attachment; filename="../../etc/passwd"`, "passwd"},
		{"http://h/x", "", `attachment; filename="C:\\dir\\a.txt"`, "a.txt"},
		{"http://h/x", "", `attachment; filename=".."`, "x"},
		{"http://h/%2e%2e%2fetc", "", "", "-etc"},
		{"http://h/a:b", "image/png", "", "a-b.png"},
	} {
		r := &session.Response{}
		if c.contentType != "" {
			r.Fields.Add("Content-Type", c.contentType)
		}
		if c.disposition != "" {
			r.Fields.Add("Content-Disposition", c.disposition)
		}
		a := &timeline.Attempt{Address: timeline.ParseAddress(c.url), Response: r}
		if got := bodyFileName(a); got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.url, c.contentType, c.disposition, got, c.want)
		}
	}
}

// FuzzSafeName checks that no name from outside leaves its folder or says nothing to a file system.
func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"a.txt", "../a", "%2e%2e%2f", "\x00", "CON", "a\u202eb", strings.Repeat("é", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := safeName(s)
		if strings.ContainsAny(got, "/\\\x00\n:") || got == "." || got == ".." || len(got) > 120 {
			t.Errorf("%q gives %q", s, got)
		}
		if d := dispositionName(`attachment; filename="` + s + `"`); strings.ContainsAny(d, "/\\\x00\n:") || d == ".." {
			t.Errorf("disposition of %q gives %q", s, d)
		}
	})
}

func TestCopyBody(t *testing.T) {
	g := &repeatedBody{unit: []byte("0123456789"), size: 700_001, more: make(chan struct{})}
	var out bytes.Buffer
	done := make(chan error, 1)
	go func() { done <- copyBody(context.Background(), &out, g) }()
	g.grow(1_000_003, true)
	if err := <-done; err != nil || out.Len() != 1_000_003 || !bytes.HasSuffix(out.Bytes(), []byte("9012")) {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := copyBody(ctx, &out, &repeatedBody{unit: []byte("x"), more: make(chan struct{})}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := copyBody(context.Background(), failingWriter{}, body.Bytes("x")); err == nil {
		t.Error("an error of the writer is lost")
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestSameBody(t *testing.T) {
	a, b := body.Bytes("one"), body.Bytes("one")
	g, h := &growingBody{}, &growingBody{}
	for _, c := range []struct {
		name string
		a, b body.Source
		want bool
	}{{"one slice", a, a, true}, {"two slices", a, b, false}, {"one pointer", g, g, true}, {"two pointers", g, h, false}, {"slice and pointer", a, g, false},
		{"nil", nil, nil, true}, {"nil and pointer", nil, g, false}, {"empty slices", body.Bytes(nil), body.Bytes(nil), true}} {
		if got := sameBody(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestModeFor(t *testing.T) {
	json := body.Format{Class: body.Text, Language: body.JSON}
	html := body.Format{Class: body.Text, Language: body.HTML}
	binary := body.Format{Class: body.Binary}
	for _, c := range []struct {
		want   bodyMode
		format body.Format
		got    bodyMode
	}{{bodyAuto, json, bodyPretty}, {bodyRaw, json, bodyRaw}, {bodyHex, json, bodyHex}, {bodyAuto, html, bodyRaw}, {bodyPretty, html, bodyRaw}, {bodyAuto, binary, bodyHex}, {bodyRaw, binary, bodyRaw}} {
		if got := modeFor(c.want, c.format); got != c.got {
			t.Errorf("%v of %v is %v, want %v", c.want, c.format, got, c.got)
		}
	}
}
