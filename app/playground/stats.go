package playground

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Stats counts what a Server was asked for since it started or was reset. Requests for /try/stats are left out.
type Stats struct {
	Requests int `json:"requests"`  // requests whose head was read, on every endpoint
	InFlight int `json:"in_flight"` // answers that have not ended
	SlowNow  int `json:"slow_now"`  // answers of /try/slow that have not ended
	SlowPeak int `json:"slow_peak"` // the most of those at one time
}

type counters struct {
	mu sync.Mutex
	Stats
}

func (c *counters) snapshot() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Stats
}

// reset begins anew with what is running.
func (c *counters) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Requests, c.SlowPeak = c.InFlight, c.SlowNow
}

func (c *counters) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Requests++
	c.InFlight++
}

func (c *counters) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.InFlight--
}

// beginSlow returns how many slow answers run now, this one included.
func (c *counters) beginSlow() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.SlowNow++
	c.SlowPeak = max(c.SlowPeak, c.SlowNow)
	return c.SlowNow
}

func (c *counters) endSlow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.SlowNow--
}

// Stats returns the counts of this moment.
func (s *Server) Stats() Stats { return s.stats.snapshot() }

// counted wraps a listener's handler: it counts, logs, gives TLS state to net/http's request (the tap hides it), and
// keeps Close waiting for the answer.
func (s *Server) counted(name string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.track.begin() {
			panic(http.ErrAbortHandler)
		}
		defer s.track.done()
		r.TLS = tapOf(r).tlsState()
		if r.URL.Path != "/try/stats" && r.URL.Path != "/try/stats/reset" {
			s.stats.begin()
			defer s.stats.end()
		}
		begin := time.Now()
		h.ServeHTTP(w, r)
		s.log.DebugContext(r.Context(), "playground request", "endpoint", name, "method", r.Method,
			"target", r.RequestURI, "took", time.Since(begin))
	})
}

func (s *Server) showStats(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.Stats()) }

func (s *Server) resetStats(w http.ResponseWriter, _ *http.Request) {
	s.stats.reset()
	writeJSON(w, s.Stats())
}

// writeJSON answers 200 with v, indented as a person would read it.
func writeJSON(w http.ResponseWriter, v any) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeBody(w, "application/json", append(b, '\n'))
}
