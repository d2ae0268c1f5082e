package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// State is a value kept in a JSON file of its own: the layout of the window or the drafts. The file is always
// replaced as a whole. Methods may be called from any goroutine.
type State[T any] struct {
	path string
	note string
	out  debounce

	mu   sync.Mutex
	data []byte // the value as JSON, so that neither side can change what the other holds
}

// OpenLayout opens the layout of the window. A file that cannot be read is put aside, see State.Note.
func OpenLayout(p Paths) (*State[Layout], error) {
	return openState[Layout](p.layoutFile(), "The window's layout")
}

// OpenDrafts opens the drafts. A file that cannot be read is put aside, see State.Note.
func OpenDrafts(p Paths) (*State[Drafts], error) {
	return openState[Drafts](p.draftsFile(), "The unsaved requests")
}

func openState[T any](path, what string) (*State[T], error) {
	s := &State[T]{path: path}
	s.out.save = s.save
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return nil, err
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		s.note, err = asideNote(path, what, withLine(err, data))
		return s, err
	}
	s.data = data
	return s, nil
}

// Note is a sentence about a file that was put aside, "" if none was.
func (s *State[T]) Note() string { return s.note }

// Value gives a copy of the value, the zero value before the first Set.
func (s *State[T]) Value() T {
	s.mu.Lock()
	defer s.mu.Unlock()
	var v T
	if s.data != nil {
		// The bytes were read or made as a T before.
		_ = json.Unmarshal(s.data, &v)
	}
	return v
}

// Set replaces the value in memory. Call SaveSoon or Flush to have it written.
func (s *State[T]) Set(v T) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = append(data, '\n')
	return nil
}

// SaveSoon has the value written within half a second; many calls make one write.
func (s *State[T]) SaveSoon() { s.out.soon() }

// Flush writes the value now, if SaveSoon was called since it was last written.
func (s *State[T]) Flush() error { return s.out.flush() }

// Close is Flush and ends the waiting.
func (s *State[T]) Close() error { return s.out.close() }

// OnProblem sets the function that is told when the file cannot be written. It is called on a goroutine of its own.
func (s *State[T]) OnProblem(f func(error)) { s.out.onProblem(f) }

func (s *State[T]) save() error {
	s.mu.Lock()
	data := s.data
	s.mu.Unlock()
	if data == nil {
		return nil
	}
	err := makePrivate(filepath.Dir(s.path))
	if err == nil {
		err = writeAtomic(s.path, data, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path, err)
	}
	return nil
}

// Layout is how the window was left.
type Layout struct {
	Window WindowState        `json:"window"`
	Splits map[string]float64 `json:"splits,omitempty"` // offset of each splitter, from 0 to 1, or its size in pixels as the view likes
	Folded map[string]bool    `json:"folded,omitempty"` // panes, groups and folders
	Tabs   []Tab              `json:"tabs,omitempty"`   // in order
	Active int                `json:"active"`           // index into Tabs
	Opened []string           `json:"opened,omitempty"` // folders of the collections, absolute
	Extra  map[string]string  `json:"extra,omitempty"`  // what a view remembers beyond that
}

// WindowState is the size of the window.
type WindowState struct {
	Width      float32 `json:"width,omitempty"` // in device-independent pixels, 0 unknown
	Height     float32 `json:"height,omitempty"`
	Maximized  bool    `json:"maximized,omitempty"`
	FullScreen bool    `json:"fullScreen,omitempty"`
}

// Tab is an open tab: a saved request, a draft or a page.
type Tab struct {
	Draft   string `json:"draft,omitempty"`   // id of the Draft that holds its content, "" if it is as saved
	Library string `json:"library,omitempty"` // folder of the saved request, absolute
	Ref     *Ref   `json:"ref,omitempty"`     // of the saved request
	Page    string `json:"page,omitempty"`    // such as history or settings
}

// Drafts are the contents of open tabs that were not saved.
type Drafts struct {
	Tabs []Draft `json:"tabs,omitempty"`
}

// Draft is the unsaved content of one tab.
type Draft struct {
	ID      string    `json:"id"`
	Request Request   `json:"request"`
	Library string    `json:"library,omitempty"` // where it was loaded from, "" if never saved
	Ref     *Ref      `json:"ref,omitempty"`
	Changed time.Time `json:"changed"`
}
