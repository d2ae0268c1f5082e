// Package feature has the features that a session can be given, each built on the public door of package session only:
// what they can do, a feature from elsewhere can do too.
//
//	s.AddFeature(feature.NewContentDecoder())
package feature
