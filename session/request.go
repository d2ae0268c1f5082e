package session

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
)

// Errors of NewRequest and its relatives, as SoupRequestError has them.
var (
	// ErrBadURI: the text is no URL of a request, or of another kind of request than was asked for.
	ErrBadURI = errors.New("not the URL of such a request")
	// ErrUnsupportedURIScheme: the session has no kind of request for the scheme.
	ErrUnsupportedURIScheme = errors.New("URL scheme is not supported")
)

// RequestError says why no request was made. Its cause is ErrBadURI or ErrUnsupportedURIScheme.
type RequestError struct {
	URI  string // user info masked
	Kind error  // ErrBadURI or ErrUnsupportedURIScheme
	Err  error  // what is wrong with the URL, nil if nothing
}

func (e *RequestError) Error() string {
	s := "request " + e.URI + ": " + e.Kind.Error()
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the kind and the cause.
func (e *RequestError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// Request is something that a URL names and that can be fetched. The session makes them by scheme; http and https give an
// HTTPRequest.
type Request interface {
	// URI is a copy of the URL.
	URI() *url.URL
	// Send gives the content as a stream, which must be closed. Blocks as Session.Send does, with the same errors.
	Send(ctx context.Context) (io.ReadCloser, error)
	// SendAsync calls back on the MainContext as Session.SendAsync does, with the same errors.
	SendAsync(ctx context.Context, callback func(io.ReadCloser, error)) error
	// ContentLength is the number of bytes, -1 while or where it is not known.
	ContentLength() int64
	// ContentType is the media type, "" while or where it is not known.
	ContentType() string
}

// HTTPRequest is a request by HTTP: a message and the session to send it with.
type HTTPRequest struct {
	s *Session
	m *Message
}

// NewRequest makes the request that a URL names. The error is a *RequestError.
func (s *Session) NewRequest(uri string) (Request, error) {
	r, err := s.NewHTTPRequest("GET", uri)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// NewRequestURI is NewRequest for a URL that was parsed. The error is a *RequestError.
func (s *Session) NewRequestURI(u *url.URL) (Request, error) { return s.NewRequest(u.String()) }

// NewHTTPRequest makes a request by HTTP with a method. The error is a *RequestError or, for the method, a *FieldError.
func (s *Session) NewHTTPRequest(method, uri string) (*HTTPRequest, error) {
	u, err := parseURL(uri)
	scheme, _, _ := strings.Cut(strings.TrimSpace(uri), ":")
	scheme = strings.ToLower(scheme)
	if isScheme(scheme) && scheme != "http" && scheme != "https" && strings.Contains(uri, ":") {
		return nil, &RequestError{URI: maskUserInfo(uri), Kind: ErrUnsupportedURIScheme}
	}
	if err != nil {
		return nil, &RequestError{URI: maskUserInfo(uri), Kind: ErrBadURI, Err: err}
	}
	m := &Message{uri: u}
	if err := m.SetMethod(method); err != nil {
		return nil, err
	}
	return &HTTPRequest{s, m}, nil
}

// NewHTTPRequestURI is NewHTTPRequest for a URL that was parsed, with the same errors.
func (s *Session) NewHTTPRequestURI(method string, u *url.URL) (*HTTPRequest, error) {
	return s.NewHTTPRequest(method, u.String())
}

// Message is the message that is sent: to be changed before, and looked at after.
func (r *HTTPRequest) Message() *Message { return r.m }

// URI is a copy of the URL; a redirect changes it.
func (r *HTTPRequest) URI() *url.URL { return r.m.URI() }

// Send sends the message and gives the body of the final response, with the errors of Session.Send. Blocks.
func (r *HTTPRequest) Send(ctx context.Context) (io.ReadCloser, error) { return r.s.Send(ctx, r.m) }

// SendAsync is Send without waiting: callback runs once on the MainContext. The errors are those of Session.SendAsync.
func (r *HTTPRequest) SendAsync(ctx context.Context, callback func(io.ReadCloser, error)) error {
	return r.s.SendAsync(ctx, r.m, callback)
}

// ContentLength is what the response's head says.
func (r *HTTPRequest) ContentLength() int64 {
	if resp := r.m.Response(); resp != nil {
		return resp.Length
	}
	return -1
}

// ContentType is the media type that the response's last Content-Type says, without its parameters.
func (r *HTTPRequest) ContentType() string {
	resp := r.m.Response()
	if resp == nil {
		return ""
	}
	v, _ := resp.Fields.Last("Content-Type")
	t, _, _ := strings.Cut(v, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

var _ Request = (*HTTPRequest)(nil)
