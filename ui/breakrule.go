package ui

import (
	"net/url"
	"strings"

	"ladle/session"
	"ladle/ui/timeline"
)

// breakRule says which messages stop, and where. Host and path are patterns: * stands for anything within a host's label or
// a path's segment, ** for anything at all; an empty one matches everything. A path without a slash at its
// beginning is a text that the whole URL must contain.
type breakRule struct {
	Off    bool          `json:"off,omitempty"`
	Method string        `json:"method,omitempty"` // "" any
	Host   string        `json:"host,omitempty"`
	Path   string        `json:"path,omitempty"`
	At     session.Phase `json:"at"`
	Times  int           `json:"times,omitempty"` // it stops that often and no more, 0 every time
}

// matches tells whether a request is one that the rule stops.
func (r breakRule) matches(method string, u *url.URL) bool {
	return r.takes(method) && r.leadsTo(u)
}

func (r breakRule) takes(method string) bool { return r.Method == "" || r.Method == method }

// leadsTo tells whether a URL is one that the rule is for.
func (r breakRule) leadsTo(u *url.URL) bool {
	if r.Host != "" && !matchPattern(strings.ToLower(r.Host), strings.ToLower(u.Host), '.') {
		return false
	}
	switch path := u.EscapedPath(); {
	case r.Path == "":
		return true
	case r.Path[0] != '/':
		return strings.Contains(u.Redacted(), r.Path)
	case strings.Contains(r.Path, "?"):
		return matchPattern(r.Path, path+"?"+u.RawQuery, '/')
	default:
		return matchPattern(r.Path, path, '/')
	}
}

// matchPattern matches a whole text; * does not cross the border, ** does.
func matchPattern(pattern, text string, border byte) bool {
	for pattern != "" {
		if pattern[0] != '*' {
			if text == "" || text[0] != pattern[0] {
				return false
			}
			pattern, text = pattern[1:], text[1:]
			continue
		}
		deep := strings.HasPrefix(pattern, "**")
		rest := strings.TrimLeft(pattern, "*")
		for i := 0; ; i++ {
			if matchPattern(rest, text[i:], border) {
				return true
			}
			if i == len(text) || !deep && text[i] == border {
				return false
			}
		}
	}
	return text == ""
}

// matchesRow is matches for a row of the timeline, whose first attempt tells what was asked.
func (r breakRule) matchesRow(row *timeline.Row) bool {
	u, err := url.Parse(row.Address.String())
	return err == nil && r.matches(row.Method, u)
}

// ruleLike stops messages like that of a row: the same method, host and path.
func ruleLike(row *timeline.Row) breakRule {
	return breakRule{Method: row.Method, Host: row.Address.Host(), Path: row.Address.Path(), At: session.StopAtStarting}
}

// hostWords and pathWords are the patterns as a row of the list shows them.
func (r breakRule) hostWords() string {
	if r.Host == "" {
		return "*"
	}
	return r.Host
}

func (r breakRule) pathWords() string {
	switch {
	case r.Path == "":
		return "/**"
	case r.Path[0] != '/':
		return " with “" + r.Path + "”"
	}
	return r.Path
}
