package session_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// FuzzAnswer holds that a message ends whatever a peer says before it closes, with a status that its response and its
// error agree with, and that the events keep the grammar.
func FuzzAnswer(f *testing.F) {
	for _, in := range []string{
		"", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\n\r\nto the end", "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00junk",
		"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 101 Up\r\n\r\n", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 12),
		"HTTP/1.1 301 Moved\r\nLocation: foo:\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "garbage",
	} {
		f.Add(in, "GET", false)
		f.Add(in, "HEAD", true)
	}
	f.Fuzz(func(t *testing.T, in, method string, stream bool) {
		m, err := session.NewMessage(method, "http://127.0.0.1/")
		if err != nil {
			return
		}
		peers := 0
		r := newRig(t, session.Options{Dial: func(context.Context, string, string) (net.Conn, error) {
			if peers++; peers > 30 {
				t.Errorf("%q has it dial again and again", in)
			}
			client, server := net.Pipe()
			go func() {
				defer server.Close()
				br := bufio.NewReader(server)
				for line := ""; line != "\r\n"; {
					var err error
					if line, err = br.ReadString('\n'); err != nil {
						return
					}
				}
				go io.Copy(io.Discard, br)
				io.WriteString(server, in)
			}()
			return client, nil
		}})
		r.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) { a.Authenticate("user", "passwd") })
		var st session.Status
		if stream {
			b, err := r.Send(context.Background(), m)
			if err == nil {
				io.Copy(io.Discard, b)
				b.Close()
			}
			r.ended(m)
			st = m.Status()
		} else if st = r.send(m); st == session.StatusNone {
			t.Errorf("%q: no status", in)
		}
		if st >= 100 && m.Response() == nil {
			t.Errorf("%q: status %d without a response", in, st)
		}
		if st > 0 && st < 100 && m.Err() == nil {
			t.Errorf("%q: status %d without an error", in, st)
		}
		if err := sessiontest.CheckEnded(r.rec.Events()); err != nil {
			t.Error(err)
		}
	})
}
