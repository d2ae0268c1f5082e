package body

import (
	"bytes"
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

const (
	blockBytes     = 8 << 10                // coloured at a time
	leadBytes      = 8 << 10                // read before a block to get into the right state
	longLine       = 2 << 10                // longer lines stay plain: the lexer is slow on them
	colourPatience = 500 * time.Millisecond // for one block; what is not reached stays plain
	blocksKept     = 128
	blocksQueued   = 8
)

// colourer colours languages that need more than the row to be lexed. It never makes anyone wait: a block not yet
// coloured is plain, is coloured by a worker, and then the view is told.
type colourer struct {
	src      Source
	lang     Language
	notify   func()
	wake     chan struct{}
	patience time.Duration

	mu     sync.Mutex
	blocks map[int64]*block
	queue  []int64 // newest last
	clock  uint64
}

// block is the colours of the bytes [n*blockBytes, (n+1)*blockBytes), relative to the first of them.
type block struct {
	spans []Span
	until int64  // the end of what there was to colour
	used  uint64 // when it was last asked for
}

func newColourer(src Source, lang Language, notify func()) *colourer {
	return &colourer{src: src, lang: lang, notify: notify, wake: make(chan struct{}, 1), patience: colourPatience, blocks: map[int64]*block{}}
}

// spans appends the colours of [from, to) to dst, relative to from, and asks for those that are missing.
func (c *colourer) spans(from, to int64, dst []Span) []Span {
	size := c.src.Size()
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := from / blockBytes; n*blockBytes < to; n++ {
		start := n * blockBytes
		b := c.blocks[n]
		if b == nil || b.until < min(start+blockBytes, size) {
			c.ask(n)
		}
		if b == nil {
			continue
		}
		c.clock++
		b.used = c.clock
		dst = clipSpans(dst, b.spans, int(from-start), int(to-start))
	}
	return dst
}

// clipSpans appends the part of spans inside [from, to) to dst, relative to from.
func clipSpans(dst, spans []Span, from, to int) []Span {
	lo, hi := 0, len(spans)
	for lo < hi {
		if mid := (lo + hi) / 2; spans[mid].End <= from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for _, s := range spans[lo:] {
		if s.Start >= to {
			break
		}
		dst = append(dst, Span{max(s.Start, from) - from, min(s.End, to) - from, s.Kind})
	}
	return dst
}

// ask queues a block. The newest is coloured first; the oldest are dropped, since the view has moved on.
func (c *colourer) ask(n int64) {
	for _, q := range c.queue {
		if q == n {
			return
		}
	}
	if c.queue = append(c.queue, n); len(c.queue) > blocksQueued {
		c.queue = append(c.queue[:0], c.queue[1:]...)
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run colours what is asked for until ctx ends.
func (c *colourer) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
		for n, ok := c.take(); ok && ctx.Err() == nil; n, ok = c.take() {
			b := c.colour(ctx, n)
			c.keep(n, b)
			c.notify()
		}
	}
}

func (c *colourer) take() (n int64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		return 0, false
	}
	n = c.queue[len(c.queue)-1]
	c.queue = c.queue[:len(c.queue)-1]
	return n, true
}

func (c *colourer) keep(n int64, b *block) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock++
	b.used = c.clock
	c.blocks[n] = b
	if len(c.blocks) <= blocksKept {
		return
	}
	oldest := n
	for k, v := range c.blocks {
		if v.used < c.blocks[oldest].used {
			oldest = k
		}
	}
	delete(c.blocks, oldest)
}

// colour lexes a block with what leads to it.
func (c *colourer) colour(ctx context.Context, n int64) *block {
	start := n * blockBytes
	from := max(start-leadBytes, 0)
	end := min(start+blockBytes, c.src.Size())
	buf := make([]byte, max(end-from, 0))
	got, err := readAt(c.src, buf, from)
	out := &block{until: end}
	if err != nil {
		return out // the index reports a body that cannot be read
	}
	buf = buf[:got]
	if skip := int(start - from); from > 0 && skip <= len(buf) {
		if i := bytes.IndexByte(buf[:skip], '\n'); i >= 0 {
			skip = i + 1
		}
		buf, from = buf[skip:], from+int64(skip)
	}
	text, at := lexable(buf)
	pos, piece := 0, 0
	lexInto(ctx, c.lang, text, c.patience, func(length int, k Kind) {
		for length > 0 {
			for piece+1 < len(at) && at[piece+1].text <= pos {
				piece++
			}
			take := length
			if piece+1 < len(at) {
				take = min(take, at[piece+1].text-pos)
			}
			off := int(from-start) + at[piece].raw + pos - at[piece].text
			if s, e := max(off, 0), off+take; k != KindPlain && e > s {
				out.spans = append(out.spans, Span{s, e, k})
			}
			pos, length = pos+take, length-take
		}
	})
	return out
}

// piece says that text from an index on comes from the bytes from an index on.
type piece struct{ text, raw int }

// lexable makes a text of b that the lexers take byte for byte: valid UTF-8, LF only, without long lines.
func lexable(b []byte) (string, []piece) {
	text := make([]byte, 0, len(b))
	at := []piece{{}}
	for i := 0; i < len(b); {
		end := len(b)
		if j := bytes.IndexByte(b[i:], '\n'); j >= 0 {
			end = i + j + 1
		}
		if end-i > longLine {
			at = append(at, piece{len(text), end})
		} else {
			text = append(text, b[i:end]...)
		}
		i = end
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			text[i] = '?'
		} else if r == '\r' {
			text[i] = ' '
		}
		i += size
	}
	return string(text), at
}

// lexInto calls token for the tokens of text in order, each with its length in bytes. It stops when patience or ctx
// ends and when the lexer fails: what is left stays plain.
func lexInto(ctx context.Context, lang Language, text string, patience time.Duration, token func(length int, k Kind)) {
	lexer := lexers.Get(languages[lang].lexer)
	if lexer == nil || text == "" {
		return
	}
	// A lexer's rules run on bytes from outside; one that panics costs the colours, not the program.
	defer func() { _ = recover() }()
	tokens, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, text)
	if err != nil {
		return
	}
	late := time.Now().Add(patience)
	for left := len(text); left > 0; {
		t := tokens()
		if t.Type == chroma.EOFType || len(t.Value) > left || ctx.Err() != nil || !time.Now().Before(late) {
			return
		}
		left -= len(t.Value)
		token(len(t.Value), kindOf(t.Type, lang))
	}
}

// kindOf maps the lexers' many types to ours.
func kindOf(t chroma.TokenType, lang Language) Kind {
	switch {
	case t.InCategory(chroma.Comment):
		return KindComment
	case t == chroma.NameTag && lang == YAML, t == chroma.NameAttribute, t == chroma.NameProperty:
		return KindKey
	case t == chroma.KeywordConstant:
		return KindBoolean
	case t == chroma.NameTag, t.InCategory(chroma.Keyword):
		return KindTag
	case t.InSubCategory(chroma.LiteralNumber):
		return KindNumber
	case t.InCategory(chroma.Literal):
		return KindString
	case t.InCategory(chroma.Punctuation), t.InCategory(chroma.Operator):
		return KindPunctuation
	}
	return KindPlain
}
