package ui

import (
	"net/url"
	"os"
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
	if v := property("user-agent"); v != "" {
		add("User-Agent", v)
	}
	add("Accept-Encoding", "gzip, deflate")
	if v := property("accept-language"); v != "" {
		add("Accept-Language", v)
	}
	add("Connection", "Keep-Alive")
	if n, known := bodyBytes(r.Body); known && (n > 0 || writes(r.Method)) {
		add("Content-Length", strconv.FormatInt(n, 10))
	}
	return out
}

// writes says whether a request of this method has a length also without a body.
func writes(method string) bool {
	return method == "POST" || method == "PUT" || method == "PATCH"
}

// bodyBytes is how long a body is; false when that shows only as it is sent.
func bodyBytes(b store.RequestBody) (int64, bool) {
	switch b.Kind {
	case store.TextBody:
		return int64(len(b.Text)), true
	case store.FileBody:
		if st, err := os.Stat(b.File); err == nil && st.Mode().IsRegular() {
			return st.Size(), true
		}
		return 0, false
	}
	return 0, true
}
