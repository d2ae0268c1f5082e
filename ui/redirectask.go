package ui

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// redirectChange is a line of what following a redirect would change.
type redirectChange struct {
	icon, token string
	words       []kit.Span
	why         string
}

const (
	rewritten = "status.redirect"
	dropped   = "status.clientError"
)

// redirectChanges lists what the next request would not have as the one before, with the reasons of the session.
func redirectChanges(q *session.Question) []redirectChange {
	r := q.Redirect
	word := func(s string) kit.Span { return kit.Span{Text: s, Token: "text.primary"} }
	code := func(s string) kit.Span { return kit.Span{Text: s, Token: "text.secondary", Boxed: true} }
	var out []redirectChange
	if r.Method != q.Method {
		out = append(out, redirectChange{"pencil", rewritten, []kit.Span{word("Method "), code(q.Method), word(" becomes "), code(r.Method)}, r.Why})
	}
	if r.DropsBody {
		out = append(out, redirectChange{"ban", dropped, []kit.Span{word("Body dropped")}, r.Method + " carries none; Content-Type and Content-Length go too"})
	}
	for _, d := range r.Dropped {
		if r.DropsBody && (strings.EqualFold(d.Name, "Content-Type") || strings.EqualFold(d.Name, "Content-Length")) {
			continue
		}
		icon := "ban"
		switch strings.ToLower(d.Name) {
		case "authorization", "proxy-authorization":
			icon = "shield"
		case "cookie":
			icon = "cookie"
		}
		out = append(out, redirectChange{icon, dropped, []kit.Span{code(d.Name), word(" dropped")}, d.Why})
	}
	return out
}

// redirectKept names the fields that would go along.
func redirectKept(q *session.Question, sent *session.Sent) []string {
	if sent == nil {
		return nil
	}
	gone := map[string]bool{"host": true, "content-length": true, "transfer-encoding": true, "connection": true}
	for _, d := range q.Redirect.Dropped {
		gone[strings.ToLower(d.Name)] = true
	}
	if q.Redirect.DropsBody {
		gone["content-type"] = true
	}
	var out []string
	for _, f := range sent.Fields {
		if key := strings.ToLower(f.Name); !gone[key] {
			gone[key] = true
			out = append(out, f.Name)
		}
	}
	return out
}

// redirectDoubt says why it is safer not to follow, "" where nothing speaks against it.
func redirectDoubt(q *session.Question, findings int) string {
	from, err1 := url.Parse(q.URL)
	to, err2 := url.Parse(q.Redirect.To)
	switch {
	case err1 != nil || err2 != nil:
		return "An address of it cannot be read"
	case strings.EqualFold(from.Scheme, "https") && !strings.EqualFold(to.Scheme, "https"):
		return "It leads from https to plain http"
	case !privateHost(from.Hostname()) && privateHost(to.Hostname()):
		return "It leads from a public host into a private network"
	case findings > 0:
		return "Its head has " + timeline.Counted(findings, "finding")
	}
	return ""
}

// privateHost tells whether a host is this machine or in a private network, as far as its name tells (RFC 6761, RFC 1918,
// RFC 4193).
func privateHost(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && (a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified())
}

// redirectHop is the line about the next hop.
func redirectHop(q *session.Question) string {
	text := fmt.Sprintf("%d of %d", q.Redirect.Hop, q.Redirect.Limit)
	if q.Redirect.OtherOrigin {
		text += ", another origin"
	} else {
		text += ", the same origin"
	}
	if q.TLS {
		return text + ", TLS"
	}
	return text + ", not encrypted"
}

// redirectHost is whom the redirect leads to.
func redirectHost(q *session.Question) string {
	u, err := url.Parse(q.Redirect.To)
	if err != nil {
		return q.Redirect.To
	}
	return u.Host
}
