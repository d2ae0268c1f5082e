package convert

import (
	"crypto/rand"
	"path"
	"strings"

	"ladle/store"
)

// part is one -F of a command line.
type part struct {
	name, text, kind string
	fileName         string
	headers          []string
}

// form takes a -F or, with plain, a --form-string.
func (c *curlLine) form(v string, plain bool) {
	name, rest, ok := strings.Cut(v, "=")
	if !ok {
		c.note("-F "+v, "a form field needs the form name=content")
		return
	}
	p := part{name: name, text: rest}
	if !plain {
		c.formContent(&p, rest)
	}
	c.parts = append(c.parts, p)
}

func (c *curlLine) formContent(p *part, rest string) {
	file := ""
	if rest != "" && (rest[0] == '@' || rest[0] == '<') {
		file, rest = rest[:1], rest[1:]
	}
	var options []string
	p.text, options = splitForm(rest)
	for _, o := range options {
		key, value, _ := strings.Cut(o, "=")
		switch key {
		case "type":
			p.kind = value
		case "filename":
			p.fileName = value
		case "headers":
			p.headers = append(p.headers, value)
		default:
			c.note("-F "+p.name, "the option "+key+" is left out")
		}
	}
	if file == "" {
		return
	}
	c.note("-F "+p.name+"="+file+p.text, "the file is not read; its part of the body is empty")
	if file == "@" {
		if p.fileName == "" {
			p.fileName = path.Base(strings.ReplaceAll(p.text, `\`, "/"))
		}
		if p.kind == "" {
			p.kind = "application/octet-stream"
		}
	}
	p.text = ""
}

// formOptions are the words that may follow a semicolon; any other belongs to the content.
var formOptions = []string{"type=", "filename=", "headers=", "encoder="}

// splitForm takes the content, which may be quoted, and the options that follow it.
func splitForm(s string) (content string, options []string) {
	content, s = formValue(s)
	for strings.HasPrefix(s, ";") {
		s = strings.TrimLeft(s[1:], " ")
		key := s[:strings.IndexByte(s+"=", '=')]
		if key == s {
			break
		}
		var value string
		value, s = formValue(s[len(key)+1:])
		options = append(options, key+"="+value)
	}
	return content, options
}

// formValue reads a value up to the semicolon that begins an option.
func formValue(s string) (value, rest string) {
	if strings.HasPrefix(s, `"`) {
		var b strings.Builder
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
				i++
				b.WriteByte(s[i])
			case s[i] == '"':
				return b.String(), strings.TrimLeft(s[i+1:], " ")
			default:
				b.WriteByte(s[i])
			}
		}
	}
	for i := 0; i < len(s); i++ {
		if s[i] != ';' {
			continue
		}
		after := strings.TrimLeft(s[i+1:], " ")
		for _, o := range formOptions {
			if strings.HasPrefix(after, o) {
				return s[:i], s[i:]
			}
		}
	}
	return s, ""
}

// multipart writes the form as a body of its own (RFC 7578).
func (c *curlLine) multipart() store.RequestBody {
	boundary := "------------------------" + rand.Text()[:22]
	escape := strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")
	if c.formEscape {
		escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	}
	var b strings.Builder
	for _, p := range c.parts {
		b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escape.Replace(p.name) + `"`)
		if p.fileName != "" {
			b.WriteString(`; filename="` + escape.Replace(p.fileName) + `"`)
		}
		if p.kind != "" {
			b.WriteString("\r\nContent-Type: " + p.kind)
		}
		for _, h := range p.headers {
			b.WriteString("\r\n" + h)
		}
		b.WriteString("\r\n\r\n" + p.text + "\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	return store.RequestBody{Kind: store.TextBody, Text: b.String(), ContentType: "multipart/form-data; boundary=" + boundary}
}
