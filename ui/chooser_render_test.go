package ui

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// chooserShop is a home folder as a developer may have it, without a disk.
func chooserShop(home string) chooserListing {
	now := time.Now()
	l := chooserListing{dir: home}
	for i, n := range []string{"backups/", "partner-rates/", "scratch/", "shop/", ".config/", ".ssh/", "Create payment.http", "notes.md", "orders.json",
		"orders-2026-11-22-with-everything-the-warehouse-asked-for-including-returns.json", "shop-ca.pem", ".bashrc"} {
		name, folder := strings.CutSuffix(n, "/")
		l.entries = append(l.entries, chooserEntry{name: name, folded: strings.ToLower(name), folder: folder, size: int64(i*i*i) * 4711, changed: now.Add(-time.Duration(i*i*i) * 20 * time.Minute)})
	}
	return l
}

// TestRenderChooser writes pictures of the dialog into the folder LADLE_RENDER.
func TestRenderChooser(t *testing.T) {
	dir := os.Getenv("LADLE_RENDER")
	if dir == "" {
		t.Skip("LADLE_RENDER names no folder")
	}
	home := "/home/mira"
	shapes := map[string]struct {
		mode    chooserMode
		shape   func(p *chooserProbe)
		trouble error
	}{
		"folder": {chooserFolder, func(p *chooserProbe) { p.list.Select(3) }, nil},
		"file":   {chooserFile, func(p *chooserProbe) { p.hidden.Set(true); p.hiddenChanged(); p.list.Select(8) }, nil},
		"save":   {chooserSave, func(p *chooserProbe) {}, nil},
		"over":   {chooserSave, func(p *chooserProbe) { p.ask(filepath.Join(home, "orders.json")) }, nil},
		"new":    {chooserFolder, func(p *chooserProbe) { p.askFolder(); p.setInvalid(p.freshN, "shop is there already") }, nil},
		"path": {chooserFile, func(p *chooserProbe) {
			p.focusPath()
			p.path.SetText("~/p")
			p.setInvalid(p.path, "There is no /home/mira/p")
		}, nil},
		"trouble":  {chooserFolder, func(p *chooserProbe) {}, fs.ErrPermission},
		"slow":     {chooserFile, func(p *chooserProbe) { p.reading, p.slow, p.shown = true, true, nil; p.update() }, nil},
		"capped":   {chooserFile, func(p *chooserProbe) { p.listing.capped = true; p.update() }, nil},
		"smallest": {chooserSave, func(p *chooserProbe) { p.win.Resize(fyne.NewSize(800, 480)); p.ask(filepath.Join(home, "orders.json")) }, nil},
	}
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			p := openTestChooser(t, s.mode, home, func(a *chooserActions) {
				a.Name = "orders.json"
				switch s.mode {
				case chooserFolder:
					a.Note = "Its requests are .http files, in folders as they are on the disk."
				case chooserFile:
					a.Title, a.Note = "Certificate authorities to trust", "Only its path is kept, not what is in it."
				case chooserSave:
					a.Title, a.Note = "Save as", "A file that is there already stays as it is until the new one is complete."
				}
				a.read = func(_ context.Context, dir string, _ int) (chooserListing, error) { return chooserShop(dir), s.trouble }
				a.Places = func() []chooserPlace {
					return []chooserPlace{{"user", "Home", home}, {"file-text", "Documents", home + "/Documents"}, {"download", "Downloads", home + "/Downloads"},
						{"folder-open", "Shop API", home + "/shop"}, {"history", "partner-rates-of-the-year", home + "/partner-rates"}}
				}
			})
			s.shape(p)
			timelineSave(t, p.win, "chooser-"+name)
		})
	}
}
