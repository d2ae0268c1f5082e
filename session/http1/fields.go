package http1

import (
	"iter"
	"slices"
	"strings"
)

// Field is one field line of a head or a trailer section. A received value has no whitespace around it, and folded
// lines are joined by one space; a composed one is written as it stands.
type Field struct {
	Name  string `json:"name"`  // case kept
	Value string `json:"value"` // without the line's end
}

// Fields is an ordered list of field lines; case and repeats are kept. Lookups ignore ASCII case (RFC 9110, section 5.1). The
// zero value is an empty list.
type Fields []Field

// Get returns the first value of name, or "".
func (f Fields) Get(name string) string {
	for i := range f {
		if sameName(f[i].Name, name) {
			return f[i].Value
		}
	}
	return ""
}

// Last returns the last value of name, and whether there is one.
func (f Fields) Last(name string) (string, bool) {
	for _, field := range slices.Backward(f) {
		if sameName(field.Name, name) {
			return field.Value, true
		}
	}
	return "", false
}

// Has says whether name occurs.
func (f Fields) Has(name string) bool {
	_, ok := f.Last(name)
	return ok
}

// Values returns every value of name in order; nil if there is none.
func (f Fields) Values(name string) []string {
	var vs []string
	for i := range f {
		if sameName(f[i].Name, name) {
			vs = append(vs, f[i].Value)
		}
	}
	return vs
}

// Clone returns a list of its own; nil stays nil.
func (f Fields) Clone() Fields { return slices.Clone(f) }

// Add appends a field line.
func (f *Fields) Add(name, value string) { *f = append(*f, Field{name, value}) }

// Set makes value the only value of name: in the place of the first line of that name (whose spelling becomes name), else at the end.
func (f *Fields) Set(name, value string) {
	i := slices.IndexFunc(*f, func(e Field) bool { return sameName(e.Name, name) })
	if i < 0 {
		f.Add(name, value)
		return
	}
	(*f)[i] = Field{name, value}
	rest := slices.DeleteFunc((*f)[i+1:], func(e Field) bool { return sameName(e.Name, name) })
	*f = (*f)[:i+1+len(rest)]
}

// Del removes every line of name and says whether there was one.
func (f *Fields) Del(name string) bool {
	n := len(*f)
	*f = slices.DeleteFunc(*f, func(e Field) bool { return sameName(e.Name, name) })
	return len(*f) < n
}

// HasToken says whether token is an element of the comma-separated lists in the lines of name, as in
// Connection: keep-alive, close. ASCII case is ignored; parameters belong to their element.
func (f Fields) HasToken(name, token string) bool {
	for element := range f.elements(name) {
		if sameName(element, token) {
			return true
		}
	}
	return false
}

// elements yields the non-empty elements of the lists in all lines of name (RFC 9110, section 5.6.1). Quoted strings do
// not occur in the fields it is used for.
func (f Fields) elements(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range f {
			if !sameName(f[i].Name, name) {
				continue
			}
			for rest, more := f[i].Value, true; more; {
				var element string
				element, rest, more = strings.Cut(rest, ",")
				if element = trim(element); element != "" && !yield(element) {
					return
				}
			}
		}
	}
}

// append writes the lines, each with its CRLF.
func (f Fields) append(dst []byte) []byte {
	for i := range f {
		dst = append(dst, f[i].Name...)
		dst = append(dst, ": "...)
		dst = append(dst, f[i].Value...)
		dst = append(dst, "\r\n"...)
	}
	return dst
}
