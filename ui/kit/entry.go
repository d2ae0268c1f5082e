package kit

import (
	"image/color"
	"math"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// entry is the toolkit's text entry without anything around the text. Keys it does not know go to the field's own
// handlers and then to the window's commands.
type entry struct {
	widget.Entry
	field *Field
	word  bool // the next tap is the second of a double click
}

// entryPad lies between the entry's edge and its text, outside of what is shown.
const entryPad = 2

func newEntry(f *Field) *entry {
	e := &entry{field: f}
	e.Wrapping = fyne.TextWrapOff
	e.PlaceHolder, e.Password = f.holder, f.masked
	e.TextStyle.Monospace = f.font.Face >= DataFace
	if f.password {
		e.ActionItem = container.NewWithoutLayout() // else the entry adds its own button
	}
	e.Text, e.CursorColumn = f.text, utf8.RuneCountInString(f.text)
	e.OnChanged = f.edited
	e.OnSubmitted = func(s string) {
		if f.OnSubmit != nil {
			f.OnSubmit(s)
		}
	}
	e.ExtendBaseWidget(e)
	return e
}

// MouseDown implements desktop.Mouseable.
func (e *entry) MouseDown(m *desktop.MouseEvent) {
	e.word = e.field.face.secondPress(m)
	e.Entry.MouseDown(m)
}

// Tapped implements fyne.Tappable.
func (e *entry) Tapped(p *fyne.PointEvent) {
	e.Entry.Tapped(p)
	if e.word {
		e.word = false
		e.DoubleTapped(p)
	}
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.field.focusChanged(true)
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	e.field.focusChanged(false)
}

// TypedKey implements fyne.Focusable.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	if e.field.OnKey != nil && e.field.OnKey(k) {
		return
	}
	switch {
	case k.Name == fyne.KeyEscape && e.field.OnEscape != nil:
		e.field.OnEscape()
	case isPlainCommandKey(k.Name), e.field.OnSubmit == nil && (k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter):
		forwardKey(e, k)
	default:
		e.Entry.TypedKey(k)
	}
}

// isPlainCommandKey tells keys that mean nothing to an entry: F1 to F12 and Escape.
func isPlainCommandKey(name fyne.KeyName) bool {
	return name == fyne.KeyEscape || isFunctionKey(string(name))
}

// TypedShortcut implements fyne.Shortcutable. Editing shortcuts are the entry's; everything else goes on.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut, *fyne.ShortcutPaste, *fyne.ShortcutSelectAll, *fyne.ShortcutUndo, *fyne.ShortcutRedo:
		e.Entry.TypedShortcut(s)
		return
	}
	if !forwardShortcut(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// entryTheme makes the entry draw its text, caret and selection and nothing else.
type entryTheme struct {
	Theme
	field *Field
}

// Color implements fyne.Theme.
func (t entryTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case theme.ColorNameForeground:
		return C("text.primary")
	case theme.ColorNamePlaceHolder:
		return C("text.muted")
	case theme.ColorNamePrimary:
		// The border of a focused entry and, without animations, the caret. With animations the caret takes its colour
		// from the app's theme; then the border need not show at all.
		if !fyne.CurrentApp().Settings().ShowAnimations() {
			return C("text.primary")
		}
	case theme.ColorNameSelection:
		return C("accent.tint")
	}
	return color.Transparent
}

// Size implements fyne.Theme.
func (t entryTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return t.field.font.Size
	case theme.SizeNameInputBorder: // also the caret's width: 0 would make it invisible
		return 1
	case theme.SizeNameInnerPadding:
		return entryPad
	case theme.SizeNameInputRadius, theme.SizeNameLineSpacing, theme.SizeNameScrollBar, theme.SizeNameScrollBarSmall, theme.SizeNamePadding:
		return 0
	}
	return t.Theme.Size(n)
}

// entryView shows the text area of an entry: a focused entry draws a border in the caret's colour, so the border lies
// outside of a clip.
func entryView(e *entry) fyne.CanvasObject {
	over := container.NewThemeOverride(e, entryTheme{field: e.field})
	clip := container.NewClip(container.New(insideOut{}, over))
	clip.ExtendBaseWidget(clip) // NewClip does not; without it the first Resize lays nothing out
	return container.New(entryLine{e.field}, clip)
}

// entryLine puts the clip where the entry's baseline is the one of the rule.
type entryLine struct{ f *Field }

func (entryLine) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(8, 0) }

func (l entryLine) Layout(o []fyne.CanvasObject, s fyne.Size) {
	style := fyne.TextStyle{Monospace: l.f.font.Face >= DataFace}
	line, ascent := fyne.CurrentApp().Driver().RenderedTextSize("M", l.f.font.Size, style, nil)
	scale := canvasScale(l.f)
	// Fyne draws the baseline a whole number of device pixels below the top of the text.
	base := float32(math.Round(float64(Baseline(0, s.Height, l.f.font.Size) * scale)))
	top := (base - float32(math.Ceil(float64(ascent*scale)))) / scale
	o[0].Move(fyne.NewPos(0, top))
	o[0].Resize(fyne.NewSize(s.Width, up(line.Height)))
}

// insideOut makes its child larger than itself, so that only the middle shows.
type insideOut struct{}

func (insideOut) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

func (insideOut) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Move(fyne.NewPos(-entryPad, -entryPad))
	o[0].Resize(s.AddWidthHeight(entryPad+1, 2*entryPad)) // one unit on the right stays for the caret at the end
	o[0].Refresh()                                        // lays out the text anew: its first layout had no size
}
