package auth

import (
	"net/url"
	"strings"

	"ladle/session"
)

// leg is what is known of one queued message on one side.
type leg struct {
	cred   Credentials // what its last challenge chose, nil before one
	place  string      // where cred belongs
	source session.CredentialSource
	sent   Credentials       // what the running attempt was sent with
	wrote  bool              // the field is the manager's, not the caller's
	ready  bool              // cred may be used for another attempt
	failed map[string]string // schemes that are not tried again for this message, and why
	begun  int               // handshakes of connections
}

type legs [2]leg

func (m *Manager) legs(msg *session.Message) *legs {
	l := m.messages[msg]
	if l == nil {
		l = &legs{}
		m.messages[msg] = l
	}
	return l
}

// alone says whether a message neither uses nor leaves known credentials.
func alone(msg *session.Message) bool { return msg.Flags()&session.DoNotUseAuthCache != 0 }

// Starting writes the credentials that the message's challenges chose, or that are known for its path, into it.
func (m *Manager) Starting(t *session.Turn) {
	m.mu.Lock()
	nothing := len(m.places) == 0
	m.mu.Unlock()
	if nothing && m.messages[t.Message()] == nil {
		return // nobody has asked for anything yet
	}
	for _, sd := range sides {
		m.authorize(t, sd)
	}
}

func (m *Manager) authorize(t *session.Turn, sd *side) {
	msg := t.Message()
	u := msg.URI()
	at := sd.at(t, u)
	l := m.messages[msg]
	cred := Credentials(nil)
	if at != "" {
		if l != nil && l[sd.index].cred != nil && l[sd.index].place == at && l[sd.index].cred.Authenticated() {
			cred = l[sd.index].cred
		} else if !alone(msg) {
			cred = m.known(at, sd.path(u))
		}
	}
	if l == nil {
		if cred == nil {
			return
		}
		l = m.legs(msg)
	}
	g := &l[sd.index]
	g.sent = nil
	if cred == nil || t.LeavesOut(sd.answers) {
		g.takeBack(msg, sd)
		return
	}
	if !g.wrote && g.cred == nil && msg.RequestFields().Has(sd.answers) {
		return // the caller's own stays
	}
	g.sent, g.wrote = cred, true
	if g.cred == nil {
		g.cred, g.place, g.source = cred, at, session.FromCache
	}
	m.write(t, sd, g, sd.request(t, u, at))
}

// path is where credentials are looked up: a proxy has no paths.
func (sd *side) path(u *url.URL) string {
	if sd.proxy {
		return "/"
	}
	return u.EscapedPath()
}

// write puts the field into the message; it comes last, as in libsoup. Credentials that take long are computed while the
// message is held, and reach it only if it still wants them: one that was cancelled keeps nothing.
func (m *Manager) write(t *session.Turn, sd *side, g *leg, r *Request) {
	cred := g.sent
	t.Message().RemoveField(sd.answers)
	if b, ok := cred.(Bound); ok {
		v, next, err := b.HeaderOn(t.Kept(sd), r)
		t.Keep(sd, next)
		g.set(t, sd, v, err)
		return
	}
	if s, ok := cred.(Slow); !ok || !s.Slow(r) {
		v, err := cred.Header(r)
		g.set(t, sd, v, err)
		return
	}
	release := t.Hold()
	go func() {
		v, err := cred.Header(r)
		release(func(t *session.Turn) { g.set(t, sd, v, err) })
	}()
}

// set writes the field of what is sent. What could not be computed is not sent, and it is told why; what no person can mend is
// not tried again.
func (g *leg) set(t *session.Turn, sd *side, value string, err error) {
	switch {
	case err != nil:
		t.Skipped(g.sent.Scheme(), err.Error())
		if _, ok := g.sent.(Unasked); ok {
			g.fail(g.sent.Scheme(), err.Error())
		}
	case value != "":
		t.Message().SetField(sd.answers, value)
	}
}

// takeBack removes the manager's own field, so that it goes nowhere else with the message.
func (g *leg) takeBack(msg *session.Message, sd *side) {
	if g.wrote {
		msg.RemoveField(sd.answers)
		g.wrote = false
	}
}

// WantsHeaders is true for challenges, and for what the receivers of credentials say about them.
func (*Manager) WantsHeaders(_ string, r *session.Response) bool {
	return sideOf(r.Status) != nil || r.Fields.Has(originSide.informs) || r.Fields.Has(proxySide.informs)
}

// GotHeaders reads the challenge and looks for credentials: those of the URL, those that are known, those that somebody gives.
func (m *Manager) GotHeaders(t *session.Turn) {
	m.inform(t)
	sd := sideOf(t.Response().Status)
	if sd == nil {
		return
	}
	u := t.URI()
	if at := sd.at(t, u); at != "" {
		m.challenged(t, sd, u, at)
	}
}

// inform tells the credentials of the attempt what their receiver says.
func (m *Manager) inform(t *session.Turn) {
	l := m.messages[t.Message()]
	if l == nil {
		return
	}
	for _, sd := range sides {
		if i, ok := l[sd.index].sent.(Informed); ok {
			for _, v := range t.Response().Fields.Values(sd.informs) {
				i.Inform(ParseParams(v))
			}
		}
	}
}

// challenged chooses the answer to a challenge.
func (m *Manager) challenged(t *session.Turn, sd *side, u *url.URL, at string) {
	msg := t.Message()
	g := &m.legs(msg)[sd.index]
	challenges := ParseChallenges(t.Response().Fields.Values(sd.asks))
	rejected := g.sent
	g.cred, g.ready, g.place = nil, false, at
	switch m.handshake(t, sd, g, rejected, challenges) {
	case GoesOn:
		g.cred, g.ready = rejected, true
		return
	case Denied:
		return
	}
	if _, ok := rejected.(Unasked); ok {
		if g.failed[rejected.Scheme()] == "" {
			g.fail(rejected.Scheme(), "it was refused")
		}
		m.forget(at, rejected)
		rejected = nil
	}
	r := sd.request(t, u, at)
	cred, skipped := m.choose(challenges, r, g.failed)
	for _, s := range skipped {
		t.Skipped(s.scheme, s.why)
	}
	if cred == nil {
		return
	}
	use := func(from session.CredentialSource, once bool) {
		g.source, g.ready = from, true
		if once {
			m.forget(at, g.cred)
		}
	}
	retrying, forgotten, tried := false, false, "" // what was forgotten on purpose is not learnt again from a renewal
	if rejected != nil && realmKey(rejected) == realmKey(cred) {
		tried = rejected.User()
		retrying = !renew(cred, rejected)
		forgotten = !m.forget(at, rejected) && !retrying
	}
	if !alone(msg) && !(forgotten && m.lacks(at, cred)) {
		cred = m.share(at, cred, cred.Spaces(r, t.Origin))
	}
	g.cred = cred
	if cred.Authenticated() {
		use(session.FromCache, false)
		return
	}
	if !retrying && m.fromURI(t, sd, u, cred) {
		use(session.FromURI, false)
		return
	}
	t.Authenticate(cred, retrying, offered(challenges), tried, use)
}

// handshakes is how often a message begins to sign a connection in before its answer is final: a peer that closes every
// connection in the middle would go on for ever.
const handshakes = 3

// handshake goes on with the connection's handshake, if there is one.
func (m *Manager) handshake(t *session.Turn, sd *side, g *leg, sent Credentials, challenges []Challenge) Verdict {
	b, ok := sent.(Bound)
	if !ok {
		return Refused
	}
	var mine Challenge
	for _, c := range challenges {
		if strings.EqualFold(c.Scheme, b.Scheme()) && (mine.Scheme == "" || c.Token68 != "") {
			mine = c
		}
	}
	next, v := b.Goes(t.Kept(sd), mine)
	t.Keep(sd, next)
	if v == GoesOn {
		if g.begun++; g.begun > handshakes {
			t.Skipped(b.Scheme(), "the handshake does not come to an end")
			return Denied
		}
	}
	return v
}

// fail has a scheme not tried again for the message.
func (g *leg) fail(scheme, why string) {
	if g.failed == nil {
		g.failed = map[string]string{}
	}
	g.failed[scheme] = why
}

// renew says whether cred took over what was refused only because it was out of date.
func renew(cred, refused Credentials) bool {
	r, ok := cred.(Renewer)
	return ok && r.Renew(refused)
}

// fromURI uses name and password of the message's URL, which are taken out of it then, or of the proxy's.
func (m *Manager) fromURI(t *session.Turn, sd *side, u *url.URL, cred Credentials) bool {
	from := u
	if sd.proxy {
		from = t.Proxy()
	}
	pw, ok := from.User.Password()
	if !ok {
		return false
	}
	cred.Authenticate(from.User.Username(), session.Secret(pw))
	if !sd.proxy {
		u.User = nil
		if t.Message().SetURI(u.String()) != nil {
			return false
		}
	}
	return cred.Authenticated()
}

// Resends is true for the statuses of challenges.
func (*Manager) Resends(status int) bool { return sideOf(status) != nil }

// GotBody sends the message again once its challenge can be answered. Credentials may come at any time until then.
func (m *Manager) GotBody(t *session.Turn) {
	l, sd := m.messages[t.Message()], sideOf(t.Response().Status)
	if l == nil || sd == nil {
		return
	}
	g := &l[sd.index]
	if g.cred == nil || !g.cred.Authenticated() {
		return
	}
	if !g.ready { // given while the message was held
		g.source = session.FromHandler
	}
	t.Resend(&session.Authenticated{Scheme: g.cred.Scheme(), Realm: g.cred.Realm(), Host: g.cred.Host(), Proxy: sd.proxy, Source: g.source})
}

// Restarted forgets what belongs to an origin that a redirect has left.
func (m *Manager) Restarted(t *session.Turn) {
	msg := t.Message()
	l := m.messages[msg]
	if l == nil {
		return
	}
	if g := &l[originSide.index]; g.place != "" && g.place != originSide.at(t, msg.URI()) {
		g.takeBack(msg, originSide)
		*g = leg{}
	}
}

// RequestUnqueued forgets the message and takes back the fields that were added for it.
func (m *Manager) RequestUnqueued(t *session.Turn) {
	msg := t.Message()
	if l := m.messages[msg]; l != nil {
		for _, sd := range sides {
			l[sd.index].takeBack(msg, sd)
		}
		delete(m.messages, msg)
	}
}
