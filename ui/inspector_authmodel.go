package ui

import (
	"fmt"
	"strings"

	"ladle/session"
	"ladle/session/auth"
	"ladle/ui/timeline"
)

// authRow is a line of the Auth tab: the head of a leg, or one thing that it says.
type authRow struct {
	head              string // of a leg, "" for a fact
	name, value, note string
	good              bool   // the note says that something is as it should be
	state             string // a Lucide icon before the name
	secret            bool
}

// authSides are the fields of the two that can ask.
var authSides = []struct {
	status                 int
	asks, answers, informs string
	who                    string
}{
	{401, "WWW-Authenticate", "Authorization", "Authentication-Info", "the server"},
	{407, "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info", "the proxy"},
}

// recomputer makes a Digest response again; nil where nobody can.
type recomputer = func(origin string, proxy bool, method, answer string) (auth.Proof, bool)

// authRows takes every leg of a message's sign-in apart: what was asked, what was answered, what came with success.
func authRows(s *inspected, recompute recomputer) []authRow {
	var rows []authRow
	seen := map[string]uint16{} // nonces, by the attempt that brought them
	for n := range s.Row.Attempts {
		a := &s.Row.Attempts[n]
		for _, side := range authSides {
			if a.Sent != nil {
				for _, v := range a.Sent.Fields.Values(side.answers) {
					rows = append(rows, answerRows(a, side.who, v, proofOf(a, side.status == 407, v, recompute))...)
				}
			}
		}
		for _, side := range authSides {
			if a.Response == nil {
				continue
			}
			if a.Response.Status == side.status {
				rows = append(rows, challengeRows(s, n, side.asks, side.who, seen)...)
			}
			for _, v := range a.Response.Fields.Values(side.informs) {
				rows = append(rows, informRows(a, side.informs, v)...)
			}
		}
	}
	return rows
}

// authLegs counts the challenges of a message.
func authLegs(r *timeline.Row) int {
	n := 0
	for i := range r.Attempts {
		if resp := r.Attempts[i].Response; resp != nil && (resp.Status == 401 || resp.Status == 407) {
			n++
		}
	}
	return n
}

// challengeRows lists what was offered, what became of each offer, and what the one that was chosen says.
func challengeRows(s *inspected, n int, field, who string, seen map[string]uint16) []authRow {
	a := &s.Row.Attempts[n]
	offers := auth.ParseChallenges(a.Response.Fields.Values(field))
	head := fmt.Sprintf("Challenge, attempt %d, from %s", a.Number, who)
	if len(offers) > 1 {
		head += fmt.Sprintf(", %d offered", len(offers))
	}
	rows := []authRow{{head: fmt.Sprintf("%s, %d", head, a.Response.Status)}}
	if len(offers) == 0 {
		return append(rows, authRow{name: "nothing", value: "offered", note: "a rule of HTTP asks for " + field})
	}
	chosen := chosenScheme(s, n)
	skipped := map[string]string{}
	for i := range s.Events {
		if d, ok := s.Events[i].Detail.(*session.Skipped); ok && s.Events[i].Attempt == a.Number {
			skipped[strings.ToLower(d.Scheme)] = d.Why
		}
	}
	picked := -1
	for i, c := range offers {
		row := authRow{name: c.Scheme, note: "not used"}
		if strings.EqualFold(c.Scheme, "Digest") {
			row.value = c.Params["algorithm"]
		}
		switch why := skipped[strings.ToLower(c.Scheme)]; {
		case picked < 0 && strings.EqualFold(c.Scheme, chosen):
			picked = i
			row.note, row.good, row.state = "chosen", true, "check"
		case why != "":
			row.note = "not used: " + why
		case chosen != "":
			row.note = "weaker, or later"
		}
		if row.state == "" {
			row.state = "minus"
		}
		rows = append(rows, row)
	}
	if picked < 0 {
		return rows
	}
	for _, f := range auth.ExplainChallenge(offers[picked]) {
		row := factRow(f)
		if f.Name == "nonce" {
			if before := seen[f.Value]; before != 0 {
				row.note = fmt.Sprintf("the same as in attempt %d", before)
			} else {
				seen[f.Value] = a.Number
				row.note, row.good = "first seen", true
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// chosenScheme is the scheme that the challenge of an attempt was, or is to be, answered with.
func chosenScheme(s *inspected, n int) string {
	a := &s.Row.Attempts[n]
	if a.Ended.Challenge != nil {
		return a.Ended.Challenge.Scheme
	}
	for i := range s.Events {
		if d, ok := s.Events[i].Detail.(*session.Authenticated); ok && s.Events[i].Attempt == a.Number {
			return d.Scheme
		}
	}
	return ""
}

// proofOf makes a Digest response of an attempt again, nil where that cannot be done.
func proofOf(a *timeline.Attempt, proxy bool, answer string, recompute recomputer) *auth.Proof {
	if recompute == nil || proxy {
		return nil
	}
	u, err := session.ParseURL(a.Address.String())
	if err != nil {
		return nil
	}
	p, ok := recompute(session.Origin(u), false, a.Sent.Method, answer)
	if !ok {
		return nil
	}
	return &p
}

// answerRows takes credentials apart that were sent.
func answerRows(a *timeline.Attempt, who, value string, proof *auth.Proof) []authRow {
	scheme, facts := auth.ExplainAnswer(value)
	head := fmt.Sprintf("Answer, attempt %d, to %s, %s", a.Number, who, scheme)
	for _, f := range facts {
		if (f.Name == "user" || f.Name == "username") && f.Value != "" {
			head += ", as " + f.Value
		}
	}
	rows := []authRow{{head: head}}
	for _, f := range facts {
		row := factRow(f)
		if f.Name == "uri" {
			row.note, row.good = "equals the request line", true
			if f.Value != a.Sent.Target {
				row.note, row.good = "the request line says "+a.Sent.Target, false
			}
		}
		if f.Name == "response" && proof != nil {
			row.note, row.good = "recomputed from the password known now: the same", true
			if !proof.Same {
				row.note, row.good = "recomputed from the password known now: another", false
			}
			rows = append(rows, row, authRow{name: "A1", value: proof.A1}, authRow{name: "A2", value: proof.A2}, authRow{name: "=", value: proof.Text})
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// informRows is what the receiver says of credentials that were good (RFC 9110 section 11.6.3).
func informRows(a *timeline.Attempt, name, value string) []authRow {
	rows := []authRow{{head: fmt.Sprintf("%s, attempt %d, with the %d", name, a.Number, a.Response.Status)}}
	params := auth.ParseParams(value)
	for _, p := range []struct{ name, note string }{
		{"rspauth", "proves that the server knows the password too"}, {"nextnonce", "kept for the next request; its count begins at 1"},
		{"qop", ""}, {"cnonce", "as sent"}, {"nc", "as sent"},
	} {
		if v, ok := params[p.name]; ok {
			rows = append(rows, authRow{name: p.name, value: v, note: p.note})
		}
	}
	return rows
}

func factRow(f auth.Fact) authRow {
	return authRow{name: f.Name, value: f.Value, note: f.Note, secret: f.Secret}
}

// authText is the rows as text; what is secret is masked.
func authText(rows []authRow) string {
	var b strings.Builder
	for _, r := range rows {
		switch {
		case r.head != "":
			b.WriteString(r.head)
		default:
			value := r.value
			if r.secret {
				value = session.Mask
			}
			b.WriteString("  " + strings.TrimSpace(strings.Join([]string{r.name, value, r.note}, "\t")))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
