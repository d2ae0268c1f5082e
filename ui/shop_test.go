package ui

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/session/auth"
	"ladle/store"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// The shop is what the pictures in testdata/screens show: an afternoon with a small shop, from testdata/shop.

// shopEvents reads the session's events as the program writes them.
func shopEvents(t testing.TB) []session.Event {
	t.Helper()
	f, err := os.Open("testdata/shop/events.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []session.Event
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var e session.Event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("events.jsonl, line %d: %v", len(out)+1, err)
		}
		out = append(out, e)
	}
	return out
}

// shopNow is the present of the pictures, in the session's time.
const shopNow = 3000 * time.Millisecond

// shopEngine is a session that says what it is told to and does nothing.
type shopEngine struct {
	mu     sync.Mutex
	epoch  time.Time
	values map[string]string
	tell   func([]session.Event)
}

func newShopEngine() *shopEngine {
	e := &shopEngine{epoch: time.Now().Add(-shopNow), values: map[string]string{}}
	for _, p := range session.PropertyTable() {
		e.values[p.Name] = p.Default
	}
	e.values["max-conns-per-host"] = "3"
	return e
}

func (e *shopEngine) Queue(*session.Message, store.Request) error     { return nil }
func (e *shopEngine) Cancel(*session.Message, session.Status)         {}
func (e *shopEngine) Pause(*session.Message) error                    { return nil }
func (e *shopEngine) Unpause(*session.Message) error                  { return nil }
func (e *shopEngine) Abort()                                          {}
func (e *shopEngine) Answer(session.QuestionID, session.Answer) error { return nil }
func (e *shopEngine) Dismiss(session.QuestionID) error                { return nil }
func (e *shopEngine) Property(name string) string                     { return e.values[name] }
func (e *shopEngine) SetProperty(name, value string) error            { e.values[name] = value; return nil }
func (e *shopEngine) SignIns() []auth.Known                           { return nil }
func (e *shopEngine) ForgetSignIn(auth.Known) bool                    { return false }
func (e *shopEngine) Epoch() time.Time                                { return e.epoch }
func (e *shopEngine) Observe(_ session.MainContext, _ time.Duration, f func([]session.Event)) func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tell = f
	return func() {}
}

func (e *shopEngine) QueueHeld(*session.Message, store.Request) error              { return nil }
func (e *shopEngine) HoldNew(bool)                                                 {}
func (e *shopEngine) Hold(...*session.Message) error                               { return nil }
func (e *shopEngine) Release(...*session.Message) error                            { return nil }
func (e *shopEngine) ReleaseAll() int                                              { return 0 }
func (e *shopEngine) MoveBefore(_, _ *session.Message) error                       { return nil }
func (e *shopEngine) CloseConnection(session.ConnID) error                         { return nil }
func (e *shopEngine) CloseIdle() int                                               { return 0 }
func (e *shopEngine) OpenConnection(string) (session.MessageID, error)             { return 0, nil }
func (e *shopEngine) AddBreakpoint(session.Breakpoint) session.BreakpointID        { return 0 }
func (e *shopEngine) RemoveBreakpoint(session.BreakpointID)                        {}
func (e *shopEngine) Continue(*session.Message) error                              { return nil }
func (e *shopEngine) ContinueAll() int                                             { return 0 }
func (e *shopEngine) TakeResponse(*session.Message) error                          { return nil }
func (e *shopEngine) SetRedirectPolicy(host string, policy session.RedirectPolicy) {}

// shopHistory has the days of the pictures and nothing in them.
type shopHistory struct{ History }

func (shopHistory) Days(context.Context) ([]store.Day, error) {
	now := time.Now()
	day := func(ago int) string { return now.AddDate(0, 0, -ago).Format(time.DateOnly) }
	return []store.Day{{Date: day(0), Count: 478, Sessions: []store.SessionCount{{ID: "now", Count: 60, Started: now}, {ID: "before", Count: 418, Started: now.Add(-40 * time.Minute)}}},
		{Date: day(1), Count: 1206}, {Date: day(3), Count: 87}}, nil
}

// shopWindow is the whole window over the shop, without a session, a disk or a clock behind it.
type shopWindow struct {
	*Window
	t     testing.TB
	posts chan func()
}

// newShopWindow makes the window at a size and scale; filled is with the shop's messages, tabs and requests.
func newShopWindow(t testing.TB, v kit.Variant, size fyne.Size, scale float32, filled bool) *shopWindow {
	t.Helper()
	app := test.NewTempApp(t)
	kit.SetVariant(app, v)
	w := &shopWindow{t: t, posts: make(chan func(), 1000)}
	d := Deps{Engine: newShopEngine(), Post: func(f func()) { w.posts <- f }, Version: "Ladle 0.9", Session: "now",
		StartPlayground: func() (Playground, error) { return Playground{}, nil }}
	if filled {
		dir := t.TempDir()
		d.History = shopHistory{}
		d.LibraryDir, _ = filepath.Abs("testdata/shop/Shop")
		d.OpenLibrary = func(path string) (*store.Library, error) {
			return store.OpenLibrary(path, store.Paths{Config: dir, Data: dir, Cache: dir, State: dir})
		}
	}
	w.Window = New(app, d)
	t.Cleanup(w.Close)
	canvas := w.Fyne().Canvas().(interface{ SetScale(float32) })
	canvas.SetScale(scale)
	w.Fyne().Resize(size)
	if filled {
		w.fill()
	}
	return w
}

// drain runs what was posted until ok holds.
func (w *shopWindow) drain(what string, ok func() bool) {
	w.t.Helper()
	end := time.After(20 * time.Second)
	for !ok() {
		select {
		case f := <-w.posts:
			f()
		case <-end:
			w.t.Fatalf("%s did not happen", what)
		}
	}
}

// fill shows the shop: its messages at the instant of the pictures, the open requests, the folder, the answer to message 46.
func (w *shopWindow) fill() {
	w.t.Helper()
	for _, r := range []store.Request{{Name: "Open orders", Method: "GET", URL: "{{base}}/api/admin/orders?state=open&limit={{open_limit}}",
		Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}, {Name: "X-Request-Id", Value: "{{$uuid}}"}, {Name: "X-Debug", Value: "trace", Off: true}}},
		{Name: "Stock feed", Method: "WS", URL: "ws://localhost:8080/ws/stock"}, {Name: "Add to cart", Method: "POST", URL: "{{base}}/api/cart/items"},
		{Name: "Order export", Method: "GET", URL: "{{base}}/api/export/orders.json"}, shopPayment(w.t)} {
		w.tabs.Show(r)
	}
	w.tabs.choose(0)
	w.composer.SetAutomatic([]session.Field{{Name: "Host", Value: "localhost:8080"}, {Name: "User-Agent", Value: "Ladle/0.9"}, {Name: "Accept-Encoding", Value: "gzip, deflate, br"},
		{Name: "Cookie", Value: "cart=b81f…; lang=en"}, {Name: "Authorization", Value: "Digest, after the challenge"}}, "")
	model := timeline.New(timeline.Options{Epoch: w.d.Engine.Epoch(), Limits: timeline.Limits{Conns: 10, ConnsPerHost: 3}})
	model.Apply(shopEvents(w.t))
	snap := model.Snapshot()
	w.drain("the folder", func() bool {
		return w.library != nil && len(w.sidebar.collections.tree.rows) > 15 && !w.sidebar.collections.loading
	})
	w.drain("the history", func() bool { return !w.sidebar.history.days.empty() })
	w.snap, w.frame.landing = snap, false
	w.pane.Update(snap, shopNow)
	w.pane.Unfold(timeline.RowID{Message: 46})
	w.pane.Select(timeline.RowID{Message: 46})
	w.drawer.Update(snap, shopNow)
	w.status.Update(snap, shopNow)
	w.reframe()
	w.pane.setFollow(true)
	w.showAnswer(46, shopOrders(w.t))
	w.pane.actions.Select = nil // a click on a row of the shop has no answer of a session to show
	tree := w.sidebar.collections
	for i, row := range tree.tree.rows {
		if row.name == "Payments" {
			tree.toggle(i)
			break
		}
	}
	for i, row := range tree.tree.rows {
		if row.name == "Open orders" {
			tree.list.Select(i)
		}
	}
}

// showAnswer shows a message of the shop in the inspector, with a body.
func (w *shopWindow) showAnswer(id session.MessageID, b []byte) {
	row := w.snap.Find(timeline.RowID{Message: id})
	if row == nil {
		w.t.Fatalf("the shop has no message %d", id)
	}
	w.inspector.Show(inspected{Row: row, Attempt: -1, Facts: timeline.FactsOf(row, shopNow), Body: body.Bytes(b), Now: shopNow, Events: w.snap.Events(row.ID)})
	w.drain("the body", func() bool { return w.inspector.body.view.state.Done && w.inspector.body.view.Folds() })
}

func shopOrders(t testing.TB) []byte { return shopFile(t, "orders.json") }

func shopPayment(t testing.TB) store.Request {
	return store.Request{Name: "Create payment", Method: "POST", URL: "{{pay}}/api/payments", Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}},
		Body: store.RequestBody{Kind: store.TextBody, ContentType: "application/json", Text: string(shopFile(t, "payment.json"))}}
}

func shopFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata/shop", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
