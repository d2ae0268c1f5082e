package kit

import (
	"io"
	"log"
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
)

// systemFonts asks the fonts installed on this machine for runes the embedded ones lack. Scanning and opening them
// takes time, so a goroutine does it; until it has answered, a box stands for the rune.
type systemFonts struct {
	ask     chan rune
	faces   map[*font.Font]Face
	answers map[rune]Face
	asked   map[rune]bool
	redraw  func()
	due     bool // a redraw is to come
}

// fontPause gathers what the search finds: a text in another script is many runes.
const fontPause = 50 * time.Millisecond

var system *systemFonts

// UseSystemFonts lets text fall back to the fonts installed on this machine, indexed in a file under cacheDir (empty:
// the user's cache folder). Nothing is scanned before a rune is met that no embedded font has; when new glyphs can be
// drawn, every window of the app is drawn anew. Call it once, after the app was made.
func UseSystemFonts(a fyne.App, cacheDir string) {
	s := &systemFonts{
		ask: make(chan rune, 256), faces: map[*font.Font]Face{}, answers: map[rune]Face{}, asked: map[rune]bool{},
		redraw: func() { apply(a, current.variant, current.accent) },
	}
	system = s
	go s.search(cacheDir)
}

// search answers runes until the program ends. The font map is used on this goroutine only.
func (s *systemFonts) search(cacheDir string) {
	var fonts *fontscan.FontMap
	for r := range s.ask {
		if fonts == nil {
			fonts = fontscan.NewFontMap(log.New(io.Discard, "", 0))
			if fonts.UseSystemFonts(cacheDir) != nil {
				return // no readable font folder: boxes it is
			}
			fonts.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}})
		}
		face := fonts.ResolveFace(r)
		if face == nil {
			continue
		}
		if _, ok := face.NominalGlyph(r); ok {
			fyne.Do(func() { s.found(r, face) })
		}
	}
}

// found runs on the main goroutine.
func (s *systemFonts) found(r rune, face *font.Face) {
	id, ok := s.faces[face.Font]
	if !ok {
		id = embeddedFaces + Face(len(systemFaces))
		// A face of our own: the searcher goes on using its own one.
		systemFaces = append(systemFaces, newTypeface(font.NewFace(face.Font), false))
		s.faces[face.Font] = id
	}
	s.answers[r] = id
	runeGlyphs.clear()
	runs.clear()
	if s.due {
		return
	}
	s.due = true
	after(fontPause, func() {
		s.due = false
		s.redraw()
	})
}

// systemFaceFor returns the system face for r if one is known, and asks for one if not.
func systemFaceFor(r rune) (Face, bool) {
	if system == nil {
		return 0, false
	}
	if f, ok := system.answers[r]; ok {
		return f, true
	}
	if !system.asked[r] {
		select {
		case system.ask <- r:
			system.asked[r] = true
		default: // the searcher is behind; the next frame asks again
		}
	}
	return 0, false
}
