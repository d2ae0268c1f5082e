package playground

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
)

const via = "1.1 ladle-playground"

// startProxy opens a forward proxy. It leads to the playground's own endpoints only, so that it is no way out of the
// computer, or round a firewall, for other programs.
func (s *Server) startProxy(name string, auth bool) error {
	ln, err := s.listenFree()
	if err != nil {
		return err
	}
	transport := &http.Transport{
		DisableCompression: true,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, s.targets[addr])
		},
	}
	s.stop = append(s.stop, func() error { transport.CloseIdleConnections(); return nil })
	p := &proxy{server: s, auth: auth, forward: &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.Host = r.In.URL.Host // RFC 9112 section 3.2.2: the target wins over Host
			r.Out.Header.Add("Via", via)
		},
		ModifyResponse: func(r *http.Response) error { r.Header.Add("Via", via); return nil },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, "the endpoint did not answer: "+err.Error(), http.StatusBadGateway)
		},
		FlushInterval: -1,
		ErrorLog:      slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}}
	s.serveHTTP(name, ln, nil, p)
	return nil
}

type proxy struct {
	server  *Server
	auth    bool
	forward http.Handler
}

// ServeHTTP tunnels CONNECT, forwards the absolute form, and explains itself to who asks for it directly.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.auth && !proxySignedIn(r) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="shop-proxy", charset="UTF-8"`)
		http.Error(w, "the proxy asks for a name and a password: "+userName+", "+password, http.StatusProxyAuthRequired)
		return
	}
	host := r.URL.Host
	if host == "" {
		writeBody(w, "text/plain; charset=utf-8", []byte("This is a proxy: set "+r.Host+" as the proxy and ask for another endpoint.\n"))
		return
	}
	if r.URL.Port() == "" {
		host = net.JoinHostPort(r.URL.Hostname(), "80")
	}
	addr, ok := p.server.targets[host]
	switch {
	case !ok:
		http.Error(w, host+" is not part of the playground; this proxy leads nowhere else", http.StatusForbidden)
	case r.Method == http.MethodConnect:
		p.tunnel(w, r, addr)
	default:
		p.forward.ServeHTTP(w, r)
	}
}

func proxySignedIn(r *http.Request) bool {
	credentials := http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}
	user, pass, ok := credentials.BasicAuth()
	return ok && signedIn(user, pass)
}

// tunnel joins the two connections until both directions have ended (RFC 9110 section 9.3.6).
func (p *proxy) tunnel(w http.ResponseWriter, r *http.Request, addr string) {
	var d net.Dialer
	far, err := d.DialContext(r.Context(), "tcp", addr)
	if err != nil {
		http.Error(w, "the endpoint did not answer: "+err.Error(), http.StatusBadGateway)
		return
	}
	defer far.Close()
	near, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer near.Close()
	if _, err := near.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	p.server.track.hold(far)
	defer p.server.track.release(far)
	up := make(chan struct{})
	go func() {
		defer close(up)
		_, _ = io.Copy(far, buf) // what net/http had read ahead comes first
		closeWrite(far)
	}()
	_, _ = io.Copy(near, far)
	closeWrite(near)
	<-up
}

// closeWrite ends one direction; a connection that is gone needs none.
func closeWrite(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
