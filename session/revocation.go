package session

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"time"
)

// TLSRevocations is what authorities say of certificates that they have taken back: lists in the form of RFC 5280 section 5. The
// zero value has none. Two values are the same when they compare equal.
type TLSRevocations struct {
	name  string
	lists *[]revocationList
}

type revocationList struct {
	issuer   string // as in RFC 4514
	made     time.Time
	next     time.Time            // when it is out of date, zero never
	at       map[string]time.Time // when a certificate was taken back, by serial number
	signedBy func(*x509.Certificate) error
}

// readList reads one list. openssl ca writes version 1 unless it is told otherwise, which only the older parser takes.
func readList(der []byte) (revocationList, error) {
	at := map[string]time.Time{}
	if l, err := x509.ParseRevocationList(der); err == nil {
		for _, e := range l.RevokedCertificateEntries {
			at[e.SerialNumber.String()] = e.RevocationTime
		}
		return revocationList{l.Issuer.String(), l.ThisUpdate, l.NextUpdate, at, l.CheckSignatureFrom}, nil
	}
	//lint:ignore SA1019 it reads version 1
	l, err := x509.ParseDERCRL(der)
	if err != nil {
		return revocationList{}, errNoList
	}
	for _, e := range l.TBSCertList.RevokedCertificates {
		at[e.SerialNumber.String()] = e.RevocationTime
	}
	var issuer pkix.Name
	issuer.FillFromRDNSequence(&l.TBSCertList.Issuer)
	return revocationList{issuer.String(), l.TBSCertList.ThisUpdate, l.TBSCertList.NextUpdate, at, func(c *x509.Certificate) error {
		//lint:ignore SA1019 the same
		return c.CheckCRLSignature(l)
	}}, nil
}

// maxRevocations is the longest file of lists that is read.
const maxRevocations = 64 << 20

var (
	errNoList   = errors.New("no list of revoked certificates in the file")
	errBigLists = errors.New("the file is longer than 64 MiB")
)

// LoadTLSRevocations reads a file of lists, in PEM or a single one in DER. It is not read again when it changes. Nothing is
// fetched from anywhere.
func LoadTLSRevocations(path string) (TLSRevocations, error) {
	f, err := os.Open(path)
	if err != nil {
		return TLSRevocations{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxRevocations+1))
	if err == nil && len(b) > maxRevocations {
		err = errBigLists
	}
	if err != nil {
		return TLSRevocations{}, err
	}
	lists, err := readLists(b)
	return TLSRevocations{path, &lists}, err
}

func readLists(b []byte) (lists []revocationList, err error) {
	add := func(der []byte) error {
		l, err := readList(der)
		if err == nil {
			lists = append(lists, l)
		}
		return err
	}
	if !bytes.Contains(b, []byte("-----BEGIN ")) {
		err = add(b)
		return lists, err
	}
	for {
		var block *pem.Block
		if block, b = pem.Decode(b); block == nil {
			break
		}
		if block.Type != "X509 CRL" {
			continue
		}
		if err := add(block.Bytes); err != nil {
			return nil, err
		}
	}
	if len(lists) == 0 {
		return nil, errNoList
	}
	return lists, nil
}

// String is where the lists came from, "" without any.
func (r TLSRevocations) String() string { return r.name }

// check looks a chain up, from the leaf to the authority that is trusted; only what is signed by the certificate's own issuer
// counts. state says what is known of the leaf, "" nothing.
func (r TLSRevocations) check(chain []*x509.Certificate) (faults []Fault, state string) {
	if r.lists == nil {
		return nil, ""
	}
	for i := range len(chain) - 1 {
		c, issuer := chain[i], chain[i+1]
		for _, l := range *r.lists {
			if l.issuer != c.Issuer.String() || l.signedBy(issuer) != nil {
				continue
			}
			at, on := l.at[c.SerialNumber.String()]
			switch {
			case on && i == 0:
				return []Fault{{ruleRevoked, "It was revoked on " + day(at)}}, "Revoked on " + day(at) + ", as the list of " + nameOf(issuer) + " says"
			case on:
				return []Fault{{ruleRevoked, "It is signed by " + nameOf(c) + ", whose own certificate was revoked on " + day(at)}}, state
			case i == 0 && !l.next.IsZero() && time.Now().After(l.next):
				state = "Not on the list of " + nameOf(issuer) + ", which is out of date since " + day(l.next)
			case i == 0:
				state = "Not on the list of " + nameOf(issuer) + " of " + day(l.made)
			}
		}
	}
	return nil, state
}

func setRevocations(p *Properties, v string) error {
	if v == p.TLSRevocations.String() {
		return nil
	}
	if v == "" {
		p.TLSRevocations = TLSRevocations{}
		return nil
	}
	r, err := LoadTLSRevocations(v)
	if err != nil {
		what := caProblem(err)
		if errors.Is(err, errNoList) {
			what = "the file has no list of revoked certificates"
		}
		return &PropertyError{Name: "tls-revocations", Value: v, What: what, Try: "Name a file of lists in PEM or DER, as openssl ca -gencrl writes it", Err: err}
	}
	p.TLSRevocations = r
	return nil
}
