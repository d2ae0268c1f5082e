package session_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ladle/session"
)

// apiRow is a row of docs/session-api.md.
type apiRow struct {
	id, item       string
	symbols, tests []string
	difference     string
}

// parts of the work that bring items, as the page names them.
var parts = []string{"Challenges, proxies and trust", "Session features", "WebSockets"}

// TestSessionAPIPage: docs/session-api.md has a row for each of the 68 items, in order. Every symbol in it exists, every
// test exists, is not skipped, and uses the symbols of its row. An item without both names the part that brings it.
func TestSessionAPIPage(t *testing.T) {
	t.Parallel()
	sections := readTables(t, filepath.Join("..", "docs", "session-api.md"))
	tree := readPackages(t)
	seen := map[string]bool{}
	total := 0
	for _, s := range []struct {
		title, letter string
		rows          int
	}{{"Methods", "M", 33}, {"Virtual methods", "V", 9}, {"Properties", "P", 20}, {"Signals", "S", 6}, {"Signals of a message", "", 14}} {
		rows := sections[s.title]
		if len(rows) != s.rows {
			t.Errorf("%s: %d rows, want %d", s.title, len(rows), s.rows)
		}
		if s.letter != "" {
			total += len(rows)
		}
		for i, cells := range rows {
			row := readRow(t, cells)
			if want := s.letter + strconv.Itoa(i+1); row.id != want {
				t.Errorf("row %s comes where %s should", row.id, want)
			}
			if key := s.letter + " " + row.item; seen[key] {
				t.Errorf("%s: %s comes twice", row.id, row.item)
			} else {
				seen[key] = true
			}
			tree.check(t, row)
		}
	}
	if total != 68 {
		t.Errorf("%d items", total)
	}
}

// TestPropertyPage: the page's table of values is PropertyTable, async-context, which only Options can give, and use-ntlm,
// which is a part of a feature here.
func TestPropertyPage(t *testing.T) {
	t.Parallel()
	sections := readTables(t, filepath.Join("..", "docs", "session-api.md"))
	var want []string
	for _, p := range session.PropertyTable() {
		d := p.Default
		if d == "" {
			d = "unset"
		}
		want = append(want, strings.Join([]string{p.Name, d, p.Takes, string(p.Effect)}, " | "))
	}
	var got []string
	listed := map[string]bool{}
	for _, cells := range sections["Values of the properties"] {
		listed[cells[0]] = true
		if cells[0] != "async-context" && cells[0] != "use-ntlm" {
			got = append(got, strings.Join(cells, " | "))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the page has\n%s\nand the table\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, cells := range sections["Properties"] {
		if row := readRow(t, cells); len(row.symbols) > 0 && !listed[row.item] {
			t.Errorf("%s %s has no values", row.id, row.item)
		}
	}
}

// readTables gives the rows of the tables of a page by the headings above them.
func readTables(t *testing.T, path string) map[string][][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][][]string{}
	title, head := "", true
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
			title, head = strings.TrimLeft(line, "# "), true
		case strings.HasPrefix(line, "|---"):
			head = false
		case strings.HasPrefix(line, "|") && !head:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			out[title] = append(out[title], cells)
		}
	}
	return out
}

var codeSpan = regexp.MustCompile("^`([A-Za-z0-9_.]+)`$")

// readRow reads a row; names stand in code spans with commas between.
func readRow(t *testing.T, cells []string) apiRow {
	t.Helper()
	if len(cells) != 5 {
		t.Fatalf("%d cells: %q", len(cells), cells)
	}
	names := func(cell string) (out []string) {
		if cell == "-" {
			return nil
		}
		for name := range strings.SplitSeq(cell, ", ") {
			m := codeSpan.FindStringSubmatch(name)
			if m == nil {
				t.Fatalf("%s: %q is no name", cells[0], name)
			}
			out = append(out, m[1])
		}
		return out
	}
	return apiRow{id: cells[0], item: cells[1], symbols: names(cells[2]), tests: names(cells[3]), difference: cells[4]}
}
