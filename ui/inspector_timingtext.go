package ui

import (
	"strings"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// hover tells the whole of what is cut: the URL and the reasons of an attempt.
func (t *inspectorTiming) hover(m kit.Mouse) {
	if t.s == nil || t.s.Row == nil || m.Y < t.View().Y {
		t.SetTip(kit.Rect{}, "")
		return
	}
	y := t.View().Y - float32(t.OffsetY())
	for i := range t.s.Facts.Attempts {
		if h := t.attemptHeight(i); m.Y < y+h {
			f := &t.s.Facts.Attempts[i]
			if m.Y < y+timingPad+timingAttempt {
				t.SetTip(kit.Rect{Y: y + timingPad, W: t.View().W, H: timingAttempt}, "Attempt "+timeline.Count(int64(f.Number))+"\n"+orToken(f.Phases, "no phase took half a millisecond"))
				return
			}
			break
		} else {
			y += h
		}
	}
	t.SetTip(kit.Rect{}, "")
}

func (t *inspectorTiming) shortcut(sc fyne.Shortcut) bool {
	if _, ok := sc.(*fyne.ShortcutCopy); !ok || t.s == nil || t.s.Row == nil {
		return false
	}
	t.i.copy(timingText(&t.s.Facts))
	return true
}

func (t *inspectorTiming) tools() []fyne.CanvasObject {
	if t.i.a.CopyText == nil {
		return nil
	}
	return []fyne.CanvasObject{kit.NewIconButton("copy", "Copy as text", func() { t.i.copy(timingText(&t.i.s.Facts)) })}
}

// timingText is the tab as text.
func timingText(f *timeline.Facts) string {
	var b strings.Builder
	for _, a := range f.Attempts {
		b.WriteString("Attempt " + timeline.Count(int64(a.Number)))
		if a.Status >= session.Status(100) {
			b.WriteString(", " + timeline.Count(int64(a.Status)))
		}
		b.WriteString(", " + timeline.Duration(a.Took))
		if a.Phases != "" {
			b.WriteString(" (" + a.Phases + ")")
		}
		b.WriteString("\n  " + a.Method + " " + a.Address.String() + "\n")
		for _, r := range a.Reasons {
			b.WriteString("  " + strings.TrimSpace(r.Head+" "+r.Text) + "\n")
		}
	}
	if s := f.Sentence(); s != "" {
		b.WriteString(s + "\n")
	}
	return b.String()
}
