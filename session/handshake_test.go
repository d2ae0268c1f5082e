package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestPatience: the timeout of a handshake runs while the peer is waited for, and not while a person is.
func TestPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := DefaultProperties()
		p.Timeout = time.Minute
		c := &conn{ctx: context.Background(), set: newSettings(p)}
		w := c.patient()
		defer w.end()
		<-time.After(59 * time.Second)
		w.hold()
		<-time.After(time.Hour)
		if w.goOn(); w.over() {
			t.Error("it was over while a person was asked")
		}
		<-time.After(59 * time.Second)
		if w.over() {
			t.Error("it did not begin anew")
		}
		<-time.After(2 * time.Second)
		if !w.over() {
			t.Error("it never ends")
		}
		c.set.Timeout = 0
		forEver := c.patient()
		defer forEver.end()
		forEver.hold()
		forEver.goOn()
		if <-time.After(1000 * time.Hour); forEver.over() {
			t.Error("a timeout of 0 ended")
		}
	})
}
