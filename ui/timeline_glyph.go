package ui

import (
	"strings"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineGlyphs gives the model's states their glyphs.
var timelineGlyphs = map[timeline.State]kit.State{
	timeline.StateQueued: kit.StateQueued, timeline.StateHeld: kit.StateHeld, timeline.StateConnecting: kit.StateConnecting,
	timeline.StateSending: kit.StateSending, timeline.StateWaiting: kit.StateWaiting, timeline.StateReceiving: kit.StateReceiving,
	timeline.StateWebSocket: kit.StateOpen, timeline.StatePaused: kit.StatePaused, timeline.StateWaitsForYou: kit.StatePaused,
	timeline.StateTakenOver: kit.StateTakenOver, timeline.StateOK: kit.StateOK, timeline.StateNotModified: kit.StateCached,
	timeline.StateRedirect: kit.StateRedirect, timeline.StateChallenge: kit.StateChallenge, timeline.StateClientError: kit.StateClientError,
	timeline.StateServerError: kit.StateServerError, timeline.StateRetry: kit.StateRetry, timeline.StateFailed: kit.StateFailed,
	timeline.StateCancelled: kit.StateCancelled, timeline.StateInfo: kit.StateInfo, timeline.StateTunnel: kit.StateTunnel,
}

// timelineGlyph is the glyph of a state; a state that the kit does not know looks queued.
func timelineGlyph(s timeline.State) kit.State {
	if g, ok := timelineGlyphs[s]; ok {
		return g
	}
	return kit.StateQueued
}

// timelineToneTokens gives the model's tones their colours.
var timelineToneTokens = [...]string{
	timeline.TonePending: "status.pending", timeline.ToneLive: "status.live", timeline.TonePaused: "status.paused",
	timeline.ToneOK: "status.ok", timeline.ToneRedirect: "status.redirect", timeline.ToneClientError: "status.clientError",
	timeline.ToneServerError: "status.serverError", timeline.ToneFailed: "status.failed", timeline.ToneCancelled: "status.cancelled",
}

// timelineTagState is the state that gives a tag its colours; a tag that is only a fact is neutral.
func timelineTagState(t timeline.Tone) kit.State {
	switch t {
	case timeline.TonePaused:
		return kit.StatePaused
	case timeline.ToneClientError:
		return kit.StateClientError
	case timeline.ToneServerError:
		return kit.StateServerError
	case timeline.ToneFailed:
		return kit.StateFailed
	}
	return ""
}

// timelineStatusToken is the colour of a status: that of its class, and that of what goes on while the body comes.
func timelineStatusToken(s session.Status, state timeline.State) string {
	switch state {
	case timeline.StateReceiving, timeline.StateWebSocket, timeline.StateTakenOver:
		return timelineToneTokens[timeline.ToneLive]
	}
	switch {
	case s >= 500:
		return timelineToneTokens[timeline.ToneServerError]
	case s >= 400:
		return timelineToneTokens[timeline.ToneClientError]
	case s >= 300:
		return timelineToneTokens[timeline.ToneRedirect]
	case s >= 200:
		return timelineToneTokens[timeline.ToneOK]
	}
	return timelineToneTokens[timeline.TonePending]
}

// timelineMethod is what a row shows for a method: WS for the handshake of a WebSocket.
func timelineMethod(method string, a timeline.Address) string {
	if scheme := a.Scheme(); strings.EqualFold(scheme, "ws") || strings.EqualFold(scheme, "wss") {
		return "WS"
	}
	return method
}
