package auth

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
)

// digestAlgorithm is a line of RFC 7616's registry.
type digestAlgorithm struct {
	name     string // as it is written
	strength int
	session  bool // A1 is made once for a session
	new      func() hash.Hash
}

// digestAlgorithms by upper-case name; "" is what a challenge without one means.
var digestAlgorithms = map[string]digestAlgorithm{
	"":                 {"MD5", 1, false, md5.New},
	"MD5":              {"MD5", 1, false, md5.New},
	"MD5-SESS":         {"MD5-sess", 1, true, md5.New},
	"SHA-256":          {"SHA-256", 2, false, sha256.New},
	"SHA-256-SESS":     {"SHA-256-sess", 2, true, sha256.New},
	"SHA-512-256":      {"SHA-512-256", 3, false, sha512.New512_256},
	"SHA-512-256-SESS": {"SHA-512-256-sess", 3, true, sha512.New512_256},
}

// hash is H of RFC 7616: the sum in lower-case hex digits.
func (a digestAlgorithm) hash(s string) string {
	h := a.new()
	h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}
