package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ladle/session"
)

// maxInline is the largest body that is kept inside the database. Larger ones are files: writing 100 MB into SQLite
// takes seconds and all of it in memory.
const maxInline = 1 << 20

// BodySource is a complete response body that the history may keep.
type BodySource struct {
	Reader io.ReaderAt  // the decoded bytes
	Size   int64        // how many
	Path   string       // a file that holds exactly these bytes and will not change, "" if there is none; it is hard-linked when that works
	Close  func() error // called once, when the source is not needed any more; may be nil
}

func (b BodySource) close() error {
	if b.Close == nil {
		return nil
	}
	return b.Close()
}

// ContentSource makes a source of a response body as the session keeps it. ok is false when there is nothing to keep:
// no byte came, or the bytes were only counted. The content must stay open until the recorder has closed the source.
func ContentSource(c *session.Content) (source BodySource, ok bool) {
	if c == nil || c.Size() == 0 {
		return BodySource{}, false
	}
	if n, _ := c.ReadAt(make([]byte, 1), 0); n == 0 {
		return BodySource{}, false
	}
	source = BodySource{Reader: c, Size: c.Size()}
	if f := c.Spilled(); f != nil {
		source.Path = f.Name()
	}
	return source, true
}

// BodyState says what the history has of a response body.
type BodyState uint8

// The states of a body in the history.
const (
	BodyNone    BodyState = iota // there was none
	BodyKept                     // Store.Body gives it
	BodyPending                  // being written; it can be read already if it was a file
	BodyLost                     // it could not be kept
)

// Errors of Store.Body.
var (
	ErrNotFound    = errors.New("the history has no such message")
	ErrNoBody      = errors.New("the message has no body")
	ErrBodyPending = errors.New("the body is still being written")
	ErrBodyLost    = errors.New("the body was not kept")
)

// Body is a response body of the history, open for reading. It is safe for concurrent use. Close it.
type Body interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

type inlineBody struct{ *bytes.Reader }

func (inlineBody) Close() error { return nil }

type fileBody struct {
	*os.File
	size int64
}

func (b fileBody) Size() int64 { return b.size }

// Body opens the response body of a message. Large bodies stream from their file. The errors are ErrNotFound,
// ErrNoBody, ErrBodyPending, ErrBodyLost or those of reading.
func (s *Store) Body(ctx context.Context, id int64) (Body, error) {
	var state BodyState
	var size sql.NullInt64
	var data []byte
	var file, pending sql.NullString
	err := s.read.QueryRowContext(ctx, `SELECT m.body, b.size, b.data, b.file, b.pending FROM messages m LEFT JOIN bodies b ON b.id = m.id WHERE m.id = ?`, id).
		Scan(&state, &size, &data, &file, &pending)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, ErrNotFound
	case err != nil:
		return nil, fmt.Errorf("read the body of message %d: %w", id, err)
	case state == BodyNone:
		return nil, ErrNoBody
	case state == BodyLost || !size.Valid:
		return nil, ErrBodyLost
	case file.Valid:
		return openBody(filepath.Join(s.paths.bodies(), file.String), size.Int64, ErrBodyLost)
	case pending.Valid:
		return s.openPending(ctx, id, pending.String, size.Int64)
	}
	return inlineBody{bytes.NewReader(data)}, nil
}

// openPending reads a body before it has its final name. The rename may come between the query and this.
func (s *Store) openPending(ctx context.Context, id int64, name string, size int64) (Body, error) {
	b, err := openBody(filepath.Join(s.paths.bodies(), name), size, ErrBodyPending)
	if err == nil {
		return b, nil
	}
	var file sql.NullString
	if s.read.QueryRowContext(ctx, "SELECT file FROM bodies WHERE id = ?", id).Scan(&file) == nil && file.Valid {
		return openBody(filepath.Join(s.paths.bodies(), file.String), size, ErrBodyLost)
	}
	return nil, err
}

func openBody(path string, size int64, otherwise error) (Body, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, otherwise
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() != size {
		err = otherwise
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return fileBody{File: f, size: size}, nil
}
