package main

import (
	"fmt"
	"time"

	"ladle/session"
)

// sendOptions are the flags of send, as they were given. Files and stdin have not been read.
type sendOptions struct {
	method   string
	headers  []string
	agent    *string
	referer  string
	data     []dataPart
	get      bool
	upload   string
	uploads  bool
	head     bool
	user     *string
	schemes  schemes // that the flags allow origins, 0 all
	insecure bool
	caFile   string

	proxy        *string
	proxyFlag    string // that gave it
	noProxy      *string
	proxyUser    *string
	proxySchemes schemes // that the flags allow proxies, 0 all

	noLocation     bool
	maxTime        time.Duration
	connectTimeout time.Duration
	fail           bool

	output     string
	remoteName bool
	include    bool
	verbose    bool
	silent     bool
	showError  bool
	writeOut   string
	events     string // "" is the default of the case

	repeat          int // 0: one message, its body on stdout
	parallel        int // 0: as many as repeat
	maxConns        int // 0: the session's default
	maxConnsPerHost int // 0: the session's default
	urls            []string
}

var sendHelp = `Sends a request through a session and writes the body of the final answer to stdout and what
happens on the way to stderr. The flags are curl's where curl has them. Redirects are followed, 20
at most; codings are asked for and removed. A URL without a scheme is http for this machine and
private hosts, else https. Secrets are masked on stderr; -i writes heads as they came.

-u and --proxy-user answer the strongest scheme that is offered: Digest, NTLM or Basic. A scheme's flag
allows that one only, several flags those. Negotiate needs its flag.
What -u gives goes to the origin of the URL and to no other. Without -x the environment says which proxy.
On a terminal a challenge without them asks for credentials. Nothing is waited for longer than 60 s
without progress; with --max-time that time counts instead.

Exit codes: 0 an answer came; 22 with --fail and a status from 400; 2 the command line; 130 an
interrupt; else curl's: 3 URL, 5 resolve the proxy, 6 resolve, 7 connect, 8 not HTTP, 18 cut short, 23
cannot write, 26 cannot read the body, 28 timeout, 35 TLS, 47 redirects, 52 no answer, 55 send, 56
receive, or no tunnel through the proxy, 60 certificate, 61 coding, 77 CA file, 97 SOCKS.

With --repeat the messages go through one session. Latency runs from queueing to the end of the
answer. An interrupt cancels what is left and prints the summary so far.

-w replaces %{NAME}, %%, \n, \r and \t. The names are curl's:
` + writeOutNames()

// sendFlags is the one table of send's flags: it parses, and it is the help page.
var sendFlags = []flag[sendOptions]{
	{short: 'X', long: "request", value: "METHOD", group: "Request", about: "the method; GET, or what the other flags imply",
		set: func(o *sendOptions, v string) error { o.method = v; return nil }},
	{short: 'H', long: "header", value: "LINE|@FILE", about: "'Name: value'; 'Name;' is empty, 'Name:' leaves an automatic one out",
		set: func(o *sendOptions, v string) error { o.headers = append(o.headers, v); return nil }},
	{short: 'A', long: "user-agent", value: "TEXT", about: "User-Agent; '' sends none",
		set: func(o *sendOptions, v string) error { o.agent = &v; return nil }},
	{short: 'e', long: "referer", value: "URL", about: "Referer",
		set: func(o *sendOptions, v string) error { o.referer = v; return nil }},
	{short: 'd', long: "data", value: "DATA|@FILE", about: "body of a form, joined with &; line breaks of a file are dropped", set: addData(formData)},
	{long: "data-ascii", value: "DATA|@FILE", about: "the same", set: addData(formData)},
	{long: "data-raw", value: "DATA", about: "as -d, and @ means nothing", set: addData(rawData)},
	{long: "data-binary", value: "DATA|@FILE", about: "as -d, and a file is sent as it is", set: addData(binaryData)},
	{long: "data-urlencode", value: "DATA", about: "content, =content, name=content, @file or name@file, percent-encoded", set: addData(encodedData)},
	{long: "json", value: "DATA|@FILE", about: "a JSON body with Content-Type and Accept for it", set: addData(jsonData)},
	{short: 'G', long: "get", about: "put the data into the query and send GET", on: func(o *sendOptions) { o.get = true }},
	{short: 'T', long: "upload-file", value: "FILE|-", about: "PUT a file, or stdin as it comes",
		set: func(o *sendOptions, v string) error { o.upload, o.uploads = v, true; return nil }},
	{short: 'I', long: "head", about: "send HEAD, write the head", on: func(o *sendOptions) { o.head = true }},
	{long: "compressed", about: "no effect: codings are always asked for and removed", on: func(*sendOptions) {}},
	{long: "http1.1", about: "no effect: it is the version spoken", on: func(*sendOptions) {}},

	{short: 'u', long: "user", value: "USER[:PASSWORD]", group: "Credentials and trust", about: "answers a challenge, never before one; asks for a missing password",
		set: func(o *sendOptions, v string) error { o.user = &v; return nil }},
	{long: "basic", about: "Basic only: send the credentials of -u, or of the URL, at once", on: func(o *sendOptions) { o.schemes |= schemeBasic }},
	{long: "digest", about: "answer Digest only", on: func(o *sendOptions) { o.schemes |= schemeDigest }},
	{long: "ntlm", about: "answer NTLM only; USER may be DOMAIN\\USER", on: func(o *sendOptions) { o.schemes |= schemeNTLM }},
	{long: "negotiate", about: "answer Negotiate with a Kerberos ticket of this machine, also without TLS", on: func(o *sendOptions) { o.schemes |= schemeNegotiate }},
	{long: "anyauth", about: "no effect: the strongest scheme that is offered is answered", on: func(*sendOptions) {}},
	{short: 'k', long: "insecure", about: "accept certificates that cannot be verified", on: func(o *sendOptions) { o.insecure = true }},
	{long: "cacert", value: "FILE", about: "PEM file of the authorities to trust instead of the system's",
		set: func(o *sendOptions, v string) error { o.caFile = v; return nil }},

	{short: 'x', long: "proxy", value: "[KIND://]HOST[:PORT]", group: "Proxy", about: "http, https, socks4(a) or socks5(h), with USER:PASSWORD@; '' is none",
		set: func(o *sendOptions, v string) error { o.proxy, o.proxyFlag = &v, "-x"; return nil }},
	{long: "socks5-hostname", value: "HOST[:PORT]", about: "a SOCKS 5 proxy that looks names up itself",
		set: func(o *sendOptions, v string) error {
			v = "socks5h://" + v
			o.proxy, o.proxyFlag = &v, "--socks5-hostname"
			return nil
		}},
	{long: "noproxy", value: "HOST,...", about: "hosts that go without a proxy, * for all",
		set: func(o *sendOptions, v string) error { o.noProxy = &v; return nil }},
	{short: 'U', long: "proxy-user", value: "USER[:PASSWORD]", about: "as -u, for the proxy",
		set: func(o *sendOptions, v string) error { o.proxyUser = &v; return nil }},
	{long: "proxy-basic", about: "Basic only: send the proxy its credentials at once", on: func(o *sendOptions) { o.proxySchemes |= schemeBasic }},
	{long: "proxy-digest", about: "answer Digest of a proxy only", on: func(o *sendOptions) { o.proxySchemes |= schemeDigest }},
	{long: "proxy-ntlm", about: "answer NTLM of a proxy only", on: func(o *sendOptions) { o.proxySchemes |= schemeNTLM }},
	{long: "proxy-negotiate", about: "answer Negotiate of a proxy with a ticket", on: func(o *sendOptions) { o.proxySchemes |= schemeNegotiate }},
	{long: "proxy-anyauth", about: "no effect, as --anyauth", on: func(*sendOptions) {}},

	{short: 'L', long: "location", group: "Session", about: "no effect: redirects are followed", on: func(*sendOptions) {}},
	{long: "no-location", about: "a redirect is the final answer", on: func(o *sendOptions) { o.noLocation = true }},
	{short: 'm', long: "max-time", value: "SECONDS", about: "give a message up after this time",
		set: func(o *sendOptions, v string) (err error) { o.maxTime, err = seconds(v); return err }},
	{long: "connect-timeout", value: "SECONDS", about: "give a message up when a connection takes longer",
		set: func(o *sendOptions, v string) (err error) { o.connectTimeout, err = seconds(v); return err }},
	{long: "max-conns", value: "N", about: fmt.Sprintf("connections in all, %d", session.DefaultMaxConns),
		set: func(o *sendOptions, v string) (err error) { o.maxConns, err = count(v); return err }},
	{long: "max-conns-per-host", value: "N", about: fmt.Sprintf("connections to one host, %d", session.DefaultMaxConnsPerHost),
		set: func(o *sendOptions, v string) (err error) { o.maxConnsPerHost, err = count(v); return err }},
	{long: "repeat", value: "N", about: "send N messages, drop their bodies, print a summary",
		set: func(o *sendOptions, v string) (err error) { o.repeat, err = count(v); return err }},
	{long: "parallel", value: "C", about: "at most C in the session at a time, all N by default; sets both limits to C",
		set: func(o *sendOptions, v string) (err error) { o.parallel, err = count(v); return err }},

	{short: 'o', long: "output", value: "FILE|-", group: "Output", about: "write the body to a file",
		set: func(o *sendOptions, v string) error { o.output = v; return nil }},
	{short: 'O', long: "remote-name", about: "write the body to a file named as the URL's path ends", on: func(o *sendOptions) { o.remoteName = true }},
	{short: 'i', long: "include", about: "write the heads of all answers before the body", on: func(o *sendOptions) { o.include = true }},
	{short: 'f', long: "fail", about: "write no body and exit with 22 when the status is 400 or more", on: func(o *sendOptions) { o.fail = true }},
	{short: 'w', long: "write-out", value: "FORMAT|@FILE", about: "print facts at the end, such as %{http_code}\\n",
		set: func(o *sendOptions, v string) error { o.writeOut = v; return nil }},
	{long: "events", value: "text|json|none", about: "the timeline on stderr; text, or none with -s or --repeat", set: setEvents},
	{short: 'v', long: "verbose", about: "add the heads sent and received to the timeline", on: func(o *sendOptions) { o.verbose = true }},
	{short: 's', long: "silent", about: "no timeline, no notes, no errors", on: func(o *sendOptions) { o.silent = true }},
	{short: 'S', long: "show-error", about: "errors also with -s", on: func(o *sendOptions) { o.showError = true }},
	{long: "url", value: "URL", about: "the URL, for those that begin with -",
		set: func(o *sendOptions, v string) error { o.urls = append(o.urls, v); return nil }},
	{short: 'h', long: "help", about: "print this page", on: func(*sendOptions) {}},

	{short: 'F', long: "form", takes: true, missing: true},
	{long: "form-string", takes: true, missing: true},
	{short: 'E', long: "cert", takes: true, missing: true},
	{long: "key", takes: true, missing: true},
	{short: 'b', long: "cookie", takes: true, missing: true},
	{short: 'c', long: "cookie-jar", takes: true, missing: true},
	{long: "resolve", takes: true, missing: true},
	{long: "unix-socket", takes: true, missing: true},
	{long: "http2", missing: true},
	{long: "http2-prior-knowledge", missing: true},
}

func addData(kind dataKind) func(*sendOptions, string) error {
	return func(o *sendOptions, v string) error {
		o.data = append(o.data, dataPart{kind, v})
		return nil
	}
}

func setEvents(o *sendOptions, v string) error {
	switch v {
	case "text", "json", "none":
		o.events = v
		return nil
	}
	return fmt.Errorf("%q is not text, json or none", v)
}

// conflict says which flags do not go together; "" when all do.
func (o *sendOptions) conflict() string {
	switch {
	case o.uploads && len(o.data) > 0:
		return "-T and -d are two bodies"
	case o.uploads && o.get, o.uploads && o.head:
		return "-T sends a body, and -G and -I send none"
	case o.head && len(o.data) > 0 && !o.get:
		return "-I sends no body; add -G to put the data into the query"
	case o.output != "" && o.remoteName:
		return "-o and -O are two names for one file"
	case o.parallel > 0 && o.repeat == 0:
		return "--parallel goes with --repeat"
	case o.repeat > 0 && (o.output != "" || o.remoteName || o.include || o.writeOut != ""):
		return "--repeat drops the bodies, and -o, -O, -i and -w would write them"
	case o.repeat > 0 && o.uploads && o.upload == "-":
		return "--repeat sends the body many times, and stdin can be read once"
	}
	return ""
}

// timeline is the form of the events on stderr.
func (o *sendOptions) timeline() string {
	switch {
	case o.events != "":
		return o.events
	case o.silent || o.repeat > 0:
		return "none"
	}
	return "text"
}

// notes says whether remarks go to stderr. With JSON events it holds nothing but them.
func (o *sendOptions) notes() bool { return !o.silent && o.events != "json" }

// errors says whether the error of a message goes to stderr. With JSON events its finished event has it.
func (o *sendOptions) errors() bool { return o.events != "json" && (!o.silent || o.showError) }
