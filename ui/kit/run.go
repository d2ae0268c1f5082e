package kit

import (
	"unicode/utf8"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// placed is one glyph of a line: where it lies and how far the pen goes on, in parts of an em.
type placed struct {
	face    Face
	gid     font.GID
	advance float32
	dx, dy  float32
	blank   bool // a gap: nothing to draw
	bytes   int32
}

// thinGap is the width of U+2009 and U+202F, which separate thousands; JetBrains Mono has neither.
const thinGap = 0.2

type runeKey struct {
	face Face
	r    rune
}

var (
	asciiGlyphs [embeddedFaces][utf8.RuneSelf]placed // advance 0: not looked up yet
	runeGlyphs  = newGenCache[runeKey, placed](1 << 20)
)

// glyphFor finds the glyph of one rune in a face, or in the first face that has it.
func glyphFor(f Face, r rune) placed {
	if r >= 0 && r < utf8.RuneSelf {
		if g := &asciiGlyphs[f][r]; g.advance != 0 {
			return *g
		}
		asciiGlyphs[f][r] = findGlyph(f, r)
		return asciiGlyphs[f][r]
	}
	k := runeKey{f, r}
	if g, ok := runeGlyphs.get(k); ok {
		return g
	}
	g := findGlyph(f, r)
	runeGlyphs.put(k, g, entryBytes)
	return g
}

func findGlyph(f Face, r rune) placed {
	n := int32(utf8.RuneLen(r))
	switch {
	case r == '\u2009' || r == '\u202f':
		return placed{face: f, advance: thinGap, blank: true, bytes: n}
	case r < ' ' || r == 0x7f:
		return placed{face: f, advance: glyphFor(f, ' ').advance, blank: true, bytes: n}
	case r == '\u200b' || r == '\u200d' || r == '\ufeff' || r >= '\ufe00' && r <= '\ufe0f':
		return placed{face: f, advance: 1e-6, blank: true, bytes: n}
	}
	for _, candidate := range fallbackOrder(f) {
		if g, ok := inFace(candidate, r); ok {
			g.bytes = n
			return g
		}
	}
	if face, ok := systemFaceFor(r); ok {
		if g, ok := inFace(face, r); ok {
			g.bytes = n
			return g
		}
	}
	return placed{face: f, gid: missingGlyph, advance: 0.6, bytes: n}
}

// fallbackOrder lists the embedded faces to ask, the wanted one first and the same weight of the other family next.
func fallbackOrder(f Face) [4]Face {
	return [4]Face{f, f ^ 2, f ^ 1, f ^ 3}
}

func inFace(f Face, r rune) (placed, bool) {
	t := faceOf(f)
	gid, ok := t.font.NominalGlyph(r)
	if !ok || gid == missingGlyph {
		return placed{}, false
	}
	return placed{face: f, gid: gid, advance: max(t.font.HorizontalAdvance(gid)/t.upem, 1e-6)}, true
}

type runKey struct {
	face Face
	text string
}

var runs = newGenCache[runKey, []placed](runBudget)

// longestRun is the longest text, in bytes, that is shaped as a whole; longer ones are placed rune by rune.
const longestRun = 512

// line places the glyphs of s. Kerned faces are shaped as a whole so that pairs stand as the designer meant; data
// is placed rune by rune, which costs nothing to cache.
func line(f Face, s string) []placed {
	k := runKey{f, s}
	if g, ok := runs.get(k); ok {
		return g
	}
	var g []placed
	if s != "" && faceOf(f).kerned && len(s) <= longestRun && covered(f, s) {
		g = shape(f, s)
	} else {
		g = make([]placed, 0, len(s))
		for _, r := range s {
			g = append(g, glyphFor(f, r))
		}
	}
	runs.put(k, g, entryBytes+len(s)+len(g)*32)
	return g
}

// covered tells whether a face can draw s alone; shaping knows no fallback and no gaps of our own.
func covered(f Face, s string) bool {
	for _, r := range s {
		if g := glyphFor(f, r); g.face != f || g.blank || g.gid == missingGlyph {
			return false
		}
	}
	return true
}

func shape(f Face, s string) []placed {
	t := faceOf(f)
	b := harfbuzz.NewBuffer()
	text := []rune(s)
	b.AddRunes(text, 0, len(text))
	b.Props.Direction = harfbuzz.LeftToRight
	b.Props.Script = language.LookupScript(text[0])
	b.GuessSegmentProperties()
	b.Props.Direction = harfbuzz.LeftToRight
	b.Shape(t.shaper, nil)
	out := make([]placed, len(b.Info))
	for i, info := range b.Info {
		p := b.Pos[i]
		out[i] = placed{face: f, gid: info.Glyph, advance: float32(p.XAdvance) / t.upem, dx: float32(p.XOffset) / t.upem, dy: -float32(p.YOffset) / t.upem}
		end := len(text)
		if i+1 < len(b.Info) {
			end = b.Info[i+1].Cluster
		}
		for _, r := range text[min(info.Cluster, end):end] {
			out[i].bytes += int32(utf8.RuneLen(r))
		}
	}
	return out
}
