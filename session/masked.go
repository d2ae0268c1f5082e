package session

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
)

// What holds secrets prints itself without them, by every verb: values get into logs, errors and panics by accident. Field
// and Fields are plain data and print as they are; MaskFields is for them.

// Format prints the message in a few words, by every verb: method, URL without user info, and number.
func (m *Message) Format(f fmt.State, _ rune) {
	if m == nil {
		fmt.Fprint(f, "no message")
		return
	}
	u := m.URI()
	fmt.Fprint(f, m.Method()+" "+displayURL(u))
	if id := m.ID(); id != 0 {
		fmt.Fprint(f, " (message "+strconv.FormatUint(uint64(id), 10)+")")
	}
}

// Format prints the properties with the password in ProxyURI masked.
func (p Properties) Format(f fmt.State, verb rune) {
	type plain Properties
	q := plain(p)
	q.ProxyURI = p.proxyURI()
	fmt.Fprintf(f, fmt.FormatString(f, verb), q)
}

// LogValue is the properties as they are printed, for structured logs.
func (p Properties) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", p)) }

type (
	plainAsked    Asked
	plainSent     Sent
	plainResponse Response
	plainBodyEnd  BodyEnd
)

func (d *Asked) masked() *plainAsked {
	q := plainAsked(*d)
	q.Fields = MaskFields(d.Fields)
	return &q
}

func (d *Sent) masked() *plainSent {
	q := plainSent(*d)
	q.Fields = MaskFields(d.Fields)
	return &q
}

func (d *Response) masked() *plainResponse {
	q := plainResponse(*d)
	q.Fields = MaskFields(d.Fields)
	return &q
}

func (d *BodyEnd) masked() *plainBodyEnd {
	q := plainBodyEnd(*d)
	q.Trailer = MaskFields(d.Trailer)
	return &q
}

// Format prints the request with its secrets masked.
func (d *Asked) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), d.masked())
}

// Format prints the request with its secrets masked.
func (d *Sent) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), d.masked())
}

// Format prints the response with its secrets masked.
func (d *Response) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), d.masked())
}

// Format prints the end of a body with the secrets of its trailer masked.
func (d *BodyEnd) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), d.masked())
}

// MarshalJSON writes the request with its secrets masked.
func (d *Asked) MarshalJSON() ([]byte, error) { return json.Marshal(d.masked()) }

// MarshalJSON writes the request with its secrets masked.
func (d *Sent) MarshalJSON() ([]byte, error) { return json.Marshal(d.masked()) }

// MarshalJSON writes the response with its secrets masked.
func (d *Response) MarshalJSON() ([]byte, error) { return json.Marshal(d.masked()) }

// MarshalJSON writes the end of a body with the secrets of its trailer masked.
func (d *BodyEnd) MarshalJSON() ([]byte, error) { return json.Marshal(d.masked()) }
