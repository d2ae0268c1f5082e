package store

import (
	"bufio"
	"bytes"
	"compress/flate"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"ladle/session"
)

// record is one message on its way into the history.
type record struct {
	Summary
	epoch   int64 // microseconds since 1970
	day     string
	events  []byte
	request []byte
	body    []byte // nil unless the body is kept in the database
	pending string // "" unless the body becomes a file
	size    int64  // of the body
}

func (r *record) bytes() int64 {
	return int64(512 + len(r.events) + len(r.request) + len(r.body) + len(r.URL))
}

func (r *record) insert(tx *sql.Tx) error {
	res, err := tx.Exec(`INSERT INTO messages (session, message, day, epoch, started, duration, name, method, url, host, status, reason, type,
		outcome, error, attempts, request_size, encoded, decoded, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		r.Session, int64(r.Message), r.day, r.epoch, r.Started.UnixMicro(), r.Duration.Microseconds(), r.Name, r.Method, r.URL, r.Host,
		int64(r.Status), r.Reason, r.Type, r.Outcome, r.Error, r.Attempts, r.RequestSize, r.Encoded, r.Decoded, r.Body)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO records (id, events, request) VALUES (?,?,?)", id, r.events, r.request); err != nil {
		return err
	}
	if r.Body == BodyNone || r.Body == BodyLost {
		return nil
	}
	_, err = tx.Exec("INSERT INTO bodies (id, size, data, pending) VALUES (?,?,?,?)", id, r.size, r.body, sql.NullString{String: r.pending, Valid: r.pending != ""})
	return err
}

// packDictionary holds what the events of most messages have in common; it makes the blob of a small message a third
// smaller. A blob begins with the number of its format: changing the dictionary needs a new one.
const packDictionary = `{"name":"Content-Type","value":"text/html; charset=utf-8"},{"name":"Content-Type","value":"application/json"},` +
	`{"name":"Content-Length","value":"},{"name":"Connection","value":"keep-alive"},{"name":"Date","value":" GMT"},{"name":"Server","value":"` +
	`{"name":"Host","value":"localhost"},{"name":"Accept-Encoding","value":"gzip, deflate, br"},{"name":"User-Agent","value":"Ladle/` +
	`","attempt":1,"conn":1,"detail":{"step":"resolving","host":"connecting","connected","addresses":["127.0.0.1` +
	`{"seq":1,"ms":0.1,"event":"request-queued","message":1,"attempt":1,"conn":0,"n":-1,"detail":{"method":"GET","url":"http://","headers":[` +
	`"event":"connection-created","event":"network-event","event":"request-started","detail":{"reused":true,"idleNs":"event":"starting",` +
	`"event":"wrote-headers","detail":{"method":"GET","target":"/","proto":"HTTP/1.1","headers":[` +
	`"event":"wrote-body","event":"got-headers","detail":{"proto":"HTTP/1.1","status":200,"reason":"OK","headers":[` +
	`],"length":-1}},"event":"got-body-data","detail":{"decoded":"event":"got-body","n":` +
	`"event":"finished","detail":{"status":200,"reason":"OK"}},"event":"request-unqueued","message":`

const packFormat = 1

var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(nil, flate.BestSpeed, []byte(packDictionary))
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

func pack(data []byte) []byte {
	var b bytes.Buffer
	b.WriteByte(packFormat)
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&b)
	// Writes to a bytes.Buffer do not fail.
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

// maxUnpacked bounds what a damaged or hostile blob can grow to.
const maxUnpacked = 256 << 20

func unpack(blob []byte) ([]byte, error) {
	if len(blob) == 0 {
		return nil, nil
	}
	if blob[0] != packFormat {
		return nil, fmt.Errorf("a record of the unknown format %d", blob[0])
	}
	r := flate.NewReaderDict(bytes.NewReader(blob[1:]), []byte(packDictionary))
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err == nil && len(data) > maxUnpacked {
		err = errors.New("a record is larger than any that is written")
	}
	return data, err
}

func packEvents(events []session.Event) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range events {
		if err := enc.Encode(events[i]); err != nil {
			return nil, fmt.Errorf("write event %s: %w", events[i].Kind, err)
		}
	}
	return pack(b.Bytes()), nil
}

// unpackEvents reads what packEvents wrote. Events that this version does not know are left out.
func unpackEvents(blob []byte) ([]session.Event, error) {
	data, err := unpack(blob)
	if err != nil {
		return nil, err
	}
	var events []session.Event
	lines := bufio.NewReader(bytes.NewReader(data))
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var e session.Event
			if json.Unmarshal(line, &e) == nil {
				events = append(events, e)
			}
		}
		if err != nil {
			return events, nil
		}
	}
}

func packRequest(r Request) ([]byte, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return pack(data), nil
}

func unpackRequest(blob []byte) (Request, error) {
	var r Request
	data, err := unpack(blob)
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	return r, err
}
