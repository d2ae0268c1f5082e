package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

var tlsNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// tlsChain is what a server and its authority look like.
func tlsChain(faults ...session.Fault) *session.TLSInfo {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }
	return &session.TLSInfo{Version: "TLS 1.3", CipherSuite: "TLS_AES_128_GCM_SHA256", Curve: "X25519", ServerName: "shop.localhost", ALPN: "http/1.1", Trusted: len(faults) == 0,
		Certificates: []session.CertificateInfo{
			{Name: "shop.localhost", Role: "server", Subject: "CN=shop.localhost", Issuer: "CN=Shop Root CA", Serial: "04:9a", Names: []string{"shop.localhost", "www.shop.localhost"},
				NotBefore: day(2026, 8, 5), NotAfter: day(2026, 11, 23), Key: "RSA 2048", Signature: "ECDSA-SHA256", SHA256: "8C:41", SHA1: "01:02", PEM: "leaf\n", Faults: faults},
			{Name: "Shop Root CA", Role: "root", Subject: "CN=Shop Root CA", Issuer: "CN=Shop Root CA", Serial: "01", NotBefore: day(2020, 1, 1), NotAfter: day(2030, 1, 1), Key: "ECDSA P-256",
				Signature: "ECDSA-SHA256", SHA256: "AA:BB", SHA1: "03:04", PEM: "root\n", Trusted: true}}}
}

// inspectorOverTLS is a message on a new connection with a handshake.
func inspectorOverTLS(i *session.TLSInfo) inspected {
	s := newInspectorStory("GET", "https://shop.localhost:8443/a")
	s.conn = 3
	s.add(1, session.KindConnectionCreated, 0, &session.ConnTarget{Scheme: "https", Host: "shop.localhost:8443"})
	s.add(2, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepTLSHandshaking})
	s.add(3, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepTLSHandshaked, TLS: i})
	s.send(4, "GET", "/a", false).head(20, 200, 2, jsonType).add(21, session.KindGotBody, 2, &session.BodyEnd{Decoded: 2})
	return s.end(21, 200, nil).at(21, nil)
}

// A handshake that is in order: what was agreed on, whom the chain leads to, and until when.
func TestTLSRows(t *testing.T) {
	s := inspectorOverTLS(tlsChain())
	want := `Handshake with the server, c3, attempt 1
  trusted	yes	every rule is kept
  version	TLS 1.3
  cipher	TLS_AES_128_GCM_SHA256
  key exchange	X25519
  ALPN	http/1.1	agreed on during the handshake
  server name	shop.localhost	sent in the clear (SNI)
  resumed	no	a full handshake
  client	–	the server asked for no certificate
Certificate 1, server: shop.localhost
  subject	CN=shop.localhost
  names	shop.localhost, www.shop.localhost
  issuer	CN=Shop Root CA	signed by certificate 2
  valid	5 Aug 2026 to 23 Nov 2026	ends in 1 day
  key	RSA 2048
  signature	ECDSA-SHA256
  serial	04:9a
  SHA-256	8C:41	the fingerprint
  SHA-1	01:02	for older tools
Certificate 2, root: Shop Root CA
  subject	CN=Shop Root CA
  issuer	CN=Shop Root CA	signed by itself, and trusted
  valid	1 Jan 2020 to 1 Jan 2030	ends in 1136 days
  key	ECDSA P-256
  signature	ECDSA-SHA256
  serial	01
  SHA-256	AA:BB	the fingerprint
  SHA-1	03:04	for older tools
`
	if got := tlsText(tlsRows(&s, tlsNow)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := tlsPEM(tlsRows(&s, tlsNow)); got != "leaf\nroot\n" {
		t.Errorf("PEM %q", got)
	}
}

// What is unusual has its line: each rule that is broken, on what grounds that was accepted, old versions, what was resumed.
func TestTLSRowsUnusual(t *testing.T) {
	expired := session.Fault{Rule: "expired", Text: "ended 19 days ago"}
	for want, change := range map[string]func(i *session.TLSInfo){
		"trusted\tno\ta rule is broken":                                 func(*session.TLSInfo) {},
		"broken rule\tEnded 19 days ago\texpired":                       func(*session.TLSInfo) {},
		"trusted\tno\taccepted for this message":                        func(i *session.TLSInfo) { i.Exception = session.TrustOnce },
		"trusted\tno\taccepted for this session":                        func(i *session.TLSInfo) { i.Exception = session.TrustSession },
		"trusted\tno\taccepted always, for this host":                   func(i *session.TLSInfo) { i.Exception = session.TrustGiven },
		"version\tTLS 1.0\tbroken since long":                           func(i *session.TLSInfo) { i.Version = "TLS 1.0" },
		"resumed\tyes\tan earlier handshake was continued":              func(i *session.TLSInfo) { i.Resumed = true },
		"ALPN\t–\tnone agreed on":                                       func(i *session.TLSInfo) { i.ALPN = "" },
		"server name\t–\tnone sent; an address has none":                func(i *session.TLSInfo) { i.ServerName = "" },
		"client\tCN=mira\tits certificate was sent":                     func(i *session.TLSInfo) { i.Client = "CN=mira" },
		"client\t–\tno certificate was sent, although":                  func(i *session.TLSInfo) { i.ClientAsked = true },
		"revocation\trevoked\tThe authority took it back":               func(i *session.TLSInfo) { i.OCSP, i.Revocation = "revoked", "the authority took it back" },
		"names\tshop.localhost, www.shop.localhost\tand 7 more":         func(i *session.TLSInfo) { i.Certificates[0].MoreNames = 7 },
		"issuer\tCN=Shop Root CA\tsigned by one that is not known here": func(i *session.TLSInfo) { i.Certificates = i.Certificates[:1] },
		"valid\t5 Aug 2026 to 3 Nov 2026\tended 19 days ago":            func(i *session.TLSInfo) { i.Certificates[0].NotAfter = tlsNow.AddDate(0, 0, -19) },
		"valid\t24 Nov 2026 to 23 Nov 2026\tbegins in 2 days":           func(i *session.TLSInfo) { i.Certificates[0].NotBefore = tlsNow.AddDate(0, 0, 2) },
		"problem\tit is odd":                                            func(i *session.TLSInfo) { i.Certificates, i.Problem = nil, "it is odd" },
	} {
		i := tlsChain(expired)
		change(i)
		s := inspectorOverTLS(i)
		if got := tlsText(tlsRows(&s, tlsNow)); !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// Handshakes come from wherever they were told: the refusal of a message, the question that is open, an earlier message.
func TestTLSLegs(t *testing.T) {
	bad := tlsChain(session.Fault{Rule: "expired"})
	refused := newInspectorStory("GET", "https://a.test/").end(5, session.StatusTLSFailed, &session.Error{Stage: session.StageTLS, Address: "a.test:443", TLS: bad, Err: errors.New("expired")}).at(5, nil)
	asked := newInspectorStory("GET", "https://a.test/").add(3, session.KindQuestion, 0,
		&session.Question{ID: 1, Kind: session.AskCertificate, Message: 1, Host: "a.test:443", Certificate: &session.CertificateQuestion{TLS: bad}}).at(5, nil)
	story := newInspectorStory("GET", "https://a.test/")
	story.conn = 7
	reused := story.send(1, "GET", "/", true).at(5, nil)
	plain := reused
	reused.ConnTLS = bad
	for want, s := range map[string]inspected{"Handshake that was refused, with a.test:443": refused, "Handshake that waits for an answer, with a.test:443": asked,
		"Handshake of c7, made by an earlier message": reused, "": plain} {
		legs := tlsLegs(&s)
		if tlsThere(&s) != (want != "") || want == "" && len(legs) != 0 || want != "" && (len(legs) != 1 || legs[0].head != want || legs[0].info != bad) {
			t.Errorf("%q: there %v, %v", want, tlsThere(&s), legs)
		}
	}
}

// The handshake of a connection is found for a message that did not open it.
func TestConnTLS(t *testing.T) {
	i := tlsChain()
	row := inspectorOverTLS(nil).Row
	row.Attempts[0].TLS = nil
	snap := &timeline.Snapshot{Closed: []timeline.Conn{{ID: 3, TLS: i}}}
	if connTLS(snap, row) != i {
		t.Error("not found among those that are closed")
	}
	snap.Closed[0].Session = row.ID.Session + 1
	if connTLS(snap, row) != nil {
		t.Error("that of another session was taken")
	}
}

// The tab is there over TLS only, before Auth, and copies what it shows.
func TestInspectorTLSTab(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	i := x.i
	i.Show(inspectorDown())
	i.Tab(tabTLS)
	if i.tab == tabTLS {
		t.Fatal("a tab shows that is not there")
	}
	i.Show(inspectorOverTLS(tlsChain()))
	i.Tab(tabTLS)
	if tabs := i.tabList(); i.tab != tabTLS || tabs[len(tabs)-1].Name != "TLS" || i.tabs.Chosen() != len(tabs)-1 || !i.tls.list.Visible() || i.body.box.Visible() {
		t.Fatalf("tab %d of %v", i.tab, tabs)
	}
	tapNamed(t, x.win.Content(), "Copy the certificates as PEM, button")
	items := i.tls.items(len(i.tls.rows) - 1)
	items[len(items)-1].Run()
	i.tls.list.Select(1)
	i.tls.shortcut(&fyne.ShortcutCopy{})
	if got := strings.Join(x.copied, "|"); got != "leaf\nroot\n|root\n|  trusted\tyes\tevery rule is kept\n" {
		t.Errorf("copied %q", got)
	}
	i.Show(inspectorSignIn())
	if i.tab != tabBody {
		t.Errorf("without TLS tab %d shows", i.tab)
	}
	i.Tab(tabAuth)
	if i.tab != tabAuth || i.tabs.Chosen() != tabEvents+1 {
		t.Errorf("tab %d, place %d", i.tab, i.tabs.Chosen())
	}
}
