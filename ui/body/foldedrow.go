package body

import "fmt"

// closeFold makes a row the only one of a folded region: what stands before the bracket, the count, and what tail, the
// row of the closing bracket, has from there.
func (r *Row) closeFold(tail *Row, run *foldRun) {
	open, end := run.region.open, run.region.close
	_, cut, _ := r.Cut(0, r.Column(open)+1)
	cut2, _, _ := tail.Cut(tail.Column(end), tail.Columns())
	count := fmt.Sprintf("%d items", run.region.items)
	if run.region.items == 1 {
		count = "1 item"
	}
	head, rest := r.Text[:cut], tail.Text[cut2:]
	marks := r.marksUpTo(cut)
	col := int32(r.Column(open) + 1)
	marks = append(marks, cellMark{int32(open + 1 - r.Offset), int32(cut), col})
	tailAt, tailCol := len(head)+len(count)+2, col+int32(len(count)+2)
	for _, m := range tail.marksFrom(cut2) {
		marks = append(marks, cellMark{int32(tail.Offset-r.Offset) + m.raw, int32(tailAt-cut2) + m.text,
			tailCol + m.col - int32(tail.Column(end))})
	}
	spans := clipSpans(make([]Span, 0, len(r.Spans)+len(tail.Spans)+1), r.Spans, 0, cut)
	spans = append(spans, Span{cut + 1, cut + 1 + len(count), KindFolded})
	for _, s := range clipSpans(nil, tail.Spans, cut2, len(tail.Text)) {
		spans = append(spans, Span{s.Start + tailAt, s.End + tailAt, s.Kind})
	}
	r.Text = head + " " + count + " " + rest
	r.Len, r.EOL = int(tail.Offset-r.Offset)+tail.Len, tail.EOL
	r.marks, r.Spans = marks, spans
}

// marksUpTo returns a copy of the marks of the text before an index, made up for a plain row.
func (r *Row) marksUpTo(text int) []cellMark {
	var out []cellMark
	for _, m := range r.allMarks() {
		if int(m.text) < text {
			out = append(out, m)
		}
	}
	return out
}

// marksFrom returns the marks of the text from an index on, with that of the end.
func (r *Row) marksFrom(text int) []cellMark {
	all := r.allMarks()
	for i, m := range all {
		if int(m.text) >= text {
			return all[i:]
		}
	}
	return nil
}

func (r *Row) allMarks() []cellMark {
	if r.marks != nil {
		return r.marks
	}
	all := make([]cellMark, len(r.Text)+1)
	for i := range all {
		all[i] = cellMark{int32(i), int32(i), int32(i)}
	}
	return all
}
