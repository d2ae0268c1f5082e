package session

import "net/url"

// state is where an item stands; the names are libsoup's.
type state uint8

const (
	stStarting   state = iota // in the queue, or held out of it by a pause
	stConnecting              // a connection for it is being opened
	stReady                   // its connection is there; starting is being emitted
	stRunning                 // the connection's goroutine works on it
	stFinishing               // the result is final unless somebody requeues
	stDone                    // unqueued
)

// Who holds an item: bits, for a question may pause a message that its caller paused too.
const (
	pausedByCaller uint8 = 1 << iota
	pausedByQuestion
)

// item is the record of one queueing of a message. Only the engine touches it, except for what is marked.
type item struct {
	s        *Session
	id       MessageID
	seq      uint64 // place among equal priorities, kept over restarts
	m        *Message
	h        *host
	c        *conn
	hooks    *hooks
	callback func(*Message)
	called   bool        // the callback was queued
	stream   *bodyStream // the caller of Send reads it; nil otherwise
	waiter   chan struct{}

	pos      int32 // in h.queue, -1 when not there
	prio     Priority
	state    state
	needsNew bool
	waiting  bool // belongs into the queue, where it is unless it is held
	paused   uint8
	turn     uint64 // rises when what was in hand is void: continuations of an older turn are dropped
	cont     func() // what goes on at unpause
	resends  int

	attempt   uint16
	status    Status
	reason    string
	err       *Error
	response  *Response
	sent      *Sent
	uri       *url.URL // what h and url were made from; a message's URL is never changed, only replaced
	url       string   // what the current attempt asks for, without user info
	lastConn  ConnID   // the connection of the current attempt, also when it has left it
	requeued  bool
	restart   RestartReason
	restartBy Detail    // *Redirected or *Authenticated, nil otherwise
	question  *question // the one that is open

	first record
	rec   *record
}

// record is an attempt's right to speak in the log. A goroutine that was left behind by a cancel still has the old one.
type record struct {
	id      MessageID
	attempt uint16
	closed  bool // under the log's lock
}

// speak gives the item a new record for its next attempt.
func (it *item) speak() {
	if it.rec == nil {
		it.first = record{id: it.id, attempt: it.attempt}
		it.rec = &it.first
		return
	}
	it.rec = &record{id: it.id, attempt: it.attempt}
}

// question is an open question with what to do about it.
type question struct {
	q      Question
	auth   Auth
	answer func(Answer)
	shared func() // another message's answer served this one too
}

// idempotentMethods may be sent again when a kept-alive connection turns out to be dead, and may use one at all.
var idempotentMethods = map[string]bool{"GET": true, "HEAD": true, "OPTIONS": true, "PROPFIND": true, "TRACE": true, "PUT": true, "DELETE": true}
