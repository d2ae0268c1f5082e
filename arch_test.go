// Package ladle_test holds the whole tree to its architecture: who may import whom,
// where net/http, Fyne and colours may appear, and that every package and every
// exported name says what it is for. It reads the source of every file whatever its
// build tags, compiles nothing of it and takes well under a second.
//
// When it fails on a change, the change is usually in the wrong package. When the
// wall really stands in the wrong place, move it here, with its reason.
package ladle_test

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "ladle"

// arrow says what the packages of one folder may import of ours, and why. In "to",
// "x/..." stands for x and everything below it.
type arrow struct {
	to  []string
	why string
}

// arrows has one entry a folder; "x/..." covers x and what is below it, and the
// longest entry that covers a folder counts. All of them point down.
var arrows = map[string]arrow{
	"app":                     {[]string{"..."}, "the wiring: it alone knows everything"},
	"app/playground/...":      {[]string{"app/playground/...", "assets"}, "a server that could be anybody's, so that it cannot agree with our client by sharing its code"},
	"app/locale":              {nil, "it must be initialised before everything that asks for a language"},
	"ui":                      {[]string{"ui/timeline", "ui/body", "ui/kit", "store", "store/convert", "session", "session/auth", "session/feature", "assets"}, "shows values of the store and calls the engine through its own small interface"},
	"ui/kit/...":              {[]string{"ui/kit/...", "assets"}, "widgets know no HTTP"},
	"ui/timeline":             {[]string{"session"}, "a fold over the session's events, testable without a window"},
	"ui/body":                 {nil, "draws any bytes, whatever brought them"},
	"store":                   {[]string{"session"}, "keeps the session's values and nothing of the window's"},
	"store/convert":           {[]string{"store", "session"}, "foreign files become the store's values"},
	"session":                 {[]string{"session/http1", "session/http2", "session/socks", "session/websocket"}, "the engine speaks through its codecs; schemes and features come to it from outside"},
	"session/auth":            {[]string{"session"}, "on the public door only, as anybody's own scheme would be"},
	"session/feature":         {[]string{"session"}, "on the public door only, as anybody's own feature would be"},
	"session/standard":        {[]string{"session", "session/auth", "session/feature"}, "the plain session: the engine with the features that come with it"},
	"session/http1":           {nil, "a wire codec: bytes in, messages out"},
	"session/http2":           {nil, "a wire codec: bytes in, frames out"},
	"session/socks":           {nil, "a wire codec: bytes in, a way to the target out"},
	"session/websocket":       {nil, "a wire codec: bytes in, frames out"},
	"session/sessiontest/...": {[]string{"session/..."}, "peers and recorders that only tests and their own mains import"},
	"assets":                  {nil, "bytes for everyone"},
}

// forTests is what test files may import beyond what their package may.
var forTests = arrow{[]string{"session/...", "assets"}, "tests drive their package through a real session and its test peers"}

// foreign says where a package of others may be imported; tests: and in any test file.
var foreign = []struct {
	pkg   string // with everything below it
	in    []string
	tests bool
	why   string
}{
	{"net/http", []string{"session/...", "app/playground/..."}, true, "the engine replaces its client; whoever needs a request goes through the session"},
	{"github.com/zalando/go-keyring", []string{"store"}, false, "secrets have one keeper"},
	{"filippo.io/age", []string{"store"}, false, "secrets have one keeper"},
	{"fyne.io", []string{"app", "ui", "ui/kit/..."}, false, "models and engine run and are tested without a window"},
}

// paints lists the places outside ui/kit that may write a colour down, with the reason.
var paints = map[string]string{
	"ui/kit/...":         "the theme is where colours live",
	"app/playground/...": "it draws the pictures that it serves",
}

// vagueNames say nothing about what is inside.
var vagueNames = []string{"util", "utils", "common", "helper", "helpers", "types", "misc"}

// source is one parsed file.
type source struct {
	path   string // from the root, with slashes
	folder string
	test   bool
	tool   bool // its own program beside a package: "go:build ignore"
	file   *ast.File
}

var fset = token.NewFileSet()

// sources parses every Go file of the tree but those under testdata and hidden folders.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "bin") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
			return nil
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(name)
		all = append(all, source{slash, path.Dir(slash), strings.HasSuffix(base, "_test.go"), ignored(file), file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ignored tells whether the file's build constraint asks for the tag "ignore".
func ignored(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, line := range group.List {
			if expr, err := constraint.Parse(line.Text); err == nil {
				return !expr.Eval(func(tag string) bool { return tag != "ignore" })
			}
		}
	}
	return false
}

// covers tells whether pattern, which may end in "...", stands for folder.
func covers(pattern, folder string) bool {
	tree, whole := strings.CutSuffix(pattern, "...")
	if !whole {
		return pattern == folder
	}
	return folder+"/" == tree || strings.HasPrefix(folder, tree)
}

func coversAny(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return covers(p, folder) })
}

// arrowOf finds the entry of arrows for folder.
func arrowOf(folder string) (rule arrow, found bool) {
	best := -1
	for pattern, a := range arrows {
		if covers(pattern, folder) && len(pattern) > best {
			rule, found, best = a, true, len(pattern)
		}
	}
	return rule, found
}

func where(n ast.Node) string { return fset.Position(n.Pos()).String() }

func imported(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	return p
}

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.folder == "." {
			continue
		}
		rule, known := arrowOf(s.folder)
		if !known {
			t.Errorf("%s: folder %s has no entry in arrows (arch_test.go): say there what it may import, and why", s.path, s.folder)
			continue
		}
		for _, spec := range s.file.Imports {
			to, ours := strings.CutPrefix(imported(spec), module+"/")
			switch {
			case !ours, coversAny(rule.to, to):
			case s.test && (to == s.folder || coversAny(forTests.to, to)):
			default:
				t.Errorf("%s: %s must not import %s: %s.\nIt may import: %s", where(spec), s.folder, to, rule.why, list(rule.to))
			}
		}
	}
}

func list(to []string) string {
	if len(to) == 0 {
		return "nothing of ours"
	}
	return strings.Join(to, ", ")
}

// The map itself: the engine and what is below it know nothing above them.
func TestSessionStandsAlone(t *testing.T) {
	t.Parallel()
	for from, rule := range arrows {
		if rule.why == "" {
			t.Errorf("arrows[%q] gives no reason", from)
		}
		for _, to := range rule.to {
			if strings.HasPrefix(from, "session") && !strings.HasPrefix(to, "session") {
				t.Errorf("arrows[%q] points up, to %s: the engine is usable without the rest of the tree", from, to)
			}
		}
	}
}

func TestForeignPackages(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, spec := range s.file.Imports {
			for _, rule := range foreign {
				if !covers(rule.pkg+"/...", imported(spec)) || coversAny(rule.in, s.folder) || rule.tests && s.test {
					continue
				}
				t.Errorf("%s: %s must not import %s: %s.\nIt belongs in: %s", where(spec), s.folder, imported(spec), rule.why, list(rule.in))
			}
		}
	}
}

// A colour written down outside the kit does not follow the theme.
func TestColoursLiveInTheKit(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || coversAny(slices.Collect(maps.Keys(paints)), s.folder) {
			continue
		}
		names := map[string]bool{}
		for _, spec := range s.file.Imports {
			if imported(spec) == "image/color" {
				names["color"] = spec.Name == nil
				if spec.Name != nil {
					names[spec.Name.Name] = true
				}
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if sel, ok := literal.Type.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok && names[id.Name] {
					t.Errorf("%s: %s.%s{...} is a colour of its own: name it in ui/kit's theme, or list %s in paints (arch_test.go) with the reason", where(n), id.Name, sel.Sel.Name, s.folder)
				}
			}
			return true
		})
	}
}

// What animates draws for as long as it shows; a window at rest costs nothing. Time that passes is drawn by the one
// timer of ui.Window, which stops with the last message.
func TestNothingAnimates(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || !coversAny([]string{"app", "ui/..."}, s.folder) || s.folder == "ui/body" {
			continue // ui/body paints nothing: its ticker waits for a file to grow
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, _ := sel.X.(*ast.Ident)
			if pkg == nil {
				return true
			}
			switch name := pkg.Name + "." + sel.Sel.Name; {
			case strings.HasSuffix(name, "Animation") && (pkg.Name == "fyne" || pkg.Name == "canvas"), name == "time.NewTicker", name == "time.Tick",
				name == "widget.NewProgressBarInfinite", name == "widget.NewActivity":
				t.Errorf("%s: %s goes on while nothing happens", where(n), name)
			}
			return true
		})
	}
}

func TestNamesSaySomething(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")
		for _, name := range append(strings.Split(s.folder, "/"), stem) {
			if slices.Contains(vagueNames, name) {
				t.Errorf("%s: %q says nothing; name it for its job", s.path, name)
			}
		}
	}
}

func TestOnePackageComment(t *testing.T) {
	t.Parallel()
	commented := map[string][]string{}
	for _, s := range sources(t) {
		if s.test || s.tool {
			continue
		}
		if _, seen := commented[s.folder]; !seen {
			commented[s.folder] = nil
		}
		if s.file.Doc.Text() != "" {
			commented[s.folder] = append(commented[s.folder], path.Base(s.path))
		}
	}
	for folder, files := range commented {
		switch {
		case len(files) == 0:
			t.Errorf("%s: no package comment; write the page one wants on the first day into %s/doc.go", folder, folder)
		case len(files) > 1:
			t.Errorf("%s: package comments in %s; keep one", folder, strings.Join(files, ", "))
		default:
			if _, err := os.Stat(filepath.Join(folder, "doc.go")); err == nil && files[0] != "doc.go" {
				t.Errorf("%s: the package comment is in %s; it belongs in doc.go", folder, files[0])
			}
		}
	}
}

func TestExportedNamesArePromises(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		for _, decl := range s.file.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: exported %s has no comment", where(name), name.Name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that nothing is said
// about. A comment on a group of constants or variables speaks for all of them, and
// the standard library has said what Error, String and Unwrap do.
func undocumented(decl ast.Decl) []*ast.Ident {
	var bare []*ast.Ident
	check := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		said := slices.ContainsFunc(comments, func(c *ast.CommentGroup) bool { return c.Text() != "" })
		if name.IsExported() && !said {
			bare = append(bare, name)
		}
	}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		usual := d.Recv != nil && slices.Contains([]string{"Error", "String", "Unwrap"}, d.Name.Name)
		if !usual && (d.Recv == nil || receiver(d.Recv.List[0].Type).IsExported()) {
			check(d.Name, d.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				group := d.Doc
				if d.Lparen.IsValid() {
					group = nil
				}
				check(spec.Name, group, spec.Doc, spec.Comment)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					check(name, d.Doc, spec.Doc, spec.Comment)
				}
			}
		}
	}
	return bare
}

// receiver returns the name of the type that a method belongs to.
func receiver(expr ast.Expr) *ast.Ident {
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e
		default:
			return ast.NewIdent("_")
		}
	}
}

// FyneApp.toml is for the packager, app/metadata.go for the program: one truth.
func TestMetadataAgrees(t *testing.T) {
	t.Parallel()
	want := details(t)
	if files, _ := filepath.Glob("app/*.go"); len(files) == 0 {
		return // no program, nothing to disagree with
	}
	file, err := parser.ParseFile(fset, "app/metadata.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("app/metadata.go holds AppID, AppName and AppVersion: %v", err)
	}
	got := stringConstants(file)
	for name, key := range map[string]string{"AppID": "ID", "AppName": "Name", "AppVersion": "Version"} {
		if got[name] == "" || got[name] != want[key] {
			t.Errorf("app/metadata.go: %s is %q, FyneApp.toml has %s = %q", name, got[name], key, want[key])
		}
	}
	if _, err := os.Stat(want["Icon"]); err != nil {
		t.Errorf("FyneApp.toml: Icon: %v", err)
	}
}

// details reads the strings of FyneApp.toml's [Details].
func details(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = line
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if s, err := strconv.Unquote(strings.TrimSpace(value)); ok && err == nil && section == "[Details]" {
			values[strings.TrimSpace(key)] = s
		}
	}
	for _, key := range []string{"ID", "Name", "Version", "Icon"} {
		if values[key] == "" {
			t.Errorf("FyneApp.toml: [Details] has no %s", key)
		}
	}
	return values
}

// stringConstants returns the file's constants that are plain strings, by name.
func stringConstants(file *ast.File) map[string]string {
	values := map[string]string{}
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		for _, spec := range d.Specs {
			v := spec.(*ast.ValueSpec)
			for i, name := range v.Names {
				if i >= len(v.Values) {
					continue
				}
				if lit, ok := v.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					values[name.Name], _ = strconv.Unquote(lit.Value)
				}
			}
		}
	}
	return values
}
