package socks

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"
)

// script is a proxy that says its part whatever it is asked, and keeps what it heard.
type script struct {
	say   io.Reader
	heard bytes.Buffer
}

func (s *script) Read(p []byte) (int, error)  { return s.say.Read(p) }
func (s *script) Write(p []byte) (int, error) { return s.heard.Write(p) }

func TestConnect(t *testing.T) {
	t.Parallel()
	four, six := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	const ok5 = "\x05\x00\x00\x01\x01\x02\x03\x04\x00\x50"
	for _, c := range []struct {
		name  string
		r     Request
		say   string
		heard string
		err   string
		rest  string
	}{
		{name: "5, name", r: Request{Version: 5, Host: "a.test", Port: 80}, say: "\x05\x00" + ok5 + "HTTP", heard: "\x05\x01\x00\x05\x01\x00\x03\x06a.test\x00\x50", rest: "HTTP"},
		{name: "5, address", r: Request{Version: 5, Host: "a.test", Addr: four, Port: 443}, say: "\x05\x00" + ok5, heard: "\x05\x01\x00\x05\x01\x00\x01\xc0\x00\x02\x01\x01\xbb"},
		{name: "5, IPv6, named answer", r: Request{Version: 5, Addr: six, Port: 1}, say: "\x05\x00\x05\x00\x00\x03\x02abPPx", heard: "\x05\x01\x00\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01", rest: "x"},
		{name: "5, password", r: Request{Version: 5, Host: "a", Port: 1, User: "me", Password: "pw", HasUser: true}, say: "\x05\x02\x01\x00\x05\x00\x00\x04abcdefghijklmnopPP", heard: "\x05\x02\x00\x02\x01\x02me\x02pw\x05\x01\x00\x03\x01a\x00\x01"},
		{name: "5, password not wanted", r: Request{Version: 5, Host: "a", Port: 1, User: "me", HasUser: true}, say: "\x05\x00" + ok5, heard: "\x05\x02\x00\x02\x05\x01\x00\x03\x01a\x00\x01"},
		{name: "5, password wrong", r: Request{Version: 5, Host: "a", Port: 1, User: "me", HasUser: true}, say: "\x05\x02\x01\x01", heard: "\x05\x02\x00\x02\x01\x02me\x00", err: ErrCredentialsRefused.Error()},
		{name: "5, password missing", r: Request{Version: 5, Host: "a", Port: 1}, say: "\x05\xff", heard: "\x05\x01\x00", err: ErrCredentialsNeeded.Error()},
		{name: "5, other method", r: Request{Version: 5, Host: "a", Port: 1}, say: "\x05\x01", heard: "\x05\x01\x00", err: ErrMethod.Error()},
		{name: "5, refused", r: Request{Version: 5, Host: "a", Port: 1}, say: "\x05\x00\x05\x05\x00\x01", heard: "\x05\x01\x00\x05\x01\x00\x03\x01a\x00\x01", err: "the SOCKS proxy says: connection refused"},
		{name: "5, refused in an unknown way", r: Request{Version: 5, Host: "a", Port: 1}, say: "\x05\x00\x05\x77\x00\x01", heard: "\x05\x01\x00\x05\x01\x00\x03\x01a\x00\x01", err: "the SOCKS proxy says: failure of the unknown kind 119"},
		{name: "5, HTTP", r: Request{Version: 5, Host: "a", Port: 1}, say: "HTTP/1.1 400", heard: "\x05\x01\x00", err: "the proxy does not speak SOCKS: its answer begins with 0x48", rest: "TP/1.1 400"},
		{name: "5, cut off", r: Request{Version: 5, Host: "a", Port: 1}, say: "\x05\x00\x05\x00", heard: "\x05\x01\x00\x05\x01\x00\x03\x01a\x00\x01", err: "unexpected EOF"},
		{name: "5, no name", r: Request{Version: 5, Port: 1}, say: "\x05\x00", heard: "\x05\x01\x00", err: "a host name for SOCKS has 1 to 255 bytes, this one has 0"},
		{name: "4", r: Request{Version: 4, Addr: four, Port: 80, User: "me"}, say: "\x00\x5a\x00\x00\x00\x00\x00\x00x", heard: "\x04\x01\x00\x50\xc0\x00\x02\x01me\x00", rest: "x"},
		{name: "4a", r: Request{Version: 4, Host: "a.test", Port: 80}, say: "\x00\x5a\x00\x00\x00\x00\x00\x00", heard: "\x04\x01\x00\x50\x00\x00\x00\x01\x00a.test\x00"},
		{name: "4, refused", r: Request{Version: 4, Addr: four, Port: 80}, say: "\x00\x5b\x00\x00\x00\x00\x00\x00", heard: "\x04\x01\x00\x50\xc0\x00\x02\x01\x00", err: "the SOCKS proxy says: request rejected or failed"},
		{name: "4, IPv6", r: Request{Version: 4, Addr: six, Port: 80}, err: "SOCKS 4 knows no IPv6 addresses"},
	} {
		s := &script{say: bytes.NewReader([]byte(c.say))}
		err := Connect(s, &c.r)
		if got := errText(err); got != c.err {
			t.Errorf("%s: %q, want %q", c.name, got, c.err)
		}
		if s.heard.String() != c.heard {
			t.Errorf("%s: wrote %q, want %q", c.name, s.heard.String(), c.heard)
		}
		if rest, _ := io.ReadAll(s.say); c.rest != "" && string(rest) != c.rest {
			t.Errorf("%s: left %q, want %q", c.name, rest, c.rest)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestRefusedTarget(t *testing.T) {
	t.Parallel()
	for code, target := range map[byte]bool{1: false, 2: false, 3: true, 4: true, 5: true, 6: true, 7: false, 8: false, 99: false} {
		var r *RefusedError
		if err := refused5(code); !errors.As(err, &r) || r.Target != target || r.Code != code || r.Reason == "" {
			t.Errorf("%d: %+v", code, err)
		}
	}
}

// FuzzConnect looks for answers that are read without end, or past what they say.
func FuzzConnect(f *testing.F) {
	for _, s := range []string{"\x05\x00\x05\x00\x00\x01\x01\x02\x03\x04\x00\x50rest", "\x05\x02\x01\x00\x05\x00\x00\x03\x00PP", "\x00\x5a\x00\x00\x00\x00\x00\x00", "\x05\xff", "HTTP/1.1 400"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, answer string, five bool) {
		r := &Request{Version: 4, Host: "a.test", Port: 80}
		if five {
			r = &Request{Version: 5, Host: "a.test", Port: 80, User: "u", Password: "p", HasUser: true}
		}
		s := &script{say: bytes.NewReader([]byte(answer))}
		err := Connect(s, r)
		rest, _ := io.ReadAll(s.say)
		if used := len(answer) - len(rest); err == nil && (used < 8 || used > 2+2+4+1+255+2) {
			t.Errorf("%q was taken for an answer of %d bytes", answer, used)
		}
	})
}
