package convert

import "strings"

// flag is what is known about a flag of curl.
type flag struct {
	arg  bool                          // it takes an argument
	use  func(c *curlLine, arg string) // nil: it has no effect on a request here
	what string                        // the note when use is nil, "" for none
}

// What the flags without an effect of their own concern.
const (
	whatOutput     = "what curl prints or stores does not matter here"
	whatSession    = "this is a property of the session, not of the request"
	whatProxy      = "the proxy is a property of the session"
	whatTLS        = "TLS is set up in the session's properties"
	whatConnection = "how the connection is made is up to the session"
	whatRetry      = "repeat the request by hand"
	whatProtocol   = "this concerns a protocol other than HTTP"
	whatFile       = "files named on the command line are not read; set this in the session"
	whatRedirect   = "the session follows redirects by its own rules"
)

// curlFlags holds every flag of curl by its long name.
var curlFlags = map[string]flag{}

// shortFlags gives the long name of each letter.
var shortFlags = map[byte]string{
	'E': "cert", 'K': "config", 'C': "continue-at", 'b': "cookie", 'c': "cookie-jar", 'd': "data", 'D': "dump-header", 'F': "form",
	'P': "ftp-port", 'H': "header", 'h': "help", 'm': "max-time", 'o': "output", 'U': "proxy-user", 'Q': "quote", 'r': "range", 'e': "referer",
	'X': "request", 'Y': "speed-limit", 'y': "speed-time", 't': "telnet-option", 'z': "time-cond", 'T': "upload-file", 'u': "user",
	'A': "user-agent", 'w': "write-out", 'a': "append", 'q': "disable", 'f': "fail", 'G': "get", 'g': "globoff", 'I': "head", 'i': "include",
	'k': "insecure", '4': "ipv4", '6': "ipv6", 'j': "junk-session-cookies", 'l': "list-only", 'L': "location", 'M': "manual", 'n': "netrc",
	':': "next", 'N': "no-buffer", 'Z': "parallel", '#': "progress-bar", 'x': "proxy", 'p': "proxytunnel", 'J': "remote-header-name",
	'O': "remote-name", 'R': "remote-time", 'S': "show-error", 's': "silent", '2': "sslv2", '3': "sslv3", '1': "tlsv1", '0': "http1.0",
	'B': "use-ascii", 'v': "verbose", 'V': "version",
}

func init() {
	add := func(arg bool, what, names string) {
		for _, n := range strings.Fields(names) {
			curlFlags[n] = flag{arg: arg, what: what}
		}
	}
	add(false, "", "globoff compressed location silent show-error verbose include no-buffer http1.1 basic disable no-progress-meter progress-bar fail "+
		"fail-with-body fail-early styled-output no-keepalive keepalive")
	add(false, whatOutput, "create-dirs help manual version no-clobber clobber parallel parallel-immediate raw remote-header-name remote-name remote-name-all remote-time "+
		"remove-on-error suppress-connect-headers trace-time trace-ids xattr list-only use-ascii buffer progress-meter skip-existing")
	add(true, whatOutput, "create-file-mode dump-header etag-save libcurl output output-dir parallel-max stderr trace trace-ascii trace-config write-out "+
		"max-filesize parallel-max-host")
	add(false, whatRedirect, "location-trusted post301 post302 post303 disallow-username-in-url path-as-is")
	add(true, whatRedirect, "max-redirs proto proto-redir proto-default")
	add(false, whatSession, "junk-session-cookies no-sessionid sessionid ignore-content-length http0.9 tr-encoding no-alpn alpn no-npn npn anyauth metalink")
	add(true, whatSession, "max-time connect-timeout speed-limit speed-time limit-rate rate keepalive-time keepalive-cnt expect100-timeout")
	add(true, whatFile, "config cookie-jar alt-svc hsts netrc-file etag-compare egd-file random-file")
	add(false, whatFile, "netrc netrc-optional")
	add(false, whatProxy, "proxy-anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert "+
		"proxy-tlsv1 proxytunnel socks5-basic socks5-gssapi socks5-gssapi-nec haproxy-protocol proxy-ca-native proxy-http2")
	add(true, whatProxy, "proxy preproxy proxy1.0 noproxy socks4 socks4a socks5 socks5-hostname socks5-gssapi-service proxy-user proxy-header proxy-cacert proxy-capath "+
		"proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name "+
		"proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser haproxy-clientip")
	add(false, whatTLS, "insecure cert-status doh-cert-status doh-insecure false-start ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd "+
		"ssl-revoke-best-effort sslv2 sslv3 tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ca-native tls-earlydata")
	add(true, whatTLS, "cacert capath cert cert-type ciphers crlfile curves engine key key-type pass pinnedpubkey tls-max tls13-ciphers tlsauthtype tlspassword "+
		"tlsuser ech signature-algorithms")
	add(false, whatConnection, "ipv4 ipv6 tcp-fastopen tcp-nodelay no-tcp-nodelay mptcp")
	add(true, whatConnection, "abstract-unix-socket unix-socket connect-to resolve dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url "+
		"happy-eyeballs-timeout-ms interface local-port ip-tos vlan-priority")
	add(false, whatRetry, "retry-all-errors retry-connrefused")
	add(true, whatRetry, "retry retry-delay retry-max-time continue-at")
	add(false, whatProtocol, "append compressed-ssh crlf disable-eprt disable-epsv ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control "+
		"mail-rcpt-allowfails sasl-ir tftp-no-options")
	add(true, whatProtocol, "ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode hostpubmd5 hostpubsha256 krb login-options mail-auth mail-from "+
		"mail-rcpt pubkey quote sasl-authzid telnet-option tftp-blksize")
	add(true, "the session signs no requests yet; the request goes out without a signature", "aws-sigv4")
	add(true, whatSession, "delegation service-name time-cond request-target")
	addRequestFlags()
}

// addRequestFlags adds the flags that shape the request.
func addRequestFlags() {
	arg := func(name string, use func(*curlLine, string)) { curlFlags[name] = flag{arg: true, use: use} }
	on := func(name string, use func(*curlLine)) {
		curlFlags[name] = flag{use: func(c *curlLine, _ string) { use(c) }}
	}
	arg("url", func(c *curlLine, v string) { c.addURL(v) })
	arg("request", func(c *curlLine, v string) { c.method = v })
	arg("header", (*curlLine).header)
	arg("user-agent", func(c *curlLine, v string) { c.agent = &v })
	arg("referer", (*curlLine).refer)
	arg("cookie", (*curlLine).cookie)
	arg("user", func(c *curlLine, v string) { c.user = v })
	arg("oauth2-bearer", func(c *curlLine, v string) { c.bearer = v })
	arg("range", func(c *curlLine, v string) { c.byteRange = v })
	arg("upload-file", func(c *curlLine, v string) { c.upload = v })
	arg("url-query", func(c *curlLine, v string) { c.urlQuery(v) })
	arg("form", func(c *curlLine, v string) { c.form(v, false) })
	arg("form-string", func(c *curlLine, v string) { c.form(v, true) })
	for _, kind := range []string{"data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json"} {
		arg(kind, func(c *curlLine, v string) { c.data(kind, v) })
	}
	on("get", func(c *curlLine) { c.get = true })
	on("head", func(c *curlLine) { c.head = true })
	on("form-escape", func(c *curlLine) { c.formEscape = true })
	on("next", func(c *curlLine) { c.next = true })
	on("http1.0", func(c *curlLine) { c.version = "HTTP/1.0" })
	for _, name := range []string{"http2", "http2-prior-knowledge"} {
		on(name, func(c *curlLine) { c.version = "HTTP/2" })
	}
	for _, name := range []string{"http3", "http3-only"} {
		on(name, func(c *curlLine) { c.version = "HTTP/3" })
	}
	for _, scheme := range []string{"digest", "ntlm", "ntlm-wb", "negotiate"} {
		on(scheme, func(c *curlLine) { c.scheme = scheme })
	}
}
