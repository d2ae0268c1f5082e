//go:build linux && !nogui

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"ladle/session"
)

func init() { programs["owner"] = func() { os.Exit(ownerProgram()) } }

// TestHandlersRunOnMainGoroutine runs the window's session in a real Fyne loop and connects every signal: each handler, each
// callback and each batch of events must run on Fyne's goroutine, and a synchronous call there must be refused.
func TestHandlersRunOnMainGoroutine(t *testing.T) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skip("Xvfb is not installed; make test installs it")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "LADLE_AS_PROGRAM=owner", "DISPLAY="+startDisplay(t), "WAYLAND_DISPLAY=", "LANG=en_US.UTF-8", "HOME="+t.TempDir())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var seen map[string]ownerCount
	if err := json.Unmarshal(out[strings.IndexByte(string(out), '{'):], &seen); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, what := range ownerSignals {
		c := seen[what]
		if c.Calls == 0 {
			t.Errorf("%s was never called", what)
		}
		if c.Elsewhere > 0 {
			t.Errorf("%s ran %d of %d times on another goroutine", what, c.Elsewhere, c.Calls)
		}
	}
}

// ownerSignals is everything that must run on the owner.
var ownerSignals = []string{"request-queued", "connection-created", "request-started", "starting", "wrote-headers", "wrote-body", "got-headers", "got-body", "restarted",
	"authenticate", "finished", "callback", "request-unqueued", "events", "question", "sync-refused"}

type ownerCount struct{ Calls, Elsewhere int }

// ownerProgram is the program of TestHandlersRunOnMainGoroutine: it prints what ran where.
func ownerProgram() int {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, p, _ := r.BasicAuth(); p != "soup" {
			w.Header().Set("WWW-Authenticate", `Basic realm="kitchen"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		io.WriteString(w, "soup")
	}))
	defer srv.Close()
	dir, err := os.MkdirTemp("", "ladle-owner-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	paths, err := temporaryPaths(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	app := newFyneApp()
	loop := &mainLoop{}
	d, err := newDesktop(loop, paths, slog.New(slog.DiscardHandler), Env{Getenv: os.Getenv})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	o := &ownerWatch{loop: loop, seen: map[string]ownerCount{}}
	app.Lifecycle().SetOnStarted(func() {
		o.home = stackHead()
		loop.start()
		o.play(d, srv.URL, app.Quit)
	})
	w := app.NewWindow("Ladle owner")
	w.Show()
	app.Run()
	loop.close()
	if err := d.close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	json.NewEncoder(os.Stdout).Encode(o.seen)
	return 0
}

// ownerWatch counts calls, and those that are not on Fyne's goroutine: by the context's own word and by the runtime's.
type ownerWatch struct {
	loop *mainLoop
	home string

	mu   sync.Mutex
	seen map[string]ownerCount
}

func (o *ownerWatch) note(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.seen[what]
	c.Calls++
	if !o.loop.IsOwner() || stackHead() != o.home {
		c.Elsewhere++
	}
	o.seen[what] = c
}

// stackHead names the calling goroutine as the runtime does.
func stackHead() string {
	buf := make([]byte, 64)
	head, _, _ := strings.Cut(string(buf[:runtime.Stack(buf, false)]), "[")
	return head
}

// play connects everything, sends a message that a handler answers and one that a question answers, and ends the loop.
func (o *ownerWatch) play(d *desktop, url string, done func()) {
	s := d.session.Session
	s.OnRequestQueued(func(*session.Message) { o.note("request-queued") })
	s.OnRequestStarted(func(*session.Message) { o.note("request-started") })
	s.OnRequestUnqueued(func(*session.Message) { o.note("request-unqueued") })
	s.OnConnectionCreated(func(session.ConnInfo) { o.note("connection-created") })
	asked := 0
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		o.note("authenticate")
		if asked++; asked > 1 {
			a.Authenticate("mira", "soup")
		}
	})
	s.Observe(o.loop, 10*time.Millisecond, func(evs []session.Event) {
		o.note("events")
		for _, e := range evs {
			if q, ok := e.Detail.(*session.Question); ok {
				o.note("question")
				if err := s.Answer(q.ID, session.Answer{User: "mira", Password: "wrong"}); err != nil {
					fmt.Fprintln(os.Stderr, err)
				}
			}
		}
	})
	m, err := session.NewMessage("GET", url)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		done()
		return
	}
	for what, on := range map[string]func(func(*session.Message)) func(){"starting": m.OnStarting, "wrote-headers": m.OnWroteHeaders, "wrote-body": m.OnWroteBody,
		"got-headers": m.OnGotHeaders, "got-body": m.OnGotBody, "restarted": m.OnRestarted, "finished": m.OnFinished} {
		on(func(*session.Message) { o.note(what) })
	}
	if _, err := s.SendMessage(context.Background(), m); err == session.ErrOnOwner {
		o.note("sync-refused")
	}
	if err := s.Queue(m, func(*session.Message) {
		o.note("callback")
		loopLater(o.loop, done)
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		done()
	}
}

// loopLater runs f after what is queued now and what that queues: the last handlers and events come first.
func loopLater(loop *mainLoop, f func()) {
	time.AfterFunc(100*time.Millisecond, func() { loop.Invoke(f) })
}
