package ui

import (
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// inspectorSignIn is a message that was challenged twice: by its proxy, and by its server with three offers.
func inspectorSignIn() inspected {
	const target = "/api/admin/orders?state=open"
	digest := `Digest username="mira", realm="shop-admin", nonce="f3a09c2b", uri="` + target + `", algorithm=SHA-256, response="c41e0f778a2d", cnonce="5b1d77", nc=00000001, qop=auth`
	proxy := session.Field{Name: "Proxy-Authorization", Value: "Basic bWlyYTpzb3Vw"}
	s := newInspectorStory("GET", "http://localhost:8080"+target)
	s.open(1, 5, "localhost:8080", 1, 1, 0).send(4, "GET", target, false)
	s.head(20, 407, 0, session.Field{Name: "Proxy-Authenticate", Value: `Basic realm="kitchen"`})
	s.add(21, session.KindAuthenticate, 0, &session.Challenge{Scheme: "Basic", Realm: "kitchen", Host: "localhost:3128", Proxy: true})
	s.add(22, session.KindGotBody, 0, &session.BodyEnd{})
	s.add(22, session.KindAuthenticated, 0, &session.Authenticated{Scheme: "Basic", Realm: "kitchen", Host: "localhost:3128", Proxy: true, Source: session.FromQuestion})
	s.again(22, session.RestartAuth)
	s.send(23, "GET", target, true, proxy)
	s.head(40, 401, 0, session.Field{Name: "WWW-Authenticate", Value: "Negotiate"},
		session.Field{Name: "WWW-Authenticate", Value: `Digest realm="shop-admin", nonce="f3a09c2b", qop="auth, auth-int", algorithm=SHA-256, stale=false`},
		session.Field{Name: "WWW-Authenticate", Value: `Digest realm="shop-admin", nonce="f3a09c2b", qop="auth"`}, session.Field{Name: "WWW-Authenticate", Value: `Basic realm="shop-admin"`})
	s.add(41, session.KindChallengeSkipped, 0, &session.Skipped{Scheme: "Negotiate", Why: "there is no Kerberos ticket"})
	s.add(41, session.KindAuthenticate, 0, &session.Challenge{Scheme: "Digest", Realm: "shop-admin", Host: "localhost:8080"})
	s.add(42, session.KindGotBody, 0, &session.BodyEnd{})
	s.add(42, session.KindAuthenticated, 0, &session.Authenticated{Scheme: "Digest", Realm: "shop-admin", Host: "localhost:8080", Source: session.FromQuestion})
	s.again(42, session.RestartAuth)
	s.send(43, "GET", target, true, proxy, session.Field{Name: "Authorization", Value: digest})
	s.head(60, 200, 2, jsonType, session.Field{Name: "Authentication-Info", Value: `rspauth="6d15be02", nextnonce="a19c40de", qop=auth`})
	s.add(61, session.KindGotBody, 2, &session.BodyEnd{Decoded: 2})
	s.end(61, 200, nil)
	return s.at(61, nil)
}

// Every leg is taken apart: what was offered and why not used, what was answered, what came with success.
func TestAuthRows(t *testing.T) {
	s := inspectorSignIn()
	want := `Challenge, attempt 1, from the proxy, 407
  Basic		chosen
  realm	kitchen
Answer, attempt 2, to the proxy, Basic, as mira
  user	mira
  password	` + session.Mask + `	readable by whoever reads this line
Challenge, attempt 2, from the server, 4 offered, 401
  Negotiate		not used: there is no Kerberos ticket
  Digest	SHA-256	chosen
  Digest		weaker, or later
  Basic		weaker, or later
  realm	shop-admin
  nonce	f3a09c2b	first seen
  qop	auth, auth-int	the body need not be covered
  algorithm	SHA-256
  stale	false	a new sign-in, not a renewal
Answer, attempt 3, to the server, Digest, as mira
  username	mira
  realm	shop-admin
  nonce	f3a09c2b
  uri	/api/admin/orders?state=open	equals the request line
  algorithm	SHA-256
  response	` + session.Mask + `	proves the password
  cnonce	5b1d77	the client's part, random
  nc	00000001	first use of this nonce
  qop	auth	the body is not covered
Answer, attempt 3, to the proxy, Basic, as mira
  user	mira
  password	` + session.Mask + `	readable by whoever reads this line
Authentication-Info, attempt 3, with the 200
  rspauth	6d15be02	proves that the server knows the password too
  nextnonce	a19c40de	kept for the next request; its count begins at 1
  qop	auth
`
	if got := authText(authRows(&s, nil)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A uri that is not the request line's is what makes a Digest answer fail: it is said.
func TestAuthRowsWrongURI(t *testing.T) {
	s := newInspectorStory("GET", "http://localhost:8080/a")
	s.open(1, 5, "localhost:8080", 1, 1, 0).send(4, "GET", "/a", false, session.Field{Name: "Authorization", Value: `Digest username="x", uri="/b"`})
	s.head(20, 401, 0)
	s.end(21, 401, nil)
	in := s.at(21, nil)
	got := authText(authRows(&in, nil))
	for _, want := range []string{"uri\t/b\tthe request line says /a", "nothing\toffered\ta rule of HTTP asks for WWW-Authenticate"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// A Digest response is made again where the password is known: whether it was the one that was sent, and from what.
func TestAuthRowsRecomputed(t *testing.T) {
	for _, same := range []bool{true, false} {
		s := inspectorSignIn()
		var asked string
		got := authText(authRows(&s, func(origin string, proxy bool, method, answer string) (auth.Proof, bool) {
			asked = origin + " " + method
			return auth.Proof{A1: "mira:shop-admin:" + session.Mask, A2: "GET:/x", Text: "H(A1):n:H(A2)", Same: same}, strings.HasPrefix(answer, "Digest")
		}))
		want := "known now: another\n"
		if same {
			want = "known now: the same\n"
		}
		if !strings.Contains(got, want) || !strings.Contains(got, "A1\tmira:shop-admin:"+session.Mask) || asked != "http://localhost:8080 GET" {
			t.Errorf("asked about %q, got\n%s", asked, got)
		}
	}
}

// The tab is there after a challenge only; secrets are masked until somebody asks for them.
func TestInspectorAuthTab(t *testing.T) {
	x := newInspectorWindow(t, kit.Dark, 652, 348)
	i := x.i
	i.Show(inspectorDown())
	if n := len(i.tabList()); n != tabEvents+1 {
		t.Fatalf("%d tabs without a challenge", n)
	}
	i.Tab(tabAuth)
	if i.tab == tabAuth {
		t.Fatal("a tab shows that is not there")
	}
	i.Show(inspectorSignIn())
	i.Tab(tabAuth)
	if tabs := i.tabList(); i.tab != tabAuth || tabs[len(tabs)-1].Count != 2 || !i.auth.list.Visible() || i.events.list.Visible() {
		t.Fatalf("tab %d of %v", i.tab, tabs)
	}
	password := func() string {
		for n := range i.auth.rows {
			if i.auth.rows[n].name == "password" {
				return i.auth.cell(n, authValueColumn, kit.RowState{}).Text
			}
		}
		return "none"
	}
	if got := password(); got != session.Mask {
		t.Errorf("the password shows as %q", got)
	}
	i.auth.turn()
	if got := password(); got != "soup" {
		t.Errorf("asked for, the password shows as %q", got)
	}
	i.auth.shortcut(&fyne.ShortcutCopy{})
	copied := strings.Join(x.copied, "")
	if strings.Contains(copied, "soup") || !strings.Contains(copied, "shop-admin") {
		t.Errorf("copied %q", copied)
	}
	i.Show(inspectorDown())
	if i.tab != tabBody || i.auth.bare {
		t.Errorf("without a challenge tab %d shows, secrets shown: %v", i.tab, i.auth.bare)
	}
}
