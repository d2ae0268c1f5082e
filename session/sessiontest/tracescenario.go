package sessiontest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"ladle/session"
	"ladle/session/sessiontest/peer"
)

// Scenario is one recorded situation: what is done with a session. The fields are those of its JSON file.
type Scenario struct {
	Name      string            `json:"name"`
	About     string            `json:"about"`
	Session   map[string]any    `json:"session"`
	Features  FeatureChanges    `json:"features"`
	Env       map[string]string `json:"env"`
	Mode      string            `json:"mode"`
	Record    []string          `json:"record"`
	Messages  []TraceMessage    `json:"messages"`
	Actions   []Action          `json:"actions"`
	On        []Action          `json:"on"`
	Then      []Step            `json:"then"`
	Unordered bool              `json:"unordered"`
	NeverEnds bool              `json:"never_ends"`
	GiveUp    int               `json:"give_up_ms"`
	Quirk     string            `json:"quirk"` // why the recorded library is not to be imitated

	text string // its file
}

// FeatureChanges are the features that a session has more and less than a plain one.
type FeatureChanges struct {
	Add    []string `json:"add"`
	Remove []string `json:"remove"`
}

// Step is what is done when everything before has ended.
type Step struct {
	Messages []TraceMessage `json:"messages"`
	Actions  []Action       `json:"actions"`
	Session  map[string]any `json:"session"`
	Wait     int            `json:"wait_ms"`
}

// TraceMessage is one message of a scenario.
type TraceMessage struct {
	ID        string     `json:"id"`
	Method    string     `json:"method"`
	URI       string     `json:"uri"`
	Headers   orderedMap `json:"headers"`
	Body      *traceBody `json:"body"`
	Flags     []string   `json:"flags"`
	Priority  string     `json:"priority"`
	Mode      string     `json:"mode"`
	Manual    bool       `json:"manual"`
	ReadLimit int        `json:"read_limit"`
	Chunked   bool       `json:"chunked_request"`

	// What only other sessions can do is looked at as capabilities.
	Expect   bool     `json:"expect_continue"`
	Version  string   `json:"http_version"`
	Disable  []string `json:"disable_features"`
	Origin   string   `json:"origin"`
	Protocol []string `json:"protocols"`
}

// Action is one thing that is done, or a rule that says when: its JSON object.
type Action map[string]any

func (a Action) text(key string) string {
	s, _ := a[key].(string)
	return s
}

func (a Action) number(key string) int {
	f, _ := a[key].(float64)
	return int(f)
}

// args are what an action needs beyond what it is, when and on what it is done; nil without any.
func (a Action) args() map[string]any {
	var out map[string]any
	for k, v := range a {
		switch k {
		case "do", "event", "message", "nth", "after_ms", "target":
		default:
			if out == nil {
				out = map[string]any{}
			}
			out[k] = v
		}
	}
	return out
}

// orderedMap is a JSON object, or a list of pairs, in its order.
type orderedMap [][2]string

// UnmarshalJSON reads either form.
func (m *orderedMap) UnmarshalJSON(b []byte) error {
	var pairs [][2]string
	if json.Unmarshal(b, &pairs) == nil {
		*m = pairs
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("headers: an object or a list of pairs, not %s", b)
	}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return err
		}
		var v string
		if err := d.Decode(&v); err != nil {
			return err
		}
		*m = append(*m, [2]string{k.(string), v})
	}
	return nil
}

// traceBody is a request body: a text, or so many letters x.
type traceBody struct {
	text string
	typ  string
}

// UnmarshalJSON reads a text or an object.
func (t *traceBody) UnmarshalJSON(b []byte) error {
	t.typ = "text/plain"
	if json.Unmarshal(b, &t.text) == nil {
		return nil
	}
	var o struct {
		Text *string
		Size int
		Type *string
	}
	if err := json.Unmarshal(b, &o); err != nil {
		return err
	}
	t.text = strings.Repeat("x", o.Size)
	if o.Text != nil {
		t.text = *o.Text
	}
	if o.Type != nil {
		t.typ = *o.Type
	}
	return nil
}

// Scenarios lists the names of the scenarios in dir, a folder with scenarios/ and traces/.
func Scenarios(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "scenarios", "*.json"))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(filepath.Base(f), ".json")
	}
	return names, nil
}

// ReadScenario reads one scenario of dir as it is to be performed with p.
func ReadScenario(dir, name string, p *peer.Peer) (*Scenario, error) {
	b, err := os.ReadFile(filepath.Join(dir, "scenarios", name+".json"))
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(expand(string(b), p)))
	d.DisallowUnknownFields()
	s := &Scenario{text: string(b)}
	if err := d.Decode(s); err != nil {
		return nil, fmt.Errorf("scenario %s: %w", name, err)
	}
	return s, nil
}

var placeholder = regexp.MustCompile(`\{(port:)?([a-z_]+)(@localhost)?\}`)

// expand puts the peer's addresses in the place of their names.
func expand(s string, p *peer.Peer) string {
	return placeholder.ReplaceAllStringFunc(s, func(m string) string {
		g := placeholder.FindStringSubmatch(m)
		port := p.Port(g[2])
		switch {
		case m == "{ca}":
			return p.CA()
		case port == 0:
			return m
		case g[1] != "":
			return strconv.Itoa(port)
		}
		scheme, host := "http", "127.0.0.1"
		if strings.HasPrefix(g[2], "https") {
			scheme = "https"
		}
		if g[3] != "" {
			host = "localhost"
		}
		return fmt.Sprintf("%s://%s:%d", scheme, host, port)
	})
}

var (
	portNumber = regexp.MustCompile(`\b[1-9][0-9]{3,4}\b`)
	cnonce     = regexp.MustCompile(`cnonce="[^"]*"`)
	response   = regexp.MustCompile(`response="[0-9a-f]*"`)
)

// collapser undoes expand in what was recorded, and hides what differs from run to run.
func collapser(p *peer.Peer) func(string) string {
	names := map[string]string{}
	for name, port := range p.Ports() {
		names[strconv.Itoa(port)] = "{port:" + name + "}"
	}
	return func(s string) string {
		s = portNumber.ReplaceAllStringFunc(s, func(n string) string {
			if name := names[n]; name != "" {
				return name
			}
			return n
		})
		s = strings.ReplaceAll(s, session.Product, "{product}")
		s = cnonce.ReplaceAllString(s, `cnonce="{cnonce}"`)
		return response.ReplaceAllString(s, `response="{response}"`)
	}
}
