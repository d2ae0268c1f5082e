package auth

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strings"
	"sync"

	"github.com/Azure/go-ntlmssp"

	"ladle/session"
)

// NTLM signs connections in with version 2 of NTLM (MS-NLMP): three messages on one connection, then no more. A name may
// begin with a domain, as in DOMAIN\user or DOMAIN/user.
type NTLM struct{}

// UseNTLM adds the scheme to the manager of a session, or takes it out: the property use-ntlm.
//
// Deprecated: use [session.Session.AddPart] and [session.Session.RemoveFeatureType].
func UseNTLM(s *session.Session, on bool) error {
	kind := session.TypeOf[NTLM]()
	switch {
	case !on:
		s.RemoveFeatureType(kind)
	case !s.HasFeature(kind):
		return s.AddPart(NTLM{})
	}
	return nil
}

// Name is "NTLM".
func (NTLM) Name() string { return "NTLM" }

// Strength is 3: above Basic, below Digest.
func (NTLM) Strength() int { return 3 }

// New makes the credentials; there is nothing in the challenge to look at.
func (NTLM) New(_ Challenge, r *Request) (Credentials, error) {
	return &ntlm{given: given{scheme: "NTLM", host: r.Host, proxy: r.Proxy}}, nil
}

type ntlm struct {
	mu sync.Mutex
	given
}

// longestPassword bounds what is hashed: no server has a longer one (CVE-2026-0719 of another client).
const longestPassword = 1 << 10

// Authenticate takes the credentials; a password that no server can have is refused.
func (n *ntlm) Authenticate(user string, password session.Secret) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(password.Reveal()) > longestPassword {
		return
	}
	n.user, n.password, n.ok = user, password, true
}

func (n *ntlm) Authenticated() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.ok
}

func (n *ntlm) User() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.user
}

// Header is empty: see HeaderOn.
func (n *ntlm) Header(*Request) (string, error) { return "", nil }

// Spaces is the directory of the path.
func (n *ntlm) Spaces(r *Request, _ func(*url.URL) string) []string { return directory(r) }

// ntlmState is how far a connection is signed in, and with which credentials.
type ntlmState struct {
	by        *ntlm
	step      ntlmStep
	challenge []byte
}

type ntlmStep uint8

const (
	ntlmAsked      ntlmStep = iota + 1 // the negotiate message was sent
	ntlmChallenged                     // its answer has come
	ntlmAnswered                       // the authenticate message was sent
	ntlmIn                             // and accepted
)

// HeaderOn is the next message of the handshake.
func (n *ntlm) HeaderOn(state any, _ *Request) (string, any, error) {
	st, _ := state.(ntlmState)
	if st.by != n {
		st = ntlmState{}
	}
	switch st.step {
	case ntlmChallenged:
		n.mu.Lock()
		user, password := n.user, n.password.Reveal()
		n.mu.Unlock()
		if !strings.Contains(user, `\`) {
			user = strings.Replace(user, "/", `\`, 1)
		}
		b, err := ntlmssp.NewAuthenticateMessage(st.challenge, user, password, nil)
		if err != nil {
			return "", nil, err
		}
		return ntlmField(b), ntlmState{by: n, step: ntlmAnswered}, nil
	case ntlmAnswered, ntlmIn: // whatever came was no challenge
		return "", ntlmState{by: n, step: ntlmIn}, nil
	}
	b, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		return "", nil, err
	}
	return ntlmField(b), ntlmState{by: n, step: ntlmAsked}, nil
}

func ntlmField(b []byte) string { return "NTLM " + base64.StdEncoding.EncodeToString(b) }

// Goes takes a challenge message, or learns that the handshake has failed.
func (n *ntlm) Goes(state any, c Challenge) (any, Verdict) {
	st, _ := state.(ntlmState)
	switch {
	case st.by != n:
		return nil, Refused
	case st.step == ntlmIn:
		return st, Denied
	case st.step != ntlmAsked || c.Token68 == "":
		return nil, Refused
	}
	b, err := base64.StdEncoding.DecodeString(c.Token68)
	if err != nil {
		return nil, Refused
	}
	return ntlmState{by: n, step: ntlmChallenged, challenge: mendChallenge(b)}, GoesOn
}

// mendChallenge empties the fields of a challenge message that point out of it (MS-NLMP section 2.2.1.2): there are servers
// that do not fill them in, and clients have always taken no notice.
func mendChallenge(b []byte) []byte {
	const targetName, targetInfo, size = 12, 40, 8
	for _, at := range []int{targetName, targetInfo} {
		if len(b) < at+size {
			continue
		}
		n, offset := int(binary.LittleEndian.Uint16(b[at:])), int64(binary.LittleEndian.Uint32(b[at+4:]))
		if offset+int64(n) > int64(len(b)) {
			clear(b[at : at+size])
		}
	}
	return b
}
