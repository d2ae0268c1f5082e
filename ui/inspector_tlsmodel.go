package ui

import (
	"fmt"
	"strings"
	"time"

	"ladle/session"
	"ladle/ui/timeline"
)

// tlsRow is a line of the TLS tab: the head of a handshake or of a certificate, or one thing that it says.
type tlsRow struct {
	head              string // "" for a fact
	name, value, note string
	good, bad         bool   // what the note says of it
	pem               string // of the certificate that the line belongs to
}

// tlsLeg is a handshake that a message went over.
type tlsLeg struct {
	head string
	info *session.TLSInfo
}

// tlsLegs are the handshakes of a message, in the order of time: those of connections that were opened for it, the one of a
// connection that it took over from an earlier message, and the one that ended in a refusal or waits for an answer.
func tlsLegs(s *inspected) []tlsLeg {
	var legs []tlsLeg
	opened := map[session.ConnID]bool{}
	for i := range s.Events {
		e := &s.Events[i]
		switch d := e.Detail.(type) {
		case *session.NetworkEvent:
			if d.Step != session.StepTLSHandshaked || d.TLS == nil {
				continue
			}
			whom := "the server"
			if d.Proxy != "" {
				whom = "the proxy"
			}
			opened[e.Conn] = true
			legs = append(legs, tlsLeg{fmt.Sprintf("Handshake with %s, c%d, attempt %d", whom, e.Conn, e.Attempt), d.TLS})
		case *session.Outcome:
			if d.Err != nil && d.Err.TLS != nil {
				legs = append(legs, tlsLeg{"Handshake that was refused, with " + d.Err.Address, d.Err.TLS})
			}
		}
	}
	if q := s.Row.Question; q != nil && q.Certificate != nil && q.Certificate.TLS != nil {
		legs = append(legs, tlsLeg{"Handshake that waits for an answer, with " + q.Host, q.Certificate.TLS})
	}
	a := s.Row.Last()
	if s.ConnTLS != nil && a.Conn != 0 && !opened[a.Conn] {
		legs = append(legs, tlsLeg{fmt.Sprintf("Handshake of c%d, made by an earlier message", a.Conn), s.ConnTLS})
	}
	return legs
}

// tlsThere says whether there is anything to say of TLS about a message.
func tlsThere(s *inspected) bool {
	if s.ConnTLS != nil || s.Row.Question != nil && s.Row.Question.Certificate != nil {
		return true
	}
	if o := s.Row.Last().Ended.Outcome; o != nil && o.Err != nil && o.Err.TLS != nil {
		return true
	}
	for i := range s.Row.Attempts {
		if s.Row.Attempts[i].TLS != nil {
			return true
		}
	}
	return false
}

// connTLS is what the handshake of a message's connection agreed on, nil where that was without TLS or is forgotten.
func connTLS(snap *timeline.Snapshot, r *timeline.Row) *session.TLSInfo {
	a := r.Last()
	if a.Conn == 0 || a.TLS != nil {
		return a.TLS
	}
	for _, conns := range [][]timeline.Conn{snap.Conns, snap.Closed} {
		for i := range conns {
			if conns[i].ID == a.Conn && conns[i].Session == r.ID.Session {
				return conns[i].TLS
			}
		}
	}
	return nil
}

// tlsRows takes every handshake apart: what was agreed on, whether the certificate is believed, and the chain.
func tlsRows(s *inspected, now time.Time) []tlsRow {
	var rows []tlsRow
	for _, leg := range tlsLegs(s) {
		rows = append(rows, tlsRow{head: leg.head})
		rows = append(rows, trustRows(leg.info)...)
		rows = append(rows, agreedRows(leg.info)...)
		for n := range leg.info.Certificates {
			rows = append(rows, certificateRows(leg.info.Certificates, n, now)...)
		}
	}
	return rows
}

// agreedRows is what both sides agreed on.
func agreedRows(i *session.TLSInfo) []tlsRow {
	rows := []tlsRow{{name: "version", value: dash(i.Version)}, {name: "cipher", value: dash(i.CipherSuite)}}
	if i.Version == "TLS 1.0" || i.Version == "TLS 1.1" {
		rows[0].note, rows[0].bad = "broken since long", true
	}
	if i.Curve != "" {
		rows = append(rows, tlsRow{name: "key exchange", value: i.Curve})
	}
	alpn := tlsRow{name: "ALPN", value: dash(i.ALPN), note: "agreed on during the handshake"}
	if i.ALPN == "" {
		alpn.note = "none agreed on"
	}
	name := tlsRow{name: "server name", value: dash(i.ServerName), note: "sent in the clear (SNI)"}
	if i.ServerName == "" {
		name.note = "none sent; an address has none"
	}
	resumed := tlsRow{name: "resumed", value: "no", note: "a full handshake"}
	if i.Resumed {
		resumed.value, resumed.note = "yes", "an earlier handshake was continued; the certificate was verified all the same"
	}
	client := tlsRow{name: "client", value: dash(i.Client)}
	switch {
	case i.Client != "":
		client.note = "its certificate was sent, for the server asked"
	case i.ClientAsked:
		client.note = "no certificate was sent, although the server asked"
	default:
		client.note = "the server asked for no certificate"
	}
	return append(rows, alpn, name, resumed, client)
}

// trustRows says whether the certificate is believed, why, and every rule that is broken.
func trustRows(i *session.TLSInfo) []tlsRow {
	if i.Trusted {
		rows := []tlsRow{{name: "trusted", value: "yes", note: "every rule is kept", good: true}}
		return append(rows, revocationRows(i)...)
	}
	rows := []tlsRow{{name: "trusted", value: "no", note: tlsGrounds(i), bad: true}}
	told := false
	for _, c := range i.Certificates {
		for _, f := range c.Faults {
			told = true
			rows = append(rows, tlsRow{name: "broken rule", value: timelineCapital(f.Text), note: f.Rule, bad: true})
		}
	}
	if !told && i.Problem != "" {
		rows = append(rows, tlsRow{name: "problem", value: i.Problem, bad: true})
	}
	return append(rows, revocationRows(i)...)
}

func revocationRows(i *session.TLSInfo) []tlsRow {
	if i.OCSP == "" && i.Revocation == "" {
		return nil
	}
	value := i.OCSP
	if value == "" {
		value = "not stapled"
	}
	return []tlsRow{{name: "revocation", value: value, note: timelineCapital(i.Revocation), good: i.OCSP == "good", bad: i.OCSP == "revoked"}}
}

// tlsGrounds says on what grounds a certificate with a fault was accepted.
func tlsGrounds(i *session.TLSInfo) string {
	switch i.Exception {
	case session.TrustOnce:
		return "accepted for this message"
	case session.TrustSession:
		return "accepted for this session"
	case session.TrustGiven:
		return "accepted always, for this host and this certificate"
	}
	return "a rule is broken"
}

// certificateRows takes one certificate of a chain apart.
func certificateRows(chain []session.CertificateInfo, n int, now time.Time) []tlsRow {
	c := &chain[n]
	rows := []tlsRow{{head: fmt.Sprintf("Certificate %d, %s: %s", n+1, c.Role, c.Name)}, {name: "subject", value: c.Subject}}
	if len(c.Names) > 0 {
		names := tlsRow{name: "names", value: strings.Join(c.Names, ", ")}
		if c.MoreNames > 0 {
			names.note = fmt.Sprintf("and %d more", c.MoreNames)
		}
		rows = append(rows, names)
	}
	valid := tlsRow{name: "valid", value: c.NotBefore.Format("2 Jan 2006") + " to " + c.NotAfter.Format("2 Jan 2006")}
	valid.note, valid.bad = validity(c, now)
	rows = append(rows, tlsRow{name: "issuer", value: c.Issuer, note: signedBy(chain, n), good: c.Trusted}, valid,
		tlsRow{name: "key", value: c.Key}, tlsRow{name: "signature", value: c.Signature}, tlsRow{name: "serial", value: c.Serial},
		tlsRow{name: "SHA-256", value: c.SHA256, note: "the fingerprint"}, tlsRow{name: "SHA-1", value: c.SHA1, note: "for older tools"})
	for i := range rows {
		rows[i].pem = c.PEM
	}
	return rows
}

// signedBy says who has signed a certificate of a chain.
func signedBy(chain []session.CertificateInfo, n int) string {
	c := &chain[n]
	switch {
	case n+1 < len(chain) && c.Issuer == chain[n+1].Subject:
		return fmt.Sprintf("signed by certificate %d", n+2)
	case c.Issuer == c.Subject && c.Trusted:
		return "signed by itself, and trusted"
	case c.Issuer == c.Subject:
		return "signed by itself"
	case c.Trusted:
		return "trusted as it is"
	}
	return "signed by one that is not known here"
}

// validity says how the days of a certificate stand to the present.
func validity(c *session.CertificateInfo, now time.Time) (note string, bad bool) {
	days := func(d time.Duration) string {
		if n := int(d / (24 * time.Hour)); n != 1 {
			return fmt.Sprintf("%d days", n)
		}
		return "1 day"
	}
	switch {
	case now.After(c.NotAfter):
		return "ended " + days(now.Sub(c.NotAfter)) + " ago", true
	case now.Before(c.NotBefore):
		return "begins in " + days(c.NotBefore.Sub(now)), true
	}
	return "ends in " + days(c.NotAfter.Sub(now)), false
}

// dash stands for what is not known, or does not apply.
func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// tlsText is the rows as text.
func tlsText(rows []tlsRow) string {
	var b strings.Builder
	for _, r := range rows {
		if r.head != "" {
			b.WriteString(r.head)
		} else {
			b.WriteString("  " + strings.TrimSpace(strings.Join([]string{r.name, r.value, r.note}, "\t")))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// tlsPEM are the certificates of rows, each once.
func tlsPEM(rows []tlsRow) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, r := range rows {
		if !seen[r.pem] {
			seen[r.pem] = true
			b.WriteString(r.pem)
		}
	}
	return b.String()
}
