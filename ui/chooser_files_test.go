package ui

import (
	"testing"

	"ladle/store"
)

func TestChosenFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	layout, err := store.OpenLayout(store.Paths{Config: dir, Data: dir, Cache: dir, State: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer layout.Close()
	if err := layout.Set(store.Layout{Extra: map[string]string{"other": "stays"}}); err != nil {
		t.Fatal(err)
	}
	w := &Window{d: Deps{Layout: layout}}
	w.keepChosen("folder", "/a")
	w.keepChosen("target", "/b")
	w.keepChosen("folder", "/c")
	for key, want := range map[string]string{"chooser.folder": "/c", "chooser.target": "/b", "other": "stays"} {
		if got := layout.Value().Extra[key]; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if w.chosen("folder") != "/c" || w.chosen("file") != "" {
		t.Errorf("chosen %q and %q", w.chosen("folder"), w.chosen("file"))
	}
	without := &Window{}
	without.keepChosen("folder", "/a")
	if got := without.chosen("folder"); got != "" {
		t.Errorf("without a layout: %q", got)
	}
}
