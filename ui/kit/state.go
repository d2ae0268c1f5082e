package kit

import "image/color"

// State is what a message, an attempt or a connection is doing, as far as its 12 by 12 glyph tells. Shape comes first,
// colour second, so that the glyphs can be told apart without colour.
type State string

// The states of the timeline.
const (
	StateQueued      State = "state-queued"       // dashed ring
	StateHeld        State = "state-held"         // ring with bar
	StateConnecting  State = "state-connecting"   // ring, quarter filled
	StateSending     State = "state-sending"      // arrow up
	StateWaiting     State = "state-waiting"      // ring with dot: waits for the head
	StateReceiving   State = "state-receiving"    // arrow down
	StateOpen        State = "state-open"         // arrows left and right: WebSocket open
	StatePaused      State = "state-paused"       // two bars: paused, or waits for you
	StateTakenOver   State = "state-taken-over"   // prompt, > and _
	StateOK          State = "state-ok"           // filled disc: 2xx
	StateCached      State = "state-cached"       // thick ring: from cache, 304, idle connection
	StateClientError State = "state-client-error" // triangle: 4xx
	StateServerError State = "state-server-error" // diamond: 5xx
	StateFailed      State = "state-failed"       // cross: no response
	StateCancelled   State = "state-cancelled"    // ring with slash
	StateRedirect    State = "state-redirect"     // bent arrow
	StateChallenge   State = "state-challenge"    // key
	StateRetry       State = "state-retry"        // open circle arrow
	StateTunnel      State = "state-tunnel"       // double arch: CONNECT
	StateInfo        State = "state-info"         // ring with i: 1xx, on a bar only
)

// States lists all states in the order of the constants.
var States = []State{
	StateQueued, StateHeld, StateConnecting, StateSending, StateWaiting, StateReceiving, StateOpen, StatePaused, StateTakenOver, StateOK,
	StateCached, StateClientError, StateServerError, StateFailed, StateCancelled, StateRedirect, StateChallenge, StateRetry, StateTunnel, StateInfo,
}

var stateTones = map[State]string{
	StateQueued: "pending", StateHeld: "pending", StateConnecting: "live", StateSending: "live", StateWaiting: "live",
	StateReceiving: "live", StateOpen: "live", StatePaused: "paused", StateTakenOver: "live", StateOK: "ok", StateCached: "ok",
	StateClientError: "clientError", StateServerError: "serverError", StateFailed: "failed", StateCancelled: "cancelled",
	StateRedirect: "redirect", StateChallenge: "clientError", StateRetry: "pending", StateTunnel: "pending", StateInfo: "pending",
}

// Token returns the colour token of the state, such as "status.ok".
func (s State) Token() string { return "status." + stateTones[s] }

// Tint returns the token of the background a pill or row in this state has. Live and cancelled states have no tint of
// their own and take the accent's and the pending one's; a failure takes that of 5xx.
func (s State) Tint() string {
	switch t := stateTones[s]; t {
	case "live":
		return "accent.tint"
	case "cancelled":
		return "statusTint.pending"
	case "failed":
		return "statusTint.serverError"
	default:
		return "statusTint." + t
	}
}

// StateColour returns the colour of the state's glyph in the palette in force.
func StateColour(s State) color.NRGBA { return C(s.Token()) }

const (
	ring   = `<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5"/>`
	line15 = `" fill="none" stroke="currentColor" stroke-width="1.5"/>`
)

var stateShapes = map[State]string{
	StateQueued:      `<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="1.7 1.65"/>`,
	StateHeld:        ring + `<path d="M3.8 6h4.4` + line15,
	StateConnecting:  ring + `<path d="M6 6V1.75A4.25 4.25 0 0 1 10.25 6Z" fill="currentColor"/>`,
	StateSending:     `<path d="M6 10.5V2M2.6 5.2 6 1.8l3.4 3.4" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
	StateWaiting:     ring + `<circle cx="6" cy="6" r="1.6" fill="currentColor"/>`,
	StateReceiving:   `<path d="M6 1.5V10M2.6 6.8 6 10.2l3.4-3.4" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
	StateOpen:        `<path d="M1 4h9M7.6 1.6 10 4 7.6 6.4M11 8.4H2M4.4 6 2 8.4l2.4 2.4" fill="none" stroke="currentColor" stroke-width="1.3"/>`,
	StatePaused:      `<path d="M3 1.5h2v9H3zM7 1.5h2v9H7z" fill="currentColor"/>`,
	StateTakenOver:   `<path d="M1.6 2.6 5 6 1.6 9.4M6 9.8h4.6` + line15,
	StateOK:          `<circle cx="6" cy="6" r="3.25" fill="currentColor"/>`,
	StateCached:      `<circle cx="6" cy="6" r="3.1" fill="none" stroke="currentColor" stroke-width="2"/>`,
	StateClientError: `<path d="M6 1.6 11 10.4H1Z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>`,
	StateServerError: `<path d="M6 .9 11.1 6 6 11.1.9 6Z" fill="currentColor"/>`,
	StateFailed:      `<path d="M2.2 2.2l7.6 7.6M9.8 2.2 2.2 9.8" stroke="currentColor" stroke-width="1.8" fill="none"/>`,
	StateCancelled:   ring + `<path d="M3.1 8.9 8.9 3.1` + line15,
	StateRedirect:    `<path d="M2 1.5v3.6c0 1.2.7 1.9 1.9 1.9H10M7.4 4.3 10.1 7 7.4 9.7` + line15,
	StateChallenge:   `<circle cx="3.6" cy="8.4" r="2.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M5.3 6.7 10 2M8 4l1.8 1.8` + line15,
	StateRetry:       `<path d="M10 6a4 4 0 1 1-1.3-3M10.2 1v2.6H7.6` + line15,
	StateTunnel:      `<path d="M1.5 9.5V7a4.5 4.5 0 0 1 9 0v2.5` + line15 + `<path d="M4.5 9.5V7.4a1.5 1.5 0 0 1 3 0v2.1" fill="none" stroke="currentColor" stroke-width="1.3"/>`,
	StateInfo:        `<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M6 5.4v3M6 3.2v1" fill="none" stroke="currentColor" stroke-width="1.4"/>`,
}

// MethodToken returns the colour token of an HTTP method, or of "WS"; methods without a colour of their own are
// neutral.
func MethodToken(method string) string {
	switch method {
	case "GET":
		return "method.get"
	case "POST":
		return "method.post"
	case "PUT":
		return "method.put"
	case "PATCH":
		return "method.patch"
	case "DELETE", "DEL":
		return "method.delete"
	case "WS", "WSS":
		return "method.websocket"
	}
	return "method.head"
}
