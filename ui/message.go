package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"ladle/session"
	"ladle/store"
)

// BodyFileError says why the file that a request sends as its body cannot be read. What and Try are sentences for
// people.
type BodyFileError struct {
	Path string // as it is in the request
	What string
	Try  string
	Err  error // of the system, may be nil
}

// Error implements error.
func (e *BodyFileError) Error() string { return "body file " + e.Path + ": " + e.What }

// Unwrap gives the error of the system.
func (e *BodyFileError) Unwrap() error { return e.Err }

// newMessage makes the message that a composed request asks for: its fields in their order, its body, and what it
// leaves out. A body file is looked for in the working directory. The error is a *session.URLError, a
// *session.FieldError or a *BodyFileError; it says what a person can do.
func newMessage(r store.Request) (*session.Message, error) { return newMessageIn("", nil, r) }

// newMessageIn is newMessage for a request of an .http file: a relative body file lies in folder, and vars are what the
// file defines. They are filled in; a variable without a value is an error in the URL and goes out as it is elsewhere.
func newMessageIn(folder string, vars []store.Variable, r store.Request) (*session.Message, error) {
	r, _ = fillVariables(r, vars)
	if name, ok := firstVariable(r.URL); ok {
		return nil, &session.URLError{Text: r.URL, What: "The variable " + name + " has no value", Try: "Write its value in its place"}
	}
	m, err := session.NewMessage(r.Method, withScheme(r.URL))
	if err == nil {
		_, err = session.ParseURL(withScheme(r.URL)) // http or https: no aliases are known here
	}
	if err != nil {
		return nil, err
	}
	for _, f := range sentFields(r) {
		if err := m.AddField(f.Name, f.Value); err != nil {
			return nil, err
		}
	}
	for _, name := range r.DroppedAuto {
		m.LeaveOut(name)
	}
	return m, setMessageBody(m, folder, r.Body)
}

// sentFields are the rows that are on; the Content-Type that comes with the body is left out like any other automatic
// field.
func sentFields(r store.Request) session.Fields {
	for _, name := range r.DroppedAuto {
		if strings.EqualFold(name, contentTypeField) {
			r.Body.ContentType = ""
		}
	}
	return r.SentFields()
}

// setMessageBody gives m its body. Its type is among the fields already, where it was not left out.
func setMessageBody(m *session.Message, folder string, b store.RequestBody) error {
	switch b.Kind {
	case store.TextBody:
		return m.SetBody("", session.BodyBytes([]byte(b.Text)))
	case store.FileBody:
		path, _, err := bodyFile(folder, b.File)
		if err != nil {
			return err
		}
		return m.SetBody("", session.BodyFile(path))
	}
	return m.SetBody("", session.NoBody(m.Method()))
}

// bodyFile finds a body file and tells its size. The error is a *BodyFileError.
func bodyFile(folder, name string) (path string, size int64, err error) {
	if strings.TrimSpace(name) == "" {
		return "", 0, &BodyFileError{What: "No file is chosen", Try: "Choose one, or send no body"}
	}
	path = name
	if folder != "" && !filepath.IsAbs(path) {
		path = filepath.Join(folder, filepath.FromSlash(path))
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", 0, &BodyFileError{Path: name, What: "There is no file " + path, Try: "Choose another file", Err: err}
	case err != nil:
		return "", 0, &BodyFileError{Path: name, What: fmt.Sprintf("The file cannot be read: %v", errors.Unwrap(err)), Try: "Choose another file", Err: err}
	case !info.Mode().IsRegular():
		return "", 0, &BodyFileError{Path: name, What: path + " is not a file", Try: "Choose a file"}
	}
	f, err := os.Open(path)
	if err != nil {
		return "", 0, &BodyFileError{Path: name, What: fmt.Sprintf("The file cannot be read: %v", errors.Unwrap(err)), Try: "Choose another file", Err: err}
	}
	return path, info.Size(), f.Close()
}

// withScheme completes a URL that has no scheme: http for hosts on this machine and on private networks, where
// certificates are rare, else https. A URL with a scheme, or of which the host cannot be told, is given as it is.
func withScheme(text string) string {
	t := strings.TrimSpace(text)
	switch {
	case t == "", strings.Contains(beforeQuery(t), "://"), strings.HasPrefix(t, "/") && !strings.HasPrefix(t, "//"):
		return t
	}
	rest := strings.TrimPrefix(t, "//")
	authority := rest[:strings.IndexAny(rest+"/", "/?#")]
	if hasOtherScheme(authority) {
		return t
	}
	if isNearHost(hostOf(authority)) {
		return "http://" + rest
	}
	return "https://" + rest
}

func beforeQuery(t string) string { return t[:strings.IndexAny(t+"?", "?#")] }

// hasOtherScheme tells "mailto:you" from "localhost:8080".
func hasOtherScheme(authority string) bool {
	name, after, found := strings.Cut(authority, ":")
	if !found || strings.ContainsAny(name, ".[@") || strings.Contains(after, "@") || name == "localhost" {
		return false
	}
	return after != "" && (after[0] < '0' || after[0] > '9')
}

// hostOf takes user info and port off an authority.
func hostOf(authority string) string {
	authority = authority[strings.LastIndexByte(authority, '@')+1:]
	if host, _, err := net.SplitHostPort(authority); err == nil {
		return host
	}
	return strings.Trim(authority, "[]")
}

// isNearHost says whether a host is this machine or on a private network, as far as its name tells.
func isNearHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified())
}
