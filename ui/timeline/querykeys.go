package timeline

import (
	"math"
	"strconv"
	"strings"
	"time"

	"ladle/session"
)

type matcher = func(r *Row, now time.Duration) bool

// keys are the keys of the filter's language. Each reads one value and gives its condition, or says what is wrong.
var keys = map[string]func(value string) (matcher, string){
	"status": statusKey, "method": methodKey, "host": hostKey, "type": typeKey, "conn": connKey,
	"time": timeKey, "size": sizeKey, "is": isKey, "has": hasKey,
}

func statusKey(value string) (matcher, string) {
	const why = "A status is a number, or 1xx to 5xx."
	op, rest := operator(value)
	if op == "" && len(rest) == 3 && strings.EqualFold(rest[1:], "xx") && rest[0] >= '1' && rest[0] <= '5' {
		class := session.Status(rest[0] - '0')
		return func(r *Row, _ time.Duration) bool { return r.Status/100 == class }, ""
	}
	n, err := strconv.Atoi(rest)
	if err != nil || n < 0 || n > 999 {
		return nil, why
	}
	return func(r *Row, _ time.Duration) bool {
		return r.Status >= 100 && compare(op, float64(r.Status), float64(n))
	}, ""
}

func methodKey(value string) (matcher, string) {
	return func(r *Row, _ time.Duration) bool { return strings.EqualFold(r.Method, value) }, ""
}

func hostKey(value string) (matcher, string) {
	needle := strings.ToLower(value)
	return func(r *Row, _ time.Duration) bool {
		if containsFold(r.Address.Host(), needle) {
			return true
		}
		for i := 1; i < len(r.Attempts); i++ {
			if containsFold(r.Attempts[i].Address.Host(), needle) {
				return true
			}
		}
		return false
	}, ""
}

func typeKey(value string) (matcher, string) {
	needle := strings.ToLower(value)
	return func(r *Row, _ time.Duration) bool {
		if r.Type == needle {
			return true
		}
		head := r.Last().Response
		return head != nil && containsFold(head.Fields.Get("Content-Type"), needle)
	}, ""
}

func connKey(value string) (matcher, string) {
	n, err := strconv.ParseUint(strings.TrimLeft(value, "cC"), 10, 32)
	if err != nil || n == 0 {
		return nil, "A connection is written like c5."
	}
	id := session.ConnID(n)
	return func(r *Row, _ time.Duration) bool {
		for i := range r.Attempts {
			if r.Attempts[i].Conn == id {
				return true
			}
		}
		return false
	}, ""
}

func timeKey(value string) (matcher, string) {
	const why = "A time is written like >500ms, <2s or >1m."
	op, rest := operator(value)
	n, ok := quantity(rest, timeUnits)
	if !ok || op == "" {
		return nil, why
	}
	return func(r *Row, now time.Duration) bool { return compare(op, float64(r.Duration(now)), n) }, ""
}

func sizeKey(value string) (matcher, string) {
	const why = "A size is written like >1MB, <20kB or >100."
	op, rest := operator(value)
	n, ok := quantity(rest, byteUnits)
	if !ok || op == "" {
		return nil, why
	}
	return func(r *Row, _ time.Duration) bool { return r.Received >= 0 && compare(op, float64(r.Received), n) }, ""
}

var (
	timeUnits = map[string]float64{"": 1e6, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9, "h": 3600e9}
	byteUnits = map[string]float64{"": 1, "b": 1, "kb": 1e3, "k": 1e3, "mb": 1e6, "m": 1e6, "gb": 1e9, "g": 1e9}
)

// quantity reads a number and its unit, in any case.
func quantity(s string, units map[string]float64) (float64, bool) {
	digits := strings.TrimRight(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyzµ")
	n, err := strconv.ParseFloat(digits, 64)
	unit, known := units[strings.ToLower(s)[len(digits):]]
	if err != nil || !known || n < 0 || math.IsInf(n*unit, 0) || math.IsNaN(n) {
		return 0, false
	}
	return n * unit, true
}

// operator takes a comparison off the front of a value; "" means equal.
func operator(value string) (op, rest string) {
	for _, op := range []string{">=", "<=", ">", "<", "="} {
		if rest, ok := strings.CutPrefix(value, op); ok {
			return op, rest
		}
	}
	return "", value
}

func compare(op string, a, b float64) bool {
	switch op {
	case ">":
		return a > b
	case ">=":
		return a >= b
	case "<":
		return a < b
	case "<=":
		return a <= b
	}
	return a == b
}

// states are the words after is:.
var states = map[string]func(*Row) bool{
	"live":      func(r *Row) bool { return r.Chips&ChipLive != 0 },
	"paused":    func(r *Row) bool { return r.Chips&ChipPaused != 0 },
	"failed":    func(r *Row) bool { return r.Chips&ChipFailed != 0 },
	"redirect":  func(r *Row) bool { return r.Chips&ChipRedirect != 0 },
	"queued":    func(r *Row) bool { return r.State.Queued() },
	"held":      func(r *Row) bool { return r.State == StateHeld },
	"stopped":   func(r *Row) bool { return r.Stopped != nil },
	"waiting":   func(r *Row) bool { return r.State == StateWaitsForYou },
	"cancelled": func(r *Row) bool { return r.State == StateCancelled },
	"ok":        func(r *Row) bool { return r.State == StateOK || r.State == StateNotModified },
	"ws":        func(r *Row) bool { return r.Type == "ws" },
	"over":      (*Row).Over,
}

func isKey(value string) (matcher, string) {
	is, ok := states[strings.ToLower(value)]
	if !ok {
		return nil, "After is: comes live, paused, failed, redirect, queued, held, stopped, waiting, cancelled, ok, ws or over."
	}
	return func(r *Row, _ time.Duration) bool { return is(r) }, ""
}

// possessions are the words after has:.
var possessions = map[string]func(*Row) bool{
	"retry":     func(r *Row) bool { return r.Retries() > 0 },
	"redirect":  func(r *Row) bool { return r.Redirects() > 0 },
	"tunnel":    func(r *Row) bool { return len(r.Tunnels) > 0 },
	"challenge": func(r *Row) bool { return r.Challenges() > 0 || r.Last().Ended.Challenge != nil },
	"finding":   func(r *Row) bool { return len(r.Findings) > 0 },
	"question":  func(r *Row) bool { return r.Question != nil },
	"body":      func(r *Row) bool { return r.Received > 0 },
	"error":     func(r *Row) bool { return r.Err != nil },
}

func hasKey(value string) (matcher, string) {
	has, ok := possessions[strings.ToLower(value)]
	if !ok {
		return nil, "After has: comes retry, redirect, tunnel, challenge, finding, question, body or error."
	}
	return func(r *Row, _ time.Duration) bool { return has(r) }, ""
}
