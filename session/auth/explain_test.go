package auth_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"ladle/session/auth"
)

// told is facts as lines: name=value (note), with ! before those that are secret.
func told(facts []auth.Fact) string {
	var lines []string
	for _, f := range facts {
		l := f.Name + "=" + f.Value
		if f.Note != "" {
			l += " (" + f.Note + ")"
		}
		if f.Secret {
			l = "!" + l
		}
		lines = append(lines, l)
	}
	return strings.Join(lines, "\n")
}

func TestExplainChallenge(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		`Basic realm="x", charset=UTF-8`: "realm=x\ncharset=UTF-8",
		`Digest realm="shop", nonce="abcd", qop="auth, auth-int", algorithm=SHA-256, stale=FALSE, odd=1`: "realm=shop\nnonce=abcd (4 bytes, the server's)\nqop=auth, auth-int (the body need not be covered)\nalgorithm=SHA-256\nstale=FALSE (a new sign-in, not a renewal)\nodd=1",
		`Digest realm="shop", nonce="abcd", qop="auth-int", algorithm=MD5, stale=true`:                   "realm=shop\nnonce=abcd (4 bytes, the server's)\nqop=auth-int (the body has to be covered)\nalgorithm=MD5 (weak)\nstale=true (the nonce is out of date, not the password wrong)",
		`Bearer realm="x", error="insufficient_scope", scope="a b"`:                                      "realm=x\nscope=a b\nerror=insufficient_scope (the token is good, but not for this)",
		`NTLM`:                   "handshake=offered (each connection is signed in by three messages)",
		`Negotiate`:              "handshake=offered (a ticket is asked for)",
		`Negotiate oQcwBaADCgEC`: "state=rejected (what the server made of the ticket)",
		`NTLM TlRMTVNTUAACAAAABAAEADgAAAABggqiGJjMIx58JYsAAAAAAAAAAAAAAAAAAAAABgIAAAAAAA9WAE0A`: "message=2, challenge (the next one has the answer)\ntarget=VM\nflags=0xa20a8201: Unicode, NTLM, always sign, target is a server, extended session security, version, 128 bit, 56 bit\nchallenge=1898cc231e7c258b (8 bytes, the server's)",
	} {
		cs := auth.ParseChallenges([]string{field})
		if len(cs) != 1 {
			t.Fatalf("%s: %d challenges", field, len(cs))
		}
		if got := told(auth.ExplainChallenge(cs[0])); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", field, got, want)
		}
	}
}

func TestExplainAnswer(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		basic("mira", "so:up"): "Basic user=mira\n!password=so:up (readable by whoever reads this line)",
		"Basic !":              "Basic !credentials=! (not base64)",
		"Basic " + base64.StdEncoding.EncodeToString([]byte("x")): "Basic !credentials=x (without a colon)",
		"Bearer abc": "Bearer !token=abc (whoever has it is let in)",
		"Odd xyz":    "Odd !credentials=xyz",
		"Odd":        "Odd ",
		`Digest username="mira", realm="x", nonce="n", uri="/a?b", response="00", cnonce="c", nc=00000001, qop=auth`: "Digest username=mira\nrealm=x\nnonce=n\nuri=/a?b\n!response=00 (proves the password)\ncnonce=c (the client's part, random)\nnc=00000001 (first use of this nonce)\nqop=auth (the body is not covered)",
	} {
		scheme, facts := auth.ExplainAnswer(field)
		if got := scheme + " " + told(facts); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", field, got, want)
		}
	}
}

// What the scheme itself writes can be read.
func TestExplainNTLMHandshake(t *testing.T) {
	t.Parallel()
	cred, err := auth.NTLM{}.New(auth.Challenge{Scheme: "NTLM"}, &auth.Request{Host: "h:80"})
	if err != nil {
		t.Fatal(err)
	}
	cred.Authenticate("KITCHEN/mira", "soup")
	b := cred.(auth.Bound)
	first, state, err := b.HeaderOn(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, facts := auth.ExplainAnswer(first); !strings.HasPrefix(told(facts), "message=1, negotiate") {
		t.Error(told(facts))
	}
	state, v := b.Goes(state, auth.Challenge{Scheme: "NTLM", Token68: challenge2})
	if v != auth.GoesOn {
		t.Fatal(v)
	}
	second, _, err := b.HeaderOn(state, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, facts := auth.ExplainAnswer(second)
	if got := told(facts); !strings.HasPrefix(got, "message=3, authenticate (signs this connection in)\ndomain=KITCHEN\nuser=mira\n!response=") || !strings.Contains(got, "(proves the password, version 2)") {
		t.Error(got)
	}
}

// FuzzExplain looks for tokens that are read out of bounds.
func FuzzExplain(f *testing.F) {
	for _, s := range []string{"NTLM " + challenge2, "Negotiate oQcwBaADCgEC", "NTLM TlRMTVNTUAADAAAAGAAYAEAAAAAwADAAWAAAAA4ADgCIAAAACAAIAJYAAAAAAAAAngAAAAAAAAAAAAAAAYIKoA==", `Digest username="a", nc=1`, "Basic YTpi",
		"Negotiate YIICxgYGKwYBBQUCoIICujCCAragDTALBgkqhkiG9xIBAgKiggKjBIICn2CCApsGCSqGSIb3EgECAgEAboICijCCAoagAwIBBaEDAgEO"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		scheme, facts := auth.ExplainAnswer(s)
		for _, c := range auth.ParseChallenges([]string{s}) {
			facts = append(facts, auth.ExplainChallenge(c)...)
		}
		for _, x := range facts {
			if x.Name == "" {
				t.Errorf("%s: a fact without a name: %v", scheme, fmt.Sprint(x))
			}
		}
	})
}
