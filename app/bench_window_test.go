//go:build linux && !nogui

package main

import (
	"os/exec"
	"testing"
	"time"

	"ladle/ui"
)

// BenchmarkIdleWindow counts the pictures that the real window draws, and the CPU time it takes, in five seconds in which
// nobody does anything; the URL field has the keyboard, and a message was sent before. Both should be nothing.
func BenchmarkIdleWindow(b *testing.B) {
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.Skipf("%s is not installed; make bench installs it", tool)
		}
	}
	const idle = 5 * time.Second
	peer := newE2EPeer(b)
	p := startProgram(b, startDisplay(b))
	p.url(peer.URL + "/hello")
	p.key("Return")
	p.until("the message to finish", func(s ui.State) bool { return s.Rows == 1 && s.Messages[0].Over })
	p.calm()
	for b.Loop() {
		frames, cpu := p.state().Frames, p.cpu()
		time.Sleep(idle)
		b.ReportMetric(float64(p.state().Frames-frames), "frames/5s")
		b.ReportMetric(float64((p.cpu() - cpu).Milliseconds()), "CPU-ms/5s")
	}
	p.key("ctrl+q")
	p.ended()
}
