package timeline

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ladle/session"
)

// tunnelProxy is a proxy that does nothing but CONNECT. It ends with the test.
func tunnelProxy(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				r, err := http.ReadRequest(in)
				if err != nil || r.Method != "CONNECT" {
					return
				}
				up, err := net.Dial("tcp", r.Host)
				if err != nil {
					fmt.Fprint(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
					return
				}
				defer up.Close()
				fmt.Fprint(c, "HTTP/1.1 200 OK\r\n\r\n")
				go func() {
					io.Copy(up, in)
					up.Close()
				}()
				io.Copy(c, up)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestConnectsFoldUnderTheirMessages(t *testing.T) {
	t.Parallel()
	peer := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") }))
	defer peer.Close()
	proxy := tunnelProxy(t)
	run, _ := observed(t, func(s *session.Session) {
		for name, value := range map[string]string{"proxy-uri": proxy, "ssl-strict": "false", "max-conns-per-host": "1"} {
			if err := s.SetProperty(name, value); err != nil {
				t.Error(err)
			}
		}
	}, request(t, "GET", peer.URL+"/a"), request(t, "GET", peer.URL+"/b"))

	live := New(Options{Epoch: run.Epoch})
	live.Apply(run.Events)
	s := live.Snapshot()
	if s.Len() != 2 || s.Counts.Over != 2 || s.Counts.Rows != 2 {
		t.Fatalf("%d rows, %+v", s.Len(), s.Counts)
	}
	row := s.Row(0)
	if len(row.Tunnels) != 1 || row.Tag.Text != "proxy" || len(s.Row(1).Tunnels) != 0 {
		t.Fatalf("%d and %d tunnels, tag %q", len(row.Tunnels), len(s.Row(1).Tunnels), row.Tag.Text)
	}
	tunnel := row.Tunnels[0]
	if tunnel.Method != "CONNECT" || tunnel.Under != row.ID || !tunnel.Over() || tunnel.Status != 200 {
		t.Errorf("%s %v, over %v, %d", tunnel.Method, tunnel.Under, tunnel.Over(), tunnel.Status)
	}
	if got := tunnel.TunnelSentence(); !strings.HasPrefix(got, "Tunnel to "+tunnel.Address.Host()) {
		t.Errorf("it says %q", got)
	}
	if s.Find(tunnel.ID) != tunnel || len(s.Events(tunnel.ID)) == 0 {
		t.Error("it cannot be found by its id")
	}
	v := NewView()
	v.Update(s, s.Last)
	if v.Len() != 2 || !row.Foldable() {
		t.Fatalf("%d lines while it is folded", v.Len())
	}
	v.SetUnfolded(row.ID, true)
	var lines []string
	for i := range v.Len() {
		l := v.Line(i)
		lines = append(lines, fmt.Sprintf("%s %d %v %v", l.Row.Method, l.Attempt, l.Part(), l.Last))
		if at, ok := v.LineOf(l.Target()); !ok || at != i {
			t.Errorf("line %d is found at %d", i, at)
		}
	}
	if got := strings.Join(lines, ", "); got != "GET -1 false false, GET 0 true false, CONNECT -1 true true, GET -1 false false" {
		t.Errorf("the lines are %s", got)
	}
	if at, ok := v.LineOf(Target{ID: tunnel.ID, Attempt: -1}); !ok || at != 2 {
		t.Errorf("the tunnel's line is %d", at)
	}
	v.SetUnfolded(row.ID, false)
	if at, ok := v.LineOf(Target{ID: tunnel.ID, Attempt: -1}); !ok || at != 0 {
		t.Errorf("folded away, the tunnel's line is %d", at)
	}
	live.Clear()
	if live.Snapshot().Find(tunnel.ID) != nil {
		t.Error("cleared, and the tunnel is still there")
	}
}

// Tunnels stand behind the attempt that they were made for.
func TestTunnelsStandBehindTheirAttempts(t *testing.T) {
	r := &Row{ID: RowID{Message: 1}, Attempts: []Attempt{{Begin: 0}, {Begin: 10}, {Begin: 20}}}
	for i, at := range []time.Duration{1, 5, 25} {
		r.Tunnels = append(r.Tunnels, &Row{ID: RowID{Message: session.MessageID(i + 2)}, Under: r.ID, Begin: at})
	}
	var got []string
	for within := 1; within <= 6; within++ {
		l := r.line(within)
		got = append(got, fmt.Sprint(l.Row.ID.Message, "/", l.Attempt))
		if at := r.lineOf(l.Target()); at != within {
			t.Errorf("line %d is found at %d", within, at)
		}
	}
	if s := strings.Join(got, " "); s != "1/0 2/-1 3/-1 1/1 1/2 4/-1" {
		t.Errorf("the lines are %s", s)
	}
}
