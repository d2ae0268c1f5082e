package session

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// nameTTL is how long a looked-up name is believed. The system's resolver does not tell what the name servers allow.
const nameTTL = 30 * time.Second

// maxNames bounds the cache.
const maxNames = 1000

// names is the session's cache of looked-up host names and its list of overrides. It is a leaf with a lock of its own:
// connections' goroutines ask it.
type names struct {
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)

	mu      sync.Mutex
	entries map[string]*nameEntry
	fixed   map[string][]netip.Addr // by host:port, or host alone
}

// nameEntry is one name: being looked up until done is closed, known after.
type nameEntry struct {
	done    chan struct{}
	addrs   []netip.Addr
	err     error
	expires time.Time
}

// Name is a host name in the session's cache.
type Name struct {
	Host    string       // in lower case, without its port
	Port    int          // of an override that counts for one port, 0 all
	Addrs   []netip.Addr // as they are tried
	Fixed   bool         // set with Resolve, never looked up
	Expires time.Time    // when it is looked up again, zero if never
}

// lookup gives the addresses of a host for a port: an override, what is cached, or what the system's resolver says. Several
// that ask for one name at a time wait for one answer. fresh says that the resolver was asked for this call.
func (n *names) lookup(ctx context.Context, host, port string) (addrs []netip.Addr, fresh bool, err error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, false, nil
	}
	if addrs := n.override(host, port); addrs != nil {
		return addrs, false, nil
	}
	for {
		e, mine := n.entry(host)
		if mine {
			e.addrs, e.err = n.ask(ctx, host)
			n.settle(host, e)
			return e.addrs, true, e.err
		}
		select {
		case <-e.done:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
		if e.err == nil || ctx.Err() != nil || !cancelled(e.err) {
			return e.addrs, false, e.err
		}
		// Whoever asked first gave up: its answer says nothing about the name.
	}
}

func cancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// entry gives what is known of a host; mine says that the caller has to look it up.
func (n *names) entry(host string) (e *nameEntry, mine bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if e := n.entries[host]; e != nil {
		select {
		case <-e.done:
			if time.Now().Before(e.expires) {
				return e, false
			}
		default:
			return e, false
		}
	}
	if n.entries == nil || len(n.entries) >= maxNames {
		n.entries = map[string]*nameEntry{}
	}
	e = &nameEntry{done: make(chan struct{})}
	n.entries[host] = e
	return e, true
}

// settle makes an answer known. A failure is told to those who wait for it and not kept.
func (n *names) settle(host string, e *nameEntry) {
	n.mu.Lock()
	defer n.mu.Unlock()
	e.expires = time.Now().Add(nameTTL)
	if e.err != nil && n.entries[host] == e {
		delete(n.entries, host)
	}
	close(e.done)
}

func (n *names) override(host, port string) []netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	if a := n.fixed[net.JoinHostPort(host, port)]; a != nil {
		return a
	}
	return n.fixed[host]
}

// ask asks the resolver. A name without an address is one that is not found: whoever dials it needs at least one.
func (n *names) ask(ctx context.Context, host string) ([]netip.Addr, error) {
	found, err := n.resolve(ctx, host)
	if err == nil && len(found) == 0 {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	addrs := make([]netip.Addr, len(found))
	for i := range found {
		addrs[i] = found[i].Unmap()
	}
	return addrs, err
}

func lookupSystem(ctx context.Context, host string) ([]netip.Addr, error) {
	if h := strings.TrimSuffix(host, "."); h == "localhost" || strings.HasSuffix(h, ".localhost") { // RFC 6761 section 6.3
		host = "localhost"
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// PrefetchDNS looks a host name up, so that a connection to it need not wait for that. callback, if not nil, runs once on
// the MainContext with 200, StatusCantResolve, or StatusCancelled when ctx ended first. What was found is kept for half a
// minute.
func (s *Session) PrefetchDNS(ctx context.Context, host string, callback func(Status)) {
	s.prefetch(ctx, host, "80", callback)
}

// PrepareForURI looks the host of a URL up. A URL without a host does nothing.
//
// Deprecated: use PrefetchDNS.
func (s *Session) PrepareForURI(uri string) {
	u, err := parseURL(uri)
	if err != nil {
		return
	}
	host, port, _ := net.SplitHostPort(s.props.Load().schemes.key(u).addr)
	s.prefetch(context.Background(), host, port, nil)
}

func (s *Session) prefetch(ctx context.Context, host, port string, callback func(Status)) {
	if h, err := asciiHost(host); err == nil {
		host = h
	}
	s.background.Go(func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.life, cancel)()
		_, _, err := s.names.lookup(ctx, host, port)
		if callback == nil {
			return
		}
		status := Status(200)
		switch {
		case err != nil && ctx.Err() != nil:
			status = StatusCancelled
		case err != nil:
			status = StatusCantResolve
		}
		s.mc.Invoke(func() { callback(status) })
	})
}

// Resolve has connections to a host go to the given addresses without a look-up, as curl's --resolve does; port 0 means
// every port. No address takes the override off. Connections that are open stay as they are.
func (s *Session) Resolve(host string, port int, addrs ...netip.Addr) {
	n := &s.names
	key := strings.ToLower(host)
	if h, err := asciiHost(host); err == nil {
		key = h
	}
	if port != 0 {
		key = net.JoinHostPort(key, strconv.Itoa(port))
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(addrs) == 0 {
		delete(n.fixed, key)
		return
	}
	if n.fixed == nil {
		n.fixed = map[string][]netip.Addr{}
	}
	n.fixed[key] = slices.Clone(addrs)
}

// Names lists the host names that the session knows, overrides first, in alphabetical order.
func (s *Session) Names() []Name {
	n := &s.names
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []Name
	for key, addrs := range n.fixed {
		host, port := key, 0
		if h, p, err := net.SplitHostPort(key); err == nil {
			host = h
			port, _ = strconv.Atoi(p)
		}
		out = append(out, Name{Host: host, Port: port, Addrs: slices.Clone(addrs), Fixed: true})
	}
	for host, e := range n.entries {
		select {
		case <-e.done:
			if time.Now().Before(e.expires) {
				out = append(out, Name{Host: host, Addrs: slices.Clone(e.addrs), Expires: e.expires})
			}
		default:
		}
	}
	slices.SortFunc(out, func(a, b Name) int {
		if a.Fixed != b.Fixed {
			return map[bool]int{true: -1, false: 1}[a.Fixed]
		}
		return cmp.Or(strings.Compare(a.Host, b.Host), cmp.Compare(a.Port, b.Port))
	})
	return out
}

// ForgetNames has every name looked up again; overrides stay.
func (s *Session) ForgetNames() {
	s.names.mu.Lock()
	defer s.names.mu.Unlock()
	clear(s.names.entries)
}
