package kit

import (
	"strconv"
	"strings"
)

// Described is what can say in words what it is and what it shows: for screen readers, and for tests. The words change
// with what is shown and never hold a password. The toolkit has no door for them yet; Describe is where one will ask.
type Described interface{ Describe() string }

// Describe says what an object is and shows, or "" when it cannot. The field within the toolkit's own entry speaks for
// the entry.
func Describe(o any) string {
	if e, ok := o.(*entry); ok {
		o = e.field
	}
	if d, ok := o.(Described); ok {
		return d.Describe()
	}
	return ""
}

// joinWords puts what there is to say behind one another.
func joinWords(words ...string) string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return strings.Join(said, ", ")
}

// when is a word that is said if it is so.
func when(so bool, word string) string {
	if so {
		return word
	}
	return ""
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// place says which of how many something is.
func place(i, n int) string { return strconv.Itoa(i+1) + " of " + strconv.Itoa(n) }

func rows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return strconv.Itoa(n) + " rows"
}

// firstLine is a tooltip without what follows its title, and without the key behind it.
func firstLine(tip string) string {
	title, _, _ := strings.Cut(tip, "\n")
	title, _, _ = strings.Cut(title, "  ")
	return title
}

// Describe implements Described.
func (l *Label) Describe() string { return l.text }

// Describe implements Described.
func (b *Button) Describe() string {
	return joinWords(b.text, "button", when(b.disabled, "disabled"))
}

// Describe implements Described.
func (b *IconButton) Describe() string {
	return joinWords(firstLine(b.tip), "button", when(b.on, "on"), when(b.disabled, "disabled"))
}

// Describe implements Described.
func (l *Link) Describe() string { return joinWords(l.text, "link", when(l.disabled, "disabled")) }

// Describe implements Described.
func (s *Switch) Describe() string {
	return joinWords(firstLine(s.tip), "switch", onOff(s.on), when(s.disabled, "disabled"))
}

// Describe implements Described.
func (b *Checkbox) Describe() string {
	return joinWords(b.label, "checkbox", onOff(b.on), when(b.disabled, "disabled"))
}

// Describe implements Described.
func (c *Chip) Describe() string {
	return joinWords(c.name, c.count, "filter", when(!c.menu, onOff(c.on)), when(c.disabled, "disabled"))
}

// Describe implements Described.
func (c *Combo) Describe() string {
	return joinWords(firstLine(c.tip), c.text, "choice", when(c.disabled, "disabled"))
}

// Describe implements Described.
func (s *StatusItem) Describe() string { return joinWords(s.text, when(!s.disabled, "button")) }

// Describe implements Described.
func (h *FoldHead) Describe() string {
	return joinWords(h.name, h.count, h.fact, map[bool]string{true: "unfolded", false: "folded"}[h.open])
}

// Describe implements Described.
func (s *Splitter) Describe() string { return joinWords(s.name, "splitter") }

// Describe implements Described.
func (g *Radio) Describe() string {
	o := g.options[g.chosen]
	return joinWords(o.Text, o.Note, "choice", place(g.chosen, len(g.options)), when(g.disabled, "disabled"))
}

// Describe implements Described.
func (s *Segmented) Describe() string {
	return joinWords(s.options[s.chosen], "choice", place(s.chosen, len(s.options)), when(s.disabled, "disabled"))
}

// Describe implements Described.
func (t *Tabs) Describe() string {
	if t.chosen >= len(t.tabs) {
		return "tabs"
	}
	tab := t.tabs[t.chosen]
	return joinWords(tab.Name, count(tab.Count), "tab", place(t.chosen, len(t.tabs)), when(tab.Dot, "has something set"))
}

// Describe implements Described.
func (t *RequestTabs) Describe() string {
	if t.chosen >= len(t.tabs) {
		return "requests"
	}
	tab := t.tabs[t.chosen]
	return joinWords(tab.Method, tab.Name, "request", place(t.chosen, len(t.tabs)), when(tab.Dirty, "not saved"))
}

// Describe implements Described: a password is counted, not read.
func (f *Field) Describe() string {
	text := f.text
	if f.masked {
		text = when(text != "", "hidden")
	}
	return joinWords(f.name, when(f.name == "", f.holder), text, "field", f.Invalid(), when(f.Disabled(), "disabled"))
}

// Describe implements Described: what the pane says of itself.
func (s *Surface) Describe() string {
	if s.On.Describe == nil {
		return ""
	}
	return s.On.Describe()
}

// Describe implements Described: the row that the keyboard is at.
func (l *List) Describe() string {
	n := l.Count()
	row := ""
	if l.current >= 0 && l.current < n {
		if l.RowText != nil {
			row = l.RowText(l.current)
		}
		return joinWords(l.Name, row, place(l.current, n), when(l.selected[l.current], "selected"))
	}
	return joinWords(l.Name, rows(n))
}

// Describe implements Described.
func (m *Menu) Describe() string {
	l := m.active()
	if l.chosen < 0 || l.chosen >= len(l.items) {
		return joinWords("menu", rows(len(l.items)))
	}
	it := l.items[l.chosen]
	return joinWords(it.Text, it.note(), when(it.Checked, "checked"), when(it.Items != nil, "submenu"), when(it.Disabled != "", "disabled"))
}
