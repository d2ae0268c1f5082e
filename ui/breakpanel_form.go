package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// breakForm has the fields of the chosen rule. A change counts at once; a field counts on Enter and on leaving it.
type breakForm struct {
	panel   *breakPanel
	section *drawerSection
	method  *kit.Combo
	host    *kit.Field
	path    *kit.Field
	at      []*kit.Checkbox
	times   *kit.Segmented
	number  *kit.NumberField
	matched *kit.Label
	looked  struct { // what the note was counted from
		rule breakRule
		rows int
	}
}

// breakPhases are the phases with what they mean.
var breakPhases = []struct {
	at    session.Phase
	about string
}{{session.StopAtStarting, "before the head"}, {session.StopAtGotHeaders, "before the body"}, {session.StopAtRedirect, "before it is followed"}, {session.StopAtAuthenticate, "401 or 407"}}

// How often a rule stops.
const (
	timesEvery = iota
	timesOnce
	timesFirst
)

func newBreakForm(panel *breakPanel) *breakForm {
	f := &breakForm{panel: panel}
	label, pad := kit.S("breaks.label"), kit.U(3)
	line := func(name string, o ...fyne.CanvasObject) fyne.CanvasObject {
		return kit.Row(append([]fyne.CanvasObject{kit.Fixed(kit.NewLabel(name).Colour("text.secondary"), label, 0)}, o...)...).PadX(pad, pad)
	}
	f.method = kit.NewCombo("any", f.methods).High(kit.ButtonSmall)
	field := func(name, placeholder string, set func(r *breakRule, text string)) *kit.Field {
		x := kit.NewField(placeholder).Small().Mono().Named(name).MinWidth(kit.U(10))
		commit := func() { f.change(func(r *breakRule) { set(r, strings.TrimSpace(x.Text())) }) }
		x.OnSubmit = func(string) { commit() }
		x.OnFocus = func(on bool) {
			if !on {
				commit()
			}
		}
		return x
	}
	f.host = field("Host", "*", func(r *breakRule, s string) { r.Host = s })
	f.path = field("Path", "/**, or a text of the URL", func(r *breakRule, s string) { r.Path = s })
	var phases []fyne.CanvasObject
	for i, x := range breakPhases {
		name := ""
		if i == 0 {
			name = "Stop at"
		}
		box := kit.NewCheckbox(x.at.String(), false, func(on bool) {
			f.change(func(r *breakRule) {
				r.At &^= x.at
				if on {
					r.At |= x.at
				}
			})
		})
		f.at = append(f.at, box)
		phases = append(phases, kit.Row(kit.Fixed(kit.NewLabel(name).Colour("text.secondary"), label, 0), box, kit.Gap(kit.U(2)), kit.Grow(kit.NewLabel(x.about).In(kit.Caption).Colour("text.muted"))).PadX(pad, pad).Height(kit.U(6)))
	}
	f.times = kit.NewSegmented([]string{"Every", "Once", "First"}, 0, func(int) { f.counted() }).Small()
	f.number = kit.NewNumberField(3, 2, 999, "")
	f.number.OnCommit = func(int) { f.counted() }
	f.matched = kit.NewLabel("").In(kit.Caption).Colour("text.muted").Wrapped(kit.S("breaks.note"))
	col := kit.Col(line("Method", kit.Grow(f.method)), kit.Gap(kit.U(1.5)), line("Host", kit.Grow(f.host)), kit.Gap(kit.U(1.5)), line("Path", kit.Grow(f.path)), kit.Gap(kit.U(1.5)),
		kit.Col(phases...), kit.Gap(kit.U(1)), line("Times", f.times, kit.Gap(kit.U(1.5)), kit.Fixed(f.number, kit.S("breaks.number"), 0)), kit.Gap(kit.U(2)),
		line("", f.matched), kit.Gap(kit.U(2)))
	copies := kit.NewIconButton("copy", "Copy the rule", func() { panel.double(panel.chosen) }).Small()
	bin := kit.NewIconButton("trash-2", "Delete the rule", func() { panel.remove(panel.chosen) }).Small()
	f.section = newDrawerSection("Rule", col, kit.Row(copies, bin).Gaps(kit.U(1)).PadX(0, kit.U(3)))
	f.section.object.Hide()
	return f
}

// show puts a rule into the fields.
func (f *breakForm) show(i int, r breakRule) {
	f.section.head.Name("Rule " + strconv.Itoa(i+1))
	f.showMethod(r.Method)
	f.host.SetText(r.Host)
	f.path.SetText(r.Path)
	for k, x := range breakPhases {
		f.at[k].Set(r.At&x.at != 0)
	}
	switch {
	case r.Times == 0:
		f.times.Choose(timesEvery)
	case r.Times == 1:
		f.times.Choose(timesOnce)
	default:
		f.times.Choose(timesFirst)
		f.number.SetValue(r.Times)
	}
	f.showNumber()
}

func (f *breakForm) showNumber() {
	if timelineShow(f.number, f.times.Chosen() == timesFirst) {
		f.section.object.Reflow()
	}
}

func (f *breakForm) showMethod(m string) {
	if m == "" {
		m = "any"
	}
	f.method.SetText(m)
}

// change takes an edit of the chosen rule over.
func (f *breakForm) change(do func(r *breakRule)) {
	i := f.panel.chosen
	if i < 0 || i >= len(f.panel.rules.rules) {
		return
	}
	r := f.panel.rules.rules[i].breakRule
	do(&r)
	if r == f.panel.rules.rules[i].breakRule {
		return
	}
	f.panel.rules.set(i, r)
	f.panel.told()
}

func (f *breakForm) counted() {
	f.change(func(r *breakRule) { r.Times = []int{0, 1, f.number.Value()}[f.times.Chosen()] })
	f.showNumber()
}

func (f *breakForm) methods() []kit.MenuItem {
	now := f.panel.rules.rules[f.panel.chosen].Method
	set := func(m string) {
		f.showMethod(m)
		f.change(func(r *breakRule) { r.Method = m })
	}
	items := []kit.MenuItem{{Text: "any", Checked: now == "", Run: func() { set("") }}, kit.Separator}
	all := composerMethods
	if now != "" && !slices.Contains(all, now) {
		all = append(slices.Clone(all), now)
	}
	for _, m := range all {
		items = append(items, kit.MenuItem{Text: m, Checked: m == now, MethodToken: kit.MethodToken(m), Run: func() { set(m) }})
	}
	return items
}

const breakLooks = 2000 // rows that are looked through for the note

// count says how many messages of the timeline the chosen rule matches.
func (f *breakForm) count() {
	i, snap := f.panel.chosen, f.panel.snap
	if i < 0 || i >= len(f.panel.rules.rules) || snap == nil {
		return
	}
	rule, n := f.panel.rules.rules[i].breakRule, 0
	if f.looked.rule == rule && f.looked.rows == snap.Len() && f.matched.Text() != "" {
		return
	}
	f.looked.rule, f.looked.rows = rule, snap.Len()
	from := max(0, snap.Len()-breakLooks)
	for k := from; k < snap.Len(); k++ {
		if rule.matchesRow(snap.Row(k)) {
			n++
		}
	}
	text := fmt.Sprintf("Matches %s of the %s in the timeline.", timeline.Count(int64(n)), timeline.Counted(snap.Len()-from, "message"))
	if rule.At == 0 {
		text = "It stops nowhere: choose where."
	}
	if text != f.matched.Text() {
		f.matched.SetText(text)
	}
}
