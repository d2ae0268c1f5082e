package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Shell stands between a window and its content. It shows tooltips and toasts over the content, keeps open overlays as
// large as the window, and holds the window's commands.
type Shell struct {
	Commands *Registry

	canvas  fyne.Canvas
	content fyne.CanvasObject
	root    *fyne.Container
	tips    *tipLayer
	toasts  *toaster
}

var shells = map[fyne.Canvas]*Shell{}

// NewShell makes content the content of the window, inside a shell, and sends the window's keys to Commands.
func NewShell(w fyne.Window, content fyne.CanvasObject) *Shell {
	s := &Shell{Commands: NewRegistry(), canvas: w.Canvas(), content: content, tips: newTipLayer()}
	s.toasts = newToaster(s)
	s.root = container.New(shellLayout{s}, content, s.toasts.box, s.tips.box)
	shells[s.canvas] = s
	w.SetPadded(false)
	w.SetContent(s.root)
	s.Commands.Install(s.canvas)
	return s
}

// Release forgets the window; call it when the window closes.
func (s *Shell) Release() {
	s.tips.drop()
	s.toasts.close()
	delete(shells, s.canvas)
}

// Canvas returns the window's canvas.
func (s *Shell) Canvas() fyne.Canvas { return s.canvas }

// ShellOf returns the shell of the window an object is in, or nil.
func ShellOf(o fyne.CanvasObject) *Shell { return shells[canvasOf(o)] }

type shellLayout struct{ s *Shell }

func (l shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return l.s.content.MinSize() }

func (l shellLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.s.content.Move(fyne.Position{})
	l.s.content.Resize(size)
	l.s.toasts.place(size)
	l.s.tips.box.Resize(size)
	for _, o := range l.s.canvas.Overlays().List() {
		if f, ok := o.(interface{ fill(fyne.Size) }); ok {
			f.fill(size) // the canvas does not resize overlays with the window
		}
	}
}
