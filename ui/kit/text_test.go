package kit

import (
	"image"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"ladle/assets"
)

func TestGlyphCacheIsBounded(t *testing.T) {
	c := newGenCache[int, int](1000)
	for i := range 10000 {
		c.put(i, i, 30)
		if s := c.size(); s > 1000+30 {
			t.Fatalf("after %d entries the cache holds %d bytes, budget 1000", i, s)
		}
		c.get(0)
	}
	if v, ok := c.get(0); !ok || v != 0 {
		t.Error("the entry asked for all the time was dropped")
	}
	if _, ok := c.get(5); ok {
		t.Error("an entry that nobody asked for was kept")
	}
}

func TestGlyphsOfManySizesStayInBudget(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for size := float32(8); size < 400; size += 3 {
		NewPen(img, 1).Text(Font{TextFace, size}, 0, 40, "abcdefghijklmnopqrstuvwxyz0123456789", C("text.primary"))
	}
	if s := glyphs.size(); s > glyphBudget {
		t.Errorf("glyph cache holds %d bytes, budget %d", s, glyphBudget)
	}
}

func TestThinSpacesAreGaps(t *testing.T) {
	for _, f := range []Font{Small, Data} {
		for _, s := range []string{"\u2009", "\u202f"} {
			got := TextWidth(f, "1"+s+"206") - TextWidth(f, "1") - TextWidth(f, "206")
			if math.Abs(float64(got-thinGap*f.Size)) > 0.01 {
				t.Errorf("%q in %v is %.2f wide, want %.2f", s, f, got, thinGap*f.Size)
			}
		}
	}
}

func TestFallbackToTheOtherFamily(t *testing.T) {
	for _, tt := range []struct {
		f    Face
		r    rune
		want bool // some embedded face has it
	}{{DataFace, 'ж', true}, {TextFace, '→', true}, {DataFace, '√', true}, {TextFace, '\U0010ffff', false}} {
		g := glyphFor(tt.f, tt.r)
		if got := g.gid != missingGlyph; got != tt.want {
			t.Errorf("glyph for %q in face %d found = %v, want %v", tt.r, tt.f, got, tt.want)
		}
		if g.advance <= 0 {
			t.Errorf("%q has no width", tt.r)
		}
	}
}

func TestKerning(t *testing.T) {
	apart := TextWidth(Small, "A") + TextWidth(Small, "V")
	if together := TextWidth(Small, "AV"); together >= apart {
		t.Errorf("AV is %.2f wide, A and V %.2f: no kerning", together, apart)
	}
	if a, b := TextWidth(Data, "->"), 2*Advance(Data); math.Abs(float64(a-b)) > 0.001 {
		t.Errorf("-> is %.2f wide in the data face, want two columns, %.2f", a, b)
	}
}

func TestWithoutGSUB(t *testing.T) {
	b := assets.Font(assets.DataRegular)
	got := withoutGSUB(b)
	if string(b) == string(got) {
		t.Fatal("nothing was renamed")
	}
	if strings.Contains(string(got[:400]), "GSUB") || !strings.Contains(string(got[:400]), "xSUB") {
		t.Error("the table directory still has GSUB")
	}
}

func TestFit(t *testing.T) {
	for _, tt := range []struct {
		s     string
		width float32
		want  string
	}{
		{"localhost", 9 * 7.2, "localhost"},
		{"localhost", 5 * 7.2, "loca…"},
		{"localhost", 7.2, "…"},
		{"localhost", 1, ""},
		{"", 0, ""},
		{"größer", 4 * 7.2, "grö…"},
	} {
		if got := Fit(Data, tt.s, tt.width); got != tt.want {
			t.Errorf("Fit(%q, %.1f) = %q, want %q", tt.s, tt.width, got, tt.want)
		}
	}
	if got, want := FitMiddle(Data, "/api/admin/orders", 9*7.2), "/api…ders"; got != want {
		t.Errorf("FitMiddle = %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	got := Wrap(Data, "one two threefour\nfive", 8*7.2+0.1)
	want := []string{"one two", "threefou", "r", "five"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("Wrap = %q, want %q", got, want)
	}
}

func TestColumnAt(t *testing.T) {
	for x, want := range map[float32]int{-5: 0, 3: 0, 4: 1, 7.3: 1, 11: 2, 999: 4} {
		if got := ColumnAt(Data, "abcd", x); got != want {
			t.Errorf("ColumnAt(%.1f) = %d, want %d", x, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "GET /a?b=c", "größer → 日本\u2009語", "\xff\xfe", "000\x9f00", "a\u0301\u200d\U0001f600\x00\n"} {
		f.Add(s, float32(40))
	}
	img := image.NewRGBA(image.Rect(0, 0, 120, 20))
	f.Fuzz(func(t *testing.T, s string, width float32) {
		if len(s) > 2000 || !(width > 0 && width < 10000) {
			return
		}
		for _, font := range []Font{Small, Data} {
			NewPen(img, 1).Text(font, 0, 14, s, C("text.primary"))
			cut := Fit(font, s, width)
			if w := TextWidth(font, cut); w > width+0.1 {
				t.Errorf("Fit(%q, %.2f) is %.2f wide", s, width, w)
			}
			if utf8.ValidString(s) && !utf8.ValidString(cut) {
				t.Errorf("Fit(%q) cut a rune: %q", s, cut)
			}
			if utf8.ValidString(s) && len(s) < 200 {
				FitMiddle(font, s, width)
				Wrap(font, s, width)
			}
		}
	})
}

func FuzzWithoutGSUB(f *testing.F) {
	f.Add([]byte("OTTO\x00\x02\x00\x00\x00\x00\x00\x00GSUB............"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if got := withoutGSUB(b); len(got) != len(b) {
			t.Errorf("length changed from %d to %d", len(b), len(got))
		}
	})
}
