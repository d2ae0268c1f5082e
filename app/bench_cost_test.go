//go:build linux && !nogui

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image/color"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"ladle/store"
	"ladle/ui"
)

func init() {
	programs["cost-ladle"], programs["cost-empty"] = costOfLadle, costOfEmpty
}

// cost is what a window takes.
type cost struct {
	Start   float64 // ms from the start of the process to the window that runs
	Rested  float64 // MB resident, when it has rested after the start
	Used    float64 // MB resident, when it was used and has rested
	Objects float64 // that the toolkit walks for every picture
	CPU     float64 // ms of the whole process for a repaint of the whole window
}

const (
	costRounds   = 5
	costRepaints = 40
	costRest     = 1200 * time.Millisecond
)

// BenchmarkWindowCost compares the window in use with one that is empty: the same size, the same toolkit, the same
// machine, in turns. The window has a session behind it, sixteen messages in its timeline and the answer to one of them in
// its inspector. Metrics are medians, and how many times the empty window's, or how much more.
func BenchmarkWindowCost(b *testing.B) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		b.Skip("Xvfb is not installed; make bench installs it")
	}
	display := startDisplay(b)
	for b.Loop() {
		var ours, empty []cost
		for range costRounds {
			ours = append(ours, runCost(b, "cost-ladle", display))
			empty = append(empty, runCost(b, "cost-empty", display))
		}
		start := func(c cost) float64 { return c.Start }
		rested := func(c cost) float64 { return c.Rested }
		used := func(c cost) float64 { return c.Used }
		cpu := func(c cost) float64 { return c.CPU }
		b.ReportMetric(median(ours, start), "start-ms")
		b.ReportMetric(median(ours, start)/median(empty, start), "start-ratio")
		b.ReportMetric(median(ours, rested)-median(empty, rested), "MB-more-rested")
		b.ReportMetric(median(ours, used)-median(empty, used), "MB-more-used")
		b.ReportMetric(median(ours, cpu), "CPU-ms/repaint")
		b.ReportMetric(median(ours, cpu)/median(empty, cpu), "CPU-ratio")
		b.ReportMetric(median(ours, func(c cost) float64 { return c.Objects }), "objects")
	}
}

// runCost runs this binary as a window that measures itself.
func runCost(b *testing.B, as, display string) (c cost) {
	b.Helper()
	home := b.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LADLE_AS_PROGRAM="+as, "LADLE_STARTED="+strconv.FormatInt(time.Now().UnixNano(), 10), "DISPLAY="+display, "WAYLAND_DISPLAY=", "HOME="+home,
		"LANG=en_US.UTF-8", "XDG_CONFIG_HOME="+home+"/config", "XDG_DATA_HOME="+home+"/data", "XDG_CACHE_HOME="+home+"/cache", "XDG_STATE_HOME="+home+"/state", "FYNE_SCALE=1")
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%s: %v\n%s", as, err, out)
	}
	if err := json.Unmarshal(out, &c); err != nil {
		b.Fatalf("%s said %q", as, out)
	}
	return c
}

// costOfEmpty is a program with a window that has one rectangle in it.
func costOfEmpty() {
	app := newFyneApp()
	w := app.NewWindow("Empty")
	r := canvas.NewRectangle(color.Black)
	w.SetPadded(false)
	w.SetContent(r)
	w.Resize(fyne.NewSize(1600, 1000))
	app.Lifecycle().SetOnStarted(func() {
		started := sinceStart()
		go measureCost(w, started, func() {})
	})
	w.Show()
	app.Run()
}

// costOfLadle is the program as it is, used for a while before it is measured.
func costOfLadle() {
	paths, err := store.DefaultPaths()
	if err != nil {
		panic(err)
	}
	app := newFyneApp()
	main := &mainLoop{}
	d, err := newDesktop(main, paths, slog.New(slog.DiscardHandler), Env{Context: context.Background(), Getenv: os.Getenv})
	if err != nil {
		panic(err)
	}
	w := d.newWindow(app, main.Invoke)
	app.Lifecycle().SetOnStarted(func() {
		main.start()
		w.Show()
		started := sinceStart()
		go measureCost(w.Fyne(), started, func() { useWindow(d, main, w) })
	})
	w.Fyne().Show()
	app.Run()
	os.Exit(0)
}

func sinceStart() float64 {
	at, _ := strconv.ParseInt(os.Getenv("LADLE_STARTED"), 10, 64)
	return float64(time.Since(time.Unix(0, at)).Microseconds()) / 1000
}

// useWindow sends what a person might in a quarter of an hour, and looks at one answer.
func useWindow(d *desktop, main *mainLoop, w *ui.Window) {
	p, err := d.startPlayground()
	if err != nil {
		panic(err)
	}
	urls := strings.Fields(strings.Repeat(strings.NewReplacer("@", p.URL).Replace("@/try/text @/try/redirect-host @/gzip @/try/image @/status/404 @/try/status/503 @/try/xml @/try/json "), 2))
	for i, url := range urls {
		main.Invoke(func() {
			w.Compose(store.Request{Method: "GET", URL: url, Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}}})
			w.Run("message.send")
		})
		for over := false; !over; {
			said := make(chan bool)
			main.Invoke(func() {
				s := w.State()
				said <- s.Rows == i+1 && s.Messages[len(s.Messages)-1].Over
			})
			over = <-said
		}
	}
}

// measureCost lets the window rest, has it used, measures it and ends the process.
func measureCost(w fyne.Window, started float64, use func()) {
	time.Sleep(costRest)
	c := cost{Start: started, Rested: residentMB()}
	use()
	time.Sleep(costRest)
	c.Used = residentMB()
	var line *canvas.Rectangle
	fyne.DoAndWait(func() { line = countShown(w.Content(), &c.Objects) })
	before := processTime()
	for range costRepaints {
		fyne.DoAndWait(line.Refresh)
		time.Sleep(40 * time.Millisecond)
	}
	c.CPU = float64((processTime() - before).Microseconds()) / 1000 / costRepaints
	json.NewEncoder(os.Stdout).Encode(c)
	os.Exit(0)
}

// countShown adds the visible objects within o, and gives a plain rectangle among them.
func countShown(o fyne.CanvasObject, n *float64) (found *canvas.Rectangle) {
	if !o.Visible() {
		return nil
	}
	*n++
	var kids []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Rectangle:
		return o
	case fyne.Widget:
		kids = test.WidgetRenderer(o).Objects()
	case *fyne.Container:
		kids = o.Objects
	}
	for _, k := range kids {
		if r := countShown(k, n); r != nil {
			found = r
		}
	}
	return found
}

func residentMB() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident int
	fmt.Sscan(string(b), &size, &resident)
	return float64(resident*os.Getpagesize()) / 1e6
}
