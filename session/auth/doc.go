// Package auth answers 401 challenges (RFC 9110 section 11): the Manager is a feature that chooses a scheme, keeps
// credentials for the life of the session, asks for those it has not, and writes Authorization.
//
//	m := auth.NewManager(auth.Basic{})
//	s.AddFeature(m)
//	s.OnAuthenticate(func(msg *session.Message, a session.Auth, retrying bool) {
//		if !retrying {
//			a.Authenticate("mira", "soup")
//		}
//	})
//
// Credentials belong to an origin, a realm and a scheme; they are sent to no other.
package auth
