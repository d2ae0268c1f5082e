package timeline

import (
	"slices"
	"strings"

	"ladle/session"
)

// adopt puts a CONNECT under the message whose connection it makes: it has no row of its own, and says so. One whose
// message is not known, or over, is a row like any other.
func (m *Model) adopt(msg *message, e *session.Event) bool {
	d, ok := e.Detail.(*session.Asked)
	if e.Kind != session.KindRequestQueued || !ok || d == nil || d.For == 0 {
		return false
	}
	parent := m.live[d.For]
	if parent == nil || parent == msg || parent.parent != nil || parent.closed {
		return false
	}
	msg.parent, msg.index, msg.row.Under = parent, parent.index, parent.row.ID
	parent.tunnels = append(parent.tunnels, msg)
	parent.mark(StateTunnel, parent.later(m.run.offset+min(max(0, e.At), longest)))
	m.index.add(msg.row.ID, parent.index)
	return true
}

// frozenTunnels are the rows of a message's CONNECTs as they are now. One that did not change is the one before.
func (m *message) frozenTunnels() []*Row {
	if len(m.tunnels) == 0 {
		return nil
	}
	out := make([]*Row, len(m.tunnels))
	for i, t := range m.tunnels {
		if t.frozen == nil {
			t.frozen = t.freeze()
		}
		out[i] = t.frozen
	}
	return out
}

// proxyName is a proxy as people write it: the usual scheme goes without saying.
func proxyName(url string) string { return strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/") }

// Part says whether the line lies under that of a message: an attempt, or the CONNECT of a tunnel.
func (l Line) Part() bool { return l.Attempt >= 0 || l.Row.Under != RowID{} }

// line is one of the lines of an unfolded row: itself, then its attempts, each followed by the CONNECTs that were queued
// while it was the last.
func (r *Row) line(within int) Line {
	last := within == len(r.Attempts)+len(r.Tunnels)
	if within == 0 || len(r.Tunnels) == 0 {
		return Line{Row: r, Attempt: within - 1, Last: last}
	}
	attempt, tunnel := r.part(within)
	if tunnel >= 0 {
		return Line{Row: r.Tunnels[tunnel], Attempt: -1, Last: last}
	}
	return Line{Row: r, Attempt: attempt, Last: last}
}

// part is what stands at a line from 1: an attempt, or with tunnel not negative a CONNECT.
func (r *Row) part(within int) (attempt, tunnel int) {
	next := 0 // the first tunnel that has no line yet
	for a := range r.Attempts {
		if within--; within == 0 {
			return a, -1
		}
		for next < len(r.Tunnels) && (a == len(r.Attempts)-1 || r.Tunnels[next].Begin < r.Attempts[a+1].Begin) {
			if within--; within == 0 {
				return a, next
			}
			next++
		}
	}
	return len(r.Attempts) - 1, -1
}

// lineOf is the line of an unfolded row that stands for a target.
func (r *Row) lineOf(t Target) int {
	if t.ID == r.ID && (t.Attempt < 0 || t.Attempt >= len(r.Attempts)) {
		return 0
	}
	if t.ID == r.ID && len(r.Tunnels) == 0 {
		return t.Attempt + 1
	}
	tunnel := slices.IndexFunc(r.Tunnels, func(x *Row) bool { return x.ID == t.ID })
	for within := 1; within <= len(r.Attempts)+len(r.Tunnels); within++ {
		a, k := r.part(within)
		if tunnel >= 0 && k == tunnel || tunnel < 0 && k < 0 && a == t.Attempt {
			return within
		}
	}
	return 0
}

// TunnelSentence says what came of a CONNECT, for the line under its message.
func (r *Row) TunnelSentence() string {
	text := "Tunnel to " + r.Address.Host()
	if r.Address.Host() == "" {
		text = "Tunnel"
	}
	if r.Proxy != "" {
		text += " through " + r.Proxy
	}
	switch {
	case r.Err != nil:
		what, _ := r.Err.Sentence()
		return text + ": " + what
	case r.Challenges() > 0:
		return text + ", after a challenge"
	case r.Over() && r.Status >= 300:
		return text + ", refused"
	}
	return text
}
