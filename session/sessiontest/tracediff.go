package sessiontest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// DiffTraces says where two normalized traces differ, "" when they do not. Unordered, only the order within each message
// counts, and numbers that depend on who came first are left out.
func DiffTraces(want, got []TraceEvent, unordered bool) string {
	if !unordered {
		return diff("", want, got)
	}
	want, got = relax(want), relax(got)
	var out strings.Builder
	for _, m := range slices.Sorted(maps.Keys(idsOf(want, got))) {
		w, g := of(want, m), of(got, m)
		if m == "" {
			byText := func(a, b TraceEvent) int { return strings.Compare(a.String(), b.String()) }
			slices.SortFunc(w, byText)
			slices.SortFunc(g, byText)
		}
		out.WriteString(diff(m, w, g))
	}
	return out.String()
}

func idsOf(traces ...[]TraceEvent) map[string]bool {
	ids := map[string]bool{}
	for _, t := range traces {
		for _, e := range t {
			ids[e.Message] = true
		}
	}
	return ids
}

func of(events []TraceEvent, message string) []TraceEvent {
	var out []TraceEvent
	for _, e := range events {
		if e.Message == message {
			out = append(out, e)
		}
	}
	return out
}

// relax leaves out what depends on who came first.
func relax(events []TraceEvent) []TraceEvent {
	out := make([]TraceEvent, len(events))
	for i, e := range events {
		e.Detail = maps.Clone(e.Detail)
		delete(e.Detail, "socket")
		delete(e.Detail, "connection")
		if e.Event == "wire" {
			all := []any{}
			eachRequest(e, func(r map[string]any) { all = append(all, r) })
			slices.SortFunc(all, func(a, b any) int { return strings.Compare(canonical(a), canonical(b)) })
			e.Detail["requests"] = all
		}
		out[i] = e
	}
	return out
}

// diff shows the events around the first place where two sequences part, then every later event that only one has.
func diff(what string, want, got []TraceEvent) string {
	w, g := texts(want), texts(got)
	if slices.Equal(w, g) {
		return ""
	}
	var out strings.Builder
	if what != "" {
		fmt.Fprintf(&out, "message %s:\n", what)
	}
	for _, l := range align(w, g) {
		if len(l) > longestLine {
			l = l[:longestLine] + "…"
		}
		out.WriteString(l + "\n")
	}
	return out.String()
}

const longestLine = 1200

func texts(events []TraceEvent) []string {
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = e.String()
	}
	return out
}

// align gives a line diff by the longest common subsequence: "- " is expected and missing, "+ " came instead, and of
// what is the same only the names.
func align(want, got []string) []string {
	common := make([][]int, len(want)+1)
	for i := range common {
		common[i] = make([]int, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			if want[i] == got[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(want) || j < len(got) {
		switch {
		case i < len(want) && j < len(got) && want[i] == got[j]:
			out = append(out, "  "+strings.SplitN(want[i], " {", 2)[0])
			i, j = i+1, j+1
		case j == len(got) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			out = append(out, "- "+want[i])
			i++
		default:
			out = append(out, "+ "+got[j])
			j++
		}
	}
	return out
}
