package ui

import (
	"strings"
	"unicode/utf8"

	"ladle/store"
	"ladle/store/convert"
)

// pastedKind is what a person pasted into the URL field.
type pastedKind uint8

const (
	pastedPlain pastedKind = iota // text that belongs into the field
	pastedCurl                    // a curl command: it becomes the request
	pastedLines                   // several lines that are no command: refused
)

// pasted tells what a change of the URL field from before to after is, when the clipboard holds clip. A field of one
// line shows line ends as blanks, so the clipboard is what was really meant.
func pasted(before, after, clip string) pastedKind {
	trimmed := strings.TrimSpace(clip)
	curl := convert.IsCurl(trimmed)
	if !curl && !strings.ContainsAny(trimmed, "\r\n") || !isInsertion(before, after, strings.ReplaceAll(clip, "\n", " ")) {
		return pastedPlain
	}
	if curl {
		return pastedCurl
	}
	return pastedLines
}

// isInsertion says whether after is before with text put in, or put over a part of it.
func isInsertion(before, after, text string) bool {
	if text == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(after[from:], text)
		if i < 0 {
			return false
		}
		head, tail := after[:from+i], after[from+i+len(text):]
		if len(head)+len(tail) <= len(before) && strings.HasPrefix(before, head) && strings.HasSuffix(before, tail) {
			return true
		}
		from += i + 1
	}
}

// isTyped says whether a change puts in no more than one character, as a key does. The clipboard is not asked then:
// with some other programs that takes a while.
func isTyped(before, after string) bool {
	head := 0
	for head < len(before) && head < len(after) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < len(before)-head && tail < len(after)-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	return utf8.RuneCountInString(after[head:len(after)-tail]) <= 1
}

// takeOver gives r the content of an imported request. Its name, its directives and what surrounds it in its file stay.
func takeOver(r, imported store.Request) store.Request {
	imported = imported.Clone()
	imported.Name, imported.ID, imported.Lead, imported.After = r.Name, r.ID, r.Lead, r.After
	for _, d := range r.Clone().Directives {
		if d.Name != directiveParam {
			imported.Directives = append(imported.Directives, d)
		}
	}
	return imported
}
