package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/ui/kit"
)

func TestStatusBarWords(t *testing.T) {
	story := timelineShop()
	for _, c := range []struct {
		width                        float32
		running, queued, waits, conn string
		traffic                      bool
	}{
		{1600, "3 running", "2 queued", "1 waits for you", "6 of 10 connections", true},
		{1000, "3", "2", "1 waits for you", "6 of 10", false},
	} {
		b := newStatusBar(statusActions{})
		timelineWindow(t, b.Object(), c.width, 24)
		b.SetSession(true, "Ladle 0.9")
		b.Update(story.snapshot(), story.last)
		got := [4]string{b.running.Text(), b.queued.Text(), b.waits.Text(), b.conns.Text()}
		if want := [4]string{c.running, c.queued, c.waits, c.conn}; got != want {
			t.Errorf("%v wide: %q, want %q", c.width, got, want)
		}
		if b.traffic.Visible() != c.traffic || !b.waits.Visible() {
			t.Errorf("%v wide: traffic %v, waits %v", c.width, b.traffic.Visible(), b.waits.Visible())
		}
	}
}

func TestStatusBarLeavesOutWhatIsNought(t *testing.T) {
	b := newStatusBar(statusActions{})
	timelineWindow(t, b.Object(), 1600, 24)
	b.Update(newTimelineStory().snapshot(), 0)
	for name, o := range map[string]fyne.CanvasObject{"running": b.running, "queued": b.queued, "waits": b.waits, "traffic": b.traffic, "rate": b.rate} {
		if o.Visible() {
			t.Errorf("%s is shown with nothing to say", name)
		}
	}
	if !b.conns.Visible() {
		t.Error("the connections are not shown")
	}
}

func TestStatusBarWarnsOfUnverifiedTLS(t *testing.T) {
	b := newStatusBar(statusActions{})
	timelineWindow(t, b.Object(), 1000, 24)
	b.SetSession(true, "v")
	if b.tls.Visible() {
		t.Error("a narrow bar says that TLS is strict")
	}
	b.SetSession(false, "v")
	if !b.tls.Visible() || b.tls.Text() != "TLS not verified" {
		t.Errorf("a narrow bar says %q, visible %v", b.tls.Text(), b.tls.Visible())
	}
}

func TestStatusBarButtons(t *testing.T) {
	waiting, copied := 0, 0
	b := newStatusBar(statusActions{ShowWaiting: func() { waiting++ }, CopyDiagnostics: func() { copied++ }})
	timelineWindow(t, b.Object(), 1600, 24)
	story := timelineShop()
	b.SetSession(true, "Ladle 0.9")
	b.Update(story.snapshot(), story.last)
	test.Tap(b.waits)
	b.waits.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.copy.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if waiting != 2 || copied != 1 {
		t.Errorf("waiting %d, copied %d; want 2 and 1", waiting, copied)
	}
}

// TestRenderStatusBar writes pictures of both forms.
func TestRenderStatusBar(t *testing.T) {
	for name, width := range map[string]float32{"wide": 1600, "narrow": 1000} {
		t.Run(name, func(t *testing.T) {
			b := newStatusBar(statusActions{})
			win := timelineWindow(t, kit.Col(b.Object()), width, 24)
			story := timelineShop()
			b.SetSession(true, "Ladle 0.9")
			b.Update(story.snapshot(), story.last)
			timelineSave(t, win, "statusbar-"+name)
		})
	}
}
