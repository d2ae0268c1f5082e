package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Painter draws what a Surface shows. It is called on the main goroutine, only when the surface was refreshed, resized
// or uncovered; p's origin is the surface's corner and size is in units. The scroll position is the surface's: paint the
// rows that OffsetY says are visible and no others.
type Painter interface {
	Paint(p *Pen, size fyne.Size)
}

// Mouse is a pointer event on a Surface, in units from its corner. The scroll position is not added.
type Mouse struct {
	X, Y     float32
	Absolute fyne.Position // in the window, for menus
	Button   desktop.MouseButton
	Modifier fyne.KeyModifier
	Clicks   int // 1 for a single press, 2 for a double one, and so on
}

// Events are what a Surface tells its pane. Every one may be nil; all run on the main goroutine.
type Events struct {
	Press      func(Mouse)               // a button went down; the surface took the focus
	Release    func(Mouse)               // the button went up
	Drag       func(m Mouse)             // the pointer moved with the button down
	DragEnd    func()                    // the button of a drag went up
	Move       func(Mouse)               // the pointer moved with no button down
	Leave      func()                    // the pointer left
	Menu       func(Mouse)               // the secondary button, or the menu key (then at the surface's corner)
	Wheel      func(Mouse, float32)      // wheel with Ctrl (Cmd on macOS): zoom; units, up is positive
	Key        func(*fyne.KeyEvent) bool // false passes the key on to scrolling, then to the commands
	Rune       func(rune)
	Shortcut   func(fyne.Shortcut) bool // false passes it on to the commands
	Focus      func(bool)
	Scroll     func()        // the scroll position changed, by whatever cause
	Describe   func() string // what is shown at the keyboard's place, in words; nil: nothing is said
	CursorAt   func(x, y float32) desktop.Cursor
	AcceptsTab bool // Tab and Shift+Tab come as keys instead of moving the focus
}

// Surface is a pane that is one raster: it owns the picture, the scroll position (64 bits, so that a million rows are
// exact), the scrollbars, hover and focus, and hands the rest to its Painter and Events. It repaints only when Refresh
// is called, or when its own state changes. A surface asks for no room; give it some with Grow or SetMinSize.
type Surface struct {
	widget.BaseWidget
	On Events

	self    fyne.Widget
	painter Painter
	raster  *canvas.Raster
	min     fyne.Size
	focused bool
	hover   bool
	clicks  clickCounter
	scroll  scroller
	grab    grab
	pointer Mouse
	tipText string
	tipNear Rect
	look    seen
	measure func() // works out the content's size before a layout; may be nil
	owner   *Flex
	overBar bool // the pointer is over a scrollbar
}

// NewSurface returns a surface that shows what painter paints.
func NewSurface(painter Painter) *Surface {
	s := &Surface{}
	s.init(s, painter)
	return s
}

// Init makes s ready when it is embedded in another widget; self is that widget.
func (s *Surface) Init(self fyne.Widget, painter Painter) { s.init(self, painter) }

func (s *Surface) init(self fyne.Widget, painter Painter) {
	s.self, s.painter = self, painter
	s.raster = canvas.NewRaster(s.paint)
	s.raster.ScaleMode = canvas.ImageScalePixels
	s.ExtendBaseWidget(self)
}

func (s *Surface) setOwner(f *Flex) { s.owner = f }

// SetMinSize sets the least size in units.
func (s *Surface) SetMinSize(w, h float32) { s.min = fyne.NewSize(w, h) }

// Focused tells whether the surface has the keyboard focus.
func (s *Surface) Focused() bool { return s.focused }

// Hovered tells whether the pointer is over the surface.
func (s *Surface) Hovered() bool { return s.hover }

// Refresh has the surface painted again with the next frame; several calls cost one painting.
func (s *Surface) Refresh() { s.raster.Refresh() }

func (s *Surface) paint(w, h int) image.Image {
	img := sheet(w, h)
	size := s.raster.Size()
	s.Draw(img, deviceScale(s.raster, w, size.Width), size)
	return img
}

// Draw paints the surface at a scale into img, with scrollbars and focus ring: what a frame does, for benchmarks and
// pictures.
func (s *Surface) Draw(img *image.RGBA, scale float32, size fyne.Size) {
	p := NewPen(img, scale)
	s.painter.Paint(p, size)
	s.paintBars(NewPen(img, scale))
	if s.focused && focusByKeyboard {
		NewPen(img, scale).Outline(bounds(size), 0, 2, C("accent.focusRing"))
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer { return &surfaceRenderer{s} }

type surfaceRenderer struct{ s *Surface }

func (r *surfaceRenderer) Destroy()                     {}
func (r *surfaceRenderer) Refresh()                     { r.s.raster.Refresh() }
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.raster} }
func (r *surfaceRenderer) MinSize() fyne.Size {
	if r.s.look.outdated() {
		r.s.raster.Refresh()
	}
	return r.s.min
}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.s.raster.Resize(size)
	if r.s.measure != nil {
		r.s.measure()
	}
	r.s.clampScroll()
	if late := r.s.scroll.pending; late[1] > 0 {
		r.s.scroll.pending = [2]float64{}
		r.s.Reveal(late[0], late[1])
	}
}
