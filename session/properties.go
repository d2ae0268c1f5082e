package session

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Defaults of the properties, those of a plain session in libsoup.
const (
	DefaultMaxConns        = 10               // connections in all
	DefaultMaxConnsPerHost = 2                // connections to one scheme, host and port
	DefaultTimeout         = 60 * time.Second // without progress
	DefaultIdleTimeout     = 60 * time.Second // without a message
)

// Properties is what a session can be told, as a value. The zero value is not useful; start from DefaultProperties.
// Where two of them say the same thing, as ssl-ca-file and tls-database do, the one that is changed counts and takes the
// other along.
type Properties struct {
	MaxConns        int           // connections in all, in every state; counts at once
	MaxConnsPerHost int           // the same for a scheme, host and port; counts at once
	Timeout         time.Duration // without progress in one I/O operation, 0 none; counts for new connections
	IdleTimeout     time.Duration // of a kept-alive connection, 0 none; counts for new connections

	// UserAgent is the User-Agent of every attempt, "" none at all. One that ends with a space has Product appended when it
	// is set. Counts at the next start.
	UserAgent string
	// AcceptLanguage is the Accept-Language of messages that have none. Counts at the next start. Setting it turns
	// AcceptLanguageAuto off.
	AcceptLanguage string
	// AcceptLanguageAuto takes AcceptLanguage from the system's locales, at the time it is set.
	AcceptLanguageAuto bool

	HTTPAliases  []string // URL schemes that mean http, "*" all that do not mean https; counts from the next use
	HTTPSAliases []string // URL schemes that mean https; counts from the next use

	SSLStrict   bool        // a certificate error fails the connection; counts for new connections
	TLSDatabase TLSDatabase // the authorities that are believed; counts for new connections
	SSLCAFile   string      // the PEM file that TLSDatabase came from, "" another source; prefer TLSDatabase

	// TLSRevocations are lists of certificates that their authorities have taken back; counts for new connections.
	TLSRevocations TLSRevocations
	TLSInteraction TLSInteraction // who is asked for a client certificate, nil nobody; counts for new connections
	// TLSMinVersion and TLSMaxVersion bound the versions that are spoken; 0 is TLS12 and TLS13. With less than TLS12 the RSA key
	// exchange of old servers is offered too. They count for new connections.
	TLSMinVersion, TLSMaxVersion TLSVersion
	// TLSServerNames replaces the name that is sent to a host, host or host:port, and that its certificate must be for; "" sends
	// no name, and the certificate must be for the host. Counts for new connections.
	TLSServerNames map[string]string
	// TLSKeyLogFile is a file to which the secrets of every handshake are added, in the format that Wireshark reads, "" none. Whoever
	// reads it can read, and until a connection ends also change, all that goes over it. Counts for new connections.
	TLSKeyLogFile string

	ProxyResolver ProxyResolver // which proxy a connection goes through, nil none; counts for new connections
	// ProxyURI is the one proxy for everything, "" when ProxyResolver was set by itself. Changing it aborts the session.
	// Prefer ProxyResolver.
	ProxyURI string
}

// DefaultProperties are the properties of a new session.
func DefaultProperties() Properties {
	return Properties{MaxConns: DefaultMaxConns, MaxConnsPerHost: DefaultMaxConnsPerHost, Timeout: DefaultTimeout, IdleTimeout: DefaultIdleTimeout,
		SSLStrict: true, TLSDatabase: SystemTLSDatabase(), TLSMinVersion: TLS12, TLSMaxVersion: TLS13, ProxyResolver: SystemProxy()}
}

// clone shares nothing that can be changed.
func (p Properties) clone() Properties {
	p.HTTPAliases = slices.Clone(p.HTTPAliases)
	p.HTTPSAliases = slices.Clone(p.HTTPSAliases)
	p.TLSServerNames = maps.Clone(p.TLSServerNames)
	return p
}

// settings are the properties in force with what is derived from them; immutable.
type settings struct {
	Properties
	trust   *trust
	schemes *schemes
}

func newSettings(p Properties) *settings {
	return &settings{Properties: p, trust: newTrust(&p, nil), schemes: &schemes{plain: p.HTTPAliases, tls: p.HTTPSAliases}}
}

// Properties gives the values that count now.
func (s *Session) Properties() Properties { return s.props.Load().Properties.clone() }

// Property gives one value in the form that SetProperty takes, "" for an unknown name.
func (s *Session) Property(name string) string {
	if t := propertyNamed(name); t != nil {
		return t.get(s.props.Load(), s)
	}
	return ""
}

// SetProperty sets one property by name. The error is a *PropertyError; nothing is changed then, except that a CA file
// that cannot be read leaves no authority trusted.
func (s *Session) SetProperty(name, value string) error {
	t := propertyNamed(name)
	if t == nil {
		return &PropertyError{Name: name, Value: value, What: "there is no property of this name"}
	}
	if t.set == nil {
		return &PropertyError{Name: name, Value: value, What: "this is given when the session is made"}
	}
	return s.change(func(p *Properties) error { return t.set(p, value) })
}

// SetProperties replaces all properties in one step. The error is a *PropertyError about one that was refused; nothing is
// changed then, except as SetProperty says.
//
// The other Set methods are SetProperty in the types of Go: a *PropertyError refuses a value, a change counts when
// PropertyInfo.Effect says, and none of them waits.
func (s *Session) SetProperties(p Properties) error {
	return s.change(func(q *Properties) error {
		*q = p.clone()
		return nil
	})
}

// SetMaxConns sets max-conns. Raising it starts waiting messages at once; lowering it drains. Below 1 is an error.
func (s *Session) SetMaxConns(n int) error { return s.SetProperty("max-conns", strconv.Itoa(n)) }

// SetMaxConnsPerHost sets max-conns-per-host, with effect and error as SetMaxConns.
func (s *Session) SetMaxConnsPerHost(n int) error {
	return s.SetProperty("max-conns-per-host", strconv.Itoa(n))
}

// SetTimeout sets timeout, for new connections; 0 waits for ever, less is an error.
func (s *Session) SetTimeout(d time.Duration) error {
	return s.SetProperty("timeout", seconds(d))
}

// SetIdleTimeout sets idle-timeout, for new connections; 0 keeps them for ever, less is an error.
func (s *Session) SetIdleTimeout(d time.Duration) error {
	return s.SetProperty("idle-timeout", seconds(d))
}

// SetUserAgent sets user-agent as libsoup understands it: "" is this library's own Product. SetProperty with "" unsets it.
// It counts at the next start. A line break is an error.
func (s *Session) SetUserAgent(v string) error {
	if v == "" {
		v = Product
	}
	return s.SetProperty("user-agent", v)
}

// SetAcceptLanguage sets accept-language; "" sends none. It counts at the next start. A line break is an error.
func (s *Session) SetAcceptLanguage(v string) error { return s.SetProperty("accept-language", v) }

// SetAcceptLanguageAuto takes accept-language from the system's locales now, or takes it away. The error is nil.
func (s *Session) SetAcceptLanguageAuto(on bool) error {
	return s.SetProperty("accept-language-auto", strconv.FormatBool(on))
}

// SetHTTPAliases sets http-aliases; the list is copied. What is no name of a scheme is an error.
func (s *Session) SetHTTPAliases(list ...string) error {
	return s.SetProperty("http-aliases", strings.Join(list, ", "))
}

// SetHTTPSAliases sets https-aliases; the list is copied. What is no name of a scheme is an error.
func (s *Session) SetHTTPSAliases(list ...string) error {
	return s.SetProperty("https-aliases", strings.Join(list, ", "))
}

// SetSSLStrict sets ssl-strict, for new connections. The error is nil.
func (s *Session) SetSSLStrict(on bool) error {
	return s.SetProperty("ssl-strict", strconv.FormatBool(on))
}

// SetTLSDatabase sets tls-database, for new connections; ssl-ca-file is unset. The error is nil.
func (s *Session) SetTLSDatabase(db TLSDatabase) error {
	return s.change(func(p *Properties) error { p.TLSDatabase = db; return nil })
}

// SetSSLCAFile sets ssl-ca-file: the authorities of a PEM file become the tls-database; "" makes that the system's again.
// Where the file cannot be read no authority is trusted, and the *PropertyError says why.
//
// Deprecated: use SetTLSDatabase.
func (s *Session) SetSSLCAFile(path string) error { return s.SetProperty("ssl-ca-file", path) }

// SetSSLUseSystemCAFile sets ssl-use-system-ca-file: true makes the system's store the tls-database, false takes that
// away where it is set. For new connections. The error is nil.
func (s *Session) SetSSLUseSystemCAFile(on bool) error {
	return s.SetProperty("ssl-use-system-ca-file", strconv.FormatBool(on))
}

// SetTLSRevocations sets tls-revocations, for new connections; the zero value has none. The error is nil.
func (s *Session) SetTLSRevocations(r TLSRevocations) error {
	return s.change(func(p *Properties) error { p.TLSRevocations = r; return nil })
}

// SetTLSInteraction sets tls-interaction, for new connections; nil asks nobody. The error is nil.
func (s *Session) SetTLSInteraction(i TLSInteraction) error {
	return s.change(func(p *Properties) error { p.TLSInteraction = i; return nil })
}

// SetTLSVersions sets tls-min-version and tls-max-version together, for new connections; 0 is the default of each. A
// range that is empty is an error.
func (s *Session) SetTLSVersions(low, high TLSVersion) error {
	return s.change(func(p *Properties) error { p.TLSMinVersion, p.TLSMaxVersion = low, high; return nil })
}

// SetTLSServerName adds to tls-server-names: host, which may have a port, is sent name, and its certificate must be for that;
// with "" no name is sent. For new connections. What is no host is an error.
func (s *Session) SetTLSServerName(host, name string) error {
	return s.change(func(p *Properties) error {
		if p.TLSServerNames == nil {
			p.TLSServerNames = map[string]string{}
		}
		p.TLSServerNames[strings.ToLower(host)] = strings.ToLower(name)
		return nil
	})
}

// SetTLSKeyLogFile sets tls-key-log-file, for new connections; "" ends it. The secrets of every handshake go there: whoever reads
// the file can read the traffic. A file that cannot be written is an error.
func (s *Session) SetTLSKeyLogFile(path string) error {
	return s.SetProperty("tls-key-log-file", path)
}

// SetProxyResolver sets proxy-resolver; nil means no proxy. Connections that are open stay as they are. The error is nil.
func (s *Session) SetProxyResolver(r ProxyResolver) error {
	return s.change(func(p *Properties) error { p.ProxyResolver = r; return nil })
}

// SetProxyURI sets proxy-uri: one proxy for everything, "" none at all. The session is
// aborted. What is no http URL is an error.
//
// Deprecated: use SetProxyResolver.
func (s *Session) SetProxyURI(uri string) error { return s.SetProperty("proxy-uri", uri) }

// LocalAddr is the local address of every socket, invalid when the system chooses: property local-address.
func (s *Session) LocalAddr() netip.Addr { return s.opts.LocalAddr }

// change applies f to a copy and, if it is accepted, puts the copy in force and tells who observes.
func (s *Session) change(f func(*Properties) error) error {
	s.propMu.Lock()
	defer s.propMu.Unlock()
	old := s.props.Load()
	p := old.Properties.clone()
	if err := f(&p); err != nil {
		return err
	}
	if err := p.validate(); err != nil {
		return err
	}
	p.complete()
	keys, err := s.keysFor(&p, old)
	if err != nil {
		return err
	}
	abort, err := p.agree(&old.Properties)
	if refused, ok := err.(*PropertyError); ok && !refused.applied {
		if keys != old.trust.keys {
			keys.close()
		}
		return err
	}
	next := &settings{Properties: p, trust: old.trust, schemes: &schemes{plain: p.HTTPAliases, tls: p.HTTPSAliases}}
	if !p.trustsAs(&old.Properties) {
		next.trust = newTrust(&p, keys)
	}
	s.props.Store(next)
	if keys != old.trust.keys {
		old.trust.keys.close()
	}
	s.post(cmd{op: opFunc, fn: func() { s.applyProperties(old, next, abort) }})
	return err
}

// agree brings the properties that say the same thing into line with the one that differs from old. abort says that what
// is under way must end, as proxy-uri demands.
func (p *Properties) agree(old *Properties) (abort bool, err error) {
	switch {
	case p.AcceptLanguageAuto && !old.AcceptLanguageAuto:
		p.AcceptLanguage = systemLanguages()
	case old.AcceptLanguageAuto && p.AcceptLanguage != old.AcceptLanguage:
		p.AcceptLanguageAuto = false
	case old.AcceptLanguageAuto && !p.AcceptLanguageAuto:
		p.AcceptLanguage = ""
	}
	switch {
	case p.TLSDatabase != old.TLSDatabase:
		p.SSLCAFile = ""
	case p.SSLCAFile == old.SSLCAFile:
	case p.SSLCAFile == "":
		p.TLSDatabase = SystemTLSDatabase()
	default:
		db, problem := LoadTLSDatabase(p.SSLCAFile)
		p.TLSDatabase = db
		if problem != nil {
			err = &PropertyError{Name: "ssl-ca-file", Value: p.SSLCAFile, What: caProblem(problem), Try: "No authority is trusted until a readable PEM file, or none, is set", Err: problem, applied: true}
			p.SSLCAFile, p.TLSDatabase = "", TLSDatabase{}
		}
	}
	switch {
	case p.ProxyURI != old.ProxyURI:
		abort = true
		p.ProxyResolver = nil
		if p.ProxyURI != "" {
			r, problem := FixedProxy(p.ProxyURI)
			if problem != nil {
				return false, proxyError("proxy-uri", p.ProxyURI, problem)
			}
			p.ProxyResolver = r
		}
	case p.ProxyResolver != old.ProxyResolver:
		p.ProxyURI = ""
	}
	return abort, err
}

// applyProperties runs on the engine.
func (s *Session) applyProperties(old, next *settings, abort bool) {
	if abort {
		s.abort()
	}
	s.lastHost = "" // what a scheme means may have changed
	s.sched.setLimits(next.MaxConns, next.MaxConnsPerHost)
	s.drain()
	for i := range propertyTable {
		t := &propertyTable[i]
		if a, b := t.get(old, s), t.get(next, s); a != b {
			s.log.add(nil, []Event{{At: s.log.now(), Kind: KindPropertyChanged, Detail: &PropertyChange{Name: t.Name, Value: b, Old: a}}})
		}
	}
	s.kick()
}
