package session_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ladle/session/sessiontest"
)

// ruleID is a decision, a row of the reference, or a section of an RFC: never a scenario.
var ruleID = regexp.MustCompile(`^(D([1-9]|1\d|2[0-4])|2\.[56]|7\.2( [a-z ]+)?|10( [a-z ]+)?|RFC \d{4} section [\d.]+)$`)

// TestDeviationsPage: docs/deviations.md explains every rule of sessiontest.TraceRules, each of its rows is such a rule or
// has a test, and neither names a scenario. The rules themselves do not get to see a scenario's name.
func TestDeviationsPage(t *testing.T) {
	t.Parallel()
	tree := readPackages(t)
	rules := map[string]bool{}
	for _, r := range sessiontest.TraceRules {
		if rules[r.ID] {
			t.Errorf("two rules are %s", r.ID)
		}
		if r.What == "" {
			t.Errorf("rule %s says nothing", r.ID)
		}
		rules[r.ID] = true
	}
	rows := readTables(t, filepath.Join("..", "docs", "deviations.md"))["Where the session differs from libsoup's"]
	told := map[string]bool{}
	for _, cells := range rows {
		if len(cells) != 6 || slices.Contains(cells, "") {
			t.Fatalf("%q: want six cells", cells)
		}
		id, by := cells[0], cells[5]
		switch m := codeSpan.FindStringSubmatch(by); {
		case told[id]:
			t.Errorf("%s comes twice", id)
		case !ruleID.MatchString(id):
			t.Errorf("%s is no decision, row or section", id)
		case by == "trace rule":
			if !rules[id] {
				t.Errorf("%s is called a trace rule, and there is none", id)
			}
		case m == nil || rules[id]:
			t.Errorf("%s is held by %s", id, by)
		default:
			tree.test(t, id, m[1])
		}
		told[id] = true
	}
	for id := range rules {
		if !told[id] {
			t.Errorf("the page does not explain rule %s", id)
		}
	}
	names := scenarioNames(t)
	for _, r := range sessiontest.TraceRules {
		namesNone(t, names, "rule "+r.ID, r.ID+" "+r.What)
	}
	for _, cells := range rows {
		namesNone(t, names, "row "+cells[0], strings.Join(cells, " "))
	}
}

func scenarioNames(t *testing.T) []string {
	t.Helper()
	names, err := sessiontest.Scenarios(filepath.Join("testdata", "traces"))
	if err != nil || len(names) == 0 {
		t.Fatal("no scenarios", err)
	}
	return names
}

var dashedWords = regexp.MustCompile(`[a-z0-9]+(-[a-z0-9]+)+`)

// namesNone fails the test if a text has the name of a scenario in it.
func namesNone(t *testing.T, names []string, where, text string) {
	t.Helper()
	for _, w := range dashedWords.FindAllString(text, -1) {
		if slices.Contains(names, w) {
			t.Errorf("%s names the scenario %s", where, w)
		}
	}
}
