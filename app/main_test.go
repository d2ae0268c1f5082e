package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"ladle/app/playground"

	"go.uber.org/goleak"
)

// practice is the server that all tests talk to.
var practice *playground.Server

// programs are what this binary can be run as; each ends the process.
var programs = map[string]func(){"ladle": main}

// toolkit is a goroutine that Fyne starts when it is linked in.
var toolkit = goleak.IgnoreTopFunction("fyne.io/fyne/v2/internal/async.(*UnboundedChan[...]).processing")

// clock is that of the regular expressions which colour bodies; it stops by itself a while after the last use.
var clock = goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock")

func TestMain(m *testing.M) {
	if as := os.Getenv("LADLE_AS_PROGRAM"); as != "" { // a test runs this binary as the program, or as a part of it
		programs[as]()
	}
	srv, err := playground.Start(playground.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	practice = srv
	code := m.Run()
	if err := srv.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := goleak.Find(toolkit, clock); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// outcome is what one command line did.
type outcome struct {
	code           int
	stdout, stderr string
}

// sandbox is an Env with nothing of the machine in it.
func sandbox(t *testing.T, stdin string) (Env, *bytes.Buffer, *bytes.Buffer) {
	var out, errs bytes.Buffer
	home := t.TempDir()
	return Env{Context: t.Context(), Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Getenv: func(name string) string {
		if name == "HOME" {
			return home
		}
		return ""
	}}, &out, &errs
}

// ladle runs a command line without a terminal.
func ladle(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	env, out, errs := sandbox(t, stdin)
	code := run(args, env)
	return outcome{code, out.String(), errs.String()}
}

// want checks exit code and both outputs for what they must contain.
func (o outcome) want(t *testing.T, code int, stdout, stderr string) {
	t.Helper()
	if o.code != code || !strings.Contains(o.stdout, stdout) || !strings.Contains(o.stderr, stderr) {
		t.Errorf("exit %d, want %d\nstdout %q\n  want %q\nstderr %q\n  want %q", o.code, code, o.stdout, stdout, o.stderr, stderr)
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{"version"}, 0, "Ladle 0.1.0 (go", ""},
		{[]string{"--version"}, 0, "Ladle 0.1.0 (go", ""},
		{[]string{"version", "x"}, 2, "", "nothing to do with x"},
		{[]string{"version", "--help"}, 0, "ladle version", ""},
		{[]string{"version", "--nope"}, 2, "", "There is no flag --nope for ladle version."},
		{[]string{"help"}, 0, "ladle send [flags] URL", ""},
		{[]string{"-h"}, 0, "ladle send [flags] URL", ""},
		{[]string{"help", "send"}, 0, "-X, --request METHOD", ""},
		{[]string{"help", "playground"}, 0, "--addr HOST:PORT", ""},
		{[]string{"help", "soup"}, 2, "", "There is no subcommand soup."},
		{[]string{"soup"}, 2, "", "There is no subcommand soup."},
		{[]string{"http://127.0.0.1/"}, 2, "", "ladle send http://127.0.0.1/"},
		{[]string{"ws", "ws://127.0.0.1/"}, 2, "", "ladle ws is not built yet."},
		{[]string{"playground", "x"}, 2, "", "nothing to do with x"},
		{[]string{"playground", "--addr"}, 2, "", "--addr needs a value: HOST:PORT."},
		{[]string{"playground", "-h"}, 0, "ladle playground", ""},
		{[]string{"send", "--help"}, 0, "--repeat N", ""},
		{[]string{"send", "-h"}, 0, "%{NAME}", ""},
		{[]string{"send"}, 2, "", "There is no URL."},
		{[]string{"send", "a", "b"}, 2, "", "more than one URL"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			ladle(t, "", c.args...).want(t, c.code, c.stdout, c.stderr)
		})
	}
}

// The window is a seam: what is built in decides what happens. Not parallel, it sets the seam.
func TestWindowSeam(t *testing.T) {
	oldWindow, oldShot := window, screenshot
	defer func() { window, screenshot = oldWindow, oldShot }()
	window, screenshot = nil, nil
	ladle(t, "").want(t, 2, "", "ladle send")
	ladle(t, "", "--playground").want(t, 2, "", "has no window")
	ladle(t, "", "screenshot", "x.png").want(t, 2, "", "has no window")

	var got []string
	window = func(args []string, env Env) int { got = args; return 7 }
	screenshot = func(args []string, env Env) int { got = args; return 8 }
	env, _, errs := sandbox(t, "")
	if code := run(nil, env); code != 2 || !strings.Contains(errs.String(), "no display") || !strings.Contains(errs.String(), "ladle send") {
		t.Errorf("without a display: exit %d, %q", code, errs)
	}
	env.Getenv = func(name string) string { return map[string]string{"DISPLAY": ":0"}[name] }
	if code := run([]string{"--playground"}, env); code != 7 || len(got) != 1 || got[0] != "--playground" {
		t.Errorf("with a display: exit %d, args %q", code, got)
	}
	if code := run([]string{"screenshot", "x.png", "--scale", "2"}, env); code != 8 || len(got) != 3 {
		t.Errorf("screenshot: exit %d, args %q", code, got)
	}
	ladle(t, "", "version").want(t, 0, ", window)", "")
}

func TestPlaygroundCommand(t *testing.T) {
	t.Parallel()
	env, _, _ := sandbox(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	env.Context, env.Stdout = ctx, w
	ended := make(chan int, 1)
	go func() { ended <- run([]string{"playground", "--addr", "127.0.0.1:0"}, env) }()
	var text strings.Builder
	for b := make([]byte, 4096); !strings.HasSuffix(text.String(), "\nready\n"); {
		n, err := r.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b[:n])
	}
	lines := strings.Split(text.String(), "\n")
	name, url, _ := strings.Cut(lines[0], " ")
	if name != "http" || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("first line %q", lines[0])
	}
	ladle(t, "", "send", "-s", url+"/status/204").want(t, 0, "", "")
	ladle(t, "", "playground", "--addr", strings.TrimPrefix(url, "http://")).want(t, 2, "", "No practice server on "+strings.TrimPrefix(url, "http://"))
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("exit %d at an interrupt", code)
	}
}
