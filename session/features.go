package session

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Errors of the features.
var (
	// ErrFeatureAdded: this feature, or another of its name, is in the session already.
	ErrFeatureAdded = errors.New("feature was added already")
	// ErrNoTaker: no feature of the session takes a part of that type.
	ErrNoTaker = errors.New("no feature takes it")
)

// FeatureType stands for every feature, or part of a feature, of one Go type. Two of the same type are equal.
type FeatureType struct{ t reflect.Type }

// TypeOf is the FeatureType of T: a concrete type, or an interface, which stands for all that implement it.
func TypeOf[T any]() FeatureType { return FeatureType{reflect.TypeFor[T]()} }

// String is the name of the type.
func (t FeatureType) String() string {
	if t.t == nil {
		return "none"
	}
	return t.t.String()
}

// Has says whether a value is of the type.
func (t FeatureType) Has(v any) bool {
	return t.t != nil && v != nil && reflect.TypeOf(v).AssignableTo(t.t)
}

// Host is a feature that is made of parts which come and go by themselves: an authentication manager and its schemes. Its
// methods run on the goroutine that calls the session's.
type Host interface {
	Feature
	// AddPart takes a part, or says that it is none of this feature's. The error tells a part that is there already.
	AddPart(part any) (taken bool, err error)
	// RemoveParts takes the parts of a type out and says how many there were.
	RemoveParts(t FeatureType) int
	// HasPart says whether there is a part of a type.
	HasPart(t FeatureType) bool
}

// AddFeature puts f before the features that are there, and attaches it, on the goroutine of the caller. Messages that are
// queued already do not see it. The error is ErrFeatureAdded.
func (s *Session) AddFeature(f Feature) error {
	s.featMu.Lock()
	for _, g := range s.features {
		if g.Name() == f.Name() {
			s.featMu.Unlock()
			return ErrFeatureAdded
		}
	}
	s.features = append([]Feature{f}, s.features...)
	s.hooks.Store(compileHooks(s.features))
	s.featMu.Unlock()
	f.Attach(s)
	return nil
}

// AddPart offers a part, such as an authentication scheme, to the features, newest first; the first that takes it has it.
// The error is ErrNoTaker or ErrFeatureAdded.
func (s *Session) AddPart(part any) error {
	for _, f := range s.Features() {
		if h, ok := f.(Host); ok {
			if taken, err := h.AddPart(part); taken || err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("%T: %w", part, ErrNoTaker)
}

// AddFeatureType makes a value, on the goroutine of the caller, and adds it: a feature to the session, anything else as a
// part of a feature. The error is that of AddFeature or AddPart.
func AddFeatureType[T any](s *Session, make func() T) error {
	v := make()
	if f, ok := any(v).(Feature); ok {
		return s.AddFeature(f)
	}
	return s.AddPart(v)
}

// RemoveFeature takes f out; an unknown one is ignored. Messages that are queued already keep it.
func (s *Session) RemoveFeature(f Feature) {
	s.removeFeatures(func(g Feature) bool { return same(g, f) })
}

// RemoveFeatureType takes out all features of a type; where there is none, the parts of that type of the first feature that
// has one. It says how many were removed.
func (s *Session) RemoveFeatureType(t FeatureType) int {
	if n := s.removeFeatures(func(f Feature) bool { return t.Has(f) }); n > 0 {
		return n
	}
	for _, f := range s.Features() {
		if h, ok := f.(Host); ok && h.HasPart(t) {
			return h.RemoveParts(t)
		}
	}
	return 0
}

func (s *Session) removeFeatures(which func(Feature) bool) int {
	s.featMu.Lock()
	var kept, gone []Feature
	for _, f := range s.features {
		if which(f) {
			gone = append(gone, f)
			continue
		}
		kept = append(kept, f)
	}
	if len(gone) > 0 {
		s.features = kept
		s.hooks.Store(compileHooks(kept))
	}
	s.featMu.Unlock()
	for _, f := range gone {
		f.Detach(s)
	}
	return len(gone)
}

// same compares features; those of a type that cannot be compared are the same when their names are.
func same(f, g Feature) bool {
	return f.Name() == g.Name() && (!reflect.TypeOf(f).Comparable() || f == g)
}

// Features lists the features, newest first.
func (s *Session) Features() []Feature {
	s.featMu.Lock()
	defer s.featMu.Unlock()
	return slices.Clone(s.features)
}

// HasFeature says whether a feature, a part of one, or a kind of request is of a type.
func (s *Session) HasFeature(t FeatureType) bool {
	for _, f := range s.Features() {
		if t.Has(f) {
			return true
		}
		if h, ok := f.(Host); ok && h.HasPart(t) {
			return true
		}
	}
	return t == TypeOf[*HTTPRequest]()
}

// FeaturesOf lists the features of type T, newest first.
func FeaturesOf[T Feature](s *Session) []T {
	var out []T
	for _, f := range s.Features() {
		if t, ok := f.(T); ok {
			out = append(out, t)
		}
	}
	return out
}

// FeatureOf gives the newest feature of type T.
func FeatureOf[T Feature](s *Session) (T, bool) {
	var none T
	fs := FeaturesOf[T](s)
	if len(fs) == 0 {
		return none, false
	}
	return fs[0], true
}

// FeatureFor is FeatureOf, unless that feature is disabled for m; an older one does not come in its place.
func FeatureFor[T Feature](s *Session, m *Message) (T, bool) {
	f, ok := FeatureOf[T](s)
	if ok && m.disables(f) {
		var none T
		return none, false
	}
	return f, ok
}

// DisableFeature has the features of a type leave this message alone. It counts from the next queueing.
func (m *Message) DisableFeature(t FeatureType) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if w := m.exceptions(); !slices.Contains(w.features, t) {
		w.features = append(slices.Clip(w.features), t)
	}
}

func (m *Message) disables(f Feature) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return disabledBy(m.disabled(), f)
}

func disabledBy(types []FeatureType, f Feature) bool {
	return slices.ContainsFunc(types, func(t FeatureType) bool { return t.Has(f) })
}

// hooksFor compiles the features for a message that disables some of them.
func (h *hooks) without(types []FeatureType) *hooks {
	if len(types) == 0 {
		return h
	}
	return compileHooks(slices.DeleteFunc(slices.Clone(h.all), func(f Feature) bool { return disabledBy(types, f) }))
}
