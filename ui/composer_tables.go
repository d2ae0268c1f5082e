package ui

import (
	"slices"
	"strings"

	"ladle/session"
	"ladle/store"
	"ladle/ui/kit"
)

func paramRows(params []queryParam) []kit.TableRow {
	rows := make([]kit.TableRow, len(params))
	for i, p := range params {
		rows[i] = kit.TableRow{Off: p.Off, Name: p.Name, Value: p.Value}
	}
	return rows
}

func fieldRows(fields []store.FieldRow) []kit.TableRow {
	rows := make([]kit.TableRow, len(fields))
	for i, f := range fields {
		rows[i] = kit.TableRow{Off: f.Off, Name: f.Name, Value: f.Value}
	}
	return rows
}

func rowFields(rows []kit.TableRow) []store.FieldRow {
	fields := make([]store.FieldRow, len(rows))
	for i, r := range rows {
		fields[i] = store.FieldRow{Name: r.Name, Value: r.Value, Off: r.Off}
	}
	return fields
}

// freshenQuery brings the table of parameters up to the URL, which may have been edited while the table was hidden.
func (c *composer) freshenQuery() {
	if !c.stale {
		return
	}
	c.stale = false
	c.query.SetRows(paramRows(c.params))
}

// queryEdited writes the table of parameters into the URL.
func (c *composer) queryEdited() {
	if c.loading {
		return
	}
	old := c.params
	table := c.query.Rows()
	rows := make([]queryParam, len(table))
	for i, r := range table {
		rows[i] = queryParam{Name: r.Name, Value: r.Value, Off: r.Off}
	}
	c.setParams(editedParams(old, rows))
	if at, ok := removedRow(paramRows(old), table); ok {
		c.offerUndo(old[at].Name+" deleted", func() {
			c.setParams(slices.Insert(slices.Clone(c.params), min(at, len(c.params)), old[at]))
			c.query.SetRows(paramRows(c.params))
		})
	}
}

func (c *composer) setParams(params []queryParam) {
	c.params = params
	r := setRequestParams(c.req, params)
	c.bar.setURL(r.URL)
	c.edited(r)
}

// headersEdited takes over the table of headers.
func (c *composer) headersEdited() {
	if c.loading {
		return
	}
	old := c.req.Fields
	table := c.headers.Rows()
	c.setFields(rowFields(table))
	if at, ok := removedRow(fieldRows(old), table); ok {
		c.offerUndo(old[at].Name+" deleted", func() {
			c.setFields(slices.Insert(slices.Clone(c.req.Fields), min(at, len(c.req.Fields)), old[at]))
			c.headers.SetRows(fieldRows(c.req.Fields))
		})
	}
}

func (c *composer) setFields(fields []store.FieldRow) {
	c.edited(withFields(c.req.Clone(), fields))
	c.body.showType(c.req.Body)
	c.showAutomatic()
}

// removedRow tells which row of old is missing in rows, when that is all that changed. A row whose last character was
// deleted by typing does not count.
func removedRow(old, rows []kit.TableRow) (at int, ok bool) {
	if len(rows) != len(old)-1 {
		return 0, false
	}
	same := func(a, b kit.TableRow) bool { return a.Name == b.Name && a.Value == b.Value && a.Off == b.Off }
	for at < len(rows) && same(old[at], rows[at]) {
		at++
	}
	return at, slices.EqualFunc(old[at+1:], rows[at:], same) && len(old[at].Name)+len(old[at].Value) > 1
}

// offerUndo says what was deleted, with a way back.
func (c *composer) offerUndo(what string, undo func()) {
	if s := kit.ShellOf(c.object); s != nil {
		s.Toast(kit.Toast{Icon: "trash-2", Token: "text.secondary", Title: what, Action: "Undo", Run: undo})
	}
}

// showAutomatic lists the fields that are added without a row of their own; while the table is hidden, later.
func (c *composer) showAutomatic() {
	if c.tabs.Chosen() != composerHeaders {
		return
	}
	rows := automaticRows(c.req, c.automatic)
	if slices.Equal(rows, c.autoShown) {
		return
	}
	c.autoShown = rows
	title := "Added by the session"
	if c.autoNote != "" {
		title += ", " + c.autoNote
	}
	c.headers.SetAutomatic(title, rows)
}

// automaticRows are the automatic fields that no row of the request replaces: the type of its body, what the session
// adds, and what is left out.
func automaticRows(r store.Request, automatic []session.Field) []kit.TableRow {
	if r.Body.Kind != store.NoBody && r.Body.ContentType != "" {
		automatic = append([]session.Field{{Name: contentTypeField, Value: r.Body.ContentType}}, automatic...)
	}
	var rows []kit.TableRow
	listed := map[string]bool{}
	add := func(name, value string, off bool) {
		key := strings.ToLower(name)
		if !listed[key] && !hasField(r, name) {
			listed[key] = true
			rows = append(rows, kit.TableRow{Name: name, Value: value, Off: off})
		}
	}
	for _, f := range automatic {
		add(f.Name, session.MaskField(f).Value, isDropped(r, f.Name))
	}
	for _, name := range r.DroppedAuto {
		add(name, "left out", true)
	}
	return rows
}

func isDropped(r store.Request, name string) bool {
	return slices.ContainsFunc(r.DroppedAuto, func(n string) bool { return strings.EqualFold(n, name) })
}

// automaticEdited leaves an automatic field out, or takes it back.
func (c *composer) automaticEdited(name string, on bool) {
	r := c.req.Clone()
	r.DroppedAuto = slices.DeleteFunc(r.DroppedAuto, func(n string) bool { return strings.EqualFold(n, name) })
	if !on {
		r.DroppedAuto = append(r.DroppedAuto, name)
	}
	c.edited(r)
	if on {
		c.showAutomatic()
	} else {
		c.autoShown = automaticRows(c.req, c.automatic) // the table shows it already
	}
}

// variableSpans colours a value: variables are boxed.
func variableSpans(text string) []kit.Span {
	var out []kit.Span
	for _, p := range boxVariables(text, []textPiece{{from: 0, to: len(text), token: "text.primary"}}) {
		out = append(out, kit.Span{Text: text[p.from:p.to], Token: p.token, Boxed: p.boxed})
	}
	return out
}

// urlSpans colours a URL: scheme and host step back, the path stands out, the query lies between.
func urlSpans(text string) []kit.Span {
	base, _, _ := splitURL(text)
	host := 0
	if _, rest, ok := strings.Cut(base, "://"); ok {
		host = len(base) - len(rest)
		host += strings.IndexAny(rest+"/", "/")
	}
	pieces := []textPiece{{from: 0, to: host, token: "text.secondary"}, {from: host, to: len(base), token: "text.primary"}, {from: len(base), to: len(text), token: "text.secondary"}}
	var out []kit.Span
	for _, p := range boxVariables(text, pieces) {
		if p.from < p.to {
			out = append(out, kit.Span{Text: text[p.from:p.to], Token: p.token, Boxed: p.boxed})
		}
	}
	return out
}
