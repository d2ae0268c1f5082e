package session

import (
	"errors"
	"io"
	"io/fs"
	"sync"
)

// Spool gives files for bodies that outgrow the memory. The engine declares it and knows no disk layout.
type Spool interface {
	// Create gives a new empty file; it is called on a connection's goroutine. An error ends the message with a *KeepError.
	Create() (SpoolFile, error)
}

// SpoolFile is one spilled body. Writes append; reads may run at the same time.
type SpoolFile interface {
	io.ReaderAt
	io.Writer
	io.Closer
	// Name is where the file is, for people and tools.
	Name() string
}

// Content is a response body as it is kept: it grows while it arrives, then stays. All methods may be called from
// any goroutine, also while it grows. It implements io.ReaderAt.
type Content struct {
	spool  Spool
	memory int64 // bytes kept before the spool is used
	keep   bool  // false: count only

	mu     sync.RWMutex
	mem    []byte
	file   SpoolFile
	size   int64
	done   bool
	err    error
	closed bool
}

// Size is the number of bytes so far, after the content codings were removed.
func (c *Content) Size() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.size
}

// Done says that nothing more will come.
func (c *Content) Done() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.done
}

// Err is why the body is not complete, nil while it arrives and when it is.
func (c *Content) Err() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.err
}

// Spilled is the file that holds the body, nil while it is in memory.
func (c *Content) Spilled() SpoolFile {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.file
}

// ReadAt reads what has arrived. The error is io.EOF at the end of that, fs.ErrClosed after Close, or the spool's.
func (c *Content) ReadAt(p []byte, off int64) (int, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	if c.closed {
		return 0, fs.ErrClosed
	}
	if off >= c.size || !c.keep {
		return 0, io.EOF
	}
	short := false
	if int64(len(p)) > c.size-off {
		p, short = p[:c.size-off], true
	}
	var n int
	var err error
	if c.file != nil {
		n, err = c.file.ReadAt(p, off)
	} else {
		n = copy(p, c.mem[off:])
	}
	if err == nil && short {
		err = io.EOF
	}
	return n, err
}

// Bytes gives a copy of the body, at most limit bytes.
func (c *Content) Bytes(limit int64) []byte {
	b := make([]byte, min(c.Size(), limit))
	n, _ := c.ReadAt(b, 0)
	return b[:n]
}

// Close gives the memory and the spool file back. Reads fail afterwards. The error is that of closing the file.
func (c *Content) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	c.keep = false
	c.mem = nil
	if c.file == nil {
		return nil
	}
	f := c.file
	c.file = nil
	return f.Close()
}

// Write appends; only the connection's goroutine calls it. The error is the spool's.
func (c *Content) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		return 0, errDropped
	}
	if c.closed || !c.keep {
		c.size += int64(len(p))
		return len(p), nil
	}
	if c.file == nil && c.size+int64(len(p)) > c.memory && c.spool != nil {
		if err := c.spill(); err != nil {
			return 0, err
		}
	}
	if c.file != nil {
		n, err := c.file.Write(p)
		c.size += int64(n)
		return n, err
	}
	c.mem = append(c.mem, p...)
	c.size += int64(len(p))
	return len(p), nil
}

func (c *Content) spill() error {
	f, err := c.spool.Create()
	if err != nil {
		return err
	}
	if _, err := f.Write(c.mem); err != nil {
		f.Close()
		return err
	}
	c.file, c.mem = f, nil
	return nil
}

// expect makes room for a body whose length is known, within reason.
func (c *Content) expect(n int64) {
	if c.keep && n > 0 && n <= 64<<10 {
		c.mu.Lock()
		c.mem = make([]byte, 0, n)
		c.mu.Unlock()
	}
}

// end notes that nothing more comes.
func (c *Content) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.done {
		c.done, c.err = true, err
	}
}
