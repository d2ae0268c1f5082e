package ui

import (
	"time"

	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// inspectorTLS is the TLS tab: what every handshake of a message agreed on, and the certificates.
type inspectorTLS struct {
	i     *inspector
	list  *kit.Table
	rows  []tlsRow
	until uint64           // the last event that the rows know
	conn  *session.TLSInfo // of the connection that they know
}

func newInspectorTLS(i *inspector) *inspectorTLS {
	v := &inspectorTLS{i: i}
	v.list = kit.NewTable(kit.S("height.treeRow"), authColumns(), func() int { return len(v.rows) }, v.cell)
	v.list.Name, v.list.Multi, v.list.Section = "TLS", true, func(row int) string { return v.rows[row].head }
	v.list.OnHover = v.hover
	v.list.OnMenu = v.menu
	v.list.On.Shortcut = v.shortcut
	return v
}

func (v *inspectorTLS) reset() {
	v.rows, v.until, v.conn = nil, 0, nil
	v.list.Select(-1)
	v.list.ScrollTo(0, 0)
	v.list.Refresh()
}

// Update takes over what is new.
func (v *inspectorTLS) Update(s *inspected) {
	last := uint64(1)
	if n := len(s.Events); n > 0 {
		last = s.Events[n-1].Seq + 1
	}
	if last == v.until && s.ConnTLS == v.conn {
		return
	}
	v.until, v.conn = last, s.ConnTLS
	v.rows = tlsRows(s, time.Now())
	v.list.Refresh()
}

func (v *inspectorTLS) tools() []fyne.CanvasObject {
	if v.i.a.CopyText == nil {
		return nil
	}
	return []fyne.CanvasObject{kit.NewIconButton("shield", "Copy the certificates as PEM", func() { v.i.copy(tlsPEM(v.rows)) }),
		kit.NewIconButton("copy", "Copy as text", func() { v.i.copy(tlsText(v.rows)) })}
}

// cell is what the table shows in one place.
func (v *inspectorTLS) cell(row, column int, state kit.RowState) kit.Cell {
	r := &v.rows[row]
	switch {
	case column == 0:
		c := kit.Cell{Text: r.name, Font: kit.Data, Token: "syntax.key"}
		if r.bad {
			c.Icon, c.Tone = "x", "status.failed"
		}
		return c
	case column == authValueColumn:
		return kit.Cell{Text: r.value, Font: kit.Data, Token: "text.primary"}
	case r.good:
		return kit.Cell{Text: r.note, Token: "status.ok"}
	case r.bad:
		return kit.Cell{Text: r.note, Token: "status.failed"}
	}
	return kit.Cell{Text: r.note, Token: state.Muted()}
}

// hover shows the whole of what is cut.
func (v *inspectorTLS) hover(i int, _ kit.Mouse) {
	tip := ""
	if i >= 0 && i < len(v.rows) && v.rows[i].head == "" {
		switch r := &v.rows[i]; {
		case v.list.Cut(i, authValueColumn):
			tip = r.value
		case v.list.Cut(i, authValueColumn+1):
			tip = r.note
		}
	}
	if tip == "" {
		v.list.SetTip(kit.Rect{}, "")
		return
	}
	v.list.SetTip(v.list.RowRect(i), tip)
}

// chosen are the rows that are selected, all of them if none is.
func (v *inspectorTLS) chosen() []tlsRow {
	var out []tlsRow
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

func (v *inspectorTLS) shortcut(sc fyne.Shortcut) bool {
	if _, ok := sc.(*fyne.ShortcutCopy); !ok {
		return false
	}
	v.i.copy(tlsText(v.chosen()))
	return true
}

func (v *inspectorTLS) items(row int) []kit.MenuItem {
	items := []kit.MenuItem{{Text: "Copy", Icon: "copy", Keys: "Ctrl C", Run: func() { v.i.copy(tlsText(v.chosen())) }}}
	if row >= 0 && row < len(v.rows) {
		r := v.rows[row]
		if r.head == "" {
			items = append(items, kit.MenuItem{Text: "Copy the value", Run: func() { v.i.copy(r.value) }})
		}
		if r.pem != "" {
			items = append(items, kit.MenuItem{Text: "Copy this certificate as PEM", Icon: "shield", Run: func() { v.i.copy(r.pem) }})
		}
	}
	return items
}

func (v *inspectorTLS) menu(row int, m kit.Mouse) {
	if shell := kit.ShellOf(v.list); shell != nil {
		kit.ShowMenu(shell.Canvas(), m.Absolute, v.items(row))
	}
}
