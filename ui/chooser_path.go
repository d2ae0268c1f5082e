package ui

import (
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// chooserResolve makes a clean path of what was typed: ~ is the home folder, and what is not absolute begins in dir.
func chooserResolve(text, dir, home string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return dir
	case text == "~":
		return filepath.Clean(home)
	case len(text) > 1 && text[0] == '~' && os.IsPathSeparator(text[1]):
		return filepath.Join(home, text[2:])
	case filepath.IsAbs(text):
		return filepath.Clean(text)
	}
	return filepath.Join(dir, text)
}

// chooserHalves splits what was typed after its last separator: where to look, and how the name begins.
func chooserHalves(text string) (folder, prefix string) {
	for i := len(text) - 1; i >= 0; i-- {
		if os.IsPathSeparator(text[i]) {
			return text[:i+1], text[i+1:]
		}
	}
	return "", text
}

// chooserMatches lists the entries whose names begin with prefix: with the same case if there are any, else without.
// Hidden ones need the dot.
func chooserMatches(prefix string, entries []chooserEntry, onlyFolders bool) []chooserEntry {
	var exact, loose []chooserEntry
	folded := strings.ToLower(prefix)
	for _, e := range entries {
		switch {
		case onlyFolders && !e.folder, e.hidden() && !strings.HasPrefix(prefix, "."):
		case strings.HasPrefix(e.name, prefix):
			exact = append(exact, e)
		case strings.HasPrefix(e.folded, folded):
			loose = append(loose, e)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return loose
}

// chooserComplete adds to what was typed as much as all matches have in common; a single folder also gets its separator.
func chooserComplete(text string, matches []chooserEntry) string {
	if len(matches) == 0 {
		return text
	}
	folder, prefix := chooserHalves(text)
	common := matches[0].name
	for _, e := range matches[1:] {
		common = chooserCommon(common, e.name)
	}
	if len(matches) == 1 && matches[0].folder {
		common += string(filepath.Separator)
	}
	if len(common) < len(prefix) {
		return text
	}
	return folder + common
}

// chooserCommon is the beginning that two names share, in whole runes.
func chooserCommon(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeRuneInString(a[n:])
		other, otherSize := utf8.DecodeRuneInString(b[n:])
		if r != other || size != otherSize {
			break
		}
		n += size
	}
	return a[:min(n, len(b))]
}

// chooserStem is how many runes of a file's name come before its extension: what one changes when saving. A name that is
// nothing but an extension counts whole.
func chooserStem(name string) int {
	stem := strings.TrimSuffix(strings.TrimSuffix(name, filepath.Ext(name)), ".tar")
	if stem == "" {
		stem = name
	}
	return utf8.RuneCountInString(stem)
}
