package main

import (
	"cmp"
	"fmt"
	"runtime"
)

// What the program is called, for itself and for the desktop. FyneApp.toml says the same to the packager.
const (
	AppID      = "io.github.ladle_app.Ladle"
	AppName    = "Ladle"
	AppVersion = "0.1.0"
	AppBuild   = 1
)

// version is set by the linker (-X main.version=...) to what the source was built from; "" in a plain go build.
var version string

// versionText is the version for people: the linker's, else AppVersion.
func versionText() string { return cmp.Or(version, AppVersion) }

// build says in one line what this binary is.
func build() string {
	what := "no window"
	if window != nil {
		what = "window"
	}
	return fmt.Sprintf("%s %s (%s, %s/%s, %s)", AppName, versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH, what)
}
