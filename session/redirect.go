package session

import (
	"net/url"
	"strconv"
	"strings"
)

// maxResends is how often one queueing of a message may be sent again by redirects, challenges and requeues together.
const maxResends = 20

// redirection is what following a redirect means: a decision with its reasons, and nothing done yet.
type redirection struct {
	follow  bool
	why     string // why it is followed, or why not, for people
	invalid bool   // the Location of a redirect status cannot be used at all
	to      *url.URL
	method  string
	rewrite bool      // the method becomes GET: body and Content-Type go
	drop    []Dropped // header fields that must not go along
	origin  bool      // another origin: credentials are dropped
	tls     bool      // the next request goes over TLS
}

// decideRedirect says what a response means for a message that asked method on from with fields (RFC 9110 section 15.4,
// the method table of libsoup). It looks at its arguments only.
func decideRedirect(names *schemes, method string, from *url.URL, fields Fields, status int, location string, hasLocation bool) redirection {
	next, why, ok := redirectMethod(method, status)
	if !ok {
		r := redirection{why: why}
		if hasLocation && status/100 == 3 {
			_, _, problem := resolveLocation(names, from, location)
			r.invalid = unusable(problem)
		}
		return r
	}
	if !hasLocation {
		return redirection{why: "the answer has no Location"}
	}
	to, userInfo, problem := resolveLocation(names, from, location)
	if to == nil {
		return redirection{why: problem, invalid: unusable(problem)}
	}
	r := redirection{follow: true, why: why, to: to, method: next, rewrite: next != method}
	return r.leaving(names, fields, from, userInfo)
}

// leaving adds what a redirection means for the header fields of a request to from.
func (r redirection) leaving(names *schemes, fields Fields, from *url.URL, userInfo bool) redirection {
	if userInfo {
		r.drop = append(r.drop, Dropped{"user info of Location", "credentials in a Location are not used"})
	}
	r.origin = !names.sameOrigin(from, r.to)
	was, _ := names.tlsOf(from.Scheme)
	r.tls, _ = names.tlsOf(r.to.Scheme)
	r.drop = append(r.drop, droppedFields(fields, was && !r.tls, r)...)
	return r
}

// What a Location may have without being wrong: the redirect is then just not followed.
const (
	schemeNotFollowed = "the scheme of Location is not http or https"
	hostEmpty         = "the host of Location is empty"
)

// unusable says whether a problem of a Location means that it leads nowhere.
func unusable(problem string) bool {
	return problem != "" && problem != schemeNotFollowed && problem != hostEmpty
}

// redirectMethod is the method of the next request, or why a status does not redirect this method.
func redirectMethod(method string, status int) (next, why string, ok bool) {
	safe := method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PROPFIND" || method == "TRACE"
	switch status {
	case 301:
		if safe {
			return method, "301 on " + method + " keeps " + method, true
		}
		if method == "POST" {
			return "GET", "301 on POST becomes GET", true
		}
		return "", "301 is not followed for " + method, false
	case 302:
		if safe {
			return method, "302 on " + method + " keeps " + method, true
		}
		return "GET", "302 on " + method + " becomes GET", true
	case 303:
		if method == "HEAD" || method == "GET" {
			return method, "303 on " + method + " keeps " + method, true
		}
		return "GET", "303 on " + method + " becomes GET", true
	case 307, 308:
		if safe {
			return method, strconv.Itoa(status) + " on " + method + " keeps " + method, true
		}
		return "", strconv.Itoa(status) + " is not followed for " + method + ": the body would be sent to another place", false
	}
	return "", strconv.Itoa(status) + " is not a redirect to follow", false
}

// resolveLocation resolves a Location against the URL that was asked (RFC 3986 section 5), or says why it is of no use.
// A relative one inherits the user info of from; what a Location itself brings is taken off, and told by userInfo.
func resolveLocation(names *schemes, from *url.URL, location string) (to *url.URL, userInfo bool, problem string) {
	l := strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(strings.TrimSpace(location)) // byte by byte: it need not be UTF-8
	if strings.ContainsRune(l, '\\') {
		return nil, false, "the Location has a backslash"
	}
	for _, r := range l {
		if r < ' ' || r == 0x7f {
			return nil, false, "the Location has a control character"
		}
	}
	if l == "" {
		u := *from
		u.Fragment, u.RawFragment = "", ""
		return &u, false, ""
	}
	ref, err := url.Parse(strings.ReplaceAll(l, " ", "%20"))
	if err != nil {
		return nil, false, "the Location cannot be read: " + parseProblem(err)
	}
	to = from.ResolveReference(ref)
	if ref.User != nil {
		to.User, userInfo = nil, true
	}
	if to.Opaque != "" || to.OmitHost {
		return nil, false, "the Location has no host"
	}
	if _, ok := names.tlsOf(to.Scheme); !ok {
		return nil, false, schemeNotFollowed
	}
	if to.Hostname() == "" {
		return nil, false, hostEmpty
	}
	if what, _ := hostProblem(to); what != "" {
		return nil, false, "the Location is wrong: " + strings.ToLower(what[:1]) + what[1:]
	}
	if to.Path == "" {
		to.Path = "/"
	}
	return to, userInfo, ""
}

// droppedFields lists the fields that must not travel to the next place, with why.
func droppedFields(fields Fields, leavesTLS bool, r redirection) []Dropped {
	var out []Dropped
	seen := map[string]bool{}
	add := func(name, why string) {
		if k := strings.ToLower(name); !seen[k] {
			seen[k] = true
			out = append(out, Dropped{name, why})
		}
	}
	for _, f := range fields {
		switch strings.ToLower(f.Name) {
		case "authorization", "proxy-authorization", "cookie", "host":
			if r.origin {
				add(f.Name, "other origin")
			}
		case "referer":
			if leavesTLS {
				add(f.Name, "leaves https")
			} else if r.origin {
				add(f.Name, "other origin")
			}
		case "content-type", "content-length", "transfer-encoding", "expect":
			if r.rewrite {
				add(f.Name, "the request has no body any more")
			}
		default:
			if r.origin && IsSecretField(f.Name) {
				add(f.Name, "other origin")
			}
		}
	}
	return out
}
