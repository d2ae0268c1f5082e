package playground

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

// sha joins its parts with colons and hashes them, as RFC 7616 writes it.
func sha(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, ":")))
	return hex.EncodeToString(sum[:])
}

// answerDigest sends body to path twice: for the challenge, and with credentials made from it by hand.
func answerDigest(t *testing.T, s *Server, path, body, pass string) (*http.Response, []string) {
	t.Helper()
	post := func(authorization string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL("http")+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if authorization != "" {
			req.Header.Set("Authorization", authorization)
		}
		res, err := client(t, s).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Fatal(err)
		}
		return res
	}
	offers := post("").Header.Values("WWW-Authenticate")
	var p map[string]string
	for _, offer := range offers {
		if rest, ok := strings.CutPrefix(offer, "Digest "); ok && strings.Contains(offer, "SHA-256") {
			p = authParams(rest)
		}
	}
	user, key := "mira", sha("mira", "shop-admin", pass)
	if p["userhash"] == "true" {
		user = sha("mira", "shop-admin")
	}
	if strings.HasSuffix(p["algorithm"], "-sess") {
		key = sha(key, p["nonce"], "c")
	}
	a2 := sha("POST", path)
	if p["qop"] == "auth-int" {
		a2 = sha("POST", path, sha(body))
	}
	response := sha(key, p["nonce"], "00000001", "c", p["qop"], a2)
	userhash := p["userhash"]
	if userhash == "" {
		userhash = "false"
	}
	return post(fmt.Sprintf(`Digest username="%s", realm="shop-admin", uri="%s", nonce="%s", nc=00000001, cnonce="c", qop=%s, algorithm=%s, userhash=%s, response="%s"`,
		user, path, p["nonce"], p["qop"], p["algorithm"], userhash, response)), offers
}

func TestDigest(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct {
		query, pass    string
		offers, status int
	}{
		{"", "soup", 2, 200},
		{"", "salad", 2, 401},
		{"?algorithm=SHA-256-sess", "soup", 1, 200},
		{"?algorithm=SHA-256&qop=auth-int", "soup", 1, 200},
		{"?algorithm=SHA-256-sess&qop=auth-int&userhash=true", "soup", 1, 200},
		{"?algorithm=SHA-256-sess&qop=auth-int&userhash=true", "salad", 1, 401},
		{"?basic=true", "soup", 3, 200},
	} {
		res, offers := answerDigest(t, s, "/try/auth/digest"+c.query, `{"a":1}`, c.pass)
		if res.StatusCode != c.status || len(offers) != c.offers {
			t.Errorf("%s %s: %d after %q", c.query, c.pass, res.StatusCode, offers)
		}
		if strings.Contains(res.Header.Get("WWW-Authenticate"), "stale") {
			t.Errorf("%s %s: a wrong password is called stale", c.query, c.pass)
		}
		if (res.Header.Get("Authentication-Info") != "") != (c.status == 200) {
			t.Errorf("%s %s: Authentication-Info %q", c.query, c.pass, res.Header.Get("Authentication-Info"))
		}
	}
	for _, query := range []string{"?algorithm=ROT13", "?qop=none", "?life=x"} {
		if res, _ := get(t, client(t, s), s.URL("http")+"/try/auth/digest"+query); res.StatusCode != 400 {
			t.Errorf("%s: %d", query, res.StatusCode)
		}
	}
}

// The values of RFC 7616 section 3.9.1.
func TestProve(t *testing.T) {
	t.Parallel()
	for algorithm, want := range map[string]string{
		"MD5":     "8ca523f5e9506fed4657c9700eebdbec",
		"SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		sum := digestSum(algorithm)
		p := authParams(`uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ` +
			`cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, algorithm=` + algorithm)
		key := sum("Mufasa", "http-auth@example.org", "Circle of Life")
		if got := prove(sum, key, p, "GET", nil); got != want {
			t.Errorf("%s: %s, want %s", algorithm, got, want)
		}
	}
}

func TestNonces(t *testing.T) {
	t.Parallel()
	var ours, other nonceKey
	other[0] = 1
	now := time.UnixMilli(1_700_000_000_000)
	nonce := ours.make(now)
	if age, ok := ours.age(nonce, now.Add(3*time.Second)); !ok || age != 3*time.Second {
		t.Errorf("age %v, %v", age, ok)
	}
	for _, bad := range []string{"", ".", nonce + "0", "1" + nonce, other.make(now)} {
		if _, ok := ours.age(bad, now); ok {
			t.Errorf("%q counts as ours", bad)
		}
	}
}

func TestStaleNonce(t *testing.T) {
	t.Parallel()
	s := start(t)
	// A nonce of an hour ago, and a right answer to it.
	nonce := s.nonces.make(time.Now().Add(-time.Hour))
	response := sha(sha("mira", "shop-admin", "soup"), nonce, "00000001", "c", "auth", sha("GET", "/try/auth/digest"))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL("http")+"/try/auth/digest", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", fmt.Sprintf(`Digest username*=UTF-8''mira, uri="/try/auth/digest", nonce="%s", nc=00000001, cnonce="c", qop=auth, algorithm=SHA-256, response="%s"`, nonce, response))
	res, err := client(t, s).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 401 || !strings.Contains(res.Header.Get("WWW-Authenticate"), "stale=true") {
		t.Errorf("%d %q", res.StatusCode, res.Header.Values("WWW-Authenticate"))
	}
}

func TestAuthParams(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]map[string]string{
		`a=b`:                           {"a": "b"},
		`A="b, \"c\"" , d = e,a=f`:      {"a": `b, "c"`, "d": "e"},
		`a="open`:                       {"a": "open"},
		`a="\`:                          {"a": `\`},
		`,, ,`:                          {},
		`alone`:                         {},
		`username*=UTF-8''m%69ra, b=""`: {"username*": "UTF-8''m%69ra", "b": ""},
	} {
		if got := authParams(in); !maps.Equal(got, want) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzAuthParams(f *testing.F) {
	f.Add(`username="mira", qop=auth, nc=00000001`)
	f.Add(`a="\"`)
	f.Fuzz(func(t *testing.T, in string) {
		size := 0
		for name, value := range authParams(in) {
			size += len(value)
			if strings.ContainsAny(name, "=") {
				t.Fatalf("name %q", name)
			}
		}
		if size > len(in) {
			t.Fatalf("%d bytes of values from %d", size, len(in))
		}
	})
}
