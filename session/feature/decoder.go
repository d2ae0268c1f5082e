package feature

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"ladle/session"
)

// ContentDecoder removes the content codings gzip and deflate from responses and asks for them with Accept-Encoding
// (RFC 9110 sections 8.4 and 12.5.3). The header of the response stays as it was received.
type ContentDecoder struct {
	// MaxBytes ends a body that grows beyond it while it is decoded; 0 means 16 GiB.
	MaxBytes int64
}

// NewContentDecoder gives a decoder with the default limit.
func NewContentDecoder() *ContentDecoder { return &ContentDecoder{} }

// Name is "ContentDecoder".
func (*ContentDecoder) Name() string { return "ContentDecoder" }

// Attach does nothing: the decoder has no state.
func (*ContentDecoder) Attach(*session.Session) {}

// Detach does nothing.
func (*ContentDecoder) Detach(*session.Session) {}

// RequestQueued adds Accept-Encoding unless the message has one or leaves it out.
func (*ContentDecoder) RequestQueued(t *session.Turn) {
	t.Automatic("Accept-Encoding", "gzip, deflate")
}

// maxCodings bounds how often a body may have been coded.
const maxCodings = 5

// FilterBody gives the decoded body when every coding is known; one that is not leaves the body as it is. A body that is
// not coded although the header says so passes through. Bytes after the coded data are dropped, truncated gzip gives
// what there is.
func (d *ContentDecoder) FilterBody(method string, r *session.Response, body io.Reader) (io.Reader, string) {
	codings := contentCodings(r)
	if len(codings) == 0 || method == "HEAD" || r.Length == 0 {
		return body, ""
	}
	limit := d.MaxBytes
	if limit <= 0 {
		limit = 16 << 30
	}
	for i := len(codings) - 1; i >= 0; i-- {
		inner, _ := body.(*decoded)
		body = &decoded{coding: codings[i], src: bufio.NewReaderSize(body, 4<<10), left: limit, inner: inner}
	}
	return body, strings.Join(codings, ", ")
}

// contentCodings lists the codings to remove, in the order of application; nil when one is unknown.
func contentCodings(r *session.Response) []string {
	var out []string
	for _, v := range r.Fields.Values("Content-Encoding") {
		for c := range strings.SplitSeq(v, ",") {
			switch c = strings.ToLower(strings.TrimSpace(c)); c {
			case "", "identity":
			case "gzip", "x-gzip", "deflate":
				out = append(out, c)
			default:
				return nil
			}
		}
	}
	if len(out) > maxCodings {
		return nil
	}
	if len(out) == 1 && strings.HasSuffix(out[0], "gzip") && archive(r.Fields.Get("Content-Type")) {
		return nil // servers say so of files that are gzip and meant to stay it
	}
	return out
}

func archive(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.ToLower(strings.TrimSpace(t))
	return t == "application/gzip" || t == "application/x-gzip"
}

// decoded removes one coding; what it is shows at the first bytes.
type decoded struct {
	coding string
	src    *bufio.Reader
	r      io.Reader
	left   int64
	given  bool     // some bytes were delivered
	plain  bool     // not coded after all
	found  bool     // coded
	inner  *decoded // the one below, nil for the first
}

// Removed says whether there was something to decode.
func (d *decoded) Removed() bool {
	return d.found || d.inner != nil && d.inner.Removed()
}

var errTooLarge = errors.New("the decoded body is larger than allowed")

func (d *decoded) Read(p []byte) (int, error) {
	if d.r == nil {
		if err := d.begin(); err != nil {
			return 0, err
		}
	}
	n, err := d.r.Read(p)
	if d.left -= int64(n); d.left < 0 {
		return 0, &session.DecodeError{Coding: d.coding, Err: errTooLarge}
	}
	d.given = d.given || n > 0
	switch {
	case err == nil || err == io.EOF || d.plain:
		return n, err
	case errors.Is(err, io.ErrUnexpectedEOF) && !fromBelow(err):
		return n, io.EOF // cut off: what there is
	case fromBelow(err):
		return n, err
	}
	return n, &session.DecodeError{Coding: d.coding, Err: err}
}

// fromBelow says whether an error is the connection's and not the decoder's.
func fromBelow(err error) bool {
	var e *session.DecodeError
	var c flate.CorruptInputError
	return !errors.As(err, &e) && !errors.As(err, &c) && !errors.Is(err, gzip.ErrChecksum) && !errors.Is(err, gzip.ErrHeader) &&
		!errors.Is(err, zlib.ErrChecksum) && !errors.Is(err, zlib.ErrHeader) && !errors.Is(err, zlib.ErrDictionary) && err != io.ErrUnexpectedEOF
}

// begin looks at the first bytes and chooses the decoder.
func (d *decoded) begin() error {
	head, err := d.src.Peek(2)
	if err != nil && len(head) == 0 {
		return err
	}
	d.found = true
	switch {
	case d.coding == "deflate" && zlibHeader(head):
		d.r, err = zlib.NewReader(d.src)
	case d.coding == "deflate":
		d.r, err = flate.NewReader(d.src), nil
	case bytes.Equal(head, []byte{0x1f, 0x8b}):
		var g *gzip.Reader
		if g, err = gzip.NewReader(d.src); err == nil {
			g.Multistream(false)
			d.r = g
		}
	default:
		d.r, d.plain, d.found, err = d.src, true, false, nil
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return io.EOF
	}
	if fromBelow(err) {
		return err
	}
	return &session.DecodeError{Coding: d.coding, Err: err}
}

// zlibHeader checks the two bytes of RFC 1950 section 2.2.
func zlibHeader(h []byte) bool {
	return len(h) == 2 && h[0]&0x0f == 8 && h[0]>>4 <= 7 && (uint(h[0])<<8|uint(h[1]))%31 == 0
}

var (
	_ session.Feature    = (*ContentDecoder)(nil)
	_ session.QueuedHook = (*ContentDecoder)(nil)
	_ session.BodyFilter = (*ContentDecoder)(nil)
)
