package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"ladle/ui/timeline"
)

// chooserMost is how many entries of a folder are listed.
const chooserMost = 50_000

// chooserEntry is a file or folder in a folder.
type chooserEntry struct {
	name    string
	folded  string // the name for comparing without case
	folder  bool
	broken  bool // a link to nothing, or something that cannot be looked at
	size    int64
	changed time.Time
}

func (e chooserEntry) hidden() bool { return strings.HasPrefix(e.name, ".") }

// chooserListing is what was read of a folder.
type chooserListing struct {
	dir     string
	entries []chooserEntry // folders first, then files, by name without case
	capped  bool           // there are more entries than were to be read
}

// readChooserFolder lists a folder, at most so many entries of it. It goes to the disk: not on the main goroutine.
func readChooserFolder(ctx context.Context, dir string, most int) (chooserListing, error) {
	l := chooserListing{dir: dir}
	d, err := os.Open(dir)
	if err != nil {
		return l, err
	}
	defer d.Close()
	for {
		if err := ctx.Err(); err != nil {
			return l, err
		}
		some, err := d.ReadDir(256)
		for _, e := range some {
			if len(l.entries) == most {
				l.capped = true
				break
			}
			l.entries = append(l.entries, chooserLook(dir, e))
		}
		if l.capped || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return l, err
		}
	}
	chooserSort(l.entries)
	return l, nil
}

// chooserLook says what an entry is; a link is what it leads to.
func chooserLook(dir string, e fs.DirEntry) chooserEntry {
	out := chooserEntry{name: e.Name(), folded: strings.ToLower(e.Name()), folder: e.IsDir()}
	info, err := e.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = os.Stat(filepath.Join(dir, e.Name()))
	}
	if err != nil {
		out.broken = true
		return out
	}
	out.folder, out.size, out.changed = info.IsDir(), info.Size(), info.ModTime()
	return out
}

// chooserSort puts folders before files and both in the order of their names.
func chooserSort(entries []chooserEntry) {
	slices.SortFunc(entries, func(a, b chooserEntry) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		if by := strings.Compare(a.folded, b.folded); by != 0 {
			return by
		}
		return strings.Compare(a.name, b.name)
	})
}

// shown gives the entries to show and how many are left out because they are hidden.
func (l chooserListing) shown(hidden bool) (shown []chooserEntry, left int) {
	for _, e := range l.entries {
		if e.hidden() && !hidden {
			left++
			continue
		}
		shown = append(shown, e)
	}
	return shown, left
}

// chooserCount says what is shown of a folder.
func chooserCount(shown []chooserEntry, hidden int, capped bool) string {
	if capped {
		return "The first " + timeline.Count(chooserMost) + " entries. Type a path to reach the others."
	}
	folders := 0
	for _, e := range shown {
		if e.folder {
			folders++
		}
	}
	text := chooserNumber(folders, "folder") + ", " + chooserNumber(len(shown)-folders, "file")
	if hidden > 0 {
		text += ", " + timeline.Count(int64(hidden)) + " hidden"
	}
	return text
}

func chooserNumber(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return timeline.Count(int64(n)) + " " + what
}

// chooserProblem says why a folder cannot be listed: a bold line and a sentence.
func chooserProblem(dir string, err error) (title, text string) {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "No permission", "You may not list " + dir + "."
	case errors.Is(err, fs.ErrNotExist):
		return "The folder is gone", "There is no " + dir + " any more."
	case errors.Is(err, syscall.ENOTDIR):
		return "Not a folder", dir + " is a file."
	}
	return "The folder could not be read", chooserReason(err) + "."
}

// chooserReason is an error of the disk without the path and the call, as the beginning of a sentence.
func chooserReason(err error) string {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "No permission"
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return capital(err.Error())
}

// chooserAge says how long ago a file was changed, in a few letters; dates where that would be a long time.
func chooserAge(changed, now time.Time) string {
	ago := now.Sub(changed)
	switch {
	case changed.IsZero():
		return timeline.Unknown
	case ago < 0:
		return changed.Format("2 Jan 2006")
	case ago < time.Minute:
		return "now"
	case ago < time.Hour:
		return fmt.Sprintf("%d min", int(ago.Minutes()))
	case ago < 24*time.Hour:
		return fmt.Sprintf("%d h", int(ago.Hours()))
	case ago < 48*time.Hour:
		return "1 day"
	case ago < 7*24*time.Hour:
		return fmt.Sprintf("%d days", int(ago.Hours()/24))
	case changed.Year() == now.Year():
		return changed.Format("2 Jan")
	}
	return changed.Format("Jan 2006")
}
