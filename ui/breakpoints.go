package ui

import (
	"slices"
	"sync"

	"ladle/session"
	"ladle/ui/timeline"
)

// breakpoints are the rules of a window and their places in the session. The first rule that matches stops a message.
type breakpoints struct {
	engine Doors
	on     bool
	rules  []*placedRule
	made   map[session.BreakpointID]*placedRule // every breakpoint that was ever placed
	spared *sparedMessages
}

// placedRule is a rule with its breakpoint.
type placedRule struct {
	breakRule
	id   session.BreakpointID // 0: it is off
	hits int
	left int // stops that it still has, where it has a number of them
}

// sparedMessages are those that are to be left alone. The session's goroutine asks.
type sparedMessages struct {
	mu  sync.Mutex
	all map[*session.Message]bool
}

func (s *sparedMessages) has(m *session.Message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[m]
}

func (s *sparedMessages) add(m *session.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[m] = true
}

func newBreakpoints(e Doors) *breakpoints {
	return &breakpoints{engine: e, on: true, made: map[session.BreakpointID]*placedRule{}, spared: &sparedMessages{all: map[*session.Message]bool{}}}
}

// place gives the session the rules that are on, in their order.
func (b *breakpoints) place() {
	for _, r := range b.rules {
		if r.id != 0 {
			b.engine.RemoveBreakpoint(r.id)
			r.id = 0
		}
	}
	if !b.on {
		return
	}
	for _, r := range b.rules {
		if rule := r.breakRule; !rule.Off && rule.At != 0 {
			spared := b.spared
			r.id = b.engine.AddBreakpoint(session.Breakpoint{At: rule.At, Times: rule.Times, Match: func(m *session.Message) bool {
				return !m.Internal() && rule.takes(m.Method()) && !spared.has(m)
			}, Where: rule.leadsTo})
			r.left = rule.Times
			b.made[r.id] = r
		}
	}
}

// add puts a rule at the end and gives its place; one that is there already is turned on instead.
func (b *breakpoints) add(r breakRule) int {
	for i, x := range b.rules {
		same := x.breakRule
		same.Off = r.Off
		if same == r {
			x.Off = false
			b.place()
			return i
		}
	}
	b.rules = append(b.rules, &placedRule{breakRule: r})
	b.place()
	return len(b.rules) - 1
}

func (b *breakpoints) set(i int, r breakRule) {
	b.rules[i].breakRule = r
	b.place()
}

func (b *breakpoints) remove(i int) {
	if id := b.rules[i].id; id != 0 {
		b.engine.RemoveBreakpoint(id)
	}
	b.rules = slices.Delete(b.rules, i, i+1)
}

// turn switches all rules; they stay.
func (b *breakpoints) turn(on bool) {
	b.on = on
	b.place()
}

// active tells whether any message can be stopped.
func (b *breakpoints) active() bool {
	return b.on && slices.ContainsFunc(b.rules, func(r *placedRule) bool { return !r.Off })
}

// hit counts a stop. A rule that has no more of them is off.
func (b *breakpoints) hit(id session.BreakpointID) {
	r := b.made[id]
	if r == nil {
		return
	}
	r.hits++
	if r.Times > 0 && r.id == id {
		if r.left--; r.left <= 0 {
			r.Off, r.id = true, 0 // the session has taken it off
		}
	}
}

// ruleOf is the rule of a breakpoint, -1 if it is none's any more.
func (b *breakpoints) ruleOf(id session.BreakpointID) int {
	return slices.Index(b.rules, b.made[id])
}

// stoppedRows lists the messages that stand at breakpoints, the longest first.
func stoppedRows(snap *timeline.Snapshot) []*timeline.Row {
	var out []*timeline.Row
	for i := snap.Len() - 1; i >= 0 && len(out) < snap.Counts.Stopped; i-- {
		if r := snap.Row(i); r.Stopped != nil {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *timeline.Row) int { return int(min(max(a.Stopped.Since-b.Stopped.Since, -1), 1)) })
	return out
}
