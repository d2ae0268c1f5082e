package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// press opens a request or folds a folder with one click.
func (c *sidebarCollections) press(row int, m kit.Mouse) bool {
	item := c.tree.rows[row]
	if m.Clicks > 1 || item.kind == treeProblem {
		return true
	}
	c.list.Select(row)
	c.activate(row)
	return true
}

// activate is Enter on a row, or a click.
func (c *sidebarCollections) activate(row int) {
	switch item := c.tree.rows[row]; {
	case item.isRequest():
		c.open(item)
	case item.kind == treeFolder, item.open, item.count > 0:
		c.toggle(row)
	case item.kind == treeFile:
		c.open(treeRow{kind: treeSingle, path: item.path}) // not read yet, or empty: the error says which
	}
}

func (c *sidebarCollections) toggle(row int) {
	item := c.tree.rows[row]
	c.keepSelection(func() { c.tree.toggle(item) })
	c.shape()
}

// key handles what the list does not: folding, renaming, deleting.
func (c *sidebarCollections) key(row int, e *fyne.KeyEvent) bool {
	item := c.tree.rows[row]
	foldable := item.kind == treeFolder || item.kind == treeFile
	switch e.Name {
	case fyne.KeyRight:
		switch {
		case foldable && !item.open:
			c.toggle(row)
		case foldable && row+1 < len(c.tree.rows):
			c.list.Select(row + 1)
		}
	case fyne.KeyLeft:
		switch up := c.tree.parent(row); {
		case foldable && item.open:
			c.toggle(row)
		case up >= 0:
			c.list.Select(up)
		}
	case fyne.KeySpace:
		c.activate(row)
	case fyne.KeyF2:
		c.rename(item)
	case fyne.KeyDelete:
		c.delete(item)
	default:
		return false
	}
	return true
}

// hover shows the whole of a text that may be cut, and the path of a file.
func (c *sidebarCollections) hover(row int, _ kit.Mouse) {
	if row < 0 || row >= len(c.tree.rows) {
		c.list.SetTip(kit.Rect{}, "")
		return
	}
	item := c.tree.rows[row]
	tip := item.path
	switch {
	case item.kind == treeProblem:
		tip = item.name
	case item.path == "" && c.lib != nil:
		tip = c.lib.Dir()
	}
	c.list.SetTip(c.list.RowRect(row), tip)
}

func (c *sidebarCollections) menu(row int, m kit.Mouse) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(c.list)
	if canvas == nil {
		return
	}
	item := c.tree.rows[row]
	var items []kit.MenuItem
	switch {
	case item.isRequest():
		items = []kit.MenuItem{
			{Text: "Open", Icon: "external-link", Keys: "Enter", Run: func() { c.open(item) }},
			{Text: "Duplicate", Icon: "copy", Run: func() { c.duplicate(item) }},
		}
	case item.kind == treeFolder:
		items = c.newItems(item.path)
	}
	if item.path != "" && item.kind != treeProblem {
		if len(items) > 0 {
			items = append(items, kit.Separator)
		}
		items = append(items,
			kit.MenuItem{Text: "Rename…", Icon: "pencil", Keys: "F2", Run: func() { c.rename(item) }},
			kit.MenuItem{Text: "Delete", Icon: "trash-2", Keys: "Del", Danger: true, Run: func() { c.delete(item) }})
	}
	if len(items) > 0 {
		kit.ShowMenu(canvas, m.Absolute, append(items, kit.Separator, kit.MenuItem{Text: "Read again", Icon: "refresh-cw", Run: c.load}))
	}
}

// newItems are what can be made in a folder.
func (c *sidebarCollections) newItems(folder string) []kit.MenuItem {
	none := ""
	if c.lib == nil {
		none = "no folder is open"
	}
	return []kit.MenuItem{
		{Text: "New request", Icon: "plus", Run: func() { c.newRequest(folder) }},
		{Text: "New folder…", Icon: "folder-plus", Disabled: none, Run: func() { c.newFolder(folder) }},
		kit.Separator,
		{Text: "Open another folder…", Icon: "folder-open", Keys: "Ctrl O", Run: c.chooseFolder},
	}
}
