package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Settings are what a person chose, in one readable JSON file: an object with dotted keys such as
// "session.max-conns". Only what differs from a default is in it. Keys that this version does not know are kept, and
// so is what somebody else, a person with an editor or another window, wrote into the file meanwhile: saving changes
// only the keys set here. Methods may be called from any goroutine.
type Settings struct {
	path string
	note string
	out  debounce

	mu       sync.Mutex
	values   map[string]json.RawMessage
	dirty    map[string]bool
	handlers map[int]func(string)
	serial   int
}

// OpenSettings reads the settings file. One that is not a JSON object is renamed aside and a note says so; a missing
// one is no error.
func OpenSettings(p Paths) (*Settings, error) {
	s := &Settings{path: p.settingsFile(), dirty: map[string]bool{}, handlers: map[int]func(string){}}
	s.out.save = s.save
	values, err := readObject(s.path)
	var invalid *invalidFileError
	if errors.As(err, &invalid) {
		s.note, err = asideNote(s.path, "The settings", invalid)
	}
	if err != nil {
		return nil, fmt.Errorf("open the settings: %w", err)
	}
	s.values = values
	if s.values == nil {
		s.values = map[string]json.RawMessage{}
	}
	return s, nil
}

// invalidFileError says that a file of ours is not what we write.
type invalidFileError struct{ err error }

func (e *invalidFileError) Error() string { return e.err.Error() }

func asideNote(path, what string, why error) (string, error) {
	aside, err := putAside(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s could not be read (%v). The file was kept as %s.", what, why, aside), nil
}

func readObject(path string) (map[string]json.RawMessage, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(data, &values); err != nil {
		return nil, &invalidFileError{withLine(err, data)}
	}
	return values, nil
}

// withLine adds the line to an error of the JSON decoder, which knows the offset only.
func withLine(err error, data []byte) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) || syntax.Offset > int64(len(data)) {
		return err
	}
	return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:syntax.Offset], []byte("\n")), err)
}

// Note is a sentence about a file that was put aside, "" if none was.
func (s *Settings) Note() string { return s.note }

// Path is the file, for opening it in an editor.
func (s *Settings) Path() string { return s.path }

// setting gives the value of a key, or fallback when it is not set or of another type.
func setting[T any](s *Settings, key string, fallback T) T {
	s.mu.Lock()
	raw, ok := s.values[key]
	s.mu.Unlock()
	var v T
	if !ok || string(raw) == "null" || json.Unmarshal(raw, &v) != nil {
		return fallback
	}
	return v
}

// String gives a text, or fallback when the key is not set or holds no text.
func (s *Settings) String(key, fallback string) string { return setting(s, key, fallback) }

// Bool gives a switch, or fallback when the key is not set or holds no boolean.
func (s *Settings) Bool(key string, fallback bool) bool { return setting(s, key, fallback) }

// Int gives a whole number, or fallback when the key is not set or holds none.
func (s *Settings) Int(key string, fallback int) int { return setting(s, key, fallback) }

// Float gives a number, or fallback when the key is not set or holds none.
func (s *Settings) Float(key string, fallback float64) float64 { return setting(s, key, fallback) }

// Strings gives a list of texts, or fallback when the key is not set or holds none.
func (s *Settings) Strings(key string, fallback []string) []string { return setting(s, key, fallback) }

// Duration gives a time span, written as in "1m30s", or fallback when the key is not set or holds none.
func (s *Settings) Duration(key string, fallback time.Duration) time.Duration {
	d, err := time.ParseDuration(setting(s, key, ""))
	if err != nil {
		return fallback
	}
	return d
}

// Set gives a key a value: a string, bool, number, time.Duration, or anything that encoding/json writes. It takes
// effect at once, tells the handlers on this goroutine, and is written to the file within half a second.
func (s *Settings) Set(key string, value any) error {
	if d, ok := value.(time.Duration); ok {
		value = d.String()
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("set %s: %w", key, err)
	}
	s.change(key, raw)
	return nil
}

// Reset takes a key out of the file: its default holds again.
func (s *Settings) Reset(key string) { s.change(key, nil) }

// Changed says whether a key is set, that is whether it may differ from its default.
func (s *Settings) Changed(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.values[key]
	return ok
}

func (s *Settings) change(key string, raw json.RawMessage) {
	s.mu.Lock()
	old, had := s.values[key]
	if had == (raw != nil) && bytes.Equal(old, raw) {
		s.mu.Unlock()
		return
	}
	if raw == nil {
		delete(s.values, key)
	} else {
		s.values[key] = raw
	}
	s.dirty[key] = true
	s.mu.Unlock()
	s.out.soon()
	s.tell(key)
}

func (s *Settings) tell(key string) {
	s.mu.Lock()
	ids := slices.Sorted(maps.Keys(s.handlers))
	handlers := make([]func(string), 0, len(ids))
	for _, id := range ids {
		handlers = append(handlers, s.handlers[id])
	}
	s.mu.Unlock()
	for _, f := range handlers {
		f(key)
	}
}

// OnChange calls f after every change of a key, on the goroutine that changed it; for what somebody else wrote into
// the file, on the goroutine that saves. It returns a function that ends this.
func (s *Settings) OnChange(f func(key string)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	id := s.serial
	s.handlers[id] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.handlers, id)
	}
}

// OnProblem sets the function that is told when the file cannot be written. It is called on a goroutine of its own.
func (s *Settings) OnProblem(f func(error)) { s.out.onProblem(f) }

// Flush writes what changed now.
func (s *Settings) Flush() error { return s.out.flush() }

// Close writes what changed and ends the waiting. Later changes are written by Flush only.
func (s *Settings) Close() error { return s.out.close() }

// save merges the keys set here into the file as it is now. A file that became invalid is put aside, not overwritten.
func (s *Settings) save() error {
	if err := makePrivate(filepath.Dir(s.path)); err != nil {
		return err
	}
	disk, err := readObject(s.path)
	var invalid *invalidFileError
	if errors.As(err, &invalid) {
		_, err = putAside(s.path)
		disk = nil
	}
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	merged, written, foreign := s.merge(disk, invalid != nil)
	data, err := json.MarshalIndent(merged, "", "  ")
	if err == nil {
		err = writeAtomic(s.path, append(data, '\n'), 0o600)
	}
	if err != nil {
		s.mu.Lock()
		maps.Copy(s.dirty, written)
		s.mu.Unlock()
		return fmt.Errorf("write the settings: %w", err)
	}
	for _, key := range foreign {
		s.tell(key)
	}
	return nil
}

// merge gives what the file shall hold, the keys that are written with it, and those that changed on disk. Without a
// usable file everything known is written.
func (s *Settings) merge(disk map[string]json.RawMessage, all bool) (merged map[string]json.RawMessage, written map[string]bool, foreign []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	written, s.dirty = s.dirty, map[string]bool{}
	if all {
		return maps.Clone(s.values), written, nil
	}
	merged = maps.Clone(disk)
	if merged == nil {
		merged = map[string]json.RawMessage{}
	}
	for key := range written {
		if raw, ok := s.values[key]; ok {
			merged[key] = raw
		} else {
			delete(merged, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(merged)) {
		if !sameJSON(s.values[key], merged[key]) {
			foreign = append(foreign, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.values)) {
		if _, ok := merged[key]; !ok {
			foreign = append(foreign, key)
		}
	}
	s.values = maps.Clone(merged)
	return merged, written, foreign
}

// sameJSON compares two values whatever their white space, which writing the file indents anew.
func sameJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if a == nil || b == nil || json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return a == nil && b == nil
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}
