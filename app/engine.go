//go:build !nogui

package main

import (
	"sync"

	"ladle/session"
	"ladle/session/auth"
	"ladle/store"
)

// recordedSession is the session as the window drives it, with a book of what each message was made from: the history
// wants that, and the answer's body, when a message has ended.
type recordedSession struct {
	*session.Session

	mu   sync.Mutex // held while a message is queued, so that the recorder finds its entry however fast it ends
	book map[session.MessageID]bookEntry
}

type bookEntry struct {
	m    *session.Message
	from store.Request
}

func newRecordedSession(s *session.Session) *recordedSession {
	return &recordedSession{Session: s, book: map[session.MessageID]bookEntry{}}
}

// Queue sends m and notes what it was made from.
func (r *recordedSession) Queue(m *session.Message, from store.Request) error {
	return r.queue(m, from, r.Session.Queue)
}

// QueueHeld is Queue for a message that waits until it is released.
func (r *recordedSession) QueueHeld(m *session.Message, from store.Request) error {
	return r.queue(m, from, r.Session.QueueHeld)
}

func (r *recordedSession) queue(m *session.Message, from store.Request, how func(*session.Message, func(*session.Message)) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := how(m, nil); err != nil {
		return err
	}
	r.book[m.ID()] = bookEntry{m, from}
	return nil
}

// manager is the feature that answers challenges, nil without one.
func (r *recordedSession) manager() *auth.Manager {
	for _, f := range r.Features() {
		if m, ok := f.(*auth.Manager); ok {
			return m
		}
	}
	return nil
}

// SignIns lists what the session answers challenges with by itself.
func (r *recordedSession) SignIns() []auth.Known {
	if m := r.manager(); m != nil {
		return m.Known()
	}
	return nil
}

// ForgetSignIn has the session forget credentials as SignIns lists them, and says whether they were there.
func (r *recordedSession) ForgetSignIn(k auth.Known) bool {
	m := r.manager()
	return m != nil && m.Forget(k)
}

// request is asked by the recorder, before body.
func (r *recordedSession) request(id session.MessageID) (store.Request, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.book[id]
	return e.from, ok
}

// body is asked by the recorder once a message; the entry has served when the body was copied.
func (r *recordedSession) body(id session.MessageID) (store.BodySource, bool) {
	r.mu.Lock()
	e, ok := r.book[id]
	r.mu.Unlock()
	if !ok {
		return store.BodySource{}, false
	}
	b, ok := store.ContentSource(e.m.Content())
	if !ok {
		r.forget(id)
		return store.BodySource{}, false
	}
	b.Close = func() error {
		r.forget(id)
		return nil
	}
	return b, true
}

func (r *recordedSession) forget(id session.MessageID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.book, id)
}

// recorded says whether the history needs nothing more of a message.
func (r *recordedSession) recorded(id session.MessageID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, waits := r.book[id]
	return !waits
}
