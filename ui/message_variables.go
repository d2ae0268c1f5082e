package ui

import (
	"regexp"
	"strings"

	"ladle/store"
)

// variableText is a variable in a request: {{name}}, also with blanks inside the braces.
var variableText = regexp.MustCompile(`\{\{\s*([^{}\s]+)\s*\}\}`)

// firstVariable gives the name of the first variable in a text.
func firstVariable(text string) (string, bool) {
	m := variableText.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// fillVariables puts the values that a request's .http file gives (its @name = value lines) in the place of the
// variables in the URL, the header rows that are on and a text body. Values may name other variables. Variables without
// a value stay as they are and are named once each in missing, in the order found.
func fillVariables(r store.Request, vars []store.Variable) (filled store.Request, missing []string) {
	f := filler{values: map[string]string{}, told: map[string]bool{}}
	for _, v := range vars {
		f.values[v.Name] = v.Value
	}
	r = r.Clone()
	r.URL = f.fill(r.URL, 0)
	for i := range r.Fields {
		if !r.Fields[i].Off {
			r.Fields[i].Value = f.fill(r.Fields[i].Value, 0)
		}
	}
	if r.Body.Kind == store.TextBody {
		r.Body.Text = f.fill(r.Body.Text, 0)
	}
	return r, f.missing
}

// filler replaces variables and remembers those it has no value for.
type filler struct {
	values  map[string]string
	told    map[string]bool
	missing []string
}

// variableDepth ends values that name each other in a circle.
const variableDepth = 16

func (f *filler) fill(text string, depth int) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	return variableText.ReplaceAllStringFunc(text, func(s string) string {
		name := variableText.FindStringSubmatch(s)[1]
		value, ok := f.values[name]
		if !ok || depth == variableDepth {
			if !f.told[name] {
				f.told[name] = true
				f.missing = append(f.missing, name)
			}
			return s
		}
		return f.fill(value, depth+1)
	})
}
