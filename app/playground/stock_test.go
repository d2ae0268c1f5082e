package playground

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"
)

// watch opens the stock feed and returns the connection after the handshake.
func watch(t *testing.T, s *Server, query string) (io.Writer, *bufio.Reader) {
	t.Helper()
	conn := dial(t, s.URL("http"))
	if _, err := io.WriteString(conn, "GET /try/stock"+query+" HTTP/1.1\r\nHost: localhost\r\n"+upgrade+"\r\n"); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The key and the answer of RFC 6455 section 1.3.
	if got := res.Header.Get("Sec-WebSocket-Accept"); res.StatusCode != 101 || got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("%s, accept %q", res.Status, got)
	}
	return conn, r
}

// serverFrame reads one short unmasked frame.
func serverFrame(t *testing.T, r *bufio.Reader) (op byte, payload []byte) {
	t.Helper()
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		t.Fatal(err)
	}
	if head[0]&0x80 == 0 || head[1] > 125 {
		t.Fatalf("frame head %x", head)
	}
	payload = make([]byte, head[1])
	if _, err := io.ReadFull(r, payload); err != nil {
		t.Fatal(err)
	}
	return head[0] & 0x0f, payload
}

// clientFrame is a masked frame.
func clientFrame(op byte, payload string) []byte {
	b := []byte{0x80 | op, 0x80 | byte(len(payload)), 1, 2, 3, 4}
	for i := range len(payload) {
		b = append(b, payload[i]^b[2+i%4])
	}
	return b
}

func TestStockFeed(t *testing.T) {
	t.Parallel()
	w, r := watch(t, start(t), "?n=20&ms=0")
	counts := map[byte]int{}
	for {
		op, payload := serverFrame(t, r)
		counts[op]++
		if op == opText && !json.Valid(payload) {
			t.Errorf("not JSON: %s", payload)
		}
		if op == opClose {
			if code := binary.BigEndian.Uint16(payload); code != 1000 {
				t.Errorf("close %d", code)
			}
			break
		}
	}
	if counts[opText] != 20 || counts[opPing] != 2 || counts[opBinary] != 1 {
		t.Errorf("frames by opcode: %v", counts)
	}
	if _, err := w.Write(clientFrame(opClose, "\x03\xe8")); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(r); err != nil || len(rest) != 0 {
		t.Errorf("after close: %q, %v", rest, err)
	}
}

func TestStockFeedAnswers(t *testing.T) {
	t.Parallel()
	w, r := watch(t, start(t), "?ms=3600000")
	if op, _ := serverFrame(t, r); op != opText {
		t.Fatalf("first opcode %d", op)
	}
	if _, err := w.Write(append(clientFrame(opPing, "leek"), clientFrame(opText, "hello")...)); err != nil {
		t.Fatal(err)
	}
	if op, payload := serverFrame(t, r); op != opPong || string(payload) != "leek" {
		t.Errorf("answer to the ping: opcode %d, %q", op, payload)
	}
	if _, err := w.Write(clientFrame(opClose, "\x0b\xb8bye")); err != nil {
		t.Fatal(err)
	}
	if op, payload := serverFrame(t, r); op != opClose || string(payload) != "\x0b\xb8" {
		t.Errorf("answer to the close: opcode %d, %q", op, payload)
	}
}

func TestReadClientFrame(t *testing.T) {
	t.Parallel()
	long := append([]byte{0x82, 0xfe, 0x01, 0x00, 0, 0, 0, 0}, bytes.Repeat([]byte{7}, 256)...)
	for _, c := range []struct {
		name string
		in   []byte
		size int
		err  error
	}{
		{"short", clientFrame(opText, "soup"), 4, nil},
		{"16-bit length", long, 256, nil},
		{"unmasked", []byte{0x81, 0x01, 'a'}, 0, errClientFrame},
		{"too long", []byte{0x82, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0, 1, 2, 3, 4}, 0, errClientFrame},
		{"cut", clientFrame(opText, "soup")[:7], 0, io.ErrUnexpectedEOF},
		{"nothing", nil, 0, io.EOF},
	} {
		_, payload, err := readClientFrame(bufio.NewReader(bytes.NewReader(c.in)))
		if len(payload) != c.size || !errors.Is(err, c.err) {
			t.Errorf("%s: %d bytes, %v", c.name, len(payload), err)
		}
	}
}

func FuzzReadClientFrame(f *testing.F) {
	f.Add(clientFrame(opText, "soup"))
	f.Add([]byte{0x82, 0xfe, 0xff, 0xff})
	f.Add([]byte{0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, in []byte) {
		_, payload, err := readClientFrame(bufio.NewReader(bytes.NewReader(in)))
		if err == nil && len(payload)+6 > len(in) {
			t.Fatalf("%d bytes of payload from %d bytes", len(payload), len(in))
		}
	})
}
