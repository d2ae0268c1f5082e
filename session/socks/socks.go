// Package socks asks a SOCKS proxy for a connection, as the client: version 4 with its extension 4a, and version 5 (RFC
// 1928) with name and password (RFC 1929). It reads and writes on a connection that is there already.
package socks

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
)

// Request is what a proxy is asked for.
type Request struct {
	Version  int        // 4 or 5
	Host     string     // the name of the target, for the proxy to look up; used where Addr is not valid
	Addr     netip.Addr // the address of the target
	Port     uint16
	User     string // version 5: only where the proxy asks for it
	Password string
	HasUser  bool // User and Password were given
}

// RefusedError says that the proxy did not make the connection.
type RefusedError struct {
	Code   byte   // as received
	Reason string // in words
	// Target says that the proxy tried: the target is out of reach, not the proxy unwilling.
	Target bool
}

func (e *RefusedError) Error() string { return "the SOCKS proxy says: " + e.Reason }

// Errors of Connect besides those of reading and writing.
var (
	ErrCredentialsNeeded  = errors.New("the SOCKS proxy wants a name and a password")
	ErrCredentialsRefused = errors.New("the SOCKS proxy refuses the name and password")
	ErrMethod             = errors.New("the SOCKS proxy offers no way to sign in that is known here")
)

// VersionError is an answer that is not SOCKS.
type VersionError struct{ Got byte }

func (e *VersionError) Error() string {
	return fmt.Sprintf("the proxy does not speak SOCKS: its answer begins with 0x%02x", e.Got)
}

// Connect has the proxy at the other end of rw connect to the target. With no error, what is read and written next is the
// target's. It reads no byte too many.
func Connect(rw io.ReadWriter, r *Request) error {
	if r.Version == 4 {
		return connect4(rw, r)
	}
	return connect5(rw, r)
}

// connect4 is one question and one answer (SOCKS 4, and 4a where the proxy looks the name up).
func connect4(rw io.ReadWriter, r *Request) error {
	ask := []byte{4, 1, byte(r.Port >> 8), byte(r.Port)}
	switch addr := r.Addr.Unmap(); {
	case addr.Is4():
		a := addr.As4()
		ask = append(ask, a[:]...)
	case r.Addr.IsValid():
		return errors.New("SOCKS 4 knows no IPv6 addresses")
	default:
		ask = append(ask, 0, 0, 0, 1)
	}
	if !plain(r.User) || !plain(r.Host) {
		return errors.New("a name for SOCKS 4 has no zero byte")
	}
	ask = append(append(ask, r.User...), 0)
	if !r.Addr.IsValid() {
		ask = append(append(ask, r.Host...), 0)
	}
	if _, err := rw.Write(ask); err != nil {
		return err
	}
	var answer [8]byte
	if _, err := io.ReadFull(rw, answer[:]); err != nil {
		return err
	}
	if answer[0] != 0 {
		return &VersionError{answer[0]}
	}
	switch code := answer[1]; code {
	case 0x5a:
		return nil
	case 0x5c, 0x5d:
		return &RefusedError{Code: code, Reason: "it wants to know who asks"}
	default:
		return &RefusedError{Code: code, Reason: "request rejected or failed", Target: code == 0x5b}
	}
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] == 0 {
			return false
		}
	}
	return true
}

// The methods of RFC 1928 section 3.
const (
	noMethod       = 0xff
	methodNone     = 0
	methodPassword = 2
)

// connect5 agrees on a method, signs in, and asks.
func connect5(rw io.ReadWriter, r *Request) error {
	hello := []byte{5, 1, methodNone}
	if r.HasUser {
		hello = []byte{5, 2, methodNone, methodPassword}
	}
	if _, err := rw.Write(hello); err != nil {
		return err
	}
	var chosen [2]byte
	if _, err := io.ReadFull(rw, chosen[:]); err != nil {
		return err
	}
	if chosen[0] != 5 {
		return &VersionError{chosen[0]}
	}
	switch {
	case chosen[1] == methodNone:
	case chosen[1] == methodPassword && r.HasUser:
		if err := signIn(rw, r); err != nil {
			return err
		}
	case chosen[1] == noMethod && !r.HasUser:
		return ErrCredentialsNeeded
	default:
		return ErrMethod
	}
	return request5(rw, r)
}

// signIn is RFC 1929.
func signIn(rw io.ReadWriter, r *Request) error {
	if len(r.User) == 0 || len(r.User) > 255 || len(r.Password) > 255 {
		return errors.New("name and password for SOCKS have at most 255 bytes each, and the name at least one")
	}
	ask := append([]byte{1, byte(len(r.User))}, r.User...)
	ask = append(append(ask, byte(len(r.Password))), r.Password...)
	if _, err := rw.Write(ask); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(rw, answer[:]); err != nil {
		return err
	}
	if answer[1] != 0 {
		return ErrCredentialsRefused
	}
	return nil
}

// request5 is RFC 1928 sections 4 to 6.
func request5(rw io.ReadWriter, r *Request) error {
	ask := []byte{5, 1, 0}
	switch addr := r.Addr.Unmap(); {
	case addr.Is4():
		a := addr.As4()
		ask = append(append(ask, 1), a[:]...)
	case addr.IsValid():
		a := addr.As16()
		ask = append(append(ask, 4), a[:]...)
	case len(r.Host) == 0 || len(r.Host) > 255:
		return errors.New("a host name for SOCKS has 1 to 255 bytes, this one has " + strconv.Itoa(len(r.Host)))
	default:
		ask = append(append(ask, 3, byte(len(r.Host))), r.Host...)
	}
	ask = append(ask, byte(r.Port>>8), byte(r.Port))
	if _, err := rw.Write(ask); err != nil {
		return err
	}
	var head [4]byte
	if _, err := io.ReadFull(rw, head[:]); err != nil {
		return err
	}
	if head[0] != 5 {
		return &VersionError{head[0]}
	}
	if head[1] != 0 {
		return refused5(head[1]) // the rest is of no interest: the proxy closes
	}
	return skipAddress(rw, head[3])
}

// skipAddress reads the address that the proxy connects from, and its port.
func skipAddress(r io.Reader, kind byte) error {
	n := 0
	switch kind {
	case 1:
		n = 4
	case 4:
		n = 16
	case 3:
		var l [1]byte
		if _, err := io.ReadFull(r, l[:]); err != nil {
			return err
		}
		n = int(l[0])
	default:
		return fmt.Errorf("the SOCKS proxy answers with an address of the unknown kind %d", kind)
	}
	var rest [255 + 2]byte
	_, err := io.ReadFull(r, rest[:n+2])
	return err
}

var replies5 = map[byte]RefusedError{
	1: {Reason: "general failure"},
	2: {Reason: "not allowed by its rules"},
	3: {Reason: "network unreachable", Target: true},
	4: {Reason: "host unreachable", Target: true},
	5: {Reason: "connection refused", Target: true},
	6: {Reason: "the way is too long (TTL expired)", Target: true},
	7: {Reason: "command not supported"},
	8: {Reason: "kind of address not supported"},
}

func refused5(code byte) error {
	e, known := replies5[code]
	if !known {
		e.Reason = "failure of the unknown kind " + strconv.Itoa(int(code))
	}
	e.Code = code
	return &e
}
