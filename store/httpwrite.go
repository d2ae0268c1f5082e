package store

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// FormatError says why a request cannot be written into an .http file.
type FormatError struct {
	Part string // "body", "URL", "header", "title" or "request"
	What string // a sentence
}

func (e *FormatError) Error() string { return e.What }

var methodToken = regexp.MustCompile("^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*$")

// FormatHTTP writes r as one section of an .http file that begins with its ### line and ends with a line end. What
// ParseHTTP reads from it is r with its defaults filled in; a request for which that cannot hold, such as one with a
// body line that begins with ###, is refused with a *FormatError.
func FormatHTTP(r Request) (string, error) { return formatSection(r, true) }

// formatSection writes a section; the first of a file needs no ### line unless it has a title.
func formatSection(r Request, marked bool) (string, error) {
	r = r.canonical()
	if err := checkWritable(r); err != nil {
		return "", err
	}
	var b strings.Builder
	if marked || r.Name != "" {
		b.WriteString(strings.TrimRight("### "+r.Name, " ") + "\n")
	}
	writeLead(&b, r)
	writeHead(&b, r)
	writeBody(&b, r)
	text := b.String()
	back := ParseHTTP([]byte(text))
	if len(back.Requests) != 1 || !reflect.DeepEqual(back.Requests[0].Request, r) {
		return "", &FormatError{Part: "request", What: "an .http file cannot hold this request: reading it back gives another one"}
	}
	return text, nil
}

func writeLead(b *strings.Builder, r Request) {
	if r.ID != "" {
		fmt.Fprintf(b, "# @%s %s\n", directiveName, r.ID)
	}
	for _, d := range r.Directives {
		b.WriteString(strings.TrimRight("# @"+d.Name+" "+d.Value, " ") + "\n")
	}
	for _, name := range r.DroppedAuto {
		fmt.Fprintf(b, "# @%s %s\n", directiveDrop, name)
	}
	if end := bodyLineEnds(r.Body); end != "" {
		fmt.Fprintf(b, "# @%s %s\n", directiveBodyEnd, strconv.Quote(end))
	}
	if r.Lead != "" {
		b.WriteString(r.Lead + "\n")
	}
}

func writeHead(b *strings.Builder, r Request) {
	b.WriteString(strings.TrimRight(r.Method+" "+r.URL, " "))
	if r.Version != "" {
		b.WriteString(" " + r.Version)
	}
	b.WriteByte('\n')
	for _, f := range r.Fields {
		if f.Off {
			fmt.Fprintf(b, "# @%s ", directiveOff)
		}
		b.WriteString(strings.TrimRight(f.Name+": "+f.Value, " ") + "\n")
	}
}

func writeBody(b *strings.Builder, r Request) {
	switch {
	case r.Body.Kind == FileBody && r.Body.Template:
		b.WriteString("\n<@ " + r.Body.File + "\n")
	case r.Body.Kind == FileBody:
		b.WriteString("\n< " + r.Body.File + "\n")
	case r.Body.Kind == TextBody:
		b.WriteString("\n" + strings.TrimRight(r.Body.Text, "\r\n") + "\n")
	}
	if r.After != "" {
		b.WriteString("\n" + r.After + "\n")
	}
}

// bodyLineEnds is the run of line ends that closes a text body; the format itself cannot show it.
func bodyLineEnds(body RequestBody) string {
	if body.Kind != TextBody {
		return ""
	}
	return body.Text[len(strings.TrimRight(body.Text, "\r\n")):]
}

// checkWritable names what the format has no way to write, so that the person learns which part to change.
func checkWritable(r Request) error {
	switch {
	case !methodToken.MatchString(r.Method):
		return &FormatError{Part: "request", What: fmt.Sprintf("%q is not a method", r.Method)}
	case strings.ContainsAny(r.URL, "\r\n"):
		return &FormatError{Part: "URL", What: "the URL has a line break"}
	case strings.ContainsAny(r.Name+r.ID, "\r\n"):
		return &FormatError{Part: "title", What: "the title has a line break"}
	}
	for _, f := range r.Fields {
		if strings.ContainsAny(f.Name, ":\r\n") || strings.ContainsAny(f.Value, "\r\n") || isComment(f.Name) {
			return &FormatError{Part: "header", What: fmt.Sprintf("the header %q cannot stand on a line of its own", f.Name)}
		}
	}
	if r.Body.Kind == TextBody {
		return checkBody(r.Body.Text)
	}
	return nil
}

func checkBody(text string) error {
	blank := true
	for n, line := range strings.Split(text, "\n") {
		what := ""
		switch line = strings.TrimSuffix(line, "\r"); {
		case isSeparator(line):
			what = "begins with ###, which ends a request in an .http file"
		case blank && afterLine.MatchString(line):
			what = "looks like a response script of an .http file"
		}
		if what != "" {
			return &FormatError{Part: "body", What: fmt.Sprintf("line %d of the body %s; keep the body in a file of its own", n+1, what)}
		}
		blank = line == ""
	}
	if bodyFileLine.MatchString(text) && !strings.ContainsAny(text, "\n") {
		return &FormatError{Part: "body", What: "a body of the form \"< name\" names a file in an .http file; keep the body in a file of its own"}
	}
	return nil
}
