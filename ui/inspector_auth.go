package ui

import (
	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// authColumns are the columns of the Auth tab.
func authColumns() []kit.Column {
	return []kit.Column{
		{Title: "Field", Width: kit.S("auth.name"), Share: authNameShare, Most: kit.S("auth.nameMost")},
		{Title: "Value"},
		{Title: "Meaning", Width: kit.S("auth.note"), Share: authNoteShare, Most: kit.S("auth.noteMost")},
	}
}

// Parts of the width: for names, and for what a value means.
const (
	authNameShare float32 = 0.2
	authNoteShare float32 = 0.38
)

// authValueColumn is the column that may be cut.
const authValueColumn = 1

// inspectorAuth is the Auth tab: every leg of a sign-in, taken apart.
type inspectorAuth struct {
	i     *inspector
	list  *kit.Table
	rows  []authRow
	bare  bool   // secrets are shown
	until uint64 // the last event that the rows know
}

func newInspectorAuth(i *inspector) *inspectorAuth {
	v := &inspectorAuth{i: i}
	v.list = kit.NewTable(kit.S("height.treeRow"), authColumns(), func() int { return len(v.rows) }, v.cell)
	v.list.Name, v.list.Multi, v.list.Section = "Sign-in", true, func(row int) string { return v.rows[row].head }
	v.list.OnHover = v.hover
	v.list.OnMenu = v.menu
	v.list.On.Shortcut = v.shortcut
	return v
}

func (v *inspectorAuth) reset() {
	v.rows, v.bare, v.until = nil, false, 0
	v.list.Select(-1)
	v.list.ScrollTo(0, 0)
	v.list.Refresh()
}

// Update takes over what is new.
func (v *inspectorAuth) Update(s *inspected) {
	last := uint64(1)
	if n := len(s.Events); n > 0 {
		last = s.Events[n-1].Seq + 1
	}
	if last == v.until {
		return
	}
	v.until = last
	recompute := v.i.a.Recompute
	if s.FromHistory {
		recompute = nil // what the session knows now may be another password
	}
	v.rows = authRows(s, recompute)
	v.list.Refresh()
}

func (v *inspectorAuth) tools() []fyne.CanvasObject {
	icon, tip := "eye", "Show passwords and proofs"
	if v.bare {
		icon, tip = "eye-off", "Hide passwords and proofs"
	}
	out := []fyne.CanvasObject{kit.NewIconButton(icon, tip, v.turn)}
	if v.i.a.CopyText != nil {
		out = append(out, kit.NewIconButton("copy", "Copy as text, without passwords", func() { v.i.copy(authText(v.rows)) }))
	}
	return out
}

// turn shows secrets, or hides them again.
func (v *inspectorAuth) turn() {
	v.bare = !v.bare
	v.list.Refresh()
	v.i.showTools()
}

// value is what a row shows for its value.
func (v *inspectorAuth) value(r *authRow) string {
	if r.secret && !v.bare {
		return session.Mask
	}
	return r.value
}

// cell is what the table shows in one place.
func (v *inspectorAuth) cell(row, column int, state kit.RowState) kit.Cell {
	r := &v.rows[row]
	switch column {
	case 0:
		tone := ""
		if r.good {
			tone = "status.ok"
		}
		return kit.Cell{Text: r.name, Font: kit.Data, Token: "syntax.key", Icon: r.state, Tone: tone}
	case authValueColumn:
		return kit.Cell{Text: v.value(r), Font: kit.Data, Token: "text.primary"}
	}
	token := state.Muted()
	if r.good {
		token = "status.ok"
	}
	return kit.Cell{Text: r.note, Token: token}
}

// hover shows the whole of a value that is cut.
func (v *inspectorAuth) hover(i int, _ kit.Mouse) {
	if i < 0 || i >= len(v.rows) || v.rows[i].head != "" || !v.list.Cut(i, authValueColumn) {
		v.list.SetTip(kit.Rect{}, "")
		return
	}
	v.list.SetTip(v.list.RowRect(i), v.value(&v.rows[i]))
}

// chosen are the rows that are selected, all of them if none is.
func (v *inspectorAuth) chosen() []authRow {
	var out []authRow
	for i := range v.rows {
		if v.list.Selected(i) {
			out = append(out, v.rows[i])
		}
	}
	if len(out) == 0 {
		return v.rows
	}
	return out
}

func (v *inspectorAuth) shortcut(sc fyne.Shortcut) bool {
	if _, ok := sc.(*fyne.ShortcutCopy); !ok {
		return false
	}
	v.i.copy(authText(v.chosen()))
	return true
}

func (v *inspectorAuth) menu(row int, m kit.Mouse) {
	shell := kit.ShellOf(v.list)
	if shell == nil {
		return
	}
	items := []kit.MenuItem{{Text: "Copy", Icon: "copy", Keys: "Ctrl C", Run: func() { v.i.copy(authText(v.chosen())) }}}
	if row >= 0 && row < len(v.rows) && v.rows[row].head == "" {
		r := v.rows[row]
		items = append(items, kit.MenuItem{Text: "Copy the value", Run: func() { v.i.copy(r.value) }})
	}
	word := "Show passwords and proofs"
	if v.bare {
		word = "Hide passwords and proofs"
	}
	kit.ShowMenu(shell.Canvas(), m.Absolute, append(items, kit.MenuItem{Text: word, Icon: "eye", Run: v.turn}))
}
