package ui

import (
	"math"

	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// layoutRows tells the surface how large the rows are.
func (v *bodyView) layoutRows() {
	w, h := 0.0, bodyRowTop(v.state.Rows)
	if !v.wrap && v.width > 0 {
		w = v.contentWidth()
		if v.barBelow() {
			h += float64(bodyBar)
		}
	}
	v.holding = true
	v.SetContent(w, h)
	v.holding = false
}

// contentWidth is that of the gutter and the widest row met so far.
func (v *bodyView) contentWidth() float64 {
	return float64(v.textX()) + float64(v.width)*float64(kit.Advance(kit.Data)) + float64(bodyEdge)
}

// barBelow tells whether rows are wider than the view.
func (v *bodyView) barBelow() bool { return v.contentWidth() > float64(v.View().W) }

// keepAnchor scrolls to where the row that was on top is now.
func (v *bodyView) keepAnchor() {
	if v.anchor == 0 {
		return
	}
	top := float64(v.open.doc.RowAt(v.anchor))
	part := math.Mod(v.OffsetY(), float64(bodyRowHeight))
	if math.Floor(v.OffsetY()/float64(bodyRowHeight)) == top {
		return
	}
	v.holding = true
	v.ScrollTo(v.OffsetX(), top*float64(bodyRowHeight)+part)
	v.holding = false
}

// scrolled notes which row is on top.
func (v *bodyView) scrolled() {
	if v.holding || v.open == nil {
		return
	}
	v.anchor = 0
	if first := int64(v.OffsetY() / float64(bodyRowHeight)); first > 0 {
		if rows := v.open.doc.Rows(first, 1); len(rows) > 0 {
			v.anchor = rows[0].Offset
		}
	}
}

// Resize implements fyne.CanvasObject: a wrapped body is wrapped anew.
func (v *bodyView) Resize(s fyne.Size) {
	if s == v.Size() {
		return
	}
	v.Surface.Resize(s)
	v.rewrap()
	v.markBar()
}

// SetWrap wraps long lines at the width of the view, or lets them be scrolled to.
func (v *bodyView) SetWrap(on bool) {
	if v.wrap == on {
		return
	}
	v.wrap, v.width = on, 0
	v.ScrollTo(0, v.OffsetY())
	v.rewrap()
}

func (v *bodyView) rewrap() {
	cols := v.wrapColumns()
	if v.open == nil || cols == v.cols {
		return
	}
	v.cols = cols
	v.open.doc.SetWrap(cols)
	v.sync()
}

// wrapColumns is how many columns fit, 0 when lines are not wrapped.
func (v *bodyView) wrapColumns() int {
	if !v.wrap {
		return 0
	}
	const least = 12
	return max(least, int((v.View().W-v.textX()-bodyEdge)/kit.Advance(kit.Data)))
}

// visible gives the rows in view, asked for once as long as nothing changes.
func (v *bodyView) visible() []body.Row {
	first := int64(v.OffsetY() / float64(bodyRowHeight))
	want := int(v.View().H/bodyRowHeight) + 2
	if v.rowsWant == want && v.rowsFrom == first {
		return v.rows
	}
	v.rows, v.rowsFrom, v.rowsWant = v.open.doc.Rows(first, want), first, want
	v.measure()
	return v.rows
}

// measure widens the content for rows that are wider than those before.
func (v *bodyView) measure() {
	widest := v.width
	for i := range v.rows {
		widest = max(widest, v.rows[i].Columns())
	}
	if widest <= v.width {
		return
	}
	atEnd := v.state.Rows > 0 && v.AtEnd()
	v.width = widest
	v.layoutRows()
	if atEnd {
		v.ScrollToEnd() // the last row goes above the scrollbar that may have come
	}
}
