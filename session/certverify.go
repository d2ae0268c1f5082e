package session

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
)

// The rules that a certificate can break (RFC 5280, RFC 9525), as CertificateError.Rule has them.
const (
	ruleAuthority = "unknown authority"
	ruleHost      = "wrong host"
	ruleExpired   = "expired"
	ruleFuture    = "not yet valid"
	ruleRevoked   = "revoked"
	ruleUse       = "wrong use"
	ruleOther     = "other"
)

// Fault is a rule that a certificate breaks.
type Fault struct {
	Rule string `json:"rule"` // as in CertificateError.Rule
	Text string `json:"text"` // the same as a sentence for people
}

// verdict is what verification found.
type verdict struct {
	err    error               // nil: the certificate is in order
	chain  []*x509.Certificate // leaf first: the way to an authority, or what the server sent
	rooted bool                // the last of the chain is an authority that is trusted
	faults []Fault             // of the leaf, or of the chain as a whole
	staple staple

	revocation string // what is known of it, in words
}

// maxChain is how many certificates of a chain are looked at; a server may send any number.
const maxChain = 10

// verify says what is wrong with a server's certificate. name is whom it must be for.
func (t *trust) verify(cs tls.ConnectionState, name string) *verdict {
	if len(cs.PeerCertificates) == 0 {
		return &verdict{err: errors.New("the server sent no certificate")}
	}
	leaf := cs.PeerCertificates[0]
	o := x509.VerifyOptions{Roots: t.roots, DNSName: name, Intermediates: x509.NewCertPool(), CurrentTime: time.Now()}
	for i, c := range cs.PeerCertificates[1:] {
		if i == maxChain {
			break
		}
		o.Intermediates.AddCert(c)
	}
	chains, err := leaf.Verify(o)
	v := &verdict{chain: cs.PeerCertificates[:min(len(cs.PeerCertificates), maxChain)]}
	if err == nil {
		v.chain, v.rooted = chains[0], true
	} else {
		v.blame(leaf, o, err)
	}
	v.staple = readStaple(cs.OCSPResponse, v.chain)
	revoked, state := t.revoked.check(v.chain)
	if v.staple.revoked() && revoked == nil {
		revoked = []Fault{{ruleRevoked, "It was revoked on " + day(v.staple.at)}}
	}
	if v.revocation = state; state == "" || v.staple.revoked() {
		v.revocation = v.staple.words()
	}
	if v.faults = append(v.faults, revoked...); revoked != nil && err == nil {
		err = errors.New("revoked")
	}
	if err == nil {
		return v
	}
	e := &CertificateError{Subject: leaf.Subject.String(), Issuer: leaf.Issuer.String(), NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter, Host: name, Err: err, Faults: v.faults}
	for _, f := range v.faults {
		e.Rules = append(e.Rules, f.Rule)
	}
	if e.Rule = certificateRule(err); len(e.Rules) == 1 || e.Rule == ruleOther && len(e.Rules) > 0 {
		e.Rule = e.Rules[0]
	}
	v.err = e
	return v
}

// blame lists every rule that the certificate breaks, not only the first that crypto/x509 meets, and finds the chain that
// there would be without them.
func (v *verdict) blame(leaf *x509.Certificate, o x509.VerifyOptions, first error) {
	name, now := o.DNSName, o.CurrentTime
	o.DNSName = ""
	switch {
	case now.After(leaf.NotAfter):
		o.CurrentTime = leaf.NotAfter
	case now.Before(leaf.NotBefore):
		o.CurrentTime = leaf.NotBefore
	}
	chains, err := leaf.Verify(o)
	if errors.As(err, new(x509.CertificateInvalidError)) {
		o.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
		var asAny error
		if chains, asAny = leaf.Verify(o); asAny == nil {
			v.faults = append(v.faults, Fault{ruleUse, "It is not for servers"})
			err = nil
		}
	}
	switch {
	case err == nil:
		v.chain, v.rooted = chains[0], true
	case o.CurrentTime != now && (certificateRule(err) == ruleExpired || certificateRule(err) == ruleFuture):
		// In the leaf's days its authority was not valid: what there would be to say of today nobody can know.
	default:
		v.faults = append(v.faults, chainFault(leaf, v.chain, err))
	}
	if leaf.VerifyHostname(name) != nil {
		v.faults = append(v.faults, Fault{ruleHost, "It was issued for " + namesOf(leaf) + ", not for " + name + commonNameHint(leaf, name)})
	}
	if f, ok := timeFault(leaf, now); ok {
		v.faults = append(v.faults, f)
	}
	if len(v.faults) == 0 {
		v.faults = append(v.faults, Fault{certificateRule(first), "It cannot be verified: " + first.Error()})
	}
}

// chainFault is why no way leads from the leaf to an authority that is trusted.
func chainFault(leaf *x509.Certificate, sent []*x509.Certificate, err error) Fault {
	rule := certificateRule(err)
	last := sent[len(sent)-1]
	switch {
	case rule == ruleExpired || rule == ruleFuture: // not the leaf's fault: its time was set to one that suits it
		for _, c := range sent[1:] {
			if f, ok := timeFault(c, time.Now()); ok {
				return Fault{f.Rule, "The certificate of " + nameOf(c) + " in its chain: " + lowerFirst(f.Text)}
			}
		}
		return Fault{rule, "A certificate of its chain is not valid now"}
	case rule != ruleAuthority:
		return Fault{rule, "Its chain cannot be verified: " + err.Error()}
	case leaf.Subject.String() == leaf.Issuer.String() && leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil:
		return Fault{rule, "It is signed by itself, and nobody who is trusted vouches for it"}
	case last.Subject.String() == last.Issuer.String():
		return Fault{rule, "It is signed by an authority that is not trusted: " + last.Subject.String()}
	}
	return Fault{rule, "It is signed by an authority that is not trusted, or whose certificate the server did not send: " + last.Issuer.String()}
}

func timeFault(c *x509.Certificate, now time.Time) (Fault, bool) {
	switch {
	case now.Before(c.NotBefore):
		return Fault{ruleFuture, "It is not valid before " + day(c.NotBefore)}, true
	case now.After(c.NotAfter):
		return Fault{ruleExpired, "It expired on " + day(c.NotAfter)}, true
	}
	return Fault{}, false
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04 UTC") }

// commonNameHint says that a name which stands in the subject only does not count (RFC 9525 section 2).
func commonNameHint(c *x509.Certificate, name string) string {
	if !strings.EqualFold(c.Subject.CommonName, name) {
		return ""
	}
	return "; the common name " + c.Subject.CommonName + " does not count"
}

// namesOf lists a few of the names that a certificate is for.
func namesOf(c *x509.Certificate) string {
	names := allNames(c)
	switch {
	case len(names) == 0:
		return "no name at all"
	case len(names) > 4:
		return fmt.Sprintf("%s and %d others", strings.Join(names[:3], ", "), len(names)-3)
	case len(names) > 1:
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return names[0]
}

// allNames are the subject's alternative names.
func allNames(c *x509.Certificate) []string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	names = append(names, c.EmailAddresses...)
	for _, u := range c.URIs {
		names = append(names, u.String())
	}
	return names
}

func certificateRule(err error) string {
	var host x509.HostnameError
	var auth x509.UnknownAuthorityError
	var inv x509.CertificateInvalidError
	switch {
	case errors.As(err, &host):
		return ruleHost
	case errors.As(err, &inv) && inv.Reason == x509.Expired:
		if inv.Cert != nil && time.Now().Before(inv.Cert.NotBefore) {
			return ruleFuture
		}
		return ruleExpired
	case errors.As(err, &auth):
		return ruleAuthority
	}
	return ruleOther
}

// staple is the answer of OCSP that a server sent along (RFC 6960, RFC 6066 section 8).
type staple struct {
	status string // "" none, else good, revoked, unknown or unusable
	at     time.Time
}

func (s staple) revoked() bool { return s.status == ruleRevoked }

// readStaple reads a stapled answer about the leaf; one that its authority has not signed, or that is too old, is of no use.
func readStaple(b []byte, chain []*x509.Certificate) staple {
	if len(b) == 0 {
		return staple{}
	}
	if len(chain) < 2 {
		return staple{status: "unusable"}
	}
	r, err := ocsp.ParseResponseForCert(b, chain[0], chain[1])
	if err != nil || !r.NextUpdate.IsZero() && time.Now().After(r.NextUpdate) {
		return staple{status: "unusable"}
	}
	switch r.Status {
	case ocsp.Good:
		return staple{"good", r.NextUpdate}
	case ocsp.Revoked:
		return staple{ruleRevoked, r.RevokedAt}
	}
	return staple{status: "unknown"}
}

// words says what is known of revocation.
func (s staple) words() string {
	switch s.status {
	case "":
		return "Not checked: the server sent no proof of the certificate's state, and tls-revocations has no list of its authority"
	case "good":
		return "Not revoked, as the authority's answer says that the server sent along"
	case ruleRevoked:
		return "Revoked on " + day(s.at) + ", as the authority's answer says that the server sent along"
	case "unknown":
		return "Not known to the authority, as its answer says that the server sent along"
	}
	return "Not checked: the answer about the certificate's state that the server sent along is of no use"
}
