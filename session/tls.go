package session

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"
)

// verify says what is wrong with a server's certificate, nil if nothing is. name is whom it must be for.
func (t *trust) verify(cs tls.ConnectionState, name string) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("the server sent no certificate")
	}
	o := x509.VerifyOptions{Roots: t.roots, DNSName: name, Intermediates: x509.NewCertPool()}
	for _, c := range cs.PeerCertificates[1:] {
		o.Intermediates.AddCert(c)
	}
	_, err := cs.PeerCertificates[0].Verify(o)
	if err == nil {
		return nil
	}
	return &CertificateError{Rule: certificateRule(err), Rules: t.broken(cs, o), Subject: cs.PeerCertificates[0].Subject.String(), Issuer: cs.PeerCertificates[0].Issuer.String(),
		NotBefore: cs.PeerCertificates[0].NotBefore, NotAfter: cs.PeerCertificates[0].NotAfter, Host: name, Err: err}
}

// broken lists every rule that the certificate breaks, not only the first that crypto/x509 meets.
func (t *trust) broken(cs tls.ConnectionState, o x509.VerifyOptions) []string {
	leaf := cs.PeerCertificates[0]
	name, now := o.DNSName, time.Now()
	var rules []string
	o.DNSName, o.CurrentTime = "", now
	switch {
	case now.After(leaf.NotAfter):
		o.CurrentTime = leaf.NotAfter
	case now.Before(leaf.NotBefore):
		o.CurrentTime = leaf.NotBefore
	}
	if _, err := leaf.Verify(o); err != nil {
		rules = append(rules, certificateRule(err))
	}
	if leaf.VerifyHostname(name) != nil {
		rules = append(rules, "wrong host")
	}
	switch {
	case now.Before(leaf.NotBefore):
		rules = append(rules, "not yet valid")
	case now.After(leaf.NotAfter):
		rules = append(rules, "expired")
	}
	return rules
}

// CertificateError says which rule a server's certificate breaks (RFC 5280, RFC 9525).
type CertificateError struct {
	Rule                string    // "unknown authority", "wrong host", "expired", "not yet valid", "other"
	Rules               []string  // every one that is broken
	Subject, Issuer     string    // of the leaf, as in RFC 4514
	NotBefore, NotAfter time.Time // the days of the leaf
	Host                string    // the name that was asked for
	Err                 error     // of crypto/x509
}

func (e *CertificateError) Error() string { return "certificate: " + e.Rule + ": " + e.Err.Error() }

// Unwrap gives the error of crypto/x509.
func (e *CertificateError) Unwrap() error { return e.Err }

func certificateRule(err error) string {
	var host x509.HostnameError
	var auth x509.UnknownAuthorityError
	var inv x509.CertificateInvalidError
	switch {
	case errors.As(err, &host):
		return "wrong host"
	case errors.As(err, &inv) && inv.Reason == x509.Expired:
		if inv.Cert != nil && time.Now().Before(inv.Cert.NotBefore) {
			return "not yet valid"
		}
		return "expired"
	case errors.As(err, &auth):
		return "unknown authority"
	}
	return "other"
}

// tlsInfo sums up a handshake.
func tlsInfo(cs tls.ConnectionState, problem error) *TLSInfo {
	i := &TLSInfo{Version: tls.VersionName(cs.Version), CipherSuite: tls.CipherSuiteName(cs.CipherSuite), ServerName: cs.ServerName,
		ALPN: cs.NegotiatedProtocol, Resumed: cs.DidResume, Trusted: problem == nil}
	if problem != nil {
		i.Problem = problem.Error()
	}
	var ce *CertificateError
	if errors.As(problem, &ce) {
		i.Broken = ce.Rules
	}
	for _, c := range cs.PeerCertificates {
		i.Chain = append(i.Chain, c.Subject.String())
	}
	if len(cs.PeerCertificates) > 0 {
		i.NotAfter = cs.PeerCertificates[0].NotAfter.UTC().Format(time.RFC3339)
	}
	return i
}
