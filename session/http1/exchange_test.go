package http1_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"ladle/session/http1"
)

// wire is a connection that delivers its pieces one read each and then ends.
type wire struct{ pieces []string }

func (w *wire) Read(p []byte) (int, error) {
	for len(w.pieces) > 0 && w.pieces[0] == "" {
		w.pieces = w.pieces[1:]
	}
	if len(w.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(p, w.pieces[0])
	w.pieces[0] = w.pieces[0][n:]
	return n, nil
}

// exchange is what a client makes of one connection's bytes.
type exchange struct {
	heads   []*http1.ResponseHead
	framing http1.Framing
	again   bool
	why     string
	body    string
	trailer http1.Fields
	notes   []http1.Finding // of framing and body
	sound   bool
	err     error
	rest    string // not consumed
}

func (x *exchange) final() *http1.ResponseHead { return x.heads[len(x.heads)-1] }

// fault is the error as kind and rule, "" without one.
func (x *exchange) fault() string { return fault(x.err) }

func fault(err error) string {
	if err == nil {
		return ""
	}
	var e *http1.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	return e.Kind.String() + ": " + e.Finding.Rule
}

func rules(fs []http1.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "%s@%d:%d+%d ", f.Rule, f.Line, f.Offset, f.Length)
	}
	return strings.TrimSuffix(b.String(), " ")
}

// text has everything that must not depend on how the bytes arrived.
func (x *exchange) text() string {
	var b strings.Builder
	for _, h := range x.heads {
		fmt.Fprintf(&b, "%q %d %d %q %q raw %q findings %s\n", h.Proto, h.Minor, h.Status, h.Reason, h.Fields, h.Raw, rules(h.Findings))
	}
	fmt.Fprintf(&b, "%s %d again %t %s\nbody %q trailer %q findings %s sound %t\nfault %s", x.framing.Kind, x.framing.Length, x.again, x.why,
		x.body, x.trailer, rules(x.notes), x.sound, x.fault())
	var e *http1.Error
	if errors.As(x.err, &e) {
		fmt.Fprintf(&b, " findings %s", rules(e.Findings))
	}
	fmt.Fprintf(&b, "\nrest %q", x.rest)
	return b.String()
}

type client struct {
	method  string
	request http1.Fields
	lim     http1.Limits
	lenient bool
}

// read runs a whole exchange over src.
func (c client) read(src io.Reader) *exchange {
	x := &exchange{}
	r := http1.NewReader(src, c.lim)
	r.SetLenient(c.lenient)
	x.run(c, r)
	rest, _ := io.ReadAll(src)
	x.rest = string(r.Buffered()) + string(rest)
	return x
}

func (x *exchange) run(c client, r *http1.Reader) {
	for len(x.heads) == 0 || x.final().Status/100 == 1 && x.final().Status != 101 {
		h, err := r.Head()
		if x.err = err; err != nil {
			return
		}
		x.heads = append(x.heads, h)
	}
	if x.framing, x.err = http1.ResponseFraming(c.method, x.final()); x.err != nil {
		return
	}
	x.again, x.why = http1.Reusable(&http1.RequestHead{Method: c.method, Proto: "HTTP/1.1", Fields: c.request}, x.final(), x.framing)
	b := r.Body(x.framing, x.again)
	data, err := io.ReadAll(b)
	x.body, x.err, x.trailer, x.sound = string(data), err, b.Trailer(), b.Complete()
	x.notes = append(append(x.notes, x.framing.Findings...), b.Findings()...)
	if b.Consumed() != int64(len(data)) {
		x.err = fmt.Errorf("consumed %d of %d", b.Consumed(), len(data))
	}
}

func get(input string) *exchange { return client{method: "GET"}.read(&wire{[]string{input}}) }

// checkSplits demands that the input means the same however it arrives.
func checkSplits(t *testing.T, c client, input string) {
	t.Helper()
	want := c.read(&wire{[]string{input}}).text()
	if got := c.read(iotest.OneByteReader(strings.NewReader(input))).text(); got != want {
		t.Fatalf("byte by byte, %q:\n%s\nwant\n%s", input, got, want)
	}
	for i := 1; i < len(input); i++ {
		if got := c.read(&wire{[]string{input[:i], input[i:]}}).text(); got != want {
			t.Fatalf("cut at %d, %q:\n%s\nwant\n%s", i, input, got, want)
		}
	}
}
