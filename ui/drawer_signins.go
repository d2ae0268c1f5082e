package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ladle/session/auth"
	"ladle/store"
	"ladle/ui/kit"
)

const drawerSignInMost = 20 // rows; the rest is counted

// drawerSignIns lists what the session answers challenges with by itself, and forgets it.
type drawerSignIns struct {
	actions drawerActions
	section *drawerSection
	list    *drawerList
	note    *drawerNote
	known   []auth.Known
	hot     bool // the pointer is over the cross of the hovered row

	all   *kit.IconButton
	tools drawerTools
	every *kit.Button // all, in words
}

func newDrawerSignIns(a drawerActions) *drawerSignIns {
	s := &drawerSignIns{actions: a}
	s.list = newDrawerList(drawerConnRow, drawerSignInMost, "Sign-ins", "None known. A prompt asks for one.", s.paint)
	s.list.tip, s.list.list.RowText = func(row int) string { return signInTip(s.known[row]) }, func(row int) string { return signInTip(s.known[row]) }
	s.list.remove = func(row int) { s.forget(s.known[row]) }
	s.list.items = s.items
	l := s.list.list
	hover := l.OnHover
	l.OnPress = s.press
	l.OnHover = func(row int, m kit.Mouse) { hover(row, m); s.hover(row, m) }
	s.note = newDrawerNote(s.list.object)
	forget := func() { s.forget(s.known...) }
	s.all = kit.NewIconButton("trash-2", "Forget all", forget).Small()
	s.every = kit.NewButton("Forget all", kit.Ghost, forget)
	s.tools = newDrawerTools([]fyne.CanvasObject{s.all}, []fyne.CanvasObject{s.every})
	s.section = newDrawerSection("Sign-ins", s.note.object, s.tools.object)
	s.show()
	return s
}

// update takes over what the session knows now.
func (s *drawerSignIns) update() {
	if s.actions.SignIns == nil {
		return
	}
	known := s.actions.SignIns()
	wide := s.list.list.Size().Width >= drawerWide
	s.tools.show(wide)
	s.note.wide(wide)
	if slices.EqualFunc(known, s.known, func(a, b auth.Known) bool {
		return sameKnown(a, b) && a.User == b.User && slices.Equal(a.Paths, b.Paths)
	}) {
		return
	}
	s.known = known
	s.show()
}

func (s *drawerSignIns) show() {
	count := ""
	if n := len(s.known); n > 0 {
		count = fmt.Sprint(n)
	}
	s.section.head.Say(count, "")
	drawerEnable(s.all, len(s.known) > 0)
	drawerEnable(s.every, len(s.known) > 0)
	s.list.set(len(s.known), 0)
}

// forget has the asker ask again. What the keyring has for it goes too; that it did not is said here.
func (s *drawerSignIns) forget(known ...auth.Known) {
	if s.actions.ForgetSignIn == nil {
		return
	}
	s.note.Say("")
	for _, k := range slices.Clone(known) {
		s.actions.ForgetSignIn(k, func(err error) { s.note.Say("The keyring still has it. " + keyringWords(err)) })
	}
	s.update()
}

func (s *drawerSignIns) items(row int) []kit.MenuItem {
	k := s.known[row]
	return []kit.MenuItem{{Text: "Forget all", Icon: "trash-2", Run: func() { s.forget(s.known...) }}, kit.Separator,
		{Text: "Forget this sign-in", Icon: "x", Keys: "Del", Danger: true, Run: func() { s.forget(k) }}}
}

func (s *drawerSignIns) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	k := s.known[row]
	edge := (r.H - drawerConnUpper - drawerConnLower) / 2
	top := kit.Rect{X: r.X, Y: r.Y + edge, W: r.W, H: drawerConnUpper}
	low := kit.Rect{X: r.X, Y: top.Y + top.H, W: r.W, H: drawerConnLower}
	icon := "key-round"
	if k.Proxy {
		icon = "network"
	}
	p.IconIn(icon, kit.IconRow, r.X+kit.U(3), top, kit.C("text.secondary"))
	x, right := r.X+drawerConnName, r.X+r.W-kit.U(3)
	if state.Hovered && s.actions.ForgetSignIn != nil {
		box, token := connPlug(r), "text.secondary"
		if s.hot {
			p.Tint(box, kit.RadiusSmall, "surface.pressed", "border.strong", 1)
			token = "text.primary"
		}
		p.IconIn("x", kit.IconSmall, box.X+(box.W-kit.IconSmall)/2, box, kit.C(token))
		right = box.X
	} else {
		right = kit.PaintTag(p, top, right, k.Scheme, "")
	}
	p.TextAt(kit.Data, x, top, kit.FitMiddle(kit.Data, signInHost(k), right-kit.U(2)-x), kit.C("text.primary"))
	p.TextAt(kit.Caption, x, low, kit.Fit(kit.Caption, signInLine(k), r.X+r.W-kit.U(3)-x), kit.C(state.Muted()))
}

func (s *drawerSignIns) overCross(row int, m kit.Mouse) bool {
	return row >= 0 && row < len(s.known) && s.actions.ForgetSignIn != nil && connPlug(s.list.list.RowRect(row)).Contains(m.X, m.Y)
}

func (s *drawerSignIns) press(row int, m kit.Mouse) bool {
	if s.overCross(row, m) {
		s.forget(s.known[row])
		return true
	}
	return false
}

func (s *drawerSignIns) hover(row int, m kit.Mouse) {
	if over := s.overCross(row, m); over != s.hot {
		s.hot = over
		s.list.list.Refresh()
	}
	if s.hot {
		s.list.list.SetTip(s.list.list.RowRect(row), "Forget this sign-in  Del")
	}
}

// sameKnown says whether two are the same place and realm by the same scheme.
func sameKnown(a, b auth.Known) bool {
	return a.Origin == b.Origin && a.Proxy == b.Proxy && a.Scheme == b.Scheme && a.Realm == b.Realm
}

// signInHost is who is signed in at, without the port that goes without saying.
func signInHost(k auth.Known) string {
	if host, ok := strings.CutSuffix(k.Origin, ":443"); ok && strings.HasPrefix(host, "https://") {
		return host
	}
	if host, ok := strings.CutSuffix(k.Origin, ":80"); ok && strings.HasPrefix(host, "http://") {
		return host
	}
	return k.Origin
}

// signInLine is as whom, and for what.
func signInLine(k auth.Known) string {
	line := "without a user name"
	if k.User != "" {
		line = "as " + k.User
	}
	if k.Realm != "" {
		line += ", " + k.Realm
	}
	if k.Proxy {
		line += ", proxy"
	}
	return line
}

// signInTip says all that is known, but for the password.
func signInTip(k auth.Known) string {
	tip := signInHost(k) + " by " + k.Scheme + ", " + signInLine(k)
	switch {
	case k.Proxy:
		return tip + ". Goes along with what this proxy reads"
	case len(k.Paths) == 0:
		return tip
	case len(k.Paths) > drawerPathMost:
		return tip + fmt.Sprintf(". Sent to %s and below, and %d more", strings.Join(k.Paths[:drawerPathMost], ", "), len(k.Paths)-drawerPathMost)
	}
	return tip + ". Sent to " + strings.Join(k.Paths, ", ") + " and below"
}

const drawerPathMost = 3 // paths in a tip

// forgetSignIn has the session forget credentials, and the keyring what answers the same asker; failed is called when the
// keyring keeps them all the same. They are not used again in this run either way.
func (w *Window) forgetSignIn(k auth.Known, failed func(error)) {
	w.d.Engine.ForgetSignIn(k)
	place := store.SecretKey{Kind: store.PasswordSecret, Host: k.Origin, Realm: k.Realm, Scheme: k.Scheme}
	if k.Proxy {
		place.Kind = store.ProxyPasswordSecret
	}
	w.prompts.memory.forget(place, failed)
}
