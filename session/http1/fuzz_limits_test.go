package http1_test

import (
	"bytes"
	"testing"

	"ladle/session/http1"
)

// ceaseless says the same thing again and again, and counts.
type ceaseless struct {
	said  []byte
	at    int
	given int
	most  int // that one read asked for
}

func (e *ceaseless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		k := copy(p[n:], e.said[e.at:])
		n += k
		e.at = (e.at + k) % len(e.said)
	}
	e.given += n
	e.most = max(e.most, len(p))
	return n, nil
}

// FuzzEndless holds that a peer that never stops is not listened to for ever, and that what is kept of what it says is bounded
// by the limits, whatever it says.
func FuzzEndless(f *testing.F) {
	addSeeds(f)
	for _, in := range []string{"\r\n", "\n", " ", "HTTP/1.1 100 x\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 200 OK\r\n" + chunkedHead + "1;" + "\r\nx\r\n", "0\r\n", "HTTP/1.1 2"} {
		f.Add([]byte(in), uint16(0))
	}
	const data, buffer = 64 << 10, 8 << 10
	f.Fuzz(func(t *testing.T, in []byte, begin uint16) {
		if len(in) == 0 {
			return
		}
		// A head that opens a body, then the rest for ever; or only the rest.
		src := &ceaseless{said: in, at: int(begin) % len(in)}
		r := http1.NewReader(src, fuzzLimits)
		heads := (fuzzLimits.Informational+2)*fuzzLimits.Head + 2*buffer
		var h *http1.ResponseHead
		for h == nil || h.Status < 200 && h.Status != 101 {
			var err error
			if h, err = r.Head(); err != nil {
				checkEndless(t, in, src, heads)
				return
			}
		}
		framing, err := http1.ResponseFraming("GET", h)
		if err != nil {
			return
		}
		readEndless(t, r.Body(framing, false), data)
		checkEndless(t, in, src, heads+16*data+fuzzLimits.Trailer)
		chunked := &ceaseless{said: in}
		r = http1.NewReader(&after{bytes.NewReader([]byte(chunkedHead)), chunked}, fuzzLimits)
		if _, err = r.Head(); err != nil {
			t.Fatal(err)
		}
		readEndless(t, r.Body(http1.Framing{Kind: http1.Chunked}, false), data)
		checkEndless(t, in, chunked, heads+16*data+fuzzLimits.Trailer)
	})
}

// after reads one source to its end, then another.
type after struct {
	first *bytes.Reader
	then  *ceaseless
}

func (a *after) Read(p []byte) (int, error) {
	if a.first.Len() > 0 {
		return a.first.Read(p)
	}
	return a.then.Read(p)
}

// readEndless reads a body, but not for ever.
func readEndless(t *testing.T, b *http1.Body, data int) {
	t.Helper()
	p := make([]byte, 4<<10)
	for read := 0; read < data; {
		n, err := b.Read(p)
		read += n
		if err != nil {
			break
		}
	}
	if n := len(b.Findings()); n > 64 {
		t.Fatalf("%d findings", n)
	}
	if n := len(b.Trailer()); n > fuzzLimits.Fields {
		t.Fatalf("%d fields in the trailer", n)
	}
}

func checkEndless(t *testing.T, in []byte, src *ceaseless, most int) {
	t.Helper()
	if src.given > most || src.most > 8<<10 {
		t.Fatalf("%q: listened to %d bytes, in reads of %d", in, src.given, src.most)
	}
}
