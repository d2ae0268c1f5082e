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

// describeCertificate gives the sentence for a certificate that was refused.
func describeCertificate(e *CertificateError) (what, try string) {
	switch e.Rule {
	case "expired":
		return fmt.Sprintf("The certificate of %s expired on %s", e.Host, e.NotAfter.Format("2 January 2006")), "Renew it on the server, or turn ssl-strict off to look anyway"
	case "not yet valid":
		return fmt.Sprintf("The certificate of %s is not valid before %s", e.Host, e.NotBefore.Format("2 January 2006")), "Check the clocks of both machines"
	case "wrong host":
		return fmt.Sprintf("The certificate is for %s, not for %s", e.Subject, e.Host), "Check the host name, or turn ssl-strict off to look anyway"
	case "unknown authority":
		return fmt.Sprintf("The certificate of %s is signed by an authority that is not trusted: %s", e.Host, e.Issuer), "Set ssl-ca-file to the authority's certificate, or turn ssl-strict off to look anyway"
	}
	return "The certificate of " + e.Host + " cannot be verified: " + e.Err.Error(), "Turn ssl-strict off to look anyway"
}
