package feature_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/feature"
	"ladle/session/sessiontest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const text = "a text that is long enough to be coded: soup, soup, soup, soup, soup"

func coded(coding, s string) string {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "raw":
		w, _ = flate.NewWriter(&b, 6)
	}
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func TestContentDecoder(t *testing.T) {
	t.Parallel()
	gz := coded("gzip", text)
	long := coded("gzip", strings.Repeat(text, 5000))
	for name, c := range map[string]struct {
		fields, body string
		want         string // "*" looks at the coding only
		coding       string
		status       session.Status
	}{
		"gzip":            {"Content-Encoding: gzip", gz, text, "gzip", 200},
		"x-gzip":          {"Content-Encoding: X-Gzip", gz, text, "x-gzip", 200},
		"long":            {"Content-Encoding: gzip", long, strings.Repeat(text, 5000), "gzip", 200},
		"deflate":         {"Content-Encoding: deflate", coded("deflate", text), text, "deflate", 200},
		"raw deflate":     {"Content-Encoding: deflate", coded("raw", text), text, "deflate", 200},
		"two":             {"Content-Encoding: deflate, gzip", coded("gzip", coded("deflate", text)), text, "deflate, gzip", 200},
		"two lines":       {"Content-Encoding: deflate\r\nContent-Encoding: gzip", coded("gzip", coded("deflate", text)), text, "deflate, gzip", 200},
		"identity":        {"Content-Encoding: identity", text, text, "", 200},
		"unknown":         {"Content-Encoding: br", text, text, "", 200},
		"one unknown":     {"Content-Encoding: br, gzip", gz, gz, "", 200},
		"fake gzip":       {"Content-Encoding: gzip", text, text, "", 200},
		"an archive":      {"Content-Encoding: gzip\r\nContent-Type: application/gzip", gz, gz, "", 200},
		"truncated":       {"Content-Encoding: gzip", long[:len(long)/2], "*", "gzip", 200},
		"one byte":        {"Content-Encoding: gzip", gz[:1], "*", "", 200},
		"header only":     {"Content-Encoding: gzip", gz[:5], "", "gzip", 200},
		"bytes after":     {"Content-Encoding: gzip", gz + "rest", text, "gzip", 200},
		"second member":   {"Content-Encoding: gzip", gz + gz, text, "gzip", 200},
		"junk deflate":    {"Content-Encoding: deflate", string([]byte{0xff, 0xff, 0xff, 0xff}), "", "", 7},
		"broken":          {"Content-Encoding: gzip", gz[:10] + "\xff\xff\xff\xff" + gz[14:], "", "", 7},
		"empty":           {"Content-Encoding: gzip", "", "", "", 200},
		"too many levels": {"Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip", gz, gz, "", 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
				return sessiontest.Answer(200, c.body, c.fields)
			}))
			m, rec := ask(t, feature.NewContentDecoder(), p)
			if m.Status() != c.status {
				t.Fatal(m.Status(), m.Err())
			}
			if got := string(m.Content().Bytes(1 << 20)); c.want != "*" && got != c.want {
				t.Errorf("body %q", got)
			}
			if c.status != 200 {
				var d *session.DecodeError
				var e *session.Error
				if !errors.As(m.Err(), &d) || !errors.As(m.Err(), &e) || e.Stage != session.StageDecode {
					t.Errorf("error %v", m.Err())
				} else if what, try := e.Sentence(); !strings.Contains(what, "Content-Encoding") || try == "" {
					t.Errorf("says %q %q", what, try)
				}
				return
			}
			e := rec.AwaitKind(t, m.ID(), session.KindGotBody, 1)
			d := e.Detail.(*session.BodyEnd)
			if d.Coding != c.coding || e.N != int64(len(c.body)) || d.Decoded != m.Content().Size() {
				t.Errorf("coding %q, %d bytes received, %d decoded", d.Coding, e.N, d.Decoded)
			}
			if r := p.Requests()[0]; r.Header("Accept-Encoding") != "gzip, deflate" {
				t.Error(r.Header("Accept-Encoding"))
			}
			if !strings.HasPrefix(m.Response().Fields.Get("Content-Encoding")+"\r\n", strings.SplitN(strings.SplitN(c.fields, ": ", 2)[1], "\r\n", 2)[0]) {
				t.Error("the response's header was changed")
			}
			rec.AwaitKind(t, 0, session.KindConnectionIdle, 1) // the rest was read, the connection is good
		})
	}
}

// ask sends one GET in a session with the feature.
func ask(t *testing.T, f session.Feature, p *sessiontest.Peer) (*session.Message, *sessiontest.Recorder) {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(f); err != nil {
		t.Fatal(err)
	}
	rec := sessiontest.Record(t, s)
	m, err := session.NewMessage("GET", p.URL("/"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendMessage(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	return m, rec
}

func TestDecoderLimit(t *testing.T) {
	t.Parallel()
	bomb := coded("gzip", strings.Repeat("x", 1<<20))
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return sessiontest.Answer(200, bomb, "Content-Encoding: gzip")
	}))
	m, _ := ask(t, &feature.ContentDecoder{MaxBytes: 100_000}, p)
	if m.Status() != session.StatusIOError || m.Content().Size() > 100_000 || m.Content().Size() == 0 {
		t.Error(m.Status(), m.Content().Size())
	}
}

func TestCutWireIsNotCutCoding(t *testing.T) {
	t.Parallel()
	gz := coded("gzip", strings.Repeat(text, 100))
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		a := sessiontest.Answer(200, gz, "Content-Encoding: gzip")
		w.Say(a[:len(a)-20])
	})
	m, _ := ask(t, feature.NewContentDecoder(), p)
	var e *session.Error
	if m.Status() != session.StatusIOError || !errors.As(m.Err(), &e) || e.Stage != session.StageRead {
		t.Error(m.Status(), m.Err())
	}
}

func TestDecoderContract(t *testing.T) { sessiontest.CheckFeature(t, feature.NewContentDecoder) }
