package http1

import "strconv"

// AppendChunk writes p as one chunk (RFC 9112, section 7.1). An empty p writes nothing, since a chunk of no bytes is the last.
func AppendChunk(dst, p []byte) []byte {
	if len(p) == 0 {
		return dst
	}
	dst = strconv.AppendInt(dst, int64(len(p)), 16)
	dst = append(dst, "\r\n"...)
	dst = append(dst, p...)
	return append(dst, "\r\n"...)
}

// AppendLastChunk ends a chunked body, with the trailer fields as given; they are not checked ([ValidName], [ValidValue]).
func AppendLastChunk(dst []byte, trailer Fields) []byte {
	dst = append(dst, "0\r\n"...)
	dst = trailer.append(dst)
	return append(dst, "\r\n"...)
}
