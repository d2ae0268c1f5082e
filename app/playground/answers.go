package playground

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

const (
	realm    = "shop-admin"
	userName = "mira"
	password = "soup"
	maxEcho  = 16 << 20 // of the request's body
)

// echo answers with the request: its head byte for byte, then its content. Echo-Head says "exact", or "rebuilt" where
// the bytes are not known (a pipelined request): then names are in net/http's case and order.
func echo(w http.ResponseWriter, r *http.Request) {
	head, how := tapOf(r).head(r), "exact"
	if head == nil {
		head, how = rebuiltHead(r), "rebuilt"
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEcho))
	if err != nil {
		http.Error(w, "the request's content: "+err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Echo-Head", how)
	writeBody(w, "text/plain; charset=utf-8", append(head, body...))
}

func rebuiltHead(r *http.Request) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\r\nHost: %s\r\n", r.Method, r.RequestURI, r.Proto, r.Host)
	_ = r.Header.Write(&b)
	for _, coding := range r.TransferEncoding {
		fmt.Fprintf(&b, "Transfer-Encoding: %s\r\n", coding)
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// status answers with any final status and the fields that RFC 9110 asks for with it.
func status(w http.ResponseWriter, r *http.Request) {
	code, ok := bounded(w, "the status", r.PathValue("code"), 200, 999)
	if !ok {
		return
	}
	for _, f := range []struct {
		codes       []int
		name, value string
	}{
		{[]int{401}, "WWW-Authenticate", `Basic realm="` + realm + `", charset="UTF-8"`},
		{[]int{407}, "Proxy-Authenticate", `Basic realm="` + realm + `", charset="UTF-8"`},
		{[]int{405}, "Allow", "GET, HEAD"},
		{[]int{416}, "Content-Range", "bytes */0"},
		{[]int{426}, "Upgrade", "websocket"},
		{[]int{429, 503}, "Retry-After", "2"},
	} {
		if slices.Contains(f.codes, code) {
			w.Header().Set(f.name, f.value)
		}
	}
	if code == 426 {
		w.Header().Set("Connection", "upgrade")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if code == http.StatusNoContent || code == http.StatusResetContent || code == http.StatusNotModified {
		w.Header().Del("Content-Type")
		w.WriteHeader(code)
		return
	}
	w.WriteHeader(code)
	fmt.Fprintf(w, "%d %s\n", code, http.StatusText(code))
}

// basic asks for mira / soup (RFC 7617).
func basic(w http.ResponseWriter, r *http.Request) {
	user, pass, ok := r.BasicAuth()
	if !ok || !signedIn(user, pass) {
		w.Header().Set("WWW-Authenticate", `Basic realm="`+realm+`", charset="UTF-8"`)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, "<!doctype html>\n<title>401</title>\n<p>The realm %s asks for a name and a password: %s, %s.</p>\n", realm, userName, password)
		return
	}
	writeJSON(w, map[string]string{"realm": realm, "user": user})
}

func signedIn(user, pass string) bool {
	return subtle.ConstantTimeCompare([]byte(user+"\x00"+pass), []byte(userName+"\x00"+password)) == 1
}

// setCookies sets cookies that a client keeps and cookies that it refuses (RFC 6265bis section 5.7).
func setCookies(w http.ResponseWriter, r *http.Request) {
	for _, c := range []string{
		"cart=b81f4c; Path=/",
		"lang=en; Path=/; Max-Age=3600; SameSite=Lax",
		"admin=1; Path=/try/auth; HttpOnly; SameSite=Strict",
		"gone=1; Path=/; Expires=" + time.Unix(0, 0).UTC().Format(http.TimeFormat),
		"partner=1; Domain=shop.example; Path=/",
		"__Host-shop=1; Path=/; Domain=localhost; Secure",
	} {
		w.Header().Add("Set-Cookie", c)
	}
	var names []string
	for _, c := range r.Cookies() {
		names = append(names, c.Name)
	}
	writeJSON(w, map[string][]string{"received": names})
}

// connectionClose says that the connection ends with the answer (RFC 9112 section 9.6).
func connectionClose(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Connection", "close")
	writeBody(w, "text/plain; charset=utf-8", []byte("This connection closes now.\n"))
}

// early answers before it has read the request's content, and closes (RFC 9112 section 9.3).
func early(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Connection", "close")
	http.Error(w, "413 comes before the content was read", http.StatusRequestEntityTooLarge)
}
