package ui

import (
	"slices"

	"ladle/store"
)

// Variables are what the file of the active tab's request defines, in order; nil if it has no file or none was read.
func (t *requestTabs) Variables() []store.Variable { return t.Current().variables }

// ReadVariables reads, off the main goroutine, what the files of the open requests define, and gives it to their tabs by
// way of post. Call it when a library or one of its requests was opened, and after something was saved. A file that
// cannot be read leaves its tabs as they are.
func (t *requestTabs) ReadVariables(lib *store.Library, post func(func())) {
	var paths []string
	for _, tab := range t.list.tabs {
		if tab.Ref != nil && tab.Library == lib.Dir() && !slices.Contains(paths, tab.Ref.Path) {
			paths = append(paths, tab.Ref.Path)
		}
	}
	go func() {
		for _, p := range paths {
			if vars, err := lib.Variables(p); err == nil {
				post(func() { t.list.define(lib.Dir(), p, vars) })
			}
		}
	}()
}

// define gives variables to the tabs whose requests are in a file.
func (l *tabList) define(library, path string, vars []store.Variable) {
	for _, tab := range l.tabs {
		if tab.Ref != nil && tab.Library == library && tab.Ref.Path == path {
			tab.variables = vars
		}
	}
}
