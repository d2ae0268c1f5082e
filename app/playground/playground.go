// Package playground is the practice server that Ladle carries with it: a small shop on 127.0.0.1 with redirects,
// sign-in, slow answers, big bodies, a proxy, TLS, a WebSocket, and a listener that breaks HTTP on purpose. It lets a
// person see what a client shows, and lets tests meet a real peer, without leaving the computer.
//
// Start opens every listener and returns. Each listener is an Endpoint with a name:
//
//	http              plain HTTP/1.1
//	https             the same content, certificate of a CA made at start (CAFile)
//	broken            a raw TCP listener; its path names the rule of HTTP that the answer breaks
//	https-expired     signed by the CA, no longer valid
//	https-wronghost   signed by the CA, for another host
//	https-selfsigned  signed by nobody but itself
//	proxy             a forward proxy (absolute-form and CONNECT) to the other endpoints only
//	proxy-auth        the same, behind Basic (mira / soup)
//
// http and the https family serve go-httpbin at its usual paths and our own answers under /try/. What there is to try is
// one table (rows.go): the front page, /try/index.json and Server.Index are made from it, and a test asks for every row.
//
// HTTP/2 is never offered. Nothing here is meant to face a network: go-httpbin redirects and reflects what it is told.
package playground

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// closeWait is how long Close waits for handlers that do not notice that their connection is gone.
const closeWait = 5 * time.Second

// Options says where a Server listens and writes. The zero value is usable.
type Options struct {
	// Addr is the address of the plain HTTP listener, host:port; "" is 127.0.0.1:0, a free port. All other listeners
	// take free ports on 127.0.0.1.
	Addr string
	// Dir is the existing folder where ca.pem is written, and left; "" is a new temporary folder that Close removes.
	Dir string
	// Log gets one debug record a request, and the servers' own complaints; nil is silence.
	Log *slog.Logger
}

// Endpoint is one listener of a Server. URL has no path and no slash at the end.
type Endpoint struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Server is a running practice server. Its methods may be called on any goroutine.
type Server struct {
	log       *slog.Logger
	track     *tracker
	ctx       context.Context // ends with Close, and with it every request's context
	cancel    context.CancelFunc
	ca        *authority
	caFile    string
	tempDir   string // removed by Close, "" when the folder is the caller's
	endpoints []Endpoint
	targets   map[string]string // where the proxies may go: host:port as asked for, and the address to dial
	stats     counters
	nonces    nonceKey
	serve     []func() // the listeners' loops, run when all endpoints are known
	stop      []func() error
}

// Start opens all listeners, writes the CA certificate and serves until Close. It returns an *AddrError when
// Options.Addr cannot be listened on, and starts nothing when it returns an error.
func Start(opts Options) (*Server, error) {
	log := opts.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Server{log: log, track: newTracker(), targets: map[string]string{}}
	_, _ = rand.Read(s.nonces[:]) // never fails
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err := s.start(opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) start(opts Options) error {
	plain, err := listenPlain(opts.Addr)
	if err != nil {
		return err
	}
	s.stop = append(s.stop, plain.Close)
	if s.ca, err = newAuthority(time.Now()); err != nil {
		return fmt.Errorf("playground: make the certificates: %w", err)
	}
	if err := s.writeCA(opts.Dir); err != nil {
		return err
	}
	s.serveHTTP("http", plain, nil, s.content())
	if err := s.startTLS("https", s.ca.good); err != nil {
		return err
	}
	if err := s.startBroken("broken"); err != nil {
		return err
	}
	for _, bad := range []struct {
		name string
		cert tls.Certificate
	}{
		{"https-expired", s.ca.expired},
		{"https-wronghost", s.ca.wrongHost},
		{"https-selfsigned", s.ca.selfSigned},
	} {
		if err := s.startTLS(bad.name, bad.cert); err != nil {
			return err
		}
	}
	if err := s.startProxy("proxy", false); err != nil {
		return err
	}
	if err := s.startProxy("proxy-auth", true); err != nil {
		return err
	}
	for _, serve := range s.serve {
		s.track.run(serve)
	}
	return nil
}

func (s *Server) startTLS(name string, cert tls.Certificate) error {
	ln, err := s.listenFree()
	if err != nil {
		return err
	}
	s.serveHTTP(name, ln, &tls.Config{
		Certificates: []tls.Certificate{cert},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"},
	}, s.content())
	return nil
}

// listenFree takes a free port on 127.0.0.1 and leaves its closing to Close.
func (s *Server) listenFree() (net.Listener, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("playground: no free port on 127.0.0.1: %w", err)
	}
	s.stop = append(s.stop, ln.Close)
	return ln, nil
}

// announce adds an endpoint. Only start calls it, so that readers need no lock.
func (s *Server) announce(name, scheme string, addr net.Addr) {
	host, port, _ := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1" // a wildcard is not an address to connect to
	}
	own := net.JoinHostPort(host, port)
	s.endpoints = append(s.endpoints, Endpoint{Name: name, URL: scheme + "://" + own})
	s.targets[own] = own
	if host == "127.0.0.1" {
		s.targets[net.JoinHostPort("localhost", port)] = own
	}
}

func (s *Server) writeCA(dir string) error {
	if dir == "" {
		temp, err := os.MkdirTemp("", "ladle-playground-")
		if err != nil {
			return fmt.Errorf("playground: no folder for ca.pem: %w", err)
		}
		s.tempDir, dir = temp, temp
	}
	s.caFile = filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(s.caFile, s.ca.pem, 0o644); err != nil {
		return fmt.Errorf("playground: write the CA certificate: %w", err)
	}
	return nil
}

// Endpoints returns all listeners, http first, in the order of the package comment.
func (s *Server) Endpoints() []Endpoint { return slices.Clone(s.endpoints) }

// URL returns the URL of the endpoint called name, without a slash at the end, or "" when there is none.
func (s *Server) URL(name string) string {
	for _, e := range s.endpoints {
		if e.Name == name {
			return e.URL
		}
	}
	return ""
}

// CAFile returns the path of the PEM file to trust for the endpoint https.
func (s *Server) CAFile() string { return s.caFile }

// CACert returns the CA certificate as PEM, the content of CAFile.
func (s *Server) CACert() []byte { return slices.Clone(s.ca.pem) }

// Close closes all listeners and connections, ends running answers, waits for the server's goroutines and removes the
// temporary folder. It returns an error when an answer has not ended 5 s later. A second Close returns nil.
func (s *Server) Close() error {
	if !s.track.shut() {
		return nil
	}
	s.cancel()
	var errs []error
	for _, stop := range slices.Backward(s.stop) { // servers before the listeners below them
		if err := stop(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if !s.track.wait(closeWait) {
		errs = append(errs, fmt.Errorf("playground: answers still running %v after close", closeWait))
	}
	if s.tempDir != "" {
		errs = append(errs, os.RemoveAll(s.tempDir))
	}
	return errors.Join(errs...)
}
