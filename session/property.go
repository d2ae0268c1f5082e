package session

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ladle/session/http1"
)

// Effect says when a change of a property counts.
type Effect string

// When a change counts.
const (
	AtOnce         Effect = "at once"                  // for what waits and what runs
	NextStart      Effect = "next start"               // for every attempt that starts from now on, on whatever connection
	NewConnections Effect = "new connections"          // for connections that are made from now on; those that are there keep what was set
	WhenMade       Effect = "when the session is made" // never again
)

// PropertyInfo describes one property for people and for tools that set properties by name.
type PropertyInfo struct {
	Name    string       // as in libsoup, such as max-conns-per-host
	About   string       // one sentence
	Takes   string       // which values are accepted; all others are refused with a *PropertyError that says why
	Effect  Effect       // when a change counts
	Kind    PropertyKind // how a value is written
	Default string       // in the form that SetProperty takes
	// Instead names the property to use in place of this one, which is kept for those who know libsoup; "" none.
	Instead string

	get func(*settings, *Session) string
	set func(*Properties, string) error // nil: given when the session is made
}

// Fixed says whether the property cannot be changed any more.
func (i *PropertyInfo) Fixed() bool { return i.set == nil }

// PropertyKind says how a value is written.
type PropertyKind string

// Kinds of values.
const (
	CountProperty   PropertyKind = "count"   // a whole number
	SecondsProperty PropertyKind = "seconds" // seconds, with a fraction; " s" may follow
	TextProperty    PropertyKind = "text"    // any text that Takes allows
	SwitchProperty  PropertyKind = "switch"  // true or false
	FileProperty    PropertyKind = "file"    // a path
)

// PropertyError says why a value was refused. What and Try are sentences for people.
type PropertyError struct {
	Name  string // of the property
	Value string // that was refused, secrets masked
	What  string // a sentence for people
	Try   string // what to do about it, may be empty
	Err   error  // the cause, nil if none

	applied bool // the change was made all the same, as far as it could be
}

func (e *PropertyError) Error() string {
	return fmt.Sprintf("property %s: %q: %s", e.Name, e.Value, e.What)
}

// Unwrap gives the cause, nil if none.
func (e *PropertyError) Unwrap() error { return e.Err }

var propertyTable = []PropertyInfo{
	{Name: "max-conns", About: "Connections open at the same time, to all hosts together.",
		Takes: "a whole number from 1 to 1048576", Effect: AtOnce, Kind: CountProperty,
		get: func(p *settings, _ *Session) string { return strconv.Itoa(p.MaxConns) },
		set: func(p *Properties, v string) error { return setCount(&p.MaxConns, "max-conns", v) }},
	{Name: "max-conns-per-host", About: "Connections open at the same time to one scheme, host and port.",
		Takes: "a whole number from 1 to 1048576", Effect: AtOnce, Kind: CountProperty,
		get: func(p *settings, _ *Session) string { return strconv.Itoa(p.MaxConnsPerHost) },
		set: func(p *Properties, v string) error { return setCount(&p.MaxConnsPerHost, "max-conns-per-host", v) }},
	{Name: "timeout", About: "Seconds without progress after which a message fails. 0 waits for ever.",
		Takes: "seconds, with fractions, from 0 to 1000000000; 0 is never", Effect: NewConnections, Kind: SecondsProperty,
		get: func(p *settings, _ *Session) string { return seconds(p.Timeout) },
		set: func(p *Properties, v string) error { return setSeconds(&p.Timeout, "timeout", v) }},
	{Name: "idle-timeout", About: "Seconds after which an unused connection is closed. 0 keeps it.",
		Takes: "seconds, with fractions, from 0 to 1000000000; 0 is never", Effect: NewConnections, Kind: SecondsProperty,
		get: func(p *settings, _ *Session) string { return seconds(p.IdleTimeout) },
		set: func(p *Properties, v string) error { return setSeconds(&p.IdleTimeout, "idle-timeout", v) }},
	{Name: "user-agent", About: "User-Agent of every message. Empty sends none; one that ends with a space gets " + Product + " appended.",
		Takes: "one line of text", Effect: NextStart, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return p.UserAgent },
		set: func(p *Properties, v string) error { p.UserAgent = v; return nil }},
	{Name: "accept-language", About: "Accept-Language of messages that have none. Empty sends none.",
		Takes: "one line of text", Effect: NextStart, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return p.AcceptLanguage },
		set: func(p *Properties, v string) error { p.AcceptLanguage = v; return nil }},
	{Name: "accept-language-auto", About: "Take accept-language from the languages of the system.",
		Takes: "true or false", Effect: NextStart, Kind: SwitchProperty,
		get: func(p *settings, _ *Session) string { return strconv.FormatBool(p.AcceptLanguageAuto) },
		set: func(p *Properties, v string) error {
			return setSwitch(&p.AcceptLanguageAuto, "accept-language-auto", v)
		}},
	{Name: "http-aliases", About: "Other URL schemes that mean http, with commas between; * means all that do not mean https.",
		Takes: "names of URL schemes, or *", Effect: AtOnce, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return strings.Join(p.HTTPAliases, ", ") },
		set: func(p *Properties, v string) error { p.HTTPAliases = list(v); return nil }},
	{Name: "https-aliases", About: "Other URL schemes that mean https, with commas between.",
		Takes: "names of URL schemes", Effect: AtOnce, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return strings.Join(p.HTTPSAliases, ", ") },
		set: func(p *Properties, v string) error { p.HTTPSAliases = list(v); return nil }},
	{Name: "proxy-resolver", About: "The proxy of new connections: system, none, or http://host:port, also with except and the hosts that go without it.",
		Takes: "system, none, or an http URL", Effect: NewConnections, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return resolverText(p.ProxyResolver) },
		set: setResolver},
	{Name: "proxy-uri", About: "One proxy for everything. Setting it cancels what is under way.",
		Takes: "an http URL, or nothing for no proxy at all", Effect: AtOnce, Kind: TextProperty, Instead: "proxy-resolver",
		get: func(p *settings, _ *Session) string { return p.proxyURI() },
		set: func(p *Properties, v string) error { p.ProxyURI = strings.TrimSpace(v); return nil }},
	{Name: "ssl-strict", About: "Refuse connections whose certificate cannot be verified.",
		Takes: "true or false", Effect: NewConnections, Kind: SwitchProperty,
		get: func(p *settings, _ *Session) string { return strconv.FormatBool(p.SSLStrict) },
		set: func(p *Properties, v string) error { return setSwitch(&p.SSLStrict, "ssl-strict", v) }},
	{Name: "tls-database", About: "The certificate authorities to trust: system, none, a PEM file or a folder of them.",
		Takes: "system, none, or a path that has certificates in PEM form", Effect: NewConnections, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return p.TLSDatabase.String() },
		set: setDatabase},
	{Name: "ssl-ca-file", About: "PEM file of the certificate authorities to trust instead of the system's.",
		Takes: "a path that has certificates in PEM form, or nothing; with one that has none, no authority is trusted", Effect: NewConnections, Kind: FileProperty, Instead: "tls-database",
		get: func(p *settings, _ *Session) string { return p.SSLCAFile },
		set: func(p *Properties, v string) error { p.SSLCAFile = strings.TrimSpace(v); return nil }},
	{Name: "ssl-use-system-ca-file", About: "Trust the certificate authorities of the system.",
		Takes: "true or false", Effect: NewConnections, Kind: SwitchProperty, Instead: "tls-database",
		get: func(p *settings, _ *Session) string { return strconv.FormatBool(p.TLSDatabase.System()) },
		set: setUseSystem},
	{Name: "tls-revocations", About: "File of the lists of certificates that their authorities have taken back. None is fetched.",
		Takes: "a path that has such lists in PEM or DER form, or nothing", Effect: NewConnections, Kind: FileProperty,
		get: func(p *settings, _ *Session) string { return p.TLSRevocations.String() },
		set: func(p *Properties, v string) error { return setRevocations(p, strings.TrimSpace(v)) }},
	{Name: "tls-interaction", About: "The client certificate of a host that asks for one.",
		Takes: "nothing, or host:port and the path of a certificate, with key and another path where its key is elsewhere", Effect: NewConnections, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return interactionText(p.TLSInteraction) },
		set: setInteraction},
	{Name: "tls-min-version", About: "The oldest version of TLS that is spoken. 1.0 and 1.1 are broken, and only for servers that have nothing else.",
		Takes: "1.0, 1.1, 1.2 or 1.3, not above tls-max-version", Effect: NewConnections, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { low, _ := p.versions(); return low.String() },
		set: setMinVersion},
	{Name: "tls-max-version", About: "The newest version of TLS that is spoken.",
		Takes: "1.0, 1.1, 1.2 or 1.3, not below tls-min-version", Effect: NewConnections, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { _, high := p.versions(); return high.String() },
		set: setMaxVersion},
	{Name: "tls-server-names", About: "Names that hosts are sent, and whose certificates they must have, in place of their own.",
		Takes: "host=name pairs with commas between; host= sends no name", Effect: NewConnections, Kind: TextProperty,
		get: func(p *settings, _ *Session) string { return serverNamesText(p.TLSServerNames) },
		set: setServerNames},
	{Name: "tls-key-log-file", About: "File that gets the secrets of every handshake, for Wireshark. Whoever reads it can read the traffic.",
		Takes: "the path of a file that may be written, or nothing", Effect: NewConnections, Kind: FileProperty,
		get: func(p *settings, _ *Session) string { return p.TLSKeyLogFile },
		set: func(p *Properties, v string) error { p.TLSKeyLogFile = strings.TrimSpace(v); return nil }},
	{Name: "local-address", About: "Local address of every socket.",
		Takes: "an address, in Options.LocalAddr", Effect: WhenMade, Kind: TextProperty,
		get: func(_ *settings, s *Session) string {
			if s == nil || !s.opts.LocalAddr.IsValid() {
				return ""
			}
			return s.opts.LocalAddr.String()
		}},
	{Name: "use-thread-context", About: "Handlers run on the session's own main context: always true.",
		Takes: "true", Effect: WhenMade, Kind: SwitchProperty,
		get: func(*settings, *Session) string { return "true" }},
}

func init() {
	d := newSettings(DefaultProperties())
	for i := range propertyTable {
		propertyTable[i].Default = propertyTable[i].get(d, nil)
	}
}

// PropertyTable lists every property with what it does, its default and when a change counts.
func PropertyTable() []PropertyInfo { return append([]PropertyInfo(nil), propertyTable...) }

func propertyNamed(name string) *PropertyInfo {
	for i := range propertyTable {
		if propertyTable[i].Name == name {
			return &propertyTable[i]
		}
	}
	return nil
}

// validate refuses values that no session can work with.
func (p *Properties) validate() error {
	for name, n := range map[string]int{"max-conns": p.MaxConns, "max-conns-per-host": p.MaxConnsPerHost} {
		if n < 1 || n > 1<<20 {
			return &PropertyError{Name: name, Value: strconv.Itoa(n), What: "at least one connection is needed", Try: "Type a number from 1 to 1048576"}
		}
	}
	for name, d := range map[string]time.Duration{"timeout": p.Timeout, "idle-timeout": p.IdleTimeout} {
		if d < 0 {
			return &PropertyError{Name: name, Value: seconds(d), What: "this is not a number of seconds", Try: "Type a number from 0; 0 means never"}
		}
	}
	for name, v := range map[string]string{"user-agent": p.UserAgent, "accept-language": p.AcceptLanguage} {
		if !http1.ValidValue(v) {
			return &PropertyError{Name: name, Value: v, What: "the value has a line break", Try: "A header is one line"}
		}
	}
	for name, l := range map[string][]string{"http-aliases": p.HTTPAliases, "https-aliases": p.HTTPSAliases} {
		for _, alias := range l {
			if !isScheme(alias) && (alias != "*" || name != "http-aliases") {
				return &PropertyError{Name: name, Value: alias, What: strconv.Quote(alias) + " is not the name of a URL scheme", Try: "Schemes have letters, digits, +, - and ., such as dav"}
			}
		}
	}
	if err := p.versionProblem("tls-min-version"); err != nil {
		return err
	}
	return p.serverNameProblem()
}

func setCount(p *int, name, v string) error {
	n, err := strconv.Atoi(strings.TrimSpace(v))
	if err != nil {
		return &PropertyError{Name: name, Value: v, What: "this is not a whole number", Try: "Type a number from 1", Err: err}
	}
	*p = n
	return nil
}

func setSeconds(p *time.Duration, name, v string) error {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(v), " s"), 64)
	if err != nil || !(f >= 0 && f <= 1e9) { // NaN too
		return &PropertyError{Name: name, Value: v, What: "this is not a number of seconds", Try: "Type a number from 0; 0 means never", Err: err}
	}
	*p = time.Duration(f * float64(time.Second))
	return nil
}

func setSwitch(p *bool, name, v string) error {
	b, err := strconv.ParseBool(v)
	if err != nil {
		return &PropertyError{Name: name, Value: v, What: "this is neither true nor false", Try: "Type true or false", Err: err}
	}
	*p = b
	return nil
}

// list reads words with commas between.
func list(v string) []string {
	var out []string
	for _, w := range strings.Split(v, ",") {
		if w = strings.ToLower(strings.TrimSpace(w)); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// complete puts values into the form in which they count: the product token is appended where a space asks for it, and
// schemes are compared in lower case (RFC 3986 section 3.1).
func (p *Properties) complete() {
	if strings.HasSuffix(p.UserAgent, " ") {
		p.UserAgent += Product
	}
	for _, l := range [][]string{p.HTTPAliases, p.HTTPSAliases} {
		for i := range l {
			l[i] = strings.ToLower(l[i])
		}
	}
}

func setDatabase(p *Properties, v string) error {
	switch v = strings.TrimSpace(v); v {
	case "none", "":
		p.TLSDatabase = TLSDatabase{}
	case systemDatabase:
		p.TLSDatabase = SystemTLSDatabase()
	default:
		db, err := LoadTLSDatabase(v)
		if err != nil {
			return &PropertyError{Name: "tls-database", Value: v, What: caProblem(err), Try: "Name a readable PEM file, a folder of them, system or none", Err: err}
		}
		p.TLSDatabase = db
	}
	return nil
}

func setUseSystem(p *Properties, v string) error {
	use := false
	if err := setSwitch(&use, "ssl-use-system-ca-file", v); err != nil {
		return err
	}
	switch {
	case use:
		p.TLSDatabase = SystemTLSDatabase()
	case p.TLSDatabase.System():
		p.TLSDatabase = TLSDatabase{}
	}
	return nil
}

// proxyURI is the property as it may be shown.
func (p *Properties) proxyURI() string {
	if p.ProxyURI == "" {
		return ""
	}
	u, err := parseProxy(p.ProxyURI)
	if err != nil {
		return Mask
	}
	return displayProxy(u)
}

func resolverText(r ProxyResolver) string {
	if r == nil {
		return "none"
	}
	return r.String()
}

func setResolver(p *Properties, v string) error {
	switch v = strings.TrimSpace(v); v {
	case "none", "":
		p.ProxyResolver = nil
	case "system":
		p.ProxyResolver = SystemProxy()
	default:
		uri, except, _ := strings.Cut(v, " except ")
		r, err := FixedProxy(uri, list(except)...)
		if err != nil {
			return proxyError("proxy-resolver", v, err)
		}
		p.ProxyResolver = r
	}
	return nil
}

func proxyError(name, value string, err error) *PropertyError {
	e := &PropertyError{Name: name, Value: maskUserInfo(value), What: err.Error(), Try: "Write it as http://host:port", Err: err}
	if u, ok := err.(*URLError); ok {
		e.What, e.Try = lowerFirst(u.What), u.Try
	}
	return e
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }
