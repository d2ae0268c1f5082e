package playground

import (
	"bufio"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

const (
	maxBrokenHead = 64 << 10
	linger        = 2 * time.Second // for the client to close after it has read the answer
)

var errHead = errors.New("not the head of an HTTP request")

// startBroken opens the listener whose answers are written byte for byte, one a connection.
func (s *Server) startBroken(name string) error {
	ln, err := s.listenFree()
	if err != nil {
		return err
	}
	s.announce(name, "http", ln.Addr())
	s.serve = append(s.serve, func() {
		for {
			c, err := ln.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				s.log.Warn("playground accept", "endpoint", name, "err", err)
				if !wait(s.ctx, 50*time.Millisecond) { // out of file descriptors: others must close first
					return
				}
				continue
			}
			s.track.hold(c)
			s.track.run(func() {
				defer s.track.release(c)
				defer c.Close()
				s.answerBroken(name, c.(*net.TCPConn))
			})
		}
	})
	return nil
}

func (s *Server) answerBroken(name string, c *net.TCPConn) {
	_ = c.SetReadDeadline(time.Now().Add(headPatience))
	r := bufio.NewReaderSize(c, maxBrokenHead)
	target, err := readTarget(r)
	if err != nil {
		return
	}
	s.stats.begin()
	defer s.stats.end()
	s.log.DebugContext(s.ctx, "playground request", "endpoint", name, "target", target)
	a := breakageOf(target)
	if _, err := c.Write(a.answer()); err != nil {
		return
	}
	a.end(c, r)
}

// readTarget reads the head of a request and returns its target. It is as forgiving as it can be: what is tried here is
// the client's reading, not its writing.
func readTarget(r *bufio.Reader) (string, error) {
	var target string
	for size, n := 0, 0; ; n++ {
		line, err := r.ReadSlice('\n')
		size += len(line)
		if err != nil || size > maxBrokenHead {
			return "", errors.Join(errHead, err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		switch {
		case n == 0:
			fields := strings.Fields(text)
			if len(fields) < 2 {
				return "", errHead
			}
			target = fields[1]
		case text == "":
			return target, nil
		}
	}
}

// breakageOf finds what the path of target names, or an answer that says what there is.
func breakageOf(target string) breakage {
	path, _, _ := strings.Cut(target, "?")
	if i := strings.Index(path, "://"); i >= 0 { // absolute form, as to a proxy
		_, path, _ = strings.Cut(path[i+3:], "/")
	}
	name := strings.Trim(path, "/")
	i := slices.IndexFunc(breakages, func(b breakage) bool { return b.name == name })
	if i < 0 {
		return breakage{answer: unknownBreakage, end: endClose}
	}
	return breakages[i]
}

// endClose lets the client read all, then closes. Closing with unread bytes of the request would make the system send a
// reset and take the answer away (RFC 9112 section 9.6).
func endClose(c *net.TCPConn, r *bufio.Reader) {
	_ = c.CloseWrite()
	_ = c.SetReadDeadline(time.Now().Add(linger))
	_, _ = io.Copy(io.Discard, r)
}

// endSilent says nothing more and waits for the client to close.
func endSilent(c *net.TCPConn, r *bufio.Reader) {
	_ = c.SetReadDeadline(time.Time{})
	_, _ = io.Copy(io.Discard, r)
}

// endReset makes the close a TCP reset.
func endReset(c *net.TCPConn, _ *bufio.Reader) { _ = c.SetLinger(0) }
