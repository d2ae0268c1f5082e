package ui

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// chooserPlace is a folder to go to with one press.
type chooserPlace struct{ icon, name, path string }

// chooserPlaces lists home, documents, downloads, the open folder and the one used last, each once and only if it is
// there. It goes to the disk: not on the main goroutine.
func chooserPlaces(home, open, last string) []chooserPlace {
	named := userFolders(home)
	all := []chooserPlace{
		{"user", "Home", home},
		{"file-text", "Documents", named["XDG_DOCUMENTS_DIR"]},
		{"download", "Downloads", named["XDG_DOWNLOAD_DIR"]},
		{"folder-open", filepath.Base(open), open},
		{"history", filepath.Base(last), last},
	}
	var out []chooserPlace
	for _, p := range all {
		if p.path == "" || slices.ContainsFunc(out, func(o chooserPlace) bool { return o.path == p.path }) {
			continue
		}
		if info, err := os.Stat(p.path); err == nil && info.IsDir() {
			out = append(out, p)
		}
	}
	return out
}

// userFolders gives the folders for documents and downloads: those of user-dirs.dirs, where the desktop has one, else
// the usual names under home.
func userFolders(home string) map[string]string {
	if home == "" {
		return nil
	}
	out := map[string]string{"XDG_DOCUMENTS_DIR": filepath.Join(home, "Documents"), "XDG_DOWNLOAD_DIR": filepath.Join(home, "Downloads")}
	config := os.Getenv("XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(home, ".config")
	}
	f, err := os.Open(filepath.Join(config, "user-dirs.dirs"))
	if err != nil {
		return out
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, path, ok := parseUserFolder(lines.Text(), home)
		if _, wanted := out[name]; ok && wanted {
			out[name] = path
		}
	}
	return out
}

// parseUserFolder reads a line such as XDG_DOWNLOAD_DIR="$HOME/Downloads".
func parseUserFolder(line, home string) (name, path string, ok bool) {
	name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
	if !ok || strings.HasPrefix(name, "#") {
		return "", "", false
	}
	value = strings.Trim(value, `"`)
	if rest, in := strings.CutPrefix(value, "$HOME"); in {
		value = filepath.Join(home, rest)
	}
	return name, filepath.Clean(value), filepath.IsAbs(value)
}
