package auth

import (
	"net/url"
	"strings"
	"testing"

	"ladle/session"
)

// answer is the Digest answer to a challenge with a cnonce of the test's.
func answer(t *testing.T, challenge, user, password, cnonce string, r *Request) string {
	t.Helper()
	d := digestFor(t, challenge, r)
	d.Authenticate(user, session.Secret(password))
	d.cnonce = cnonce
	v, err := d.Header(r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func digestFor(t *testing.T, challenge string, r *Request) *digest {
	t.Helper()
	c, err := Digest{}.New(ParseChallenges([]string{challenge})[0], r)
	if err != nil {
		t.Fatalf("no answer to %s: %v", challenge, err)
	}
	return c.(*digest)
}

func getOf(target string) *Request {
	u, err := url.Parse("http://www.example.org" + target)
	if err != nil {
		panic(err) // the test's own text
	}
	return &Request{Host: "www.example.org:80", Method: "GET", Target: target, URI: u}
}

// The examples of RFC 7616 section 3.9 and of RFC 2069. That of SHA-512-256 in the RFC is wrong (erratum 4897): its hashed name
// is the erratum's, its response another program's (Python's hashlib).
func TestDigestVectors(t *testing.T) {
	t.Parallel()
	const nonce, cnonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
	const opaque = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
	for _, c := range []struct{ name, challenge, user, password, cnonce, target, want string }{
		{"MD5", `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="` + nonce + `", opaque="` + opaque + `"`,
			"Mufasa", "Circle of Life", cnonce, "/dir/index.html",
			`Digest username="Mufasa", realm="http-auth@example.org", nonce="` + nonce + `", uri="/dir/index.html", algorithm=MD5, response="8ca523f5e9506fed4657c9700eebdbec", opaque="` + opaque + `", cnonce="` + cnonce + `", nc=00000001, qop=auth`},
		{"SHA-256", `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="` + nonce + `", opaque="` + opaque + `"`,
			"Mufasa", "Circle of Life", cnonce, "/dir/index.html",
			`Digest username="Mufasa", realm="http-auth@example.org", nonce="` + nonce + `", uri="/dir/index.html", algorithm=SHA-256, response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", opaque="` + opaque + `", cnonce="` + cnonce + `", nc=00000001, qop=auth`},
		{"SHA-512-256, user hashed", `Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true`,
			"Jäsøn Doe", "Secret, or not?", "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm", "/doe.json",
			`Digest username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b", realm="api@example.org", nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", uri="/doe.json", algorithm=SHA-512-256, response="7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", cnonce="NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm", nc=00000001, qop=auth, userhash=true`},
		{"RFC 2069", `Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"`,
			"Mufasa", "CircleOfLife", "", "/dir/index.html",
			`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea", opaque="5ccc069c403ebaf9f0171e9517f40e41"`},
	} {
		if got := answer(t, c.challenge, c.user, c.password, c.cnonce, getOf(c.target)); got != c.want {
			t.Errorf("%s:\n %s\nwant\n %s", c.name, got, c.want)
		}
	}
}

func TestDigestNames(t *testing.T) {
	t.Parallel()
	r := getOf("/")
	for user, want := range map[string]string{`a"b\c`: `username="a\"b\\c"`, "Jäsøn": "username*=UTF-8''J%C3%A4s%C3%B8n", "mira": `username="mira"`} {
		if got := answer(t, `Digest realm="x", nonce="n", charset=UTF-8`, user, "p", "", r); !strings.Contains(got, want) {
			t.Errorf("%s: %s", user, got)
		}
	}
}

func TestDigestUnusable(t *testing.T) {
	t.Parallel()
	once := getOf("/")
	once.Method, once.Body = "POST", session.BodyReader(strings.NewReader("x"), 1)
	for challenge, r := range map[string]*Request{
		`Digest nonce="n"`:                                    getOf("/"),
		`Digest realm="x"`:                                    getOf("/"),
		`Digest realm="x", nonce=""`:                          getOf("/"),
		`Digest realm="x", nonce="n", algorithm=token`:        getOf("/"),
		`Digest realm="x", nonce="n", qop="auth-conf"`:        getOf("/"),
		`Digest realm="x", nonce="n", qop=""`:                 getOf("/"),
		`Digest realm="x", nonce="n", qop="auth-int", a="b,"`: once, // its body can be read only once
	} {
		if _, err := (Digest{}).New(ParseChallenges([]string{challenge})[0], r); err == nil {
			t.Errorf("%s was answered", challenge)
		}
	}
}

// With -sess the first nonce counts for the key, whatever nonce comes later (RFC 7616 section 3.4.2).
func TestDigestSessionKey(t *testing.T) {
	t.Parallel()
	d := digestFor(t, `Digest realm="x", nonce="n1", algorithm=MD5-sess, qop="auth"`, getOf("/"))
	d.Authenticate("mira", "soup")
	d.cnonce = "c"
	want := func(nonce, nc string) string {
		h := digestAlgorithms["MD5"].hash
		return h(strings.Join([]string{h(h("mira:x:soup") + ":n1:c"), nonce, nc, "c", "auth", h("GET:/")}, ":"))
	}
	first, _ := d.Header(getOf("/"))
	second, _ := d.Header(getOf("/"))
	d.Inform(ParseParams(`nextnonce="n2", qop=auth`))
	third, _ := d.Header(getOf("/"))
	for got, part := range map[string]string{first: want("n1", "00000001"), second: want("n1", "00000002"), third: want("n2", "00000001")} {
		if !strings.Contains(got, `response="`+part+`"`) {
			t.Errorf("%s, want response %s", got, part)
		}
	}
}

func TestDigestBodyHash(t *testing.T) {
	t.Parallel()
	r := getOf("/")
	r.Method, r.Body = "POST", session.BodyBytes([]byte("soup"))
	got := answer(t, `Digest realm="x", nonce="n", qop="auth-int"`, "mira", "p", "c", r)
	h := digestAlgorithms["MD5"].hash
	if want := h(strings.Join([]string{h("mira:x:p"), "n", "00000001", "c", "auth-int", h("POST:/:" + h("soup"))}, ":")); !strings.Contains(got, want) {
		t.Errorf("%s, want response %s", got, want)
	}
}

func TestDigestSpaces(t *testing.T) {
	t.Parallel()
	origin := func(u *url.URL) string { return u.Scheme + "://" + u.Host }
	for challenge, want := range map[string]string{
		`Digest realm="x", nonce="n"`: "/",
		`Digest realm="x", nonce="n", domain="/a http://www.example.org/b /c?d=e"`:  "/a /b /c",
		`Digest realm="x", nonce="n", domain="http://other.example/a"`:              "/",
		`Digest realm="x", nonce="n", domain="https://www.example.org/a /b ://bad"`: "/b",
	} {
		r := getOf("/x/y")
		if got := strings.Join(digestFor(t, challenge, r).Spaces(r, origin), " "); got != want {
			t.Errorf("%s protects %q, want %q", challenge, got, want)
		}
	}
}
