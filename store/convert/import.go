package convert

import (
	"errors"
	"strings"

	"ladle/store"
)

// ErrUnknownFormat: the text is neither a curl command nor an .http file with a request.
var ErrUnknownFormat = errors.New("this is neither a curl command nor an .http file")

// Import reads the requests of a text that was pasted, dropped or opened: a curl command line or an .http file.
func Import(data []byte) ([]store.Request, []Note, error) {
	if IsCurl(string(data)) {
		r, notes, err := ParseCurl(string(data))
		if err != nil {
			return nil, notes, err
		}
		return []store.Request{r}, notes, nil
	}
	file := store.ParseHTTP(data)
	var notes []Note
	for _, p := range file.Problems {
		notes = append(notes, Note{Line: p.Line, What: p.What})
	}
	var requests []store.Request
	for _, s := range file.Requests {
		if !looksLikeRequest(s.Request) {
			notes = append(notes, Note{Line: s.Line, What: "this is not a request"})
			continue
		}
		requests = append(requests, s.Request)
	}
	if len(requests) == 0 {
		return nil, notes, ErrUnknownFormat
	}
	return requests, notes, nil
}

// looksLikeRequest tells a request from prose, whose first line ParseHTTP takes for a URL.
func looksLikeRequest(r store.Request) bool {
	u := r.URL
	return u != "" && !strings.ContainsAny(u, " \t") && (strings.Contains(u, "://") || strings.HasPrefix(u, "{{") || strings.HasPrefix(u, "/") ||
		strings.ContainsAny(u, ".:") || strings.HasPrefix(u, "localhost"))
}
