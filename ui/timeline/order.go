package timeline

import (
	"cmp"
	"strings"
)

// Column is what rows are sorted by.
type Column uint8

// The columns. ColumnNumber is the order in which the messages were queued.
const (
	ColumnNumber Column = iota
	ColumnState
	ColumnMethod
	ColumnURL
	ColumnStatus
	ColumnType
	ColumnSize
	ColumnTime
	ColumnConn
	numColumns
)

// compares order two rows by a column; rows that are equal keep the order in which they were queued. What a live row
// does not have yet comes after everything known, so that rows do not move while the time runs.
var compares = [numColumns]func(a, b *Row) int{
	ColumnState:  func(a, b *Row) int { return cmp.Compare(a.State, b.State) },
	ColumnMethod: func(a, b *Row) int { return cmp.Compare(a.Method, b.Method) },
	ColumnURL:    compareAddresses,
	ColumnStatus: func(a, b *Row) int { return cmp.Compare(a.Status, b.Status) },
	ColumnType:   func(a, b *Row) int { return cmp.Compare(a.Type, b.Type) },
	ColumnSize:   func(a, b *Row) int { return cmp.Compare(a.Received, b.Received) },
	ColumnTime:   func(a, b *Row) int { return cmp.Compare(total(a), total(b)) },
	ColumnConn:   func(a, b *Row) int { return cmp.Compare(a.Conn, b.Conn) },
}

func compareAddresses(a, b *Row) int {
	if c := strings.Compare(a.Address.Host(), b.Address.Host()); c != 0 {
		return c
	}
	return strings.Compare(a.Address.whole[a.Address.path:], b.Address.whole[b.Address.path:])
}

// total is a row's time for sorting: endless while it goes on.
func total(r *Row) int64 {
	if !r.Over() {
		return int64(Open)
	}
	return int64(r.End - r.Begin)
}

// less orders rows of one snapshot by their numbers.
func (v *View) less(s *Snapshot, a, b int32) int {
	if compare := compares[v.column]; compare != nil {
		if c := compare(s.Row(int(a)), s.Row(int(b))); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b)
}

// sameKey says whether a row that changed keeps its place.
func (v *View) sameKey(before, after *Row) bool {
	compare := compares[v.column]
	return compare == nil || compare(before, after) == 0
}
