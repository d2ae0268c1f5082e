package http1

import "slices"

// Finding is a rule that the peer broke, kept so that a person can see it. Title, Why and Did are short sentences
// without a full stop at the end of the title; the bytes are in the Raw beside it.
type Finding struct {
	Rule    string `json:"rule"`             // stable id, such as "space-before-colon"
	Title   string `json:"title"`            // the rule broken, such as "Space between a field name and its colon"
	Line    int    `json:"line"`             // line in Raw, from 1; 0 where lines do not apply: in a chunked body, or without Raw
	Offset  int    `json:"offset"`           // first byte, from 0: in Raw for a head, in the body as it was sent for a body
	Length  int    `json:"length"`           // bytes concerned; 0 if the place is between two bytes or unknown
	Section string `json:"section"`          // such as "RFC 9112, section 5.1"
	Detail  string `json:"detail,omitempty"` // what was there, when the bytes alone do not tell: "412 and 398"
	Why     string `json:"why"`              // what can go wrong
	Did     string `json:"did"`              // what the reader did about it
	Refused bool   `json:"refused"`          // reading stopped here; false in lenient reading when it went on
}

// maxFindings bounds what is kept of one response: a peer that is wrong in every line is understood after this many.
const maxFindings = 32

// notes collects the findings of one head or body.
type notes struct {
	list        []Finding
	lenient     bool
	inBody      bool // lines are not counted, and what breaks is the body
	base        int  // offset of the text being read
	refusal     *Error
	pastRefusal bool // read on where a strict reader stops
}

// add keeps a finding and says whether reading stops: the rule refuses, and no lenient reading applies.
func (n *notes) add(ru *rule, line, off, length int, detail string) (stop bool) {
	f := ru.finding(n.lenient)
	f.Line, f.Offset, f.Length, f.Detail = line, n.base+off, length, detail
	if n.inBody {
		f.Line = 0
	}
	first := f.Refused && n.refusal == nil
	if len(n.list) < maxFindings || first {
		n.list = append(n.list, f)
	}
	if first {
		n.refusal = &Error{Kind: ru.kind, Finding: f}
		if n.inBody && ru.kind == Malformed {
			n.refusal.Kind = BrokenBody
		}
	}
	n.pastRefusal = n.pastRefusal || !f.Refused && !ru.tolerated()
	return f.Refused
}

// once is add for rules that would otherwise repeat in every line.
func (n *notes) once(ru *rule, line, off, length int) {
	if !n.has(ru) {
		n.add(ru, line, off, length, "")
	}
}

func (n *notes) has(ru *rule) bool {
	return slices.ContainsFunc(n.list, func(f Finding) bool { return f.Rule == ru.id })
}

// failed returns the first refusal with all findings, nil if there was none.
func (n *notes) failed() *Error {
	if n.refusal != nil {
		n.refusal.Findings = n.list
	}
	return n.refusal
}
