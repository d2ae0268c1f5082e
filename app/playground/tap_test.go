package playground

import (
	"bytes"
	"strings"
	"testing"
)

func TestTapFindsTheEndOverAnyReads(t *testing.T) {
	t.Parallel()
	for _, head := range []string{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n"} {
		whole := head + "body\r\n\r\nmore"
		for cut := range whole {
			var c tap
			c.remember([]byte(whole[:cut]))
			c.remember([]byte(whole[cut:]))
			if string(c.seen) != head || !c.full {
				t.Errorf("cut at %d: %q", cut, c.seen)
			}
		}
	}
}

func TestTapIsBounded(t *testing.T) {
	t.Parallel()
	var c tap
	for range 3 {
		c.remember([]byte(strings.Repeat("a", maxHead/2+1)))
	}
	if len(c.seen) != maxHead {
		t.Errorf("%d bytes remembered", len(c.seen))
	}
	c.forget()
	c.remember([]byte("\n\nx"))
	if string(c.seen) != "\n\n" {
		t.Errorf("after forget: %q", c.seen)
	}
}

func FuzzTap(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\nbody"), 3)
	f.Add([]byte("\n\r\n\n"), 1)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		var once, twice tap
		once.remember(in)
		if cut < 0 || cut > len(in) {
			return
		}
		twice.remember(in[:cut])
		twice.remember(in[cut:])
		if !bytes.Equal(once.seen, twice.seen) || !bytes.HasPrefix(in, once.seen) {
			t.Fatalf("%q in one read, %q in two", once.seen, twice.seen)
		}
	})
}
