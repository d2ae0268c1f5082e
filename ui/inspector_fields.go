package ui

import (
	"fmt"
	"strings"

	"ladle/session"
	"ladle/ui/timeline"
)

// headRowKind says what a line of the Headers tab is.
type headRowKind uint8

const (
	headSection headRowKind = iota
	headLine                // the status line or the request line
	headField
	headFinding
	headNote
)

// headRow is a line of the Headers tab.
type headRow struct {
	kind        headRowKind
	name, value string
	fact        string           // of a section, muted
	secret      bool             // the value is masked until it is asked for
	finding     *session.Finding // the rule that the field breaks
}

// key names a row across updates: what was revealed stays so.
func (r headRow) key(i int) string { return fmt.Sprintf("%d %s", i, r.name) }

// headRows lists the heads of an attempt: what is wrong with them, the answer, its trailers, interim answers, the request
// as it was sent.
func headRows(s *inspected) []headRow {
	a := s.attempt()
	var rows []headRow
	rows = appendFindings(rows, s)
	conn := ""
	if a.Conn != 0 {
		conn = fmt.Sprintf(" on c%d", a.Conn)
	}
	switch {
	case a.Response != nil:
		rows = appendResponse(rows, "Answer", a.Response, "as received"+conn)
	case s.refused():
		rows = append(rows, headRow{kind: headSection, name: "Answer", fact: "refused"}, headRow{kind: headNote, value: "The bytes are kept as received, under Body."})
	}
	for _, e := range s.Events {
		if r, ok := e.Detail.(*session.Response); ok && e.Kind == session.KindGotInformational && e.Attempt == a.Number {
			rows = appendResponse(rows, "Interim answer", r, "before the answer")
		}
	}
	if trailer := trailerOf(s.Events, a.Number); len(trailer) > 0 {
		rows = append(rows, headRow{kind: headSection, name: "Trailers", fact: fieldCount(len(trailer)) + ", after the body"})
		rows = appendFields(rows, trailer, nil)
	}
	return appendRequest(rows, s, conn)
}

// appendRequest adds the request: as it went out, or as it was composed while it has not.
func appendRequest(rows []headRow, s *inspected, conn string) []headRow {
	a := s.attempt()
	switch {
	case a.Sent != nil:
		rows = append(rows, headRow{kind: headSection, name: "Request", fact: fieldCount(len(a.Sent.Fields)) + ", as sent" + conn},
			headRow{kind: headLine, value: requestLine(a.Sent)})
		return appendFields(rows, a.Sent.Fields, nil)
	case s.Row.Asked != nil:
		rows = append(rows, headRow{kind: headSection, name: "Request", fact: "as composed; nothing was sent"},
			headRow{kind: headLine, value: s.Row.Asked.Method + " " + s.Row.Asked.URL})
		return appendFields(rows, s.Row.Asked.Fields, nil)
	}
	return rows
}

func requestLine(q *session.Sent) string {
	return strings.TrimSpace(q.Method + " " + q.Target + " " + q.Proto)
}

func statusLine(r *session.Response) string {
	return strings.TrimSpace(fmt.Sprintf("%s %03d %s", r.Proto, r.Status, r.Reason))
}

func appendResponse(rows []headRow, name string, r *session.Response, fact string) []headRow {
	rows = append(rows, headRow{kind: headSection, name: name, fact: fieldCount(len(r.Fields)) + ", " + fact}, headRow{kind: headLine, value: statusLine(r)})
	return appendFields(rows, r.Fields, r.Findings)
}

// appendFields adds fields; a finding is put to the field whose line it names. Lines count from the status line, which
// holds as long as no field is folded over several.
func appendFields(rows []headRow, fields session.Fields, findings []session.Finding) []headRow {
	folded := false
	for _, x := range findings {
		folded = folded || x.Rule == "folded-line" || x.Rule == "blank-lines-before-status"
	}
	for n, f := range fields {
		row := headRow{kind: headField, name: f.Name, value: f.Value, secret: session.IsSecretField(f.Name) && !strings.Contains(f.Value, session.Mask)}
		for k := range findings {
			if !folded && findings[k].Line == n+2 {
				row.finding = &findings[k]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// appendFindings lists the rules that were broken, by the head or by the framing of the body.
func appendFindings(rows []headRow, s *inspected) []headRow {
	var found []*session.Finding
	if err := s.failure(); err != nil && err.Finding != nil && err.Finding.Title != "" {
		found = append(found, err.Finding)
	}
	a := s.attempt()
	if a.Response != nil {
		for n := range a.Response.Findings {
			found = append(found, &a.Response.Findings[n])
		}
	}
	for _, e := range s.Events {
		if end, ok := e.Detail.(*session.BodyEnd); ok && e.Attempt == a.Number {
			for n := range end.Findings {
				found = append(found, &end.Findings[n])
			}
		}
	}
	if len(found) == 0 {
		return rows
	}
	rows = append(rows, headRow{kind: headSection, name: "Findings", fact: timeline.Count(int64(len(found)))})
	for _, x := range found {
		rows = append(rows, headRow{kind: headFinding, name: x.Title, value: findingLine(x), finding: x})
	}
	return rows
}

// findingLine is the second line of a finding: where, which rule, what can go wrong, what was done.
func findingLine(x *session.Finding) string {
	var parts []string
	if x.Line > 0 {
		parts = append(parts, fmt.Sprintf("Line %d.", x.Line))
	}
	for _, p := range []string{x.Detail, x.Section, x.Why, x.Did} {
		if p != "" {
			parts = append(parts, strings.TrimSuffix(sentenceCase(p), ".")+".")
		}
	}
	return strings.Join(parts, " ")
}

func trailerOf(events []session.Event, attempt uint16) session.Fields {
	for _, e := range events {
		if end, ok := e.Detail.(*session.BodyEnd); ok && e.Attempt == attempt {
			return end.Trailer
		}
	}
	return nil
}

func fieldCount(n int) string {
	if n == 1 {
		return "1 field"
	}
	return timeline.Count(int64(n)) + " fields"
}

// headText writes the heads as text, secrets masked.
func headText(rows []headRow) string {
	var b strings.Builder
	for _, r := range rows {
		switch r.kind {
		case headSection:
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			if r.name == "Findings" {
				b.WriteString("Findings\n")
			}
		case headField:
			f := session.MaskField(session.Field{Name: r.name, Value: r.value})
			b.WriteString(f.Name + ": " + f.Value + "\n")
		case headFinding:
			b.WriteString(r.name + ". " + r.value + "\n")
		default:
			b.WriteString(r.value + "\n")
		}
	}
	return b.String()
}
