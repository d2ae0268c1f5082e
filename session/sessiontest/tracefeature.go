package sessiontest

import (
	"fmt"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/feature"
)

// featureTypes are the features, and parts of features, that the recorded library names.
var featureTypes = map[string]session.FeatureType{
	"SoupAuthManager":    session.TypeOf[*auth.Manager](),
	"SoupContentDecoder": session.TypeOf[*feature.ContentDecoder](),
	"SoupAuthBasic":      session.TypeOf[auth.Basic](),
	"SoupAuthDigest":     session.TypeOf[auth.Digest](),
	"SoupAuthNTLM":       session.TypeOf[auth.NTLM](),
	"SoupRequestHTTP":    session.TypeOf[*session.HTTPRequest](),
}

// addFeature adds a feature by its type, or a part to the feature that takes it. Where nobody takes it the recorded
// library warns and goes on.
func (r *run) addFeature(name string) error {
	switch name {
	case "SoupAuthManager":
		_ = r.s.AddFeature(auth.NewManager())
	case "SoupContentDecoder":
		_ = r.s.AddFeature(feature.NewContentDecoder())
	case "SoupAuthBasic":
		_ = r.s.AddPart(auth.Basic{})
	case "SoupAuthNTLM":
		_ = r.s.AddPart(auth.NTLM{})
	case "SoupAuthDigest":
		_ = r.s.AddPart(auth.Digest{})
	default:
		return fmt.Errorf("no feature %s", name)
	}
	return nil
}

func (r *run) removeFeature(name string) error {
	r.s.RemoveFeatureType(featureTypes[name]) // one that is not there is no matter
	return nil
}

// askFeatures answers what a session says of its features.
func (r *run) askFeatures(do, name string) any {
	t := featureTypes[name]
	switch do {
	case "feature-has":
		return r.s.HasFeature(t)
	case "feature-get":
		for _, f := range r.s.Features() {
			if t.Has(f) {
				return nameOf(f)
			}
		}
		return nil
	}
	names := []any{}
	for _, f := range r.s.Features() {
		if name == "" || t.Has(f) {
			names = append(names, nameOf(f))
		}
	}
	return names
}

// nameOf is the recorded library's name of a feature.
func nameOf(f session.Feature) string {
	for name, t := range featureTypes {
		if t.Has(f) {
			return name
		}
	}
	return f.Name()
}

// featureFor is the feature of a type as it counts for a message.
func (r *run) featureFor(name string, m *session.Message) any {
	switch name {
	case "SoupAuthManager":
		if f, ok := session.FeatureFor[*auth.Manager](r.s, m); ok {
			return nameOf(f)
		}
	case "SoupContentDecoder":
		if f, ok := session.FeatureFor[*feature.ContentDecoder](r.s, m); ok {
			return nameOf(f)
		}
	}
	return nil
}
