package session

import (
	"context"
	"crypto/tls"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// handshake is one TLS handshake of a connection, with its host or with the proxy in front of that. It runs on the
// connection's goroutine, also where it waits for a person.
type handshake struct {
	c          *conn
	t          *trust
	host       string // host:port: whom a client certificate, an exception and a question are for
	sent, name string // what is sent as the name of the server, and what its certificate must be for
	proxy      bool
	wait       *patience
	verdict    *verdict   // of the server's certificate, nil before it came
	failed     *TLSInfo   // what there was when the certificate was refused
	exception  TrustScope // on what grounds it was accepted although it has a fault
	cache      tls.ClientSessionCache
	asked      *ClientCertificateRequest // nil: it has not asked
	shown      *ClientCertificate        // nil: none
	unique     atomic.Bool               // nothing of it may be resumed
}

// patience is the I/O timeout of a handshake. It does not run while a person is asked.
type patience struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration
	timer  *time.Timer // nil: there is no limit
}

func (c *conn) patient() *patience {
	p := &patience{limit: c.set.Timeout}
	p.ctx, p.cancel = context.WithCancelCause(c.ctx)
	if p.limit > 0 {
		p.timer = time.AfterFunc(p.limit, func() { p.cancel(ErrTimeout) })
	}
	return p
}

func (p *patience) hold() {
	if p.timer != nil {
		p.timer.Stop()
	}
}

func (p *patience) goOn() {
	if p.timer != nil {
		p.timer.Reset(p.limit)
	}
}

func (p *patience) end() {
	p.hold()
	p.cancel(nil)
}

func (p *patience) over() bool { return errors.Is(context.Cause(p.ctx), ErrTimeout) }

// shake puts TLS on the socket (RFC 8446). host is host:port of whom it is spoken with.
// With an error the info is what there was by then, nil if nothing.
func (c *conn) shake(host string, proxy bool) (*tls.Conn, *TLSInfo, error) {
	h := &handshake{c: c, t: c.set.trust, host: host, proxy: proxy, wait: c.patient(), cache: *c.set.trust.cache.Load()}
	h.sent, h.name = h.t.serverName(host)
	defer h.wait.end()
	tc := tls.Client(c.t.raw, h.config())
	if err := tc.HandshakeContext(h.wait.ctx); err != nil {
		return nil, h.failed, h.problem(err)
	}
	if !proxy {
		c.asked, c.shown = h.asked, h.shown
	}
	return tc, h.info(tc.ConnectionState()), nil
}

func (h *handshake) config() *tls.Config {
	cfg := &tls.Config{
		ServerName:         h.sent,
		MinVersion:         uint16(h.t.low),
		MaxVersion:         uint16(h.t.high),
		ClientSessionCache: h,
		// Verification is ours, in VerifyConnection: it runs on resumption too, and tells the error of a chain that
		// a non-strict session accepts.
		InsecureSkipVerify:   true,
		VerifyConnection:     h.verify,
		GetClientCertificate: h.identify,
	}
	if h.t.low < TLS12 {
		cfg.CipherSuites = oldCiphers()
	}
	if h.t.keys != nil {
		cfg.KeyLogWriter = h.t.keys
	}
	return cfg
}

// verify decides about the server's certificate.
func (h *handshake) verify(cs tls.ConnectionState) error {
	h.verdict = h.t.verify(cs, h.name)
	if h.verdict.err == nil || !h.t.strict {
		return nil
	}
	err := h.except(cs)
	if err != nil {
		h.failed = h.info(cs)
	}
	return err
}

// identify finds the client certificate for a server that asks for one.
func (h *handshake) identify(r *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	h.unique.Store(true)
	h.asked = h.request(r)
	c, err := h.choose()
	if err != nil {
		return nil, err
	}
	if h.shown = c; c == nil {
		return new(tls.Certificate), nil // the server decides whether that will do
	}
	return &c.cert, nil
}

// maxAuthorities is how many authorities a request lists; some servers name every one that they know.
const maxAuthorities = 100

func (h *handshake) request(r *tls.CertificateRequestInfo) *ClientCertificateRequest {
	q := &ClientCertificateRequest{Host: h.host, Proxy: h.proxy}
	for i, der := range r.AcceptableCAs {
		if i == maxAuthorities {
			q.More = len(r.AcceptableCAs) - i
			break
		}
		var rdn pkix.RDNSequence
		if rest, err := asn1.Unmarshal(der, &rdn); err == nil && len(rest) == 0 {
			q.Authorities = append(q.Authorities, rdn.String())
		}
	}
	return q
}

// Get and Put are the session cache of this handshake. Hosts are kept apart by port and name: what one has given is shown
// to no other.
func (h *handshake) Get(key string) (*tls.ClientSessionState, bool) {
	return h.cache.Get(h.host + " " + key)
}

// Put keeps what can be resumed, but for a connection whose server wanted to know who we are, for it would know again without
// asking, whoever we chose to be then; and for one that was trusted once.
func (h *handshake) Put(key string, s *tls.ClientSessionState) {
	if s != nil && h.unique.Load() {
		return
	}
	h.cache.Put(h.host+" "+key, s)
}

// gaveUp says whether the peer closed the connection while a person was asked about it: another one can be made, and nobody
// needs to be asked again.
func (c *conn) gaveUp(err *Error) bool {
	return c.waited && (errors.Is(err.Err, io.EOF) || errors.Is(err.Err, io.ErrUnexpectedEOF) || errors.Is(err.Err, syscall.ECONNRESET) || errors.Is(err.Err, syscall.EPIPE))
}

// problem gives the error of a handshake its type.
func (h *handshake) problem(err error) error {
	var cert *CertificateError
	switch {
	case h.wait.over():
		return ErrTimeout
	case h.failed != nil && errors.As(h.verdict.err, &cert):
		return cert
	case strings.Contains(err.Error(), "protocol version not supported"), strings.Contains(err.Error(), "unsupported protocol version"):
		return &TLSVersionError{Host: h.host, Min: h.t.low, Max: h.t.high, Err: err}
	}
	return refusal(h.host, h.asked, h.shown, err)
}

// clientAlerts are the alerts by which a server refuses a client certificate, or misses one (RFC 8446 section 6.2).
var clientAlerts = []string{"certificate required", "bad certificate", "unsupported certificate", "revoked certificate", "expired certificate",
	"unknown certificate", "access denied", "handshake failure", "decrypt error"}

// refusal tells an alert that is about the client certificate from any other error.
func refusal(host string, asked *ClientCertificateRequest, shown *ClientCertificate, err error) error {
	var op *net.OpError
	if asked == nil || !errors.As(err, &op) || op.Op != "remote error" {
		return err
	}
	for _, a := range clientAlerts {
		if strings.Contains(op.Err.Error(), a) {
			r := &ClientRefusedError{Host: host, Authorities: asked.Authorities, Err: err}
			if shown != nil {
				r.Subject = shown.Subject()
			}
			return r
		}
	}
	return err
}

// TLSVersionError says that a server speaks no version of TLS in the range that is allowed.
type TLSVersionError struct {
	Host     string     // host:port
	Min, Max TLSVersion // what is allowed
	Err      error      // of crypto/tls
}

func (e *TLSVersionError) Error() string {
	return "no version of TLS from " + e.Min.String() + " to " + e.Max.String() + ": " + e.Err.Error()
}

// Unwrap gives the error of crypto/tls.
func (e *TLSVersionError) Unwrap() error { return e.Err }

// ClientRefusedError says that a server refused the client certificate, or that it wants one.
type ClientRefusedError struct {
	Host        string   // host:port
	Subject     string   // of the certificate that was sent, "" none was
	Authorities []string // whose certificates it takes, as in ClientCertificateRequest
	Err         error    // the alert
}

func (e *ClientRefusedError) Error() string { return "client certificate: " + e.Err.Error() }

// Unwrap gives the alert.
func (e *ClientRefusedError) Unwrap() error { return e.Err }

// InteractionError says that tls-interaction could not give what a handshake needs.
type InteractionError struct {
	Host string // host:port that asked
	Err  error  // of the TLSInteraction
}

func (e *InteractionError) Error() string { return "client certificate: " + e.Err.Error() }

// Unwrap gives the error of the TLSInteraction.
func (e *InteractionError) Unwrap() error { return e.Err }
