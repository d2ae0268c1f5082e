package session

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// FuzzRevocationLists: whatever is in the file, there are lists with an issuer, or an error.
func FuzzRevocationLists(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	ca := &x509.Certificate{RawSubject: []byte{0x30, 0}, KeyUsage: x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Unix(0, 0), NextUpdate: time.Unix(1, 0),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(7), RevocationTime: time.Unix(0, 0)}}}, ca, key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}))
	f.Add([]byte("-----BEGIN X509 CRL-----\nc291cA==\n-----END X509 CRL-----\n"))
	f.Add([]byte("soup"))
	f.Fuzz(func(t *testing.T, b []byte) {
		lists, err := readLists(b)
		if err == nil && len(lists) == 0 {
			t.Error("neither lists nor an error")
		}
		for _, l := range lists {
			if l.at == nil || l.signedBy == nil {
				t.Error("half a list")
			}
		}
	})
}

// TestRevocationListOfVersion1: the files were made by openssl, the list as its command ca writes one that is not told otherwise.
func TestRevocationListOfVersion1(t *testing.T) {
	t.Parallel()
	read := func(name string) *x509.Certificate {
		b, err := os.ReadFile(filepath.Join("testdata", "crl", name))
		if err != nil {
			t.Fatal(err)
		}
		chain, err := pemChain(b)
		if err != nil {
			t.Fatal(err)
		}
		return chain[0]
	}
	r, err := LoadTLSRevocations(filepath.Join("testdata", "crl", "version1.pem"))
	if err != nil {
		t.Fatal(err)
	}
	ca, revoked := read("ca.pem"), read("revoked.pem")
	if f, state := r.check([]*x509.Certificate{revoked, ca}); len(f) != 1 || f[0].Rule != ruleRevoked || !strings.HasPrefix(state, "Revoked on ") {
		t.Error(f, state)
	}
	if f, state := r.check([]*x509.Certificate{revoked, revoked}); f != nil || state != "" { // signed by somebody else
		t.Error(f, state)
	}
}
