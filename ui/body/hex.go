package body

// The hexadecimal view shows 16 bytes a row: sixteen pairs of digits, a gap after the eighth, then the characters. The
// address is Row.Offset, which the view draws where line numbers stand.
const (
	hexBytes = 16
	hexText  = 3*hexBytes + 2 // column of the first character
)

// hexColumn returns the column of the pair of digits of byte i.
func hexColumn(i int) int {
	col := 3 * i
	if i >= hexBytes/2 {
		col++
	}
	return col
}

// hexByte returns the byte shown at a column, of n: in the digits or in the characters.
func hexByte(column, n int) int {
	if column >= hexText {
		return min(column-hexText, n)
	}
	i := max(column, 0) / 3
	if i >= hexBytes/2 {
		i = (column - 1) / 3
	}
	return min(i, n)
}

// hexRows returns n rows from a row on. A read that fails gives what could be read.
func hexRows(src Source, from int64, n int) ([]Row, error) {
	buf := make([]byte, min(int64(n)*hexBytes, max(src.Size()-from*hexBytes, 0)))
	got, err := readAt(src, buf, from*hexBytes)
	buf = buf[:got]
	rows := make([]Row, 0, (got+hexBytes-1)/hexBytes)
	var spans []Span
	for i := 0; i < len(buf); i += hexBytes {
		b := buf[i:min(i+hexBytes, len(buf))]
		row := Row{Number: from + int64(i/hexBytes), Offset: from*hexBytes + int64(i), Len: len(b), hex: true}
		first := len(spans)
		row.Text, spans = hexLine(b, spans)
		row.Spans = spans[first:len(spans):len(spans)]
		rows = append(rows, row)
	}
	return rows, err
}

// hexLine returns the text of a row and appends the spans of the bytes that are no text.
func hexLine(b []byte, spans []Span) (string, []Span) {
	const digits = "0123456789abcdef"
	var line [hexText + hexBytes]byte
	for i := range line {
		line[i] = ' '
	}
	for i, c := range b {
		col := hexColumn(i)
		line[col], line[col+1] = digits[c>>4], digits[c&15]
		line[hexText+i] = c
		if c-0x20 >= 0x5f {
			line[hexText+i] = '.'
		}
	}
	for _, column := range [...]func(int) (int, int){
		func(i int) (int, int) { return hexColumn(i), hexColumn(i) + 2 },
		func(i int) (int, int) { return hexText + i, hexText + i + 1 },
	} {
		for i, c := range b {
			if c-0x20 >= 0x5f {
				from, to := column(i)
				spans = append(spans, Span{from, to, KindAddress})
			}
		}
	}
	return string(line[:hexText+len(b)]), spans
}
