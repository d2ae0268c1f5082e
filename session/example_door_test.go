package session_test

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"ladle/session"
	"ladle/session/standard"
)

// stamp is a feature: it gives every message a number, and counts the answers.
type stamp struct{ sent, answered int }

func (*stamp) Name() string            { return "stamp" }
func (*stamp) Attach(*session.Session) {}
func (*stamp) Detach(*session.Session) {}

// Starting makes it a session.StartingHook.
func (f *stamp) Starting(t *session.Turn) {
	f.sent++
	t.Automatic("X-Stamp", fmt.Sprint(f.sent))
}

// GotBody makes it a session.BodyHook.
func (f *stamp) GotBody(t *session.Turn) { f.answered++ }

func ExampleFeature() {
	srv := exampleServer()
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	f := &stamp{}
	if err := s.AddFeature(f); err != nil {
		fmt.Println(err)
	}
	m, err := session.NewMessage("GET", srv.URL+"/old")
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := s.SendMessage(context.Background(), m); err != nil {
		fmt.Println(err)
	}
	s.Close() // what the hooks wrote can be read now
	fmt.Println(f.sent, "sent,", f.answered, "answered; the first had the stamp", m.Attempts()[0].Sent.Fields.Get("X-Stamp"))
	// Output: 2 sent, 2 answered; the first had the stamp 1
}

// The request stops when its connection is there and nothing was written; it goes on changed.
func ExampleSession_AddBreakpoint() {
	srv := exampleServer()
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	s.AddBreakpoint(session.Breakpoint{At: session.StopAtStarting, Times: 1})
	stopped := make(chan session.MessageID, 1)
	watch := session.NewGoroutine()
	defer watch.Close()
	stop := s.Observe(watch, 0, func(evs []session.Event) {
		for _, e := range evs {
			if e.Kind == session.KindStopped {
				stopped <- e.Message
			}
		}
	})
	defer stop()
	m, err := session.NewMessage("GET", srv.URL+"/nothing")
	if err != nil {
		fmt.Println(err)
		return
	}
	ended := make(chan struct{})
	if err := s.Queue(m, func(*session.Message) { close(ended) }); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("stopped", <-stopped == m.ID())
	if err := m.SetURI(srv.URL + "/soup"); err != nil {
		fmt.Println(err)
	}
	if err := s.Continue(m); err != nil {
		fmt.Println(err)
	}
	<-ended
	fmt.Println(m.Status(), string(m.Content().Bytes(100)))
	// Output:
	// stopped true
	// 200 tomato
}

// The connection is taken over at the head: its owner reads on where the session stopped.
func ExampleSession_Steal() {
	srv := exampleServer()
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	m, err := session.NewMessage("GET", srv.URL+"/soup")
	if err != nil {
		fmt.Println(err)
		return
	}
	rest := make(chan string)
	m.OnGotHeaders(func(m *session.Message) {
		nc, err := s.Steal(m)
		if err != nil {
			fmt.Println(err)
			return
		}
		go func() {
			defer nc.Close()
			b := make([]byte, m.Response().Length)
			io.ReadFull(bufio.NewReader(nc), b)
			rest <- string(b)
		}()
	})
	if err := s.Queue(m, nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(<-rest)
	// Output: tomato
}
