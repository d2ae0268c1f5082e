package http1_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"ladle/session/http1"
)

// addSeeds seeds a fuzzer with every input of the tables.
func addSeeds(f *testing.F) {
	for _, row := range acceptedHeads {
		f.Add([]byte(row.in), uint16(3))
	}
	for _, row := range refusedHeads {
		f.Add([]byte(row.in), uint16(5))
	}
	for _, row := range framingRows {
		f.Add([]byte(row.in), uint16(20))
	}
	for _, row := range chunkedRows {
		f.Add([]byte(chunkedHead+row.in), uint16(50))
	}
}

var fuzzLimits = http1.Limits{Head: 4096, Fields: 20, Line: 512, ChunkLine: 64, Trailer: 256, Informational: 3}

// FuzzHead holds that a head is read the same for every split, consumes only itself, and has nothing that a later writer
// or reader could take for a line end; and that findings point into the bytes.
func FuzzHead(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, in []byte, cut uint16) {
		r := http1.NewReader(bytes.NewReader(in), fuzzLimits)
		h, err := r.Head()
		checkHead(t, in, r, h, err)
		at := int(cut) % (len(in) + 1)
		again, err2 := http1.NewReader(&wire{[]string{string(in[:at]), string(in[at:])}}, fuzzLimits).Head()
		if fault(err) != fault(err2) || (h == nil) != (again == nil) || h != nil && h.Raw != again.Raw {
			t.Fatalf("cut at %d of %q: %v, else %v", at, in, err2, err)
		}
	})
}

func checkHead(t *testing.T, in []byte, r *http1.Reader, h *http1.ResponseHead, err error) {
	t.Helper()
	if err != nil {
		var e *http1.Error
		if !errors.As(err, &e) || h != nil {
			t.Fatalf("%v with %v", err, h)
		}
		if e.Finding.Rule == "" || !bytes.HasPrefix(in, e.Raw) {
			t.Fatalf("%q: %+v", in, e)
		}
		checkFindings(t, e.Findings, len(e.Raw))
		return
	}
	if len(h.Raw) > fuzzLimits.Head || len(h.Fields) > fuzzLimits.Fields || !bytes.HasPrefix(in, []byte(h.Raw)) || !bytes.HasPrefix(in[len(h.Raw):], r.Buffered()) {
		t.Fatalf("%q: raw %q, then %q", in, h.Raw, r.Buffered())
	}
	if h.Status < 100 || h.Status > 999 || !http1.ValidValue(h.Reason) {
		t.Fatalf("%q: %d %q", in, h.Status, h.Reason)
	}
	for _, field := range h.Fields {
		if !http1.ValidName(field.Name) || !http1.ValidValue(field.Value) || strings.Trim(field.Value, " \t") != field.Value {
			t.Fatalf("%q: field %q", in, field)
		}
	}
	checkFindings(t, h.Findings, len(h.Raw))
}

func checkFindings(t *testing.T, fs []http1.Finding, size int) {
	t.Helper()
	for _, f := range fs {
		if f.Offset < 0 || f.Length < 0 || f.Offset+f.Length > size {
			t.Fatalf("finding outside the %d bytes: %+v", size, f)
		}
	}
}

// FuzzBody holds that a chunked body, its trailer, its end and what is left behind it do not depend on how the bytes arrive, that
// strict acceptance means the same in lenient reading, and that written chunks read back.
func FuzzBody(f *testing.F) {
	for _, row := range chunkedRows {
		f.Add([]byte(row.in), uint16(7))
	}
	f.Fuzz(func(t *testing.T, in []byte, cut uint16) {
		whole := chunkedHead + string(in)
		c := client{method: "GET", lim: fuzzLimits}
		x := c.read(&wire{[]string{whole}})
		want := x.text()
		at := len(chunkedHead) + int(cut)%(len(in)+1)
		if got := c.read(&wire{[]string{whole[:at], whole[at:]}}).text(); got != want {
			t.Fatalf("cut at %d of %q:\n%s\nwant\n%s", at, in, got, want)
		}
		if got := c.read(iotest.OneByteReader(strings.NewReader(whole))).text(); got != want {
			t.Fatalf("byte by byte %q:\n%s\nwant\n%s", in, got, want)
		}
		if x.err == nil {
			if soft := (client{method: "GET", lim: fuzzLimits, lenient: true}).read(strings.NewReader(whole)); soft.text() != want {
				t.Fatalf("lenient %q:\n%s\nwant\n%s", in, soft.text(), want)
			}
		}
		back := get(chunkedHead + string(http1.AppendLastChunk(http1.AppendChunk(nil, in), nil)))
		if back.err != nil || back.body != string(in) {
			t.Fatalf("%q came back as %q, %v", in, back.body, back.err)
		}
	})
}
