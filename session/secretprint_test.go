package session_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// printed is a value in every way in which one gets into a log, an error or a panic by accident.
func printed(v any) map[string]string {
	out := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		out[verb] = fmt.Sprintf(verb, v)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	out["slog"] = log.String()
	if b, err := json.Marshal(v); err == nil {
		out["JSON"] = string(b)
	}
	func() {
		defer func() { out["panic"] = fmt.Sprint(recover()) }()
		panic(v)
	}()
	return out
}

// TestSecretsAreNotPrinted: whatever a program prints of what the session gives it, by whatever verb, tells no secret.
func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	basic := base64.StdEncoding.EncodeToString([]byte("mira:sesame"))
	told := func(text string) bool {
		return strings.Contains(text, "sesame") || strings.Contains(text, basic) || strings.Contains(text, fmt.Sprintf("%x", "sesame"))
	}
	w := newLeakWorld(t, planted{handler: true, asks: asksBasic}, "tunnel")
	w.secret.fields = map[string]string{"Cookie": "id=sesame", "Proxy-Authorization": "Token sesame", "X-Api-Key": "sesame"}
	w.use("mira:sesame@" + w.first.Addr())
	w.home = func(r sessiontest.Request) string {
		if r.Target == "/" {
			return sessiontest.Answer(302, "", "Location: https://mira:sesame@"+w.homeHost()+"/x", "Set-Cookie: id=sesame")
		}
		return "HTTP/1.1 200 X\r\nX-Auth-Token: sesame\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"
	}
	m := w.message("/")
	var auth session.Auth
	w.session.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) { auth = a })
	w.session.SendMessage(t.Context(), m)
	w.session.ended(m)
	failed, _ := m.Err().(*session.Error)
	if failed == nil || auth == nil {
		t.Fatal(m.Status(), m.Err())
	}
	_, badURL := session.NewMessage("GET", "http://mira:sesame@h:x/")
	badField := message(t, "GET", "http://h/").SetField("Authorization", "sesame\r\n")
	refused := w.session.SetProperty("proxy-resolver", "ftp://mira:sesame@h")
	if err := w.session.SetProxyURI("http://mira:sesame@h:1"); err != nil {
		t.Fatal(err)
	}
	resolver, err := session.FixedProxy("http://mira:sesame@h:1")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{
		"the message": m, "the error": failed, "a URL error": badURL, "a field error": badField, "a property error": refused, "the properties": w.session.Properties(),
		"pointed properties": func() any { p := w.session.Properties(); return &p }(), "a resolver": resolver, "credentials": auth,
		"a secret": session.Secret("sesame"), "an answer": session.Answer{User: "mira", Password: "sesame"}, "secrets": []session.Secret{"sesame"},
		"a map": map[string]session.Secret{"mira": "sesame"}, "the connections": w.session.Connections(),
		"joined errors": errors.Join(failed, badURL, badField, refused),
	}
	for _, name := range []string{"proxy-uri", "proxy-resolver"} {
		values[name] = w.session.Property(name)
	}
	for i, e := range w.rec.Events() {
		values[fmt.Sprint("event ", i, " ", e.Kind)] = e
		values[fmt.Sprint("detail ", i, " ", e.Kind)] = e.Detail
	}
	for name, v := range values {
		for how, text := range printed(v) {
			if strings.HasSuffix(name, "properties") && how == "JSON" {
				continue // who keeps properties needs them as they are
			}
			if told(text) {
				t.Errorf("%s by %s: %.300s", name, how, text)
			}
		}
	}
}

// Not parallel, it counts allocations.
func TestIsSecretField(t *testing.T) {
	for name, want := range map[string]bool{"Authorization": true, "PROXY-authorization": true, "set-cookie": true, "Cookie": true, "X-Api-Key": true, "x-amz-security-token": true,
		"Connection": false, "User-Agent": false, "Cookie2": false, "": false, strings.Repeat("a", 40): false} {
		if session.IsSecretField(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { session.IsSecretField("Authorization"); session.IsSecretField("User-Agent") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
