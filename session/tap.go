package session

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Control bits of a connection, set by the engine and seen by the connection's goroutine before every read and write.
const (
	ctlHeld uint32 = 1 << iota // the message is paused
	ctlWake                    // an item was handed to a connection that watches its idle socket
)

var (
	errDropped = errors.New("connection was taken away") // the engine closed it; nobody waits for a report
	errStolen  = errors.New("connection was taken over")
	errWoken   = errors.New("woken from the idle watch")
)

// ringSize is how many of the last bytes each way a connection keeps.
const ringSize = 32 << 10

// tap is the decrypted connection: it counts and keeps the last bytes both ways, arms the I/O timeout, and is the
// gate where a running read is held. One goroutine reads and writes; the engine only sets bits and kicks.
type tap struct {
	net.Conn
	raw     net.Conn // the socket below TLS
	ctl     atomic.Uint32
	park    func() error // waits for the engine's word
	timeout time.Duration
	until   time.Time // the write deadline that is set; the writer's

	mu      sync.Mutex
	reading bool
	armed   time.Time // the read deadline that is set, zero when none
	kicked  bool      // the deadline was moved into the past to end a read
	late    []byte    // received by a read that the kick came too late for, and given to nobody yet
	in, out ring
}

// ring keeps the last bytes of one direction.
type ring struct {
	b []byte
	n int64
}

func (r *ring) add(p []byte) {
	if len(p) == 0 {
		return
	}
	if r.b == nil {
		r.b = make([]byte, ringSize)
	}
	r.n += int64(len(p))
	if len(p) > len(r.b) {
		p = p[len(p)-len(r.b):]
	}
	at := (r.n - int64(len(p))) % int64(len(r.b))
	k := copy(r.b[at:], p)
	copy(r.b, p[k:])
}

// tail gives what the ring holds, oldest first.
func (r *ring) tail() []byte {
	if r.n <= int64(len(r.b)) {
		return append([]byte(nil), r.b[:r.n]...)
	}
	at := r.n % int64(len(r.b))
	return append(append([]byte(nil), r.b[at:]...), r.b[:at]...)
}

var longAgo = time.Unix(1, 0)

// Read waits at the gate, then reads. The timeout does not run while the gate is closed; a read that is running when
// the gate closes is ended by a deadline in the past, which is not an error and does no harm to TLS. It may bring bytes all
// the same: those that came between the deadline and the moment when the goroutine runs. They stay here until the gate opens, or
// for whoever takes the connection over.
func (t *tap) Read(p []byte) (int, error) {
	for {
		t.mu.Lock()
		if t.ctl.Load() != 0 {
			t.mu.Unlock()
			if err := t.park(); err != nil {
				return 0, err
			}
			continue
		}
		if len(t.late) > 0 {
			n := copy(p, t.late)
			t.late = t.late[n:]
			t.mu.Unlock()
			return n, nil
		}
		t.arm()
		t.reading = true
		t.mu.Unlock()
		n, err := t.Conn.Read(p)
		t.mu.Lock()
		t.reading = false
		t.in.add(p[:n])
		again := t.kicked || t.ctl.Load() != 0
		if n > 0 && t.ctl.Load()&ctlHeld != 0 {
			t.late = append(t.late, p[:n]...)
			t.mu.Unlock()
			continue // an error that came with them comes again
		}
		t.mu.Unlock()
		if n == 0 && errors.Is(err, os.ErrDeadlineExceeded) {
			if again {
				continue // the top of the loop parks, or finds the word already given
			}
			return 0, ErrTimeout
		}
		return n, err
	}
}

// arm sets the read deadline when the one that is set lags by more than a 64th of the timeout: about one call a
// second at 60 s. mu is held.
func (t *tap) arm() {
	if t.timeout <= 0 {
		if t.kicked || !t.armed.IsZero() {
			t.Conn.SetReadDeadline(time.Time{})
			t.armed, t.kicked = time.Time{}, false
		}
		return
	}
	if d := time.Now().Add(t.timeout); t.kicked || d.Sub(t.armed) > t.timeout/64 {
		t.Conn.SetReadDeadline(d)
		t.armed, t.kicked = d, false
	}
}

// disarm lets reads wait for ever: the connection is idle, its end is the engine's timer.
func (t *tap) disarm() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Conn.SetReadDeadline(time.Time{})
	t.armed, t.kicked = time.Time{}, false
}

// secure puts TLS on the socket.
func (t *tap) secure(c net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Conn = c
}

// open lets whoever took the connection over read and write without a gate and without a timeout.
func (t *tap) open() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Conn.SetDeadline(time.Time{})
}

// count notes bytes that went around Read and Write.
func (t *tap) count(in, out []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.in.add(in)
	t.out.add(out)
}

// kick makes a blocked Read look at ctl. The bit is set first.
func (t *tap) kick() {
	t.mu.Lock()
	if t.reading {
		t.Conn.SetReadDeadline(longAgo)
		t.kicked = true
	}
	t.mu.Unlock()
}

// Write passes the gate before each piece of 16 KiB. A write is never kicked: a TLS write that timed out is lost.
func (t *tap) Write(p []byte) (int, error) {
	done := 0
	for {
		if t.ctl.Load() != 0 {
			if err := t.park(); err != nil {
				return done, err
			}
		}
		if t.timeout > 0 {
			if d := time.Now().Add(t.timeout); d.Sub(t.until) > t.timeout/64 {
				t.Conn.SetWriteDeadline(d)
				t.until = d
			}
		}
		n, err := t.Conn.Write(p[done:min(len(p), done+16<<10)])
		t.mu.Lock()
		t.out.add(p[done : done+n])
		t.mu.Unlock()
		done += n
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = ErrTimeout
		}
		if err != nil || done == len(p) {
			return done, err
		}
	}
}

// counts gives the bytes sent and received so far.
func (t *tap) counts() (sent, received int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.out.n, t.in.n
}

// tails gives the last bytes sent and received.
func (t *tap) tails() (sent, received []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.out.tail(), t.in.tail()
}
