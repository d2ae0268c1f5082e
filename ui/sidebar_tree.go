package ui

import (
	"path"
	"strings"

	"ladle/store"
)

// treeKind is what a row of the collections is.
type treeKind uint8

const (
	treeFolder  treeKind = iota
	treeFile             // with several requests, or not read yet
	treeRequest          // of a file with several requests
	treeSingle           // the only request of its file
	treeProblem          // a sentence about the row above
)

// treeRow is a row of the collections as it is shown.
type treeRow struct {
	kind   treeKind
	path   string // of the folder or file, "" for the library itself
	index  int    // of a request in its file
	name   string
	method string
	depth  int
	open   bool
	count  int // requests in a folded folder or file
	line   int // where the file has a problem, 0 if unknown
	broken bool
}

// id tells rows apart across rebuilds.
func (r treeRow) id() treeID { return treeID{r.kind == treeProblem, r.path, r.index} }

type treeID struct {
	problem bool
	path    string
	index   int
}

// isRequest tells whether the row can be opened in a tab.
func (r treeRow) isRequest() bool { return r.kind == treeRequest || r.kind == treeSingle }

// treeFileContent is what a file of the library has.
type treeFileContent struct {
	listed   []store.Listed
	problems []store.Problem
	err      error
}

// manyFiles is the number of files above which folders within the library begin folded.
const manyFiles = 300

// tree is the model of the collections: a library's folders and files, what is known of the files, what is folded and
// what is looked for.
type tree struct {
	root    *store.Node
	content map[string]treeFileContent
	toggled map[string]bool // folders and files that a person folded or unfolded
	large   bool
	filter  string
	rows    []treeRow
}

func newTree() *tree { return &tree{content: map[string]treeFileContent{}, toggled: map[string]bool{}} }

// set replaces the folders and files; what was folded stays so.
func (t *tree) set(root *store.Node) {
	t.root = root
	t.large = len(filesOf(root)) > manyFiles
	t.rebuild()
}

// filesOf lists the files of a folder and those below, in the order shown.
func filesOf(n *store.Node) []string {
	if n == nil {
		return nil
	}
	if !n.Folder {
		return []string{n.Path}
	}
	var out []string
	for _, c := range n.Children {
		out = append(out, filesOf(c)...)
	}
	return out
}

// learn takes over what files have.
func (t *tree) learn(files map[string]treeFileContent) {
	for p, c := range files {
		t.content[p] = c
	}
	t.rebuild()
}

// setFilter shows only requests with every word of text in their name, method or path.
func (t *tree) setFilter(text string) {
	t.filter = strings.ToLower(strings.TrimSpace(text))
	t.rebuild()
}

// toggle folds or unfolds a row.
func (t *tree) toggle(r treeRow) {
	t.toggled[r.path] = !t.toggled[r.path]
	t.rebuild()
}

func (t *tree) isOpen(p string, depth int) bool {
	open := depth == 0 || !t.large
	return open != t.toggled[p]
}

// rebuild lists the rows that are shown now.
func (t *tree) rebuild() {
	t.rows = t.rows[:0:0]
	if t.root == nil {
		return
	}
	t.addFolder(t.root, 0)
}

func (t *tree) addFolder(n *store.Node, depth int) {
	at := len(t.rows)
	open := t.filter != "" || t.isOpen(n.Path, depth)
	row := treeRow{kind: treeFolder, path: n.Path, index: -1, name: n.Name, depth: depth, open: open}
	if !open {
		row.count = t.countIn(n)
	}
	t.rows = append(t.rows, row)
	if open {
		for _, c := range n.Children {
			if c.Folder {
				t.addFolder(c, depth+1)
			} else {
				t.addFile(c, depth+1)
			}
		}
	}
	if t.filter != "" && len(t.rows) == at+1 && depth > 0 {
		t.rows = t.rows[:at] // nothing below fits
	}
}

func (t *tree) addFile(n *store.Node, depth int) {
	c, known := t.content[n.Path]
	row := treeRow{kind: treeFile, path: n.Path, index: -1, name: n.Name, depth: depth}
	switch {
	case !known || c.err != nil || len(c.listed) == 0:
		if t.filter != "" && !t.fits(n.Path, n.Name) {
			return
		}
		t.rows = append(t.rows, t.marked(row, c))
	case len(c.listed) == 1:
		l := c.listed[0]
		if !t.fits(n.Path, l.Method, l.Name) {
			return
		}
		row.kind, row.index, row.name, row.method = treeSingle, l.Index, l.Name, l.Method
		t.rows = append(t.rows, t.marked(row, c))
	default:
		if !t.addRequests(row, c) {
			return
		}
	}
	t.addProblem(n.Path, c, depth)
}

// addRequests lists a file of several requests and tells whether any fits.
func (t *tree) addRequests(file treeRow, c treeFileContent) bool {
	at := len(t.rows)
	file.open = t.filter != "" || t.isOpen(file.path, file.depth)
	if !file.open {
		file.count = len(c.listed)
	}
	t.rows = append(t.rows, t.marked(file, c))
	if !file.open {
		return true
	}
	for _, l := range c.listed {
		if t.fits(file.path, l.Method, l.Name) {
			t.rows = append(t.rows, treeRow{kind: treeRequest, path: file.path, index: l.Index, name: l.Name, method: l.Method, depth: file.depth + 1})
		}
	}
	if len(t.rows) == at+1 {
		t.rows = t.rows[:at]
		return false
	}
	return true
}

// marked says in a file's row where its first problem is.
func (t *tree) marked(row treeRow, c treeFileContent) treeRow {
	if len(c.problems) > 0 {
		row.line, row.broken = c.problems[0].Line, true
	}
	row.broken = row.broken || c.err != nil
	return row
}

func (t *tree) addProblem(p string, c treeFileContent, depth int) {
	text := ""
	switch {
	case c.err != nil:
		text = c.err.Error()
	case len(c.problems) > 0:
		text = c.problems[0].What
	}
	if text != "" && t.filter == "" {
		t.rows = append(t.rows, treeRow{kind: treeProblem, path: p, index: -1, name: capital(text), depth: depth})
	}
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (t *tree) fits(texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, " "))
	for word := range strings.FieldsSeq(t.filter) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// countIn counts the requests of a folder; a file that was not read yet counts as one.
func (t *tree) countIn(n *store.Node) int {
	count := 0
	for _, p := range filesOf(n) {
		if c, known := t.content[p]; known {
			count += len(c.listed)
		} else {
			count++
		}
	}
	return count
}

// find gives the row with an id, or -1.
func (t *tree) find(id treeID) int {
	for i, r := range t.rows {
		if r.id() == id {
			return i
		}
	}
	return -1
}

// parent gives the row of the folder or file that a row lies in, or -1.
func (t *tree) parent(row int) int {
	for i := row - 1; i >= 0; i-- {
		if t.rows[i].depth < t.rows[row].depth {
			return i
		}
	}
	return -1
}

func parentPath(p string) string {
	if dir := path.Dir(p); dir != "." {
		return dir
	}
	return ""
}

// renamed is the path of a folder or file after it got another name; a file keeps its extension.
func (r treeRow) renamed(name string) string {
	ext := ""
	if r.kind != treeFolder {
		ext = path.Ext(r.path)
		name = strings.TrimSuffix(name, ext)
	}
	return path.Join(parentPath(r.path), name+ext)
}

// nameProblem says why a text cannot name a folder or file.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "A name is needed"
	case strings.ContainsAny(name, "/\\\x00"):
		return "A name has no slash"
	case strings.HasPrefix(name, "."):
		return "A name that begins with a dot would be hidden"
	}
	return ""
}
