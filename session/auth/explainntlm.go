package auth

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
)

// ntlmFlags are the names of the bits that say something to people (MS-NLMP section 2.2.2.5).
var ntlmFlags = []struct {
	bit  uint32
	name string
}{
	{1 << 0, "Unicode"}, {1 << 1, "OEM"}, {1 << 4, "sign"}, {1 << 5, "seal"}, {1 << 7, "LM key"}, {1 << 9, "NTLM"}, {1 << 11, "anonymous"},
	{1 << 15, "always sign"}, {1 << 16, "target is a domain"}, {1 << 17, "target is a server"}, {1 << 19, "extended session security"},
	{1 << 23, "target info"}, {1 << 25, "version"}, {1 << 29, "128 bit"}, {1 << 30, "key exchange"}, {1 << 31, "56 bit"},
}

// ntlmTargets are the names of the pairs of a challenge (MS-NLMP section 2.2.2.1).
var ntlmTargets = map[uint16]string{1: "computer", 2: "domain", 3: "computer, DNS", 4: "domain, DNS", 5: "forest, DNS", 9: "service"}

// explainNTLM takes one of the three messages apart. What cannot be read is left out.
func explainNTLM(token string) []Fact {
	b, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(b) < 12 || string(b[:8]) != "NTLMSSP\x00" {
		return []Fact{{Name: "message", Value: token, Note: "not an NTLM message", Secret: true}}
	}
	m := ntlmMessage(b)
	switch kind := m.u32(8); kind {
	case 1:
		return []Fact{{Name: "message", Value: "1, negotiate", Note: "begins the handshake of this connection"}, {Name: "flags", Value: m.flags(12)}}
	case 2:
		return m.challenge()
	case 3:
		return m.authenticate()
	default:
		return []Fact{{Name: "message", Value: fmt.Sprint(kind), Note: "of an unknown kind"}}
	}
}

// ntlmMessage reads fields wherever they lie, and nothing where they do not.
type ntlmMessage []byte

func (m ntlmMessage) u32(at int) uint32 {
	if at+4 > len(m) {
		return 0
	}
	return binary.LittleEndian.Uint32(m[at:])
}

// field is what the descriptor at a place points to.
func (m ntlmMessage) field(at int) []byte {
	if at+8 > len(m) {
		return nil
	}
	n, from := int(binary.LittleEndian.Uint16(m[at:])), int64(m.u32(at+4))
	if from+int64(n) > int64(len(m)) {
		return nil
	}
	return m[from : from+int64(n)]
}

func (m ntlmMessage) flags(at int) string {
	bits := m.u32(at)
	var names []string
	for _, f := range ntlmFlags {
		if bits&f.bit != 0 {
			names = append(names, f.name)
		}
	}
	return fmt.Sprintf("0x%08x", bits) + ": " + strings.Join(names, ", ")
}

// text reads a string of a message whose flags say how it is written.
func (m ntlmMessage) text(b []byte, flags uint32) string {
	if flags&1 == 0 {
		return string(b)
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func (m ntlmMessage) challenge() []Fact {
	facts := []Fact{{Name: "message", Value: "2, challenge", Note: "the next one has the answer"}}
	flags := m.u32(20)
	if t := m.text(m.field(12), flags); t != "" {
		facts = append(facts, Fact{Name: "target", Value: t})
	}
	facts = append(facts, Fact{Name: "flags", Value: m.flags(20)})
	if len(m) >= 32 {
		facts = append(facts, Fact{Name: "challenge", Value: hex.EncodeToString(m[24:32]), Note: "8 bytes, the server's"})
	}
	for info := m.field(40); len(info) >= 4; {
		id, n := binary.LittleEndian.Uint16(info), int(binary.LittleEndian.Uint16(info[2:]))
		if id == 0 || 4+n > len(info) {
			break
		}
		if name := ntlmTargets[id]; name != "" {
			facts = append(facts, Fact{Name: name, Value: m.text(info[4:4+n], 1)})
		}
		info = info[4+n:]
	}
	return facts
}

func (m ntlmMessage) authenticate() []Fact {
	flags := m.u32(60)
	facts := []Fact{{Name: "message", Value: "3, authenticate", Note: "signs this connection in"}}
	for _, f := range []struct {
		name string
		at   int
	}{{"domain", 28}, {"user", 36}, {"workstation", 44}} {
		if t := m.text(m.field(f.at), flags); t != "" {
			facts = append(facts, Fact{Name: f.name, Value: t})
		}
	}
	if nt := m.field(20); len(nt) > 0 {
		note := "proves the password, version 1"
		if len(nt) > 24 {
			note = "proves the password, version 2"
		}
		facts = append(facts, Fact{Name: "response", Value: hex.EncodeToString(nt), Note: note, Secret: true})
	}
	return append(facts, Fact{Name: "flags", Value: m.flags(60)})
}
