package session

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"hash"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// pemKey is the first private key of a text, nil without one.
func pemKey(b []byte) *pem.Block {
	for {
		var block *pem.Block
		if block, b = pem.Decode(b); block == nil {
			return nil
		}
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			return block
		}
	}
}

// keyIsLocked says whether a key needs a password: encrypted as in RFC 5958, or in the older way of RFC 1421.
func keyIsLocked(block *pem.Block) bool {
	return block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != ""
}

func keyOf(block *pem.Block, password string) (crypto.Signer, error) {
	der := block.Bytes
	var err error
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		der, err = openPKCS8(der, password)
	case block.Headers["DEK-Info"] != "":
		//lint:ignore SA1019 the format is broken, and there are keys in it
		der, err = x509.DecryptPEMBlock(block, []byte(password))
		if errors.Is(err, x509.IncorrectPasswordError) {
			err = errWrongPassword
		}
	}
	if err != nil {
		return nil, err
	}
	key, err := parseKey(der)
	if err != nil && keyIsLocked(block) {
		return nil, errWrongPassword // padding that is right by chance
	}
	return key, err
}

// parseKey reads PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC 1 (RFC 5915).
func parseKey(der []byte) (crypto.Signer, error) {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return signerOf(k)
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, nil
	}
	k, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return nil, errors.New("the private key cannot be read")
	}
	return k, nil
}

func signerOf(key any) (crypto.Signer, error) {
	if s, ok := key.(crypto.Signer); ok {
		return s, nil
	}
	return nil, fmt.Errorf("a key of the kind %T cannot sign", key)
}

// Identifiers of PKCS#5 (RFC 8018) and of scrypt (RFC 7914).
var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
)

var keyHashes = map[string]func() hash.Hash{
	"1.2.840.113549.2.7": sha1.New, "1.2.840.113549.2.8": sha256.New224, "1.2.840.113549.2.9": sha256.New,
	"1.2.840.113549.2.10": sha512.New384, "1.2.840.113549.2.11": sha512.New,
}

var keyCiphers = map[string]struct {
	size int
	make func([]byte) (cipher.Block, error)
}{
	"2.16.840.1.101.3.4.1.2": {16, aes.NewCipher}, "2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher}, "1.2.840.113549.3.7": {24, des.NewTripleDESCipher},
}

// keyWork bounds what a file may ask for before its password is known to be right: rounds of a hash, and bytes of memory.
var keyWork = struct{ rounds, memory int }{2_000_000, 128 << 20}

type pbes2 struct{ KDF, Cipher pkix.AlgorithmIdentifier }

// openPKCS8 decrypts an EncryptedPrivateKeyInfo of the scheme PBES2 (RFC 8018 section 6.2).
func openPKCS8(der []byte, password string) ([]byte, error) {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return nil, errors.New("the private key cannot be read")
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, fmt.Errorf("its encryption %v is not known", info.Algorithm.Algorithm)
	}
	var p pbes2
	if rest, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &p); err != nil || len(rest) > 0 {
		return nil, errors.New("the private key cannot be read")
	}
	c, ok := keyCiphers[p.Cipher.Algorithm.String()]
	if !ok {
		return nil, fmt.Errorf("its cipher %v is not known", p.Cipher.Algorithm)
	}
	var iv []byte
	if rest, err := asn1.Unmarshal(p.Cipher.Parameters.FullBytes, &iv); err != nil || len(rest) > 0 {
		return nil, errors.New("the private key cannot be read")
	}
	key, err := derive(p.KDF, password, c.size)
	if err != nil {
		return nil, err
	}
	block, err := c.make(key)
	if err != nil {
		return nil, err
	}
	if len(iv) != block.BlockSize() || len(info.Data) == 0 || len(info.Data)%block.BlockSize() != 0 {
		return nil, errors.New("the private key cannot be read")
	}
	out := make([]byte, len(info.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, info.Data)
	return unpad(out, block.BlockSize())
}

// unpad takes the padding of PKCS#5 off; one that is wrong means a wrong password.
func unpad(b []byte, size int) ([]byte, error) {
	n := int(b[len(b)-1])
	if n == 0 || n > size || !bytes.Equal(b[len(b)-n:], bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, errWrongPassword
	}
	return b[:len(b)-n], nil
}

// derive makes the cipher's key of a password.
func derive(kdf pkix.AlgorithmIdentifier, password string, size int) ([]byte, error) {
	switch {
	case kdf.Algorithm.Equal(oidPBKDF2):
		var p struct {
			Salt   []byte
			Rounds int
			Length int                      `asn1:"optional"`
			Hash   pkix.AlgorithmIdentifier `asn1:"optional"`
		}
		if rest, err := asn1.Unmarshal(kdf.Parameters.FullBytes, &p); err != nil || len(rest) > 0 {
			return nil, errors.New("the private key cannot be read")
		}
		if p.Rounds < 1 || p.Rounds > keyWork.rounds {
			return nil, errCostly
		}
		h := sha1.New // the default of the standard
		if p.Hash.Algorithm != nil {
			var ok bool
			if h, ok = keyHashes[p.Hash.Algorithm.String()]; !ok {
				return nil, fmt.Errorf("its hash %v is not known", p.Hash.Algorithm)
			}
		}
		return pbkdf2.Key(h, password, p.Salt, p.Rounds, size)
	case kdf.Algorithm.Equal(oidScrypt):
		var p struct {
			Salt    []byte
			N, R, P int
			Length  int `asn1:"optional"`
		}
		if rest, err := asn1.Unmarshal(kdf.Parameters.FullBytes, &p); err != nil || len(rest) > 0 {
			return nil, errors.New("the private key cannot be read")
		}
		if p.N < 2 || p.R < 1 || p.P < 1 || p.P > 16 || p.R > keyWork.memory/128 || p.N > keyWork.memory/128/p.R {
			return nil, errCostly
		}
		return scrypt.Key([]byte(password), p.Salt, p.N, p.R, p.P, size)
	}
	return nil, fmt.Errorf("the way %v from its password to the key is not known", kdf.Algorithm)
}

// costly says whether a PKCS#12 file asks for more rounds than a person can wait for: everywhere in these files the salt
// comes before the number of rounds (RFC 7292 appendix C, RFC 8018 appendix A).
func costly(der []byte) bool {
	for afterSalt := false; len(der) > 0; {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			return false
		}
		octets := v.Class == asn1.ClassUniversal && v.Tag == asn1.TagOctetString
		if afterSalt && v.Class == asn1.ClassUniversal && v.Tag == asn1.TagInteger {
			var n int
			if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil || n > keyWork.rounds {
				return true
			}
		}
		if (v.IsCompound || octets && len(v.Bytes) > 64) && costly(v.Bytes) {
			return true
		}
		afterSalt = octets
		der = rest
	}
	return false
}
