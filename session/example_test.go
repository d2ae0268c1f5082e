package session_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"ladle/session"
	"ladle/session/standard"
)

// exampleServer has a place that moved and one that asks for a password.
func exampleServer() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/soup", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "tomato") })
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/soup", http.StatusFound) })
	mux.HandleFunc("/secret", func(w http.ResponseWriter, r *http.Request) {
		if u, p, _ := r.BasicAuth(); u != "mira" || p != "ladle" {
			w.Header().Set("WWW-Authenticate", `Basic realm="kitchen"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		io.WriteString(w, "miso")
	})
	return httptest.NewServer(mux)
}

func ExampleSession_SendMessage() {
	srv := exampleServer()
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	m, err := session.NewMessage("GET", srv.URL+"/old")
	if err != nil {
		fmt.Println(err)
		return
	}
	st, err := s.SendMessage(context.Background(), m)
	fmt.Println(st, err, string(m.Content().Bytes(100)))
	for _, a := range m.Attempts() {
		fmt.Println(a.Number, a.Status, a.Sent.Target)
	}
	// Output:
	// 200 <nil> tomato
	// 1 302 /old
	// 2 200 /soup
}

func ExampleSession_Send() {
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
	body, err := s.Send(context.Background(), m)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	fmt.Println(m.Status(), string(b), err)
	// Output: 200 tomato <nil>
}

// The program's own goroutine runs the handlers: it steps a Loop until the message is done.
func ExampleSession_Queue() {
	srv := exampleServer()
	defer srv.Close()
	loop := new(session.Loop)
	s, err := standard.New(session.Options{MainContext: loop})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	s.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		fmt.Println("asked for", a.Scheme(), a.Realm())
		if !retrying {
			a.Authenticate("mira", "ladle")
		}
	})
	m, err := session.NewMessage("GET", srv.URL+"/secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, done := context.WithCancel(context.Background())
	m.OnStarting(func(m *session.Message) { fmt.Println("starting") })
	if err := s.Queue(m, func(m *session.Message) {
		fmt.Println(m.Status(), string(m.Content().Bytes(100)))
		done()
	}); err != nil {
		fmt.Println(err)
		return
	}
	loop.Run(ctx)
	// Output:
	// starting
	// asked for Basic kitchen
	// starting
	// 200 miso
}

func ExampleSession_Observe() {
	srv := exampleServer()
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := session.NewMessage("GET", srv.URL+"/soup")
	if err != nil {
		fmt.Println(err)
		return
	}
	loop := new(session.Loop)
	s.Observe(loop, 0, func(evs []session.Event) {
		for _, e := range evs {
			if e.Message == m.ID() && e.Kind != session.KindNetworkEvent {
				fmt.Println(e.Attempt, e.Kind)
			}
		}
	})
	if _, err := s.SendMessage(context.Background(), m); err != nil {
		fmt.Println(err)
	}
	s.Close()
	loop.Drain()
	// Output:
	// 1 request-queued
	// 1 connection-created
	// 1 request-started
	// 1 starting
	// 1 wrote-headers
	// 1 wrote-body
	// 1 got-headers
	// 1 got-body
	// 1 finished
	// 1 request-unqueued
}
