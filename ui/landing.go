package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// landing is what the centre shows before the first message: how to begin.
type landing struct {
	box     *kit.Flex
	start   func()
	open    func(Try)
	offered bool // a practice server can be started
	body    *kit.Flex
}

var landingCard = kit.S("landing.card")

func newLanding(playground bool, start func(), open func(Try)) *landing {
	l := &landing{start: start, open: open, offered: playground}
	mark := kit.NewTile("soup", kit.U(12), "brand.mark", "brand.copper", kit.RadiusCard)
	l.body = kit.Col()
	l.idle()
	keys := kit.Row(kit.Space(), keyHint("Ctrl+L", "URL"), keyHint("Ctrl+Enter", "send"), keyHint("Ctrl+T", "new request"), keyHint("F1", "keys"), kit.Space()).Gaps(kit.U(6))
	l.box = kit.Col(kit.Space(),
		kit.Row(kit.Space(), mark, kit.Space()), kit.Gap(kit.U(4)),
		kit.NewLabel("Send a first message").In(kit.Title).Aligned(kit.AlignCentre), kit.Gap(kit.U(1)),
		kit.NewLabel("Type a URL above, or start with the practice server that is built in.").In(kit.Body).Colour("text.secondary").Aligned(kit.AlignCentre), kit.Gap(kit.U(5)),
		l.body, kit.Gap(kit.U(6)), keys, kit.Space()).Fill("surface.panel")
	return l
}

// Object is the page.
func (l *landing) Object() fyne.CanvasObject { return l.box }

// idle shows the ways to begin.
func (l *landing) idle() {
	cards := []fyne.CanvasObject{kit.Space()}
	if l.offered {
		cards = append(cards, landingBox("flask-conical", "accent.base", "Start the playground",
			"A small shop on 127.0.0.1 with redirects, sign-in, slow and broken answers, and TLS.", "accent.base", kit.NewButton("Start playground", kit.Primary, l.start)))
	}
	cards = append(cards, landingBox("file-input", "text.secondary", "Bring what you have",
		"Paste a curl command into the URL field, or open a folder of .http files. Nothing leaves this computer.", "border.default"), kit.Space())
	l.body.SetKids(kit.Row(cards...).Gaps(kit.U(4)))
}

// running shows what there is to try on a practice server that runs.
func (l *landing) running(p Playground) {
	const column = 7
	var cols []fyne.CanvasObject
	cols = append(cols, kit.Space())
	picks := landingPicks(p.Tries)
	for from := 0; from < len(picks); from += column {
		var rows []fyne.CanvasObject
		for _, t := range picks[from:min(from+column, len(picks))] {
			rows = append(rows, kit.Row(kit.NewLink(t.Title, func() { l.open(t) }), kit.Space()).Height(kit.U(6)))
		}
		cols = append(cols, kit.Col(rows...).Width(kit.S("landing.column")))
	}
	cols = append(cols, kit.Space())
	l.body.SetKids(kit.NewLabel("The playground runs at "+p.URL).In(kit.Data).Colour("text.secondary").Aligned(kit.AlignCentre), kit.Gap(kit.U(3)), kit.Row(cols...).Gaps(kit.U(6)))
	l.box.Reflow()
}

// landingPicks are the first two of each group, so that every kind is met, at most 21.
func landingPicks(all []Try) []Try {
	seen := map[string]int{}
	var out []Try
	for _, t := range all {
		if t.Method == "WS" || seen[t.Group] >= 2 {
			continue
		}
		seen[t.Group]++
		out = append(out, t)
	}
	return out[:min(len(out), 21)]
}

func landingBox(icon, tone, title, text, edge string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	tile := kit.NewTile(icon, kit.U(8), tone, "accent.tint", kit.RadiusControl)
	kids := []fyne.CanvasObject{kit.Row(tile, kit.Space()), kit.Gap(kit.U(3)), kit.NewLabel(title).In(kit.BodyStrong), kit.Gap(2),
		kit.NewLabel(text).Colour("text.secondary").Wrapped(landingCard - 2*kit.U(4)), kit.Space()}
	kids = append(kids, kit.Row(append(actions, kit.Space())...).Gaps(kit.U(2)))
	return kit.Col(kids...).Pad(kit.U(4), kit.U(4), kit.U(4), kit.U(4)).Width(landingCard).Height(kit.S("landing.height")).Edge(edge).Radius(kit.RadiusCard)
}

func keyHint(key kit.Key, what string) fyne.CanvasObject {
	return kit.Row(kit.KeyCaps(key), kit.NewLabel(what).Colour("text.muted")).Gaps(kit.U(1))
}
