package ui

import (
	"errors"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
)

const drawerFlash = 2500 * time.Millisecond // how long a row says when its change counts

// drawerControl is what a property is changed with.
type drawerControl struct {
	object  fyne.CanvasObject
	beside  []fyne.CanvasObject // behind it
	show    func(value string)  // takes a value over without setting the property
	editing func() bool         // a person is typing
}

// drawerProperty is the row of one property. A change acts at once on the session; what is refused stays in the control,
// with the reason under the row.
type drawerProperty struct {
	info    session.PropertyInfo
	actions drawerActions
	changed func()
	value   string // that the session has

	row     *kit.PropertyRow
	control drawerControl
	flashes int
}

func newDrawerProperty(info session.PropertyInfo, a drawerActions, changed func()) *drawerProperty {
	r := &drawerProperty{info: info, actions: a, changed: changed, value: info.Default}
	if a.Get != nil {
		r.value = a.Get(info.Name)
	}
	r.control = r.build()
	r.row = kit.NewPropertyRow(info.Name, r.control.object, r.control.beside...)
	r.row.Tip, r.row.Items = r.tip, r.menuItems
	r.row.SetDiffers(r.differs())
	return r
}

func (r *drawerProperty) tip() string {
	unset := r.info.Default
	if unset == "" {
		unset = "unset"
	}
	text := r.info.Name + "\n" + r.info.About + " Default: " + unset + ". " + drawerEffect(r.info.Effect) + "."
	if r.info.Instead != "" {
		text += " Kept for those who know it; use " + r.info.Instead + "."
	}
	return text
}

// differs tells whether the property is not at its default.
func (r *drawerProperty) differs() bool { return r.value != r.info.Default }

// counts tells whether the property is one of those that were changed. Another name of a property does not count again.
func (r *drawerProperty) counts() bool { return r.differs() && r.info.Instead == "" }

// busy tells whether the row holds what a person typed and the session has not.
func (r *drawerProperty) busy() bool { return r.row.Refused() || r.control.editing() }

// build makes the control that fits the property. A number that is not whole, as only a program sets it, is text.
func (r *drawerProperty) build() drawerControl {
	whole, err := strconv.Atoi(r.value)
	switch kind := r.info.Kind; {
	case r.info.Fixed():
		return r.fixed()
	case kind == session.CountProperty && err == nil:
		return r.number(whole, 1, "", "")
	case kind == session.SecondsProperty && err == nil:
		return r.number(whole, 0, " s", "none")
	case kind == session.SwitchProperty:
		return r.toggle()
	case kind == session.FileProperty:
		return r.file()
	}
	return r.text(kit.S("drawer.text"))
}

// fixed shows a value that was given when the session was made.
func (r *drawerProperty) fixed() drawerControl {
	l := kit.NewLabel("").In(kit.Data).Colour("text.muted")
	show := func(value string) {
		switch {
		case r.info.Kind == session.SwitchProperty && value == "true":
			value = "on"
		case r.info.Kind == session.SwitchProperty:
			value = "off"
		case value == "":
			value = "unset"
		}
		l.SetText(value)
	}
	show(r.value)
	lock := kit.NewIcon("lock", kit.IconSmall, "text.muted")
	return drawerControl{l, []fyne.CanvasObject{lock}, show, func() bool { return false }}
}

const drawerPropertyMost = 1 << 20 // of a count and of seconds

func (r *drawerProperty) number(value, least int, suffix, zero string) drawerControl {
	n := kit.NewNumberField(value, least, drawerPropertyMost, suffix)
	if zero != "" {
		n.Named(zero)
	}
	n.OnCommit = func(v int) { r.set(strconv.Itoa(v)) }
	return drawerControl{n, nil, func(value string) {
		if v, err := strconv.Atoi(value); err == nil {
			n.SetValue(v)
		}
	}, n.Field().Focused}
}

func (r *drawerProperty) toggle() drawerControl {
	s := kit.NewSwitch(r.value == "true", func(on bool) { r.set(strconv.FormatBool(on)) })
	return drawerControl{s, nil, func(value string) { s.Set(value == "true") }, func() bool { return false }}
}

// text is a field whose text counts on Enter and on leaving it; Escape brings the value back.
func (r *drawerProperty) text(width float32) drawerControl {
	f := kit.NewField("unset").Small().Mono().MinWidth(width)
	f.SetText(r.value)
	commit := func() {
		if f.Text() != r.value {
			r.set(f.Text())
		} else {
			r.row.Accept()
		}
	}
	f.OnSubmit = func(string) { commit() }
	f.OnEscape = func() { f.SetText(r.value); r.row.Accept() }
	f.OnFocus = func(on bool) {
		if !on {
			commit()
		}
	}
	return drawerControl{f, nil, f.SetText, f.Focused}
}

func (r *drawerProperty) file() drawerControl {
	c := r.text(kit.S("drawer.file"))
	c.beside = []fyne.CanvasObject{kit.NewIconButton("folder-open", "Choose a file", func() {
		if r.actions.ChooseFile == nil {
			return
		}
		r.actions.ChooseFile("Certificate authorities to trust", func(path string) {
			if path != "" {
				c.show(path)
				r.set(path)
			}
		})
	}).Small()}
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
		r.row.Accept()
		r.control.show(r.value)
		r.flash()
	}
	r.row.SetDiffers(r.differs())
	r.changed()
}

func (r *drawerProperty) refuse(err error) {
	text := timelineCapital(err.Error())
	var p *session.PropertyError
	if errors.As(err, &p) {
		text = timelineJoin(timelineCapital(p.What), p.Try)
	}
	if r.info.Kind == session.SwitchProperty {
		r.control.show(r.value)
	}
	r.row.Refuse(text)
}

// reload takes over what something else set. What a person is typing, or what was refused, stays.
func (r *drawerProperty) reload() {
	if r.actions.Get == nil {
		return
	}
	r.value = r.actions.Get(r.info.Name)
	if !r.row.Refused() && !r.control.editing() {
		r.control.show(r.value)
	}
	r.row.SetDiffers(r.differs())
}

// reset brings the default back.
func (r *drawerProperty) reset() {
	r.row.Accept()
	r.control.show(r.info.Default)
	r.set(r.info.Default)
}

// flash says in the row, for a moment, when the change counts.
func (r *drawerProperty) flash() {
	r.flashes++
	turn := r.flashes
	r.row.Say(drawerEffect(r.info.Effect))
	if r.actions.Post == nil {
		return
	}
	time.AfterFunc(drawerFlash, func() {
		r.actions.Post(func() {
			if turn == r.flashes {
				r.row.Say("")
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
	if r.info.Fixed() {
		return []kit.MenuItem{{Text: "Reset to " + to, Icon: "undo-2", Disabled: "given when the session is made"}}
	}
	item := kit.MenuItem{Text: "Reset to " + to, Icon: "undo-2", Run: r.reset}
	if !r.differs() && !r.row.Refused() {
		item.Disabled = "it is so"
	}
	return []kit.MenuItem{item}
}
