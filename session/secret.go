package session

import (
	"net/url"
	"strings"
)

// Mask stands for a secret wherever one would be written. Its length tells nothing about the secret's.
const Mask = "••••••"

// Secret is a string that is masked by every printing verb, in JSON and in logs. Reveal is the only way to its text.
type Secret string

// Reveal gives the secret's text.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return Mask
}

// GoString masks the secret for %#v.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText masks the secret in JSON and in structured logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a secret from a text that is trusted to hold it in clear.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

// secretFields are the header fields whose values are credentials or session tokens.
var secretFields = map[string]bool{
	"authorization": true, "proxy-authorization": true, "cookie": true, "set-cookie": true,
	"authentication-info": true, "proxy-authentication-info": true,
	"x-api-key": true, "x-auth-token": true, "x-csrf-token": true, "x-amz-security-token": true,
}

// secretsByLength finds a name among them without a copy in small letters: every field of every request is looked at.
var secretsByLength = func() (names [32][]string) {
	for name := range secretFields {
		names[len(name)] = append(names[len(name)], name)
	}
	return names
}()

// IsSecretField says whether the values of a header field are masked in events, logs and exports.
func IsSecretField(name string) bool {
	if len(name) >= len(secretsByLength) {
		return false
	}
	for _, secret := range secretsByLength[len(name)] {
		if strings.EqualFold(secret, name) {
			return true
		}
	}
	return false
}

// urlFields hold a URL, which may bring user info.
var urlFields = map[string]bool{"location": true, "content-location": true, "referer": true}

func hasSecret(f Field) bool {
	return IsSecretField(f.Name) || strings.Contains(f.Value, "@") && urlFields[strings.ToLower(f.Name)]
}

// MaskField gives the field with its secret masked. An authentication scheme, or a cookie's name, stays readable, and of
// a URL everything but its user info.
func MaskField(f Field) Field {
	if !hasSecret(f) || f.Value == "" {
		return f
	}
	switch strings.ToLower(f.Name) {
	case "location", "content-location", "referer":
		return Field{Name: f.Name, Value: maskUserInfo(f.Value)}
	case "authorization", "proxy-authorization":
		if scheme, rest, ok := strings.Cut(f.Value, " "); ok && rest != "" {
			return Field{Name: f.Name, Value: scheme + " " + Mask}
		}
	case "set-cookie":
		if name, rest, ok := strings.Cut(f.Value, "="); ok {
			v := name + "=" + Mask
			if _, attrs, ok := strings.Cut(rest, ";"); ok {
				v += ";" + attrs
			}
			return Field{Name: f.Name, Value: v}
		}
	}
	return Field{Name: f.Name, Value: Mask}
}

// MaskFields gives a copy of the list with the secrets masked, or the list itself when it has none.
func MaskFields(fs Fields) Fields {
	for i := range fs {
		if hasSecret(fs[i]) {
			out := fs.Clone()
			for k := range out {
				out[k] = MaskField(out[k])
			}
			return out
		}
	}
	return fs
}

// displayURL is u without user info, as it may be shown and logged.
func displayURL(u *url.URL) string {
	if u == nil {
		return ""
	}
	if u.User == nil {
		return u.String()
	}
	c := *u
	c.User = nil
	return c.String()
}
