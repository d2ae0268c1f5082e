package convert

import (
	"encoding/base64"
	"net/url"
	"path"
	"slices"
	"strings"

	"ladle/store"
)

// request puts together what the flags gave.
func (c *curlLine) request() (store.Request, error) {
	if len(c.urls) == 0 {
		return store.Request{}, ErrNoURL
	}
	for _, u := range c.urls[1:] {
		c.note(u, "only the first URL is read")
	}
	body := c.body()
	r := store.Request{Method: c.requestMethod(), URL: c.target(), Version: c.version, Body: body}
	c.credentials(&r)
	if c.agent != nil {
		if *c.agent == "" {
			c.dropped = append(c.dropped, "User-Agent")
		} else {
			c.add("User-Agent", *c.agent)
		}
	}
	c.add("Referer", c.referer)
	c.add("Cookie", strings.Join(c.cookies, ";"))
	if c.byteRange != "" {
		c.add("Range", "bytes="+c.byteRange)
	}
	if c.json && !c.get {
		c.add("Accept", "application/json")
	}
	if r.Body.Kind != store.NoBody {
		c.add("Content-Type", r.Body.ContentType)
	}
	r.Body.ContentType = ""
	r.Fields = c.rows
	for _, f := range r.Fields {
		if r.Body.Kind != store.NoBody && strings.EqualFold(f.Name, "Content-Type") {
			r.Body.ContentType = f.Value
		}
	}
	r.DroppedAuto = c.dropped
	return r, nil
}

func (c *curlLine) requestMethod() string {
	switch {
	case c.method != "":
		return c.method
	case c.head:
		return "HEAD"
	case c.upload != "":
		return "PUT"
	case (len(c.pieces) > 0 || len(c.parts) > 0) && !c.get:
		return "POST"
	}
	return "GET"
}

// target is the URL with what -G and --url-query add and, for an upload into a folder, the name of the file.
func (c *curlLine) target() string {
	u := c.urls[0]
	if !strings.Contains(u, "://") && !strings.HasPrefix(u, "{{") {
		u = "http://" + u
	}
	if strings.ContainsAny(u, "[]{}") && !strings.Contains(u, "://[") && !strings.Contains(u, "{{") && !strings.Contains(u, "${") {
		c.note(u, "curl may take brackets as a range of URLs; here they stay as they are")
	}
	base, fragment, hasFragment := strings.Cut(u, "#")
	if c.upload != "" && c.upload != "-" && c.upload != "." {
		base = withFileName(base, c.upload)
	}
	query := slices.Clone(c.query)
	if c.get {
		if data := c.joinPieces(); data != "" {
			query = append(query, data)
		}
	}
	if len(query) > 0 {
		base = withQuery(base, strings.Join(query, "&"))
	}
	if hasFragment {
		base += "#" + fragment
	}
	return base
}

func withQuery(base, query string) string {
	if i := strings.Index(base, "://"); i >= 0 && !strings.ContainsAny(base[i+3:], "/?") {
		base += "/"
	}
	switch {
	case !strings.Contains(base, "?"):
		base += "?"
	case !strings.HasSuffix(base, "?") && !strings.HasSuffix(base, "&"):
		base += "&"
	}
	return base + query
}

func withFileName(base, file string) string {
	rest, query, hasQuery := strings.Cut(base, "?")
	host := rest[strings.Index(rest, "://")+3:]
	if !strings.Contains(host, "/") {
		rest += "/"
	}
	if strings.HasSuffix(rest, "/") {
		rest += url.PathEscape(path.Base(strings.ReplaceAll(file, `\`, "/")))
	}
	if hasQuery {
		rest += "?" + query
	}
	return rest
}

// credentials sends Basic and Bearer at once, as curl does; other schemes wait for a challenge, which the session
// answers with what the URL holds.
func (c *curlLine) credentials(r *store.Request) {
	if c.bearer != "" {
		c.add("Authorization", "Bearer "+c.bearer)
	}
	if c.user == "" {
		if c.scheme != "" {
			c.note("--"+c.scheme, "the session answers a challenge with any scheme that it knows")
		}
		return
	}
	name, password, ok := strings.Cut(c.user, ":")
	switch {
	case c.scheme != "" || !ok:
		r.URL = withUser(r.URL, name, password, ok)
		c.note("-u", "the credentials are in the URL; the session answers a challenge with them")
	default:
		c.add("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.user)))
	}
}

func withUser(u, name, password string, has bool) string {
	info := url.User(name)
	if has {
		info = url.UserPassword(name, password)
	}
	i := strings.Index(u, "://")
	if i < 0 {
		return u
	}
	rest := u[i+3:]
	authority := rest[:strings.IndexAny(rest+"/", "/?#")]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	return u[:i+3] + info.String() + "@" + rest
}
