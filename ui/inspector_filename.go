package ui

import (
	"mime"
	"net/url"
	"strings"
)

// dispositionName is the file name of a Content-Disposition, without any folder; "" if it has none.
func dispositionName(value string) string {
	_, params, err := mime.ParseMediaType(value)
	if err != nil {
		return ""
	}
	name := strings.ReplaceAll(params["filename"], `\`, "/")
	return safeName(name[strings.LastIndexByte(name, '/')+1:])
}

// safeName leaves out of a name what a file system may take for something else.
func safeName(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	const longest = 120
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "")
	}
	return name
}

var typeEndings = map[string]string{
	"json": ".json", "html": ".html", "plain": ".txt", "xml": ".xml", "css": ".css", "javascript": ".js", "csv": ".csv", "pdf": ".pdf", "png": ".png",
	"jpeg": ".jpg", "gif": ".gif", "webp": ".webp", "svg+xml": ".svg", "zip": ".zip", "x-ndjson": ".ndjson", "yaml": ".yaml",
}

// endingOf is the usual file name ending of a media type.
func endingOf(contentType string) string {
	kind, _, _ := mime.ParseMediaType(contentType)
	_, sub, _ := strings.Cut(kind, "/")
	if e := typeEndings[sub]; e != "" {
		return e
	}
	if i := strings.LastIndexByte(sub, '+'); i >= 0 {
		return typeEndings[sub[i+1:]]
	}
	return ""
}
