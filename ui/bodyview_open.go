package ui

import (
	"context"
	"io"
	"time"

	"ladle/ui/body"
)

// bodyMode says how a body is laid out.
type bodyMode uint8

const (
	bodyAuto   bodyMode = iota // what suits the format
	bodyPretty                 // JSON with line breaks and indent
	bodyRaw                    // text as it came
	bodyHex
)

// prettyInline is the longest object that stays on one line when JSON is laid out.
const prettyInline = 72

// firstWait is how long opening waits for the first lines of a body that is laid out by a worker, so that the first
// frame is seldom empty.
const firstWait = 12 * time.Millisecond

// canPretty says whether a format has a layout of its own.
func canPretty(f body.Format) bool {
	return f.Class == body.Text && (f.Language == body.JSON || f.Language == body.NDJSON)
}

// modeFor settles on a mode that a format has.
func modeFor(want bodyMode, f body.Format) bodyMode {
	switch {
	case want == bodyHex, f.Class == body.Binary && want != bodyRaw:
		return bodyHex
	case canPretty(f) && want != bodyRaw:
		return bodyPretty
	}
	return bodyRaw
}

// openedBody is a body opened in one mode: the sources from what came to what is shown, and the document on the last.
type openedBody struct {
	came    body.Source
	format  body.Format
	mode    bodyMode
	decoded *body.Derived // nil when the body is UTF-8 or shown as bytes
	pretty  *body.Derived // nil but in mode pretty
	shown   body.Source   // what the document shows and a search looks through
	doc     *body.Document
	problem error // why the charset could not be read; the bytes are shown then
	cancel  context.CancelFunc
}

// openBody opens src. notify is called on workers when there is more to see. The first rows of what has arrived can be
// asked for at once, whatever the size.
func openBody(src body.Source, f body.Format, want bodyMode, wrap int, scratch Scratch, notify func()) *openedBody {
	ctx, cancel := context.WithCancel(context.Background())
	o := &openedBody{came: src, format: f, mode: modeFor(want, f), shown: src, cancel: cancel}
	if o.mode == bodyHex {
		o.doc = body.Open(ctx, src, body.Options{Hex: true, Notify: notify})
		return o
	}
	files := scratchFiles(scratch)
	if o.decoded, o.problem = body.Decode(ctx, src, f.Charset, files); o.decoded != nil {
		o.shown = o.decoded
	}
	if o.mode == bodyPretty {
		o.pretty = body.Pretty(ctx, o.shown, files, body.PrettyOptions{Inline: prettyInline, Lines: f.Language == body.NDJSON})
		o.shown = o.pretty
	}
	o.awaitFirst(ctx)
	language := f.Language
	if language == body.NDJSON && o.mode == bodyPretty {
		language = body.JSON // its records are no longer one a line
	}
	o.doc = body.Open(ctx, o.shown, body.Options{Language: language, Wrap: wrap, Folds: o.mode == bodyPretty, Notify: notify})
	return o
}

// awaitFirst gives the workers a moment for the first lines.
func (o *openedBody) awaitFirst(ctx context.Context) {
	w, ok := o.shown.(body.Waiter)
	if !ok || o.came.Size() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, firstWait)
	defer cancel()
	_ = w.Wait(ctx, 0) // late lines come by notify
}

// asCame says whether offsets in what is shown are those of the body itself.
func (o *openedBody) asCame() bool { return o.decoded == nil && o.pretty == nil }

// close stops the workers and gives back what they wrote. It returns at once; the workers end on their own.
func (o *openedBody) close() {
	o.cancel()
	go func() {
		o.doc.Close()
		for _, d := range []*body.Derived{o.pretty, o.decoded} {
			if d != nil {
				_ = d.Close() // a scratch file that cannot be removed is no matter of this body
			}
		}
	}()
}

// progress tells how much of what has come is ready to be shown; busy is false when all is.
func (o *openedBody) progress(s body.State) (part float64, busy bool) {
	size := o.came.Size()
	switch {
	case size == 0:
		return 1, false
	case o.pretty != nil && !o.pretty.Done():
		if o.pretty.Consumed() >= size {
			return 1, false // it waits for more to come
		}
		return float64(o.pretty.Consumed()) / float64(size), true
	case s.Size > 0 && s.Indexed < s.Size && s.Err == nil:
		return float64(s.Indexed) / float64(s.Size), true
	}
	return 1, false
}

// scratchFiles lets what is derived from a body use the window's scratch files.
func scratchFiles(s Scratch) body.Scratch {
	if s == nil {
		return nil
	}
	return scratchAdapter{s}
}

type scratchAdapter struct{ s Scratch }

func (a scratchAdapter) Create() (body.ScratchFile, error) { return a.s.Create() }

// copyBody writes a body to w as it came, and what is still to come.
func copyBody(ctx context.Context, w io.Writer, src body.Source) error {
	const chunk = 256 << 10
	buf := make([]byte, chunk)
	var off int64
	for {
		done := src.Done() // asked first: a size read after it is the last one
		for off < src.Size() {
			if err := ctx.Err(); err != nil {
				return err
			}
			n, err := src.ReadAt(buf[:min(chunk, src.Size()-off)], off)
			if n == 0 && err != nil {
				return err
			}
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
			off += int64(n)
		}
		if done {
			return nil
		}
		if err := sleepUntilMore(ctx, src, off); err != nil {
			return err
		}
	}
}

// sleepUntilMore returns when a body has grown or is done.
func sleepUntilMore(ctx context.Context, src body.Source, size int64) error {
	if w, ok := src.(body.Waiter); ok {
		return w.Wait(ctx, size)
	}
	const look = 50 * time.Millisecond
	t := time.NewTimer(look)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// sameBody says whether two sources are one.
func sameBody(a, b body.Source) bool {
	x, xBytes := a.(body.Bytes)
	y, yBytes := b.(body.Bytes)
	if xBytes || yBytes { // slices cannot be compared
		return xBytes && yBytes && len(x) == len(y) && (len(x) == 0 || &x[0] == &y[0])
	}
	return a == b
}
