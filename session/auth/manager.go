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
	schemes []Scheme          // replaced, never changed
	places  map[string]*place // by origin, or by proxy

	messages map[*session.Message]*legs // the engine only
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

// skip is a scheme whose challenge is not answered, and why.
type skip struct{ scheme, why string }

// choose gives credentials for the strongest scheme with a challenge that can be answered, and within it for the strongest
// challenge, the first of equals (RFC 7616 section 3.7). The schemes that would be stronger, and cannot, are told.
func (m *Manager) choose(cs []Challenge, r *Request, without map[string]string) (best Credentials, skipped []skip) {
	schemes := slices.Clone(m.enabled())
	slices.SortStableFunc(schemes, func(a, b Scheme) int { return b.Strength() - a.Strength() })
	for _, s := range schemes {
		cred, why := chooseOf(s, cs, r)
		if cred == nil && why == nil {
			continue // it is not offered
		}
		if w := without[s.Name()]; w != "" {
			skipped = append(skipped, skip{s.Name(), w})
			continue
		}
		if cred != nil {
			return cred, skipped
		}
		skipped = append(skipped, skip{s.Name(), why.Error()})
	}
	return nil, skipped
}

func chooseOf(s Scheme, cs []Challenge, r *Request) (best Credentials, why error) {
	rank := -1
	for _, c := range cs {
		if !strings.EqualFold(c.Scheme, s.Name()) {
			continue
		}
		cred, err := s.New(c, r)
		if err != nil {
			why = err
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
	return best, why
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
