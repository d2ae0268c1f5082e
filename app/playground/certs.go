package playground

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// certLife is how long the certificates are valid: longer than anybody leaves a practice server running.
const certLife = 90 * 24 * time.Hour

// authority is the CA of one Server and the certificates that it serves. No key ever leaves the process.
type authority struct {
	pem        []byte
	cert       *x509.Certificate
	key        *ecdsa.PrivateKey
	good       tls.Certificate
	expired    tls.Certificate
	wrongHost  tls.Certificate
	selfSigned tls.Certificate
}

func newAuthority(now time.Time) (*authority, error) {
	a := &authority{}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, err
	}
	ca := &x509.Certificate{
		Subject:               pkix.Name{Organization: []string{"Ladle playground"}, CommonName: "Ladle playground CA"},
		NotBefore:             now.Add(-365 * 24 * time.Hour), // before the expired certificate's life
		NotAfter:              now.Add(certLife),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := sign(ca, ca, &a.key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})

	good := leaf("localhost", now.Add(-time.Hour), now.Add(certLife))
	expired := leaf("localhost", now.Add(-60*24*time.Hour), now.Add(-24*time.Hour))
	wrong := leaf("shop.example", now.Add(-time.Hour), now.Add(certLife))
	wrong.IPAddresses = nil
	self := leaf("localhost", now.Add(-time.Hour), now.Add(certLife))
	for _, c := range []struct {
		to       *tls.Certificate
		template *x509.Certificate
		self     bool
	}{{&a.good, good, false}, {&a.expired, expired, false}, {&a.wrongHost, wrong, false}, {&a.selfSigned, self, true}} {
		if *c.to, err = a.issue(c.template, c.self); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// leaf is the template of a server certificate for host and, unless changed, the loopback addresses.
func leaf(host string, from, to time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:               pkix.Name{Organization: []string{"Ladle playground"}, CommonName: host},
		NotBefore:             from,
		NotAfter:              to,
		DNSNames:              []string{host},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// issue makes a key and a certificate, signed by the CA or, with self, by the new key.
func (a *authority) issue(template *x509.Certificate, self bool) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	parent, signer := a.cert, a.key
	if self {
		parent, signer = template, key
	}
	der, err := sign(template, parent, &key.PublicKey, signer)
	if err != nil {
		return tls.Certificate{}, err
	}
	chain := [][]byte{der}
	if !self {
		chain = append(chain, a.cert.Raw)
	}
	return tls.Certificate{Certificate: chain, PrivateKey: key}, nil
}

func sign(template, parent *x509.Certificate, pub crypto.PublicKey, key crypto.Signer) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial.Add(serial, big.NewInt(1)) // RFC 5280 section 4.1.2.2: positive
	return x509.CreateCertificate(rand.Reader, template, parent, pub, key)
}
