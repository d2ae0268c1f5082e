package ui

import (
	"path/filepath"
	"strings"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

func (b *composerBody) filePage() fyne.CanvasObject {
	b.file = kit.NewField("Path of a file").Mono()
	b.file.OnChanged = b.fileEdited
	b.file.OnSubmit = func(string) { b.c.send() }
	b.about = kit.NewLabel("").Colour("text.secondary")
	choose := kit.NewButton("Choose…", kit.Secondary, b.chooseFile).High(kit.ButtonLarge)
	return kit.Col(kit.Row(kit.Grow(b.file), kit.Col(choose, kit.Space())).Gaps(kit.U(2)), b.about, kit.Space()).Gaps(kit.U(1.5)).Pad(kit.U(3), kit.U(3), kit.U(3), kit.U(3))
}

func (b *composerBody) fileEdited(path string) {
	if b.c.loading {
		return
	}
	b.c.ClearErrors()
	r := b.c.req.Clone()
	r.Body.File = path
	b.c.edited(r)
	b.look()
}

func (b *composerBody) chooseFile() {
	if b.c.a.ChooseFile == nil {
		return
	}
	b.c.a.ChooseFile("Send the content of a file", func(path string) { b.file.SetText(relativeTo(b.c.folder, path)) })
}

// relativeTo names a file from the folder of the request if it lies in there, so that the folder can be moved.
func relativeTo(folder, path string) string {
	if folder == "" {
		return path
	}
	rel, err := filepath.Rel(folder, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return path
	}
	return filepath.ToSlash(rel)
}

// look finds the file and shows its size, or that it is missing, before it is sent. Disks may be slow: it is done
// elsewhere.
func (b *composerBody) look() {
	b.looks++
	name, folder, look := b.c.req.Body.File, b.c.folder, b.looks
	b.about.SetText("")
	b.file.SetInvalid("")
	if b.shown != bodyFromFile || name == "" {
		return
	}
	see := func() {
		_, size, err := bodyFile(folder, name)
		b.c.post(func() {
			if look == b.looks {
				b.seen(size, err)
			}
		})
	}
	if b.c.a.Post == nil {
		see()
		return
	}
	go see()
}

func (b *composerBody) seen(size int64, err error) {
	if file, ok := err.(*BodyFileError); ok {
		b.file.SetInvalid(file.What + ".")
		return
	}
	b.about.SetText(sizeText(size) + ", read when it is sent")
}

func (b *composerBody) markFile(why string) {
	b.looks++
	b.about.SetText("")
	b.file.SetInvalid(why)
	b.file.Focus()
}
