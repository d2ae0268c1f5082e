package session

import (
	"crypto/tls"
	"errors"
	"time"
)

// TLSInfo is what a handshake agreed on, or what it had shown when it failed. It is shared and must not be changed.
type TLSInfo struct {
	Version     string   `json:"version"`              // such as TLS 1.3
	CipherSuite string   `json:"cipher"`               // as crypto/tls names it
	Curve       string   `json:"curve,omitempty"`      // of the key exchange, "" where none was used
	ServerName  string   `json:"serverName,omitempty"` // that was asked for, "" for an address
	ALPN        string   `json:"alpn,omitempty"`       // the protocol agreed on, "" none
	Resumed     bool     `json:"resumed,omitempty"`    // an earlier handshake was continued; the certificate was verified all the same
	Trusted     bool     `json:"trusted"`              // no certificate error was found
	Problem     string   `json:"problem,omitempty"`    // the certificate error that was found
	Broken      []string `json:"broken,omitempty"`     // every rule that the certificate breaks, as in CertificateError.Rules
	Chain       []string `json:"chain,omitempty"`      // subjects, leaf first
	NotAfter    string   `json:"notAfter,omitempty"`   // when the leaf ends, as in RFC 3339, in UTC

	// Certificates are those of Chain as data: the way to an authority that is trusted, or else what the server sent; at
	// most 10.
	Certificates []CertificateInfo `json:"certificates,omitempty"`
	OCSP         string            `json:"ocsp,omitempty"`       // the stapled answer: good, revoked, unknown or unusable; "" none was sent
	Revocation   string            `json:"revocation,omitempty"` // what is known of it, as a sentence
	// Exception says on what grounds a certificate with a fault was accepted by a strict session; "" on none.
	Exception TrustScope `json:"exception,omitempty"`
	// Client is the subject of the client certificate that was sent, "" none; ClientAsked says that the server asked for one.
	Client      string `json:"client,omitempty"`
	ClientAsked bool   `json:"clientAsked,omitempty"`
}

// Faults are the rules that the certificates break, the leaf's first.
func (i *TLSInfo) Faults() []Fault {
	var out []Fault
	for _, c := range i.Certificates {
		out = append(out, c.Faults...)
	}
	return out
}

// CertificateError says which rule a server's certificate breaks (RFC 5280, RFC 9525).
type CertificateError struct {
	Rule                string    // "unknown authority", "wrong host", "expired", "not yet valid", "revoked", "wrong use", "other"
	Rules               []string  // every one that is broken
	Faults              []Fault   // the same in words
	Subject, Issuer     string    // of the leaf, as in RFC 4514
	NotBefore, NotAfter time.Time // the days of the leaf
	Host                string    // the name that was asked for
	Err                 error     // of crypto/x509
}

func (e *CertificateError) Error() string { return "certificate: " + e.Rule + ": " + e.Err.Error() }

// Unwrap gives the error of crypto/x509.
func (e *CertificateError) Unwrap() error { return e.Err }

// info sums up a handshake, as far as it has come.
func (h *handshake) info(cs tls.ConnectionState) *TLSInfo {
	v := h.verdict
	i := &TLSInfo{Version: tls.VersionName(cs.Version), CipherSuite: tls.CipherSuiteName(cs.CipherSuite), ServerName: cs.ServerName,
		ALPN: cs.NegotiatedProtocol, Resumed: cs.DidResume, Trusted: v.err == nil, OCSP: v.staple.status, Exception: h.exception,
		Certificates: h.c.s.chains.of(v), ClientAsked: h.asked != nil}
	if cs.CurveID != 0 {
		i.Curve = cs.CurveID.String()
	}
	if h.shown != nil {
		i.Client = short(h.shown.Subject())
	}
	if v.err != nil {
		i.Problem = v.err.Error()
	}
	var ce *CertificateError
	if errors.As(v.err, &ce) {
		i.Broken = ce.Rules
	}
	for _, c := range i.Certificates {
		i.Chain = append(i.Chain, c.Subject)
	}
	if len(i.Certificates) > 0 {
		i.NotAfter = i.Certificates[0].NotAfter.Format(time.RFC3339)
		i.Revocation = v.revocation
	}
	return i
}
