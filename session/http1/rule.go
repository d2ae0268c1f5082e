package http1

// rule is one thing a peer can get wrong. kind is set for those that refuse the response; lenient then says what is done
// when a person chose to read on, "" if there is no reading to choose.
type rule struct {
	id, title, section, why string
	kind                    ErrorKind
	did, lenient            string
}

// tolerated says whether the rule never refuses.
func (ru *rule) tolerated() bool { return ru.kind == 0 }

func (ru *rule) finding(lenient bool) Finding {
	f := Finding{Rule: ru.id, Title: ru.title, Section: ru.section, Why: ru.why, Did: ru.did}
	switch {
	case ru.tolerated():
	case lenient && ru.lenient != "":
		f.Did = ru.lenient
	default:
		f.Refused, f.Did = true, "Stopped reading and kept the bytes."
	}
	return f
}

// Rules of the head that are kept and read past.
var (
	blankLines = &rule{id: "blank-lines-before-status", title: "Blank lines before the status line", section: "RFC 9112, section 2.2",
		why: "The rest of an earlier body may have been counted wrong.", did: "Skipped them."}
	bareLF = &rule{id: "bare-lf", title: "Lines end with LF alone", section: "RFC 9112, section 2.2",
		why: "A stricter reader does not see the line end.", did: "Took LF as the end of the line."}
	foldedLine = &rule{id: "folded-line", title: "Field value folded over several lines", section: "RFC 9112, section 5.2",
		why: "Folding is obsolete; a reader may see a new field or drop the rest.", did: "Joined the lines with one space."}
	controlInHead = &rule{id: "control-character", title: "Control character in the head", section: "RFC 9110, section 5.5",
		why: "Readers drop it, replace it or refuse the response.", did: "Kept it."}
	noSpaceAfterStatus = &rule{id: "no-space-after-status", title: "No space after the status code", section: "RFC 9112, section 4",
		why: "The space is required even when the reason is empty.", did: "Took the reason as empty."}
	statusOutOfRange = &rule{id: "status-out-of-range", title: "Status code outside 100 to 599", section: "RFC 9110, section 15",
		why: "Its class has no meaning; a client treats it as 500.", did: "Kept the code."}
	paddedVersion = &rule{id: "padded-version", title: "HTTP version with leading zeros", section: "RFC 9112, section 2.3",
		why: "The version has one digit on each side of the dot.", did: "Read the numbers."}
	icyStatus = &rule{id: "icy-status-line", title: "Status line of a SHOUTcast server", section: "RFC 9112, section 4",
		why: "ICY is not HTTP, but its answers look the same from here on.", did: "Read it as HTTP/1.0."}
	connectionNamed = &rule{id: "connection-named-field", title: "Field named by Connection in an HTTP/1.0 response", section: "RFC 2616, section 14.10",
		why: "An old proxy may have passed on what was meant for itself.", did: "Left it out of the fields; the bytes are kept."}
)

// Rules of the head that refuse the response.
var (
	notHTTP = &rule{id: "not-http", title: "The answer is not HTTP", section: "RFC 9112, section 4", kind: Malformed,
		why: "Another protocol may speak on this port."}
	badVersion = &rule{id: "unknown-version", title: "HTTP version that HTTP/1.1 does not answer with", section: "RFC 9112, section 2.3", kind: Malformed,
		why: "A version other than 1.0 and 1.1 frames its messages in its own way."}
	badStatus = &rule{id: "bad-status-code", title: "Status code is not three digits from 100 up", section: "RFC 9112, section 4", kind: Malformed,
		why: "Without a status nothing says whether a body follows."}
	tooManyBlankLines = &rule{id: "too-many-blank-lines", title: "Too many blank lines before the status line", section: "RFC 9112, section 2.2", kind: Malformed,
		why: "A few are tolerated, an endless row is not an answer."}
	nulInHead = &rule{id: "nul-in-head", title: "NUL in the head", section: "RFC 9110, section 5.5", kind: Malformed,
		why: "A reader that stops at NUL sees another field."}
	bareCR = &rule{id: "bare-cr", title: "CR without LF", section: "RFC 9112, section 2.2", kind: Malformed, lenient: "Took it as a space.",
		why: "A reader that takes CR as a line end sees a field that is not there."}
	spaceBeforeFirstField = &rule{id: "space-before-first-field", title: "Space before the first field", section: "RFC 9112, section 2.2", kind: Malformed,
		lenient: "Left the line out.", why: "There is no field to continue; readers may see a field or none."}
	spaceBeforeColon = &rule{id: "space-before-colon", title: "Space between a field name and its colon", section: "RFC 9112, section 5.1", kind: Malformed,
		lenient: "Took the name without the space.", why: "Two readers may see two different fields, and so two lengths; a proxy could be fooled (request smuggling)."}
	noColon = &rule{id: "no-colon", title: "Field line without a colon", section: "RFC 9112, section 5", kind: Malformed,
		lenient: "Left the line out.", why: "Readers drop the line, end the head there or refuse the response."}
	badName = &rule{id: "bad-field-name", title: "Field name is not a token", section: "RFC 9110, section 5.1", kind: Malformed,
		lenient: "Left the line out.", why: "Readers cut the name at different places."}
	cutInLine = &rule{id: "head-cut-in-line", title: "The connection ended inside a line of the head", section: "RFC 9112, section 8", kind: Malformed,
		why: "Nobody knows what the line would have said."}
	cutHead = &rule{id: "head-cut", title: "The connection ended before the head did", section: "RFC 9112, section 8", kind: Truncated,
		why: "Fields may be missing, among them those that say how long the body is."}
	noHead = &rule{id: "no-head", title: "The connection ended without an answer", section: "RFC 9112, section 9.3", kind: Closed,
		why: "The peer closed before it answered, or never meant to."}
)

// Rules of framing: how long the body is (RFC 9112, section 6).
var (
	badLength = &rule{id: "bad-content-length", title: "Content-Length is not a number", section: "RFC 9110, section 8.6", kind: Malformed,
		lenient: "Ignored it and read to the end of the connection.", why: "Nobody knows where this body ends and the next message begins."}
	twoLengths = &rule{id: "two-lengths", title: "Two different Content-Length values", section: "RFC 9112, section 6.3", kind: Malformed,
		lenient: "Took the last one; the connection is not used again.", why: "Two readers may see two different lengths; a proxy could be fooled (response splitting)."}
	repeatedLength = &rule{id: "repeated-length", title: "Content-Length repeated", section: "RFC 9112, section 6.3",
		why: "Something on the way copies fields, or joins messages.", did: "Took the value once; all are the same."}
	lengthAndChunked = &rule{id: "length-and-chunked", title: "Content-Length beside Transfer-Encoding", section: "RFC 9112, section 6.3", kind: Malformed,
		lenient: "Took Transfer-Encoding; the connection is not used again.", why: "Two readers may see two different lengths; a proxy could be fooled (request smuggling)."}
	unknownCoding = &rule{id: "unknown-transfer-coding", title: "Transfer-Encoding other than chunked", section: "RFC 9112, section 6.1", kind: Malformed,
		lenient: "Read to the end of the connection without decoding.", why: "No such coding was offered, and it hides where the body ends."}
	codingInOld = &rule{id: "transfer-coding-in-1.0", title: "Transfer-Encoding in an HTTP/1.0 response", section: "RFC 9112, section 6.1",
		why: "HTTP/1.0 has no transfer codings; a proxy may have passed on what it did not understand.", did: "Read it as chunked; the connection is not used again."}
	shortBody = &rule{id: "short-body", title: "Body shorter than its Content-Length", section: "RFC 9112, section 8",
		why: "The rest may be missing.", did: "Took what came as the whole, since the connection was to end with it."}
	cutBody = &rule{id: "body-cut", title: "The connection ended before the body did", section: "RFC 9112, section 8", kind: Truncated,
		why: "The rest is missing."}
)

// Rules of the chunked coding (RFC 9112, section 7.1).
var (
	badChunkSize = &rule{id: "bad-chunk-size", title: "Chunk size is not a hexadecimal number", section: "RFC 9112, section 7.1", kind: BrokenBody,
		why: "Nobody knows where this chunk ends."}
	paddedChunkSize = &rule{id: "padded-chunk-size", title: "Space after a chunk size", section: "RFC 9112, section 7.1.1",
		why: "Some readers refuse it.", did: "Ignored the space."}
	badChunkLine = &rule{id: "bad-chunk-extension", title: "Control character in a chunk extension", section: "RFC 9112, section 7.1.1", kind: BrokenBody,
		lenient: "Ignored the extension.", why: "A reader that takes it as a line end sees other chunks."}
	chunkBareLF = &rule{id: "bare-lf-in-chunked", title: "Chunked framing with LF alone", section: "RFC 9112, section 7.1", kind: BrokenBody,
		lenient: "Took LF as the end of the line.", why: "Two readers may see two different chunks (request smuggling)."}
	chunkNotEnded = &rule{id: "chunk-not-ended", title: "Chunk longer than its size", section: "RFC 9112, section 7.1", kind: BrokenBody,
		why: "The size or the data is wrong; what follows cannot be trusted."}
)

// Limits; they are ours, the RFCs only allow them (RFC 9110, section 2.3; RFC 9112, section 3).
var (
	headTooLarge = &rule{id: "head-too-large", title: "Head longer than the limit", section: "RFC 9110, section 5.4", kind: TooLarge,
		why: "An endless head would fill the memory."}
	lineTooLong = &rule{id: "line-too-long", title: "Line longer than the limit", section: "RFC 9110, section 5.4", kind: TooLarge,
		why: "An endless line would fill the memory."}
	tooManyFields = &rule{id: "too-many-fields", title: "More fields than the limit", section: "RFC 9110, section 5.4", kind: TooLarge,
		why: "Endless fields would fill the memory."}
	tooManyInformational = &rule{id: "too-many-informational", title: "More 1xx responses than the limit", section: "RFC 9110, section 15.2", kind: TooLarge,
		why: "A peer that never answers finally would hold the connection."}
	chunkLineTooLong = &rule{id: "chunk-line-too-long", title: "Chunk size line longer than the limit", section: "RFC 9112, section 7.1.1", kind: TooLarge,
		why: "An endless extension would fill the memory."}
	tooMuchExtension = &rule{id: "too-much-extension", title: "More chunk extension than data", section: "RFC 9112, section 7.1.1", kind: TooLarge,
		why: "A peer could keep the reader busy without sending anything."}
	trailerTooLarge = &rule{id: "trailer-too-large", title: "Trailer section longer than the limit", section: "RFC 9112, section 7.1.2", kind: TooLarge,
		why: "An endless trailer would fill the memory."}
)
