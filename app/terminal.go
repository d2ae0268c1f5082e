package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// echo is the state of the terminal while something is typed without being shown.
var echo struct {
	mu      sync.Mutex
	restore func()
}

// restoreEcho shows again what is typed, if a hidden question was left by an interrupt. It may be called at any time.
func restoreEcho() {
	echo.mu.Lock()
	defer echo.mu.Unlock()
	if echo.restore != nil {
		echo.restore()
		echo.restore = nil
	}
}

// keyboard reads stdin by lines; one reader for all questions, because it reads ahead.
var keyboard = sync.OnceValue(func() *bufio.Reader { return bufio.NewReader(os.Stdin) })

// errNoEcho says that the terminal would show a password.
var errNoEcho = errors.New("the terminal cannot hide what is typed")

// askTerminal is Env.Ask at a real terminal. The read that an interrupt leaves behind ends with the program.
func askTerminal(ctx context.Context, prompt string, hidden bool) (string, error) {
	if hidden {
		restore, err := hideEcho(os.Stdin)
		if err != nil {
			return "", errNoEcho
		}
		echo.mu.Lock()
		echo.restore = restore
		echo.mu.Unlock()
		defer fmt.Fprintln(os.Stderr)
		defer restoreEcho()
	}
	fmt.Fprint(os.Stderr, prompt)
	type answer struct {
		line string
		err  error
	}
	typed := make(chan answer, 1)
	go func() {
		line, err := keyboard().ReadString('\n')
		typed <- answer{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-typed:
		if a.err == io.EOF && a.line != "" {
			a.err = nil
		}
		return strings.TrimRight(a.line, "\r\n"), a.err
	}
}
