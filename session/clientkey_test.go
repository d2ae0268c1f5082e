package session

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzClientCertificate: whatever is in the files and whatever the password, there is a certificate whose key is its own, or
// an error with a sentence.
func FuzzClientCertificate(f *testing.F) {
	defer func(was struct{ rounds, memory int }) { keyWork = was }(keyWork)
	keyWork.rounds, keyWork.memory = 5000, 32<<20 // a fuzzer would find the most that is allowed, and wait
	files, err := filepath.Glob(filepath.Join("testdata", "clientcert", "*"))
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	read := func(name string) []byte {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	cert := read(filepath.Join("testdata", "clientcert", "mira.pem"))
	for _, name := range files {
		f.Add(cert, read(name), "dumpling")
		f.Add([]byte(nil), read(name), "dumpling")
	}
	f.Fuzz(func(t *testing.T, cert, key []byte, word string) {
		password := func(_ string, retry bool) (Secret, bool) { return Secret(word), !retry }
		var c *ClientCertificate
		var err error
		if len(cert) == 0 {
			c, err = readPKCS12("key", key, password)
		} else {
			c, err = readPEM("cert", cert, "key", key, password)
		}
		var fault *ClientCertificateError
		switch {
		case err == nil && (c == nil || c.X509() == nil):
			t.Error("no certificate and no error")
		case err != nil && (!errors.As(err, &fault) || fault.What == "" || fault.Path == ""):
			t.Error(err)
		}
	})
}
