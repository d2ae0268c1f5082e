package session

import (
	"errors"
	"fmt"
	"strings"
)

// tlsSentence tells what went wrong in a handshake, or in TLS after it.
func (e *Error) tlsSentence() (what, try string) {
	if what, try, ok := trustSentence(e.Err); ok {
		return what, try
	}
	if strings.Contains(e.Err.Error(), "first record does not look like a TLS handshake") {
		return e.Address + " does not speak TLS", "Use http:// for this port"
	}
	if strings.Contains(e.Err.Error(), "remote error: tls: unrecognized name") {
		return e.Address + " does not know the name that it was sent", "Check the host, or set tls-server-names"
	}
	return "TLS with " + e.Address + " failed: " + rootCause(e.Err), ""
}

// trustSentence is about who is believed, and who we are; of the host or of a proxy.
func trustSentence(err error) (what, try string, ok bool) {
	var cert *CertificateError
	var version *TLSVersionError
	var client *ClientRefusedError
	var asked *InteractionError
	switch {
	case errors.As(err, &cert):
		what, try = describeCertificate(cert)
	case errors.As(err, &version):
		what = fmt.Sprintf("%s speaks no version of TLS from %v to %v", version.Host, version.Min, version.Max)
		if version.Min > TLS10 {
			try = "If the server is old, set tls-min-version to 1.0 or 1.1, which are broken; if it is new, raise tls-max-version"
		} else {
			try = "Raise tls-max-version"
		}
	case errors.As(err, &client) && client.Subject == "":
		what, try = client.Host+" wants a client certificate, and none was sent", "Choose one for this host in tls-interaction"+client.takes()
	case errors.As(err, &client):
		what, try = fmt.Sprintf("%s refused the client certificate %s: %s", client.Host, client.Subject, strings.TrimPrefix(rootCause(client.Err), "tls: ")),
			"Choose another one"+client.takes()
	case errors.As(err, &asked):
		what, try = fmt.Sprintf("%s wants a client certificate, and it could not be had: %v", asked.Host, asked.Err), ""
		var fault *ClientCertificateError
		if errors.As(asked.Err, &fault) {
			what, try = fmt.Sprintf("%s wants a client certificate: %s", asked.Host, lowerFirst(fault.What)), fault.Try
		}
	default:
		return "", "", false
	}
	return what, try, true
}

// takes says whose certificates a server takes.
func (e *ClientRefusedError) takes() string {
	switch len(e.Authorities) {
	case 0:
		return ""
	case 1, 2, 3:
		return "; it takes those signed by " + strings.Join(e.Authorities, " or ")
	}
	return fmt.Sprintf("; it takes those signed by %s or %d others", e.Authorities[0], len(e.Authorities)-1)
}

// describeCertificate gives the sentence for a certificate that was refused: the rule that counts most, then the others.
func describeCertificate(e *CertificateError) (what, try string) {
	of, look := "The certificate of "+e.Host+" ", "turn ssl-strict off to look anyway"
	switch e.Rule {
	case ruleExpired, ruleFuture:
		what, try = of+e.clause(), "Check the clocks of both machines, or "+look
		if e.Rule == ruleExpired {
			try = "Renew it on the server, or " + look
		}
	case ruleHost:
		what, try = "The certificate is for "+strings.TrimPrefix(e.clause(), "was issued for "), "Check the host name, or "+look
	case ruleAuthority:
		what, try = of+e.clause(), "Set tls-database to the authority's certificate, or "+look
	case ruleRevoked:
		what, try = of+e.clause(), "Do not trust it: its authority has taken it back"
	case ruleUse:
		what, try = of+e.clause(), "Give the server a certificate that is for servers, or "+look
	default:
		what, try = of+"cannot be verified: "+e.Err.Error(), upperFirst(look)
	}
	for _, f := range e.Faults {
		if f.Rule != e.Rule {
			what += "; it also " + strings.TrimPrefix(f.Text, "It ")
		}
	}
	return what, try
}

// clause is the fault of the rule that counts most, without its subject.
func (e *CertificateError) clause() string {
	for _, f := range e.Faults {
		if rest, ok := strings.CutPrefix(f.Text, "It "); ok && f.Rule == e.Rule {
			return rest
		}
	}
	return "breaks a rule: " + e.Err.Error()
}
