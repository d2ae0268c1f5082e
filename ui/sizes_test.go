package ui

import (
	"go/ast"
	"go/build"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// TestSizesComeFromTheKit looks for lengths written down in the panes: constants that are used as units, which are
// float32. A length has a name in assets/tokens.json (kit.S), or is so many steps of the grid (kit.U). What remains is a
// line (1), an accent bar or a half (2).
func TestSizesComeFromTheKit(t *testing.T) {
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: compiledImports(t, fset)}
	if _, err := conf.Check("ladle/ui", fset, files, info); err != nil {
		t.Fatal(err)
	}
	units := unitConstants(info)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isGridStep(call) {
				return false
			}
			if lit, ok := n.(*ast.BasicLit); ok && isLength(info, lit) {
				t.Errorf("%s: %s is a length of its own: name it in tokens.json and read it by kit.S, or use steps of the grid, kit.U", fset.Position(lit.Pos()), lit.Value)
			}
			if spec, ok := n.(*ast.ValueSpec); ok {
				checkConstants(t, fset, info, units, spec)
			}
			return true
		})
	}
}

// checkConstants reports untyped constants that are used as units somewhere.
func checkConstants(t *testing.T, fset *token.FileSet, info *types.Info, units map[types.Object]bool, spec *ast.ValueSpec) {
	for i, name := range spec.Names {
		if i >= len(spec.Values) || !units[info.Defs[name]] {
			continue
		}
		ast.Inspect(spec.Values[i], func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && !isSmall(constant.MakeFromLiteral(lit.Value, lit.Kind, 0)) {
				t.Errorf("%s: the constant %s is a length of its own: name it in tokens.json and read it by kit.S", fset.Position(lit.Pos()), name.Name)
			}
			return true
		})
	}
}

// unitConstants are the constants that some expression uses as a float32.
func unitConstants(info *types.Info) map[types.Object]bool {
	out := map[types.Object]bool{}
	for id, obj := range info.Uses {
		if _, ok := obj.(*types.Const); ok && isUnit(info.Types[id].Type) {
			out[obj] = true
		}
	}
	return out
}

func isUnit(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Float32
}

// isLength tells whether a literal is a number of units that nobody named.
func isLength(info *types.Info, lit *ast.BasicLit) bool {
	tv, ok := info.Types[lit]
	return ok && isUnit(tv.Type) && !isSmall(tv.Value)
}

// isSmall tells whether a number is no length: nothing, a line, a bar, a half or another share.
func isSmall(v constant.Value) bool {
	if v == nil || v.Kind() != constant.Int && v.Kind() != constant.Float {
		return true
	}
	f, _ := constant.Float64Val(v)
	return f <= 1 || f == 2
}

// isGridStep tells whether a call is kit.U with whole or half steps, up to the largest space of the design.
func isGridStep(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "U" || len(call.Args) != 1 {
		return false
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return false
	}
	steps, _ := constant.Float64Val(constant.MakeFromLiteral(lit.Value, lit.Kind, 0))
	return steps > 0 && steps <= 12 && steps*2 == float64(int(steps*2))
}

// compiledImports reads what the packages that ui imports export from the compiler's own files, as this test was built.
func compiledImports(t *testing.T, fset *token.FileSet) types.Importer {
	args := []string{"list", "-export", "-deps", "-f", "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}"}
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, s := range b.Settings {
			switch {
			case s.Key == "-tags":
				args = append(args, "-tags", s.Value)
			case s.Key == "-race" && s.Value == "true":
				args = append(args, "-race")
			}
		}
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		tool = filepath.Join(build.Default.GOROOT, "bin", "go")
	}
	out, err := exec.Command(tool, append(args, ".")...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[path] = file
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
}
