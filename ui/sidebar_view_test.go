package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ladle/store"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// sidebarProbe is a sidebar on a window with a queue that the test drains.
type sidebarProbe struct {
	*sidebar
	w       fyne.Window
	queue   chan func()
	opened  []store.Ref
	history []int64
	undo    func() error
	reports []string
}

func newSidebarProbe(t *testing.T, h History) *sidebarProbe {
	t.Helper()
	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	p := &sidebarProbe{queue: make(chan func(), 1000)}
	p.sidebar = newSidebar(sidebarActions{
		OpenRequest: func(ref store.Ref, r store.Request) { p.opened = append(p.opened, ref) },
		OpenHistory: func(id int64) { p.history = append(p.history, id) },
		Deleted:     func(undo func() error, _ string) { p.undo = undo },
		Report:      func(err error, what string) { p.reports = append(p.reports, what+": "+err.Error()) },
		History:     h, Session: "me", Post: func(f func()) { p.queue <- f },
	})
	p.w = app.NewWindow("")
	shell := kit.NewShell(p.w, p.Object())
	p.w.Resize(fyne.NewSize(240, 600))
	t.Cleanup(func() { shell.Release(); p.w.Close() })
	return p
}

// until runs what was posted until the condition holds.
func (p *sidebarProbe) until(holds func() bool) {
	for !holds() {
		f := <-p.queue
		f()
	}
}

func (p *sidebarProbe) row(name string) int {
	return slices.IndexFunc(p.collections.tree.rows, func(r treeRow) bool { return r.name == name })
}

// click presses a row of a list.
func click(l *kit.List, row int) {
	r := l.RowRect(row)
	l.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(r.X+80, r.Y+10)}, Button: desktop.MouseButtonPrimary})
}

func TestSidebarCollections(t *testing.T) {
	p := newSidebarProbe(t, nil)
	if !p.collections.empty.Visible() || p.collections.list.Visible() {
		t.Error("without a folder the empty state shows")
	}
	lib := openTestLibrary(t, map[string]string{"Cart/add.http": "### Add\nPOST http://a/\n", "two.http": "### One\nGET http://a/1\n\n### Two\nGET http://a/2\n"})
	p.SetLibrary(lib)
	p.until(func() bool { return p.row("Two") >= 0 && p.row("Add") >= 0 && !p.collections.loading })

	click(p.collections.list, p.row("Two"))
	p.until(func() bool { return len(p.opened) == 1 })
	if ref := p.opened[0]; ref.Path != "two.http" || ref.Index != 1 || ref.Text == "" {
		t.Errorf("opened %+v", ref)
	}
	p.Mark(store.Ref{Path: "two.http", Index: 0})
	if p.collections.list.Current() != p.row("One") {
		t.Error("the request of the chosen tab is not marked")
	}
	p.key(p.row("Two"), fyne.KeyLeft)
	p.key(p.collections.list.Current(), fyne.KeyLeft)
	if p.row("Two") >= 0 || p.collections.tree.rows[p.collections.list.Current()].name != "two" {
		t.Errorf("Left twice: rows\n%s", sketch(p.collections.tree))
	}
	p.key(p.collections.list.Current(), fyne.KeyRight)
	p.collections.delete(p.collections.tree.rows[p.row("One")])
	p.until(func() bool { return p.undo != nil && p.row("One") < 0 && !p.collections.loading })
	if err := p.undo(); err != nil {
		t.Fatal(err)
	}
	p.Refresh()
	p.until(func() bool { return p.row("One") >= 0 && !p.collections.loading })
	if len(p.reports) > 0 {
		t.Error(p.reports)
	}
}

func (p *sidebarProbe) key(row int, name fyne.KeyName) {
	p.collections.list.Select(row)
	p.collections.list.TypedKey(&fyne.KeyEvent{Name: name})
}

func TestSidebarRenames(t *testing.T) {
	p := newSidebarProbe(t, nil)
	lib := openTestLibrary(t, map[string]string{"f/add.http": "POST http://a/\n"})
	p.SetLibrary(lib)
	p.until(func() bool { return p.row("http://a/") >= 0 && !p.collections.loading })
	p.key(p.row("http://a/"), fyne.KeyF2)
	test.Type(p.w.Canvas().Focused(), "Better")
	p.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	p.until(func() bool { return p.row("Better") >= 0 && !p.collections.loading })
	p.collections.rename(p.collections.tree.rows[p.row("f")])
	test.Type(p.w.Canvas().Focused(), "g")
	p.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	p.until(func() bool { return p.row("g") >= 0 && !p.collections.loading })
	if _, err := os.Stat(filepath.Join(lib.Dir(), "g", "add.http")); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(lib.Dir(), "g", "add.http")); err != nil {
		t.Fatal(err)
	}
	p.key(p.row("Better"), fyne.KeyReturn)
	p.until(func() bool { return len(p.reports) == 1 })
	if len(p.opened) != 0 {
		t.Error("a request that is gone was opened")
	}
}

// memoryHistory is a history of two days.
type memoryHistory struct {
	History
	deleted int64
}

func (h *memoryHistory) Days(context.Context) ([]store.Day, error) {
	return []store.Day{{Date: "2020-01-02", Count: 2}}, nil
}

func (h *memoryHistory) Page(_ context.Context, before int64, _ int, f store.Filter) ([]store.Summary, error) {
	if before != 0 || f.Day != "2020-01-02" {
		return nil, fmt.Errorf("asked before %d with %+v", before, f)
	}
	return []store.Summary{{ID: 9, Method: "GET", URL: "http://a/9", Status: 200}, {ID: 8, Method: "GET", URL: "http://a/8", Status: 500}}, nil
}

func (h *memoryHistory) Delete(_ context.Context, ids ...int64) error {
	h.deleted = ids[0]
	return nil
}

func TestSidebarHistory(t *testing.T) {
	h := &memoryHistory{}
	p := newSidebarProbe(t, h)
	rows := func() []historyRow { return p.sidebar.history.days.rows }
	p.until(func() bool { return len(rows()) == 2 })
	click(p.sidebar.history.list, 1)
	p.until(func() bool { return len(rows()) == 4 })
	click(p.sidebar.history.list, 3)
	if want := []int64{8}; !slices.Equal(p.history, want) {
		t.Errorf("opened %v, want %v", p.history, want)
	}
	p.sidebar.history.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	p.until(func() bool { return p.undo != nil })
	if h.deleted != 8 || len(rows()) != 3 {
		t.Errorf("deleted %d, %d rows", h.deleted, len(rows()))
	}
	p.sidebar.history.list.Select(2)
	p.sidebar.history.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	p.sidebar.history.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if len(rows()) != 2 {
		t.Errorf("%d rows after folding", len(rows()))
	}
}

func TestSidebarHistoryError(t *testing.T) {
	p := newSidebarProbe(t, brokenHistory{})
	p.until(func() bool { return strings.Contains(wordsIn(p.sidebar.history.empty), "Disk full") })
	if !p.sidebar.history.empty.Visible() {
		t.Error("the error is not shown")
	}
}

type brokenHistory struct{ History }

func (brokenHistory) Days(context.Context) ([]store.Day, error) { return nil, errors.New("disk full") }
