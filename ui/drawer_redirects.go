package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
)

// drawerRedirects is the section that says what becomes of redirects: for all hosts, and for those that a person
// decided about while being asked.
type drawerRedirects struct {
	section *drawerSection
	set     func(host string, p session.RedirectPolicy)
	all     *kit.Segmented
	hosts   *kit.Flex
	known   map[string]session.RedirectPolicy
}

// drawerPolicies are the choices for all hosts, the usual one first.
var drawerPolicies = []session.RedirectPolicy{session.RedirectFollow, session.RedirectAsk, session.RedirectStop}

var drawerPolicyWords = []string{"Follow", "Ask", "Stop"}

func newDrawerRedirects(set func(host string, p session.RedirectPolicy)) *drawerRedirects {
	r := &drawerRedirects{set: set, hosts: kit.Col(), known: map[string]session.RedirectPolicy{}}
	r.all = kit.NewSegmented(drawerPolicyWords, 0, func(i int) { r.tell("", drawerPolicies[i]) }).Small()
	line := kit.Row(kit.NewLabel("from all hosts"), kit.Space(), r.all).PadX(kit.U(3), kit.U(3)).Height(kit.S("height.propertyRow"))
	r.section = newDrawerSection("Redirects", kit.Col(line, r.hosts))
	return r
}

func (r *drawerRedirects) tell(host string, p session.RedirectPolicy) {
	if r.set != nil {
		r.set(host, p)
	}
}

// show takes over what a host's redirects come to; RedirectAsSession takes it off the list.
func (r *drawerRedirects) show(host string, p session.RedirectPolicy) {
	if host == "" {
		r.all.Choose(max(slices.Index(drawerPolicies, p), 0))
		fact := ""
		if p != session.RedirectFollow {
			fact = "1 changed"
		}
		r.section.head.Say("", fact)
		return
	}
	r.known[host] = p
	if p == session.RedirectAsSession {
		delete(r.known, host)
	}
	var names []string
	for name := range r.known {
		names = append(names, name)
	}
	slices.Sort(names)
	var rows []fyne.CanvasObject
	for _, name := range names {
		word := drawerPolicyWords[max(slices.Index(drawerPolicies, r.known[name]), 0)]
		rows = append(rows, kit.Row(kit.Grow(kit.NewLabel(name).In(kit.Data)), kit.NewLabel(word).Colour("text.secondary"),
			kit.NewIconButton("x", "As all hosts", func() { r.tell(name, session.RedirectAsSession) }).Small()).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(2)).Height(kit.S("height.tableRow")))
	}
	r.hosts.SetKids(rows...)
	r.section.object.Reflow()
}

// setRedirects says what becomes of redirects from a host, or with "" from all others, which is remembered.
func (w *Window) setRedirects(host string, p session.RedirectPolicy) {
	w.d.Engine.SetRedirectPolicy(host, p)
	w.drawer.redirects.show(host, p)
	if host == "" {
		w.keepSetting("redirects", drawerPolicyWords[max(slices.Index(drawerPolicies, p), 0)], "The policy could not be kept")
	}
}

// restoreRedirects brings back what was chosen for all hosts.
func (w *Window) restoreRedirects() {
	if w.d.Settings == nil {
		return
	}
	if i := slices.Index(drawerPolicyWords, w.d.Settings.String("redirects", "")); i > 0 {
		w.setRedirects("", drawerPolicies[i])
	}
}
