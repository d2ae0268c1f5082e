package http1

// Limits bounds what a peer can make a Reader hold. A value of zero or less means the default. Going over one is an [*Error] of kind TooLarge.
type Limits struct {
	Head          int // bytes of a response head with its final empty line; 64 KiB
	Fields        int // field lines of a head, or of a trailer section; 512
	Line          int // bytes of one line of a head or a trailer section, without its end; 16 KiB
	ChunkLine     int // bytes of the line before a chunk, extensions included; 4 KiB
	Trailer       int // bytes of a trailer section; 16 KiB
	Informational int // 1xx heads before a final one; 10
}

func (l Limits) withDefaults() Limits {
	for _, e := range []struct {
		value    *int
		standard int
	}{
		{&l.Head, 64 << 10}, {&l.Fields, 512}, {&l.Line, 16 << 10},
		{&l.ChunkLine, 4 << 10}, {&l.Trailer, 16 << 10}, {&l.Informational, 10},
	} {
		if *e.value <= 0 {
			*e.value = e.standard
		}
	}
	return l
}

// buffer is the size that the receive buffer never needs to exceed: the longest thing that is looked at as a whole.
func (l Limits) buffer() int { return max(minBuffer, l.Head, l.Line+2, l.ChunkLine+2) }
