package session

// QuestionKind says what a question is about.
type QuestionKind string

// The questions that a session can ask.
const (
	// AskCredentials: a 401 or 407 whose challenge has no known credentials.
	AskCredentials QuestionKind = "credentials"
	// AskRedirect: a redirect from a host, or of a message, whose policy is RedirectAsk. Dismissing it takes the redirect as
	// the final response.
	AskRedirect QuestionKind = "redirect"
	// AskCertificate: a server's certificate breaks a rule, and the session is strict. The handshake waits; nothing of the request
	// was sent. Dismissing it refuses the certificate.
	AskCertificate QuestionKind = "certificate"
	// AskClientCertificate: a server asks for a client certificate, and tls-interaction has none for it. The handshake waits.
	// Dismissing it goes on without one.
	AskClientCertificate QuestionKind = "client-certificate"
)

// Question is something that only a person can decide. The message is paused until Answer or Dismiss; cancelling
// the message withdraws the question. Everything a prompt needs is here as data.
type Question struct {
	ID      QuestionID   `json:"id"`                 // for Answer and Dismiss
	Kind    QuestionKind `json:"kind"`               // what is asked
	Message MessageID    `json:"message"`            // that is paused
	Conn    ConnID       `json:"conn"`               // its connection, 0 without one
	Method  string       `json:"method"`             // of the request that was answered so, or is to be sent
	URL     string       `json:"url"`                // without user info
	Status  int          `json:"status"`             // 401, 407 or that of the redirect, 0 before there is one
	Host    string       `json:"host"`               // who asks, host:port
	Proxy   bool         `json:"is_proxy,omitempty"` // a proxy asks
	Realm   string       `json:"realm,omitempty"`    // of AskCredentials, as received
	Scheme  string       `json:"scheme,omitempty"`   // the scheme chosen
	Offered []string     `json:"offered,omitempty"`  // every scheme offered, as received
	TLS     bool         `json:"tls"`                // the answer, to the server or to the proxy, or the next request, travels encrypted
	Retry   bool         `json:"retrying"`           // credentials sent before were rejected
	User    string       `json:"user,omitempty"`     // the user name tried before, to start from

	Redirect          *RedirectQuestion         `json:"redirect,omitempty"`          // of AskRedirect
	Certificate       *CertificateQuestion      `json:"certificate,omitempty"`       // of AskCertificate
	ClientCertificate *ClientCertificateRequest `json:"clientCertificate,omitempty"` // of AskClientCertificate
}

// RedirectQuestion is what following a redirect would mean.
type RedirectQuestion struct {
	Location    string    `json:"location"`              // as received
	To          string    `json:"to"`                    // the URL that would be asked
	Method      string    `json:"method"`                // of the next request
	Why         string    `json:"why"`                   // why that method
	Dropped     []Dropped `json:"dropped,omitempty"`     // what would not go along, and why
	DropsBody   bool      `json:"dropsBody,omitempty"`   // the body would be left behind
	OtherOrigin bool      `json:"otherOrigin,omitempty"` // scheme, host or port differ
	Hop         int       `json:"hop"`                   // of Limit
	Limit       int       `json:"limit"`                 // 20
}

// Answer is what a person gave to a question.
type Answer struct {
	// User and Password answer AskCredentials.
	User     string
	Password Secret // masked wherever it is printed
	// Once has the credentials serve the messages that wait for this answer, with all their attempts, and no later one. For
	// AskCredentials.
	Once bool
	// StopNext has the next attempt stop before it is written, so that the request can be changed. For AskRedirect.
	StopNext bool
	// Trust answers AskCertificate: TrustOnce or TrustSession; "" refuses. TrustGiven is TrustSession where the program keeps the
	// exception and gives it back to later sessions, in Options.TrustedExceptions.
	Trust TrustScope
	// Certificate answers AskClientCertificate; the host gets it until ForgetChosenCertificate, or until it refuses it. nil sends
	// none, this time.
	Certificate *ClientCertificate
}

// QuestionClosed ends a question.
type QuestionClosed struct {
	ID  QuestionID `json:"id"`  // of the question
	How string     `json:"how"` // "answered", "dismissed" or "withdrawn"
}
