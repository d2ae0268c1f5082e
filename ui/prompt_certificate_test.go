package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
)

func askedCertificate() *session.Question {
	i := tlsChain(session.Fault{Rule: "expired", Text: "it expired on 3 November 2026"}, session.Fault{Rule: "wrong host", Text: "it was issued for shop.localhost"})
	i.Certificates[0].SHA256 = strings.TrimSuffix(strings.Repeat("8C:", 32), ":")
	return &session.Question{ID: 1, Kind: session.AskCertificate, Message: 56, Host: "old.shop.localhost:9443", TLS: true, Certificate: &session.CertificateQuestion{TLS: i}}
}

// Every rule that is broken has its sentence; one of an authority says whose; without any the error stands for them.
func TestCertificateFaults(t *testing.T) {
	i := askedCertificate().Certificate.TLS
	i.Certificates[1].Faults = []session.Fault{{Text: "it expired"}}
	if got := strings.Join(certificateFaults(i), "|"); got != "It expired on 3 November 2026|It was issued for shop.localhost|Shop Root CA: it expired" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(certificateFaults(&session.TLSInfo{Problem: "it is odd"}), "|"); got != "It is odd" {
		t.Errorf("%q", got)
	}
}

// Each button gives what it says; Enter refuses, Escape puts it off, and the buttons are in sight in a low window.
func TestCertificatePrompt(t *testing.T) {
	for _, c := range []struct {
		button string
		key    fyne.KeyName
		want   string
	}{{"Use once, button", "", "once"}, {"Trust this one for the session, button", "", "session"}, {"Refuse, button", "", "refused"}, {"", fyne.KeyReturn, "refused"}, {"", fyne.KeyEscape, ""}} {
		win := timelineWindow(t, kit.NewLabel(""), 800, 480)
		got := ""
		p := newPrompts(promptActions{Canvas: func() fyne.Canvas { return win.Canvas() },
			Answer:  func(_ session.QuestionID, a session.Answer) error { got = string(a.Trust); return nil },
			Dismiss: func(session.QuestionID) error { got = "refused"; return nil }})
		p.apply([]asking{{question: askedCertificate()}})
		focused := win.Canvas().Focused()
		b, ok := focused.(*kit.Button)
		if !ok || b.Text() != "Refuse" {
			t.Fatalf("the keyboard is at %v", focused)
		}
		if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b); b.Size().Height == 0 || at.Y+b.Size().Height > 480 {
			t.Errorf("the button is at %v", at)
		}
		if c.button != "" {
			tapNamed(t, win.Canvas().Overlays().Top(), c.button)
		} else {
			focused.TypedKey(&fyne.KeyEvent{Name: c.key})
		}
		if got != c.want || p.showing() || p.waiting() != map[bool]int{true: 1}[c.want == ""] {
			t.Errorf("%s%s: %q, showing %v, %d wait", c.button, c.key, got, p.showing(), p.waiting())
		}
	}
}
