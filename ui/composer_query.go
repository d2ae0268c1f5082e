package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ladle/store"
)

// queryParam is a parameter of a URL's query. Raw is the piece between two ampersands as it was typed; it is used as
// long as name and value are what it says, so that no encoding is changed that a person chose.
type queryParam struct {
	Name, Value string // decoded, for the table
	Off         bool   // kept, not sent
	raw         string
}

// directiveParam marks a parameter that is kept and not sent, as "INDEX raw", among a request's directives: a URL has
// no place for it.
const directiveParam = "off-param"

// splitURL cuts a URL around its query. The query is without its question mark; the tail begins with the number sign.
func splitURL(text string) (base, query, tail string) {
	base = text
	if i := strings.IndexByte(base, '#'); i >= 0 {
		base, tail = base[:i], base[i:]
	}
	base, query, _ = strings.Cut(base, "?")
	return base, query, tail
}

// urlParams gives the parameters of a URL in their order.
func urlParams(text string) []queryParam {
	_, query, _ := splitURL(text)
	if query == "" {
		return nil
	}
	var out []queryParam
	for piece := range strings.SplitSeq(query, "&") {
		out = append(out, parseParam(piece))
	}
	return out
}

func parseParam(raw string) queryParam {
	name, value, _ := strings.Cut(raw, "=")
	return queryParam{Name: decodeParam(name), Value: decodeParam(value), raw: raw}
}

// decodeParam reads the encoding of forms (a plus is a blank), or gives the text as it is when it is not that or would
// not be readable.
func decodeParam(s string) string {
	d, err := url.QueryUnescape(s)
	if err != nil || !utf8.ValidString(d) || strings.ContainsFunc(d, unicode.IsControl) {
		return s
	}
	return d
}

// encodeParam encodes what would end or change a parameter, and leaves the rest as a person typed it, variables too.
func encodeParam(s string, name bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ', c == 0x7f, c == '%', c == '&', c == '#', c == '+', c == '"', c == '<', c == '>', c == '=' && name, c >= utf8.RuneSelf:
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)+0x100, 16)[1:]))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// withParams puts the parameters that are on in the place of the URL's query.
func withParams(text string, params []queryParam) string {
	base, _, tail := splitURL(text)
	var pieces []string
	for _, p := range params {
		if !p.Off {
			pieces = append(pieces, p.raw)
		}
	}
	if len(pieces) > 0 {
		base += "?" + strings.Join(pieces, "&")
	}
	return base + tail
}

// editedParams takes over what a table says: rows in its order. A row that is as it was keeps its raw text, wherever
// it stands now; any other is encoded anew.
func editedParams(old, rows []queryParam) []queryParam {
	used := make([]bool, len(old))
	out := make([]queryParam, len(rows))
	for i, row := range rows {
		k := sameParam(old, used, row, i)
		switch {
		case k >= 0:
			used[k], row.raw = true, old[k].raw
		case i < len(old) && !used[i]:
			row.raw = rawParam(row, strings.Contains(old[i].raw, "="))
		default:
			row.raw = rawParam(row, false)
		}
		out[i] = row
	}
	return out
}

// sameParam finds an old parameter with the name and value of row, at its own index if it can be.
func sameParam(old []queryParam, used []bool, row queryParam, i int) int {
	same := func(k int) bool { return !used[k] && old[k].Name == row.Name && old[k].Value == row.Value }
	if i < len(old) && same(i) {
		return i
	}
	for k := range old {
		if same(k) {
			return k
		}
	}
	return -1
}

func rawParam(p queryParam, equals bool) string {
	raw := encodeParam(p.Name, true)
	if p.Value != "" || equals {
		raw += "=" + encodeParam(p.Value, false)
	}
	return raw
}

// requestParams are the parameters of a request, those that are off at their places.
func requestParams(r store.Request) []queryParam {
	params := urlParams(r.URL)
	for _, d := range r.Directives {
		if d.Name != directiveParam {
			continue
		}
		index, raw, _ := strings.Cut(d.Value, " ")
		at, err := strconv.Atoi(index)
		if err != nil || raw == "" {
			continue
		}
		p := parseParam(raw)
		p.Off = true
		params = slices.Insert(params, min(max(at, 0), len(params)), p)
	}
	return params
}

// setRequestParams writes the parameters into the URL, and those that are off into the directives.
func setRequestParams(r store.Request, params []queryParam) store.Request {
	r = r.Clone()
	r.URL = withParams(r.URL, params)
	r.Directives = slices.DeleteFunc(r.Directives, func(d store.Directive) bool { return d.Name == directiveParam })
	for i, p := range params {
		if p.Off {
			r.Directives = append(r.Directives, store.Directive{Name: directiveParam, Value: strconv.Itoa(i) + " " + p.raw})
		}
	}
	return r
}
