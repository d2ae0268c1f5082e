package body

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// charsets are those whose canonical name in the WHATWG Encoding standard is not what people write.
var charsets = map[string]string{
	"utf-8": "UTF-8", "utf8": "UTF-8", "us-ascii": "UTF-8", "ascii": "UTF-8", "latin1": "ISO-8859-1", "iso-8859-1": "ISO-8859-1",
	"utf-16": "UTF-16", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE", "utf-32": "UTF-32", "utf-32le": "UTF-32LE", "utf-32be": "UTF-32BE",
}

// charsetName returns the canonical name of the charset to read a body with: the declared one if it is known, else that of the byte
// order mark in head, else UTF-8, of which ASCII is a part.
func charsetName(declared string, head []byte) string {
	mark := markedCharset(head)
	declared = strings.ToLower(strings.TrimSpace(declared))
	if name, ok := charsets[declared]; ok {
		if (name == "UTF-16" || name == "UTF-32") && strings.HasPrefix(mark, name) {
			return mark
		}
		return name
	}
	if e, err := htmlindex.Get(declared); err == nil && declared != "" {
		if name, err := htmlindex.Name(e); err == nil {
			return strings.ToUpper(name)
		}
	}
	if mark != "" {
		return mark
	}
	return "UTF-8"
}

// markedCharset reads a byte order mark.
func markedCharset(head []byte) string {
	for _, m := range [...]struct{ mark, name string }{
		{byteOrderMark, "UTF-8"}, {"\xff\xfe\x00\x00", "UTF-32LE"}, {"\x00\x00\xfe\xff", "UTF-32BE"},
		{"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"},
	} {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.name
		}
	}
	return ""
}

// encodingOf returns how to read a charset; nil for UTF-8.
func encodingOf(charset string) (encoding.Encoding, error) {
	switch charset {
	case "UTF-8":
		return nil, nil
	case "UTF-16", "UTF-16BE": // without a mark big endian, RFC 2781 section 4.3
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), nil
	case "UTF-16LE":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case "UTF-32", "UTF-32BE":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), nil
	case "UTF-32LE":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), nil
	}
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, fmt.Errorf("charset %q is not known", charset)
	}
	return e, nil
}

// Decode turns src from a charset, as [Format] names it, into UTF-8. Bytes that the charset does not have become U+FFFD. A
// Document and a search need it for every charset but UTF-8, which needs none: for that the Derived is nil.
func Decode(ctx context.Context, src Source, charset string, scratch Scratch) (*Derived, error) {
	e, err := encodingOf(charset)
	if e == nil || err != nil {
		return nil, err
	}
	return derive(ctx, src, scratch, func(r io.Reader, d *Derived) error {
		// Copying in blocks of what one read gave keeps a body that arrives slowly in sight.
		_, err := io.CopyBuffer(derivedWriter{d}, transform.NewReader(r, e.NewDecoder()), make([]byte, inputBytes))
		return err
	}), nil
}
