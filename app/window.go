//go:build !nogui

package main

import (
	"context"
	"fmt"

	_ "ladle/app/locale" // before the toolkit asks for the language
	"ladle/assets"
	"ladle/store"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
)

func init() {
	window = runDesktop
	screenshot = runScreenshotTour
}

// metadata is what Fyne and the desktop are told about the program; nothing is read from a file.
func metadata() fyne.AppMetadata {
	return fyne.AppMetadata{ID: AppID, Name: AppName, Version: AppVersion, Build: AppBuild, Release: true,
		Icon: fyne.NewStaticResource("ladle.png", assets.AppIcon()), Migrations: map[string]bool{"fyneDo": true}}
}

// windowOptions are the flags of the window.
type windowOptions struct{ playground bool }

var windowFlags = []flag[windowOptions]{
	{long: "playground", about: "start the practice server with the window", on: func(o *windowOptions) { o.playground = true }},
}

// runDesktop opens the window and runs it until it is closed.
func runDesktop(args []string, env Env) int {
	var o windowOptions
	rest, err := parse("ladle", windowFlags, args, &o)
	switch {
	case err == errHelp:
		return runHelp(nil, env)
	case err != nil:
		return complain(env, err.Error(), "See ladle help")
	case len(rest) > 0:
		return complain(env, "The window takes no "+rest[0], "See ladle help")
	}
	paths, err := store.DefaultPaths()
	if err != nil {
		return complain(env, err.Error(), "Set HOME")
	}
	log, closeLog := openLog(env.Getenv)
	defer closeLog()
	app := newFyneApp()
	main := &mainLoop{}
	d, err := newDesktop(main, paths, log, env)
	if err != nil {
		say(env.Stderr, err.Error(), "")
		return 1
	}
	w := d.newWindow(app, main.Invoke)
	socket := serveTestSocket(env.Getenv("LADLE_TEST_SOCKET"), main.Invoke, w)
	defer socket.Close()
	app.Lifecycle().SetOnStarted(func() {
		main.start()
		w.Show()
		if o.playground {
			go func() {
				p, err := d.startPlayground()
				main.Invoke(func() {
					if err != nil {
						log.Error("playground", "error", err)
						return
					}
					w.ShowPlayground(p)
				})
			}()
		}
	})
	stop := context.AfterFunc(env.Context, func() { main.Invoke(w.Close) })
	defer stop()
	w.Fyne().Show()
	app.Run()
	main.close()
	if err := d.close(); err != nil {
		log.Error("shutdown", "error", err)
		fmt.Fprintln(env.Stderr, "ladle:", err)
		return 1
	}
	return 0
}

func newFyneApp() fyne.App {
	fyneapp.SetMetadata(metadata())
	return fyneapp.NewWithID(AppID)
}
