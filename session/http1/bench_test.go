package http1_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"

	"ladle/session/http1"
)

const benchHead = "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nServer: nginx\r\nContent-Type: application/json\r\nContent-Length: 0\r\n" +
	"Connection: keep-alive\r\nCache-Control: no-cache\r\nETag: \"abc\"\r\nVary: Accept-Encoding\r\n\r\n"

// endless repeats its bytes for ever.
type endless struct {
	data []byte
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.data[e.at:])
	e.at = (e.at + n) % len(e.data)
	return n, nil
}

func BenchmarkHead(b *testing.B) {
	b.Run("ladle", func(b *testing.B) {
		r := http1.NewReader(&endless{data: []byte(benchHead)}, http1.Limits{})
		b.ReportAllocs()
		for b.Loop() {
			h, err := r.Head()
			if err != nil {
				b.Fatal(err)
			}
			if f, err := http1.ResponseFraming("GET", h); err != nil || f.Kind != http1.Length {
				b.Fatal(err)
			}
		}
	})
	b.Run("net-http", func(b *testing.B) {
		r := bufio.NewReaderSize(&endless{data: []byte(benchHead)}, 8<<10)
		req := &http.Request{Method: "GET"}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := http.ReadResponse(r, req); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkChunkedBody reads 1 MB in chunks of 8 KB, as a server writes them.
func BenchmarkChunkedBody(b *testing.B) {
	const size = 1 << 20
	wire := []byte(chunkedHead)
	for range size / (8 << 10) {
		wire = http1.AppendChunk(wire, make([]byte, 8<<10))
	}
	wire = http1.AppendLastChunk(wire, nil)
	p := make([]byte, 32<<10)
	drain := func(b *testing.B, body io.Reader) {
		if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{body}, p); err != nil || n != size {
			b.Fatal(n, err)
		}
	}
	b.Run("ladle", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			r := http1.NewReader(bytes.NewReader(wire), http1.Limits{})
			if _, err := r.Head(); err != nil {
				b.Fatal(err)
			}
			drain(b, r.Body(http1.Framing{Kind: http1.Chunked}, true))
		}
	})
	b.Run("net-http", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			res, err := http.ReadResponse(bufio.NewReaderSize(bytes.NewReader(wire), 8<<10), nil)
			if err != nil {
				b.Fatal(err)
			}
			drain(b, res.Body)
		}
	})
}
