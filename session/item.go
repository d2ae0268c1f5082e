package session

import (
	"context"
	"net/url"
	"sync/atomic"
)

// state is where an item stands; the names are libsoup's.
type state uint8

const (
	stStarting   state = iota // in the queue, or held out of it by a pause
	stConnecting              // a connection for it is being opened
	stTunneling               // its proxy is asked for a tunnel
	stReady                   // its connection is there; starting is being emitted
	stRunning                 // the connection's goroutine works on it
	stReceived                // its outcome is being told
	stDelivered               // the response is complete, the caller of Send has not closed its stream
	stFinishing               // the result is final unless somebody requeues
	stDone                    // unqueued
)

// Who holds an item: bits, for a question may pause a message that its caller paused too.
const (
	pausedByCaller uint8 = 1 << iota
	pausedByQuestion
	pausedByBreakpoint
	pausedByHold
	pausedByFeature
)

// item is the record of one queueing of a message. Only the engine touches it, except for what is marked.
type item struct {
	s        *Session
	id       MessageID
	m        *Message
	h        *host
	c        *conn
	hooks    *hooks
	callback func(*Message)
	stream   *bodyStream // the caller of Send reads it; nil otherwise
	waiter   chan struct{}
	ctx      context.Context // of the caller of a call that takes one, nil else

	// Its place in the queue.
	seq       uint64 // among equal priorities, kept over restarts
	lane      *lane  // where it waits, nil when it does not
	pos       int32  // there
	prio      Priority
	gen       uint32 // the message's when it was placed last
	needsNew  bool
	unlimited bool // no limit of connections holds it
	waiting   bool // belongs into the queue, where it is unless it is held
	bornHeld  bool // held from the beginning
	nested    bool // queued by a handler: those of its item go on first

	// Where it stands.
	state    state
	paused   uint8
	held     bool            // something is to go on when nobody holds it: the emission, or outcome
	called   bool            // the callback was queued
	calling  bool            // the callback runs; under the message's mu
	known    bool            // the features have heard of request-queued
	blocked  bool            // the connection's goroutine waits for the peer
	trusts   map[string]bool // certificates, with their hosts, that this message alone trusts
	follows  *item           // queued inside the callback; under the message's mu
	again    *resend         // another attempt comes, nil if none does
	turn     atomic.Uint64   // rises when what was in hand is void: runs of handlers of an older turn count no more; read by the MainContext
	signal   Kind            // the signal being emitted
	part     part            // of it
	next     next            // what follows it
	after    next            // what follows when both have heard of a step of a tunnel
	passed   Phase           // at which breakpoints were looked at in this signal
	runs     int             // of handlers, that have not returned
	data     any             // what the handlers get
	outcome  *result         // what came while the item was held, nil else
	asking   *asking         // the signal authenticate is on its way
	question *question       // the one that is open

	// The attempt.
	attempt  uint16
	resends  int
	status   Status
	reason   string
	err      *Error
	response *Response
	sent     *Sent
	uri      *url.URL // what h and url were made from; a message's URL is never changed, only replaced
	url      string   // what the current attempt asks for, without user info
	lastConn ConnID   // the connection of the current attempt, also when it has left it
	override *override
	told     *told // nil before anybody was told a secret

	// What is no ordinary message.
	connects *connecting // it only connects
	tunnels  *item       // of a CONNECT: for whom the tunnel is made
	tunnel   *item       // its CONNECT, while there is one

	first record
	rec   *record
}

// resend is why an item is to be sent again.
type resend struct {
	why  RestartReason
	by   Detail // *Redirected or *Authenticated, nil otherwise
	undo func() // takes a redirect back
}

// override is a status set by hand.
type override struct {
	status Status
	reason string
}

// record is an attempt's right to speak in the log. A goroutine that was left behind by a cancel still has the old one.
type record struct {
	id      MessageID
	attempt uint16
	closed  bool // under the log's lock
}

// entered says whether the engine has taken the item into the queue. A message has its item a moment before that: what is
// asked of it by others in that moment came too early.
func (it *item) entered() bool { return it.rec != nil }

// queued says whether the item is in the queue, waiting or at work.
func (it *item) queued() bool { return it.entered() && it.state != stDone }

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
	auth   Auth   // of AskCredentials
	alike  string // of the others: those of the same text have the same answer; "" none has
	answer func(Answer)
	once   bool            // what Answer.Once said
	shared func(*question) // another message's answer served this one too
	after  func()          // what goes on when it is closed by an answer or a dismissal, nil nothing but the item
}

// seqGap leaves room between two places in the queue for an item that is moved there.
const seqGap = 1 << 20

// idempotentMethods may be sent again when a kept-alive connection turns out to be dead, and may use one at all.
var idempotentMethods = map[string]bool{"GET": true, "HEAD": true, "OPTIONS": true, "PROPFIND": true, "TRACE": true, "PUT": true, "DELETE": true}
