package timeline

import (
	"fmt"
	"strings"

	"ladle/session"
)

// Sentence says why attempt i exists, or, once it was followed by another one, what came of it. It is for the URL
// column of the attempt's line; "" when there is nothing to tell. It never has credentials in it.
func (r *Row) Sentence(i int) string {
	a := &r.Attempts[i]
	switch {
	case a.Ended.Why != "":
		return ended(a)
	case a.Ended.Challenge != nil && a.Ended.Outcome != nil:
		return challengeText(a) + ", not answered"
	case a.Ended.Stolen:
		return "The connection is taken over"
	case i > 0:
		return came(&r.Attempts[i-1], a)
	}
	what, _ := r.Failure()
	if what == "" && len(r.Tunnels) > 0 {
		return "Sent through the tunnel"
	}
	return what
}

// ended says what came of an attempt that another one follows.
func ended(a *Attempt) string {
	switch a.Ended.Why {
	case session.RestartRedirect:
		return redirectText(a)
	case session.RestartAuth:
		return challengeText(a)
	case session.RestartStale:
		return "Stale connection, closed before the head"
	}
	return "Answered, then sent again as asked"
}

// came says why an attempt follows the one before it.
func came(before, a *Attempt) string {
	switch before.Ended.Why {
	case session.RestartRedirect:
		return "Followed to " + target(before.Address, a.Address)
	case session.RestartAuth:
		if d := before.Ended.Authenticated; d != nil {
			return "Answered with " + d.Scheme + " " + sourceText(d.Source)
		}
		return "Answered"
	case session.RestartStale:
		if a.Reused {
			return "Sent again on another kept connection"
		}
		return "Sent again on a new connection"
	}
	return "Sent again as asked"
}

func redirectText(a *Attempt) string {
	d := a.Ended.Redirected
	if d == nil {
		return "Redirect"
	}
	return fmt.Sprintf("Redirect %d to %s", d.Status, target(a.Address, ParseAddress(d.To)))
}

// target is a URL as seen from another: the path when both are of one origin, else as rows show URLs.
func target(from, to Address) string {
	switch {
	case strings.EqualFold(from.Scheme(), to.Scheme()) && from.endpoint() == to.endpoint() && to.Path() != "":
		return to.Path() + to.Query()
	case strings.EqualFold(to.Scheme(), "https"):
		return to.shown()
	}
	return to.String()
}

func challengeText(a *Attempt) string {
	text := ""
	if c := a.Ended.Challenge; c != nil {
		text = challengeWords(c.Scheme, c.Realm, c.Proxy)
		if c.Retrying {
			text += ", the answer before was rejected"
		}
	} else if d := a.Ended.Authenticated; d != nil {
		text = challengeWords(d.Scheme, d.Realm, d.Proxy)
	} else {
		text = "Challenge"
	}
	return text
}

func challengeWords(scheme, realm string, proxy bool) string {
	text := "Challenge: " + scheme
	if proxy {
		text = "Challenge of the proxy: " + scheme
	}
	if realm != "" {
		text += ", realm “" + realm + "”"
	}
	return text
}

func sourceText(s session.CredentialSource) string {
	switch s {
	case session.FromURI:
		return "from the URL"
	case session.FromCache:
		return "from the session's sign-ins"
	case session.FromQuestion:
		return "from a question"
	case session.FromHandler:
		return "from a handler"
	}
	return "from " + string(s)
}
