package sessiontest

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ladle/session"
	"ladle/session/auth"
)

// rules does what the scenario says about an event; a is its message, nil for an event of the session.
func (r *run) rules(event string, a *actor) {
	n := 0
	if a != nil {
		a.seen[event]++
		n = a.seen[event]
	}
	for _, rule := range r.sc.On {
		if rule.text("event") != event {
			continue
		}
		if id := rule.text("message"); id != "" && (a == nil || a.ID != id) {
			continue
		}
		if nth := rule.number("nth"); nth != 0 && nth != n {
			continue
		}
		target := a
		if id := rule.text("target"); id != "" {
			target = r.messages[id]
		}
		r.schedule(rule, target)
	}
}

// schedule does an action now or when its time has come.
func (r *run) schedule(act Action, a *actor) {
	after := act.number("after_ms")
	if after == 0 {
		r.do(act, a)
		return
	}
	r.timers++
	d := time.Duration(after) * time.Millisecond
	at := time.Now().Add(d)
	i := len(r.due)
	for i > 0 && r.due[i-1].at.After(at) {
		i--
	}
	r.due = slices.Insert(r.due, i, timed{at, act, a})
	time.AfterFunc(d, func() { r.loop.Invoke(func() { r.doDue(at) }) })
}

// doDue does the actions whose time is not after at, in the order of their times: of two timers that run out while the
// machine is busy the later one may be heard first.
func (r *run) doDue(at time.Time) {
	for len(r.due) > 0 && !r.due[0].at.After(at) {
		next := r.due[0]
		r.due = r.due[1:]
		r.timers--
		if !r.gaveUp {
			r.do(next.act, next.a)
		}
	}
}

// timed is an action that waits for its time.
type timed struct {
	at  time.Time
	act Action
	a   *actor
}

// do performs one action between its two events.
func (r *run) do(act Action, a *actor) {
	id, begin, end := "", map[string]any{"do": act.text("do")}, map[string]any{"do": act.text("do")}
	if a != nil {
		id = a.ID
	}
	if args := act.args(); args != nil {
		begin["args"] = args
	}
	r.note("action", id, begin)
	if err := r.perform(act, a, end); err != nil {
		end["error"] = err.Error()
	}
	r.note("action-end", id, end)
}

// perform is the action itself; end takes what it returned. The session's own refusals, such as of a message that has
// ended, are no errors here: the recorded library does nothing then.
func (r *run) perform(act Action, a *actor, end map[string]any) error {
	do := act.text("do")
	switch do {
	case "abort":
		r.s.Abort()
		return nil
	case "note":
		return nil
	case "set-session":
		return r.set(sessionOf(act))
	case "get-property":
		end["value"] = r.property(act.text("name"))
		return nil
	case "start":
		if b := r.messages[act.text("start")]; b != nil {
			return r.start(b)
		}
		if a != nil {
			return r.start(a)
		}
		return fmt.Errorf("no message %s", act.text("start"))
	case "prefetch-dns":
		return r.prefetch(act.text("host"))
	case "connect":
		return r.connectTo(act.text("uri"))
	case "feature-add":
		return r.addFeature(act.text("type"))
	case "feature-remove":
		return r.removeFeature(act.text("type"))
	case "feature-has", "feature-get", "feature-list":
		end["returned"] = r.askFeatures(do, act.text("type"))
		return nil
	}
	if a == nil {
		return fmt.Errorf("%s needs a message", do)
	}
	return r.performOn(do, act, a, end)
}

// performOn is perform for an action on a message.
func (r *run) performOn(do string, act Action, a *actor, end map[string]any) error {
	switch do {
	case "authenticate":
		if a.auth != nil {
			a.auth.Authenticate(act.text("user"), session.Secret(act.text("password")))
		}
	case "cancel":
		r.s.Cancel(a.m, session.Status(act.number("status")))
	case "cancel-cancellable":
		if a.cancel != nil {
			a.cancel()
		}
	case "pause":
		_ = r.s.Pause(a.m)
	case "unpause":
		_ = r.s.Unpause(a.m)
	case "requeue":
		_ = r.s.Requeue(a.m)
	case "redirect":
		end["returned"] = r.s.Redirect(a.m)
	case "would-redirect":
		end["returned"] = r.s.WouldRedirect(a.m)
	case "steal":
		nc, err := r.s.Steal(a.m)
		end["stream"] = err == nil
		if err == nil {
			end["closed"] = false
			a.stolen, a.active = nc, false
			r.stolen = append(r.stolen, nc)
		}
	case "stolen-exchange":
		text, err := exchange(a.stolen, act.text("write"), act.text("until"))
		end["returned"] = text
		return err
	case "set-header":
		return a.m.SetField(act.text("name"), act.text("value"))
	case "set-uri":
		return a.m.SetURI(act.text("uri"))
	case "set-method":
		return a.m.SetMethod(act.text("method"))
	case "set-priority":
		a.m.SetPriority(priorities[act.text("priority")])
	case "set-status":
		a.m.SetStatus(session.Status(act.number("status")), "")
	case "disable-feature":
		a.m.DisableFeature(featureTypes[act.text("type")])
	case "feature-get-for-message":
		end["returned"] = r.featureFor(act.text("type"), a.m)
	default:
		return fmt.Errorf("unknown action %s", do)
	}
	return nil
}

// sessionOf are the properties that an action sets: one by name and value, or several in an object.
func sessionOf(act Action) map[string]any {
	if props, ok := act["session"].(map[string]any); ok {
		return props
	}
	return map[string]any{act.text("name"): act["value"]}
}

// set sets properties.
func (r *run) set(props map[string]any) error {
	for _, name := range propertyOrder {
		value, ok := props[name]
		if !ok {
			continue
		}
		if err := r.setOne(name, value); err != nil {
			return err
		}
	}
	return nil
}

// propertyOrder is the order in which several properties are set, the one of the recorded runs.
var propertyOrder = []string{"max-conns", "max-conns-per-host", "timeout", "idle-timeout", "user-agent", "accept-language", "accept-language-auto", "http-aliases",
	"https-aliases", "proxy-uri", "proxy-resolver", "tls-database", "ssl-ca-file", "ssl-use-system-ca-file", "ssl-strict", "use-ntlm"}

func (r *run) setOne(name string, value any) error {
	switch v := value.(type) {
	case nil:
		if name == "tls-database" {
			return r.s.SetTLSDatabase(session.TLSDatabase{})
		}
		return r.s.SetProperty(name, "")
	case bool:
		if name == "use-ntlm" {
			return auth.UseNTLM(r.s, v)
		}
		return r.s.SetProperty(name, strconv.FormatBool(v))
	case float64:
		return r.s.SetProperty(name, strconv.FormatFloat(v, 'f', -1, 64))
	case string:
		if name == "user-agent" {
			return r.s.SetUserAgent(v)
		}
		err := r.s.SetProperty(name, v)
		if name == "ssl-ca-file" || name == "tls-database" {
			return nil // one that cannot be read is no end of a session
		}
		return err
	case []any:
		return r.s.SetProperty(name, joined(v))
	case map[string]any: // a proxy resolver
		uri, _ := v["default"].(string)
		if uri == "" {
			return r.s.SetProxyResolver(nil)
		}
		p, err := session.FixedProxy(uri, textsOf(v["ignore"])...)
		if err != nil {
			return err
		}
		return r.s.SetProxyResolver(p)
	}
	return fmt.Errorf("property %s: %v", name, value)
}

func joined(v []any) string { return strings.Join(textsOf(v), ", ") }

func textsOf(v any) []string {
	var out []string
	l, _ := v.([]any)
	for _, x := range l {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}

// property is a property as the recorded library reads it back.
func (r *run) property(name string) any {
	p := r.s.Properties()
	null := func(s string) any {
		if s == "" {
			return nil
		}
		return strings.ReplaceAll(s, session.Product, "{product}")
	}
	list := func(l []string) any {
		if len(l) == 0 {
			return nil
		}
		return l
	}
	switch name {
	case "max-conns":
		return p.MaxConns
	case "max-conns-per-host":
		return p.MaxConnsPerHost
	case "timeout":
		return int(p.Timeout.Seconds())
	case "idle-timeout":
		return int(p.IdleTimeout.Seconds())
	case "ssl-strict":
		return p.SSLStrict
	case "ssl-use-system-ca-file":
		return p.TLSDatabase.System()
	case "accept-language-auto":
		return p.AcceptLanguageAuto
	case "use-thread-context":
		return true
	case "http-aliases":
		return append([]string{}, p.HTTPAliases...) // there an empty list, not none
	case "https-aliases":
		return list(p.HTTPSAliases)
	case "proxy-uri":
		if u, err := url.Parse(p.ProxyURI); err == nil && u.User != nil {
			u.User = url.User(u.User.Username())
			return u.String()
		}
		return null(p.ProxyURI)
	}
	return null(r.s.Property(name))
}

// prefetch looks a name up; the answer is an event.
func (r *run) prefetch(host string) error {
	r.timers++
	r.s.PrefetchDNS(r.ctx, host, func(st session.Status) {
		r.timers--
		r.note("dns", "", map[string]any{"host": host, "status": int(st)})
	})
	return nil
}

// connectTo opens a connection without a message; its steps and its result are events.
func (r *run) connectTo(uri string) error {
	r.timers++
	err := r.s.ConnectAsync(r.ctx, uri, func(e *session.NetworkEvent) {
		r.note("connect-progress", "", map[string]any{"kind": string(e.Step)})
	}, func(nc net.Conn, err error) {
		r.timers--
		if err != nil {
			r.note("connect-done", "", map[string]any{"error": described(nil, err)})
			return
		}
		t, _ := nc.(interface{ TLS() *session.TLSInfo })
		r.note("connect-done", "", map[string]any{"stream": true, "tls": t != nil && t.TLS() != nil})
		nc.Close()
	})
	if err != nil {
		r.timers--
		r.note("connect-done", "", map[string]any{"error": described(nil, err)})
		return nil
	}
	r.s.Connections() // the engine has it
	r.loop.Iterate(r.ctx, false)
	return nil
}

// exchange writes a text on a stolen connection and reads until another text has come.
func exchange(nc net.Conn, text, until string) (string, error) {
	if nc == nil {
		return "", fmt.Errorf("nothing was stolen")
	}
	nc.SetDeadline(time.Now().Add(giveUp))
	if _, err := nc.Write([]byte(text)); err != nil {
		return "", err
	}
	var got strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := nc.Read(buf)
		got.Write(buf[:n])
		if until != "" && strings.Contains(got.String(), until) || err != nil {
			return got.String(), nil
		}
	}
}
