package ui

import (
	"context"
	"time"

	"ladle/store"
)

// treeProgress is how far the reading of a library is.
type treeProgress struct {
	read, files int
}

// treeLoad reads a library off the main goroutine: first the folders, then what is in the files. Results come through
// post in the order in which they are found; nothing comes after cancel.
type treeLoad struct {
	lib    *store.Library
	post   func(func())
	listed func(root *store.Node, err error) // folders and files; err beside a root: a folder that cannot be read
	learnt func(files map[string]treeFileContent, p treeProgress)
	done   func()
}

// treeBatch is how long contents are collected before they are shown.
const treeBatch = 100 * time.Millisecond

// start begins to read and returns what stops it.
func (l treeLoad) start() (cancel func()) {
	ctx, end := context.WithCancel(context.Background())
	stopped := false // main goroutine only
	tell := func(f func()) {
		l.post(func() {
			if !stopped {
				f()
			}
		})
	}
	go l.run(ctx, tell)
	return func() {
		stopped = true
		end()
	}
}

func (l treeLoad) run(ctx context.Context, tell func(func())) {
	root, err := l.lib.Tree(ctx)
	if ctx.Err() != nil {
		return
	}
	tell(func() { l.listed(root, err) })
	files := filesOf(root)
	batch := map[string]treeFileContent{}
	last := time.Now()
	for i, p := range files {
		if ctx.Err() != nil {
			return
		}
		var c treeFileContent
		c.listed, c.problems, c.err = l.lib.Requests(p)
		batch[p] = c
		if time.Since(last) >= treeBatch || i == len(files)-1 {
			found, progress := batch, treeProgress{i + 1, len(files)}
			tell(func() { l.learnt(found, progress) })
			batch, last = map[string]treeFileContent{}, time.Now()
		}
	}
	tell(l.done)
}
