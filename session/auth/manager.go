package auth

import (
	"slices"
	"strings"
	"sync"

	"ladle/session"
)

// Manager is the feature that answers 401 challenges. It belongs to one session.
type Manager struct {
	mu      sync.Mutex
	schemes []Scheme // replaced, never changed

	// Touched on the engine only.
	origins  map[string]*origin
	messages map[*session.Message]*state
}

// origin is what is known of one scheme, host and port.
type origin struct {
	paths  map[string]string // protection space to realm key
	realms map[string]Credentials
}

// state is what is known of one queued message.
type state struct {
	cred   Credentials // what its last challenge chose, nil before one
	origin string      // where cred belongs
	source session.CredentialSource
	sent   Credentials // what the running attempt was sent with
	wrote  bool        // Authorization is the manager's, not the caller's
	ready  bool        // cred may be used for another attempt
}

// NewManager gives a manager for the schemes.
func NewManager(schemes ...Scheme) *Manager {
	return &Manager{schemes: schemes, origins: map[string]*origin{}, messages: map[*session.Message]*state{}}
}

// Name is "AuthManager".
func (*Manager) Name() string { return "AuthManager" }

// Attach does nothing.
func (*Manager) Attach(*session.Session) {}

// Detach does nothing: messages that are queued keep the manager.
func (*Manager) Detach(*session.Session) {}

// Starting writes Authorization from what the message's challenge chose or the cache knows for its path.
func (m *Manager) Starting(t *session.Turn) {
	msg := t.Message()
	st := m.messages[msg]
	if st == nil && len(m.origins) == 0 {
		return // nobody has asked for anything yet
	}
	u := msg.URI()
	at := t.Origin(u)
	cred := Credentials(nil)
	if st != nil && st.cred != nil && st.origin == at && st.cred.Authenticated() {
		cred = st.cred
	} else if o := m.origins[at]; o != nil && !alone(msg) {
		cred = o.lookup(u.EscapedPath())
	}
	if st == nil {
		if cred == nil {
			return
		}
		st = m.state(msg)
	}
	st.sent = nil
	if cred == nil || t.LeavesOut("Authorization") {
		st.takeBack(msg)
		return
	}
	if !st.wrote && st.cred == nil && msg.RequestFields().Has("Authorization") {
		return // the caller's own stays
	}
	msg.RemoveField("Authorization") // it comes last, as in libsoup
	if msg.SetField("Authorization", cred.Header(msg.Method(), u.RequestURI())) == nil {
		st.sent, st.wrote = cred, true
		if st.cred == nil {
			st.cred, st.origin, st.source = cred, at, session.FromCache
		}
	}
}

// AddPart takes a Scheme; one of a name that is there already is refused with session.ErrFeatureAdded.
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

// within says whether path is space or below it: /a covers /a and /a/b, but not /ab.
func within(path, space string) bool {
	return strings.HasPrefix(path, space) && (len(path) == len(space) || strings.HasSuffix(space, "/") || path[len(space)] == '/')
}

func (m *Manager) state(msg *session.Message) *state {
	st := m.messages[msg]
	if st == nil {
		st = &state{}
		m.messages[msg] = st
	}
	return st
}

func newOrigin() *origin {
	return &origin{paths: map[string]string{}, realms: map[string]Credentials{}}
}

// lookup finds the credentials for a path: the longest space that it begins with.
func (o *origin) lookup(path string) Credentials {
	best, key := -1, ""
	for space, k := range o.paths {
		if len(space) > best && within(path, space) {
			best, key = len(space), k
		}
	}
	if c := o.realms[key]; c != nil && c.Authenticated() {
		return c
	}
	return nil
}

// WantsHeaders is true for a 401.
func (*Manager) WantsHeaders(_ string, r *session.Response) bool { return r.Status == 401 }

// GotHeaders reads the challenge and looks for credentials: those of the URL, those of the cache, those that somebody gives.
func (m *Manager) GotHeaders(t *session.Turn) {
	msg := t.Message()
	st := m.state(msg)
	u := t.URI()
	at := t.Origin(u)
	lines := t.Response().Fields.Values("WWW-Authenticate")
	challenges := ParseChallenges(lines)
	host := strings.SplitN(at, "://", 2)[1]
	cred := m.choose(challenges, host)
	rejected := st.sent
	st.cred, st.ready, st.origin = nil, false, at
	if cred == nil {
		return
	}
	o := m.origins[at]
	switch {
	case alone(msg):
		o = newOrigin() // for itself
	case o == nil:
		o = newOrigin()
		m.origins[at] = o
	}
	key := cred.Scheme() + ":" + cred.Realm()
	retrying, tried := false, ""
	if rejected != nil && rejected.Scheme() == cred.Scheme() && rejected.Realm() == cred.Realm() {
		retrying, tried = true, rejected.User()
		if o.realms[key] == rejected {
			o.forget(key)
		}
	}
	if known := o.realms[key]; known != nil {
		cred = known
	}
	o.realms[key] = cred
	o.paths[cred.Space(u.EscapedPath())] = key
	st.cred = cred
	use := func(from session.CredentialSource) { st.source, st.ready = from, true }
	if cred.Authenticated() {
		use(session.FromCache)
		return
	}
	if pw, ok := u.User.Password(); ok && u.User != nil && !retrying {
		cred.Authenticate(u.User.Username(), session.Secret(pw))
		u.User = nil
		if msg.SetURI(u.String()) == nil && cred.Authenticated() {
			use(session.FromURI)
			return
		}
	}
	t.Authenticate(cred, retrying, offered(challenges), tried, use)
}

// alone says whether a message neither uses nor leaves known credentials.
func alone(msg *session.Message) bool { return msg.Flags()&session.DoNotUseAuthCache != 0 }

// Resends is true for the statuses of challenges.
func (*Manager) Resends(status int) bool { return status == 401 || status == 407 }

// choose gives credentials for the strongest scheme whose first challenge can be answered.
func (m *Manager) choose(cs []Challenge, host string) Credentials {
	var best Credentials
	strength := 0
	for _, s := range m.enabled() {
		if s.Strength() <= strength {
			continue
		}
		for _, c := range cs {
			if !strings.EqualFold(c.Scheme, s.Name()) {
				continue
			}
			if cred := s.New(c, host); cred != nil {
				best, strength = cred, s.Strength()
			}
			break
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

// forget drops what is known of a realm, for all its paths.
func (o *origin) forget(key string) {
	delete(o.realms, key)
	for p, k := range o.paths {
		if k == key {
			delete(o.paths, p)
		}
	}
}

// GotBody sends the message again once its challenge can be answered. Credentials may come at any time until then.
func (m *Manager) GotBody(t *session.Turn) {
	st := m.messages[t.Message()]
	if st == nil || st.cred == nil || t.Response().Status != 401 || !st.cred.Authenticated() {
		return
	}
	if !st.ready { // given while the message was held
		st.source = session.FromHandler
	}
	t.Resend(&session.Authenticated{Scheme: st.cred.Scheme(), Realm: st.cred.Realm(), Host: st.cred.Host(), Source: st.source})
}

// Restarted forgets what belongs to an origin that a redirect has left.
func (m *Manager) Restarted(t *session.Turn) {
	msg := t.Message()
	if st := m.messages[msg]; st != nil && st.cred != nil && st.origin != t.Origin(msg.URI()) {
		st.takeBack(msg)
		st.cred, st.sent, st.ready = nil, nil, false
	}
}

// RequestUnqueued forgets the message and takes back the field that was added for it.
func (m *Manager) RequestUnqueued(t *session.Turn) {
	msg := t.Message()
	if st := m.messages[msg]; st != nil {
		st.takeBack(msg)
		delete(m.messages, msg)
	}
}

// takeBack removes the manager's own Authorization, so that it goes nowhere else with the message.
func (st *state) takeBack(msg *session.Message) {
	if st.wrote {
		msg.RemoveField("Authorization")
		st.wrote = false
	}
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
