package timeline

import "strings"

// subtypeNames are the media subtypes whose own names are too long or say too little.
var subtypeNames = map[string]string{
	"javascript": "js", "x-javascript": "js", "ecmascript": "js", "plain": "text", "jpeg": "jpg", "svg+xml": "svg",
	"vnd.microsoft.icon": "ico", "x-icon": "ico", "octet-stream": "bin", "x-www-form-urlencoded": "form",
	"form-data": "form", "event-stream": "sse", "x-ndjson": "ndjson", "mpeg": "mpeg", "quicktime": "mov",
	"x-yaml": "yaml", "x-protobuf": "protobuf", "vnd.google.protobuf": "protobuf", "xhtml+xml": "html",
	"markdown": "md", "x-gzip": "gzip", "x-tar": "tar", "byteranges": "ranges", "vnd.ms-fontobject": "eot",
	"x-zip-compressed": "zip", "msword": "doc", "vnd.ms-excel": "xls",
}

const longestType = 8 // characters that the column shows

// TypeName is the short name of a media type for a narrow column: "json", "html", "webp". "" when there is none.
func TypeName(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.ToLower(strings.TrimSpace(t))
	kind, sub, ok := strings.Cut(t, "/")
	if !ok || sub == "" {
		return clip(t, longestType)
	}
	if name, ok := subtypeNames[sub]; ok {
		if sub == "mpeg" && kind == "audio" {
			return "mp3"
		}
		return name
	}
	if i := strings.LastIndexByte(sub, '+'); i >= 0 && i+1 < len(sub) {
		sub = sub[i+1:] // RFC 6839: the suffix names the syntax
	}
	sub = strings.TrimPrefix(sub, "x-")
	if strings.HasPrefix(sub, "vnd.") {
		sub = sub[strings.LastIndexByte(sub, '.')+1:]
	}
	return clip(sub, longestType)
}

// clip cuts a text to n characters, the last of them an ellipsis.
func clip(s string, n int) string {
	count := 0
	for i := range s {
		if count++; count == n {
			if rest := s[i:]; len([]rune(rest)) > 1 {
				return s[:i] + ellipsis
			}
			return s
		}
	}
	return s
}
