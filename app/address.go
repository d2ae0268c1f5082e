package main

import (
	"net/netip"
	"net/url"
	"path"
	"strings"
)

// privateDomains are those that no public name server answers for (RFC 6761, RFC 6762, RFC 8375; .internal is reserved by
// ICANN).
var privateDomains = []string{".localhost", ".local", ".home.arpa", ".internal"}

// withScheme gives text with a scheme: http for hosts of this machine and of private networks, else https. note says what
// was assumed and why; it is empty when there was a scheme.
func withScheme(text string) (full, note string) {
	text = strings.TrimSpace(text)
	head, _, found := strings.Cut(text, "://")
	if text == "" || found && !strings.ContainsAny(head, "/?#") {
		return text, ""
	}
	host := hostOf(strings.TrimPrefix(text, "//"))
	scheme, why := "https", "is a public name"
	switch {
	case host == "localhost" || loopback(host):
		scheme, why = "http", "is this machine"
	case private(host):
		scheme, why = "http", "is in a private network"
	}
	return scheme + "://" + strings.TrimPrefix(text, "//"), scheme + ":// is assumed, because " + host + " " + why
}

// hostOf is the host of an authority with a path behind it, in lower case and without user info, port and brackets.
func hostOf(text string) string {
	if i := strings.IndexAny(text, "/?#"); i >= 0 {
		text = text[:i]
	}
	text = text[strings.LastIndexByte(text, '@')+1:]
	if in, ok := strings.CutPrefix(text, "["); ok {
		text, _, _ = strings.Cut(in, "]")
	} else {
		text, _, _ = strings.Cut(text, ":")
	}
	return strings.ToLower(strings.TrimSuffix(text, "."))
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

func private(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		a = a.Unmap()
		return a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified()
	}
	for _, d := range privateDomains {
		if strings.HasSuffix(host, d) {
			return true
		}
	}
	return !strings.Contains(host, ".")
}

// remoteName is the file name at the end of a URL's path, "" when there is none. It never leads to another folder.
func remoteName(text string) string {
	u, err := url.Parse(text)
	if err != nil || strings.HasSuffix(u.Path, "/") {
		return ""
	}
	name := path.Base(u.EscapedPath())
	if name == "." || name == ".." || name == "/" || strings.ContainsAny(name, `\`+"\x00") {
		return ""
	}
	return name
}

// uploadURL adds the name of an uploaded file to a URL that ends in a slash, as curl does.
func uploadURL(text, file string) string {
	u, err := url.Parse(text)
	if err != nil || file == "-" || u.Path != "" && !strings.HasSuffix(u.Path, "/") {
		return text
	}
	return u.JoinPath(url.PathEscape(path.Base(file))).String()
}

// withQuery adds data to the query of a URL, before its fragment.
func withQuery(text, data string) string {
	if data == "" {
		return text
	}
	text, fragment, has := strings.Cut(text, "#")
	switch {
	case !strings.Contains(text, "?"):
		text += "?"
	case !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "&"):
		text += "&"
	}
	text += data
	if has {
		text += "#" + fragment
	}
	return text
}
