// Command ladle is an inspector for HTTP sessions: a window, and a command line that needs no display.
//
// Package main is the wiring. main.go names the subcommands and gives each its surroundings (Env), so that a test runs
// them as main does. What a subcommand takes is one table of flags (flags.go reads it, help.go prints it); sendflags.go
// has that of `ladle send`. From there one message goes its way through
//
//	compose.go   flags, files and stdin become a request; address.go guesses the scheme of its URL
//	transfer.go  one message: the body to stdout, the timeline to stderr, then -w and the exit code
//	repeat.go    many messages through one session, with a summary
//	timeline.go  events as text or JSON lines
//
// Handlers, observers and callbacks of the session run on a session.Loop that the goroutine of main turns.
//
// The window is built in by files with the constraint !nogui, which set the variables window and screenshot. A binary
// with the tag nogui imports no toolkit, needs no cgo and is the command line alone.
package main
