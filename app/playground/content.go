package playground

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mccutchen/go-httpbin/v2/httpbin"
)

const (
	maxBinBody     = 32 << 20  // of a request to go-httpbin, and of what it generates: both are in memory
	maxBinDuration = time.Hour // of go-httpbin's timed answers, and of its WebSockets, which end after it
)

// content is what http and the https endpoints serve.
func (s *Server) content() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.frontPage)
	mux.Handle("/try/", s.tryMux())
	mux.Handle("/", plainHTTPBin(httpbin.New(
		httpbin.WithMaxBodySize(maxBinBody),
		httpbin.WithMaxDuration(maxBinDuration),
		httpbin.WithHostname("localhost"),
	)))
	return mux
}

// tryMux has no catch-all pattern, so that an unknown path is 404 and a wrong method 405 with Allow.
func (s *Server) tryMux() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /try/index.json":       s.indexJSON,
		"GET /try/stats":            s.showStats,
		"POST /try/stats/reset":     s.resetStats,
		"GET /try/json":             sendOrders,
		"GET /try/html":             sendText("text/html; charset=utf-8", shopHTML),
		"GET /try/xml":              sendText("application/xml", shopXML),
		"GET /try/text":             sendText("text/plain; charset=utf-8", shopText),
		"GET /try/image":            sendImage,
		"GET /try/huge":             sendHuge,
		"GET /try/truncated-gzip":   sendTruncatedGzip,
		"GET /try/no-length":        sendNoLength,
		"GET /try/trailers":         sendTrailers,
		"/try/slow":                 s.slow,
		"GET /try/drip":             drip,
		"GET /try/1xx":              informational,
		"GET /try/drop":             drop,
		"GET /try/connection-close": connectionClose,
		"/try/echo":                 echo,
		"POST /try/early":           early,
		"/try/status/{code}":        status,
		"/try/auth/basic":           basic,
		"/try/auth/digest":          s.digest,
		"GET /try/cookies":          setCookies,
		"GET /try/stock":            stock,
		"GET /try/redirect/{n}":     redirectChain,
		"GET /try/redirect-host":    redirectHost,
		"GET /try/redirect-tls":     s.redirectTLS,
		"GET /try/redirect-plain":   s.redirectPlain,
		"GET /try/redirect-loop":    redirectTo("/try/redirect-loop"),
		"GET /try/redirect-nowhere": redirectTo(""),
		"/try/redirect-keep/{code}": redirectKeep,
	} {
		mux.HandleFunc(pattern, h)
	}
	return mux
}

// plainHTTPBin takes go-httpbin's cross-origin fields away, which it adds to every answer, and answers OPTIONS itself,
// which go-httpbin takes for a preflight whatever it is. Without the fields no web page can read this server's answers.
func plainHTTPBin(bin http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions {
			w.Header().Set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		same := &sameOrigin{w}
		bin.ServeHTTP(same, r)
		same.strip() // an answer without a body may have written nothing yet
	})
}

// sameOrigin is a ResponseWriter that drops the fields of the CORS protocol before the head goes out.
type sameOrigin struct{ http.ResponseWriter }

func (w *sameOrigin) strip() {
	w.Header().Del("Access-Control-Allow-Origin")
	w.Header().Del("Access-Control-Allow-Credentials")
}

func (w *sameOrigin) WriteHeader(code int) {
	w.strip()
	w.ResponseWriter.WriteHeader(code)
}

func (w *sameOrigin) Write(p []byte) (int, error) {
	w.strip()
	return w.ResponseWriter.Write(p)
}

// Flush sends what was written so far.
func (w *sameOrigin) Flush() {
	w.strip()
	w.ResponseWriter.(http.Flusher).Flush()
}

// Hijack hands the connection over, for go-httpbin's WebSocket.
func (w *sameOrigin) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.ResponseWriter.(http.Hijacker).Hijack()
}

// writeBody answers 200 with a body of known length.
func writeBody(w http.ResponseWriter, mediaType string, body []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client left; nothing is lost
}

// sendText answers every request with the same body.
func sendText(mediaType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeBody(w, mediaType, []byte(body)) }
}

// number reads a query parameter between low and high, def when it is not given. Not ok: 400 was answered.
func number(w http.ResponseWriter, r *http.Request, name string, def, low, high int) (n int, ok bool) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return def, true
	}
	return bounded(w, name, text, low, high)
}

// bounded reads text as a number between low and high. Not ok: 400 was answered.
func bounded(w http.ResponseWriter, name, text string, low, high int) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		http.Error(w, fmt.Sprintf("%s is a number from %d to %d, not %q", name, low, high, text), http.StatusBadRequest)
		return 0, false
	}
	return n, true
}

// wait returns true after d, false when ctx ends first: the client left or the server closes.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

var (
	_ http.Flusher  = (*sameOrigin)(nil)
	_ http.Hijacker = (*sameOrigin)(nil)
)
