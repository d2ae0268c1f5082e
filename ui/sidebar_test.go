package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ladle/store"
)

// sketch writes the rows of a tree as text: indented, folders with + or -.
func sketch(t *tree) string {
	var lines []string
	for _, r := range t.rows {
		s := strings.Repeat(" ", r.depth)
		switch {
		case r.kind == treeProblem:
			s += "! "
		case r.isRequest():
			s += r.method + " "
		case r.open:
			s += "-"
		default:
			s += "+"
		}
		s += r.name
		if r.count > 0 {
			s += fmt.Sprintf(" (%d)", r.count)
		}
		lines = append(lines, s)
	}
	return strings.Join(lines, "\n")
}

func exampleTree() *tree {
	t := newTree()
	t.set(&store.Node{Name: "Shop", Folder: true, Children: []*store.Node{
		{Name: "Cart", Path: "Cart", Folder: true, Children: []*store.Node{{Name: "add", Path: "Cart/add.http"}, {Name: "bad", Path: "Cart/bad.http"}}},
		{Name: "all", Path: "all.http"}, {Name: "later", Path: "later.http"}}})
	t.learn(map[string]treeFileContent{
		"Cart/add.http": {listed: []store.Listed{{Name: "Add to cart", Method: "POST"}}},
		"Cart/bad.http": {err: errors.New("permission denied")},
		"all.http": {listed: []store.Listed{{Name: "List", Method: "GET"}, {Index: 1, Name: "Remove", Method: "DELETE"}},
			problems: []store.Problem{{Line: 4, What: "a header needs the form Name: value"}}},
	})
	return t
}

func TestTreeRows(t *testing.T) {
	t.Parallel()
	tr := exampleTree()
	want := strings.Join([]string{"-Shop", " -Cart", "  POST Add to cart", "  +bad", "  ! Permission denied", " -all", "  GET List", "  DELETE Remove", " ! A header needs the form Name: value", " +later"}, "\n")
	if got := sketch(tr); got != want {
		t.Errorf("rows\n%s\nwant\n%s", got, want)
	}
	tr.toggle(tr.rows[1])
	if got := sketch(tr); !strings.HasPrefix(got, "-Shop\n +Cart (1)\n -all") {
		t.Errorf("folded\n%s", got)
	}
	tr.setFilter("cart POST")
	if got := sketch(tr); got != "-Shop\n -Cart\n  POST Add to cart" {
		t.Errorf("filtered\n%s", got)
	}
	tr.setFilter("remove")
	if got := sketch(tr); got != "-Shop\n -all\n  DELETE Remove" {
		t.Errorf("filtered\n%s", got)
	}
	tr.setFilter("nothing like it")
	if got := sketch(tr); got != "-Shop" {
		t.Errorf("filtered\n%s", got)
	}
}

func TestLargeTreeBeginsFolded(t *testing.T) {
	t.Parallel()
	root := &store.Node{Name: "L", Folder: true}
	folder := &store.Node{Name: "F", Path: "F", Folder: true}
	for i := range manyFiles + 1 {
		folder.Children = append(folder.Children, &store.Node{Name: "f", Path: fmt.Sprintf("F/%d.http", i)})
	}
	root.Children = []*store.Node{folder}
	tr := newTree()
	tr.set(root)
	if got := sketch(tr); got != "-L\n +F (301)" {
		t.Errorf("rows\n%s", got)
	}
}

func TestTreeNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row        treeRow
		name, want string
	}{
		{treeRow{kind: treeFolder, path: "a/b"}, "c", "a/c"},
		{treeRow{kind: treeFolder, path: "b"}, "c.d", "c.d"},
		{treeRow{kind: treeFile, path: "a/b.rest"}, "c", "a/c.rest"},
		{treeRow{kind: treeFile, path: "b.http"}, "c.http", "c.http"},
	} {
		if got := c.row.renamed(c.name); got != c.want {
			t.Errorf("%q renamed %q is %q, want %q", c.row.path, c.name, got, c.want)
		}
	}
	for _, bad := range []string{"", "a/b", `a\b`, ".x", ".."} {
		if nameProblem(bad) == "" {
			t.Errorf("%q is taken for a name", bad)
		}
	}
}

func TestDaysRows(t *testing.T) {
	t.Parallel()
	d := newDays("me")
	now := time.Date(2026, 1, 2, 15, 0, 0, 0, time.Local)
	d.now = func() time.Time { return now }
	if len(d.rows) != 0 || !d.empty() {
		t.Error("no days are rows")
	}
	d.set([]store.Day{{Date: "2026-01-02", Count: 5, Sessions: []store.SessionCount{{ID: "me", Count: 2, Started: now}, {ID: "x", Count: 3, Started: now.Add(-time.Hour)}}},
		{Date: "2026-01-01", Count: 70}, {Date: "2025-12-30", Count: 1}, {Date: "odd", Count: 1}})
	var got []string
	for _, r := range d.rows {
		got = append(got, fmt.Sprint(r.name, " ", r.count))
	}
	if want := []string{"This session 2", "Today, 14:00 3", "Yesterday 70", "30 December 2025 1", "odd 1"}; !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
	key := d.rows[2].key
	if !d.toggle(key) {
		t.Fatal("an unfolded day has to be read")
	}
	before, filter := d.begin(key)
	if before != 0 || filter.Day != "2026-01-01" || filter.Session != "" {
		t.Errorf("reads before %d with %+v", before, filter)
	}
	page := make([]store.Summary, dayPageSize)
	for i := range page {
		page[i].ID = int64(100 - i)
	}
	d.add(key, page, nil)
	if last := d.rows[3+dayPageSize]; last.kind != historyMore || last.count != 20 {
		t.Errorf("after a page comes %+v", last)
	}
	if before, _ := d.begin(key); before != 51 {
		t.Errorf("goes on before %d", before)
	}
	d.add(key, page[:20], nil)
	if n := len(d.rows); n != 5+70 {
		t.Errorf("%d rows", n)
	}
	if keys := d.outdated(); len(keys) != 0 {
		t.Errorf("outdated %v", keys)
	}
	d.list[1].Count = 71
	if keys := d.outdated(); len(keys) != 1 || keys[0] != key {
		t.Errorf("outdated %v", keys)
	}
	d.begin(key)
	d.add(key, nil, errors.New("disk full"))
	if r := d.rows[3]; r.kind != historyProblem || r.name != "Disk full" {
		t.Errorf("an error is shown as %+v", r)
	}
}
