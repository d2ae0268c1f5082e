package peer

import (
	"fmt"
	"sync"
)

// Request is one request as it came over the wire.
type Request struct {
	Server  string // the name of the port
	Conn    int    // the connection's number, by the order of acceptance
	Method  string
	Target  string
	Version string
	Headers [][2]string // in order and case
	Length  int         // of the body
	Body    string      // when it is short text
}

// Log is what the peer has seen since its start or the last Reset.
type Log struct {
	Requests    []Request // in the order in which they were received whole
	Connections int       // accepted ones that came as far as HTTP
	MaxInflight int       // most /slow requests at once
}

// Log gives a copy of what was received so far.
func (p *Peer) Log() Log {
	s := &p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.log
	l.Requests = append([]Request(nil), l.Requests...)
	return l
}

// Reset puts everything that requests have changed back to the start: log, counters and nonces.
func (p *Peer) Reset() { p.state.reset() }

// state is everything that a request may change.
type state struct {
	mu       sync.Mutex
	log      Log
	inflight int
	counters map[string]int
	nonces   map[string]int // nonce to uses
}

func (s *state) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log, s.inflight = Log{}, 0
	s.counters, s.nonces = map[string]int{}, map[string]int{}
}

// connected numbers a new connection.
func (s *state) connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Connections++
	return s.log.Connections
}

func (s *state) received(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Requests = append(s.log.Requests, r)
}

// count says how often key was asked for, this time included.
func (s *state) count(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counters[key]++
	return s.counters[key]
}

// busy changes the number of /slow requests in work.
func (s *state) busy(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inflight += by
	s.log.MaxInflight = max(s.log.MaxInflight, s.inflight)
}

// nonce hands out the next nonce.
func (s *state) nonce() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := fmt.Sprintf("nonce%04d", len(s.nonces)+1)
	s.nonces[n] = 0
	return n
}

// uses says how often a nonce was used, and whether it was handed out at all.
func (s *state) uses(nonce string) (n int, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, known = s.nonces[nonce]
	return n, known
}

func (s *state) use(nonce string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nonces[nonce]++
}
