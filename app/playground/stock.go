package playground

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Opcodes of RFC 6455 section 5.2.
const (
	opText   = 0x1
	opBinary = 0x2
	opClose  = 0x8
	opPing   = 0x9
	opPong   = 0xA
)

const maxClientFrame = 1 << 20

var errClientFrame = errors.New("a frame without a mask, or over 1 MiB")

// stock is a WebSocket that tells the shop's stock: n text frames, one every ms milliseconds, a ping after every tenth,
// a binary frame at the end, then close 1000. It answers pings and close, and reads over everything else.
func stock(w http.ResponseWriter, r *http.Request) {
	n, ok := number(w, r, "n", 60, 1, 1_000_000)
	if !ok {
		return
	}
	ms, ok := number(w, r, "ms", 500, 0, maxWait)
	if !ok {
		return
	}
	key := r.Header.Get("Sec-WebSocket-Key")
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") || r.Header.Get("Sec-WebSocket-Version") != "13" || key == "" {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "upgrade")
		w.Header().Set("Sec-WebSocket-Version", "13")
		http.Error(w, "this is a WebSocket: the URL begins with ws", http.StatusUpgradeRequired)
		return
	}
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(buf, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", acceptKey(key))
	f := &feed{out: buf.Writer, replies: make(chan reply, 16), left: make(chan struct{})}
	go f.read(buf.Reader)
	f.write(n, time.Duration(ms)*time.Millisecond)
	conn.Close()
	<-f.left
}

// acceptKey is the proof of RFC 6455 section 4.2.2.
func acceptKey(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// feed is one connection of stock: write and read are its two goroutines.
type feed struct {
	out     *bufio.Writer // of write
	replies chan reply    // what read asks write to send
	left    chan struct{} // closed when read has ended
}

type reply struct {
	op      byte
	payload []byte
}

// write sends the feed and returns when it has ended or the client has closed.
func (f *feed) write(n int, every time.Duration) {
	tick := time.NewTimer(0)
	defer tick.Stop()
	for i := 0; ; {
		select {
		case <-f.left:
			return
		case r := <-f.replies:
			if f.send(r.op, r.payload) != nil || r.op == opClose {
				return
			}
		case <-tick.C:
			if i == n {
				f.goodbye()
				return
			}
			if f.tell(i) != nil {
				return
			}
			i++
			tick.Reset(every)
		}
	}
}

// tell sends one change of stock and, after every tenth, a ping.
func (f *feed) tell(i int) error {
	seed := mix(uint64(i) + 1)
	err := f.send(opText, fmt.Appendf(nil, `{"seq":%d,"product":%q,"stock":%d}`, i+1, products[seed%uint64(len(products))], seed>>8%40))
	if err == nil && i%10 == 9 {
		err = f.send(opPing, []byte("still there"))
	}
	return err
}

// goodbye sends the binary frame and the close frame, and waits for the client's (RFC 6455 section 5.5.1).
func (f *feed) goodbye() {
	_ = f.send(opBinary, []byte{0x4c, 0x41, 0x44, 0x4c, 0x45, 0x00, 0x01, 0xff})
	if f.send(opClose, append([]byte{0x03, 0xe8}, "sold out"...)) != nil {
		return
	}
	patience := time.NewTimer(2 * time.Second)
	defer patience.Stop()
	for {
		select {
		case <-f.left:
			return
		case <-patience.C:
			return
		case r := <-f.replies:
			if r.op == opClose {
				return
			}
		}
	}
}

// send writes one unmasked, unfragmented frame.
func (f *feed) send(op byte, payload []byte) error {
	head := []byte{0x80 | op, byte(len(payload))}
	if len(payload) > 125 {
		head = binary.BigEndian.AppendUint16([]byte{0x80 | op, 126}, uint16(len(payload)))
	}
	_, _ = f.out.Write(append(head, payload...)) // bufio keeps the error for Flush
	return f.out.Flush()
}

// read reads frames until the connection or the conversation ends.
func (f *feed) read(r *bufio.Reader) {
	defer close(f.left)
	for {
		op, payload, err := readClientFrame(r)
		switch {
		case err != nil:
			return
		case op == opPing && len(payload) <= 125:
			f.answer(opPong, payload)
		case op == opClose:
			f.answer(opClose, payload[:min(len(payload), 2)])
			return
		}
	}
}

// answer leaves a reply to write, or lets it go when write is far behind: RFC 6455 section 5.5.3 allows to answer only
// the latest ping.
func (f *feed) answer(op byte, payload []byte) {
	select {
	case f.replies <- reply{op, payload}:
	default:
	}
}

// readClientFrame reads one frame and takes its mask off.
func readClientFrame(r *bufio.Reader) (op byte, payload []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := uint64(head[1] & 0x7f)
	if more := map[uint64]int{126: 2, 127: 8}[size]; more > 0 {
		var long [8]byte
		if _, err := io.ReadFull(r, long[8-more:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(long[:])
	}
	if head[1]&0x80 == 0 || size > maxClientFrame {
		return 0, nil, errClientFrame
	}
	masked := make([]byte, 4+size)
	if _, err := io.ReadFull(r, masked); err != nil {
		return 0, nil, err
	}
	mask, payload := masked[:4], masked[4:]
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return head[0] & 0x0f, payload, nil
}
