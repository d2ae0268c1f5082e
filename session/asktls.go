package session

import "crypto/tls"

// CertificateQuestion is what a person has to know to trust a certificate that breaks a rule.
type CertificateQuestion struct {
	Fingerprint string   `json:"sha256"`         // what an exception would be for, with Question.Host
	Name        string   `json:"name,omitempty"` // whom the certificate must be for
	TLS         *TLSInfo `json:"tls"`            // the handshake so far: TLSInfo.Certificates is the chain, TLSInfo.Faults why this is asked
}

// tlsQuestion is a question on its way from a handshake to the engine and back. The handshake waits for it.
type tlsQuestion struct {
	kind        QuestionKind
	h           *handshake
	info        *TLSInfo // of AskCertificate
	fingerprint string

	trust  TrustScope         // the answer to AskCertificate, "" no
	client *ClientCertificate // the answer to AskClientCertificate, nil none
}

// consult has a person decide. It gives an error when the connection was taken away meanwhile.
func (h *handshake) consult(q *tlsQuestion) error {
	q.h = h
	h.wait.hold()
	defer h.wait.goOn()
	h.c.res.data = q
	err := h.c.parkAt(KindQuestion)
	h.c.waited = h.c.waited || err == nil && (q.trust != "" || q.client != nil)
	return err
}

// except decides about a certificate with a fault, in a strict session.
func (h *handshake) except(cs tls.ConnectionState) error {
	s := h.c.s
	if len(cs.PeerCertificates) == 0 {
		return h.verdict.err
	}
	fp := Fingerprint(cs.PeerCertificates[0])
	if e, ok := s.people.excepted(h.host, fp); ok {
		h.exception = e.Scope
		return nil
	}
	if !s.asks[AskCertificate] {
		return h.verdict.err
	}
	q := &tlsQuestion{kind: AskCertificate, info: h.info(cs), fingerprint: fp}
	if err := h.consult(q); err != nil {
		return err
	}
	if q.trust == "" {
		return h.verdict.err
	}
	h.exception = q.trust
	if q.trust == TrustOnce {
		h.unique.Store(true)
	}
	return nil
}

// choose asks for a client certificate: tls-interaction first, then what was chosen before, then a person.
func (h *handshake) choose() (*ClientCertificate, error) {
	if i := h.t.interaction; i != nil {
		h.wait.hold()
		c, err := i.ClientCertificate(h.wait.ctx, h.asked)
		h.wait.goOn()
		if err != nil {
			return nil, &InteractionError{Host: h.host, Err: err}
		}
		if c != nil {
			return c, nil
		}
	}
	s := h.c.s
	if c := s.people.client(h.host); c != nil || !s.asks[AskClientCertificate] {
		return c, nil
	}
	q := &tlsQuestion{kind: AskClientCertificate}
	err := h.consult(q)
	return q.client, err
}

// tlsAsked puts the question of a handshake, unless it was answered meanwhile. Runs on the engine.
func (s *Session) tlsAsked(c *conn, it *item, t *tlsQuestion) {
	host := t.h.host
	q := &question{q: Question{Kind: t.kind, Method: it.m.Method(), URL: it.url, Host: host, Proxy: t.h.proxy, TLS: true},
		after: func() { s.shakeOn(c) }}
	if t.kind == AskClientCertificate {
		if t.client = s.people.client(host); t.client != nil {
			s.shakeOn(c)
			return
		}
		q.q.ClientCertificate = t.h.asked
		q.alike = "client " + host
		q.answer = func(a Answer) {
			if t.client = a.Certificate; t.client == nil {
				q.alike = "" // none, this time
				return
			}
			s.chooseClient(host, t.client)
		}
		q.shared = func(*question) { t.client = s.people.client(host) }
		s.put(it, q)
		return
	}
	exception := host + " " + t.fingerprint
	if e, ok := s.people.excepted(host, t.fingerprint); ok {
		t.trust = e.Scope
	} else if it.trusts[exception] {
		t.trust = TrustOnce
	}
	if t.trust != "" {
		c.lean(t)
		s.shakeOn(c)
		return
	}
	q.q.Certificate = &CertificateQuestion{Fingerprint: t.fingerprint, Name: t.h.name, TLS: t.info}
	q.answer = func(a Answer) {
		switch t.trust = a.Trust; t.trust {
		case TrustOnce:
			q.alike = ""
			if it.trusts == nil {
				it.trusts = map[string]bool{}
			}
			it.trusts[exception] = true
		case TrustSession, TrustGiven:
			s.except(TLSException{Host: host, Fingerprint: t.fingerprint, Scope: t.trust, Subject: t.info.Chain[0]})
		default:
			t.trust, q.alike = "", ""
		}
		c.lean(t)
	}
	q.alike = exception
	q.shared = func(*question) {
		if e, ok := s.people.excepted(host, t.fingerprint); ok {
			t.trust = e.Scope
		}
	}
	s.put(it, q)
}

// lean has a connection serve one message only where no more was allowed.
func (c *conn) lean(t *tlsQuestion) {
	if t.trust == TrustOnce {
		c.parting = "its certificate was trusted for one message"
	}
}

// shakeOn lets the handshake of a connection go on.
func (s *Session) shakeOn(c *conn) {
	s.speakUp()
	c.word <- nil
}
