package playground

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strings"
)

// Entry is one thing to try, with the URL of this instance.
type Entry struct {
	Group  string `json:"group"`
	Method string `json:"method"` // "WS" for a WebSocket
	URL    string `json:"url"`
	Title  string `json:"title"`
	About  string `json:"about"`                  // one sentence: what a client should show
	Body   string `json:"body,omitempty"`         // to send along
	Type   string `json:"content_type,omitempty"` // of Body
	Status int    `json:"status,omitempty"`       // of the first answer; 0 where there is no valid one
}

// Index returns everything there is to try, in the order of the front page: groups are in one piece.
func (s *Server) Index() []Entry {
	entries := make([]Entry, 0, len(rows)+len(breakages))
	for _, r := range rows {
		url := s.URL(r.on) + r.path
		if r.method == webSocket {
			url = "ws" + strings.TrimPrefix(url, "http")
		}
		entries = append(entries, Entry{Group: r.group, Method: r.method, URL: url, Title: r.title, About: r.about,
			Body: r.body, Type: r.mediaType, Status: r.status})
	}
	for _, b := range breakages {
		entries = append(entries, Entry{Group: "Broken answers", Method: http.MethodGet,
			URL: s.URL("broken") + "/" + b.name, Title: b.title, About: b.about})
	}
	return entries
}

func (s *Server) indexJSON(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.Index()) }

//go:embed front.html
var frontHTML string

var front = template.Must(template.New("front").Parse(frontHTML))

// section is one group of the front page.
type section struct {
	Name    string
	Entries []Entry
}

func sections(entries []Entry) []section {
	var all []section
	for _, e := range entries {
		if len(all) == 0 || all[len(all)-1].Name != e.Group {
			all = append(all, section{Name: e.Group})
		}
		last := &all[len(all)-1]
		last.Entries = append(last.Entries, e)
	}
	return all
}

// frontPage lists everything there is to try. It asks for nothing outside itself.
func (s *Server) frontPage(w http.ResponseWriter, _ *http.Request) {
	var page bytes.Buffer
	err := front.Execute(&page, map[string]any{
		"Sections": sections(s.Index()), "Endpoints": s.endpoints, "CAFile": s.caFile, "User": userName, "Password": password,
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	writeBody(w, "text/html; charset=utf-8", page.Bytes())
}
