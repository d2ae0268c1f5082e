package auth

import (
	"encoding/base64"
	"fmt"
	"sort"
	"strings"

	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
)

// explainNegotiate tells what a token of Negotiate carries: a Kerberos ticket and for which service, NTLM inside, or what the
// server made of it (RFC 4178).
func explainNegotiate(token string) (facts []Fact) {
	if token == "" {
		return []Fact{{Name: "handshake", Value: "offered", Note: "a ticket is asked for"}}
	}
	b, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return []Fact{{Name: "token", Value: token, Note: "not base64", Secret: true}}
	}
	if strings.HasPrefix(string(b), "NTLMSSP\x00") {
		return append([]Fact{{Name: "mechanism", Value: "NTLM", Note: "inside Negotiate"}}, explainNTLM(token)...)
	}
	defer func() {
		if recover() != nil { // the parser of Kerberos messages is not made for what a peer may send
			facts = []Fact{{Name: "token", Value: token, Note: "cannot be read", Secret: true}}
		}
	}()
	isInit, t, err := spnego.UnmarshalNegToken(b)
	if err != nil {
		if len(b) > 16 && b[0] == 0x60 {
			var s spnego.SPNEGOToken
			if s.Unmarshal(b) == nil && s.Init {
				return explainTicket(s.NegTokenInit.MechTokenBytes)
			}
		}
		return []Fact{{Name: "token", Value: token, Note: "cannot be read", Secret: true}}
	}
	if isInit {
		return explainTicket(t.(spnego.NegTokenInit).MechTokenBytes)
	}
	return explainReply(t.(spnego.NegTokenResp))
}

// explainTicket reads the open part of a Kerberos request: whom the ticket is for. Who has it is encrypted.
func explainTicket(mech []byte) []Fact {
	facts := []Fact{{Name: "mechanism", Value: "Kerberos 5"}}
	var k spnego.KRB5Token
	if k.Unmarshal(mech) != nil || !k.IsAPReq() {
		return facts
	}
	return append(facts, ticketFacts(k.APReq.Ticket)...)
}

func ticketFacts(t messages.Ticket) []Fact {
	return []Fact{
		{Name: "service", Value: t.SName.PrincipalNameString(), Note: "whom the ticket is for"},
		{Name: "realm", Value: t.Realm},
		{Name: "ticket", Value: fmt.Sprintf("%d bytes", len(t.EncPart.Cipher)), Note: "encrypted for the service; it names the user"},
	}
}

// negStates are those of RFC 4178 section 4.2.2.
var negStates = map[int]string{0: "accepted", 1: "not complete", 2: "rejected", 3: "request a signature"}

func explainReply(r spnego.NegTokenResp) []Fact {
	state, known := negStates[int(r.NegState)]
	if !known {
		state = fmt.Sprint(int(r.NegState))
	}
	return []Fact{{Name: "state", Value: state, Note: "what the server made of the ticket"}}
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
