package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"ladle/session"
)

// dataKind says how a flag's data becomes a part of the body.
type dataKind uint8

const (
	formData dataKind = iota // @file without line breaks and NUL
	rawData                  // never a file
	binaryData
	encodedData
	jsonData // not joined with &
)

// dataPart is one -d or a relative of it.
type dataPart struct {
	kind dataKind
	text string
}

// request is what every message of one command line is made of. It is immutable once composed.
type request struct {
	method       string
	url          string
	note         string // what was assumed about the URL
	edits        []edit
	contentType  string // of the body, where the user gave none
	body         session.Body
	flags        session.Flags
	account      *account // of -u, nil without
	proxyAccount *account // of --proxy-user, nil without
	proxy        session.ProxyResolver
}

// edit is one field to add, or one to leave out.
type edit struct {
	name, value string
	leaveOut    bool
}

// fileError says that a file of the command line cannot be read.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string {
	var p *os.PathError
	if errors.As(e.err, &p) {
		return fmt.Sprintf("%s cannot be read: %v", e.name, p.Err)
	}
	return fmt.Sprintf("%s cannot be read: %v", e.name, e.err)
}

func (e *fileError) Unwrap() error { return e.err }

// composer turns options into a request. Stdin can be read once.
type composer struct {
	o     *sendOptions
	stdin io.Reader
	used  bool
}

// compose reads the files and stdin that o names. The error is a *fileError or a sentence about the command line; the URL
// and the fields are checked when a message is made.
func (o *sendOptions) compose(stdin io.Reader) (*request, error) {
	c := composer{o: o, stdin: stdin}
	r := &request{method: o.method}
	r.url, r.note = withScheme(o.urls[0])
	if o.noLocation {
		r.flags |= session.NoRedirect
	}
	if o.repeat > 0 {
		r.flags |= session.OverwriteChunks
	}
	if err := c.headers(r); err != nil {
		return nil, err
	}
	if err := c.content(r); err != nil {
		return nil, err
	}
	if r.method == "" {
		r.method = o.impliedMethod()
	}
	return r, nil
}

func (o *sendOptions) impliedMethod() string {
	switch {
	case o.head:
		return "HEAD"
	case o.uploads:
		return "PUT"
	case len(o.data) > 0 && !o.get:
		return "POST"
	}
	return "GET"
}

// headers reads -H, -A, -e and what --json implies.
func (c *composer) headers(r *request) error {
	var given []edit
	for _, h := range c.o.headers {
		lines := []string{h}
		if name, ok := strings.CutPrefix(h, "@"); ok {
			b, err := c.read(name)
			if err != nil {
				return err
			}
			lines = strings.Split(string(b), "\n")
		}
		for _, line := range lines {
			line = strings.TrimRight(line, "\r\n")
			if strings.TrimSpace(line) == "" {
				continue
			}
			e, err := readHeader(line)
			if err != nil {
				return err
			}
			given = append(given, e)
		}
	}
	agent := AppName + "/" + AppVersion
	if c.o.agent != nil {
		agent = *c.o.agent
	}
	r.automatic(given, "User-Agent", agent)
	if c.o.isJSON() {
		r.automatic(given, "Accept", "application/json")
	}
	if c.o.referer != "" {
		r.automatic(given, "Referer", c.o.referer)
	}
	r.edits = append(r.edits, given...)
	return nil
}

// automatic adds a field unless the user gave one of that name, or left it out.
func (r *request) automatic(given []edit, name, value string) {
	if !mentions(given, name) && value != "" {
		r.edits = append(r.edits, edit{name: name, value: value})
	}
}

func mentions(edits []edit, name string) bool {
	for _, e := range edits {
		if strings.EqualFold(e.name, name) {
			return true
		}
	}
	return false
}

// errNoColon does not repeat the line, which may be a secret.
var errNoColon = errors.New("a line of -H has no colon; write 'Name: value'")

// readHeader reads a line of -H: "Name: value", "Name;" for an empty value, "Name:" for none.
func readHeader(line string) (edit, error) {
	name, value, colon := strings.Cut(line, ":")
	if !colon {
		bare, ok := strings.CutSuffix(strings.TrimRight(line, " \t"), ";")
		if !ok {
			return edit{}, errNoColon
		}
		return edit{name: strings.TrimSpace(bare)}, nil
	}
	value = strings.Trim(value, " \t")
	return edit{name: strings.TrimSpace(name), value: value, leaveOut: value == ""}, nil
}

func (o *sendOptions) isJSON() bool {
	for _, d := range o.data {
		if d.kind == jsonData {
			return true
		}
	}
	return false
}

// content reads the body, or with -G the query.
func (c *composer) content(r *request) error {
	o := c.o
	switch {
	case o.uploads && o.upload == "-":
		c.used = true
		r.body = session.BodyReader(c.stdin, -1)
		return nil
	case o.uploads:
		r.url = uploadURL(r.url, o.upload)
		return r.file(o.upload)
	case len(o.data) == 0:
		return nil
	}
	r.contentType = "application/x-www-form-urlencoded"
	if o.isJSON() {
		r.contentType = "application/json"
	}
	if name, ok := strings.CutPrefix(o.data[0].text, "@"); ok && len(o.data) == 1 && o.data[0].kind == binaryData && !o.get && name != "-" {
		return r.file(name) // as long as it likes
	}
	b, err := c.join()
	if err != nil {
		return err
	}
	if o.get {
		r.url, r.contentType = withQuery(r.url, string(b)), ""
		return nil
	}
	r.body = session.BodyBytes(b)
	return nil
}

// file makes a file the body, after a look whether it can be read.
func (r *request) file(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return &fileError{name, err}
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && st.IsDir() {
		return &fileError{name, errors.New("it is a folder")}
	}
	r.body = session.BodyFile(name)
	return nil
}

// join puts the parts of the data together.
func (c *composer) join() ([]byte, error) {
	var out []byte
	for i, d := range c.o.data {
		if i > 0 && d.kind != jsonData {
			out = append(out, '&')
		}
		b, err := c.part(d)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	return out, nil
}

func (c *composer) part(d dataPart) ([]byte, error) {
	if d.kind == rawData {
		return []byte(d.text), nil
	}
	if d.kind == encodedData {
		return c.encoded(d.text)
	}
	name, file := strings.CutPrefix(d.text, "@")
	if !file {
		return []byte(d.text), nil
	}
	b, err := c.read(name)
	if err == nil && d.kind == formData {
		b = slices.DeleteFunc(b, func(c byte) bool { return c == '\r' || c == '\n' || c == 0 })
	}
	return b, err
}

// encoded reads the five forms of --data-urlencode. As in curl, the first = decides before the first @, and a blank
// becomes +.
func (c *composer) encoded(text string) ([]byte, error) {
	if name, content, ok := strings.Cut(text, "="); ok {
		return named(name, []byte(content)), nil
	}
	name, file, ok := strings.Cut(text, "@")
	if !ok {
		return named("", []byte(text)), nil
	}
	b, err := c.read(file)
	if err != nil {
		return nil, err
	}
	return named(name, b), nil
}

func named(name string, content []byte) []byte {
	v := url.QueryEscape(string(content))
	if name == "" {
		return []byte(v)
	}
	return []byte(name + "=" + v)
}

var errStdinTwice = errors.New("stdin is named twice, and can be read once")

// read gives a file, or stdin for "-".
func (c *composer) read(name string) ([]byte, error) {
	if name != "-" {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, &fileError{name, err}
		}
		return b, nil
	}
	if c.used {
		return nil, errStdinTwice
	}
	c.used = true
	b, err := io.ReadAll(c.stdin)
	if err != nil {
		return nil, &fileError{"stdin", err}
	}
	return b, nil
}

// message makes a new message. The error is a *session.URLError or a *session.FieldError.
func (r *request) message() (*session.Message, error) {
	m, err := session.NewMessage(r.method, r.url)
	if err == nil {
		_, err = session.ParseURL(r.url)
	}
	if err != nil {
		return nil, err
	}
	for _, e := range r.edits {
		if e.leaveOut {
			m.LeaveOut(e.name)
			continue
		}
		if err := m.AddField(e.name, e.value); err != nil {
			return nil, err
		}
	}
	m.SetFlags(r.flags)
	if r.body == nil {
		return m, m.SetBody("", session.NoBody(r.method))
	}
	kind := r.contentType
	if mentions(r.edits, "Content-Type") {
		kind = ""
	}
	return m, m.SetBody(kind, r.body)
}
