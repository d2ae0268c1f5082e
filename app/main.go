package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
)

// Env is what a subcommand sees of the world. main gives the real one, tests their own.
type Env struct {
	Context context.Context // ends at an interrupt
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Getenv  func(string) string

	StdoutTerminal bool // Stdout is a terminal
	StderrTerminal bool // Stderr is a terminal

	// Ask writes a prompt to the terminal and reads a line, without echo when hidden; nil when nobody is there to
	// answer. It ends with the context's error at an interrupt.
	Ask func(ctx context.Context, prompt string, hidden bool) (string, error)
}

// The window and the screenshot are set by the files of the UI build; nil in a binary without it. Both return the exit
// code; args are what follows the program's name, or the word screenshot. They run on the goroutine of main.
var (
	window     func(args []string, env Env) int
	screenshot func(args []string, env Env) int
)

// exitUsage is the exit code of a command line that cannot be understood.
const exitUsage = 2

// command is one subcommand.
type command struct {
	name  string
	use   string // what follows the name in the synopsis
	about string // one line
	long  string // paragraphs of the help page
	flags []described
	run   func(args []string, env Env) int
}

// commands lists the subcommands in the order of the help page.
func commands() []command {
	return []command{
		{"send", "[flags] URL", "send a request, or many of them", sendHelp, describe(sendFlags), runSend},
		{"playground", "[flags]", "run the practice server", playgroundHelp, describe(playgroundFlags), runPlayground},
		{"screenshot", "OUT.png [flags]", "draw the window into a file, without a display", screenshotHelp, nil, runScreenshot},
		{"ws", "[flags] URL", "talk to a WebSocket (not built yet)", "", nil, runWS},
		{"version", "[flags]", "say what this program is", versionHelp, describe(versionFlags), runVersion},
		{"help", "[SUBCOMMAND]", "explain a subcommand", "", nil, runHelp},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	env := Env{Context: ctx, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
		StdoutTerminal: isTerminal(os.Stdout), StderrTerminal: isTerminal(os.Stderr)}
	if isTerminal(os.Stdin) && env.StderrTerminal {
		env.Ask = askTerminal
	}
	code := run(os.Args[1:], env)
	restoreEcho()
	os.Exit(code)
}

// run does what a command line asks for and returns the exit code.
func run(args []string, env Env) int {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	switch name {
	case "-h", "--help":
		return runHelp(nil, env)
	case "-V", "--version":
		return runVersion(nil, env)
	}
	if name == "" || strings.HasPrefix(name, "-") {
		return runWindow(args, env)
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(args[1:], env)
		}
	}
	if strings.ContainsAny(name, ":/.") {
		return complain(env, "There is no subcommand "+name, "Send a request with: ladle send "+name)
	}
	return complain(env, "There is no subcommand "+name, "ladle help lists them")
}

// complain says what is wrong with a command line and returns the exit code for it.
func complain(env Env, what, try string) int {
	say(env.Stderr, what, try)
	return exitUsage
}

// say writes an error as "ladle: what. try", each with a full stop where it has no end of its own.
func say(w io.Writer, sentences ...string) {
	line := "ladle:"
	for _, s := range sentences {
		if s != "" {
			line += " " + ended(printable(s))
		}
	}
	fmt.Fprintln(w, line)
}

// capital makes an error's clause a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// ended adds a full stop, but not to a URL, which is there to be copied.
func ended(s string) string {
	last := s[strings.LastIndexByte(s, ' ')+1:]
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.Contains(last, "://") {
		return s
	}
	return s + "."
}

func runWindow(args []string, env Env) int {
	if window == nil {
		return complain(env, "This binary has no window", "Use ladle send URL, or build without the tag nogui")
	}
	if displayless(env) {
		return complain(env, "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set", "Use ladle send URL; ladle help lists what else works without one")
	}
	return window(args, env)
}

// displayless says whether the window has nowhere to open. Other systems than X11 and Wayland always have a place.
func displayless(env Env) bool {
	switch runtime.GOOS {
	case "windows", "darwin", "android", "ios":
		return false
	}
	return env.Getenv("DISPLAY") == "" && env.Getenv("WAYLAND_DISPLAY") == ""
}

const screenshotHelp = `Renders the real window after a scripted tour against the practice server and writes it to
OUT.png. The flags are --size 1600x1000, --theme dark|light|contrast, --scale 1, --screen NAME and
--gallery.`

func runScreenshot(args []string, env Env) int {
	if screenshot == nil {
		return complain(env, "This binary has no window to draw", "Build without the tag nogui")
	}
	return screenshot(args, env)
}

func runWS(_ []string, env Env) int {
	return complain(env, "ladle ws is not built yet", "")
}

const versionHelp = `Prints the name, the version, the Go version, the platform, and whether the window is built in.`

// versionOptions are the flags of version.
type versionOptions struct{ diagnostics bool }

var versionFlags = []flag[versionOptions]{
	{long: "diagnostics", about: "add the platform, the folders and the end of the log, with secrets masked", on: func(o *versionOptions) { o.diagnostics = true }},
	{short: 'h', long: "help", about: "print this page", on: func(*versionOptions) {}},
}

func runVersion(args []string, env Env) int {
	var o versionOptions
	rest, err := parse("ladle version", versionFlags, args, &o)
	switch {
	case err == errHelp:
		return runHelp([]string{"version"}, env)
	case err != nil:
		return complain(env, capital(err.Error()), "See ladle help version")
	case len(rest) > 0:
		return complain(env, "There is nothing to do with "+rest[0], "See ladle help version")
	}
	if o.diagnostics {
		fmt.Fprint(env.Stdout, Diagnostics(env.Getenv))
		return 0
	}
	fmt.Fprintln(env.Stdout, build())
	return 0
}
