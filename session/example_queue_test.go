package session_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"

	"ladle/session"
	"ladle/session/standard"
)

// Five messages are queued in one step; one connection carries them in turn, the one of a higher priority first.
func ExampleSession_SetMaxConnsPerHost() {
	var order []string
	var mu sync.Mutex
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, r.URL.Path)
	}))
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	if err := s.SetMaxConnsPerHost(1); err != nil {
		fmt.Println(err)
		return
	}
	var all []*session.Message
	for _, dish := range []string{"/soup", "/stew", "/salad", "/bread", "/water"} {
		m, err := session.NewMessage("GET", srv.URL+dish)
		if err != nil {
			fmt.Println(err)
			return
		}
		all = append(all, m)
	}
	all[4].SetPriority(session.PriorityHigh)
	var done sync.WaitGroup
	done.Add(len(all))
	if err := s.QueueAll(all, func(m *session.Message) { done.Done() }); err != nil {
		fmt.Println(err)
		return
	}
	done.Wait()
	fmt.Println(order, len(s.Connections()))
	// Output: [/water /soup /stew /salad /bread] 1
}

// The message is held while somebody looks for the password; the program does other things meanwhile.
func ExampleSession_OnAuthenticate() {
	srv := exampleServer()
	defer srv.Close()
	s, err := standard.New(session.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	asked := make(chan session.Auth)
	s.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		if retrying {
			return // the password was wrong: the 401 is the answer
		}
		if s.Pause(m) == nil {
			go func() { asked <- a }()
		}
	})
	m, err := session.NewMessage("GET", srv.URL+"/secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	ended := make(chan struct{})
	if err := s.Queue(m, func(*session.Message) { close(ended) }); err != nil {
		fmt.Println(err)
		return
	}
	a := <-asked
	fmt.Println("the password of", a.Realm(), "is found after a while")
	a.Authenticate("mira", "ladle")
	if err := s.Unpause(m); err != nil {
		fmt.Println(err)
	}
	<-ended
	fmt.Println(m.Status(), string(m.Content().Bytes(100)))
	// Output:
	// the password of kitchen is found after a while
	// 200 miso
}

// A context ends a message in whatever phase it is.
func ExampleSession_SendMessage_cancel() {
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
	ctx, cancel := context.WithCancel(context.Background())
	m.OnGotHeaders(func(*session.Message) { cancel() })
	st, err := s.SendMessage(ctx, m)
	fmt.Println(st, st.Phrase(), err)
	fmt.Println(m.Err())
	// Output:
	// 1 Cancelled <nil>
	// cancel: cancelled: context canceled
}
