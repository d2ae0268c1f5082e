package convert

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"ladle/store"
)

// Errors of ParseCurl.
var (
	ErrNotCurl = errors.New("not a curl command")
	ErrNoURL   = errors.New("the curl command has no URL")
)

// FlagError names a flag that curl does not have, or that lacks its argument.
type FlagError struct {
	Flag    string
	Missing bool // its argument
}

func (e *FlagError) Error() string {
	if e.Missing {
		return "the flag " + e.Flag + " needs an argument"
	}
	return "curl has no flag " + e.Flag
}

var (
	prompt      = regexp.MustCompile(`^[$#>%] +`)
	curlCommand = regexp.MustCompile(`^(?:(?:[A-Za-z]:)?[\w.~/\\-]*[/\\])?curl(?:\.exe)?(?:\s|$)`)
)

// commandIn takes the white space and the prompt off a text that was pasted.
func commandIn(text string) string {
	text = strings.TrimSpace(text)
	return text[len(prompt.FindString(text)):]
}

// IsCurl says whether a text, such as one that was pasted, is a curl command line.
func IsCurl(text string) bool { return curlCommand.MatchString(commandIn(text)) }

// ParseCurl reads a curl command line, quoted for a POSIX shell or for the command interpreter of Windows. The
// request is what curl would send, as far as a request can say it; flags that concern the session, the output or the
// machine become notes. A flag that curl does not have is a *FlagError. Files are never opened.
func ParseCurl(cmdline string) (store.Request, []Note, error) {
	text := commandIn(cmdline)
	if !curlCommand.MatchString(text) {
		return store.Request{}, nil, ErrNotCurl
	}
	words, rest, err := splitWords(text)
	if err != nil {
		return store.Request{}, nil, fmt.Errorf("read the curl command: %w", err)
	}
	c := &curlLine{notes: notesOn(words)}
	if rest != "" {
		c.note(firstLine(rest), "what follows the command is left out")
	}
	if err := c.parse(words[1:]); err != nil {
		return store.Request{}, c.notes, err
	}
	req, err := c.request()
	return req, c.notes, err
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return strings.TrimSpace(s)
}

// curlLine is a command line while its flags are read.
type curlLine struct {
	notes []Note

	urls       []string
	method     string
	rows       []store.FieldRow
	dropped    []string
	agent      *string
	referer    string
	cookies    []string
	user       string
	bearer     string
	scheme     string
	byteRange  string
	version    string
	upload     string
	query      []string
	pieces     []piece
	json       bool
	parts      []part
	formEscape bool
	get, head  bool
	next       bool
}

func (c *curlLine) note(about, what string) {
	n := Note{About: about, What: what}
	for _, have := range c.notes {
		if have == n {
			return
		}
	}
	c.notes = append(c.notes, n)
}

// parse goes through the words as curl does: letters may share one dash, an argument may follow its letter at once.
func (c *curlLine) parse(words []word) error {
	for i := 0; i < len(words); i++ {
		text := words[i].text
		var err error
		used := 0
		switch {
		case strings.HasPrefix(text, "--") && len(text) > 2:
			used, err = c.long(text, words[i+1:])
		case strings.HasPrefix(text, "-") && len(text) > 1:
			used, err = c.short(text, words[i+1:])
		case text != "" && text != "--":
			c.addURL(text)
		}
		if err != nil {
			return err
		}
		if c.next {
			c.note("--next", "only the first request is read")
			return nil
		}
		i += used
	}
	return nil
}

func (c *curlLine) long(text string, following []word) (used int, err error) {
	name := text[2:]
	f, ok := curlFlags[name]
	if !ok {
		f, ok = curlFlags[strings.TrimPrefix(name, "no-")]
		if !ok || f.arg || !strings.HasPrefix(name, "no-") {
			return 0, &FlagError{Flag: text}
		}
		return 0, nil // a switch turned off, as it is from the start
	}
	if !f.arg {
		c.apply(text, f, "")
		return 0, nil
	}
	if len(following) == 0 {
		return 0, &FlagError{Flag: text, Missing: true}
	}
	c.apply(text, f, following[0].text)
	return 1, nil
}

func (c *curlLine) short(text string, following []word) (used int, err error) {
	for i := 1; i < len(text); i++ {
		f, ok := curlFlags[shortFlags[text[i]]]
		name := "-" + text[i:i+1]
		switch {
		case !ok:
			return 0, &FlagError{Flag: name}
		case !f.arg:
			c.apply(name, f, "")
			continue
		case i+1 < len(text):
			c.apply(name, f, text[i+1:])
			return 0, nil
		case len(following) == 0:
			return 0, &FlagError{Flag: name, Missing: true}
		}
		c.apply(name, f, following[0].text)
		return 1, nil
	}
	return 0, nil
}

func (c *curlLine) apply(name string, f flag, arg string) {
	if f.use != nil {
		f.use(c, arg)
		return
	}
	if f.what != "" {
		c.note(name, f.what)
	}
}

func (c *curlLine) addURL(u string) { c.urls = append(c.urls, u) }

// header takes a -H: "Name: value" sets, "Name;" sends an empty value, "Name:" takes an automatic header away.
func (c *curlLine) header(line string) {
	if strings.HasPrefix(line, "@") {
		c.note("-H "+line, "headers from a file are not read; add them to the request")
		return
	}
	line = strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, line)
	name, value, ok := strings.Cut(line, ":")
	value = strings.Trim(value, " \t")
	switch {
	case ok && name != "" && value != "":
		c.rows = append(c.rows, store.FieldRow{Name: name, Value: value})
	case ok && name != "":
		c.dropped = append(c.dropped, name)
	case strings.HasSuffix(strings.TrimSpace(line), ";"):
		c.rows = append(c.rows, store.FieldRow{Name: strings.TrimSuffix(strings.TrimSpace(line), ";")})
	default:
		c.note("-H "+line, "a header needs the form Name: value")
	}
}

func (c *curlLine) refer(v string) {
	v, auto := strings.CutSuffix(v, ";auto")
	if auto {
		c.note("-e ;auto", "redirects send no Referer of their own")
	}
	c.referer = v
}

func (c *curlLine) cookie(v string) {
	if !strings.Contains(v, "=") {
		if v != "" {
			c.note("-b "+v, "cookies from a file are not read; the session has a cookie jar")
		}
		return
	}
	c.cookies = append(c.cookies, v)
}

// has says whether a -H set or took away the header; such a line wins over every other flag.
func (c *curlLine) has(name string) bool {
	for _, f := range c.rows {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	for _, d := range c.dropped {
		if strings.EqualFold(d, name) {
			return true
		}
	}
	return false
}

func (c *curlLine) add(name, value string) {
	if value != "" && !c.has(name) {
		c.rows = append(c.rows, store.FieldRow{Name: name, Value: value})
	}
}
