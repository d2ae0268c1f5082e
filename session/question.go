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
)

// Question is something that only a person can decide. The message is paused until Answer or Dismiss; cancelling
// the message withdraws the question. Everything a prompt needs is here as data.
type Question struct {
	ID      QuestionID   `json:"id"`
	Kind    QuestionKind `json:"kind"`
	Message MessageID    `json:"message"`
	Conn    ConnID       `json:"conn"`
	Method  string       `json:"method"`
	URL     string       `json:"url"` // without user info
	Status  int          `json:"status"`
	Host    string       `json:"host"` // who asks, host:port
	Proxy   bool         `json:"is_proxy,omitempty"`
	Realm   string       `json:"realm,omitempty"`
	Scheme  string       `json:"scheme,omitempty"`  // the scheme chosen
	Offered []string     `json:"offered,omitempty"` // every scheme offered, as received
	TLS     bool         `json:"tls"`               // the answer, or the next request, travels encrypted
	Retry   bool         `json:"retrying"`          // credentials sent before were rejected
	User    string       `json:"user,omitempty"`    // the user name tried before, to start from

	Redirect *RedirectQuestion `json:"redirect,omitempty"` // of AskRedirect
}

// RedirectQuestion is what following a redirect would mean.
type RedirectQuestion struct {
	Location    string    `json:"location"` // as received
	To          string    `json:"to"`       // the URL that would be asked
	Method      string    `json:"method"`   // of the next request
	Why         string    `json:"why"`      // why that method
	Dropped     []Dropped `json:"dropped,omitempty"`
	DropsBody   bool      `json:"dropsBody,omitempty"`
	OtherOrigin bool      `json:"otherOrigin,omitempty"`
	Hop         int       `json:"hop"` // of Limit
	Limit       int       `json:"limit"`
}

// Answer is what a person gave to a question.
type Answer struct {
	// User and Password answer AskCredentials.
	User     string
	Password Secret
	// StopNext has the next attempt stop before it is written, so that the request can be changed. For AskRedirect.
	StopNext bool
}

// QuestionClosed ends a question.
type QuestionClosed struct {
	ID  QuestionID `json:"id"`
	How string     `json:"how"` // "answered", "dismissed" or "withdrawn"
}
