package assets

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strings"
	"testing"
)

func TestFontsAreFonts(t *testing.T) {
	for _, name := range []string{UIRegular, UIStrong, DataRegular, DataStrong} {
		b := Font(name)
		if magic := string(b[:4]); magic != "OTTO" && magic != "\x00\x01\x00\x00" {
			t.Errorf("%s begins with %q", name, magic)
		}
	}
}

func TestUnknownFontPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Font("Comic.ttf")
}

func TestIcons(t *testing.T) {
	names := IconNames()
	if len(names) < 80 {
		t.Errorf("%d icons", len(names))
	}
	for _, n := range names {
		b, ok := Icon(n)
		if !ok || !bytes.Contains(b, []byte(`viewBox="0 0 24 24"`)) {
			t.Errorf("%s is not an icon on a grid of 24", n)
		}
	}
	if _, ok := Icon("../tokens"); ok {
		t.Error("a name outside of the icons was found")
	}
}

func TestTokensAreJSON(t *testing.T) {
	if !json.Valid(Tokens()) {
		t.Error("tokens.json is not JSON")
	}
}

func TestAppIcons(t *testing.T) {
	check := func(b []byte, side int) {
		t.Helper()
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || c.Width != side || c.Height != side {
			t.Errorf("icon of %d is %d by %d, %v", side, c.Width, c.Height, err)
		}
	}
	check(AppIcon(), 256)
	for _, side := range AppIconSizes {
		b, ok := AppIconPNG(side)
		if !ok {
			t.Errorf("no icon of %d", side)
			continue
		}
		check(b, side)
	}
	if _, ok := AppIconPNG(17); ok {
		t.Error("there is an icon of 17")
	}
	if !bytes.Contains(AppIconSVG(), []byte("#C8733A")) {
		t.Error("the mark is not on copper")
	}
}

// A font says in its own name table what its licence is.
func TestFontsNameTheirLicence(t *testing.T) {
	for _, name := range []string{UIRegular, UIStrong, DataRegular, DataStrong} {
		plain := bytes.ReplaceAll(Font(name), []byte{0}, nil) // names are UTF-16
		if !bytes.Contains(plain, []byte("SIL Open Font License")) {
			t.Errorf("%s does not say that it is under the SIL Open Font License", name)
		}
	}
}

func TestLicencesAreThere(t *testing.T) {
	for name, want := range map[string]string{"fonts/LICENSE-Inter.txt": "SIL OPEN FONT LICENSE", "fonts/LICENSE-JetBrainsMono.txt": "SIL OPEN FONT LICENSE", "icons/LICENSE-lucide.txt": "ISC License"} {
		if !strings.Contains(string(must(name)), want) {
			t.Errorf("%s does not have %q", name, want)
		}
	}
}
