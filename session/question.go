package session

// QuestionKind says what a question is about.
type QuestionKind string

// The questions that a session can ask.
const (
	// AskCredentials: a 401 or 407 whose challenge has no known credentials.
	AskCredentials QuestionKind = "credentials"
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
	Realm   string       `json:"realm"`
	Scheme  string       `json:"scheme"`            // the scheme chosen
	Offered []string     `json:"offered,omitempty"` // every scheme offered, as received
	TLS     bool         `json:"tls"`               // the answer travels encrypted
	Retry   bool         `json:"retrying"`          // credentials sent before were rejected
	User    string       `json:"user,omitempty"`    // the user name tried before, to start from
}

// Answer is what a person gave to a question.
type Answer struct {
	User     string
	Password Secret
}

// QuestionClosed ends a question.
type QuestionClosed struct {
	ID  QuestionID `json:"id"`
	How string     `json:"how"` // "answered", "dismissed" or "withdrawn"
}
