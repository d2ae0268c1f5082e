package kit

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// NumberField edits a whole number: by typing, with the arrow keys and the wheel (by one), or with its two arrows. A
// change counts on Enter, on leaving the field and at every step; Escape brings the last value back.
type NumberField struct {
	widget.BaseWidget
	OnCommit func(int) // the value changed

	field    *Field
	steps    *stepper
	value    int
	min, max int
	suffix   string
	zero     string
	inset    *Flex
	owner    *Flex
}

// NewNumberField returns a field 24 units high for values from lo to hi. The suffix (" s") follows the value while it
// is not edited.
func NewNumberField(value, lo, hi int, suffix string) *NumberField {
	n := &NumberField{value: value, min: lo, max: hi, suffix: suffix}
	n.field = NewField("").Small().Mono().MinWidth(64)
	n.steps = newStepper(n.Step)
	n.field.Trailing(n.steps)
	n.field.OnKey = n.key
	n.field.OnSubmit = func(string) { n.commit() }
	n.field.OnFocus = n.focusChanged
	n.field.OnChanged = func(string) { n.check() }
	// Whatever takes the wheel is a clip region: one unit of room for the focus ring.
	n.inset = Col(n.field).Pad(1, 1, 1, 1)
	n.ExtendBaseWidget(n)
	n.show()
	return n
}

// Named shows a word in place of 0, such as "none", and returns the field.
func (n *NumberField) Named(zero string) *NumberField { n.zero = zero; n.show(); return n }

// MinWidth sets the least width and returns the field.
func (n *NumberField) MinWidth(w float32) *NumberField {
	n.field.MinWidth(w)
	n.inset.stale = true
	return n
}

// Value returns the value that counts.
func (n *NumberField) Value() int { return n.value }

// SetValue sets the value without calling OnCommit; while it is being edited, the text stays.
func (n *NumberField) SetValue(v int) {
	n.value = v
	if !n.field.Focused() {
		n.show()
	}
}

// Field returns the text field, for focus.
func (n *NumberField) Field() *Field { return n.field }

// Step changes the value by d, within the limits.
func (n *NumberField) Step(d int) {
	if n.field.Disabled() {
		return
	}
	v := n.value
	if typed, err := n.parse(); err == nil {
		v = typed
	}
	n.accept(min(max(v+d, n.min), n.max))
}

// Disable keeps the value from being changed.
func (n *NumberField) Disable() { n.field.Disable(); n.steps.setDisabled(true) }

// Enable lets the value be changed.
func (n *NumberField) Enable() { n.field.Enable(); n.steps.setDisabled(false) }

func (n *NumberField) setOwner(f *Flex) { n.owner = f }

func (n *NumberField) show() {
	s := strconv.Itoa(n.value) + n.suffix
	if n.value == 0 && n.zero != "" {
		s = n.zero
	}
	if n.field.Focused() {
		s = strconv.Itoa(n.value)
	}
	n.field.SetText(s)
	n.mark("")
}

func (n *NumberField) parse() (int, error) {
	s := strings.TrimSpace(strings.TrimSuffix(n.field.Text(), n.suffix))
	if n.zero != "" && s == n.zero {
		return 0, nil
	}
	v, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("not a whole number")
	}
	if v < n.min || v > n.max {
		return 0, fmt.Errorf("from %d to %d", n.min, n.max)
	}
	return v, nil
}

// SetWrong marks a value that was refused, or takes that back. Typing takes it back too.
func (n *NumberField) SetWrong(on bool) { n.field.SetWrong(on) }

// mark shows that the text is no value; the reason is the tooltip, since there is no room below.
func (n *NumberField) mark(reason string) {
	n.field.SetWrong(reason != "")
	n.steps.tip = reason
}

func (n *NumberField) check() {
	reason := ""
	if _, err := n.parse(); err != nil {
		reason = err.Error()
	}
	n.mark(reason)
}

func (n *NumberField) accept(v int) {
	changed := v != n.value
	n.value = v
	n.show()
	if changed && n.OnCommit != nil {
		n.OnCommit(v)
	}
}

// commit takes over what was typed, or brings the last value back if that is none.
func (n *NumberField) commit() {
	v, err := n.parse()
	if err != nil {
		v = n.value
	}
	n.accept(v)
}

func (n *NumberField) focusChanged(on bool) {
	if on {
		n.show()
		n.field.SelectAll()
		return
	}
	n.commit()
}

func (n *NumberField) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		n.Step(1)
	case fyne.KeyDown:
		n.Step(-1)
	case fyne.KeyEscape:
		if n.field.Text() == strconv.Itoa(n.value) {
			return false
		}
		n.show()
	default:
		return false
	}
	return true
}

// Scrolled implements fyne.Scrollable.
func (n *NumberField) Scrolled(e *fyne.ScrollEvent) {
	switch {
	case e.Scrolled.DY > 0:
		n.Step(1)
	case e.Scrolled.DY < 0:
		n.Step(-1)
	}
}

// CreateRenderer implements fyne.Widget.
func (n *NumberField) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(n.inset) }

// stepper is the pair of arrows at the end of a number field: the upper half adds one, the lower takes one away.
type stepper struct {
	painted
	step     func(int)
	disabled bool
	tip      string
}

func newStepper(step func(int)) *stepper {
	s := &stepper{step: step}
	s.setup(s, func() fyne.Size { return fyne.NewSize(12, 20) }, func(p *Pen, size fyne.Size) {
		token := "text.muted"
		if s.disabled {
			token = "text.disabled"
		}
		p.Icon("chevrons-up-down", 12, (size.Width-12)/2, (size.Height-12)/2, C(token))
	})
	return s
}

func (s *stepper) setDisabled(v bool) { s.disabled = v; s.raster.Refresh() }

// Tapped implements fyne.Tappable.
func (s *stepper) Tapped(e *fyne.PointEvent) {
	if e.Position.Y < s.Size().Height/2 {
		s.step(1)
		return
	}
	s.step(-1)
}

// MouseIn implements desktop.Hoverable.
func (s *stepper) MouseIn(*desktop.MouseEvent) { armTip(s, s.tip) }

// MouseMoved implements desktop.Hoverable.
func (s *stepper) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *stepper) MouseOut() { dropTip(s) }
