package session

import "time"

// idleLater makes sure that the timer runs out when c has been idle for too long. It may run out earlier, for a
// connection that was taken meanwhile.
func (s *Session) idleLater(c *conn) {
	if c.idleTimeout <= 0 {
		return
	}
	due := c.idleSince + c.idleTimeout
	if s.idleAt != 0 && s.idleAt <= due {
		return
	}
	s.idleAt = due
	d := max(due-s.log.now(), time.Millisecond)
	if s.idleTimer == nil {
		s.idleTimer = time.AfterFunc(d, func() { s.post(cmd{op: opFunc, fn: s.idleDue}) })
		return
	}
	s.idleTimer.Reset(d)
}

// idleDue closes the connections that were idle for too long.
func (s *Session) idleDue() {
	s.idleAt = 0
	now := s.log.now()
	for c := s.sched.oldest; c != nil; {
		next := c.newer
		if c.idleTimeout > 0 && c.idleSince+c.idleTimeout <= now {
			s.sched.unidle(c)
			s.drop(c, "idle for too long")
		} else {
			s.idleLater(c)
		}
		c = next
	}
	s.kick()
}
