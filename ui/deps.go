package ui

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"time"

	"ladle/session"
	"ladle/session/auth"
	"ladle/store"
)

// Engine is what the window needs of a session.
type Engine interface {
	// Queue sends m, and keeps with it for the history what it was made from.
	Queue(m *session.Message, from store.Request) error
	Cancel(m *session.Message, status session.Status)
	Pause(m *session.Message) error
	Unpause(m *session.Message) error
	Abort()
	Answer(id session.QuestionID, a session.Answer) error
	Dismiss(id session.QuestionID) error
	Property(name string) string
	SetProperty(name, value string) error
	Observe(on session.MainContext, gap time.Duration, f func([]session.Event)) (stop func())
	Epoch() time.Time
	// SignIns lists what the session answers challenges with by itself; ForgetSignIn has it forget one.
	SignIns() []auth.Known
	ForgetSignIn(k auth.Known) bool
	Doors
}

// Doors are the ways in which a person reaches into the session while it runs. What cannot be done is refused with a reason.
type Doors interface {
	// QueueHeld is Queue for a message that waits until it is released.
	QueueHeld(m *session.Message, from store.Request) error
	HoldNew(on bool)
	Hold(ms ...*session.Message) error
	Release(ms ...*session.Message) error
	ReleaseAll() int
	MoveBefore(m, other *session.Message) error
	CloseConnection(id session.ConnID) error
	CloseIdle() int
	OpenConnection(url string) (session.MessageID, error)
	AddBreakpoint(b session.Breakpoint) session.BreakpointID
	RemoveBreakpoint(id session.BreakpointID)
	Continue(m *session.Message) error
	ContinueAll() int
	TakeResponse(m *session.Message) error
	SetRedirectPolicy(host string, p session.RedirectPolicy)
}

// History is what the window needs of the recorded messages. Its methods may take a while: they are called off the main
// goroutine.
type History interface {
	Days(ctx context.Context) ([]store.Day, error)
	Page(ctx context.Context, before int64, limit int, f store.Filter) ([]store.Summary, error)
	Entry(ctx context.Context, id int64) (store.Entry, error)
	Body(ctx context.Context, id int64) (store.Body, error)
	Delete(ctx context.Context, ids ...int64) error
	Undelete(ctx context.Context, ids ...int64) error
	Clear(ctx context.Context) error
}

// Scratch gives temporary files for what is derived from a body.
type Scratch interface {
	Create() (session.SpoolFile, error)
}

// Secrets keeps passwords beyond this run; *store.Secrets does. Its methods may take as long as a person needs to unlock a
// keyring: they are called off the main goroutine.
type Secrets interface {
	Get(ctx context.Context, k store.SecretKey) (session.Secret, error)
	Set(ctx context.Context, k store.SecretKey, v session.Secret) error
	Delete(ctx context.Context, k store.SecretKey) error
	List(ctx context.Context) ([]store.SecretKey, error)
}

// Deps is everything the window is given. Nil History and Library leave their parts of the sidebar empty.
type Deps struct {
	Engine   Engine
	History  History
	Settings *store.Settings
	Layout   *store.State[store.Layout]
	Drafts   *store.State[store.Drafts]
	Scratch  Scratch
	Secrets  Secrets // nil: passwords are kept for the session only
	Log      *slog.Logger

	// Recompute makes a Digest response again from what the session knows of an origin; nil: nobody can.
	Recompute func(origin string, proxy bool, method, answer string) (auth.Proof, bool)
	// Post queues f for the main goroutine; it never blocks.
	Post func(f func())
	// OpenLibrary opens a folder of .http files; it is called off the main goroutine.
	OpenLibrary func(dir string) (*store.Library, error)
	// LibraryDir is the folder to open at the start, "" for none.
	LibraryDir string
	// StartPlayground starts the practice server and gives its front page and what there is to try; nil leaves it out.
	StartPlayground func() (Playground, error)
	// Diagnostics is the text of Copy diagnostics, masked.
	Diagnostics func() string
	// Defaults are the properties that the program sets at the start, by name.
	Defaults map[string]string
	// Notes are sentences about what was found damaged at the start and put aside.
	Notes []string
	// Version is shown in the status bar, such as "Ladle 0.1.0".
	Version string
	// Session names this run in the history.
	Session string
	// Flushed tells when the history has what was shown; the list of days is read again then. May be nil.
	Flushed func(ctx context.Context) error
	// Recorded says whether the history needs nothing more of a message of this run. May be nil.
	Recorded func(id session.MessageID) bool
}

// Playground is a running practice server.
type Playground struct {
	URL    string // of its plain listener
	CAFile string // of the authority that signs its certificates
	Tries  []Try
	Others []Listener // its other listeners
}

// Listener is an endpoint of the practice server.
type Listener struct{ Name, URL string }

// Listener is the URL of one of its listeners, "" when there is none of that name.
func (p Playground) Listener(name string) string {
	for _, l := range p.Others {
		if l.Name == name {
			return strings.TrimRight(l.URL, "/")
		}
	}
	return ""
}

// Broken is the URL of an answer that breaks a rule.
func (p Playground) Broken(what string) string { return p.Listener("broken") + "/" + what }

// Try is one thing to ask the practice server for.
type Try struct{ Group, Method, URL, Title, About string }

// saver writes something a person chose to keep; it runs off the main goroutine.
type saver func(ctx context.Context, w io.Writer) error
