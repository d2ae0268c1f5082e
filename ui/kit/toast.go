package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Toast is a short notice at the lower right: one line, one muted line, one action.
type Toast struct {
	Icon   string // Lucide name
	Token  string // colour of the icon
	Title  string
	Note   string
	Action string // label of the button; empty: none
	Run    func() // what the button does; the toast closes
	Error  bool   // waits for its turn instead of being replaced
	Steady bool   // stays until closed: progress
}

const (
	toastTime  = 6 * time.Second
	toastWidth = 344
)

// toaster shows one toast at a time.
type toaster struct {
	shell   *Shell
	box     *fyne.Container
	shown   *ShownToast
	waiting []*ShownToast
	right   float32
	bottom  float32
}

func newToaster(s *Shell) *toaster {
	return &toaster{shell: s, box: container.NewWithoutLayout(), right: 16, bottom: 40}
}

// SetToastCorner says how far toasts stay from the window's right and lower edge, in units.
func (s *Shell) SetToastCorner(right, bottom float32) {
	s.toasts.right, s.toasts.bottom = right, bottom
	s.toasts.place(s.root.Size())
}

// Toast shows a notice for six seconds, longer while the pointer is over it. It replaces the one that is shown, unless
// that is an error; then it waits.
func (s *Shell) Toast(t Toast) *ShownToast {
	shown := newShownToast(s.toasts, t)
	if cur := s.toasts.shown; cur != nil && cur.toast.Error {
		s.toasts.waiting = append(s.toasts.waiting, shown)
		return shown
	}
	s.toasts.show(shown)
	return shown
}

func (t *toaster) show(s *ShownToast) {
	if t.shown != nil {
		t.shown.halt()
	}
	t.shown = s
	t.box.Objects = []fyne.CanvasObject{s}
	t.place(t.shell.root.Size())
	t.box.Refresh()
	s.count()
}

func (t *toaster) place(window fyne.Size) {
	t.box.Resize(window)
	if t.shown == nil {
		return
	}
	size := t.shown.MinSize()
	t.shown.Resize(size)
	t.shown.Move(fyne.NewPos(whole(window.Width-t.right-size.Width), whole(window.Height-t.bottom-size.Height)))
}

func (t *toaster) next() {
	t.shown = nil
	t.box.Objects = nil
	if len(t.waiting) > 0 {
		s := t.waiting[0]
		t.waiting = t.waiting[1:]
		t.show(s)
		return
	}
	t.box.Refresh()
}

func (t *toaster) close() {
	if t.shown != nil {
		t.shown.halt()
	}
	t.waiting = nil
}

// ShownToast is a toast on a window, to change or close.
type ShownToast struct {
	widget.BaseWidget
	toast *Toast
	owner *toaster
	stop  func()
	note  *Label
	bar   *Progress
	card  *Flex
}

func newShownToast(owner *toaster, t Toast) *ShownToast {
	s := &ShownToast{toast: &t, owner: owner}
	s.note = NewLabel(t.Note).In(Caption).Colour("text.muted").AtMost(240)
	s.bar = NewProgress(0)
	lines := Col(Space(), NewLabel(t.Title).AtMost(240), s.note, Fixed(s.bar, 0, 12), Space())
	if t.Note == "" {
		s.note.Hide()
	}
	s.bar.Hide()
	kids := []fyne.CanvasObject{}
	if t.Icon != "" {
		kids = append(kids, Col(NewIcon(t.Icon, IconNormal, t.Token), Space()), Gap(10))
	}
	kids = append(kids, Grow(lines))
	if t.Action != "" {
		kids = append(kids, NewButton(t.Action, Ghost, func() {
			s.Close()
			if t.Run != nil {
				t.Run()
			}
		}))
	}
	s.card = Row(kids...).Pad(14, 10, 6, 10).Width(toastWidth).Fill("surface.overlay").Edge("border.strong").Radius(RadiusCard)
	s.ExtendBaseWidget(s)
	return s
}

// SetProgress shows a bar, 0 to 1, and replaces the muted line.
func (s *ShownToast) SetProgress(done float64, note string) {
	s.note.SetText(note)
	s.note.Show()
	s.bar.Show()
	s.bar.SetValue(done)
	s.card.Reflow()
	s.owner.place(s.owner.shell.root.Size())
}

// Close takes the toast away; the next one that waits is shown.
func (s *ShownToast) Close() {
	s.halt()
	if s.owner.shown == s {
		s.owner.next()
		return
	}
	for i, w := range s.owner.waiting {
		if w == s {
			s.owner.waiting = append(s.owner.waiting[:i:i], s.owner.waiting[i+1:]...)
			return
		}
	}
}

func (s *ShownToast) count() {
	if !s.toast.Steady {
		s.stop = after(toastTime, s.Close)
	}
}

func (s *ShownToast) halt() {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

// MouseIn implements desktop.Hoverable: a toast under the pointer stays.
func (s *ShownToast) MouseIn(*desktop.MouseEvent) { s.halt() }

// MouseMoved implements desktop.Hoverable.
func (s *ShownToast) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *ShownToast) MouseOut() {
	if s.owner.shown == s {
		s.count()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *ShownToast) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.card) }
