// Package standard makes the plain session: package session with the features that libsoup's Soup.Session has from the
// start, an authentication manager and a content decoder. Programs begin here.
//
//	s, err := standard.New(session.Options{})
//	if err != nil { ... }
//	defer s.Close()
//	m, err := session.NewMessage("GET", "https://example.com/")
//	body, err := s.Send(ctx, m)
package standard

import (
	"ladle/session"
	"ladle/session/auth"
	"ladle/session/feature"
)

// New makes a session with AuthManager (Basic and Digest) and ContentDecoder; the decoder is the newest, so it is asked first.
// Everything else is as session.New says, the error too.
func New(o session.Options) (*session.Session, error) {
	s, err := session.New(o)
	if err != nil {
		return nil, err
	}
	for _, f := range []session.Feature{auth.NewManager(auth.Basic{}, auth.Digest{}), feature.NewContentDecoder()} {
		if err := s.AddFeature(f); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}
