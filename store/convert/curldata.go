package convert

import (
	"strings"

	"ladle/store"
)

// piece is one -d of a command line.
type piece struct {
	text string
	file string // "" unless the data come from a file
	crlf bool   // curl takes the line breaks out of the file
	json bool   // of --json: joined without &
}

// data takes one of the flags that give a body.
func (c *curlLine) data(kind, v string) {
	p := piece{text: v}
	switch kind {
	case "data", "data-ascii":
		if name, ok := strings.CutPrefix(v, "@"); ok {
			p = piece{file: name, crlf: true}
		}
	case "data-binary", "json":
		if name, ok := strings.CutPrefix(v, "@"); ok {
			p = piece{file: name}
		}
	case "data-urlencode":
		p = c.encoded("--data-urlencode", v)
	}
	p.json = kind == "json"
	c.json = c.json || p.json
	c.pieces = append(c.pieces, p)
}

// encoded takes the five forms of --data-urlencode: content, =content, name=content, @file and name@file.
func (c *curlLine) encoded(about, v string) piece {
	i := strings.IndexAny(v, "=@")
	switch {
	case i < 0:
		return piece{text: formEscape(v)}
	case v[i] == '@':
		c.note(about+" "+v, "the file is not read; add its content to the request")
		if i == 0 {
			return piece{}
		}
		return piece{text: v[:i] + "="}
	case i == 0:
		return piece{text: formEscape(v[1:])}
	}
	return piece{text: v[:i] + "=" + formEscape(v[i+1:])}
}

// formEscape encodes as curl does: everything but the unreserved characters of RFC 3986 section 2.3, a space as +.
func formEscape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('+')
		case c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z', c == '-', c == '.', c == '_', c == '~':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// urlQuery takes --url-query: like --data-urlencode, but a leading + means that the rest is encoded already.
func (c *curlLine) urlQuery(v string) {
	if plain, ok := strings.CutPrefix(v, "+"); ok {
		c.query = append(c.query, plain)
		return
	}
	if p := c.encoded("--url-query", v); p.text != "" {
		c.query = append(c.query, p.text)
	}
}

// joinPieces puts the data together; a piece of a file cannot be joined with others and is left out.
func (c *curlLine) joinPieces() string {
	var b strings.Builder
	for i, p := range c.pieces {
		if i > 0 && !p.json && b.Len() > 0 {
			b.WriteByte('&')
		}
		if p.file != "" {
			c.note("@"+p.file, "a file among other data is not read; add its content to the request")
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// body makes the body that the flags describe. ContentType is curl's default for it.
func (c *curlLine) body() store.RequestBody {
	switch {
	case c.upload != "":
		return c.fileBody(c.upload, "")
	case len(c.parts) > 0:
		return c.multipart()
	case len(c.pieces) == 0 || c.get:
		return store.RequestBody{}
	}
	kind := "application/x-www-form-urlencoded"
	if c.json {
		kind = "application/json"
	}
	if p := c.pieces[0]; len(c.pieces) == 1 && p.file != "" {
		if p.crlf && p.file != "-" {
			c.note("-d @"+p.file, "curl takes the line breaks out of the file; here it is sent as it is")
		}
		return c.fileBody(p.file, kind)
	}
	text := c.joinPieces()
	if text == "" {
		c.rows = append(c.rows, store.FieldRow{Name: "Content-Type", Value: kind})
		return store.RequestBody{}
	}
	return store.RequestBody{Kind: store.TextBody, Text: text, ContentType: kind}
}

func (c *curlLine) fileBody(name, kind string) store.RequestBody {
	if name == "-" || name == "." {
		c.note("@"+name, "standard input is not read; choose the body in the request")
		return store.RequestBody{}
	}
	return store.RequestBody{Kind: store.FileBody, File: name, ContentType: kind}
}
