package ui

import (
	"errors"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ladle/session"
	"ladle/ui/kit"
)

const (
	drawerPropertyHeight = 32
	drawerReason         = 216                     // where the reason of a refusal breaks: it fits the narrowest drawer
	drawerFlash          = 2500 * time.Millisecond // how long a row says when its change counts
)

// drawerControl is what a property is changed with.
type drawerControl struct {
	object  fyne.CanvasObject
	show    func(value string) // takes a value over without setting the property
	editing func() bool        // a person is typing
}

// drawerProperty is the row of one property. A change acts at once on the session; what is refused stays in the control,
// with the reason under the row.
type drawerProperty struct {
	info    session.PropertyInfo
	actions drawerActions
	changed func()
	value   string // that the session has
	refused bool

	object  *kit.Flex
	hint    *drawerHint
	control drawerControl
	edge    *kit.Panel // red, around a control whose value was refused
	reason  *kit.Label
	flashes int
}

func newDrawerProperty(info session.PropertyInfo, a drawerActions, changed func()) *drawerProperty {
	r := &drawerProperty{info: info, actions: a, changed: changed, value: info.Default}
	if a.Get != nil {
		r.value = a.Get(info.Name)
	}
	r.hint = newDrawerHint(r)
	r.edge = kit.NewPanel("none", 0, 0, 6).Edged("status.failed")
	r.edge.Hide()
	r.control = r.build()
	r.reason = kit.NewLabel("").Colour("status.failed").Wrapped(drawerReason)
	r.reason.Hide()
	control := r.control.object
	if info.Kind != session.FileProperty {
		control = r.marked(control)
	}
	line := kit.Row(kit.Space(), control).PadX(12, 12).Height(drawerPropertyHeight)
	r.object = kit.Col(container.NewStack(r.hint, line), kit.Row(r.reason).PadX(12, 12))
	return r
}

// marked lays the edge of a refused value around an object.
func (r *drawerProperty) marked(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(o, r.edge)
}

func drawerObjects(rows []*drawerProperty) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, r := range rows {
		out = append(out, r.object)
	}
	return out
}

// differs tells whether the property is not at its default.
func (r *drawerProperty) differs() bool { return r.value != r.info.Default }

// build makes the control that fits the property. A number that is not whole, as only a program sets it, is text.
func (r *drawerProperty) build() drawerControl {
	whole, err := strconv.Atoi(r.value)
	switch kind := r.info.Kind; {
	case kind == session.CountProperty && err == nil:
		return r.number(whole, 1, "", "")
	case kind == session.SecondsProperty && err == nil:
		return r.number(whole, 0, " s", "none")
	case kind == session.SwitchProperty:
		return r.toggle()
	case kind == session.FileProperty:
		return r.file()
	}
	return r.text(140)
}

const drawerPropertyMost = 1 << 20 // of a count and of seconds

func (r *drawerProperty) number(value, least int, suffix, zero string) drawerControl {
	n := kit.NewNumberField(value, least, drawerPropertyMost, suffix)
	if zero != "" {
		n.Named(zero)
	}
	n.OnCommit = func(v int) { r.set(strconv.Itoa(v)) }
	return drawerControl{n, func(value string) {
		if v, err := strconv.Atoi(value); err == nil {
			n.SetValue(v)
		}
	}, n.Field().Focused}
}

func (r *drawerProperty) toggle() drawerControl {
	s := kit.NewSwitch(r.value == "true", func(on bool) { r.set(strconv.FormatBool(on)) })
	return drawerControl{s, func(value string) { s.Set(value == "true") }, func() bool { return false }}
}

// text is a field whose text counts on Enter and on leaving it; Escape brings the value back.
func (r *drawerProperty) text(width float32) drawerControl {
	f := kit.NewField("unset").Small().Mono().MinWidth(width)
	f.SetText(r.value)
	commit := func() {
		if f.Text() != r.value {
			r.set(f.Text())
		} else {
			r.accept()
		}
	}
	f.OnSubmit = func(string) { commit() }
	f.OnEscape = func() { f.SetText(r.value); r.accept() }
	f.OnFocus = func(on bool) {
		if !on {
			commit()
		}
	}
	return drawerControl{f, f.SetText, f.Focused}
}

func (r *drawerProperty) file() drawerControl {
	c := r.text(120)
	choose := kit.NewIconButton("folder-open", "Choose a file", func() {
		if r.actions.ChooseFile == nil {
			return
		}
		r.actions.ChooseFile("Certificate authorities to trust", func(path string) {
			if path != "" {
				c.show(path)
				r.set(path)
			}
		})
	}).Small()
	c.object = kit.Row(r.marked(c.object), choose).Gaps(4)
	return c
}

// set gives the session a value. What is refused stays where it was typed.
func (r *drawerProperty) set(value string) {
	if r.actions.Set == nil {
		return
	}
	err := r.actions.Set(r.info.Name, value)
	if r.actions.Get != nil {
		r.value = r.actions.Get(r.info.Name)
	} else if err == nil {
		r.value = value
	}
	if err != nil {
		r.refuse(err)
	} else {
		r.accept()
		r.control.show(r.value)
		r.flash()
	}
	r.hint.Refresh()
	r.changed()
}

func (r *drawerProperty) refuse(err error) {
	text := timelineCapital(err.Error())
	var p *session.PropertyError
	if errors.As(err, &p) {
		text = timelineJoin(timelineCapital(p.What), p.Try)
	}
	r.refused = true
	r.reason.SetText(text)
	if r.info.Kind == session.SwitchProperty {
		r.control.show(r.value)
	} else {
		r.edge.Show()
	}
	r.reason.Show()
	r.object.Reflow()
}

func (r *drawerProperty) accept() {
	if !r.refused {
		return
	}
	r.refused = false
	r.edge.Hide()
	r.reason.Hide()
	r.object.Reflow()
}

// reload takes over what something else set. What a person is typing, or what was refused, stays.
func (r *drawerProperty) reload() {
	if r.actions.Get == nil {
		return
	}
	r.value = r.actions.Get(r.info.Name)
	if !r.refused && !r.control.editing() {
		r.control.show(r.value)
	}
	r.hint.Refresh()
}

// reset brings the default back.
func (r *drawerProperty) reset() {
	r.accept()
	r.control.show(r.info.Default)
	r.set(r.info.Default)
}

// flash says in the row, for a moment, when the change counts.
func (r *drawerProperty) flash() {
	r.flashes++
	turn := r.flashes
	r.hint.say(drawerEffect(r.info.Effect))
	if r.actions.Post == nil {
		return
	}
	time.AfterFunc(drawerFlash, func() {
		r.actions.Post(func() {
			if turn == r.flashes {
				r.hint.say("")
			}
		})
	})
}

func drawerEffect(e session.Effect) string {
	switch e {
	case session.AtOnce:
		return "Counts at once"
	case session.NextStart:
		return "From the next start"
	case session.NewConnections:
		return "For new connections"
	}
	return timelineCapital(string(e))
}

func (r *drawerProperty) menuItems() []kit.MenuItem {
	to := r.info.Default
	if to == "" {
		to = "nothing"
	}
	item := kit.MenuItem{Text: "Reset to " + to, Icon: "undo-2", Run: r.reset}
	if !r.differs() && !r.refused {
		item.Disabled = "it is so"
	}
	return []kit.MenuItem{item}
}
