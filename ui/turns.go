package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// turns chooses between composer and inspector where they take turns: each of the two has the choice at the beginning of
// its own tabs.
type turns struct {
	composer, inspector *kit.Segmented
}

func newTurns(choose func(response bool)) *turns {
	t := &turns{}
	words := []string{"Request", "Response"}
	picked := func(i int) {
		t.show(i == 1)
		choose(i == 1)
	}
	t.composer, t.inspector = kit.NewSegmented(words, 0, picked).Small(), kit.NewSegmented(words, 0, picked).Small()
	return t
}

// show marks what is shown.
func (t *turns) show(response bool) {
	i := 0
	if response {
		i = 1
	}
	t.composer.Choose(i)
	t.inspector.Choose(i)
}

// SetShared puts a choice before the tabs, nil none.
func (c *composer) SetShared(choice fyne.CanvasObject) {
	kids := []fyne.CanvasObject{kit.Grow(c.tabs)}
	left := kit.U(1)
	if choice != nil {
		kids = []fyne.CanvasObject{choice, kit.Gap(kit.U(2)), kit.Grow(c.tabs)}
		left = kit.U(3)
	}
	c.strip.PadX(left, kit.U(1)).SetKids(kids...)
}

// SetShared makes one line of a choice, the tabs and the summary, so that a low window has room for what they are about;
// nil makes two lines again.
func (i *inspector) SetShared(choice fyne.CanvasObject) {
	if (choice != nil) == (i.shared != nil) {
		return
	}
	i.shared = choice
	if choice == nil {
		i.bar.PadX(kit.U(1), kit.U(2)).SetKids(kit.Grow(i.tabs), i.tools)
		i.summary.fill()
	} else {
		i.summary.box.SetKids()
		m := i.summary
		i.bar.PadX(kit.U(3), kit.U(2)).SetKids(choice, kit.Gap(kit.U(2)), kit.Grow(i.tabs), m.pill, kit.Gap(kit.U(2)), m.size, kit.Gap(kit.U(2)), m.time, kit.Gap(kit.U(2)), i.tools)
	}
	i.place()
	i.display()
}

// barRoom is what the line of the tabs has for tabs and tools.
func (i *inspector) barRoom() float32 {
	if i.shared == nil {
		return i.size.Width
	}
	used := i.shared.MinSize().Width + kit.U(8)
	for _, o := range []fyne.CanvasObject{i.summary.pill, i.summary.size, i.summary.time} {
		used += o.MinSize().Width
	}
	return i.size.Width - used
}
