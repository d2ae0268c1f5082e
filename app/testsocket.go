//go:build !nogui

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"

	"ladle/ui"
)

// testSocket lets an end-to-end test read the window's state: a line "state" is answered with one line of JSON. It
// listens only when the environment names a path, and can change nothing.
type testSocket struct{ net.Listener }

type noSocket struct{}

func (noSocket) Close() error { return nil }

func serveTestSocket(path string, post func(func()), w *ui.Window) io.Closer {
	if path == "" {
		return noSocket{}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return noSocket{}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answerState(c, post, w)
		}
	}()
	return testSocket{l}
}

// answerState answers the questions of one connection. The state is read on the main goroutine, after what waited there.
func answerState(c net.Conn, post func(func()), w *ui.Window) {
	defer c.Close()
	in := bufio.NewScanner(c)
	for in.Scan() {
		state := make(chan ui.State, 1)
		post(func() { state <- w.State() })
		if err := json.NewEncoder(c).Encode(<-state); err != nil {
			return
		}
	}
}
