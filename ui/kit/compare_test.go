package kit

import (
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

var compare = flag.String("compare", "", "write the design's pictures and our own, side by side, to this folder")

// part is a piece of a picture of the design and the widgets that make the same.
type part struct {
	name    string
	picture string // of ui/testdata/screens
	at      image.Rectangle
	make    func() fyne.CanvasObject
	most    float64 // how far the two may be apart; found by looking, kept so that it does not grow
}

// putAt puts objects where the picture has them.
func putAt(ground string, objects map[fyne.Position]fyne.CanvasObject, sizes map[fyne.Position]fyne.Size) fyne.CanvasObject {
	box := container.NewWithoutLayout(NewPanel(ground, 0, 0))
	box.Objects[0].Resize(fyne.NewSize(2000, 2000))
	for at, o := range objects {
		size, ok := sizes[at]
		if !ok {
			size = o.MinSize()
		}
		o.Move(at)
		o.Resize(size)
		box.Add(o)
	}
	return box
}

func shownField(text string, what condition) *Field {
	f := NewField("").Small().Mono()
	f.SetText(text)
	return f.in(what)
}

func buttonIn(text string, kind ButtonKind, what condition) *Button {
	b := NewButton(text, kind, nil)
	b.in(what)
	return b
}

var parts = []part{
	{"fields", "states-dark", image.Rect(1326, 524, 1580, 672), func() fyne.CanvasObject {
		bad := shownField("localhost:99999", atRest)
		bad.SetInvalid("Ports end at 65535")
		wide, objects := fyne.NewSize(236, 24), map[fyne.Position]fyne.CanvasObject{{X: 8, Y: 10}: shownField("localhost:8080", atRest), {X: 8, Y: 40}: shownField("localhost:8080", isFocused),
			{X: 8, Y: 70}: bad, {X: 8, Y: 116}: shownField("localhost:8080", isDisabled)}
		return putAt("surface.base", objects, map[fyne.Position]fyne.Size{{X: 8, Y: 10}: wide, {X: 8, Y: 40}: wide, {X: 8, Y: 70}: {Width: 236, Height: 40}, {X: 8, Y: 116}: wide})
	}, 0.034},
	{"buttons", "states-dark", image.Rect(1216, 664, 1560, 748), func() fyne.CanvasObject {
		return putAt("surface.base", map[fyne.Position]fyne.CanvasObject{{X: 10, Y: 10}: buttonIn("Rest", Secondary, atRest), {X: 70, Y: 10}: buttonIn("Hover", Secondary, isHovered),
			{X: 140, Y: 10}: buttonIn("Focus", Secondary, isFocused), {X: 207, Y: 10}: buttonIn("Disabled", Secondary, isDisabled),
			{X: 10, Y: 46}: buttonIn("Send", Primary, atRest), {X: 75, Y: 46}: buttonIn("Send", Primary, isHovered), {X: 139, Y: 46}: buttonIn("Send", Primary, isFocused),
			{X: 201, Y: 46}: buttonIn("Send", Primary, isDisabled), {X: 265, Y: 46}: buttonIn("Delete", Danger, atRest)}, nil)
	}, 0.028},
	{"toasts", "states-dark", image.Rect(1226, 40, 1571, 399), func() fyne.CanvasObject {
		o := &toaster{}
		toast := func(icon, token, title, note, action string) fyne.CanvasObject {
			return newShownToast(o, Toast{Icon: icon, Token: token, Title: title, Note: note, Action: action})
		}
		return putAt("surface.base", map[fyne.Position]fyne.CanvasObject{{X: 0, Y: 1}: shownSaving(o),
			{X: 0, Y: 72}: toast("check", "status.ok", "orders.json saved", "104.9 MB in 0.27 s", "Show"), {X: 0, Y: 134}: toast("trash-2", "text.secondary", "3 messages deleted", "", "Undo"),
			{X: 0, Y: 188}: toast("file-pen", "status.paused", "Add to cart changed on disk", "Your draft differs in 2 lines", "Compare"),
			{X: 0, Y: 250}: toast("octagon-pause", "status.paused", "12 messages stopped by rule 1", "", "Show"),
			{X: 0, Y: 304}: toast("circle-alert", "status.failed", "History could not be written", "Disk full; 38 messages wait in memory", "Free space")}, nil)
	}, 0.038},
	{"finding", "states-dark", image.Rect(850, 174, 1192, 302), func() fyne.CanvasObject {
		card := NewCard(Finding{State: StateFailed, Icon: "circle-alert", Title: "The body ends early", Width: 274,
			Text:    "Content-Length said 412, 398 came, then the peer closed. What came is shown.",
			Actions: []fyne.CanvasObject{NewButton("Show 398 B", Secondary, nil).High(ButtonSmall), NewButton("Finding", Ghost, nil).High(ButtonSmall)}})
		return putAt("surface.panel", map[fyne.Position]fyne.CanvasObject{{X: 7, Y: 7}: card}, map[fyne.Position]fyne.Size{{X: 7, Y: 7}: {Width: 328, Height: 114}})
	}, 0.044},
	{"empty", "states-dark", image.Rect(112, 41, 466, 165), func() fyne.CanvasObject {
		empty := NewEmpty("No messages yet", "Rows appear the moment a message is queued, and each can be paused or cancelled.").Fill("surface.panel").Edge("border.subtle").Radius(RadiusCard)
		return putAt("surface.base", map[fyne.Position]fyne.CanvasObject{{}: empty}, map[fyne.Position]fyne.Size{{}: {Width: 354, Height: 124}})
	}, 0.021},
	{"new-rows", "states-dark", image.Rect(1356, 464, 1440, 496), func() fyne.CanvasObject {
		return NewPicture(painting(func(p *Pen, size fyne.Size) {
			p.Fill(0, 0, size.Width, size.Height, C("surface.panel"))
			f := Floater{"arrow-down", "12 new"}
			f.Paint(p, f.Box(Rect{0, 0, size.Width, size.Height + 4}), false)
		}))
	}, 0.089},
}

// TestParts holds widgets to the design's pictures of them; TestScreens does it for whole panes.
func TestParts(t *testing.T) {
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			f, err := os.Open(filepath.Join("..", "testdata", "screens", p.picture+".png"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			all, err := png.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			want := image.NewNRGBA(image.Rect(0, 0, p.at.Dx(), p.at.Dy()))
			draw.Draw(want, want.Rect, all, p.at.Min, draw.Src)
			_, w := window(t, Dark, p.make(), float32(p.at.Dx()), float32(p.at.Dy()))
			got := w.Canvas().Capture()
			d := difference(want, got)
			if *compare != "" {
				beside := image.NewNRGBA(image.Rect(0, 0, 2*p.at.Dx()+8, p.at.Dy()))
				draw.Draw(beside, want.Rect, want, image.Point{}, draw.Src)
				draw.Draw(beside, want.Rect.Add(image.Pt(p.at.Dx()+8, 0)), got, image.Point{}, draw.Src)
				writePNG(t, filepath.Join(*compare, "part-"+p.name+".png"), beside)
				fmt.Printf("%-16s %5.2f %% apart from %s\n", p.name, 100*d, p.picture)
			}
			if d > p.most {
				t.Errorf("%.4f apart from %s, want at most %.4f; make compare-screens shows both", d, p.picture, p.most)
			}
		})
	}
}
