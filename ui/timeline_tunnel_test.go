package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/timeline"
)

// tunnelStory is a message whose connection leads through a proxy by CONNECT, between two others.
func tunnelStory() *timelineStory {
	s := newTimelineStory()
	s.plain(10, 1, "GET", timelineHost+"/before", 1, 20, 10, 200, "text/plain", 12)
	s.queued(100, 2, "GET", "https://rates.partner.example/v2/rates?base=EUR")
	s.add(101, 2, 1, 6, session.KindConnectionCreated, 0, &session.ConnTarget{Scheme: "https", Host: "rates.partner.example:443"})
	s.add(102, 3, 1, 6, session.KindRequestQueued, 0, &session.Asked{Method: "CONNECT", URL: "https://rates.partner.example/v2/rates", For: 2})
	s.add(103, 3, 1, 6, session.KindNetworkEvent, 0, &session.NetworkEvent{Step: session.StepResolving, Host: "127.0.0.1", Proxy: "http://127.0.0.1:3128"})
	s.add(120, 3, 1, 6, session.KindTunneling, 0, nil)
	s.sent(121, 3, 1, 6, 2)
	s.head(160, 3, 1, 6, 200, "", 0)
	s.add(161, 3, 1, 6, session.KindFinished, 0, &session.Outcome{Status: 200})
	s.add(161, 3, 1, 6, session.KindRequestUnqueued, 0, nil)
	t := s.sent(190, 2, 1, 6, 4)
	s.head(t+60, 2, 1, 6, 200, "application/json", 3100)
	s.body(t+70, 2, 1, 6, 3100)
	s.finished(t+70, 2, 1, 6, 200, nil)
	s.plain(400, 4, "GET", timelineHost+"/after", 1, 20, 10, 200, "text/plain", 12)
	return s
}

func TestTunnelFoldsUnderItsMessage(t *testing.T) {
	var selected []timeline.RowID
	p := newTimelinePane(timelineActions{Select: func(id timeline.RowID, _ int) { selected = append(selected, id) }})
	win := timelineWindow(t, p.Object(), 1072, 400)
	story := tunnelStory()
	p.Update(story.snapshot(), story.last)
	if p.view.Len() != 3 {
		t.Fatalf("%d lines, want 3", p.view.Len())
	}
	p.Select(timeline.RowID{Message: 2})
	press := func(key fyne.KeyName) { p.rows.TypedKey(&fyne.KeyEvent{Name: key}) }
	win.Canvas().Focus(p.rows)
	press(fyne.KeyRight)
	press(fyne.KeyDown)
	press(fyne.KeyDown)
	if p.view.Len() != 5 || len(selected) == 0 || selected[len(selected)-1].Message != 3 {
		t.Fatalf("%d lines, selected %v", p.view.Len(), selected)
	}
	if words := p.rows.describe(); !strings.Contains(words, "tunnel 3, Tunnel to rates.partner.example") || !strings.Contains(words, "through 127.0.0.1:3128") {
		t.Errorf("the line is %q", words)
	}
	press(fyne.KeyLeft)
	if c, _ := p.choice.Cursor(); p.view.Len() != 3 || c.ID.Message != 2 {
		t.Errorf("folded from the tunnel's line: %d lines, the cursor at %v", p.view.Len(), c)
	}
}

// TestRenderTunnel writes a picture of it.
func TestRenderTunnel(t *testing.T) {
	p := newTimelinePane(timelineActions{})
	win := timelineWindow(t, p.Object(), 1072, 240)
	story := tunnelStory()
	p.Update(story.snapshot(), story.last)
	p.Unfold(timeline.RowID{Message: 2})
	timelineSave(t, win, "tunnel")
}
