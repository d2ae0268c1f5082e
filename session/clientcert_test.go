package session_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/session"
)

// The files of testdata/clientcert were made by openssl, all of one key; their password is dumpling.
func clientFile(name string) string { return filepath.Join("testdata", "clientcert", name) }

// passwords answers with one word after the other.
func passwords(words ...string) (session.KeyPassword, *int) {
	asked := 0
	return func(path string, retry bool) (session.Secret, bool) {
		asked++
		if retry != (asked > 1) || asked > len(words) {
			return "", false
		}
		return session.Secret(words[asked-1]), true
	}, &asked
}

func TestLoadClientCertificate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cert, key string
		words     []string
		asked     int
	}{
		{cert: "mira.pem", key: "sec1.key"},
		{cert: "mira.pem", key: "pkcs8.key"},
		{cert: "mira.pem", key: "pkcs8-aes256.key", words: []string{"dumpling"}, asked: 1},
		{cert: "mira.pem", key: "pkcs8-aes256.key", words: []string{"soup", "", "dumpling"}, asked: 3},
		{cert: "mira.pem", key: "pkcs8-aes128.key", words: []string{"dumpling"}, asked: 1},
		{cert: "mira.pem", key: "pkcs8-3des.key", words: []string{"dumpling"}, asked: 1},
		{cert: "mira.pem", key: "pkcs8-scrypt.key", words: []string{"dumpling"}, asked: 1},
		{cert: "mira.pem", key: "legacy.key", words: []string{"soup", "dumpling"}, asked: 2},
		{cert: "both.pem", words: []string{"dumpling"}, asked: 1},
		{cert: "mira.p12", words: []string{"soup", "dumpling"}, asked: 2},
		{cert: "legacy.p12", words: []string{"dumpling"}, asked: 1},
		{cert: "open.p12"},
	} {
		password, asked := passwords(c.words...)
		key, name := c.key, clientFile(c.cert)
		if key != "" {
			key = clientFile(key)
			name += " key " + key
		}
		got, err := session.LoadClientCertificate(clientFile(c.cert), key, password)
		if err != nil || got.Subject() != "CN=mira" || *asked != c.asked || got.String() != name {
			t.Errorf("%+v: %v, asked %d times: %v", c, got, *asked, err)
		}
	}
}

func TestLoadClientCertificateFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	garbage, long := write("garbage", "soup"), write("long", strings.Repeat("x", 1<<20+1))
	broken := write("broken", "-----BEGIN CERTIFICATE-----\nc291cA==\n-----END CERTIFICATE-----\n")
	noKey := write("nokey", "-----BEGIN PRIVATE KEY-----\nc291cA==\n-----END PRIVATE KEY-----\n")
	locked := write("locked", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc291cA==\n-----END ENCRYPTED PRIVATE KEY-----\n")
	pem := clientFile("mira.pem")
	for _, c := range []struct {
		cert, key, says string
		words           []string
		locked          bool
	}{
		{cert: filepath.Join(dir, "missing"), says: "There is no file"},
		{cert: pem, key: filepath.Join(dir, "missing"), says: "There is no file"},
		{cert: pem, says: "has no private key"},
		{cert: clientFile("sec1.key"), says: "has no certificate"},
		{cert: pem, key: clientFile("other.key"), says: "does not belong"},
		{cert: pem, key: clientFile("legacy.key"), says: "is encrypted", locked: true},
		{cert: clientFile("mira.p12"), says: "is encrypted", locked: true},
		{cert: pem, key: clientFile("pkcs8-scrypt.key"), says: "password of the private key", words: []string{"a", "b", "c"}, locked: true},
		{cert: pem, key: clientFile("pkcs12pbe.key"), says: "its encryption 1.2.840.113549.1.12.1.3 is not known", words: []string{"dumpling"}},
		{cert: pem, key: noKey, says: "the private key cannot be read"},
		{cert: pem, key: locked, says: "the private key cannot be read", words: []string{"dumpling"}},
		{cert: broken, says: "the certificate cannot be read"},
		{cert: garbage, says: "neither a PEM file nor a PKCS#12 file"},
		{cert: long, says: "longer than 1 MiB"},
	} {
		password, _ := passwords(c.words...)
		if c.words == nil {
			password = nil
		}
		_, err := session.LoadClientCertificate(c.cert, c.key, password)
		var fault *session.ClientCertificateError
		if !errors.As(err, &fault) || !strings.Contains(fault.What, c.says) || fault.NeedsPassword() != c.locked || fault.Error() == "" {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestClientCertificateShowsNoKey: no way of printing one shows its key.
func TestClientCertificateShowsNoKey(t *testing.T) {
	t.Parallel()
	c, err := session.LoadClientCertificate(clientFile("mira.pem"), clientFile("sec1.key"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if got := fmt.Sprintf(format, c); len(got) > 150 || strings.Contains(got, "{") {
			t.Errorf("%s prints %s", format, got)
		}
	}
}
