package main

import (
	"errors"
	"strings"

	"ladle/session"
	"ladle/session/auth"
)

// schemes is a set of authentication schemes, as the flags of one side name them.
type schemes uint8

const (
	schemeBasic schemes = 1 << iota
	schemeDigest
)

// offers are the schemes that challenges are answered with.
var offers = []struct {
	bit    schemes
	scheme auth.Scheme
	byFlag bool // only its flag allows it
}{
	{schemeBasic, auth.Basic{}, false},
	{schemeDigest, auth.Digest{}, false},
}

// allow says whether a side whose flags name these schemes may use one: all of them, if none is named, but for those that
// only a flag allows.
func (s schemes) allow(bit schemes, byFlag bool) bool {
	if s == 0 {
		return !byFlag
	}
	return s&bit != 0
}

// speak says whether a side may use the scheme of a name.
func (s schemes) speak(name string) bool {
	for _, x := range offers {
		if strings.EqualFold(x.scheme.Name(), name) {
			return s.allow(x.bit, x.byFlag)
		}
	}
	return false
}

// String lists the schemes that a side may use.
func (s schemes) String() string {
	var names []string
	for _, x := range offers {
		if s.allow(x.bit, x.byFlag) {
			names = append(names, x.scheme.Name())
		}
	}
	return strings.Join(names, ", ")
}

// restrict leaves the session those schemes that the flags allow, for origins and for proxies.
func (o *sendOptions) restrict(s *session.Session) error {
	s.RemoveFeatureType(session.TypeOf[auth.Scheme]())
	for _, x := range offers {
		part := oneSided{x.scheme, o.schemes.allow(x.bit, x.byFlag), o.proxySchemes.allow(x.bit, x.byFlag)}
		if !part.origin && !part.proxy {
			continue
		}
		if err := s.AddPart(part); err != nil {
			return err
		}
	}
	return nil
}

// oneSided is a scheme that answers origins, proxies, or both.
type oneSided struct {
	auth.Scheme
	origin, proxy bool
}

var errNotThisSide = errors.New("the flags do not allow it here")

// New makes credentials for the sides that are allowed.
func (x oneSided) New(c auth.Challenge, r *auth.Request) (auth.Credentials, error) {
	if r.Proxy && !x.proxy || !r.Proxy && !x.origin {
		return nil, errNotThisSide
	}
	return x.Scheme.New(c, r)
}
