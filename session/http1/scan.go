package http1

import (
	"bytes"
	"io"
)

// maxBlankLines is how many blank lines before a status line are skipped.
const maxBlankLines = 4

// headScan finds the end of a head in a growing buffer; a complete line is looked at once.
type headScan struct {
	lim    *Limits
	start  int // of the line being received
	lines  int // complete lines
	blank  int // of these, blank ones before the status line
	status bool
}

// next goes through the complete lines in p, all that was received so far. end is the length of the head once it is whole, else
// 0; a rule says that it never will be.
func (s *headScan) next(p []byte) (end int, broken *rule) {
	for {
		i := bytes.IndexByte(p[s.start:], '\n')
		if i < 0 {
			return 0, s.overLimit(p[s.start:], len(p)+1)
		}
		line := p[s.start : s.start+i]
		if ru := s.overLimit(line, s.start+i+1); ru != nil {
			return 0, ru
		}
		line = trimCR(line)
		if ru := s.judge(line); ru != nil {
			return 0, ru
		}
		last := s.status && len(line) == 0
		s.status = s.status || len(line) > 0
		s.start += i + 1
		s.lines++
		if last {
			return s.start, nil
		}
	}
}

// judge looks at a line before the fields. What is not HTTP is told at once: a peer that greets in another protocol waits for us
// and never sends a blank line.
func (s *headScan) judge(line []byte) *rule {
	switch {
	case s.status:
	case len(line) == 0:
		if s.blank++; s.blank > maxBlankLines {
			return tooManyBlankLines
		}
	case !looksLikeHTTP(line):
		return notHTTP
	}
	return nil
}

// overLimit takes a line without its LF, complete or not, and the least length the head can still have. When both limits are
// passed the one that was passed first counts, so that the answer does not depend on how the bytes arrived.
func (s *headScan) overLimit(line []byte, head int) *rule {
	long, large := len(trimCR(line)) > s.lim.Line, head > s.lim.Head
	if !long && !large {
		return nil
	}
	if !long {
		return headTooLarge
	}
	passed := s.start + s.lim.Line + 1
	if line[s.lim.Line] == '\r' { // could still have been the line's end
		passed++
	}
	if large && s.lim.Head < passed {
		return headTooLarge
	}
	return lineTooLong
}

func trimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

func looksLikeHTTP(line []byte) bool {
	return bytes.HasPrefix(line, []byte("HTTP/")) || bytes.HasPrefix(line, []byte("ICY "))
}

// Head reads a response head, informational ones too, and blocks in the source's Read. Nothing is consumed until the
// whole head is there and accepted, so after an error the call can be made again and Buffered has every byte. The error is the source's (io.EOF
// excepted), or an *Error.
func (r *Reader) Head() (*ResponseHead, error) {
	s := headScan{lim: &r.lim}
	for {
		end, broken := s.next(r.Buffered())
		if broken != nil {
			return nil, r.refuse(broken, s.lines+1, s.start)
		}
		if end > 0 {
			return r.accept(end)
		}
		if err := r.Fill(); err == io.EOF {
			return nil, r.cut(&s)
		} else if err != nil {
			return nil, err
		}
	}
}

// accept parses and consumes a whole head.
func (r *Reader) accept(end int) (*ResponseHead, error) {
	h, err := parseHead(r.Buffered()[:end], &r.lim, r.lenient)
	if err != nil {
		err.Raw = bytes.Clone(r.Buffered())
		return nil, err
	}
	if h.Status/100 != 1 {
		r.informational = 0
	} else if r.informational++; r.informational > r.lim.Informational {
		return nil, r.refuse(tooManyInformational, 1, 0)
	}
	r.r += end
	return h, nil
}

// cut is the Error for a connection that ended before the head did.
func (r *Reader) cut(s *headScan) *Error {
	p := r.Buffered()
	var err *Error
	switch {
	case !s.status && len(bytes.Trim(p, "\r\n")) == 0:
		err = r.refuse(noHead, 0, len(p))
		err.Err = io.EOF
		return err
	case s.start < len(p):
		err = r.refuse(cutInLine, s.lines+1, len(p))
	default:
		err = r.refuse(cutHead, s.lines+1, len(p))
	}
	err.Err = io.ErrUnexpectedEOF
	return err
}
