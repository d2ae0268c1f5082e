package session

import (
	"bytes"
	"crypto/x509"
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
	*x509.RevocationList
	at map[string]time.Time // when, by serial number
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
		l, err := x509.ParseRevocationList(der)
		if err != nil {
			return errNoList
		}
		r := revocationList{l, make(map[string]time.Time, len(l.RevokedCertificateEntries))}
		for _, e := range l.RevokedCertificateEntries {
			r.at[e.SerialNumber.String()] = e.RevocationTime
		}
		l.RevokedCertificateEntries, l.Raw = nil, nil
		lists = append(lists, r)
		return nil
	}
	if !bytes.Contains(b, []byte("-----BEGIN ")) {
		return lists, add(b)
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
			if !bytes.Equal(l.RawIssuer, c.RawIssuer) || l.CheckSignatureFrom(issuer) != nil {
				continue
			}
			at, on := l.at[c.SerialNumber.String()]
			switch {
			case on && i == 0:
				return []Fault{{ruleRevoked, "It was revoked on " + day(at)}}, "Revoked on " + day(at) + ", as the list of " + nameOf(issuer) + " says"
			case on:
				return []Fault{{ruleRevoked, "It is signed by " + nameOf(c) + ", whose own certificate was revoked on " + day(at)}}, state
			case i == 0 && !l.NextUpdate.IsZero() && time.Now().After(l.NextUpdate):
				state = "Not on the list of " + nameOf(issuer) + ", which is out of date since " + day(l.NextUpdate)
			case i == 0:
				state = "Not on the list of " + nameOf(issuer) + " of " + day(l.ThisUpdate)
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
