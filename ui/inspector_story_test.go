package ui

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// inspectorStory writes the events of one message by hand; times are milliseconds.
type inspectorStory struct {
	events  []session.Event
	attempt uint16
	conn    session.ConnID
}

func newInspectorStory(method, url string) *inspectorStory {
	s := &inspectorStory{attempt: 1}
	return s.add(0, session.KindRequestQueued, 0, &session.Asked{Method: method, URL: url, Fields: session.Fields{{Name: "Accept", Value: "*/*"}}})
}

func (s *inspectorStory) add(at float64, k session.Kind, n int64, d session.Detail) *inspectorStory {
	s.events = append(s.events, session.Event{Seq: uint64(len(s.events) + 1), At: time.Duration(at * float64(time.Millisecond)), Message: 1, Attempt: s.attempt, Conn: s.conn, Kind: k, N: n, Detail: d})
	return s
}

// open opens a connection; tls 0 leaves TLS out.
func (s *inspectorStory) open(at float64, conn session.ConnID, host string, dns, connect, tls float64) *inspectorStory {
	s.conn = conn
	s.add(at, session.KindConnectionCreated, 0, &session.ConnTarget{Scheme: "https", Host: host})
	s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepResolving, Host: host})
	at += dns
	s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepResolved, Addrs: []string{"127.0.0.1"}})
	s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepConnecting, Addrs: []string{"127.0.0.1:8443"}})
	at += connect
	s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepConnected, Addrs: []string{"127.0.0.1:8443"}})
	if tls > 0 {
		s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepTLSHandshaking})
		at += tls
		s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepTLSHandshaked, TLS: &session.TLSInfo{Version: "TLS 1.3"}})
	}
	return s.add(at, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepComplete})
}

func (s *inspectorStory) send(at float64, method, target string, reused bool, fields ...session.Field) *inspectorStory {
	s.add(at, session.KindRequestStarted, 0, &session.Started{Reused: reused, Idle: 38 * time.Second})
	s.add(at, session.KindStarting, 0, nil)
	all := append(session.Fields{{Name: "Host", Value: "shop.localhost:8443"}, {Name: "User-Agent", Value: "Ladle/0.9"}, {Name: "Accept-Encoding", Value: "gzip, deflate"}}, fields...)
	s.add(at+4, session.KindWroteHeaders, 312, &session.Sent{Method: method, Target: target, Proto: "HTTP/1.1", Fields: all})
	return s.add(at+4, session.KindWroteBody, 0, nil)
}

func (s *inspectorStory) head(at float64, status int, length int64, fields ...session.Field) *inspectorStory {
	return s.add(at, session.KindGotHeaders, 240, &session.Response{Proto: "HTTP/1.1", Status: status, Reason: session.Status(status).Phrase(), Length: length, Fields: fields})
}

func (s *inspectorStory) again(at float64, why session.RestartReason) *inspectorStory {
	s.add(at, session.KindRestarted, 0, &session.Restart{Why: why})
	s.attempt++
	return s
}

func (s *inspectorStory) end(at float64, status session.Status, err *session.Error) *inspectorStory {
	s.add(at, session.KindFinished, 0, &session.Outcome{Status: status, Reason: status.Phrase(), Err: err})
	return s.add(at, session.KindRequestUnqueued, 0, nil)
}

// at folds the events into what the inspector is given, at a moment.
func (s *inspectorStory) at(now float64, src body.Source) inspected {
	m := timeline.New(timeline.Options{Epoch: time.Date(2026, 11, 22, 11, 20, 0, 0, time.UTC)})
	m.Apply(s.events)
	snap := m.Snapshot()
	row := snap.Row(0)
	t := time.Duration(now * float64(time.Millisecond))
	return inspected{Row: row, Attempt: -1, Facts: timeline.FactsOf(row, t), Events: snap.Events(row.ID), Body: src, Running: !row.Over(), Now: t}
}

var jsonType = session.Field{Name: "Content-Type", Value: "application/json"}

// inspectorOrders is a finished answer in JSON after a retry and a challenge.
func inspectorOrders() inspected {
	s := newInspectorStory("GET", "http://localhost:8080/api/admin/orders?state=open&limit=200")
	s.conn = 2
	s.send(1, "GET", "/api/admin/orders?state=open&limit=200", true)
	s.again(26, session.RestartStale)
	s.open(26, 5, "localhost:8080", 2, 3, 0)
	s.send(32, "GET", "/api/admin/orders?state=open&limit=200", false)
	s.head(110, 401, 196, session.Field{Name: "WWW-Authenticate", Value: `Digest realm="shop-admin"`})
	s.add(117, session.KindGotBody, 196, &session.BodyEnd{Decoded: 196})
	s.add(117, session.KindAuthenticated, 0, &session.Authenticated{Scheme: "Digest", Realm: "shop-admin", Host: "localhost:8080", Source: session.FromQuestion})
	s.again(117, session.RestartAuth)
	s.send(118, "GET", "/api/admin/orders?state=open&limit=200", true, session.Field{Name: "Authorization", Value: `Digest username="mira", realm="shop-admin", nonce="4f1e", response="a5"`})
	s.head(380, 200, 86_412, jsonType, session.Field{Name: "Date", Value: "Sun, 22 Nov 2026 09:33:02 GMT"}, session.Field{Name: "Content-Encoding", Value: "gzip"},
		session.Field{Name: "Set-Cookie", Value: "cart=b81f09; Path=/; HttpOnly"}, session.Field{Name: "Content-Security-Policy", Value: "default-src 'self'; img-src 'self' data: https://cdn.partner.example; script-src 'self' 'nonce-8f3c9a'; frame-ancestors 'none'; report-uri /csp"},
		session.Field{Name: "Vary", Value: "Accept-Encoding"}, session.Field{Name: "ETag", Value: `"5f8-61c"`})
	s.add(412, session.KindGotBody, 9_102, &session.BodyEnd{Decoded: 86_412, Coding: "gzip"})
	s.end(412, 200, nil)
	return s.at(412, body.Bytes(ordersJSON(200)))
}

// ordersJSON is a list of orders on one line.
func ordersJSON(n int) string {
	var b strings.Builder
	b.WriteString(`{"orders":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"ord_%06d","number":%d,"state":"open","placed_at":"2026-11-22T08:51:07Z","customer":{"id":"cus_7Q2","name":"Mira Okafor"},`, i, 20418+i)
		b.WriteString(`"lines":[{"sku":"LDL-COPPER-09","qty":1,"unit_price":61.5,"warehouse":"LEJ-2","note":"a longer line, so that this object is broken"},2,3],"total":{"amount":184.5,"currency":"EUR"},"paid":true,"note":null}`)
	}
	b.WriteString(`]}`)
	return b.String()
}

// inspectorRefused is an answer that breaks a rule.
func inspectorRefused() inspected {
	raw := "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 09:33:02 GMT\r\nContent-Type: application/json\r\nContent-Length : 412\r\nContent-Length: 398\r\nX-Cache: MISS\r\n\r\n{\"rates\":{\"USD\":1.0873,\"SEK\":11.482,\"GBP\":0.8341}}"
	at := strings.Index(raw, " : 412")
	s := newInspectorStory("GET", "http://rates.partner.example/v1/rates?base=EUR")
	s.open(1, 11, "rates.partner.example:80", 3, 9, 0).send(14, "GET", "/v1/rates?base=EUR", false)
	s.end(88, session.StatusMalformed, &session.Error{Stage: session.StageRead, Status: session.StatusMalformed, Address: "rates.partner.example:80", Raw: []byte(raw), Err: errors.New("malformed"),
		Finding: &session.Finding{Rule: "space-before-colon", Title: "Space between a field name and its colon", Line: 4, Offset: at, Length: 1, Section: "RFC 9112, section 5.1",
			Why: "Two readers may see two different fields, and so two lengths; a proxy could be fooled (request smuggling).", Did: "Stopped reading and kept the bytes.", Refused: true}})
	return s.at(88, nil)
}

// inspectorRedirected is a story of four attempts over two hosts.
func inspectorRedirected() inspected {
	s := newInspectorStory("GET", "https://shop.localhost:8443/invoices/20418.pdf")
	s.conn = 2
	s.send(0.1, "GET", "/invoices/20418.pdf", true)
	s.again(26.2, session.RestartStale)
	s.open(26.4, 9, "shop.localhost:8443", 14, 18, 92)
	s.send(150.7, "GET", "/invoices/20418.pdf", false)
	s.head(238.9, 401, 196)
	s.add(246, session.KindAuthenticate, 0, &session.Challenge{Scheme: "Digest", Realm: "shop-admin", Host: "shop.localhost:8443"})
	s.add(246, session.KindAuthenticated, 0, &session.Authenticated{Scheme: "Digest", Realm: "shop-admin", Host: "shop.localhost:8443", Source: session.FromQuestion})
	s.again(246, session.RestartAuth)
	s.send(246.3, "GET", "/invoices/20418.pdf", true)
	s.head(398.1, 302, 0)
	s.add(404, session.KindRedirected, 0, &session.Redirected{Status: 302, From: "https://shop.localhost:8443/invoices/20418.pdf", To: "https://cdn.partner.example/f/9c1e/20418.pdf?sig=9f8e7d6c5b4a", Method: "GET",
		Dropped: []session.Dropped{{Name: "Authorization", Why: "other origin: shop.localhost:8443 to cdn.partner.example:443"}}})
	s.again(404, session.RestartRedirect)
	s.open(404.3, 10, "cdn.partner.example:443", 0, 24, 118)
	s.send(609.8, "GET", "/f/9c1e/20418.pdf?sig=9f8e7d6c5b4a", false)
	s.head(914.9, 200, 1_840_000, session.Field{Name: "Content-Type", Value: "application/pdf"})
	s.add(1240.4, session.KindGotBody, 1_840_000, &session.BodyEnd{Decoded: 1_840_000})
	s.end(1240.4, 200, nil)
	return s.at(1240.4, body.Bytes("%PDF-1.7\n\x00\x01\x02\xff\xfe"+strings.Repeat("obj \x00\x90\xab stream", 4000)))
}

func inspectorCut() inspected {
	s := newInspectorStory("GET", "http://localhost:8080/cut")
	s.open(1, 3, "localhost:8080", 0, 1, 0).send(3, "GET", "/cut", false).head(20, 200, 412, jsonType)
	s.add(30, session.KindGotBodyData, 398, &session.BodyProgress{Decoded: 398})
	s.end(40, session.StatusIOError, &session.Error{Stage: session.StageRead, Status: session.StatusIOError, Address: "localhost:8080", Err: errors.New("unexpected EOF")})
	return s.at(40, body.Bytes(ordersJSON(3)[:398]))
}

func inspectorDown() inspected {
	s := newInspectorStory("POST", "https://pay.localhost:8443/api/payments")
	s.open(1, 3, "pay.localhost:8443", 4, 1, 0)
	s.end(6, session.StatusCantConnect, &session.Error{Stage: session.StageConnect, Status: session.StatusCantConnect, Address: "pay.localhost:8443", Err: errors.New("connection refused")})
	return s.at(6, nil)
}

// growingBody is a body that arrives as a test says.
type growingBody struct {
	data []byte

	mu   sync.Mutex
	size int64
	done bool
}

func (g *growingBody) grow(size int64, done bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.size, g.done = size, done
}

func (g *growingBody) ReadAt(p []byte, off int64) (int, error) {
	return body.Bytes(g.data[:g.Size()]).ReadAt(p, off)
}

func (g *growingBody) Size() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.size
}

func (g *growingBody) Done() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.done
}

// inspectorWindow shows an inspector in a window; drain runs what workers posted until a condition holds.
type inspectorWindow struct {
	i      *inspector
	win    fyne.Window
	posted chan func()
	copied []string
}

func newInspectorWindow(t testing.TB, v kit.Variant, w, h float32) *inspectorWindow {
	t.Helper()
	a := test.NewTempApp(t)
	kit.SetVariant(a, v)
	x := &inspectorWindow{posted: make(chan func(), 1<<16), win: a.NewWindow("Ladle")}
	x.i = newInspector(inspectorActions{Post: func(f func()) { x.posted <- f }, CopyText: func(s string) { x.copied = append(x.copied, s) },
		Cancel: func(timeline.RowID) {}, SendAgain: func(timeline.RowID) {}, Save: func(string, saver) {}})
	shell := kit.NewShell(x.win, x.i.Object())
	x.win.Resize(fyne.NewSize(w, h))
	t.Cleanup(func() {
		x.i.Show(inspected{Attempt: -1})
		shell.Release()
		x.win.Close()
	})
	return x
}

// until runs what is posted until cond holds.
func (x *inspectorWindow) until(t testing.TB, what string, cond func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for !cond() {
		select {
		case f := <-x.posted:
			f()
		case <-limit:
			t.Fatalf("never: %s", what)
		}
	}
}

func (x *inspectorWindow) settled(t testing.TB) {
	t.Helper()
	v := x.i.body.view
	x.until(t, "body is indexed", func() bool {
		if v.open == nil {
			return true
		}
		v.state = v.open.doc.State()
		done := v.state.Indexed == v.state.Size && v.state.Done && (v.open.mode != bodyPretty || v.state.Folding == body.FoldingReady)
		if done {
			v.sync()
		}
		return done
	})
}

// savePicture writes what the window shows into the folder that LADLE_RENDER names.
func (x *inspectorWindow) savePicture(t testing.TB, name string) {
	t.Helper()
	f, err := os.Create(filepath.Join(os.Getenv("LADLE_RENDER"), name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, x.win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
