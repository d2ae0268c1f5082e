package ui

import (
	"path"

	"ladle/store"
)

func (c *sidebarCollections) chooseFolder() {
	if c.s.a.ChooseFolder == nil {
		return
	}
	c.s.a.ChooseFolder(func(dir string) {
		if c.s.a.OpenFolder != nil {
			c.s.a.OpenFolder(dir)
		}
	})
}

// open loads a request and has the window show it.
func (c *sidebarCollections) open(item treeRow) {
	var ref store.Ref
	var r store.Request
	lib := c.lib
	c.s.do("The request could not be opened", func() (err error) {
		r, ref, err = lib.Load(item.path, item.index)
		return err
	}, func() {
		if c.lib == lib && c.s.a.OpenRequest != nil {
			c.s.a.OpenRequest(ref, r)
		}
	})
}

// newRequest makes a request in a folder of the library, or opens one that is not saved when there is none.
func (c *sidebarCollections) newRequest(folder string) {
	if c.lib == nil || folder == "" {
		if c.s.a.NewRequest != nil {
			c.s.a.NewRequest()
		}
		return
	}
	askText(c.list, textQuestion{Icon: "plus", Title: "New request", Note: "It becomes a file in " + folder + ".", Placeholder: "Name", Answer: "Create", Check: titleProblem, Run: func(name string) {
		c.create(folder, store.Request{Name: name, Method: "GET"})
	}})
}

func titleProblem(name string) string {
	if name == "" {
		return "A name is needed"
	}
	return ""
}

// create writes a request into a new file and opens it.
func (c *sidebarCollections) create(folder string, r store.Request) {
	var saved savedRequest
	lib := c.lib
	c.s.do("The request could not be created", func() (err error) {
		saved, err = createRequest(lib, folder, r)
		return err
	}, func() {
		c.load()
		if c.lib == lib && c.s.a.OpenRequest != nil {
			c.s.a.OpenRequest(saved.Ref, r)
		}
	})
}

func (c *sidebarCollections) duplicate(item treeRow) {
	lib := c.lib
	c.s.do("The request could not be duplicated", func() error {
		r, _, err := lib.Load(item.path, item.index)
		if err == nil {
			_, err = createRequest(lib, parentPath(item.path), duplicate(r))
		}
		return err
	}, c.load)
}

func (c *sidebarCollections) newFolder(parent string) {
	lib := c.lib
	askText(c.list, textQuestion{Icon: "folder-plus", Title: "New folder", Placeholder: "Name", Answer: "Create", Check: nameProblem, Run: func(name string) {
		c.s.do("The folder could not be created", func() error { return lib.CreateFolder(path.Join(parent, name)) }, c.load)
	}})
}

// rename gives a folder or a file another name, or a request another title.
func (c *sidebarCollections) rename(item treeRow) {
	if item.path == "" || item.kind == treeProblem {
		return
	}
	q := textQuestion{Icon: "pencil", Title: "Rename", Text: item.name, Answer: "Rename", Check: nameProblem}
	lib := c.lib
	work := func(name string) error { return lib.Rename(item.path, item.renamed(name)) }
	if item.isRequest() {
		q.Check = titleProblem
		work = func(name string) error { return retitle(lib, item, name) }
	}
	q.Run = func(name string) {
		if name != item.name {
			c.s.do("It could not be renamed", func() error { return work(name) }, c.load)
		}
	}
	askText(c.list, q)
}

// retitle changes the title of a request in its file.
func retitle(lib *store.Library, item treeRow, name string) error {
	r, ref, err := lib.Load(item.path, item.index)
	if err != nil {
		return err
	}
	r.Name = name
	_, err = lib.Save(ref, r)
	return err
}

// delete moves something to the trash and offers the way back.
func (c *sidebarCollections) delete(item treeRow) {
	if item.path == "" || item.kind == treeProblem {
		return
	}
	var gone store.Trashed
	lib := c.lib
	c.s.do("It could not be deleted", func() (err error) {
		gone, err = trash(lib, item)
		return err
	}, func() {
		c.load()
		if c.s.a.Deleted != nil {
			c.s.a.Deleted(func() error { return lib.Restore(gone) }, item.name+" deleted")
		}
	})
}

func trash(lib *store.Library, item treeRow) (store.Trashed, error) {
	if item.kind != treeRequest {
		return lib.Delete(item.path)
	}
	_, ref, err := lib.Load(item.path, item.index)
	if err != nil {
		return store.Trashed{}, err
	}
	return lib.DeleteRequest(ref)
}
