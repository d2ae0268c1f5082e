package body

import "io"

// input reads ahead of the printer in blocks.
type input struct {
	r    io.Reader
	buf  []byte
	pos  int
	base int64 // offset of buf[0]
	line int64 // line endings before pos
	cr   bool  // the byte before pos is a CR
	err  error
}

const inputBytes = 64 << 10

// fill reads the next block when the present one is used up, and reports whether there is a byte at pos.
func (in *input) fill() bool {
	for in.pos == len(in.buf) && in.err == nil {
		in.base += int64(len(in.buf))
		if cap(in.buf) == 0 {
			in.buf = make([]byte, inputBytes)
		}
		var n int
		n, in.err = in.r.Read(in.buf[:cap(in.buf)])
		in.buf, in.pos = in.buf[:n], 0
	}
	return in.pos < len(in.buf)
}

// newline counts the line ending c; CR LF counts once.
func (in *input) newline(c byte) {
	if c == '\r' || c == '\n' && !in.cr {
		in.line++
	}
	in.cr = c == '\r'
}

// fault makes a Problem of the place at pos.
func (in *input) fault(reason string) *Problem {
	return &Problem{Offset: in.base + int64(in.pos), Line: in.line + 1, Reason: reason}
}
