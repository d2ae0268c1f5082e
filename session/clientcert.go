package session

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"os"

	"software.sslmate.com/src/go-pkcs12"
)

// ClientCertificate says who we are to a server that asks: a certificate with its chain, and the private key, which is
// never printed or written. It may be used by several sessions; it does not change.
type ClientCertificate struct {
	name string
	cert tls.Certificate
	leaf *x509.Certificate
}

// NewClientCertificate is for a key that lives elsewhere, in a device for instance: cert.PrivateKey is a crypto.Signer. name
// is what people see. The error is a *ClientCertificateError.
func NewClientCertificate(name string, cert tls.Certificate) (*ClientCertificate, error) {
	if len(cert.Certificate) == 0 {
		return nil, clientFault(name, errNoCertificate)
	}
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		return nil, clientFault(name, errBadCertificate)
	}
	key, ok := cert.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, clientFault(name, errNoKey)
	}
	if !samePublic(key.Public(), leaf.PublicKey) {
		return nil, clientFault(name, errOtherKey)
	}
	cert.Leaf = leaf
	return &ClientCertificate{name: name, cert: cert, leaf: leaf}, nil
}

// String is where the certificate came from: what NewClientCertificate was given, or the file, with " key " and that of the
// key if that is another.
func (c *ClientCertificate) String() string { return c.name }

// GoString keeps the key out of what %#v prints.
func (c *ClientCertificate) GoString() string { return "session.ClientCertificate(" + c.name + ")" }

// Subject is whom the certificate is for.
func (c *ClientCertificate) Subject() string { return c.leaf.Subject.String() }

// X509 is the certificate itself, without its key.
func (c *ClientCertificate) X509() *x509.Certificate { return c.leaf }

// KeyPassword asks for the password of a private key in the file path. retry says that the one given before was wrong. ok
// is false when there is none to be had.
type KeyPassword func(path string, retry bool) (password Secret, ok bool)

// maxKeyTries is how often a password may be wrong.
const maxKeyTries = 3

// maxKeyFile is the longest file that is read.
const maxKeyFile = 1 << 20

// LoadClientCertificate reads a certificate with its private key: PEM, in one file or, with keyPath not empty, in two;
// or PKCS#12, whose only file is path. Keys may be PKCS#8, PKCS#1 or SEC 1, encrypted as in PKCS#5 or in the older way of
// PEM. password is asked where one is needed, on the goroutine of the caller, up to three times; nil gives none. Blocks as long
// as it takes to read and unlock. The error is a *ClientCertificateError.
func LoadClientCertificate(path, keyPath string, password KeyPassword) (*ClientCertificate, error) {
	b, err := readBounded(path)
	if err != nil {
		return nil, clientFault(path, err)
	}
	if keyPath == "" && !bytes.Contains(b, []byte("-----BEGIN ")) {
		return readPKCS12(path, b, password)
	}
	kb, keyFile := b, path
	if keyPath != "" {
		keyFile = keyPath
		if kb, err = readBounded(keyPath); err != nil {
			return nil, clientFault(keyPath, err)
		}
	}
	return readPEM(path, b, keyFile, kb, password)
}

func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(b) > maxKeyFile {
		err = errLongFile
	}
	return b, err
}

// readPEM takes every certificate of one text, the one that the key belongs to first, and the first key of the other.
func readPEM(path string, b []byte, keyFile string, kb []byte, password KeyPassword) (*ClientCertificate, error) {
	chain, err := pemChain(b)
	if err != nil {
		return nil, clientFault(path, err)
	}
	block := pemKey(kb)
	if block == nil {
		return nil, clientFault(keyFile, errNoKey)
	}
	key, err := unlock(keyFile, password, keyIsLocked(block), func(password string) (crypto.Signer, error) {
		return keyOf(block, password)
	})
	if err != nil {
		return nil, clientFault(keyFile, err)
	}
	name := path
	if keyFile != path {
		name += " key " + keyFile
	}
	return joined(name, chain, key)
}

func pemChain(b []byte) (chain []*x509.Certificate, err error) {
	for {
		var block *pem.Block
		if block, b = pem.Decode(b); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" && block.Type != "X509 CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errBadCertificate
		}
		chain = append(chain, c)
	}
	if len(chain) == 0 {
		return nil, errNoCertificate
	}
	return chain, nil
}

// readPKCS12 reads what RFC 7292 describes.
func readPKCS12(path string, b []byte, password KeyPassword) (*ClientCertificate, error) {
	if costly(b) {
		return nil, clientFault(path, errCostly)
	}
	var chain []*x509.Certificate
	decode := func(password string) (crypto.Signer, error) {
		key, leaf, more, err := pkcs12.DecodeChain(b, password)
		switch {
		case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
			return nil, errWrongPassword
		case err != nil:
			return nil, errNoKeyFile{err}
		}
		chain = append([]*x509.Certificate{leaf}, more...)
		return signerOf(key)
	}
	key, err := decode("") // many have none
	if errors.Is(err, errWrongPassword) {
		key, err = unlock(path, password, true, decode)
	}
	if err != nil {
		return nil, clientFault(path, err)
	}
	return joined(path, chain, key)
}

// unlock tries passwords until one is right.
func unlock(path string, password KeyPassword, locked bool, try func(string) (crypto.Signer, error)) (crypto.Signer, error) {
	if !locked {
		return try("")
	}
	for n := range maxKeyTries {
		if password == nil {
			return nil, errLocked
		}
		p, ok := password(path, n > 0)
		if !ok {
			return nil, errLocked
		}
		key, err := try(p.Reveal())
		if !errors.Is(err, errWrongPassword) {
			return key, err
		}
	}
	return nil, errWrongPassword
}

// joined makes a client certificate of a key and the certificates that were found with it.
func joined(name string, chain []*x509.Certificate, key crypto.Signer) (*ClientCertificate, error) {
	for i, c := range chain {
		if !samePublic(key.Public(), c.PublicKey) {
			continue
		}
		cert := tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key}
		for k, other := range chain {
			if k != i {
				cert.Certificate = append(cert.Certificate, other.Raw)
			}
		}
		return NewClientCertificate(name, cert)
	}
	return nil, clientFault(name, errOtherKey)
}

func samePublic(a, b crypto.PublicKey) bool {
	x, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && x.Equal(b)
}

// Why a client certificate is of no use, beside what the file system says.
var (
	errBadCertificate = errors.New("the certificate cannot be read")
	errNoKey          = errors.New("no private key in the file")
	errOtherKey       = errors.New("the private key belongs to another certificate")
	errLocked         = errors.New("the private key is encrypted")
	errWrongPassword  = errors.New("the password is wrong")
	errCostly         = errors.New("unlocking the key takes too much work")
	errLongFile       = errors.New("the file is longer than 1 MiB")
)

// errNoKeyFile is of a file that is neither PEM nor PKCS#12.
type errNoKeyFile struct{ err error }

func (e errNoKeyFile) Error() string { return "neither PEM nor PKCS#12: " + e.err.Error() }
func (e errNoKeyFile) Unwrap() error { return e.err }

// ClientCertificateError says why a client certificate could not be used. What and Try are sentences for people; no
// part of it tells of a password or a key.
type ClientCertificateError struct {
	Path string // of the file that is at fault
	What string // a sentence for people
	Try  string // what to do about it, may be empty
	Err  error  // the cause
}

func (e *ClientCertificateError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *ClientCertificateError) Unwrap() error { return e.Err }

// NeedsPassword says whether the key is encrypted and no password that was given is the right one.
func (e *ClientCertificateError) NeedsPassword() bool {
	return errors.Is(e.Err, errLocked) || errors.Is(e.Err, errWrongPassword)
}

func clientFault(path string, err error) *ClientCertificateError {
	e := &ClientCertificateError{Path: path, Err: err, What: path + ": " + err.Error()}
	var format errNoKeyFile
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.What, e.Try = "There is no file "+path, "Choose another file"
	case errors.Is(err, fs.ErrPermission):
		e.What, e.Try = "The file "+path+" may not be read", "Check its permissions"
	case errors.Is(err, errNoCertificate):
		e.What, e.Try = path+" has no certificate", "Name the file of the certificate first, then that of the key"
	case errors.Is(err, errNoKey):
		e.What, e.Try = path+" has no private key", "Name the file of the key as well"
	case errors.Is(err, errOtherKey):
		e.What, e.Try = "The private key does not belong to the certificate in "+path, "Choose the key that the certificate was made for"
	case errors.Is(err, errLocked):
		e.What, e.Try = "The private key in "+path+" is encrypted", "Give its password"
	case errors.Is(err, errWrongPassword):
		e.What, e.Try = "The password of the private key in "+path+" is wrong", "Give the right one"
	case errors.As(err, &format):
		e.What, e.Try = path+" is neither a PEM file nor a PKCS#12 file", "Convert it, with openssl pkcs12 -export for instance"
	}
	return e
}
