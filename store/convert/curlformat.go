package convert

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"ladle/session"
	"ladle/store"
)

// CurlOptions say how FormatCurl writes.
type CurlOptions struct {
	Secrets bool // write credentials and cookies in clear; otherwise they are masked and the line cannot be run as it is
}

// FormatCurl writes a request as a command line for a POSIX shell that has curl send it: the headers that are on, in
// their order, and the body. It is one line, or one argument a line when it is long.
func FormatCurl(r store.Request, o CurlOptions) string {
	if !o.Secrets {
		r = maskRequest(r)
	}
	args, stdin := curlArgs(r)
	sep := " "
	if utf8.RuneCountInString(strings.Join(args, " ")) > 100 && len(args) > 2 {
		sep = " \\\n  "
	}
	line := "curl " + strings.Join(args, sep)
	if stdin != "" {
		line = stdin + " | " + line
	}
	return line
}

func maskRequest(r store.Request) store.Request {
	r = r.Clone()
	for i, f := range r.Fields {
		m := session.MaskField(session.Field{Name: f.Name, Value: f.Value})
		r.Fields[i].Value = m.Value
	}
	if i := strings.Index(r.URL, "://"); i >= 0 {
		rest := r.URL[i+3:]
		authority := rest[:strings.IndexAny(rest+"/", "/?#")]
		if at := strings.LastIndexByte(authority, '@'); at >= 0 {
			user, _, _ := strings.Cut(authority[:at], ":")
			r.URL = r.URL[:i+3] + user + ":" + session.Mask + rest[at:]
		}
	}
	return r
}

// curlArgs gives the quoted arguments, and a command for what only standard input can carry.
func curlArgs(r store.Request) (args []string, stdin string) {
	fields := r.SentFields()
	if method := curlMethod(r); method != "" {
		args = append(args, method)
	}
	args = append(args, versionFlag(r.Version)...)
	if strings.ContainsAny(r.URL, "[]{}") {
		args = append(args, "--globoff")
	}
	if strings.Contains(r.URL, "/./") || strings.Contains(r.URL, "/../") {
		args = append(args, "--path-as-is")
	}
	args = append(args, quoteURL(r.URL))
	for _, f := range fields {
		line := f.Name + ": " + f.Value
		if f.Value == "" {
			line = f.Name + ";"
		}
		args = append(args, "-H "+quote(line))
	}
	for _, name := range r.DroppedAuto {
		args = append(args, "-H "+quote(name+":"))
	}
	if r.Body.Kind == store.TextBody && r.Body.Text != "" || r.Body.Kind == store.FileBody {
		isType := func(f session.Field) bool { return strings.EqualFold(f.Name, "Content-Type") }
		if !slices.ContainsFunc(fields, isType) {
			args = append(args, "-H 'Content-Type:'") // curl would add the one of a form
		}
	}
	switch {
	case r.Body.Kind == store.FileBody:
		args = append(args, "--data-binary "+quote("@"+r.Body.File))
	case r.Body.Kind != store.TextBody || r.Body.Text == "":
	case strings.ContainsRune(r.Body.Text, 0): // no argument can hold it
		stdin = "printf " + quote(printfEscape(r.Body.Text))
		args = append(args, "--data-binary @-")
	default:
		args = append(args, "--data-raw "+quote(r.Body.Text))
	}
	return args, stdin
}

// curlMethod gives the flag for the method, "" where curl chooses the same by itself.
func curlMethod(r store.Request) string {
	body := r.Body.Kind == store.FileBody || r.Body.Kind == store.TextBody && r.Body.Text != ""
	switch m := r.Method; {
	case m == "" || m == "GET" && !body || m == "POST" && body:
		if m == "" && body {
			return "-X GET"
		}
		return ""
	case m == "HEAD" && !body:
		return "-I"
	default:
		return "-X " + quote(m)
	}
}

func versionFlag(version string) []string {
	switch version {
	case "HTTP/1.0":
		return []string{"--http1.0"}
	case "HTTP/1.1":
		return []string{"--http1.1"}
	case "HTTP/2", "HTTP/2.0":
		return []string{"--http2"}
	case "HTTP/3", "HTTP/3.0":
		return []string{"--http3"}
	}
	return nil
}

// quoteURL protects a URL that would look like a flag.
func quoteURL(u string) string {
	if strings.HasPrefix(u, "-") {
		return "--url " + quote(u)
	}
	if parsed, err := url.Parse(u); err == nil && u != "" && parsed.String() == u && !strings.ContainsAny(u, "&;()$!*?~'{}[]#|<>\"`\\ ") {
		return u
	}
	return quote(u)
}

// quote writes a word for the shell: as it is where nothing in it is special, in single quotes, or with $'...' where
// it holds control characters, which terminals and clipboards change.
func quote(s string) string {
	plain := func(c rune) bool {
		return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.ContainsRune("-_./:@%+,=", c)
	}
	if s != "" && strings.IndexFunc(s, func(c rune) bool { return !plain(c) }) < 0 {
		return s
	}
	special := func(c rune) bool { return c < ' ' && c != '\n' || c == 0x7f || c == '\uFFFD' }
	if strings.IndexFunc(s, special) < 0 {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return "$'" + escapeBytes(s, func(c byte) string {
		if c == '\'' {
			return `\'`
		}
		return ""
	}) + "'"
}

// printfEscape writes bytes as the format of the shell's printf.
func printfEscape(s string) string {
	return escapeBytes(s, func(c byte) string {
		if c == '%' {
			return "%%"
		}
		return ""
	})
}

// escapeBytes writes control characters, the backslash and bytes above ASCII as octal escapes, which the shell's
// quoting and its printf share, and what own gives as that.
func escapeBytes(s string, own func(byte) string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case own(c) != "":
			b.WriteString(own(c))
		case c == '\\':
			b.WriteString(`\\`)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
