package playground

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// redirect answers with a 3xx and a Location as it is given: http.Redirect would make it absolute. An empty location
// is left out.
func redirect(w http.ResponseWriter, code int, location string) {
	if location != "" {
		w.Header().Set("Location", location)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	fmt.Fprintf(w, "%d %s\n", code, http.StatusText(code))
}

func redirectTo(location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { redirect(w, http.StatusFound, location) }
}

// redirectChain goes n steps down to /try/echo.
func redirectChain(w http.ResponseWriter, r *http.Request) {
	n, ok := bounded(w, "the number of redirects", r.PathValue("n"), 1, 100)
	if !ok {
		return
	}
	if n == 1 {
		redirect(w, http.StatusFound, "/try/echo")
		return
	}
	redirect(w, http.StatusFound, "/try/redirect/"+strconv.Itoa(n-1))
}

// redirectHost goes to and fro between 127.0.0.1 and localhost, two origins of one server, then to /try/echo.
func redirectHost(w http.ResponseWriter, r *http.Request) {
	hops, ok := number(w, r, "hops", 2, 1, 20)
	if !ok {
		return
	}
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		http.Error(w, "the Host field has no port", http.StatusBadRequest)
		return
	}
	other := "127.0.0.1"
	if host == other {
		other = "localhost"
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	path := "/try/echo"
	if hops > 1 {
		path = fmt.Sprintf("/try/redirect-host?hops=%d", hops-1)
	}
	redirect(w, http.StatusFound, scheme+"://"+net.JoinHostPort(other, port)+path)
}

func (s *Server) redirectTLS(w http.ResponseWriter, _ *http.Request) {
	redirect(w, http.StatusMovedPermanently, s.URL("https")+"/try/echo")
}

func (s *Server) redirectPlain(w http.ResponseWriter, _ *http.Request) {
	redirect(w, http.StatusFound, s.URL("http")+"/try/echo")
}

// redirectKeep answers with the status of the path, for any method, so that one sees what becomes of method and body
// (RFC 9110 section 15.4).
func redirectKeep(w http.ResponseWriter, r *http.Request) {
	switch code, _ := strconv.Atoi(r.PathValue("code")); code {
	case 301, 302, 303, 307, 308:
		redirect(w, code, "/try/echo")
	default:
		http.Error(w, "the status is one of 301, 302, 303, 307, 308", http.StatusBadRequest)
	}
}
