package ui

import (
	"net/url"
	"strconv"
	"strings"

	"ladle/session"
	"ladle/store"
)

// automaticFields are the fields that the session will add to a request by itself, as far as they are known before it is
// sent: those that the request neither has nor can do without.
func automaticFields(r store.Request, property func(string) string) []session.Field {
	var out []session.Field
	add := func(name, value string) {
		for _, f := range r.Fields {
			if !f.Off && strings.EqualFold(f.Name, name) {
				return
			}
		}
		out = append(out, session.Field{Name: name, Value: value})
	}
	if u, err := url.Parse(withScheme(r.URL)); err == nil && u.Host != "" {
		add("Host", u.Host)
	} else {
		add("Host", "from the URL")
	}
	add("Accept-Encoding", "gzip, deflate")
	if v := property("user-agent"); v != "" {
		add("User-Agent", v)
	}
	if v := property("accept-language"); v != "" {
		add("Accept-Language", v)
	}
	add("Connection", "Keep-Alive")
	switch n := len(r.Body.Text); {
	case r.Body.Kind == store.FileBody:
		add("Content-Length", "the size of the file")
	case r.Body.Kind == store.TextBody:
		add("Content-Length", strconv.Itoa(n))
	case session.NoBody(r.Method) != nil:
		add("Content-Length", "0")
	}
	return out
}
