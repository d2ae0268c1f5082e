package session_test

import (
	"fmt"
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ladle/session/sessiontest"
	"ladle/session/sessiontest/peer"
)

// laterParts are what may still bring a line, or the rest of it.
var laterParts = []string{"Challenges, proxies and trust", "Session features", "WebSockets", "the cache"}

// checklistSizes says how many lines a group has, so that none gets lost.
var checklistSizes = map[string]int{
	"session": 7, "connection": 9, "continue": 4, "timeout": 2, "redirect": 3, "auth": 16, "proxy": 4, "ssl": 4, "misc": 10, "cookies": 6, "hsts": 4, "cache": 4,
	"coding": 1, "sniffing": 2, "io": 6, "range": 1, "header-parsing": 4, "uri-parsing": 1, "websocket": 6, "ntlm": 1,
}

// checkItem is one line of the checklist.
type checkItem struct {
	id, text string
	tests    []string
	part     string
}

var checkID = regexp.MustCompile(`^([a-z-]+)-([0-9]+)$`)

func readChecklist(t *testing.T) []checkItem {
	t.Helper()
	raw, err := os.ReadFile("testdata/checklist.txt")
	if err != nil {
		t.Fatal(err)
	}
	var items []checkItem
	for n, line := range strings.Split(string(raw), "\n") {
		key, value, found := strings.Cut(line, ": ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !found:
			t.Fatalf("line %d: %q", n+1, line)
		case key == "  shown by" && len(items) > 0:
			items[len(items)-1].tests = strings.Fields(value)
		case key == "  comes with" && len(items) > 0:
			items[len(items)-1].part = value
		default:
			items = append(items, checkItem{id: key, text: value})
		}
	}
	return items
}

// Every line of the checklist is shown by tests that exist and run, or comes with a part of the work that has a name.
func TestChecklist(t *testing.T) {
	t.Parallel()
	known := runningTests(t)
	p, err := peer.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	count := map[string]int{}
	for _, it := range readChecklist(t) {
		m := checkID.FindStringSubmatch(it.id)
		if m == nil || it.text == "" {
			t.Errorf("%q is no line of a group", it.id)
			continue
		}
		if count[m[1]]++; m[2] != fmt.Sprint(count[m[1]]) {
			t.Errorf("%s is number %d of its group", it.id, count[m[1]])
		}
		if len(it.tests) == 0 && it.part == "" {
			t.Errorf("%s: nothing shows it", it.id)
		}
		if it.part != "" && !slices.Contains(laterParts, it.part) {
			t.Errorf("%s comes with %q, which is no part of the work", it.id, it.part)
		}
		for _, name := range it.tests {
			if scenario, ok := strings.CutPrefix(name, "TestTraces/"); ok {
				sc, err := sessiontest.ReadScenario("testdata/traces", scenario, p)
				if err != nil || len(sc.Lacks()) > 0 || sc.Quirk != "" {
					t.Errorf("%s: %s does not compare anything: %v", it.id, name, err)
				}
			} else if !known[name] {
				t.Errorf("%s: there is no test %s that always runs", it.id, name)
			}
		}
	}
	for group, n := range checklistSizes {
		if count[group] != n {
			t.Errorf("%s has %d lines, want %d", group, count[group], n)
		}
	}
	if len(count) != len(checklistSizes) {
		t.Errorf("groups %v", count)
	}
}

// runningTests are the tests that the checklist may name, without those that may skip themselves for no reason.
func runningTests(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for prefix, tests := range readPackages(t).tests {
		for name, node := range tests {
			if f, ok := node.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(name, "Test") && !skips(f.Body) {
				known[prefix+name] = true
			}
		}
	}
	return known
}
