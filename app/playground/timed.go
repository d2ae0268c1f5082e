package playground

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	maxWait  = 3_600_000 // ms: an hour
	dripStep = 20 * time.Millisecond
)

// slow answers after ms milliseconds of silence and counts how many requests wait at once.
func (s *Server) slow(w http.ResponseWriter, r *http.Request) {
	ms, ok := number(w, r, "ms", 1000, 0, maxWait)
	if !ok {
		return
	}
	now := s.stats.beginSlow()
	defer s.stats.endSlow()
	if !wait(r.Context(), time.Duration(ms)*time.Millisecond) {
		return
	}
	writeJSON(w, map[string]int{"waited_ms": ms, "at_once": now})
}

// drip spreads a body of known length over ms milliseconds, one byte a write at the slowest.
func drip(w http.ResponseWriter, r *http.Request) {
	size, ok := number(w, r, "bytes", 1000, 1, maxBinBody)
	if !ok {
		return
	}
	ms, ok := number(w, r, "ms", 2000, 0, maxWait)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(size))
	whole := time.Duration(ms) * time.Millisecond
	steps := min(size, max(int(whole/dripStep), 1))
	sent := 0
	for i := range steps {
		upto := (i + 1) * size / steps
		if _, err := w.Write(bytes.Repeat([]byte{'.'}, upto-sent)); err != nil {
			return
		}
		sent = upto
		_ = http.NewResponseController(w).Flush()
		if i < steps-1 && !wait(r.Context(), whole/time.Duration(steps-1)) {
			return
		}
	}
}

// informational sends 102 and 103 before the final answer (RFC 9110 section 15.2, RFC 8297).
func informational(w http.ResponseWriter, r *http.Request) {
	ms, ok := number(w, r, "ms", 0, 0, maxWait)
	if !ok {
		return
	}
	w.WriteHeader(http.StatusProcessing)
	if !wait(r.Context(), time.Duration(ms)*time.Millisecond) {
		return
	}
	w.Header().Set("Link", "</try/image>; rel=preload; as=image")
	w.WriteHeader(http.StatusEarlyHints)
	w.Header().Del("Link")
	writeBody(w, "text/plain; charset=utf-8", []byte("The final answer, after 102 and 103.\n"))
}

// drop answers as if the connection stayed open, then closes it ms milliseconds later without a word.
func drop(w http.ResponseWriter, r *http.Request) {
	ms, ok := number(w, r, "ms", 200, 0, maxWait)
	if !ok {
		return
	}
	const body = "This connection closes soon, without having said so.\n"
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s",
		time.Now().UTC().Format(http.TimeFormat), len(body), body)
	if buf.Flush() == nil {
		wait(r.Context(), time.Duration(ms)*time.Millisecond)
	}
}
