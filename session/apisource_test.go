package session_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sourceTree is what the packages of the session declare.
type sourceTree struct {
	symbols map[string]string              // the documentation by name, of other packages with their name before
	tests   map[string]map[string]ast.Node // functions and variables of test files, by package
}

// readPackages parses package session and those below it that a session is made with.
func readPackages(t *testing.T) *sourceTree {
	t.Helper()
	tree := &sourceTree{symbols: map[string]string{}, tests: map[string]map[string]ast.Node{}}
	for prefix, folder := range map[string]string{"": ".", "standard.": "standard", "auth.": "auth", "feature.": "feature", "http1.": "http1"} {
		tree.tests[prefix] = map[string]ast.Node{}
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				if strings.HasSuffix(name, "_test.go") {
					tree.addTests(prefix, d)
					continue
				}
				for symbol, doc := range declared(d) {
					tree.symbols[prefix+symbol] = doc
				}
			}
		}
	}
	return tree
}

// addTests notes what a declaration of a test file declares.
func (tree *sourceTree) addTests(prefix string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		tree.tests[prefix][d.Name.Name] = d
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, n := range v.Names {
					tree.tests[prefix][n.Name] = v
				}
			}
		}
	}
}

// declared gives the exported names of a declaration with their comments; methods and fields come as Type.Name.
func declared(d ast.Decl) map[string]string {
	out := map[string]string{}
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			star, _ := d.Recv.List[0].Type.(*ast.StarExpr)
			id, _ := d.Recv.List[0].Type.(*ast.Ident)
			if star != nil {
				id, _ = star.X.(*ast.Ident)
			}
			if id == nil {
				return nil
			}
			name = id.Name + "." + name
		}
		out[name] = d.Doc.Text()
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				out[spec.Name.Name] = d.Doc.Text()
				if st, ok := spec.Type.(*ast.StructType); ok {
					for _, f := range st.Fields.List {
						for _, n := range f.Names {
							out[spec.Name.Name+"."+n.Name] = f.Doc.Text()
						}
					}
				}
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					out[n.Name] = spec.Doc.Text()
				}
			}
		}
	}
	maps.DeleteFunc(out, func(name, _ string) bool {
		for part := range strings.SplitSeq(name, ".") {
			if !ast.IsExported(part) {
				return true
			}
		}
		return false
	})
	return out
}

// check holds one row to the sources.
func (tree *sourceTree) check(t *testing.T, row apiRow) {
	t.Helper()
	part := ""
	if _, after, ok := strings.Cut(row.difference, "comes with: "); ok {
		part = after
	}
	switch {
	case len(row.symbols) == 0 && row.item == "wrote-informational": // a client writes none
		return
	case len(row.symbols) == 0 || len(row.tests) == 0:
		if len(row.symbols)+len(row.tests) > 0 || !slices.Contains(parts, part) {
			t.Errorf("%s %s has no form or no test, and nothing brings it", row.id, row.item)
		}
		return
	case row.difference == "":
		t.Errorf("%s %s does not say where it differs", row.id, row.item)
	}
	uses := map[string]bool{}
	for _, name := range row.tests {
		if prefix, f := tree.test(t, row.id, name); f != nil {
			tree.reach(prefix, f, uses, map[string]bool{})
		}
	}
	for _, symbol := range row.symbols {
		doc, ok := tree.symbols[symbol]
		if !ok {
			t.Errorf("%s %s: there is no %s", row.id, row.item, symbol)
		}
		if last := symbol[strings.LastIndexByte(symbol, '.')+1:]; !uses[last] {
			t.Errorf("%s %s: none of its tests uses %s", row.id, row.item, symbol)
		}
		if strings.Contains(row.difference, "deprecated there and here") && !strings.Contains(doc, "Deprecated: ") {
			t.Errorf("%s %s: %s does not say that it is deprecated", row.id, row.item, symbol)
		}
	}
}

// test finds a test that a row names, which must not be skipped without a condition and a reason.
func (tree *sourceTree) test(t *testing.T, row, name string) (prefix string, f *ast.FuncDecl) {
	t.Helper()
	test := name
	if p, n, ok := strings.Cut(name, "."); ok {
		prefix, test = p+".", n
	}
	f, ok := tree.tests[prefix][test].(*ast.FuncDecl)
	switch {
	case !ok || !strings.HasPrefix(test, "Test"):
		t.Errorf("%s: there is no test %s", row, name)
	case skips(f.Body):
		t.Errorf("%s: %s skips without a condition and a reason", row, name)
	}
	return prefix, f
}

// reach notes every name that a test uses, and those that the functions and variables of test files use to which it leads.
func (tree *sourceTree) reach(prefix string, n ast.Node, uses, done map[string]bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		uses[id.Name] = true
		if f := tree.tests[prefix][id.Name]; f != nil && !done[id.Name] && !strings.HasPrefix(id.Name, "Test") {
			done[id.Name] = true
			tree.reach(prefix, f, uses, done)
		}
		return true
	})
}

// skips says whether a test can be skipped without a condition, or without saying why.
func skips(body ast.Node) bool {
	bad := false
	var walk func(n ast.Node, conditional bool)
	walk = func(n ast.Node, conditional bool) {
		ast.Inspect(n, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.IfStmt:
				if x != n {
					walk(x.Body, true)
					if x.Else != nil {
						walk(x.Else, true)
					}
					return false
				}
			case *ast.CallExpr:
				s, ok := x.Fun.(*ast.SelectorExpr)
				if !ok || s.Sel.Name != "Skip" && s.Sel.Name != "Skipf" && s.Sel.Name != "SkipNow" {
					return true
				}
				if !conditional || len(x.Args) == 0 {
					bad = true
				}
			}
			return true
		})
	}
	walk(body, false)
	return bad
}
