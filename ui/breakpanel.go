package ui

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// breakActions is what the panel has the window do.
type breakActions struct {
	Show        func(id timeline.RowID) // a stopped message
	ContinueAll func()
	Close       func()
	Changed     func() // a person changed the rules
}

// breakPanel stands in the drawer's place: the rules, the fields of the one that is chosen, and what is stopped now.
type breakPanel struct {
	a       breakActions
	rules   *breakpoints
	snap    *timeline.Snapshot
	stopped []*timeline.Row
	now     time.Duration
	chosen  int // -1 none

	on      *kit.Switch
	list    *drawerList
	section *drawerSection
	form    *breakForm
	halted  *drawerList
	stops   *drawerSection
	all     *kit.Button
	object  *kit.Scroll
}

const (
	breakRulesMost   = 50
	breakStoppedMost = 50
)

func newBreakPanel(rules *breakpoints, a breakActions) *breakPanel {
	b := &breakPanel{a: a, rules: rules, chosen: -1}
	b.on = kit.NewSwitch(rules.on, func(on bool) { b.turn(on) })
	head := kit.Row(kit.NewLabel("Breakpoints").In(kit.BodyStrong), kit.Space(), kit.NewLabel("On").Colour("text.secondary"), b.on, kit.NewIconButton("x", "Close  Ctrl+Shift+B", a.Close)).
		Gaps(kit.U(1.5)).PadX(kit.U(3), kit.U(1.5)).Height(kit.S("height.sidebarHead")).Line(kit.Bottom, "border.subtle")
	b.list = newDrawerList(kit.S("breaks.rule"), breakRulesMost, "Rules", "No rule yet. B on a row makes one.", b.paintRule)
	b.list.activate(b.choose)
	b.list.list.OnSelect = func(row int) { b.choose(row) }
	b.list.list.On.Focus = nil // the chosen rule is the one below, keyboard or not
	b.list.tip = func(row int) string { return b.ruleText(row) }
	b.list.list.RowText = b.ruleText
	b.list.remove = b.remove
	b.list.items = b.ruleItems
	choose := b.list.list.OnPress
	b.list.list.OnPress = func(row int, m kit.Mouse) bool { return b.pressCheck(row, m) || choose(row, m) }
	key := b.list.list.OnRowKey
	b.list.list.OnRowKey = func(row int, e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeySpace {
			b.flip(row)
			return true
		}
		return key(row, e)
	}
	b.section = newDrawerSection("Rules", b.list.object, kit.Row(kit.NewIconButton("plus", "Add a rule", b.add).Small()).PadX(0, kit.U(3)))
	b.form = newBreakForm(b)
	b.halted = newDrawerList(kit.S("breaks.stopped"), breakStoppedMost, "Stopped", "No message is stopped.", b.paintStopped)
	b.halted.activate(func(row int) { timelineCall(a.Show, b.stopped[row].ID) })
	b.halted.tip = func(row int) string { return b.stopped[row].Method + " " + b.stopped[row].Address.String() }
	b.halted.list.RowText = func(row int) string {
		r := b.stopped[row]
		return strconv.FormatUint(uint64(r.ID.Message), 10) + " " + r.Method + " " + r.Address.String() + ", at " + r.Stopped.At.String()
	}
	b.all = kit.NewButton("Continue all", kit.Ghost, func() {
		if a.ContinueAll != nil {
			a.ContinueAll()
		}
	}).High(kit.ButtonSmall).Tip("Shift+F8")
	b.stops = newDrawerSection("Stopped now", b.halted.object, kit.Row(b.all).PadX(0, kit.U(2)))
	col := kit.Col(head, b.section.object, b.form.section.object, b.stops.object).Fill("surface.base").Line(kit.Left, "border.default")
	b.object = kit.NewScroll(col)
	b.refresh()
	return b
}

// Object is the panel to lay out, as wide as the drawer.
func (b *breakPanel) Object() fyne.CanvasObject { return b.object }

// Update shows what is stopped.
func (b *breakPanel) Update(snap *timeline.Snapshot, stopped []*timeline.Row, now time.Duration) {
	b.snap, b.stopped, b.now = snap, stopped, now
	if b.object.Visible() {
		b.refresh()
	}
}

func (b *breakPanel) refresh() {
	b.on.Set(b.rules.on)
	count := "first match stops"
	if n := len(b.rules.rules); n > 0 {
		count = strconv.Itoa(n) + ", " + count
	}
	b.section.head.Say(count, "")
	b.list.set(len(b.rules.rules), 0)
	b.stops.head.Say(strconv.Itoa(len(b.stopped)), "")
	b.halted.set(len(b.stopped), 0)
	if timelineShow(b.all, len(b.stopped) > 1) {
		b.stops.object.Reflow()
	}
	if timelineShow(b.form.section.object, b.chosen >= 0) {
		b.object.Refresh()
	}
	b.form.count()
}

// turn switches all rules. Off lets what is stopped go on, as it was edited.
func (b *breakPanel) turn(on bool) {
	b.rules.turn(on)
	if !on && b.a.ContinueAll != nil {
		b.a.ContinueAll()
	}
	b.told()
}

// told is for when a person changed something.
func (b *breakPanel) told() {
	b.refresh()
	if b.a.Changed != nil {
		b.a.Changed()
	}
}

// choose shows the fields of a rule below the list.
func (b *breakPanel) choose(i int) {
	if i == b.chosen || i < 0 || i >= len(b.rules.rules) {
		return
	}
	b.chosen = i
	b.form.show(i, b.rules.rules[i].breakRule)
	b.refresh()
	if b.list.list.Current() != i {
		b.list.list.Select(i)
	}
}

// add makes a rule that stops everything at starting, to be narrowed.
func (b *breakPanel) add() {
	i := b.rules.add(breakRule{At: session.StopAtStarting})
	b.refresh()
	b.choose(i)
	b.form.path.Focus()
	b.told()
}

func (b *breakPanel) remove(i int) {
	b.rules.remove(i)
	b.chosen = -1
	if n := len(b.rules.rules); n > 0 {
		b.choose(min(i, n-1))
	}
	b.told()
}

func (b *breakPanel) flip(i int) {
	r := b.rules.rules[i].breakRule
	r.Off = !r.Off
	b.rules.set(i, r)
	b.told()
}

func (b *breakPanel) ruleItems(i int) []kit.MenuItem {
	word := "Turn off"
	if b.rules.rules[i].Off {
		word = "Turn on"
	}
	return []kit.MenuItem{{Text: word, Icon: "octagon-pause", Keys: "Space", Run: func() { b.flip(i) }},
		{Text: "Copy the rule", Icon: "copy", Run: func() { b.double(i) }},
		{Text: "Delete", Icon: "trash-2", Keys: "Del", Danger: true, Run: func() { b.remove(i) }}}
}

// double makes another rule like one, to be changed.
func (b *breakPanel) double(i int) {
	b.rules.rules = slices.Insert(b.rules.rules, i+1, &placedRule{breakRule: b.rules.rules[i].breakRule})
	b.rules.place()
	b.refresh()
	b.choose(i + 1)
	b.told()
}

// ruleName names the rule that a breakpoint is of, for the strip over a stopped message.
func (b *breakPanel) ruleName(id session.BreakpointID) string {
	switch i := b.rules.ruleOf(id); {
	case id == 0:
		return "as it was sent to"
	case i < 0:
		return "by a rule that is gone"
	default:
		return "by rule " + strconv.Itoa(i+1)
	}
}

// stands counts the messages that stand at a rule.
func (b *breakPanel) stands(i int) int {
	n := 0
	for _, r := range b.stopped {
		if b.rules.ruleOf(r.Stopped.Breakpoint) == i {
			n++
		}
	}
	return n
}

// ruleWord is what a rule has done.
func (b *breakPanel) ruleWord(i int) (word string, stopped bool) {
	r := b.rules.rules[i]
	if n := b.stands(i); n > 0 {
		return fmt.Sprintf("%d stopped", n), true
	}
	switch {
	case r.Off || !b.rules.on:
		return "off", false
	case r.hits == 1:
		return "1 hit", false
	}
	return timeline.Count(int64(r.hits)) + " hits", false
}

func (b *breakPanel) ruleText(i int) string {
	r := b.rules.rules[i]
	word, _ := b.ruleWord(i)
	method := r.Method
	if method == "" {
		method = "any method"
	}
	return fmt.Sprintf("Rule %d: %s %s%s, at %s, %s", i+1, method, r.hostWords(), r.pathWords(), r.At, word)
}
