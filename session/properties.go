package session

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ladle/session/http1"
)

// Defaults of the properties, those of a plain session in libsoup.
const (
	DefaultMaxConns        = 10
	DefaultMaxConnsPerHost = 2
	DefaultTimeout         = 60 * time.Second
	DefaultIdleTimeout     = 60 * time.Second
)

// Properties is what a session can be told, as a value. The zero value is not useful; start from DefaultProperties.
type Properties struct {
	MaxConns        int           // connections in all, in every state; counts at once
	MaxConnsPerHost int           // the same for a scheme, host and port; counts at once
	Timeout         time.Duration // without progress in one I/O operation, 0 none; counts for new connections
	IdleTimeout     time.Duration // of a kept-alive connection, 0 none; counts for new connections
	UserAgent       string        // User-Agent of every attempt, "" none at all; counts at the next start
	AcceptLanguage  string        // Accept-Language where the message has none; counts at the next start
	SSLStrict       bool          // a certificate error fails the connection; counts for new connections
	SSLCAFile       string        // PEM file whose CAs replace the system's, "" the system's; counts for new connections
}

// DefaultProperties are the properties of a new session.
func DefaultProperties() Properties {
	return Properties{MaxConns: DefaultMaxConns, MaxConnsPerHost: DefaultMaxConnsPerHost, Timeout: DefaultTimeout,
		IdleTimeout: DefaultIdleTimeout, SSLStrict: true}
}

// Effect says when a change of a property counts.
type Effect string

// When a change counts.
const (
	AtOnce         Effect = "at once"
	NextStart      Effect = "next start"
	NewConnections Effect = "new connections"
)

// PropertyInfo describes one property for people and for tools that set properties by name.
type PropertyInfo struct {
	Name    string // as in libsoup, such as max-conns-per-host
	About   string // one sentence
	Effect  Effect
	Kind    PropertyKind
	Default string // in the form that SetProperty takes
	get     func(*Properties) string
	set     func(*Properties, string) error
}

// PropertyKind says how a value is written.
type PropertyKind string

// Kinds of values.
const (
	CountProperty   PropertyKind = "count"
	SecondsProperty PropertyKind = "seconds"
	TextProperty    PropertyKind = "text"
	SwitchProperty  PropertyKind = "switch"
	FileProperty    PropertyKind = "file"
)

// PropertyError says why a value was refused. What and Try are sentences for people.
type PropertyError struct {
	Name, Value, What, Try string
	Err                    error
}

func (e *PropertyError) Error() string {
	return fmt.Sprintf("property %s: %q: %s", e.Name, e.Value, e.What)
}

// Unwrap gives the cause, nil if none.
func (e *PropertyError) Unwrap() error { return e.Err }

var propertyTable = []PropertyInfo{
	{Name: "max-conns", About: "Connections open at the same time, to all hosts together.", Effect: AtOnce, Kind: CountProperty,
		get: func(p *Properties) string { return strconv.Itoa(p.MaxConns) },
		set: func(p *Properties, v string) error { return setCount(&p.MaxConns, "max-conns", v) }},
	{Name: "max-conns-per-host", About: "Connections open at the same time to one scheme, host and port.", Effect: AtOnce, Kind: CountProperty,
		get: func(p *Properties) string { return strconv.Itoa(p.MaxConnsPerHost) },
		set: func(p *Properties, v string) error { return setCount(&p.MaxConnsPerHost, "max-conns-per-host", v) }},
	{Name: "timeout", About: "Seconds without progress after which a message fails. 0 waits for ever.", Effect: NewConnections, Kind: SecondsProperty,
		get: func(p *Properties) string { return seconds(p.Timeout) },
		set: func(p *Properties, v string) error { return setSeconds(&p.Timeout, "timeout", v) }},
	{Name: "idle-timeout", About: "Seconds after which an unused connection is closed. 0 keeps it.", Effect: NewConnections, Kind: SecondsProperty,
		get: func(p *Properties) string { return seconds(p.IdleTimeout) },
		set: func(p *Properties, v string) error { return setSeconds(&p.IdleTimeout, "idle-timeout", v) }},
	{Name: "user-agent", About: "User-Agent of every message. Empty sends none.", Effect: NextStart, Kind: TextProperty,
		get: func(p *Properties) string { return p.UserAgent },
		set: func(p *Properties, v string) error { return setField(&p.UserAgent, "user-agent", v) }},
	{Name: "accept-language", About: "Accept-Language of messages that have none. Empty sends none.", Effect: NextStart, Kind: TextProperty,
		get: func(p *Properties) string { return p.AcceptLanguage },
		set: func(p *Properties, v string) error { return setField(&p.AcceptLanguage, "accept-language", v) }},
	{Name: "ssl-strict", About: "Refuse connections whose certificate cannot be verified.", Effect: NewConnections, Kind: SwitchProperty,
		get: func(p *Properties) string { return strconv.FormatBool(p.SSLStrict) },
		set: func(p *Properties, v string) error { return setSwitch(&p.SSLStrict, "ssl-strict", v) }},
	{Name: "ssl-ca-file", About: "PEM file of the certificate authorities to trust instead of the system's.", Effect: NewConnections, Kind: FileProperty,
		get: func(p *Properties) string { return p.SSLCAFile },
		set: func(p *Properties, v string) error { p.SSLCAFile = strings.TrimSpace(v); return nil }},
}

func init() {
	d := DefaultProperties()
	for i := range propertyTable {
		propertyTable[i].Default = propertyTable[i].get(&d)
	}
}

// PropertyTable lists every property with what it does, its default and when a change counts.
func PropertyTable() []PropertyInfo { return append([]PropertyInfo(nil), propertyTable...) }

func setCount(p *int, name, v string) error {
	n, err := strconv.Atoi(strings.TrimSpace(v))
	if err != nil {
		return &PropertyError{Name: name, Value: v, What: "this is not a whole number", Try: "Type a number from 1", Err: err}
	}
	if n < 1 || n > 1<<20 {
		return &PropertyError{Name: name, Value: v, What: "at least one connection is needed", Try: "Type a number from 1 to 1048576"}
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

func setField(p *string, name, v string) error {
	if !http1.ValidValue(v) {
		return &PropertyError{Name: name, Value: v, What: "the value has a line break", Try: "A header is one line"}
	}
	*p = v
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

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

// Properties gives the values that count now.
func (s *Session) Properties() Properties { return s.props.Load().Properties }

// Property gives one value in the form that SetProperty takes, "" for an unknown name.
func (s *Session) Property(name string) string {
	for i := range propertyTable {
		if propertyTable[i].Name == name {
			p := s.Properties()
			return propertyTable[i].get(&p)
		}
	}
	return ""
}

// SetProperty sets one property by name. The error is a *PropertyError; nothing is changed then, except that a CA file
// that cannot be read leaves ssl-ca-file unset and no authority trusted.
func (s *Session) SetProperty(name, value string) error {
	for i := range propertyTable {
		t := &propertyTable[i]
		if t.Name == name {
			return s.change(func(p *Properties) error { return t.set(p, value) })
		}
	}
	return &PropertyError{Name: name, Value: value, What: "there is no property of this name"}
}

// SetProperties replaces all properties.
func (s *Session) SetProperties(p Properties) error {
	return s.change(func(q *Properties) error {
		for i := range propertyTable {
			if err := propertyTable[i].set(q, propertyTable[i].get(&p)); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetMaxConns sets max-conns. Raising it starts waiting messages at once; lowering it drains.
func (s *Session) SetMaxConns(n int) error { return s.SetProperty("max-conns", strconv.Itoa(n)) }

// SetMaxConnsPerHost sets max-conns-per-host, with effect as SetMaxConns.
func (s *Session) SetMaxConnsPerHost(n int) error {
	return s.SetProperty("max-conns-per-host", strconv.Itoa(n))
}

// settings are the properties in force with what is derived from them; immutable.
type settings struct {
	Properties
	trust *trust
}

// change applies f to a copy and, if it is accepted, puts the copy in force and tells who observes.
func (s *Session) change(f func(*Properties) error) error {
	s.propMu.Lock()
	defer s.propMu.Unlock()
	old := s.props.Load()
	next := &settings{Properties: old.Properties, trust: old.trust}
	if err := f(&next.Properties); err != nil {
		return err
	}
	var caErr error
	if next.SSLStrict != old.SSLStrict || next.SSLCAFile != old.SSLCAFile {
		next.trust, caErr = newTrust(next.SSLStrict, next.SSLCAFile)
		if caErr != nil {
			caErr = &PropertyError{Name: "ssl-ca-file", Value: next.SSLCAFile, What: caProblem(caErr), Try: "No authority is trusted until a readable PEM file, or none, is set", Err: caErr}
			next.SSLCAFile = ""
		}
	}
	s.props.Store(next)
	s.post(cmd{op: opFunc, fn: func() { s.applyProperties(old, next) }})
	return caErr
}

// applyProperties runs on the engine.
func (s *Session) applyProperties(old, next *settings) {
	s.sched.setLimits(next.MaxConns, next.MaxConnsPerHost)
	s.drain()
	for i := range propertyTable {
		t := &propertyTable[i]
		if a, b := t.get(&old.Properties), t.get(&next.Properties); a != b {
			s.log.add(nil, []Event{{At: s.log.now(), Kind: KindPropertyChanged, Detail: &PropertyChange{Name: t.Name, Value: b, Old: a}}})
		}
	}
	s.kick()
}
