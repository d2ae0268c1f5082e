package timeline

import "ladle/session"

// State is what a message or an attempt is doing, or how it ended. Each has its own glyph.
type State uint8

// The states, and the glyphs that only mark an instant on a bar.
const (
	StateQueued     State = iota + 1 // waits for a connection
	StateHeld                        // paused while it waits in the queue
	StateConnecting                  // resolve, connect, TLS
	StateSending
	StateWaiting     // for the head of the response
	StateReceiving   // the head came, the body is coming
	StateWebSocket   // the connection speaks WebSocket now
	StatePaused      // by a person, a handler or a breakpoint
	StateWaitsForYou // a question is open
	StateTakenOver   // the connection was handed over
	StateOK          // 2xx, and a 101 whose connection is closed again
	StateNotModified // 304
	StateRedirect    // 3xx; an attempt that was redirected
	StateChallenge   // an attempt whose 401 or 407 was answered
	StateClientError // 4xx
	StateServerError // 5xx
	StateRetry       // an attempt that was sent again
	StateFailed      // no complete response
	StateCancelled
	StateInfo   // a 1xx, on a bar only
	StateTunnel // a CONNECT that made a tunnel
	numStates
)

var stateNames = [numStates]string{
	StateQueued: "queued", StateHeld: "held", StateConnecting: "connecting", StateSending: "sending",
	StateWaiting: "waiting", StateReceiving: "receiving", StateWebSocket: "websocket", StatePaused: "paused",
	StateWaitsForYou: "waits for you", StateTakenOver: "taken over", StateOK: "ok", StateNotModified: "not modified",
	StateRedirect: "redirect", StateChallenge: "challenge", StateClientError: "client error",
	StateServerError: "server error", StateRetry: "retry", StateFailed: "failed", StateCancelled: "cancelled",
	StateInfo: "info", StateTunnel: "tunnel",
}

// String is the state in words, as a screen reader or a tooltip says it.
func (s State) String() string {
	if s < numStates && stateNames[s] != "" {
		return stateNames[s]
	}
	return "unknown"
}

// Live says whether a message in this state goes on: it is neither over nor waiting in the queue.
func (s State) Live() bool {
	switch s {
	case StateConnecting, StateSending, StateWaiting, StateReceiving, StateWebSocket, StatePaused, StateWaitsForYou:
		return true
	}
	return false
}

// Queued says whether a message in this state waits in the queue.
func (s State) Queued() bool { return s == StateQueued || s == StateHeld }

// Tone is the role of a colour; the theme gives the colour.
type Tone uint8

// The tones, named as the status colours of the theme.
const (
	TonePending Tone = iota
	ToneLive
	TonePaused
	ToneOK
	ToneRedirect
	ToneClientError
	ToneServerError
	ToneFailed
	ToneCancelled
)

var stateTones = [numStates]Tone{
	StateConnecting: ToneLive, StateSending: ToneLive, StateWaiting: ToneLive, StateReceiving: ToneLive,
	StateWebSocket: ToneLive, StateTakenOver: ToneLive, StatePaused: TonePaused, StateWaitsForYou: TonePaused,
	StateOK: ToneOK, StateNotModified: ToneOK, StateRedirect: ToneRedirect, StateChallenge: ToneClientError,
	StateClientError: ToneClientError, StateServerError: ToneServerError, StateFailed: ToneFailed,
	StateCancelled: ToneCancelled,
}

// Tone is the colour of the state's glyph.
func (s State) Tone() Tone {
	if s < numStates {
		return stateTones[s]
	}
	return TonePending
}

// stateOfStatus is how a message ended that got this status.
func stateOfStatus(st session.Status) State {
	switch {
	case st == session.StatusCancelled:
		return StateCancelled
	case st < 100:
		return StateFailed
	case st == 304:
		return StateNotModified
	case st < 300:
		return StateOK
	case st < 400:
		return StateRedirect
	case st < 500:
		return StateClientError
	case st < 600:
		return StateServerError
	}
	return StateFailed
}
