package session

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"sync"
	"time"
)

// CertificateInfo is a certificate as data.
type CertificateInfo struct {
	Name      string    `json:"name"`                // for a title: the common name, or the first of Names
	Role      string    `json:"role"`                // server, intermediate or root
	Subject   string    `json:"subject"`             // as in RFC 4514
	Issuer    string    `json:"issuer"`              // as in RFC 4514
	Serial    string    `json:"serial"`              // in hexadecimal digits, two by two
	Names     []string  `json:"names,omitempty"`     // hosts, addresses and others that it is for, at most 100
	MoreNames int       `json:"moreNames,omitempty"` // how many more
	NotBefore time.Time `json:"notBefore"`           // in UTC
	NotAfter  time.Time `json:"notAfter"`            // in UTC
	Key       string    `json:"key"`                 // such as RSA 2048 or ECDSA P-256
	Signature string    `json:"signature"`           // by what it is signed, such as SHA256-RSA
	CA        bool      `json:"ca,omitempty"`        // it may sign others
	SHA256    string    `json:"sha256"`              // its fingerprint, as TLSException has it
	SHA1      string    `json:"sha1"`                // the same for older tools
	Trusted   bool      `json:"trusted,omitempty"`   // it is an authority of tls-database
	Faults    []Fault   `json:"faults,omitempty"`    // rules that it breaks
	PEM       string    `json:"pem,omitempty"`       // "" when it is longer than 16 KiB
}

// Bounds of what is kept of a certificate.
const (
	maxCertNames = 100
	maxPEM       = 16 << 10
	maxText      = 1 << 10
)

func certificateInfo(c *x509.Certificate) CertificateInfo {
	i := CertificateInfo{Name: nameOf(c), Role: "intermediate", Subject: short(c.Subject.String()), Issuer: short(c.Issuer.String()),
		NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(), Key: keyKind(c.PublicKey), Signature: c.SignatureAlgorithm.String(), CA: c.IsCA,
		SHA256: Fingerprint(c), SHA1: digits(sum1(c.Raw))}
	if c.SerialNumber != nil {
		i.Serial = strings.ToLower(short(digits(c.SerialNumber.Bytes())))
	}
	names := allNames(c)
	if len(names) > maxCertNames {
		i.MoreNames = len(names) - maxCertNames
		names = names[:maxCertNames]
	}
	for _, n := range names {
		i.Names = append(i.Names, short(n))
	}
	if bytes.Equal(c.RawSubject, c.RawIssuer) {
		i.Role = "root"
	}
	if b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); len(b) <= maxPEM {
		i.PEM = string(b)
	}
	return i
}

// Fingerprint is the SHA-256 of a certificate, as people compare it: digits two by two with colons between.
func Fingerprint(c *x509.Certificate) string {
	h := sha256.Sum256(c.Raw)
	return digits(h[:])
}

func sum1(b []byte) []byte {
	h := sha1.Sum(b)
	return h[:]
}

func digits(b []byte) string {
	var s strings.Builder
	for i, x := range b {
		if i > 0 {
			s.WriteByte(':')
		}
		fmt.Fprintf(&s, "%02X", x)
	}
	return s.String()
}

func short(s string) string {
	if len(s) > maxText {
		return strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

func nameOf(c *x509.Certificate) string {
	switch names := allNames(c); {
	case c.Subject.CommonName != "":
		return short(c.Subject.CommonName)
	case len(names) > 0:
		return short(names[0])
	}
	return short(c.Subject.String())
}

func keyKind(key any) string {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return "of an unknown kind"
}

// chainInfos keeps the data of the chains that were met last, so that a thousand connections to one host share them.
type chainInfos struct {
	mu sync.Mutex
	by map[[sha256.Size]byte][]CertificateInfo
}

// maxChains is how many are kept.
const maxChains = 64

// of gives a chain as data; it must not be changed.
func (k *chainInfos) of(v *verdict) []CertificateInfo {
	if len(v.chain) == 0 {
		return nil
	}
	h := sha256.New()
	for _, c := range v.chain {
		h.Write(c.Raw)
	}
	fmt.Fprint(h, v.rooted, v.faults)
	key := [sha256.Size]byte(h.Sum(nil))
	k.mu.Lock()
	defer k.mu.Unlock()
	if infos, ok := k.by[key]; ok {
		return infos
	}
	if k.by == nil || len(k.by) >= maxChains {
		k.by = map[[sha256.Size]byte][]CertificateInfo{}
	}
	infos := make([]CertificateInfo, len(v.chain))
	now := time.Now()
	for i, c := range v.chain {
		infos[i] = certificateInfo(c)
		if f, ok := timeFault(c, now); ok && i > 0 {
			infos[i].Faults = append(infos[i].Faults, f)
		}
	}
	infos[0].Role, infos[0].Faults = "server", v.faults
	infos[len(infos)-1].Trusted = v.rooted
	k.by[key] = infos
	return infos
}
