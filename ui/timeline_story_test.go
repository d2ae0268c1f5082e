package ui

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineStory writes the events of a session by hand; times are milliseconds.
type timelineStory struct {
	model *timeline.Model
	seq   uint64
	last  time.Duration
}

func newTimelineStory() *timelineStory {
	epoch := time.Date(2026, 11, 22, 11, 20, 0, 0, time.UTC)
	return &timelineStory{model: timeline.New(timeline.Options{Epoch: epoch, Limits: timeline.Limits{Conns: 10, ConnsPerHost: 3}})}
}

func (s *timelineStory) add(at float64, id session.MessageID, attempt uint16, conn session.ConnID, k session.Kind, n int64, d session.Detail) {
	s.seq++
	when := time.Duration(at * float64(time.Millisecond))
	s.last = max(s.last, when)
	s.model.Apply([]session.Event{{Seq: s.seq, At: when, Message: id, Attempt: attempt, Conn: conn, Kind: k, N: n, Detail: d}})
}

func (s *timelineStory) queued(at float64, id session.MessageID, method, url string) {
	s.add(at, id, 1, 0, session.KindRequestQueued, 0, &session.Asked{Method: method, URL: url})
}

// opened opens a connection; each step takes as many milliseconds as it says, 0 leaves TLS out.
func (s *timelineStory) opened(at float64, id session.MessageID, attempt uint16, conn session.ConnID, host string, dns, connect, tls float64) float64 {
	scheme := "http"
	if tls > 0 {
		scheme = "https"
	}
	s.add(at, id, attempt, conn, session.KindConnectionCreated, 0, &session.ConnTarget{Scheme: scheme, Host: host})
	net := func(step session.Step) {
		s.add(at, id, attempt, conn, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: step})
	}
	net(session.StepResolving)
	at += dns
	net(session.StepResolved)
	net(session.StepConnecting)
	at += connect
	net(session.StepConnected)
	if tls > 0 {
		net(session.StepTLSHandshaking)
		at += tls
		net(session.StepTLSHandshaked)
	}
	net(session.StepComplete)
	return at
}

func (s *timelineStory) sent(at float64, id session.MessageID, attempt uint16, conn session.ConnID, send float64) float64 {
	s.add(at, id, attempt, conn, session.KindRequestStarted, 0, &session.Started{})
	s.add(at, id, attempt, conn, session.KindStarting, 0, nil)
	s.add(at+send, id, attempt, conn, session.KindWroteHeaders, 300, &session.Sent{Proto: "HTTP/1.1"})
	s.add(at+send, id, attempt, conn, session.KindWroteBody, 0, nil)
	return at + send
}

func (s *timelineStory) head(at float64, id session.MessageID, attempt uint16, conn session.ConnID, status int, kind string, length int64) {
	s.add(at, id, attempt, conn, session.KindGotHeaders, 200, &session.Response{Proto: "HTTP/1.1", Status: status,
		Reason: session.Status(status).Phrase(), Length: length, Fields: session.Fields{{Name: "Content-Type", Value: kind}}})
}

func (s *timelineStory) body(at float64, id session.MessageID, attempt uint16, conn session.ConnID, n int64) {
	s.add(at, id, attempt, conn, session.KindGotBodyData, n, nil)
	s.add(at, id, attempt, conn, session.KindGotBody, n, &session.BodyEnd{Decoded: n})
}

func (s *timelineStory) finished(at float64, id session.MessageID, attempt uint16, conn session.ConnID, status session.Status, err *session.Error) {
	s.add(at, id, attempt, conn, session.KindFinished, 0, &session.Outcome{Status: status, Reason: status.Phrase(), Err: err})
	s.add(at, id, attempt, conn, session.KindRequestUnqueued, 0, nil)
	if conn != 0 {
		s.add(at, 0, 0, conn, session.KindConnectionIdle, 0, nil)
	}
}

// plain is an undisturbed message on a connection that is kept.
func (s *timelineStory) plain(at float64, id session.MessageID, method, url string, conn session.ConnID, wait, receive float64, status int, kind string, n int64) {
	s.queued(at, id, method, url)
	t := s.sent(at+1, id, 1, conn, 3)
	s.head(t+wait, id, 1, conn, status, kind, n)
	s.body(t+wait+receive, id, 1, conn, n)
	s.finished(t+wait+receive, id, 1, conn, session.Status(status), nil)
}

func (s *timelineStory) snapshot() *timeline.Snapshot { return s.model.Snapshot() }

const timelineHost = "http://localhost:8080"

// timelineShop is a session with one of everything that the timeline draws differently.
func timelineShop() *timelineStory {
	s := newTimelineStory()
	s.queued(20, 44, "GET", timelineHost+"/img/ladle-copper.webp")
	t := s.opened(60, 44, 1, 2, "localhost:8080", 4, 22, 0)
	t = s.sent(t, 44, 1, 2, 20)
	s.head(t+60, 44, 1, 2, 200, "image/webp", 212000)
	s.body(306, 44, 1, 2, 212000)
	s.finished(306, 44, 1, 2, 200, nil)
	s.redirects(45)
	s.orders(46)
	s.plain(900, 47, "POST", timelineHost+"/api/cart/items", 1, 60, 45, 201, "application/json", 388)
	s.plain(1010, 48, "POST", timelineHost+"/api/cart/items", 1, 20, 10, 422, "application/json", 241)
	s.secure(49)
	s.plain(1150, 50, "GET", "http://rates.partner.example/v2/rates?base=EUR", 6, 220, 76, 200, "application/json", 3100)
	s.plain(1300, 51, "PUT", timelineHost+"/api/uploads/catalogue-2026.csv", 5, 600, 70, 201, "application/json", 96)
	s.plain(1500, 52, "GET", timelineHost+"/api/reports/2026-Q3", 1, 590, 10, 503, "text/plain", 128)
	s.plain(1760, 53, "DELETE", timelineHost+"/api/cart/items/3", 5, 240, 10, 204, "", 0)
	s.receiving(55)
	s.failed(56)
	s.asks(57)
	s.queued(2600, 58, "POST", "https://pay.localhost:8443/api/payments")
	t = s.opened(2620, 58, 1, 8, "pay.localhost:8443", 6, 20, 80)
	s.sent(t, 58, 1, 8, 10)
	s.queued(2840, 59, "GET", timelineHost+"/api/products?page=2&per_page=50")
	s.queued(2960, 60, "POST", timelineHost+"/api/orders/20418/refund")
	s.add(2965, 60, 1, 0, session.KindPaused, 0, &session.Pause{By: "caller"})
	return s
}

func (s *timelineStory) redirects(id session.MessageID) {
	s.queued(260, id, "GET", timelineHost+"/p/copper-ladle")
	t := s.opened(261, id, 1, 1, "localhost:8080", 3, 10, 0)
	for hop := uint16(1); hop <= 2; hop++ {
		t = s.sent(t, id, hop, 1, 6)
		s.head(t+40, id, hop, 1, 302, "text/html", 0)
		s.body(t+42, id, hop, 1, 0)
		s.add(t+42, id, hop, 1, session.KindRedirected, 0, &session.Redirected{Status: 302, To: fmt.Sprintf("%s/products/%d", timelineHost, hop)})
		s.add(t+42, id, hop, 1, session.KindRestarted, 0, &session.Restart{Why: session.RestartRedirect})
		t += 44
	}
	t = s.sent(t, id, 3, 1, 6)
	s.head(t+50, id, 3, 1, 200, "text/html", 14900)
	s.body(t+60, id, 3, 1, 14900)
	s.finished(t+60, id, 3, 1, 200, nil)
}

// orders is retried on a stale connection, challenged, then answered.
func (s *timelineStory) orders(id session.MessageID) {
	s.queued(540, id, "GET", timelineHost+"/api/admin/orders?state=open&limit=200")
	s.sent(541, id, 1, 2, 4)
	s.add(558, 0, 0, 2, session.KindConnectionClosed, 0, &session.ConnClosed{Why: "closed by peer"})
	s.add(558, id, 1, 2, session.KindRestarted, 0, &session.Restart{Why: session.RestartStale})
	t := s.opened(560, id, 2, 5, "localhost:8080", 4, 20, 0)
	t = s.sent(t, id, 2, 5, 10)
	s.head(t+55, id, 2, 5, 401, "text/html", 196)
	s.body(t+58, id, 2, 5, 196)
	s.add(t+58, id, 2, 5, session.KindAuthenticate, 0, &session.Challenge{Scheme: "Digest", Realm: "shop-admin"})
	s.add(t+60, id, 2, 5, session.KindAuthenticated, 0, &session.Authenticated{Scheme: "Digest", Source: session.FromQuestion})
	s.add(t+60, id, 2, 5, session.KindRestarted, 0, &session.Restart{Why: session.RestartAuth})
	t = s.sent(t+62, id, 3, 5, 8)
	s.head(t+190, id, 3, 5, 200, "application/json", 86400)
	s.body(952, id, 3, 5, 86400)
	s.finished(952, id, 3, 5, 200, nil)
}

func (s *timelineStory) secure(id session.MessageID) {
	s.queued(1040, id, "GET", "https://shop.localhost:8443/api/stock/8f3c")
	t := s.opened(1041, id, 1, 4, "shop.localhost:8443", 5, 15, 80)
	t = s.sent(t, id, 1, 4, 10)
	s.head(t+90, id, 1, 4, 200, "application/json", 1900)
	s.body(t+100, id, 1, 4, 1900)
	s.finished(t+100, id, 1, 4, 200, nil)
}

func (s *timelineStory) receiving(id session.MessageID) {
	s.queued(2020, id, "GET", timelineHost+"/api/export/orders.json")
	t := s.sent(2021, id, 1, 5, 4)
	s.head(t+80, id, 1, 5, 200, "application/json", 104900000)
	s.add(2900, id, 1, 5, session.KindGotBodyData, 38100000, nil)
}

func (s *timelineStory) failed(id session.MessageID) {
	s.queued(2060, id, "GET", "https://old.shop.localhost:9443/")
	t := s.opened(2061, id, 1, 7, "old.shop.localhost:9443", 8, 16, 60)
	s.finished(t+2, id, 1, 0, session.StatusSSLFailed, &session.Error{Stage: session.StageTLS, Err: fmt.Errorf("x509: certificate has expired or is not yet valid")})
}

func (s *timelineStory) asks(id session.MessageID) {
	s.queued(2140, id, "GET", timelineHost+"/api/admin/refunds")
	t := s.sent(2141, id, 1, 1, 4)
	s.head(t+20, id, 1, 1, 401, "text/html", 196)
	s.body(t+22, id, 1, 1, 196)
	s.add(t+22, id, 1, 1, session.KindAuthenticate, 0, &session.Challenge{Scheme: "Digest", Realm: "shop-admin"})
	s.add(t+24, id, 1, 1, session.KindPaused, 0, &session.Pause{By: "question"})
	s.add(t+24, id, 1, 1, session.KindQuestion, 0, &session.Question{ID: 1, Message: id, Realm: "shop-admin"})
}

// timelineWindow puts an object into a window of the test driver.
func timelineWindow(t *testing.T, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	a := test.NewTempApp(t)
	kit.SetVariant(a, kit.Dark)
	win := a.NewWindow("pane")
	shell := kit.NewShell(win, o)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(func() { shell.Release(); win.Close() })
	return win
}

// timelineSave writes what a window shows to the folder of LADLE_RENDER, in every palette.
func timelineSave(t *testing.T, win fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("LADLE_RENDER")
	if dir == "" {
		t.Skip("LADLE_RENDER names no folder")
	}
	for _, v := range []kit.Variant{kit.Dark, kit.Light, kit.ContrastDark} {
		kit.SetVariant(fyne.CurrentApp(), v)
		f, err := os.Create(filepath.Join(dir, name+"-"+string(v)+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, win.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
