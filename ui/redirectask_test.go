package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// askedRedirect is the question of the design's picture.
func askedRedirect() *session.Question {
	return &session.Question{ID: 3, Kind: session.AskRedirect, Message: 58, Conn: 8, Method: "POST", URL: "https://pay.localhost:8443/api/payments", Status: 302, Host: "pay.localhost:8443", TLS: true,
		Redirect: &session.RedirectQuestion{Location: "//checkout.partner.example/s/9c1e?lang=en", To: "https://checkout.partner.example/s/9c1e?lang=en", Method: "GET", Why: "302 on POST becomes GET",
			Dropped: []session.Dropped{{Name: "Authorization", Why: "other origin: checkout.partner.example:443"}, {Name: "Content-Type", Why: "GET has no body"}}, DropsBody: true, OtherOrigin: true, Hop: 1, Limit: 20}}
}

func changeText(c redirectChange) string {
	text := ""
	for _, w := range c.words {
		text += w.Text
	}
	return text
}

func TestRedirectChangesSayWhy(t *testing.T) {
	var got []string
	for _, c := range redirectChanges(askedRedirect()) {
		got = append(got, changeText(c)+": "+c.why)
	}
	want := "Method POST becomes GET: 302 on POST becomes GET|Body dropped: GET carries none; Content-Type and Content-Length go too|Authorization dropped: other origin: checkout.partner.example:443"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
	sent := &session.Sent{Fields: session.Fields{{Name: "Host", Value: "a"}, {Name: "Accept", Value: "b"}, {Name: "authorization", Value: "c"}, {Name: "Content-Type", Value: "d"}, {Name: "Accept", Value: "e"}, {Name: "X-Request-Id", Value: "f"}}}
	if s := strings.Join(redirectKept(askedRedirect(), sent), ", "); s != "Accept, X-Request-Id" {
		t.Errorf("kept %s", s)
	}
}

func TestRedirectDoubts(t *testing.T) {
	for _, c := range []struct {
		from, to string
		findings int
		want     string
	}{
		{"https://a.example/", "https://b.example/", 0, ""},
		{"http://a.example/", "http://b.example/", 0, ""},
		{"https://a.example/", "http://a.example/", 0, "plain http"},
		{"https://a.example/", "https://127.0.0.1/", 0, "private"},
		{"https://a.example/", "https://[fc00::1]/", 0, "private"},
		{"https://a.example/", "https://printer.local/", 0, "private"},
		{"http://192.168.0.1/", "http://10.0.0.1/", 0, ""},
		{"https://a.example/", "https://b.example/", 2, "2 findings"},
	} {
		q := &session.Question{URL: c.from, Redirect: &session.RedirectQuestion{To: c.to}}
		if got := redirectDoubt(q, c.findings); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s to %s: %q", c.from, c.to, got)
		}
	}
}

// askedPrompts shows a question on a window and notes what becomes of it.
func askedPrompts(t *testing.T, q *session.Question) (*prompts, fyne.Window, *[]string) {
	t.Helper()
	win := timelineWindow(t, kit.NewLabel(""), 900, 800)
	var did []string
	p := newPrompts(promptActions{
		Canvas: func() fyne.Canvas { return win.Canvas() },
		Answer: func(_ session.QuestionID, a session.Answer) error {
			did = append(did, map[bool]string{true: "edits", false: "follow"}[a.StopNext])
			return nil
		},
		Dismiss: func(session.QuestionID) error { did = append(did, "stop"); return nil },
		Cancel:  func(session.MessageID) { did = append(did, "cancel") },
		Policy:  func(host string, p session.RedirectPolicy) { did = append(did, host+" "+drawerPolicyWords[p-1]) },
		Row: func(session.MessageID) *timeline.Row {
			return &timeline.Row{Attempts: []timeline.Attempt{{Sent: &session.Sent{Fields: session.Fields{{Name: "Accept", Value: "*/*"}, {Name: "User-Agent", Value: "x"}}}, Response: &session.Response{Status: 302}}}}
		},
	})
	p.apply([]asking{{question: q}})
	if !p.showing() {
		t.Fatal("no dialog")
	}
	return p, win, &did
}

func TestRedirectPromptAnswers(t *testing.T) {
	for name, want := range map[string]string{"Follow, button": "follow", "Follow with edits, button": "edits", "Stop here, button": "stop", "Cancel message, button": "cancel"} {
		p, win, did := askedPrompts(t, askedRedirect())
		tapNamed(t, win.Canvas().Overlays().Top(), name)
		if got := strings.Join(*did, " "); got != want || p.showing() {
			t.Errorf("%s: %q, showing %v", name, got, p.showing())
		}
	}
}

func TestRedirectPromptKeys(t *testing.T) {
	plain := askedRedirect()
	plain.Redirect.To = "http://checkout.partner.example/"
	for _, c := range []struct {
		q    *session.Question
		key  fyne.KeyName
		want string
	}{{askedRedirect(), fyne.KeyReturn, "follow"}, {askedRedirect(), fyne.KeyE, "edits"}, {askedRedirect(), fyne.KeyEscape, ""}, {plain, fyne.KeyReturn, "stop"}} {
		p, win, did := askedPrompts(t, c.q)
		focused := win.Canvas().Focused()
		if focused == nil {
			t.Fatal("nothing has the keyboard")
		}
		focused.TypedKey(&fyne.KeyEvent{Name: c.key})
		if got := strings.Join(*did, " "); got != c.want || p.showing() {
			t.Errorf("%s: %q, showing %v", c.key, got, p.showing())
		}
	}
}

// In a low window the facts scroll, and the buttons stay in sight.
func TestRedirectPromptFitsALowWindow(t *testing.T) {
	q := askedRedirect()
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		q.Redirect.Dropped = append(q.Redirect.Dropped, session.Dropped{Name: "X-" + name, Why: "marked sensitive"})
	}
	for _, height := range []float32{480, 600, 900} {
		win := timelineWindow(t, kit.NewLabel(""), 800, height)
		p := newPrompts(promptActions{Canvas: func() fyne.Canvas { return win.Canvas() }})
		p.apply([]asking{{question: q}})
		found := false
		for _, o := range test.LaidOutObjects(win.Canvas().Overlays().Top()) {
			if b, ok := o.(*kit.Button); ok && b.Text() == "Follow" {
				at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
				found = at.Y+b.Size().Height < height && b.Size().Height > 0
			}
		}
		if !found {
			t.Errorf("the buttons are out of sight in a window %v high", height)
		}
		for _, o := range test.LaidOutObjects(win.Canvas().Overlays().Top()) {
			if s, ok := o.(*kit.Scroll); ok && s.Size().Height < 90 {
				t.Errorf("only %v of the facts are left in a window %v high", s.Size().Height, height)
			}
		}
	}
}

func TestRedirectPromptSetsThePolicy(t *testing.T) {
	p, win, did := askedPrompts(t, askedRedirect())
	for _, o := range test.LaidOutObjects(win.Canvas().Overlays().Top()) {
		if s, ok := o.(*kit.Segmented); ok {
			s.Choose(1)
		}
	}
	p.queue.Shown().OnEnter()
	if got := strings.Join(*did, "; "); got != "pay.localhost:8443 Follow; follow" {
		t.Errorf("did %q", got)
	}
}

func TestDrawerRedirects(t *testing.T) {
	var did []string
	r := newDrawerRedirects(func(host string, p session.RedirectPolicy) {
		did = append(did, host+":"+drawerPolicyWords[max(int(p)-1, 0)])
	})
	timelineWindow(t, r.section.object, 288, 300)
	r.all.OnChanged(1)
	r.show("", session.RedirectAsk)
	r.show("b:80", session.RedirectStop)
	r.show("a:80", session.RedirectFollow)
	if r.all.Chosen() != 1 || r.section.head.Fact() != "1 changed" || !strings.Contains(wordsIn(r.section.object), "a:80") {
		t.Errorf("shows %d, %q, %s", r.all.Chosen(), r.section.head.Fact(), wordsIn(r.section.object))
	}
	r.show("a:80", session.RedirectAsSession)
	tapNamed(t, r.section.object, "As all hosts, button")
	if len(r.known) != 1 || strings.Join(did, " ") != ":Ask b:80:Follow" {
		t.Errorf("%v, did %q", r.known, did)
	}
}

// TestRenderRedirect writes a picture of the question.
func TestRenderRedirect(t *testing.T) {
	_, win, _ := askedPrompts(t, askedRedirect())
	timelineSave(t, win, "redirect")
}
