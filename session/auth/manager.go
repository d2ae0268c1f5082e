package auth

import (
	"slices"
	"strings"
	"sync"

	"ladle/session"
)

// Manager is the feature that answers 401 and 407 challenges. It belongs to one session.
type Manager struct {
	mu      sync.Mutex
	schemes []Scheme // replaced, never changed

	// The engine only.
	places   map[string]*place
	messages map[*session.Message]*legs
}

// NewManager gives a manager for the schemes.
func NewManager(schemes ...Scheme) *Manager {
	return &Manager{schemes: schemes, places: map[string]*place{}, messages: map[*session.Message]*legs{}}
}

// Name is "AuthManager".
func (*Manager) Name() string { return "AuthManager" }

// Attach does nothing.
func (*Manager) Attach(*session.Session) {}

// Detach does nothing: messages that are queued keep the manager.
func (*Manager) Detach(*session.Session) {}

// AddPart takes a Scheme; one of a name that is there already is refused.
func (m *Manager) AddPart(part any) (taken bool, err error) {
	s, ok := part.(Scheme)
	if !ok {
		return false, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range m.schemes {
		if strings.EqualFold(o.Name(), s.Name()) {
			return false, session.ErrFeatureAdded
		}
	}
	m.schemes = append(slices.Clone(m.schemes), s)
	return true, nil
}

// RemoveParts takes the schemes of a type out. Credentials that were given by them serve the messages that have them.
func (m *Manager) RemoveParts(t session.FeatureType) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(m.schemes)
	m.schemes = slices.DeleteFunc(slices.Clone(m.schemes), func(s Scheme) bool { return t.Has(s) })
	return n - len(m.schemes)
}

// HasPart says whether there is a scheme of a type.
func (m *Manager) HasPart(t session.FeatureType) bool {
	return slices.ContainsFunc(m.enabled(), func(s Scheme) bool { return t.Has(s) })
}

func (m *Manager) enabled() []Scheme {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.schemes
}

// ranked is implemented by credentials of a scheme that offers several of unlike strength.
type ranked interface{ strength() int }

// choose gives credentials for the strongest scheme with a challenge that can be answered, and within it for the strongest
// challenge, the first of equals (RFC 7616 section 3.7).
func (m *Manager) choose(cs []Challenge, r *Request) Credentials {
	var best Credentials
	strength := 0
	for _, s := range m.enabled() {
		if s.Strength() <= strength {
			continue
		}
		if cred := chooseOf(s, cs, r); cred != nil {
			best, strength = cred, s.Strength()
		}
	}
	return best
}

func chooseOf(s Scheme, cs []Challenge, r *Request) Credentials {
	var best Credentials
	rank := -1
	for _, c := range cs {
		if !strings.EqualFold(c.Scheme, s.Name()) {
			continue
		}
		cred := s.New(c, r)
		if cred == nil {
			continue
		}
		n := 0
		if o, ok := cred.(ranked); ok {
			n = o.strength()
		}
		if n > rank {
			best, rank = cred, n
		}
	}
	return best
}

func offered(cs []Challenge) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Scheme)
	}
	return out
}

var (
	_ session.Host          = (*Manager)(nil)
	_ session.StartingHook  = (*Manager)(nil)
	_ session.HeadersHook   = (*Manager)(nil)
	_ session.BodyHook      = (*Manager)(nil)
	_ session.RestartedHook = (*Manager)(nil)
	_ session.Resender      = (*Manager)(nil)
	_ session.UnqueuedHook  = (*Manager)(nil)
)
