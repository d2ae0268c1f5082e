package kit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// notShown are the constructors whose widgets the gallery does not have, with the reason.
var notShown = map[string]string{
	"NewPen": "paints the others", "NewRegistry": "commands are not seen", "NewShell": "the window around the gallery", "NewModal": "NewDialog's card is shown",
	"NewPanel": "a plain area", "NewKeyCap": "KeyCaps is a row of them", "PaintHead": "a part of NewTable", "NewDivider": "a plain line", "NewSelect": "a combo", "NewEmptyIn": "NewEmpty in another width", "NewIcon": "icons are everywhere",
	"NewSurface": "lists and tables are surfaces", "NewList": "NewTable is a list with columns",
}

// kitNames lists the exported functions of the kit that begin with a prefix, and every name that the gallery uses.
func kitNames(t *testing.T) (exported []string, used map[string]bool) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used = map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "gallery") {
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					used[id.Name] = true
				}
				return true
			})
			continue
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.IsExported() && fn.Recv == nil {
				exported = append(exported, fn.Name.Name)
			}
		}
	}
	slices.Sort(exported)
	return exported, used
}

// A widget that is not in the gallery is not looked at.
func TestGalleryHasEveryWidget(t *testing.T) {
	exported, used := kitNames(t)
	n := 0
	for _, name := range exported {
		if !strings.HasPrefix(name, "New") && !strings.HasPrefix(name, "Paint") {
			continue
		}
		n++
		if _, reason := notShown[name]; !used[name] && !reason {
			t.Errorf("%s is not in the gallery; show it in every state, or say in notShown why not", name)
		}
	}
	if n < 30 {
		t.Errorf("only %d constructors were found", n)
	}
	for name := range notShown {
		if !slices.Contains(exported, name) {
			t.Errorf("notShown names %s, which is not there", name)
		}
	}
}

// Every condition that a widget is shown in looks different from all others, in every palette.
func TestConditionsLookDifferent(t *testing.T) {
	for _, v := range []Variant{Dark, Light, ContrastDark, ContrastLight} {
		for _, s := range slices.Concat(controlSpecimens(), fieldSpecimens()) {
			for i, a := range s.knows {
				for _, b := range s.knows[:i] {
					if difference(s.picture(t, v, a), s.picture(t, v, b)) == 0 {
						t.Errorf("%s, %s: %s looks like %s", v, s.name, conditionNames[a], conditionNames[b])
					}
				}
			}
		}
	}
}

// picture is what the specimen looks like in a condition.
func (s specimen) picture(t *testing.T, v Variant, c condition) image.Image {
	_, w := window(t, v, Row(Gap(8), Row(s.make(c)), Space()).Fill("surface.panel"), 160, 48)
	return w.Canvas().Capture()
}

// The keyboard reaches every control of the gallery, one after another, and a field tells that it has it.
func TestKeyboardReachesEveryControl(t *testing.T) {
	_, w := window(t, Dark, Gallery(), GalleryWidth, GalleryHeight)
	want := map[any]bool{}
	for _, o := range test.LaidOutObjects(w.Content()) {
		f, ok := o.(fyne.Focusable)
		if d, can := o.(fyne.Disableable); ok && o.Visible() && !(can && d.Disabled()) {
			want[fieldOf(f)] = true
		}
	}
	reached := map[any]bool{}
	for range len(want) + 1 {
		w.Canvas().FocusNext()
		f := w.Canvas().Focused()
		if f == nil {
			break
		}
		if Describe(f) == "" {
			t.Errorf("%T has the keyboard and says nothing of itself", f)
		}
		reached[fieldOf(f)] = true
	}
	for f := range want {
		if !reached[f] {
			t.Errorf("the keyboard does not reach %T %q", f, Describe(f))
		}
	}
	if len(reached) < 60 {
		t.Errorf("the keyboard reached %d controls only", len(reached))
	}
}

// fieldOf is the field that an object is a part of, which has the keyboard in one of its two forms, else the object.
func fieldOf(o any) any {
	switch o := o.(type) {
	case *fieldFace:
		return o.f
	case *entry:
		return o.field
	}
	return o
}
