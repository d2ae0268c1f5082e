package http1

import (
	"strconv"
	"strings"
)

// FramingKind says what ends the body of a response.
type FramingKind int

// The kinds of framing (RFC 9112, section 6.3).
const (
	NoBody     FramingKind = iota // there is none, whatever the fields say
	Length                        // Content-Length bytes
	Chunked                       // the last chunk
	UntilClose                    // the end of the connection
)

// String returns the kind in lower case.
func (k FramingKind) String() string {
	switch k {
	case NoBody:
		return "no body"
	case Length:
		return "length"
	case Chunked:
		return "chunked"
	case UntilClose:
		return "until close"
	}
	return "unknown framing"
}

// Framing is how long the body of a response is.
type Framing struct {
	Kind     FramingKind // how the end is known
	Length   int64       // bytes of the body when Kind is Length, else 0
	Findings []Finding   // rules that the framing fields break, when they did not refuse the response
	doubt    string      // why the connection must not be used again although the body has an end
}

// ResponseFraming says how long the body of the response h to a request of the given method is (RFC 9112, section 6.3). It is
// pure. A response to HEAD, a 1xx, 204 or 304, and a 2xx to CONNECT have no body whatever their fields say. The error is an
// *Error Malformed for fields that are wrong or contradict each other; h.Lenient turns those with a customary reading into Findings.
func ResponseFraming(method string, h *ResponseHead) (Framing, error) {
	if withoutBody(method, h.Status) {
		return Framing{}, nil
	}
	f, n := bodyFraming(h, h.Lenient)
	if err := n.failed(); err != nil {
		err.Head, err.Raw = h, []byte(h.Raw)
		return Framing{}, err
	}
	f.Findings = n.list
	return f, nil
}

func withoutBody(method string, status int) bool {
	return method == "HEAD" || status/100 == 1 || status == 204 || status == 304 || method == "CONNECT" && status/100 == 2
}

// bodyFraming reads the framing fields; the notes have a refusal if they cannot be followed.
func bodyFraming(h *ResponseHead, lenient bool) (Framing, notes) {
	w := framingReader{h: h, notes: notes{lenient: lenient}}
	if h.Fields.Has("Transfer-Encoding") {
		return w.transferCoding(), w.notes
	}
	return w.contentLength(), w.notes
}

type framingReader struct {
	notes
	h     *ResponseHead
	doubt string
}

// broken adds a finding at the nth line of the named field. A rule is said once: a list can repeat a length thousands of times.
func (w *framingReader) broken(ru *rule, name string, nth int, detail string) (stop bool) {
	if w.has(ru) {
		return false
	}
	line, off, n := locate(w.h.Raw, name, nth)
	if !ru.tolerated() { // only lenient reading comes to use it
		w.doubt = "its framing fields are in doubt"
	}
	return w.add(ru, line, off, n, detail)
}

func (w *framingReader) transferCoding() Framing {
	if w.h.Fields.Has("Content-Length") {
		w.broken(lengthAndChunked, "Content-Length", 0, "")
	}
	if !onlyChunked(w.h.Fields) {
		w.broken(unknownCoding, "Transfer-Encoding", 0, strings.Join(w.h.Fields.Values("Transfer-Encoding"), ", "))
		return Framing{Kind: UntilClose}
	}
	if w.h.Minor == 0 {
		w.broken(codingInOld, "Transfer-Encoding", 0, "")
		w.doubt = "HTTP/1.0 has no transfer codings"
	}
	return Framing{Kind: Chunked, doubt: w.doubt}
}

// onlyChunked says whether the codings are chunked, once. Nothing else was offered, so nothing else can be meant.
func onlyChunked(fields Fields) bool {
	n := 0
	for coding := range fields.elements("Transfer-Encoding") {
		if n++; n > 1 || !sameName(coding, "chunked") {
			return false
		}
	}
	return n == 1
}

func (w *framingReader) contentLength() Framing {
	length, nth := int64(-1), 0
	for i := range w.h.Fields {
		if !sameName(w.h.Fields[i].Name, "Content-Length") {
			continue
		}
		for element := range strings.SplitSeq(w.h.Fields[i].Value, ",") {
			n, ok := parseLength(trim(element))
			if !ok {
				w.broken(badLength, "Content-Length", nth, trim(element))
				return Framing{Kind: UntilClose}
			}
			if length >= 0 && w.again(length, n, nth) {
				return Framing{Kind: UntilClose}
			}
			length = n
		}
		nth++
	}
	if length < 0 {
		return Framing{Kind: UntilClose}
	}
	return Framing{Kind: Length, Length: length, doubt: w.doubt}
}

// again judges another length after one.
func (w *framingReader) again(length, n int64, nth int) (stop bool) {
	if n == length {
		w.broken(repeatedLength, "Content-Length", nth, "")
		return false
	}
	detail := strconv.FormatInt(length, 10) + " and " + strconv.FormatInt(n, 10)
	return w.broken(twoLengths, "Content-Length", nth, detail)
}

// parseLength reads 1*DIGIT (RFC 9110, section 8.6) up to the largest int64; no sign, no space.
func parseLength(s string) (int64, bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	return int64(n), err == nil
}
