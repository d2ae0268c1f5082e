package convert

import "fmt"

// Note says what an importer did not take over, or took over in another form.
type Note struct {
	Line  int    // of the input, from 1; 0 where lines mean nothing
	About string // the flag, header or part, as it was written
	What  string // a sentence without a full stop
}

func (n Note) String() string {
	s := n.What
	if n.About != "" {
		s = n.About + ": " + s
	}
	if n.Line > 0 {
		s = fmt.Sprintf("line %d: %s", n.Line, s)
	}
	return s
}
