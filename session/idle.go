package session

import "time"

// idleLater makes sure that the timer runs out when c has been idle for too long. It may run out earlier, for a
// connection that was taken meanwhile.
func (s *Session) idleLater(c *conn) {
	allowed := c.mayIdle()
	if allowed <= 0 {
		return
	}
	due := c.idleSince + allowed
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
		if allowed := c.mayIdle(); allowed > 0 && c.idleSince+allowed <= now {
			s.sched.unidle(c)
			s.drop(c, c.idleTooLong())
		} else {
			s.idleLater(c)
		}
		c = next
	}
	s.kick()
}

// unusedTimeout is how long a connection may wait for its first message: servers give up on one that says nothing.
const unusedTimeout = 3 * time.Second

// mayIdle is how long the connection may be idle, 0 for ever.
func (c *conn) mayIdle() time.Duration {
	if c.messages == 0 && (c.idleTimeout <= 0 || c.idleTimeout > unusedTimeout) {
		return unusedTimeout
	}
	return c.idleTimeout
}

func (c *conn) idleTooLong() string {
	if c.messages == 0 {
		return "never used"
	}
	return "idle for too long"
}
