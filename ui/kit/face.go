package kit

import (
	"bytes"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"

	"ladle/assets"
)

// Face is one of the four embedded type faces.
type Face uint16

// The faces. Text is what a person or Ladle wrote; data is what came from or goes to the wire, and figures in columns.
const (
	TextFace Face = iota
	StrongFace
	DataFace
	DataStrongFace
	embeddedFaces
)

// Font is a face at a size in units.
type Font struct {
	Face Face
	Size float32
}

// The fonts of the design.
var (
	Caption       = Font{TextFace, S("font.caption")}
	CaptionStrong = Caption.Strong()
	Small         = Font{TextFace, S("font.small")}
	SmallStrong   = Small.Strong()
	Body          = Font{TextFace, S("font.body")}
	BodyStrong    = Body.Strong()
	Heading       = Font{StrongFace, S("font.heading")}
	Title         = Font{StrongFace, S("font.title")}
	DataCaption   = Font{DataFace, S("font.caption")}
	DataBadge     = DataCaption.Strong()
	Data          = Font{DataFace, S("font.data")}
	DataStrong    = Data.Strong()
)

// Strong returns the strong cut of f's family at the same size.
func (f Font) Strong() Font {
	if f.Face == TextFace || f.Face == DataFace {
		f.Face++
	}
	return f
}

var faceFiles = [embeddedFaces]string{assets.UIRegular, assets.UIStrong, assets.DataRegular, assets.DataStrong}

// typeface is a parsed font file. Embedded ones come first in typefaces, system ones found later are appended.
type typeface struct {
	font    *font.Face
	upem    float32
	ascent  float32 // of an em, above the baseline
	descent float32 // of an em, below it
	kerned  bool    // shape whole strings; not for data, where every advance is the same
	shaper  *harfbuzz.Font
}

var (
	typefaces     [embeddedFaces]*typeface
	systemFaces   []*typeface
	faceResources [embeddedFaces]fyne.Resource
)

// faceResource returns the font file Fyne loads, without ligatures.
func faceResource(f Face) fyne.Resource {
	if faceResources[f] == nil {
		faceResources[f] = fyne.NewStaticResource(faceFiles[f], withoutGSUB(assets.Font(faceFiles[f])))
	}
	return faceResources[f]
}

func faceOf(f Face) *typeface {
	if f >= embeddedFaces {
		return systemFaces[f-embeddedFaces]
	}
	if typefaces[f] == nil {
		parsed, err := font.ParseTTF(bytes.NewReader(faceResource(f).Content()))
		if err != nil {
			panic("kit: " + faceFiles[f] + ": " + err.Error())
		}
		typefaces[f] = newTypeface(parsed, f == TextFace || f == StrongFace)
	}
	return typefaces[f]
}

func newTypeface(f *font.Face, kerned bool) *typeface {
	t := &typeface{font: f, upem: float32(f.Upem()), kerned: kerned}
	if e, ok := f.FontHExtents(); ok {
		t.ascent, t.descent = e.Ascender/t.upem, -e.Descender/t.upem
	}
	if kerned {
		t.shaper = harfbuzz.NewFont(f)
	}
	return t
}

// withoutGSUB renames the GSUB table in a copy of an sfnt file. That turns ligatures and contextual alternates off
// everywhere, which data must not have (`->`, `!=`, `://`), and for which Fyne has no switch. Kerning (GPOS) stays.
func withoutGSUB(sfnt []byte) []byte {
	const header, record = 12, 16
	b := slices.Clone(sfnt)
	if len(b) < header {
		return b
	}
	for i, n := 0, int(b[4])<<8|int(b[5]); i < n && header+record*(i+1) <= len(b); i++ {
		if tag := b[header+record*i:][:4]; string(tag) == "GSUB" {
			tag[0] = 'x'
		}
	}
	return b
}
