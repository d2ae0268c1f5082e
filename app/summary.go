package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// summary counts what a repeated send did. It keeps 8 bytes a message, for exact percentiles.
type summary struct {
	latencies  []time.Duration
	statuses   map[int]int
	errors     map[string]int // by sentence
	bytes      int64
	events     int
	begun      bool
	from, till time.Duration // since the session's beginning
	failed     int           // exit code of the first message without an answer, 0 when all have one
}

// knownErrors bounds the different sentences that are kept apart.
const knownErrors = 20

func newSummary(n int) summary {
	return summary{latencies: make([]time.Duration, 0, min(n, 1<<20)), statuses: map[int]int{}, errors: map[string]int{}}
}

// begin notes when the first message was queued.
func (s *summary) begin(at time.Duration) {
	if !s.begun {
		s.begun, s.from = true, at
	}
}

// fail keeps the first exit code.
func (s *summary) fail(code int) { s.failed = cmp.Or(s.failed, code) }

// add counts one message; what is empty when it has an answer.
func (s *summary) add(status int, end, latency time.Duration, body int64, what string) {
	s.till = max(s.till, end)
	s.bytes += body
	if what != "" {
		if s.errors[what] == 0 && len(s.errors) >= knownErrors {
			what = "others"
		}
		s.errors[what]++
		return
	}
	s.statuses[status]++
	s.latencies = append(s.latencies, latency)
}

// refused says whether a status of 400 or more came.
func (s *summary) refused() bool {
	for status := range s.statuses {
		if status >= 400 {
			return true
		}
	}
	return false
}

// text is the summary for people.
func (s *summary) text(interrupted bool) string {
	var b strings.Builder
	failed := 0
	for _, n := range s.errors {
		failed += n
	}
	n := len(s.latencies) + failed
	took := s.till - s.from
	rate := 0.0
	if took > 0 {
		rate = float64(n) / took.Seconds()
	}
	note := ""
	if interrupted {
		note = ", interrupted"
	}
	fmt.Fprintf(&b, "messages  %d in %.3f s, %.0f msg/s%s\n", n, took.Seconds(), rate, note)
	if len(s.latencies) > 0 {
		slices.Sort(s.latencies)
		fmt.Fprintf(&b, "latency   p50 %s  p90 %s  p99 %s  max %s\n", s.percentile(50), s.percentile(90), s.percentile(99), s.percentile(100))
	}
	if len(s.statuses) > 0 {
		b.WriteString("statuses ")
		for _, status := range slices.Sorted(maps.Keys(s.statuses)) {
			fmt.Fprintf(&b, " %d: %d", status, s.statuses[status])
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "bytes     %d in bodies (%s)\nevents    %d\nerrors    %d\n", s.bytes, byteSize(s.bytes), s.events, failed)
	for _, what := range slices.SortedFunc(maps.Keys(s.errors), func(x, y string) int {
		return cmp.Or(cmp.Compare(s.errors[y], s.errors[x]), cmp.Compare(x, y))
	}) {
		fmt.Fprintf(&b, "          %d: %s\n", s.errors[what], printable(what))
	}
	return b.String()
}

// percentile is the latency that p in 100 messages do not exceed (nearest rank), in milliseconds. The list is sorted.
func (s *summary) percentile(p int) string {
	rank := (p*len(s.latencies) + 99) / 100
	return ms(s.latencies[rank-1])
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 3, 64) + " ms"
}
