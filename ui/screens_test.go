package ui

import (
	"flag"
	"fmt"
	"image"
	imagedraw "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

var compare = flag.String("compare", "", "write the design's pictures and our own, side by side, to this folder")

// screen is a part of a picture of the design and how the window comes to show the same.
type screen struct {
	name    string
	picture string          // in testdata/screens, without .png
	part    image.Rectangle // of the picture, in its pixels; empty: all of it
	variant kit.Variant
	size    fyne.Size // of the window, in units
	scale   float32
	show    func(w *shopWindow)
	most    float64 // how far the two may be apart, as a mean of all channels; found by looking, kept so that it does not grow
}

var usualSize = fyne.NewSize(1600, 1000)

// shopScreens are the parts of the pictures whose panes exist. What the pictures have beyond them (environments, features,
// further tabs) is left out by the part, or is part of the difference.
var shopScreens = []screen{
	{"window-dark", "main-dark", image.Rectangle{}, kit.Dark, usualSize, 1, showSearch, 0.042},
	{"window-light", "main-light", image.Rectangle{}, kit.Light, usualSize, 1, showSearch, 0.044},
	{"window-contrast", "high-contrast", image.Rectangle{}, kit.ContrastDark, usualSize, 1, showSearch, 0.071},
	{"window-small", "small-dark", image.Rectangle{}, kit.Dark, fyne.NewSize(1000, 700), 1, showResponseAlone, 0.048},
	{"window-scale-2", "scale-200", image.Rectangle{}, kit.Dark, fyne.NewSize(800, 500), 2, showResponseAlone, 0.053},
	{"timeline", "main-dark", image.Rect(240, 437, 1312, 976), kit.Dark, usualSize, 1, showSearch, 0.039},
	{"composer", "main-dark", image.Rect(240, 88, 660, 436), kit.Dark, usualSize, 1, showSearch, 0.038},
	{"inspector", "main-dark", image.Rect(660, 88, 1312, 436), kit.Dark, usualSize, 1, showSearch, 0.042},
	{"sidebar", "main-dark", image.Rect(0, 40, 240, 640), kit.Dark, usualSize, 1, showSearch, 0.055},
	{"drawer", "main-dark", image.Rect(1312, 40, 1600, 330), kit.Dark, usualSize, 1, showSearch, 0.032},
	{"queue-and-connections", "main-dark", image.Rect(1312, 330, 1600, 765), kit.Dark, usualSize, 1, showSearch, 0.069},
	{"stop", "breakpoint-dark", image.Rect(240, 88, 1312, 672), kit.Dark, usualSize, 1, showStop, 0.044},
	{"breakpoints", "breakpoint-dark", image.Rect(1312, 40, 1600, 770), kit.Dark, usualSize, 1, showStop, 0.052},
	{"redirect", "redirect-ask-dark", image.Rect(440, 96, 1160, 700), kit.Dark, usualSize, 1, showRedirect, 0.064},
	{"status-bar", "main-dark", image.Rect(0, 976, 1600, 1000), kit.Dark, usualSize, 1, showSearch, 0.040},
	{"prompt", "prompt-dark", image.Rect(530, 130, 1070, 690), kit.Dark, usualSize, 1, showQuestion, 0.077},
	{"body-editor", "compose-body-dark", image.Rect(240, 120, 880, 576), kit.Dark, usualSize, 1, showPayment, 0.068},
	{"first-run", "first-run-light", image.Rect(240, 88, 1312, 620), kit.Light, usualSize, 1, nil, 0.030},
}

// showSearch is the window in use: a search is open over the answer.
func showSearch(w *shopWindow) {
	w.inspector.FocusSearch()
	w.inspector.body.search.bar.SetText("open")
	w.drain("the search", func() bool { f := w.inspector.body.view.find.finder; return f != nil && f.Found().Done })
	w.inspector.body.view.sync()
	w.clickRow(46)
}

// clickRow gives the timeline the keyboard as a click does, without a ring.
func (w *shopWindow) clickRow(id session.MessageID) {
	rows := w.pane.rows
	line, _ := w.pane.view.LineOf(timeline.Target{ID: timeline.RowID{Message: id}, Attempt: -1})
	at := fyne.NewPos(rows.columns.status.x, rows.rowRect(line).Y+1)
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary}
	rows.MouseDown(e)
	rows.MouseUp(e)
	w.pane.setFollow(true)
}

func showResponseAlone(w *shopWindow) {
	w.turns.show(true)
	w.showResponse(true)
	w.Fyne().Canvas().Unfocus()
}

func showQuestion(w *shopWindow) {
	for _, e := range shopEvents(w.t) {
		if q, ok := e.Detail.(*session.Question); ok {
			w.prompts.apply([]asking{{question: q}})
		}
	}
	w.prompts.shown.user.SetText("mira")
	w.prompts.shown.password.SetText("open sesam")
}

// showStop is message 58 at a breakpoint, half changed, beside the rules.
func showStop(w *shopWindow) {
	for _, r := range []breakRule{{Method: "POST", Host: "pay.localhost:8443", Path: "/api/*", At: session.StopAtStarting}, {Path: "/api/admin/**", At: session.StopAtGotHeaders},
		{Host: "*.partner.example", At: session.StopAtRedirect | session.StopAtAuthenticate}, {Off: true, Method: "DELETE", Host: "localhost:8080", Path: "/api/**", At: session.StopAtStarting}} {
		w.stops.rules.rules = append(w.stops.rules.rules, &placedRule{breakRule: r})
	}
	w.stops.panel.choose(0)
	row := *w.snap.Find(timeline.RowID{Message: 58})
	row.Stopped = &timeline.Stop{At: session.StopAtStarting, Since: shopNow - 12400*time.Millisecond}
	m, err := session.NewMessage("POST", "https://pay.localhost:8443/api/payments")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range []session.Field{{Name: "Accept", Value: "application/json"}, {Name: "Content-Type", Value: "application/json"}, {Name: "Idempotency-Key", Value: "5f0c-41aa"}, {Name: "X-Debug", Value: "trace"},
		{Name: "Authorization", Value: "Bearer secret"}, {Name: "Cookie", Value: "sid=7d1e; lang=en"}, {Name: "User-Agent", Value: "Ladle/0.9"}, {Name: "Accept-Encoding", Value: "gzip, deflate, br"}} {
		if err := m.AddField(f.Name, f.Value); err != nil {
			w.t.Fatal(err)
		}
	}
	body := string(shopFile(w.t, "payment.json"))
	source := stopSource{Method: "POST", URL: m.URI(), Fields: m.RequestFields(), Body: body, Text: true, Length: int64(len(body))}
	x := &stopped{id: row.ID, at: session.StopAtStarting, source: source, edit: newStopEdit(source)}
	x.edit.now.target = "/api/payments?dry_run=1"
	x.edit.now.fields[2].Value, x.edit.now.fields[3].Off = "retry-20418-b", true
	w.stops.pane.Show(x, &row)
	w.stops.pane.Update(&row, w.snap, shopNow, "by rule 1")
	w.stops.panel.Update(w.snap, []*timeline.Row{&row}, shopNow)
	w.frame.stopping = true
	w.openBreakpoints()
	w.stops.pane.target.Focus()
}

func showRedirect(w *shopWindow) { w.prompts.apply([]asking{{question: askedRedirect()}}) }

func showPayment(w *shopWindow) {
	w.composer.Load(shopPayment(w.t))
	w.frame.splits.Composer, w.frame.splits.Upper = 640, 488
	w.reframe()
	w.composer.FocusBody()
	w.composer.body.editor.GoTo(133)
}

// draw draws the window as the screen shows it.
func (s screen) draw(t testing.TB) image.Image {
	w := newShopWindow(t, s.variant, s.size, s.scale, s.show != nil)
	if s.show != nil {
		s.show(w)
	}
	return crop(w.Fyne().Canvas().Capture(), s.part)
}

func crop(img image.Image, r image.Rectangle) image.Image {
	if r.Empty() {
		r = img.Bounds()
	}
	out := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	imagedraw.Draw(out, out.Bounds(), img, r.Min, imagedraw.Src)
	return out
}

func readPNG(t testing.TB, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// apart is the mean difference of the colour channels of two pictures, 0 to 1.
func apart(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	var sum, n int64
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			for _, d := range []int64{int64(ar) - int64(br), int64(ag) - int64(bg), int64(ab) - int64(bb)} {
				sum += max(d, -d)
			}
			n += 3
		}
	}
	return float64(sum) / float64(n) / 65535
}

// TestScreens holds the window to the design's pictures. With -compare it writes both, the design's at the left; that is
// how the look is judged, since a mean says nothing about what a person sees.
func TestScreens(t *testing.T) {
	for _, s := range shopScreens {
		t.Run(s.name, func(t *testing.T) {
			want := crop(readPNG(t, filepath.Join("testdata", "screens", s.picture+".png")), s.part)
			got := s.draw(t)
			d := apart(want, got)
			if *compare != "" {
				writeBeside(t, filepath.Join(*compare, s.name+".png"), want, got)
				fmt.Printf("%-16s %5.2f %% apart from %s\n", s.name, 100*d, s.picture)
			}
			if d > s.most {
				t.Errorf("%.4f apart from %s, want at most %.4f; make compare-screens shows both", d, s.picture, s.most)
			}
		})
	}
}

func writeBeside(t *testing.T, path string, left, right image.Image) {
	t.Helper()
	const seam = 8
	w, h := left.Bounds().Dx(), max(left.Bounds().Dy(), right.Bounds().Dy())
	out := image.NewNRGBA(image.Rect(0, 0, w+seam+right.Bounds().Dx(), h))
	imagedraw.Draw(out, out.Bounds(), image.White, image.Point{}, imagedraw.Src)
	imagedraw.Draw(out, left.Bounds(), left, image.Point{}, imagedraw.Src)
	imagedraw.Draw(out, right.Bounds().Add(image.Pt(w+seam, 0)), right, image.Point{}, imagedraw.Src)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, out); err != nil {
		t.Fatal(err)
	}
}
