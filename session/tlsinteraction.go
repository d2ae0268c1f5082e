package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// TLSInteraction answers what a TLS handshake asks of its user: property tls-interaction. Two values are the same when
// they compare equal. Where it has a method String, that is what people see of it.
type TLSInteraction interface {
	// ClientCertificate is called when a server asks for a client certificate, once a handshake, on the goroutine of the
	// connection, which it may keep waiting: the timeout does not run meanwhile. ctx ends with the connection. nil without an error sends none, after a question
	// where the session asks AskClientCertificate; an error fails the handshake.
	ClientCertificate(ctx context.Context, r *ClientCertificateRequest) (*ClientCertificate, error)
}

// ClientCertificateRequest is what a server says when it asks for a client certificate (RFC 8446 section 4.3.2).
type ClientCertificateRequest struct {
	Host        string   `json:"host"`                  // who asks, host:port; a certificate is for nobody else
	Proxy       bool     `json:"is_proxy,omitempty"`    // a proxy asks
	Authorities []string `json:"authorities,omitempty"` // the subjects that it believes, at most 100; none: it does not say
	More        int      `json:"more,omitempty"`        // how many more there are
}

// OriginCertificates is a TLSInteraction that has a certificate for each of some hosts, and none for any other.
type OriginCertificates struct{ by map[string]*ClientCertificate }

// CertificatesFor makes an OriginCertificates. The keys are host:port, or https URLs whose path does not count. The error is
// a *URLError or of a key that names no host.
func CertificatesFor(by map[string]*ClientCertificate) (*OriginCertificates, error) {
	o := &OriginCertificates{by: map[string]*ClientCertificate{}}
	for k, c := range by {
		host, err := originHost(k)
		if err != nil {
			return nil, err
		}
		o.by[host] = c
	}
	return o, nil
}

// ClientCertificate gives what was chosen for the host that asks.
func (o *OriginCertificates) ClientCertificate(_ context.Context, r *ClientCertificateRequest) (*ClientCertificate, error) {
	return o.by[r.Host], nil
}

// String names each host with its certificate.
func (o *OriginCertificates) String() string {
	var out []string
	for _, host := range slices.Sorted(maps.Keys(o.by)) {
		out = append(out, host+" "+o.by[host].String())
	}
	return strings.Join(out, ", ")
}

// originHost reads host:port, a host alone, or an https URL, and gives host:port.
func originHost(v string) (string, error) {
	if !strings.Contains(v, "://") {
		v = "https://" + v
	}
	u, err := parseURL(v)
	if err != nil {
		return "", err
	}
	if u.Scheme != "https" {
		return "", fmt.Errorf("%s has no TLS", v)
	}
	return (&schemes{}).key(u).addr, nil
}

// setInteraction reads what a person can say about client certificates: a host, the file of its certificate and, if it has
// one of its own, that of the key.
func setInteraction(p *Properties, v string) error {
	v = strings.TrimSpace(v)
	if v == interactionText(p.TLSInteraction) {
		return nil // it is set, perhaps by a program, which knows better how to
	}
	if v == "" || v == "none" {
		p.TLSInteraction = nil
		return nil
	}
	host, files, _ := strings.Cut(v, " ")
	path, key, _ := strings.Cut(files, " key ")
	if strings.TrimSpace(path) == "" {
		return &PropertyError{Name: "tls-interaction", Value: v, What: "no file of a certificate is named", Try: "Write it as host:port certificate.pem key key.pem"}
	}
	c, err := LoadClientCertificate(strings.TrimSpace(path), strings.TrimSpace(key), nil)
	if err != nil {
		e := &PropertyError{Name: "tls-interaction", Value: v, What: err.Error(), Err: err}
		var fault *ClientCertificateError
		if errors.As(err, &fault) {
			e.What, e.Try = lowerFirst(fault.What), fault.Try
		}
		return e
	}
	o, err := CertificatesFor(map[string]*ClientCertificate{host: c})
	if err != nil {
		return &PropertyError{Name: "tls-interaction", Value: v, What: lowerFirst(err.Error()), Try: "Write it as host:port certificate.pem key key.pem", Err: err}
	}
	p.TLSInteraction = o
	return nil
}

func interactionText(i TLSInteraction) string {
	switch i := i.(type) {
	case nil:
		return ""
	case fmt.Stringer:
		return i.String()
	}
	return "set by the program"
}

// sameInteraction compares without a panic where a value cannot be compared.
func sameInteraction(a, b TLSInteraction) bool {
	if a == nil || b == nil {
		return a == b
	}
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}
