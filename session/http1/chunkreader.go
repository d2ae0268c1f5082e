package http1

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// freeExtension is how many bytes of chunk extensions come free; beyond, they may be twice the data.
const freeExtension = 16 << 10

// chunkStep is what comes next in a chunked body (RFC 9112, section 7.1).
type chunkStep int

const (
	chunkSize chunkStep = iota
	chunkData
	chunkEnd
	chunkTrailer
)

type chunkState struct {
	step      chunkStep
	extension int64  // bytes of extensions so far
	trailer   []byte // lines of the trailer section so far
}

// readChunked fills p from as many chunks as are there, and blocks only with nothing in hand. So an error of the source meets
// an empty p, and one of the framing is kept for the next call.
func (b *Body) readChunked(p []byte) (int, error) {
	n := 0
	for n < len(p) && b.err == nil {
		if n > 0 && (b.pieces && b.chunked.step == chunkEnd || !b.ready()) {
			break
		}
		k, err := b.stepChunked(p[n:])
		n += k
		if err != nil && b.err == nil {
			return n, err
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, b.err
}

// ready says whether the next step needs no read.
func (b *Body) ready() bool {
	p := b.r.Buffered()
	switch b.chunked.step {
	case chunkData:
		return len(p) > 0
	case chunkEnd:
		return len(p) >= 2
	}
	return bytes.IndexByte(p, '\n') >= 0
}

func (b *Body) stepChunked(p []byte) (int, error) {
	switch b.chunked.step {
	case chunkData:
		return b.chunkData(p)
	case chunkEnd:
		return 0, b.chunkEnd()
	case chunkTrailer:
		return 0, b.trailerLine()
	}
	return 0, b.chunkSize()
}

// chunkData reads data of the current chunk. A short rest comes through the buffer, with what follows it.
func (b *Body) chunkData(p []byte) (int, error) {
	if len(b.r.Buffered()) == 0 && min(int64(len(p)), b.left) < directBytes {
		if err := b.r.Fill(); err != nil {
			return 0, b.ended(err)
		}
	}
	n, err := b.data(p)
	if err != nil {
		return 0, b.ended(err)
	}
	if b.left == 0 {
		b.chunked.step = chunkEnd
	}
	return n, nil
}

// chunkEnd reads the CRLF behind the data.
func (b *Body) chunkEnd() error {
	for {
		p := b.r.Buffered()
		switch {
		case len(p) > 0 && p[0] == '\n':
			if b.note(chunkBareLF, 0, 1) {
				return b.fail()
			}
			b.consume(1)
			b.chunked.step = chunkSize
			return nil
		case len(p) > 0 && p[0] != '\r', len(p) > 1 && p[1] != '\n':
			b.note(chunkNotEnded, 0, 1)
			return b.fail()
		case len(p) > 1:
			b.consume(2)
			b.chunked.step = chunkSize
			return nil
		}
		if err := b.r.Fill(); err != nil {
			return b.ended(err)
		}
	}
}

// line returns the next line with its end, not consumed; over limits it without.
func (b *Body) line(limit int, over *rule) ([]byte, error) {
	for {
		p := b.r.Buffered()
		i := bytes.IndexByte(p, '\n')
		if i >= 0 {
			p = p[:i+1]
		}
		if len(trimCR(bytes.TrimSuffix(p, []byte("\n")))) > limit {
			b.note(over, 0, limit)
			return nil, b.fail()
		}
		if i >= 0 {
			if (i == 0 || p[i-1] != '\r') && b.note(chunkBareLF, i, 1) {
				return nil, b.fail()
			}
			return p, nil
		}
		if err := b.r.Fill(); err != nil {
			return nil, b.ended(err)
		}
	}
}

func (b *Body) consume(n int) {
	b.r.r += n
	b.wire += int64(n)
}

// chunkSize reads chunk-size [ chunk-ext ] CRLF.
func (b *Body) chunkSize() error {
	line, err := b.line(b.r.lim.ChunkLine, chunkLineTooLong)
	if err != nil {
		return err
	}
	size, broken := b.parseSize(string(trimCR(line[:len(line)-1])))
	if broken {
		return b.fail()
	}
	b.consume(len(line))
	b.left, b.chunked.step = size, chunkData
	if size == 0 {
		b.chunked.step = chunkTrailer
	}
	return nil
}

// parseSize reads the size and looks at the extension, which means nothing to us.
func (b *Body) parseSize(line string) (size int64, broken bool) {
	digits := 0
	for digits < len(line) && hexDigit(line[digits]) {
		digits++
	}
	size, err := strconv.ParseInt(line[:digits], 16, 64)
	rest := line[digits:]
	extension := strings.TrimLeft(rest, " \t")
	if err != nil || digits > 16 || extension != "" && extension[0] != ';' {
		b.note(badChunkSize, 0, len(line))
		return 0, true
	}
	if space := len(rest) - len(extension); space > 0 {
		b.base = int(b.wire)
		b.once(paddedChunkSize, 0, digits, space)
	}
	if i := firstControl(extension); i >= 0 && b.note(badChunkLine, len(line)-len(extension)+i, 1) {
		return 0, true
	}
	if b.chunked.extension += int64(len(extension)); b.chunked.extension > freeExtension+2*b.consumed {
		b.note(tooMuchExtension, digits, len(rest))
		return 0, true
	}
	return size, false
}

func hexDigit(c byte) bool { return c >= '0' && c <= '9' || lower(c) >= 'a' && lower(c) <= 'f' }

// trailerLine reads one line of the trailer section; the blank one ends the body.
func (b *Body) trailerLine() error {
	limit, over := b.r.lim.Line, lineTooLong
	if room := b.r.lim.Trailer - len(b.chunked.trailer); room < limit {
		limit, over = max(0, room), trailerTooLarge
	}
	line, err := b.line(limit, over)
	if err != nil {
		return err
	}
	b.chunked.trailer = append(b.chunked.trailer, line...)
	b.consume(len(line))
	if len(trimCR(line[:len(line)-1])) > 0 {
		return nil
	}
	return b.endTrailer()
}

// endTrailer parses the trailer section as a whole, by the rules of a head.
func (b *Body) endTrailer() error {
	text := b.chunked.trailer
	if len(text) > 2 {
		b.base = int(b.wire) - len(text)
		p := headParser{text: string(text), notes: b.notes}
		fields := p.fieldLines(b.r.lim.Fields)
		if b.notes = p.notes; b.refusal != nil {
			return b.fail()
		}
		b.trailer = fields
	}
	b.err = io.EOF
	return nil
}
