package body

import (
	"context"
	"sort"
)

// region is an object or array that ends on a later line than it begins on.
type region struct {
	open, close         int64 // offsets of the brackets
	openLine, closeLine int64
	items               int
}

// findRegions finds the objects and arrays of a Source that is done, up to the first bracket that does not match.
func findRegions(ctx context.Context, src Source) ([]region, error) {
	buf := make([]byte, src.Size())
	n, err := readAt(src, buf, 0)
	if err != nil {
		return nil, err
	}
	s := regionScan{b: buf[:n]}
	for n := 1; s.step(); n++ {
		if n%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	sort.Slice(s.found, func(i, j int) bool { return s.found[i].open < s.found[j].open })
	return s.found, nil
}

type regionScan struct {
	b     []byte
	i     int
	line  int64
	open  []region
	found []region
}

// step moves over one token.
func (s *regionScan) step() bool {
	if s.i >= len(s.b) {
		return false
	}
	c := s.b[s.i]
	switch c {
	case ' ', '\t', ':':
	case '\n':
		s.line++
	case '\r':
		if s.i+1 == len(s.b) || s.b[s.i+1] != '\n' {
			s.line++
		}
	case ',':
		if n := len(s.open); n > 0 {
			s.open[n-1].items++
		}
	case '{', '[':
		s.value()
		s.open = append(s.open, region{open: int64(s.i), openLine: s.line, items: -1})
	case '}', ']':
		if !s.closeRegion(c) {
			return false
		}
	case '"':
		s.value()
		end, _ := stringEnd(s.b, s.i+1, false)
		s.i = end - 1
	default:
		s.value()
	}
	s.i++
	return true
}

// value notes that the innermost object or array is not empty: items counts commas, plus one.
func (s *regionScan) value() {
	if n := len(s.open); n > 0 && s.open[n-1].items < 0 {
		s.open[n-1].items = 1
	}
}

func (s *regionScan) closeRegion(c byte) bool {
	n := len(s.open) - 1
	if n < 0 || s.b[s.open[n].open]+2 != c {
		return false
	}
	r := s.open[n]
	s.open = s.open[:n]
	r.close, r.closeLine, r.items = int64(s.i), s.line, max(r.items, 0)
	if r.closeLine > r.openLine {
		s.found = append(s.found, r)
	}
	return true
}
