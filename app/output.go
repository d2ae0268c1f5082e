package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"ladle/session"
)

// errBinary says that a body would spoil the terminal.
var errBinary = errors.New("binary on a terminal")

// output takes heads and body. A file is made when the first byte comes, or at the end of an empty body, so that a request
// that fails leaves an older file alone. Head and body never come at the same time.
type output struct {
	name  string // of the file, "" for stdout
	w     io.Writer
	file  *os.File
	guard bool // no binary on a terminal
	last  byte
	err   error
}

// openOutput finds where the body goes; nil and the exit code when -O has no name to use.
func (o *sendOptions) openOutput(env Env, url string) (*output, int) {
	switch {
	case o.remoteName:
		name := remoteName(url)
		if name == "" {
			return nil, complain(env, "The URL ends in no name that -O could use", "Name the file with -o FILE")
		}
		return &output{name: name}, 0
	case o.writesFile():
		return &output{name: o.output}, 0
	}
	return &output{w: env.Stdout, guard: env.StdoutTerminal && o.output == ""}, 0
}

func (o *sendOptions) writesFile() bool { return o.remoteName || o.output != "" && o.output != "-" }

// Write writes a part of the body; errors stay in err.
func (w *output) Write(p []byte) (int, error) {
	if w.guard && bytes.IndexByte(p, 0) >= 0 {
		w.err = errBinary
		return 0, w.err
	}
	return w.write(p)
}

func (w *output) write(p []byte) (int, error) {
	if w.err == nil {
		w.open()
	}
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.w.Write(p)
	if n > 0 {
		w.last = p[n-1]
	}
	w.err = err
	return n, err
}

func (w *output) open() {
	if w.w != nil {
		return
	}
	if w.file, w.err = os.OpenFile(w.name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666); w.err == nil {
		w.w = w.file
	}
}

// head writes the head of an answer as it came, blank line included.
func (w *output) head(r *session.Response) {
	var b bytes.Buffer
	b.WriteString(statusLine(r) + "\r\n")
	for _, f := range r.Fields {
		b.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	b.WriteString("\r\n")
	w.write(b.Bytes())
}

// close ends the output; made says whether an empty body makes an empty file.
func (w *output) close(made bool) error {
	if made && w.err == nil {
		w.open()
	}
	if w.file != nil {
		if err := w.file.Close(); w.err == nil {
			w.err = err
		}
	}
	return w.err
}

// midLine says whether stdout stands behind the beginning of a line.
func (w *output) midLine() bool { return w.name == "" && w.last != 0 && w.last != '\n' }

func (w *output) label() string {
	if w.name == "" {
		return "stdout"
	}
	return w.name
}

// cause is an error without the operation and path that the sentence around it names.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return fmt.Sprint(err)
}
