package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// inspectorToolKey is all that the tools at the right of the tabs depend on.
type inspectorToolKey struct {
	tab   int
	modes int
	mode  bodyMode
	shown bool
	raw   bool
	bare  bool
}

// inspectorToolbar is what is known of the tools that show.
type inspectorToolbar struct {
	key    inspectorToolKey
	room   toolRoom
	widths [toolsAsMenu + 1]float32 // of the tools for each room
}

// showTools puts what a tab offers at the right of the tabs; words give way to a menu where there is little room. Tools that
// need not change stay, with the pointer over them and the keyboard in them.
func (i *inspector) showTools() {
	key := inspectorToolKey{tab: i.tab, modes: len(i.body.modes()), mode: i.body.mode(), shown: i.body.hasText(), raw: i.heads.raw, bare: i.auth.bare}
	fresh := key != i.toolbar.key
	if fresh {
		i.toolbar.key = key
		for room := range i.toolbar.widths {
			i.toolbar.widths[room] = kit.Row(i.toolsFor(toolRoom(room))...).Gaps(toolsGap).MinSize().Width
		}
	}
	room := toolsInFull
	for room < toolsAsMenu && i.size.Width > 0 && i.tabs.Natural()+i.toolbar.widths[room]+toolsPad > i.barRoom() {
		room++
	}
	if !fresh && room == i.toolbar.room {
		return
	}
	i.toolbar.room = room
	i.tools.SetKids(i.toolsFor(room)...)
	i.bar.Reflow()
}

// toolRoom says how much room the tools have beside the tabs.
type toolRoom uint8

const (
	toolsInFull toolRoom = iota
	toolsShort           // a menu in place of words that stand side by side
	toolsAsMenu          // one button with all in its menu
)

// Room at both ends of the bar and between tabs and tools, and between the tools.
var (
	toolsPad = kit.U(6)
	toolsGap = kit.U(1)
)

func (i *inspector) toolsFor(room toolRoom) []fyne.CanvasObject {
	switch i.tab {
	case tabBody:
		return i.body.tools(room)
	case tabHeaders:
		return i.heads.tools()
	case tabTiming:
		return i.timing.tools()
	case tabTLS:
		return i.tls.tools()
	case tabAuth:
		return i.auth.tools()
	}
	return i.events.tools(room)
}
