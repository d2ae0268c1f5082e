package store

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"modernc.org/sqlite"
)

// errTorn: the database file ends before its last page, or does not begin like one.
var errTorn = errors.New("the file is damaged")

// Result codes of SQLite that we tell apart (https://sqlite.org/rescode.html).
const (
	codeBusy     = 5
	codeLocked   = 6
	codeNoMem    = 7
	codeReadOnly = 8
	codeIOErr    = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeProtocol = 15
	codeNotADB   = 26
)

// resultCode gives the primary result code of an error of SQLite, 0 for any other error.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// unusable says whether err means that the database file can never be opened as ours.
func unusable(err error) bool {
	code := resultCode(err)
	return errors.Is(err, errTorn) || errors.Is(err, errForeign) || code == codeCorrupt || code == codeNotADB
}

// passing says whether a write that ended with err may succeed later: the disk or another process stands in the way,
// not the row itself.
func passing(err error) bool {
	switch resultCode(err) {
	case 0, codeBusy, codeLocked, codeNoMem, codeReadOnly, codeIOErr, codeCorrupt, codeFull, codeCantOpen, codeProtocol, codeNotADB:
		return true
	}
	return false
}

// looksTorn reads the header of the database (https://sqlite.org/fileformat.html section 1.3) without opening it, as
// opening could already change the file. A write-ahead log may hold what the file lacks, so beside one only the
// first bytes count; SQLite finds the rest.
func looksTorn(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [100]byte
	n, err := io.ReadFull(f, head[:])
	if n == 0 && errors.Is(err, io.EOF) {
		return false
	}
	if err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return true
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	pageSize := int64(binary.BigEndian.Uint16(head[16:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	app := binary.BigEndian.Uint32(head[68:])
	return info.Size() < pages*pageSize || app != applicationID && pages > 1
}
