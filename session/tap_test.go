package session

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// lateConn is a socket whose read brings bytes although the gate has closed meanwhile, as one does whose goroutine was woken by
// the deadline and runs only after they have come.
type lateConn struct {
	net.Conn
	t    *tap
	text string
}

func (c *lateConn) Read(p []byte) (int, error) {
	if c.text == "" {
		return 0, io.EOF
	}
	c.t.ctl.Or(ctlHeld)
	c.t.kick()
	n := copy(p, c.text)
	c.text = c.text[n:]
	return n, nil
}

func (c *lateConn) SetReadDeadline(time.Time) error { return nil }

// Bytes that come when the gate has closed wait behind it: they are read when it opens.
func TestTapHoldsWhatComesLate(t *testing.T) {
	t.Parallel()
	tp := &tap{}
	tp.Conn = &lateConn{t: tp, text: "late"}
	parked := 0
	tp.park = func() error {
		parked++
		tp.ctl.And(^ctlHeld)
		return nil
	}
	for _, want := range []string{"la", "te"} {
		p := make([]byte, 2)
		if n, err := tp.Read(p); err != nil || string(p[:n]) != want {
			t.Fatalf("%q, %v; want %q", p[:n], err, want)
		}
	}
	if _, err := tp.Read(make([]byte, 2)); err != io.EOF || parked == 0 {
		t.Errorf("at the end %v, parked %d times", err, parked)
	}
	if _, in := tp.counts(); in != 4 {
		t.Errorf("%d bytes counted", in)
	}
}

// Whoever takes the connection over gets them, and nobody before.
func TestTapKeepsWhatComesLateForWhoTakesIt(t *testing.T) {
	t.Parallel()
	tp := &tap{}
	tp.Conn = &lateConn{t: tp, text: "late"}
	tp.park = func() error { return errStolen }
	if n, err := tp.Read(make([]byte, 8)); n != 0 || !errors.Is(err, errStolen) || string(tp.late) != "late" {
		t.Errorf("%d bytes, %v, %q left", n, err, tp.late)
	}
}
