package session_test

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// serverUse is what a certificate of a server is for.
var serverUse = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}

// shows is a peer with a certificate.
func shows(t *testing.T, c tls.Certificate) *sessiontest.Peer {
	return sessiontest.NewTLSPeer(t, &tls.Config{Certificates: []tls.Certificate{c}},
		sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") }))
}

// trusting is a strict session that believes the authority of the tests.
func trusting(t *testing.T, o session.Options) *rig {
	t.Helper()
	r := newRig(t, o)
	if err := r.SetTLSDatabase(newCellPKI(t).roots); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEveryCertificateHasItsSentence: each way in which a certificate can be wrong is told in words, with the rules that it
// breaks, and the chain stays to be looked at.
func TestEveryCertificateHasItsSentence(t *testing.T) {
	t.Parallel()
	ca, stranger := sessiontest.CA(), sessiontest.NewAuthority("Strangers")
	here := []string{"127.0.0.1"}
	middle := ca.Intermediate(t, "Middle")
	stapled := func(revoked bool) tls.Certificate {
		c := ca.Issue(t, sessiontest.Cert{Names: here, From: -1, To: 1, Usage: serverUse})
		c.OCSPStaple = ca.Staple(t, c, revoked)
		return c
	}
	for _, c := range []struct {
		name  string
		cert  tls.Certificate
		rules []string // none: it is accepted
		says  string   // the sentence, or what is known of revocation
	}{
		{"good", ca.Issue(t, sessiontest.Cert{Names: here, From: -1, To: 1, Usage: serverUse}), nil, "Not checked: the server sent no proof"},
		{"any use", ca.Issue(t, sessiontest.Cert{Names: here, From: -1, To: 1}), nil, "Not checked"},
		{"rsa", ca.Issue(t, sessiontest.Cert{Names: here, From: -1, To: 1, RSA: true}), nil, "Not checked"},
		{"wronghost", ca.Leaf(t, -1, 1, "other.test", "more.test"), []string{"wrong host"}, "The certificate is for other.test and more.test, not for 127.0.0.1"},
		{"expired", ca.Leaf(t, -3, -2, here...), []string{"expired"}, "The certificate of 127.0.0.1 expired on "},
		{"future", ca.Leaf(t, 2, 3, here...), []string{"not yet valid"}, "The certificate of 127.0.0.1 is not valid before "},
		{"self", sessiontest.SelfSigned(t, sessiontest.Cert{Names: here, From: -1, To: 1}), []string{"unknown authority"}, "The certificate of 127.0.0.1 is signed by itself, and nobody who is trusted vouches for it"},
		{"stranger", stranger.Leaf(t, -1, 1, here...), []string{"unknown authority"}, "The certificate of 127.0.0.1 is signed by an authority that is not trusted, or whose certificate the server did not send: CN=Strangers"},
		{"stranger with its authority", with(stranger.Leaf(t, -1, 1, here...), stranger), []string{"unknown authority"}, "The certificate of 127.0.0.1 is signed by an authority that is not trusted: CN=Strangers"},
		{"no intermediate", middle.Leaf(t, -1, 1, here...), []string{"unknown authority"}, "did not send: CN=Middle"},
		{"cnonly", ca.Issue(t, sessiontest.Cert{Name: "127.0.0.1", Names: []string{"x.invalid"}, From: -1, To: 1}), []string{"wrong host"}, "The certificate is for x.invalid, not for 127.0.0.1; the common name 127.0.0.1 does not count"},
		{"no names", ca.Issue(t, sessiontest.Cert{Name: "127.0.0.1", From: -1, To: 1}), []string{"wrong host"}, "The certificate is for no name at all, not for 127.0.0.1; the common name"},
		{"client", ca.Issue(t, sessiontest.Cert{Name: "client", Names: []string{"c@test", "127.0.0.1"}, From: -1, To: 1, Usage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}), []string{"wrong use"}, "The certificate of 127.0.0.1 is not for servers"},
		{"mail only", ca.Issue(t, sessiontest.Cert{Name: "client", Names: []string{"c@test"}, From: -1, To: 1}), []string{"wrong host"}, "The certificate is for c@test, not for 127.0.0.1"},
		{"proof", stapled(false), nil, "Not revoked, as the authority's answer says"},
		{"revoked", stapled(true), []string{"revoked"}, "The certificate of 127.0.0.1 was revoked on "},
		{"two", ca.Leaf(t, -3, -2, "other.test"), []string{"wrong host", "expired"}, "; it also "},
		{"three", stranger.Leaf(t, -3, -2, "other.test"), []string{"unknown authority", "wrong host", "expired"}, "; it also "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := shows(t, c.cert)
			r := trusting(t, session.Options{})
			m := message(t, "GET", p.URL("/"))
			if c.rules == nil {
				if st := r.send(m); st != 200 || !strings.HasPrefix(m.TLS().Revocation, c.says) || m.TLS().Faults() != nil {
					t.Errorf("%d %+v %v", st, m.TLS(), m.Err())
				}
				return
			}
			e := r.fails(m, session.StatusSSLFailed, session.StageTLS, c.says)
			var ce *session.CertificateError
			if !errors.As(e, &ce) || !slices.Equal(ce.Rules, c.rules) || !slices.Contains(c.rules, ce.Rule) {
				t.Errorf("%+v", ce)
			}
			info := m.TLS()
			if info == nil || info.Trusted || !slices.Equal(info.Broken, c.rules) || len(info.Faults()) < len(c.rules) || info.Certificates[0].SHA256 != fingerprint(t, c.cert) {
				t.Errorf("the message has %+v", info)
			}
			b, err := json.Marshal(e)
			var back session.Error
			if err != nil || json.Unmarshal(b, &back) != nil || back.TLS == nil || back.TLS.Certificates[0].SHA256 != fingerprint(t, c.cert) {
				t.Errorf("%s %v", b, err)
			}
			if what, _ := back.Sentence(); !strings.Contains(what, c.says) {
				t.Errorf("read back it says %q", what)
			}
		})
	}
}

// with sends the certificate of an authority along.
func with(c tls.Certificate, a *sessiontest.Authority) tls.Certificate {
	c.Certificate = append(c.Certificate, a.X509().Raw)
	return c
}

func parsed(t *testing.T, c tls.Certificate) *x509.Certificate {
	t.Helper()
	x, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func fingerprint(t *testing.T, c tls.Certificate) string {
	t.Helper()
	return session.Fingerprint(parsed(t, c))
}

// TestRevocationLists: what its authority has taken back is refused, also in the middle of a chain; a list that somebody else has
// signed counts nothing, and one that is out of date is told.
func TestRevocationLists(t *testing.T) {
	t.Parallel()
	ca, forger := sessiontest.CA(), sessiontest.NewAuthority("Test authority")
	middle := ca.Intermediate(t, "Middle")
	direct := ca.Leaf(t, -1, 1, "127.0.0.1")
	below := with(middle.Leaf(t, -1, 1, "127.0.0.1"), middle)
	other := ca.Leaf(t, -1, 1, "127.0.0.1")
	for _, c := range []struct {
		name, list string
		cert       tls.Certificate
		refused    bool
		says       string
	}{
		{"revoked", ca.Revoke(t, 1, parsed(t, other), parsed(t, direct)), direct, true, "The certificate of 127.0.0.1 was revoked on "},
		{"another", ca.Revoke(t, 1, parsed(t, other)), direct, false, "Not on the list of Test authority of "},
		{"old list", ca.Revoke(t, -1), direct, false, "Not on the list of Test authority, which is out of date since "},
		{"old list has it", ca.Revoke(t, -1, parsed(t, direct)), direct, true, "was revoked on "},
		{"forged", forger.Revoke(t, 1, parsed(t, direct)), direct, false, "Not checked"},
		{"no list of its authority", ca.Revoke(t, 1), below, false, "Not checked"},
		{"intermediate", ca.Revoke(t, 1, middle.X509()), below, true, "is signed by Middle, whose own certificate was revoked on "},
		{"below intermediate", middle.Revoke(t, 1, parsed(t, below)), below, true, "was revoked on "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := trusting(t, session.Options{})
			if err := r.SetProperty("tls-revocations", c.list); err != nil {
				t.Fatal(err)
			}
			m := message(t, "GET", shows(t, c.cert).URL("/"))
			if c.refused {
				r.fails(m, session.StatusSSLFailed, session.StageTLS, c.says)
				return
			}
			if st := r.send(m); st != 200 || !strings.HasPrefix(m.TLS().Revocation, c.says) {
				t.Errorf("%d %v %q", st, m.Err(), m.TLS().Revocation)
			}
		})
	}
}

// TestOldServers: what speaks nothing newer than TLS 1.1 is refused by default, and told apart from other failures.
func TestOldServers(t *testing.T) {
	t.Parallel()
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		p := versions(t, v, v)
		r := trusting(t, session.Options{})
		e := r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "speaks no version of TLS from 1.2 to 1.3")
		var ve *session.TLSVersionError
		if !errors.As(e, &ve) || ve.Min != session.TLS12 || ve.Max != session.TLS13 {
			t.Errorf("%+v", ve)
		}
		r.SetTLSVersions(session.TLSVersion(v), 0)
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != 200 || m.TLS().Version != tls.VersionName(v) {
			t.Error(st, m.Err())
		}
	}
	if err := trusting(t, session.Options{}).SetTLSVersions(session.TLS13, session.TLS12); err == nil {
		t.Error("an empty range was taken")
	}
}

func TestTLSInfo(t *testing.T) {
	t.Parallel()
	ca := sessiontest.CA()
	middle := ca.Intermediate(t, "Middle")
	leaf := with(middle.Issue(t, sessiontest.Cert{Name: "Shop", Names: []string{"127.0.0.1", "shop.test", "shop@test"}, From: -1, To: 1, Usage: serverUse}), middle)
	p := shows(t, leaf)
	r := trusting(t, session.Options{})
	var infos []*session.TLSInfo
	for range 2 { // two connections
		m := message(t, "POST", p.URL("/"))
		if st := r.send(m); st != 200 {
			t.Fatal(st, m.Err())
		}
		infos = append(infos, m.TLS())
	}
	i := infos[0]
	if !i.Trusted || i.Resumed || !infos[1].Resumed || i.Curve == "" || i.CipherSuite == "" || i.OCSP != "" || len(i.Certificates) != 3 || i.Exception != "" {
		t.Fatalf("%+v", i)
	}
	if &i.Certificates[0] != &infos[1].Certificates[0] {
		t.Error("the chain is kept twice")
	}
	for k, want := range []struct{ name, role, issuer string }{{"Shop", "server", "CN=Middle"}, {"Middle", "intermediate", "CN=Test authority"}, {"Test authority", "root", "CN=Test authority"}} {
		c := i.Certificates[k]
		block, _ := pem.Decode([]byte(c.PEM))
		if c.Name != want.name || c.Role != want.role || c.Issuer != want.issuer || c.Subject != i.Chain[k] || c.Key != "ECDSA P-256" || c.Signature != "ECDSA-SHA256" ||
			c.CA != (k > 0) || c.Trusted != (k == 2) || block == nil || len(c.SHA1) != 59 || c.Serial == "" || c.NotAfter.IsZero() {
			t.Errorf("%d: %+v", k, c)
			continue
		}
		if h := sha256.Sum256(block.Bytes); strings.ReplaceAll(c.SHA256, ":", "") != fmt.Sprintf("%X", h) {
			t.Errorf("%d: the fingerprint is %s", k, c.SHA256)
		}
	}
	if got := i.Certificates[0].Names; !slices.Equal(got, []string{"shop.test", "127.0.0.1", "shop@test"}) {
		t.Error(got)
	}
}

// TestTLSInfoIsBounded: a certificate with thousands of names is no load on every event.
func TestTLSInfoIsBounded(t *testing.T) {
	t.Parallel()
	names := []string{"127.0.0.1"}
	for i := range 1500 {
		names = append(names, fmt.Sprintf("host-%d.test", i))
	}
	p := shows(t, sessiontest.CA().Leaf(t, -1, 1, names...))
	r := trusting(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	if st := r.send(m); st != 200 {
		t.Fatal(st, m.Err())
	}
	if c := m.TLS().Certificates[0]; len(c.Names) != 100 || c.MoreNames != 1401 || c.PEM != "" {
		t.Errorf("%d names and %d more, %d bytes of PEM", len(c.Names), c.MoreNames, len(c.PEM))
	}
}
