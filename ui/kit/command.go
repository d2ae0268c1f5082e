package kit

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Key is a key combination, as a person reads it: "Ctrl+Shift+T", "F8", "Ctrl+,". Ctrl stands for Cmd on macOS.
type Key string

// Command is something a person can have done from everywhere: by key, from a menu, from the palette.
type Command struct {
	ID      string // unique, for settings: "message.send"
	Group   string // heading under F1
	Title   string // a verb that names the result: "Send request"
	Keys    []Key
	Run     func()
	Enabled func() bool // nil: always
	Always  bool        // also while a dialog or menu is open
}

func (c *Command) enabled() bool { return c.Enabled == nil || c.Enabled() }

// chord is a key combination as the toolkit reports it.
type chord struct {
	key fyne.KeyName
	mod fyne.KeyModifier
}

// Registry holds the commands of a window in the order they were added. Menu, palette and the list of keys are built
// from it.
type Registry struct {
	commands []*Command
	chords   map[chord][]*Command
	canvas   fyne.Canvas
	bound    map[chord]bool
}

// NewRegistry returns an empty registry.
func NewRegistry() *Registry {
	return &Registry{chords: map[chord][]*Command{}, bound: map[chord]bool{}}
}

// Add puts a command in. It fails when the ID is taken or a key cannot be read; two commands may share a key, then the
// first enabled one runs.
func (r *Registry) Add(c Command) error {
	if r.Find(c.ID) != nil {
		return fmt.Errorf("command %q is there already", c.ID)
	}
	for _, k := range c.Keys {
		if _, err := parseKey(k); err != nil {
			return err
		}
	}
	r.commands = append(r.commands, &c)
	r.index()
	return nil
}

// Find returns the command with an ID, or nil.
func (r *Registry) Find(id string) *Command {
	i := slices.IndexFunc(r.commands, func(c *Command) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return r.commands[i]
}

// Commands lists all commands in the order they were added.
func (r *Registry) Commands() []*Command { return slices.Clone(r.commands) }

// SetKeys changes the keys of a command at once; it fails when a key cannot be read or there is no such command.
func (r *Registry) SetKeys(id string, keys []Key) error {
	c := r.Find(id)
	if c == nil {
		return fmt.Errorf("no command %q", id)
	}
	for _, k := range keys {
		if _, err := parseKey(k); err != nil {
			return err
		}
	}
	c.Keys = slices.Clone(keys)
	r.index()
	return nil
}

// Clashes lists the other commands that have one of the keys of the command id.
func (r *Registry) Clashes(id string) []*Command {
	c := r.Find(id)
	if c == nil {
		return nil
	}
	var out []*Command
	for _, k := range c.Keys {
		ch, _ := parseKey(k) // was read when it was set
		for _, other := range r.chords[ch] {
			if other != c && !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out
}

// Run runs a command if it is there and enabled, and tells whether it did.
func (r *Registry) Run(id string) bool {
	c := r.Find(id)
	if c == nil || !c.enabled() {
		return false
	}
	c.Run()
	return true
}

// Press runs the first enabled command of a combination and tells whether there was one. inDialog leaves out commands
// that are not for dialogs.
func (r *Registry) Press(key fyne.KeyName, mod fyne.KeyModifier, inDialog bool) bool {
	for _, c := range r.chords[chord{key, mod}] {
		if c.enabled() && (c.Always || !inDialog) {
			c.Run()
			return true
		}
	}
	return false
}

// Install has a canvas report keys to the registry where the focused widget does not: combinations by canvas
// shortcuts, plain keys by the canvas' own handler. Entries and surfaces forward by themselves.
func (r *Registry) Install(c fyne.Canvas) {
	r.canvas = c
	r.bound = map[chord]bool{}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if !overlayKey(c, e) {
			r.Press(e.Name, keyModifiers(), dialogOpen(c))
		}
	})
	r.index()
}

func (r *Registry) index() {
	clear(r.chords)
	for _, c := range r.commands {
		for _, k := range c.Keys {
			ch, _ := parseKey(k) // was read when it was set
			r.chords[ch] = append(r.chords[ch], c)
			r.bind(ch)
		}
	}
}

func (r *Registry) bind(ch chord) {
	if r.canvas == nil || ch.mod == 0 || r.bound[ch] {
		return
	}
	r.bound[ch] = true
	canvas := r.canvas
	canvas.AddShortcut(&desktop.CustomShortcut{KeyName: ch.key, Modifier: ch.mod}, func(fyne.Shortcut) {
		r.Press(ch.key, ch.mod, dialogOpen(canvas))
	})
}

func dialogOpen(c fyne.Canvas) bool { return c.Overlays().Top() != nil }

// KeyText returns the first key of a command as menus show it ("Ctrl Shift T"), or "".
func (r *Registry) KeyText(id string) string {
	if c := r.Find(id); c != nil && len(c.Keys) > 0 {
		return strings.Join(c.Keys[0].Parts(), " ")
	}
	return ""
}

// Parts splits a combination into what stands on the caps: "Ctrl", "Shift", "T".
func (k Key) Parts() []string {
	parts := strings.Split(strings.Replace(string(k), "++", "+plus", 1), "+")
	for i, p := range parts {
		if p == "plus" {
			parts[i] = "+"
		}
		if p == "Ctrl" && runtime.GOOS == "darwin" {
			parts[i] = "Cmd"
		}
	}
	return parts
}

var keyModifierNames = map[string]fyne.KeyModifier{
	"Ctrl": fyne.KeyModifierShortcutDefault, "Shift": fyne.KeyModifierShift, "Alt": fyne.KeyModifierAlt,
}

var keyNames = map[string]fyne.KeyName{
	"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape, "Space": fyne.KeySpace, "Tab": fyne.KeyTab, "Del": fyne.KeyDelete,
	"Backspace": fyne.KeyBackspace, "Home": fyne.KeyHome, "End": fyne.KeyEnd, "Up": fyne.KeyUp, "Down": fyne.KeyDown,
	"Left": fyne.KeyLeft, "Right": fyne.KeyRight, "PageUp": fyne.KeyPageUp, "PageDown": fyne.KeyPageDown,
	"+": fyne.KeyPlus, "−": fyne.KeyMinus, "-": fyne.KeyMinus, ",": fyne.KeyComma, ".": fyne.KeyPeriod,
}

func parseKey(k Key) (chord, error) {
	parts := strings.Split(strings.Replace(string(k), "++", "+plus", 1), "+")
	var ch chord
	for _, p := range parts[:len(parts)-1] {
		m, ok := keyModifierNames[p]
		if !ok {
			return chord{}, fmt.Errorf("key %q: no modifier %q", k, p)
		}
		ch.mod |= m
	}
	last := strings.Replace(parts[len(parts)-1], "plus", "+", 1)
	switch name, known := keyNames[last]; {
	case known:
		ch.key = name
	case len(last) == 1 && (last[0] >= 'A' && last[0] <= 'Z' || last[0] >= '0' && last[0] <= '9'):
		ch.key = fyne.KeyName(last)
	case isFunctionKey(last):
		ch.key = fyne.KeyName(last)
	default:
		return chord{}, fmt.Errorf("key %q: no key %q", k, last)
	}
	return ch, nil
}

func isFunctionKey(s string) bool {
	var n int
	got, err := fmt.Sscanf(s, "F%d", &n)
	return err == nil && got == 1 && n >= 1 && n <= 12 && s == fmt.Sprintf("F%d", n)
}

// overlayKey asks the open dialog, if any, whether it uses a key.
func overlayKey(c fyne.Canvas, e *fyne.KeyEvent) bool {
	top, ok := c.Overlays().Top().(interface{ key(*fyne.KeyEvent) bool })
	return ok && top.key(e)
}

// forwardKey gives a key that the focused widget did not use to the open dialog, else to the commands of its window.
func forwardKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil || overlayKey(c, e) {
		return
	}
	if s := shells[c]; s != nil {
		s.Commands.Press(e.Name, keyModifiers(), dialogOpen(s.canvas))
	}
}

// forwardShortcut gives a shortcut that the focused widget did not use to the commands of its window, and tells
// whether one ran.
func forwardShortcut(o fyne.CanvasObject, sc fyne.Shortcut) bool {
	k, ok := sc.(fyne.KeyboardShortcut)
	if !ok {
		return false
	}
	s := ShellOf(o)
	return s != nil && s.Commands.Press(k.Key(), k.Mod(), dialogOpen(s.canvas))
}
