package sessiontest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Cert says what a certificate is like.
type Cert struct {
	Name     string   // the common name, "" is Test peer
	Names    []string // host names, addresses and mail addresses
	From, To int      // days, counted from now
	Usage    []x509.ExtKeyUsage
	RSA      bool // 2048 bits; else ECDSA on P-256
}

// Issue makes a certificate and its key.
func (a *Authority) Issue(t testing.TB, c Cert) tls.Certificate {
	t.Helper()
	key := newKey(t, c.RSA)
	return certify(t, c.template(), a.cert, key, a.key)
}

// SelfSigned makes a certificate that nobody but itself vouches for.
func SelfSigned(t testing.TB, c Cert) tls.Certificate {
	t.Helper()
	key := newKey(t, c.RSA)
	return certify(t, c.template(), c.template(), key, key)
}

// Intermediate makes an authority whose certificate this one has signed; a server has to send that along.
func (a *Authority) Intermediate(t testing.TB, name string) *Authority {
	t.Helper()
	key := newKey(t, false).(*ecdsa.PrivateKey)
	c := Cert{Name: name, From: -1, To: 1}.template()
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	cert, err := x509.ParseCertificate(certify(t, c, a.cert, key, a.key).Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return &Authority{cert: cert, key: key}
}

// X509 is the authority's own certificate.
func (a *Authority) X509() *x509.Certificate { return a.cert }

// Staple gives an answer of OCSP (RFC 6960) about a certificate of the authority.
func (a *Authority) Staple(t testing.TB, c tls.Certificate, revoked bool) []byte {
	t.Helper()
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	r := ocsp.Response{Status: ocsp.Good, SerialNumber: leaf.SerialNumber, ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour)}
	if revoked {
		r.Status, r.RevokedAt, r.RevocationReason = ocsp.Revoked, time.Now().Add(-2*time.Hour), ocsp.KeyCompromise
	}
	b, err := ocsp.CreateResponse(a.cert, a.cert, r, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Revoke writes a list of certificates of the authority that are revoked into the test's folder and gives its path; the list is
// out of date after the given number of days.
func (a *Authority) Revoke(t testing.TB, days int, revoked ...*x509.Certificate) string {
	t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now().Add(-48 * time.Hour), NextUpdate: time.Now().Add(time.Duration(days) * 24 * time.Hour)}
	for _, c := range revoked {
		l.RevokedCertificateEntries = append(l.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: time.Now().Add(-time.Hour)})
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, a.cert, a.key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "revoked.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func newKey(t testing.TB, asRSA bool) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	if asRSA {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (c Cert) template() *x509.Certificate {
	day := func(n int) time.Time { return time.Now().Add(time.Duration(n) * 24 * time.Hour) }
	name := c.Name
	if name == "" {
		name = "Test peer"
	}
	x := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: day(c.From), NotAfter: day(c.To),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: c.Usage}
	for _, n := range c.Names {
		switch ip := net.ParseIP(n); {
		case ip != nil:
			x.IPAddresses = append(x.IPAddresses, ip)
		case strings.Contains(n, "@"):
			x.EmailAddresses = append(x.EmailAddresses, n)
		default:
			x.DNSNames = append(x.DNSNames, n)
		}
	}
	return x
}

func certify(t testing.TB, c, issuer *x509.Certificate, key, by crypto.Signer) tls.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, issuer, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
