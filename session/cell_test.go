package session_test

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"
)

// The table of cells: everything that a caller can do to a message, in everything that a message can be doing, over every
// kind of connection. A cell is generated, never written down; what it has to come to is a rule (cell_expect_test.go).

const (
	doCancel       = "cancel"
	doPauseUnpause = "pause+unpause"
	doPauseCancel  = "pause+cancel"
	doRequeue      = "requeue"
	doSteal        = "steal"
	doAbort        = "abort"
)

var cellActions = []string{doCancel, doPauseUnpause, doPauseCancel, doRequeue, doSteal, doAbort}

const (
	inQueue     = "queued"
	inLookup    = "resolving"
	inDial      = "connecting"
	inTunnel    = "tunneling" // the CONNECT waits for its answer
	inHandshake = "TLS"
	inStarting  = "starting"
	inHeadWrite = "mid-head write"
	inBodyWrite = "mid-body write"
	inWaiting   = "waiting"
	inHeadRead  = "mid-head read"
	inBodyRead  = "mid-body read"
	inGotBody   = "got-body"
	inFinished  = "finished"
	inCallback  = "callback"
	inPause     = "paused"
	inHandler   = "parked in a handler"
)

var cellPhases = []string{inQueue, inLookup, inDial, inTunnel, inHandshake, inStarting, inHeadWrite, inBodyWrite, inWaiting, inHeadRead, inBodyRead,
	inGotBody, inFinished, inCallback, inPause, inHandler}

const (
	overPlain  = "plain"
	overTLS    = "TLS"
	overTunnel = "tunnel"
)

var cellWires = []string{overPlain, overTLS, overTunnel}

// absent gives the reason why there is no such cell, "" where there is one.
func absent(phase, over string) string {
	switch {
	case phase == inHandshake && over == overPlain:
		return "a plain connection has no handshake"
	case phase == inTunnel && over != overTunnel:
		return "without a proxy nobody is asked for a tunnel"
	}
	return ""
}

// wantCells is written down so that no cell gets lost: 16 phases over three wires are 48, less one without a handshake and
// two without a tunnel, times six actions.
const wantCells = 270

func TestCells(t *testing.T) {
	pki := newCellPKI(t)
	ran := 0
	for _, over := range cellWires {
		for _, phase := range cellPhases {
			if absent(phase, over) != "" {
				continue
			}
			for _, action := range cellActions {
				ran++
				t.Run(fmt.Sprint(over, "/", phase, "/", action), func(t *testing.T) { // one after the other: each looks for leaks of its own
					leaks := goleak.IgnoreCurrent()
					t.Cleanup(func() { goleak.VerifyNone(t, leaks) })
					play(t, pki, action, phase, over)
				})
			}
		}
	}
	if ran != wantCells {
		t.Errorf("%d cells, want %d", ran, wantCells)
	}
}
