package body

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Path returns where in a JSON text an offset is, as $[18799].payment.status; in NDJSON, in its line. It reads the text up to the
// offset, at some hundred megabytes a second, so it is for a worker; ctx stops it. Text that is no JSON gives the path as far as
// brackets and commas tell, and deeper than 10 000 levels it is empty.
func (d *Document) Path(ctx context.Context, off int64) (string, error) {
	if !d.opt.Language.jsonLike() || d.opt.Hex {
		return "", nil
	}
	at := int64(0)
	if d.opt.Language == NDJSON {
		at = d.LineAt(off).Anchor
	}
	s := pathScan{place: off}
	buf := make([]byte, inputBytes)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := readAt(d.src, buf, at)
		if err != nil {
			return "", fmt.Errorf("read body: %w", err)
		}
		if n == 0 || !s.scan(buf[:n], at) {
			return s.String(), nil
		}
		at += int64(n)
	}
}

// pathLevel is an object or array around the place.
type pathLevel struct {
	array   bool
	index   int64
	key     string // as written, with quotes
	wantKey bool
}

// pathScan follows a JSON text to a place. A key is taken when its string is complete, so the scan goes on to the end of a string that
// the place is in.
type pathScan struct {
	place  int64
	levels []pathLevel
	mode   lexMode // lexClean, lexString or lexEscape
	taking bool    // the string is a key
	key    []byte
	deep   bool
}

// keyShown is the longest key that is shown in full.
const keyShown = 256

// scan follows b, which is at an offset of the text, and reports whether the place lies further on.
func (s *pathScan) scan(b []byte, at int64) bool {
	for i := 0; i < len(b); {
		if s.mode != lexClean {
			end, open := stringEnd(b, i, s.mode == lexEscape)
			s.take(b[i:end])
			s.mode, i = open, end
			if open == lexClean {
				s.endString()
			}
			continue
		}
		if at+int64(i) > s.place || s.deep {
			return false
		}
		s.token(b[i])
		i++
	}
	return true
}

func (s *pathScan) take(b []byte) {
	if s.taking {
		s.key = append(s.key, b[:min(len(b), keyShown-min(len(s.key), keyShown))]...)
	}
}

func (s *pathScan) endString() {
	if s.taking {
		top := &s.levels[len(s.levels)-1]
		top.key, top.wantKey = string(s.key), false
		s.taking = false
	}
}

func (s *pathScan) token(c byte) {
	n := len(s.levels)
	switch c {
	case '"':
		s.mode = lexString
		if n > 0 && s.levels[n-1].wantKey {
			s.taking, s.key = true, append(s.key[:0], '"')
		}
	case '{', '[':
		if n == maxDepth {
			s.levels, s.deep = nil, true
			return
		}
		s.levels = append(s.levels, pathLevel{array: c == '[', wantKey: c == '{'})
	case '}', ']':
		s.levels = s.levels[:max(n-1, 0)]
	case ',':
		if n > 0 {
			top := &s.levels[n-1]
			top.index++
			top.wantKey, top.key = !top.array, ""
		}
	}
}

// String returns the path in the notation of RFC 9535, names that are not plain words in brackets.
func (s *pathScan) String() string {
	if s.deep {
		return ""
	}
	var b strings.Builder
	b.WriteByte('$')
	for _, l := range s.levels {
		switch {
		case l.array:
			b.WriteString("[" + strconv.FormatInt(l.index, 10) + "]")
		case plainName(l.key):
			b.WriteString("." + l.key[1:len(l.key)-1])
		case l.key != "":
			b.WriteString("[" + visibleText(l.key) + "]")
		}
	}
	return b.String()
}

// visibleText shows a piece of the body as a row does.
func visibleText(s string) string {
	var p painter
	p.visible([]byte(s))
	return p.text.String()
}

// plainName reports a quoted key that is a word: letters, digits and underscores, no digit first.
func plainName(key string) bool {
	if len(key) < 3 || key[len(key)-1] != '"' || key[1]-'0' < 10 {
		return false
	}
	for _, c := range []byte(key[1 : len(key)-1]) {
		if c != '_' && c-'0' > 9 && c|0x20-'a' > 25 {
			return false
		}
	}
	return true
}
