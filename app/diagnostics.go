package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// logLines is how much of the log goes into the diagnostics.
const logLines = 200

// Diagnostics is a text for a bug report: the program, the platform, the display, the folders and the last 200 lines of the
// log, with secrets masked and the home folder written as ~. It reads files and may be called on any goroutine.
func Diagnostics(getenv func(string) string) string {
	var b strings.Builder
	row := func(name, value string) { fmt.Fprintf(&b, "%-10s %s\n", name, cmp.Or(value, "-")) }
	fmt.Fprintln(&b, build())
	row("source", revision())
	row("cpus", fmt.Sprint(runtime.NumCPU()))
	row("display", display(getenv))
	row("desktop", getenv("XDG_CURRENT_DESKTOP"))
	row("language", cmp.Or(getenv("LC_ALL"), getenv("LANG")))
	row("program", executable())
	row("state", stateFolder(getenv))
	row("log", logPath(getenv))
	lines := tail(logPath(getenv), logLines)
	fmt.Fprintf(&b, "\nlast %s of the log\n", plural(len(lines), "line"))
	for _, line := range lines {
		fmt.Fprintln(&b, maskURLs(line))
	}
	if home := getenv("HOME"); len(home) > 1 {
		return strings.ReplaceAll(b.String(), home, "~")
	}
	return b.String()
}

func display(getenv func(string) string) string {
	var out []string
	for _, name := range []string{"WAYLAND_DISPLAY", "DISPLAY", "XDG_SESSION_TYPE"} {
		if v := getenv(name); v != "" {
			out = append(out, name+"="+v)
		}
	}
	return strings.Join(out, " ")
}

func executable() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	return name
}

// revision is the commit that the Go tool noted, if it did.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = ", changed since"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + dirty
}
