package main

import (
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"ladle/session"
)

const (
	logLimit = 5 << 20 // bytes of one file
	logKept  = 2       // older files: ladle.log.1 and ladle.log.2
)

// stateFolder is where the log lives: XDG_STATE_HOME or ~/.local/state, "" when neither is known. The store has the same
// rule for its own folders; this one works in a binary without the store.
func stateFolder(getenv func(string) string) string {
	if d := getenv("XDG_STATE_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "ladle")
	}
	if h := getenv("HOME"); filepath.IsAbs(h) {
		return filepath.Join(h, ".local", "state", "ladle")
	}
	return ""
}

func logPath(getenv func(string) string) string {
	if d := stateFolder(getenv); d != "" {
		return filepath.Join(d, "ladle.log")
	}
	return ""
}

// openLog gives the program's log and what closes it: records of level info and above as text lines in ladle.log, secrets
// masked. The file is made with the first record, so that a command that has nothing to say touches no disk. Without a
// state folder, or where the file cannot be written, records are dropped.
func openLog(getenv func(string) string) (log *slog.Logger, closeLog func()) {
	name := logPath(getenv)
	if name == "" {
		return slog.New(slog.DiscardHandler), func() {}
	}
	file := &logFile{name: name, limit: logLimit}
	return slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{ReplaceAttr: maskAttr})), file.close
}

// logFile is a file that is renamed to NAME.1 when it has grown to its limit. Every record is one appending write, so that
// several processes can share it.
type logFile struct {
	mu    sync.Mutex
	name  string
	limit int64
	file  *os.File // nil before the first record and after close
}

// Write appends one record.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.open(); err != nil {
		return 0, err
	}
	if st, err := l.file.Stat(); err == nil && st.Size() > 0 && st.Size()+int64(len(p)) > l.limit {
		l.rotate()
		if err := l.open(); err != nil {
			return 0, err
		}
	}
	return l.file.Write(p)
}

// open opens the file unless it is open; mu is held.
func (l *logFile) open() error {
	if l.file != nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(l.name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(l.name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	l.file = f
	return nil
}

// rotate moves NAME to NAME.1 and NAME.1 to NAME.2; mu is held. Where another process has just done that, the file that is
// open has a new name, and only a new one is opened. A name that is missing is no harm.
func (l *logFile) rotate() {
	mine, err := l.file.Stat()
	l.file.Close()
	l.file = nil
	if there, serr := os.Stat(l.name); err != nil || serr != nil || !os.SameFile(mine, there) {
		return
	}
	for i := logKept; i > 1; i-- {
		os.Rename(oldLog(l.name, i-1), oldLog(l.name, i))
	}
	os.Rename(l.name, oldLog(l.name, 1))
}

// close gives the file back. A record that comes later opens it again.
func (l *logFile) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.file.Close()
		l.file = nil
	}
}

func oldLog(name string, i int) string { return name + "." + strconv.Itoa(i) }

// secretKeys are words in the key of an attribute whose value is masked.
var secretKeys = []string{"authorization", "password", "passwd", "secret", "token", "cookie", "apikey", "api_key", "api-key", "credential"}

// maskAttr is slog's ReplaceAttr that hides secrets: values under telling keys, fields of a head, and the user info of URLs
// anywhere in a text.
func maskAttr(_ []string, a slog.Attr) slog.Attr {
	key := strings.ToLower(a.Key)
	for _, word := range secretKeys {
		if strings.Contains(key, word) {
			return slog.String(a.Key, session.Mask)
		}
	}
	if session.IsSecretField(a.Key) {
		return slog.String(a.Key, session.MaskField(session.Field{Name: a.Key, Value: a.Value.String()}).Value)
	}
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, maskURLs(v.String()))
	case slog.KindAny:
		return maskAny(a.Key, v.Any())
	}
	return a
}

func maskAny(key string, v any) slog.Attr {
	switch v := v.(type) {
	case session.Fields:
		return slog.Any(key, session.MaskFields(v))
	case session.Field:
		return slog.Any(key, session.MaskField(v))
	case *url.URL:
		return slog.String(key, maskURLs(v.String()))
	case error:
		return slog.String(key, maskURLs(v.Error()))
	}
	return slog.Any(key, v)
}

// maskURLs hides the user info of every URL in a text.
func maskURLs(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "://")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString("://")
		end := strings.IndexAny(rest, "/?#\"' \t\n\\")
		if end < 0 {
			end = len(rest)
		}
		if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
			b.WriteString(session.Mask)
			rest = rest[at:]
		}
		text = rest
	}
}

// tail gives the last n lines of a log and its predecessor.
func tail(name string, n int) []string {
	var lines []string
	for _, file := range []string{oldLog(name, 1), name} {
		lines = append(lines, lastLines(file, n)...)
	}
	return lines[max(0, len(lines)-n):]
}

// tailBytes is how much of a file's end is looked at.
const tailBytes = 256 << 10

func lastLines(file string, n int) []string {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil
	}
	from := max(0, st.Size()-tailBytes)
	b, err := io.ReadAll(io.NewSectionReader(f, from, tailBytes))
	if err != nil || len(b) == 0 {
		return nil
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	if from > 0 {
		lines = lines[1:] // begins in the middle
	}
	return lines[max(0, len(lines)-n):]
}
