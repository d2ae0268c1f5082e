package timeline

import (
	"strconv"
	"strings"

	"ladle/session"
)

// Tag is a word or two at the right end of a row's URL on what the row is about now. An empty text is no tag.
type Tag struct {
	Text string
	Tone Tone
}

// tagOf picks the most urgent thing to say: what waits for a person, what went wrong, what goes on, what came before.
func tagOf(r *Row, lost bool) Tag {
	switch r.State {
	case StateWaitsForYou:
		if q := r.Question; q != nil && q.Kind == session.AskRedirect {
			return Tag{"follow?", TonePaused}
		}
		if q := r.Question; q != nil && q.Kind == session.AskCertificate {
			return Tag{"certificate?", TonePaused}
		}
		return Tag{"waits for you", TonePaused}
	case StatePaused:
		if r.Stopped != nil {
			return Tag{"at " + r.Stopped.At.String(), TonePaused}
		}
		return Tag{"paused", TonePaused}
	case StateHeld:
		return Tag{"held", TonePending}
	case StateTakenOver:
		return Tag{"taken over", TonePending}
	case StateFailed:
		return Tag{failureTag(r), ToneFailed}
	}
	if part, ok := r.Progress(); ok {
		return Tag{strconv.Itoa(int(part*100)) + " %", ToneLive}
	}
	if lost {
		return Tag{"session ended", TonePending}
	}
	if n := len(r.Findings); n > 0 {
		return Tag{Counted(n, "finding"), ToneClientError}
	}
	return historyTag(r)
}

// historyTag says how the message came here when that took more than one attempt.
func historyTag(r *Row) Tag {
	redirects, challenges, retries := r.Redirects(), r.Challenges(), r.Retries()
	switch {
	case len(r.Attempts) > 3:
		if redirects == len(r.Attempts)-1 {
			break
		}
		return Tag{Counted(len(r.Attempts), "attempt"), TonePending}
	case retries > 0 && redirects+challenges == 0:
		return Tag{"retried", TonePending}
	}
	if redirects > 0 {
		return Tag{Counted(redirects, "redirect"), TonePending}
	}
	if len(r.Tunnels) > 0 || r.Proxy != "" {
		return Tag{"proxy", TonePending}
	}
	return Tag{}
}

// causes are what a failure's text has in it, and the words for it. The text is all there is of an error that was
// read from the history, so the words go by the text for a fresh one too; the first match wins.
var causes = []struct {
	stage    session.Stage // "" any
	has, tag string
}{
	{"", "certificate has expired", "certificate expired"},
	{"", "certificate is not yet valid", "certificate not yet valid"},
	{"", "unknown authority", "unknown certificate"},
	{"", "self-signed", "unknown certificate"},
	{"", "not valid for any names", "wrong certificate"},
	{"", "certificate is valid for", "wrong certificate"},
	{"", "certificate", "certificate refused"},
	{"", "connection refused", "connection refused"},
	{"", "no route to host", "no route"},
	{"", "network is unreachable", "no network"},
	{"", "no such host", "unknown host"},
	{"", "connection reset", "connection reset"},
	{"", "broken pipe", "connection reset"},
	{"", "no progress within", "timed out"},
	{"", "timeout", "timed out"},
	{"", "deadline exceeded", "timed out"},
	{"", "unexpected eof", "ends early"},
	{session.StageResolve, "", "cannot resolve"},
	{session.StageConnect, "", "cannot connect"},
	{session.StageTLS, "", "TLS failed"},
	{session.StageDecode, "", "cannot decode"},
	{session.StageRedirect, "", "redirect refused"},
}

func failureTag(r *Row) string {
	if err := r.Err; err != nil {
		if r.Status != session.StatusMalformed && r.Status != session.StatusTooManyRedirects && err.Finding == nil {
			if tag := causeTag(err); tag != "" {
				return tag
			}
		}
	}
	return statusTag(r)
}

func causeTag(err *session.Error) string {
	text := ""
	if err.Err != nil {
		text = strings.ToLower(err.Err.Error())
	}
	for _, c := range causes {
		if (c.stage == "" || c.stage == err.Stage) && strings.Contains(text, c.has) {
			return c.tag
		}
	}
	return ""
}

func statusTag(r *Row) string {
	headCame := r.Last().Response != nil
	switch r.Status {
	case session.StatusCantResolve:
		return "cannot resolve"
	case session.StatusCantConnect:
		return "cannot connect"
	case session.StatusSSLFailed:
		return "TLS failed"
	case session.StatusMalformed:
		if headCame {
			return "malformed body"
		}
		return "malformed head"
	case session.StatusTooManyRedirects:
		return "too many redirects"
	}
	if headCame {
		return "ends early"
	}
	return "no answer"
}

// AttemptTag is the tag of an attempt's own line.
func (r *Row) AttemptTag(i int) Tag {
	switch r.Attempts[i].State {
	case StateRetry:
		return Tag{"retried", TonePending}
	case StateTakenOver:
		return Tag{"taken over", TonePending}
	}
	return Tag{}
}
