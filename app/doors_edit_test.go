//go:build !nogui

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ladle/session"
	"ladle/store"
	"ladle/ui"
)

// seen is a request as a peer read it.
type seen struct{ method, target, mark, body string }

// markPeer notes what it is asked, and sends /from on to /to.
func markPeer(t *testing.T) (*httptest.Server, chan seen) {
	t.Helper()
	got := make(chan seen, 16)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- seen{r.Method, r.RequestURI, r.Header.Get("X-Mark"), string(b)}
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/to", http.StatusFound)
		}
	}))
	t.Cleanup(srv.Close)
	return srv, got
}

func TestStoppedRequestGoesOutAsEdited(t *testing.T) {
	srv, got := markPeer(t)
	s := newTestStage(t)
	post := store.Request{Method: "POST", URL: srv.URL + "/pay?a=1", Fields: []store.FieldRow{{Name: "X-Mark", Value: "as composed"}}, Body: store.RequestBody{Kind: store.TextBody, ContentType: "text/plain", Text: "as composed"}}
	s.compose(t, post, "message.sendStopping")
	s.stops(t, 1)

	// What cannot go out is refused, and nothing typed is lost.
	s.window.EditStopped("nowhere", "", "", "")
	s.window.Run("stop.continue")
	if st := s.window.State(); st.Stopped != 1 || !strings.Contains(s.window.StopProblem(), "begins with /") {
		t.Fatalf("%d stopped, problem %q", st.Stopped, s.window.StopProblem())
	}
	s.window.EditStopped("/pay?dry_run=1", "X-Mark", "as edited", "a longer body, as edited")
	s.window.Run("stop.continue")
	s.must(t, s.over())
	if g, want := <-got, (seen{"POST", "/pay?dry_run=1", "as edited", "a longer body, as edited"}); g != want {
		t.Errorf("the peer read %+v, want %+v", g, want)
	}

	// At a redirect it is the next request that is changed.
	s.window.StopAt("", "", "/from", session.StopAtRedirect)
	s.must(t, s.get(srv.URL+"/from"))
	s.stops(t, 1)
	s.window.EditStopped("/elsewhere", "X-Mark", "sent on", "")
	s.window.Run("stop.continue")
	s.must(t, s.over())
	if g := <-got; g.target != "/from" {
		t.Errorf("first %+v", g)
	}
	if g, want := <-got, (seen{"GET", "/elsewhere", "sent on", ""}); g != want {
		t.Errorf("the peer read %+v, want %+v", g, want)
	}
	if m := last(s.window.State()); m.Status != 200 || m.Attempts != 2 {
		t.Errorf("it ended as %+v", m)
	}

	// Two that are stopped go on together, each as it was edited.
	s.window.StopAt("", "", "/both/*", session.StopAtStarting)
	for _, p := range []string{"/both/1", "/both/2"} {
		s.must(t, s.get(srv.URL+p))
	}
	s.must(t, s.until("two stops", func(st ui.State) bool { return st.Stopped == 2 && st.Stop }))
	s.window.EditStopped("", "X-Mark", "one of both", "")
	s.window.Run("stop.continueAll")
	s.must(t, s.over())
	marks := (<-got).mark + (<-got).mark
	if marks != "one of both" {
		t.Errorf("the marks are %q", marks)
	}
}
