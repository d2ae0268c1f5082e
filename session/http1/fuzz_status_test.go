package http1_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ladle/session/http1"
)

// statusLineForm is RFC 9112, section 4, with what we read past: zeros before a digit of the version, ICY, no space where
// there is no reason.
var statusLineForm = regexp.MustCompile(`^(?:HTTP/0*1\.0*[01]|ICY) ([1-9][0-9][0-9])(?: (.*))?$`)

// statusLineRules are those that can refuse a head whose only line is the status line.
var statusLineRules = []string{"not-http", "unknown-version", "bad-status-code", "nul-in-head", "bare-cr", "line-too-long"}

// FuzzStatusLine holds that exactly the lines of that form are read, each for what it says, and every other one is refused
// by a rule about status lines.
func FuzzStatusLine(f *testing.F) {
	for _, row := range acceptedHeads {
		f.Add(firstLine(row.in))
	}
	for _, row := range refusedHeads {
		f.Add(firstLine(row.in))
	}
	for _, line := range []string{"1.1 200 OK", "1.0 200 OK", "HTTP/1.1 099 x", "HTTP/11 200", "http/1.1 200 OK", "HTTP/1.1 200\tOK", "HTTP/1.1 2000", "HTTP/1. 200 OK", "HTTP/.1 200 OK",
		"HTTP/1.1 200 " + strings.Repeat("x", 17<<10)} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if line == "" || strings.Contains(line, "\n") {
			return
		}
		h, err := http1.NewReader(strings.NewReader(line+"\r\n\r\n"), http1.Limits{}).Head()
		m := statusLineForm.FindStringSubmatch(line)
		if m == nil || strings.ContainsAny(line, "\x00\r") || len(line) > 16<<10 {
			var e *http1.Error
			if !errors.As(err, &e) || !slices.Contains(statusLineRules, e.Finding.Rule) {
				t.Fatalf("%q: %v, %v", line, h, err)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if got := string(rune('0'+h.Status/100)) + string(rune('0'+h.Status/10%10)) + string(rune('0'+h.Status%10)); got != m[1] || h.Reason != m[2] {
			t.Fatalf("%q: %s %q", line, got, h.Reason)
		}
	})
}

func firstLine(head string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(head, "\r\n"), "\n")
	return strings.TrimRight(line, "\r")
}
