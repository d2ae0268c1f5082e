package peer

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
)

// Opcodes of RFC 6455 section 5.2, and the bit that says that a frame ends its message.
const (
	opBinary = 0x2
	opText   = 0x1
	opClose  = 0x8
	opPing   = 0x9
	opPong   = 0xa
	final    = 0x80
)

// acceptKey is the answer to a Sec-WebSocket-Key (RFC 6455 section 4.2.2).
func acceptKey(key string) string {
	h := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(h[:])
}

// websocket upgrades and then echoes. The query changes it: proto=NAME picks a subprotocol (first: the first offered),
// close=CODE and why=TEXT make the server close at once (empty: without a code), say=TEXT makes it send a text first,
// ping=1 a ping, big=N N bytes in two fragments, masked=1 a masked frame, which a client must refuse; bad=accept gives a
// wrong Sec-WebSocket-Accept, drop=1 closes the socket without a close frame.
func (c *conn) websocket(r *request) bool {
	if !r.has("Connection", "Upgrade") || !strings.EqualFold(r.get("Upgrade"), "websocket") {
		c.text(r, 426, "upgrade required\n", field{"Upgrade", "websocket"})
		return true
	}
	key := acceptKey(r.get("Sec-WebSocket-Key"))
	if r.query.Get("bad") == "accept" {
		key = acceptKey("wrong")
	}
	fs := []field{{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", key}}
	switch p := r.query.Get("proto"); p {
	case "":
	case "first":
		p, _, _ = strings.Cut(r.get("Sec-WebSocket-Protocol"), ",")
		fs = append(fs, field{"Sec-WebSocket-Protocol", strings.TrimSpace(p)})
	default:
		fs = append(fs, field{"Sec-WebSocket-Protocol", p})
	}
	c.write(head("HTTP/1.1", 101, fs...))
	if r.query.Get("drop") == "" {
		c.greet(r)
		c.echoFrames(r)
	}
	return false
}

// greet sends the frames that the query asks for.
func (c *conn) greet(r *request) {
	if s := r.query.Get("say"); s != "" {
		c.frame(final|opText, []byte(s))
	}
	if r.query.Get("ping") != "" {
		c.frame(final|opPing, []byte("p"))
	}
	if r.query.Get("masked") != "" {
		c.write(string([]byte{final | opText, 0x82, 0, 0, 0, 0, 'h', 'i'}))
	}
	if n := r.number("big", 0); n > 0 {
		c.frame(opBinary, make([]byte, n/2))
		c.frame(final, make([]byte, n-n/2))
	}
	if n := r.number("close", 0); n > 0 {
		c.frame(final|opClose, append(binary.BigEndian.AppendUint16(nil, uint16(n)), r.query.Get("why")...))
	} else if r.query.Get("close") == "empty" {
		c.frame(final|opClose, nil)
	}
}

func (c *conn) echoFrames(r *request) {
	for {
		first, data, err := c.readFrame()
		if err != nil {
			return
		}
		switch first & 0x0f {
		case opClose:
			if r.query.Get("close") == "" {
				c.frame(final|opClose, data)
			}
			return
		case opPing:
			c.frame(final|opPong, data)
		case opPong:
		default:
			c.frame(first, data)
		}
	}
}

func (c *conn) frame(first byte, data []byte) {
	b := []byte{first}
	switch n := len(data); {
	case n < 126:
		b = append(b, byte(n))
	case n < 65536:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	c.Write(append(b, data...))
}

// largestFrame is the largest payload that is read.
const largestFrame = 1 << 24

func (c *conn) readFrame() (first byte, data []byte, err error) {
	h, err := c.take(2)
	if err != nil {
		return 0, nil, err
	}
	n := uint64(h[1] & 0x7f)
	if long := map[uint64]int{126: 2, 127: 8}[n]; long > 0 {
		b, err := c.take(long)
		if err != nil {
			return 0, nil, err
		}
		n = 0
		for _, x := range b {
			n = n<<8 | uint64(x)
		}
	}
	if n > largestFrame {
		return 0, nil, io.ErrUnexpectedEOF
	}
	mask := make([]byte, 4)
	if h[1]&0x80 != 0 {
		if mask, err = c.take(4); err != nil {
			return 0, nil, err
		}
	}
	if data, err = c.take(int(n)); err != nil {
		return 0, nil, err
	}
	for i := range data {
		data[i] ^= mask[i%4]
	}
	return h[0], data, nil
}

func (c *conn) take(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(c.br, b)
	return b, err
}
