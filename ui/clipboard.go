package ui

import (
	"ladle/store/convert"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// copyText puts a text on the clipboard and says so.
func (w *Window) copyText(s string) {
	w.app.Clipboard().SetContent(s)
	w.shell.Toast(kit.Toast{Icon: "copy", Token: "text.secondary", Title: "Copied", Note: sizeText(int64(len(s)))})
}

// copyCurl copies the request of a row as a curl command; secrets are masked, for what is copied is often shared.
func (w *Window) copyCurl(id timeline.RowID) {
	if r, ok := w.sent.request(id); ok {
		w.app.Clipboard().SetContent(convert.FormatCurl(r, convert.CurlOptions{}))
		w.shell.Toast(kit.Toast{Icon: "copy", Token: "text.secondary", Title: "Copied as curl", Note: "Secrets are masked", Action: "With secrets", Run: func() {
			w.app.Clipboard().SetContent(convert.FormatCurl(r, convert.CurlOptions{Secrets: true}))
		}})
	}
}

func (w *Window) copyURL(id timeline.RowID) {
	if r := w.snap.Find(id); r != nil {
		w.copyText(r.Address.String())
	}
}

func (w *Window) copyDiagnostics() {
	if w.d.Diagnostics == nil {
		return
	}
	diagnose := w.d.Diagnostics
	go func() {
		text := diagnose()
		w.d.Post(func() { w.copyText(text) })
	}()
}

// pastedCurl says what of a curl command has no place in the request.
func (w *Window) pastedCurl(notes []convert.Note) {
	t := kit.Toast{Icon: "file-input", Token: "accent.base", Title: "curl command taken over"}
	if len(notes) > 0 {
		t.Note = notes[0].What
	}
	w.shell.Toast(t)
}
