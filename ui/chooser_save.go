package ui

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ladle/ui/kit"
)

// save creates the file that was named, or asks first whether to save over the one that is there.
func (c *chooser) save() {
	name := strings.TrimSpace(c.name.Text())
	if name == "" || name == "." || name == ".." || strings.ContainsRune(name, 0) {
		c.setInvalid(c.name, "A file needs a name")
		c.name.Focus()
		return
	}
	if c.reading {
		return
	}
	path := filepath.Join(c.dir, name)
	if strings.HasPrefix(name, "~") || strings.ContainsFunc(name, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) }) {
		path = chooserResolve(name, c.dir, c.a.Home)
	}
	replace := c.over == path
	_, turn := c.begin()
	go func() {
		t, err := beginChooserTarget(path, replace)
		c.a.Post(func() {
			switch {
			case turn != c.turn:
				if t != nil {
					go t.discard() // the dialog was closed or went on meanwhile
				}
			case err == nil:
				c.close()
				c.a.Started(t)
			default:
				c.notSaved(path, err)
			}
		})
	}()
}

// notSaved says why a file was not created, beside its name.
func (c *chooser) notSaved(path string, err error) {
	base := filepath.Base(path)
	switch {
	case errors.Is(err, errChooserExists):
		c.ask(path)
		return
	case errors.Is(err, errChooserNotFile):
		c.setInvalid(c.name, base+" is there already and is not a file")
	case errors.Is(err, fs.ErrPermission):
		c.setInvalid(c.name, "No permission to write in "+filepath.Dir(path))
	case errors.Is(err, fs.ErrNotExist):
		c.setInvalid(c.name, "There is no "+filepath.Dir(path))
	default:
		c.setInvalid(c.name, chooserReason(err))
	}
	c.name.Focus()
}

// ask shows that the file is there already, and makes the button the one that saves over it.
func (c *chooser) ask(path string) {
	c.over = path
	c.askedL.SetText(kit.FitMiddle(kit.Small, filepath.Base(path), kit.S("chooser.over")) + " is there already.")
	c.asked.Show()
	c.updateButton()
	c.reflow()
}

// forgetOver takes the question back: it was about another name or folder.
func (c *chooser) forgetOver() {
	if c.over == "" {
		return
	}
	c.over = ""
	c.asked.Hide()
	c.updateButton()
	c.reflow()
}

// askFolder shows the field for the name of a new folder.
func (c *chooser) askFolder() {
	c.freshN.SetText("")
	c.fresh.Show()
	c.reflow()
	c.a.Canvas.Focus(c.freshN.Focusable())
}

// dropFolder takes the field away again.
func (c *chooser) dropFolder() {
	c.freshN.SetInvalid("")
	c.a.Canvas.Focus(c.list)
	c.fresh.Hide()
	c.reflow()
}

// makeFolder creates the folder and shows it.
func (c *chooser) makeFolder() {
	name := strings.TrimSpace(c.freshN.Text())
	if problem := newFolderProblem(name); problem != "" {
		c.setInvalid(c.freshN, problem)
		return
	}
	if c.reading {
		return
	}
	path := filepath.Join(c.dir, name)
	_, turn := c.begin()
	go func() {
		err := os.Mkdir(path, 0o777)
		c.a.Post(func() {
			if turn != c.turn {
				return
			}
			switch {
			case errors.Is(err, fs.ErrExist):
				c.setInvalid(c.freshN, name+" is there already")
			case err != nil:
				c.setInvalid(c.freshN, chooserReason(err))
			default:
				c.dropFolder()
				c.goTo(path, "")
			}
		})
	}()
}

// newFolderProblem says why a text cannot name a new folder.
func newFolderProblem(name string) string {
	switch {
	case name == "" || name == "." || name == "..":
		return "A folder needs a name"
	case strings.ContainsAny(name, "/\\\x00"):
		return "A name has no slash"
	}
	return ""
}
