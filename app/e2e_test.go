//go:build linux && !nogui

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ladle/ui"
)

// patience bounds every wait of the end-to-end test: one that needs it has failed.
const patience = 60 * time.Second

// TestRealWindow drives the program in a real window on a virtual display as a person would, with mouse and keyboard: it
// types a URL and sends, answers a 401, and raises max-conns-per-host while six slow messages run.
func TestRealWindow(t *testing.T) {
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed; make test installs it", tool)
		}
	}
	peer := newE2EPeer(t)
	p := startProgram(t, startDisplay(t))

	p.url(peer.URL + "/hello")
	p.key("Return")
	p.until("the first message to finish", func(s ui.State) bool { return s.Rows == 1 && s.Messages[0].Over })
	if m := p.state().Messages[0]; m.Status != 200 || m.State != "ok" {
		t.Errorf("the first message ended as %+v", m)
	}
	p.picture("sent")

	p.url(peer.URL + "/basic")
	p.key("Return")
	p.until("the prompt", func(s ui.State) bool { return s.Prompt })
	p.picture("prompt")
	p.typed("mira")
	p.key("Tab")
	p.typed("soup")
	p.key("Return")
	p.until("the answered message to finish", func(s ui.State) bool { return s.Rows == 2 && s.Messages[1].Over })
	if m := p.state().Messages[1]; m.Status != 200 || m.Attempts != 2 {
		t.Errorf("the answered message ended as %+v", m)
	}

	p.url(peer.URL + "/slow")
	for range 6 {
		p.key("ctrl+Return")
	}
	p.until("six messages, two of them running", func(s ui.State) bool { return s.Rows == 8 && s.Running == 2 && s.Queued == 4 })
	peer.await(t, 2)
	p.picture("two-of-six")
	at, ok := p.state().Places["max-conns-per-host"]
	if !ok {
		t.Fatal("the drawer has no field for max-conns-per-host")
	}
	p.click(at)
	p.key("ctrl+a")
	p.typed("6")
	p.key("Return")
	p.until("six running messages", func(s ui.State) bool { return s.Running == 6 && s.Queued == 0 })
	peer.await(t, 6)
	p.picture("six-of-six")
	peer.release()
	p.until("the end of all messages", func(s ui.State) bool { return s.Running == 0 })
	p.picture("done")
	p.key("ctrl+q")
	p.ended()
}

// e2ePeer answers, asks for a password, and holds slow requests until it is told to let go.
type e2ePeer struct {
	*httptest.Server
	mu      sync.Mutex
	slow    int
	changed chan struct{}
	let     chan struct{}
	once    sync.Once
}

func newE2EPeer(t testing.TB) *e2ePeer {
	p := &e2ePeer{changed: make(chan struct{}), let: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"soup": "hot", "ladles": [1, 2, 3]}`)
	})
	mux.HandleFunc("/basic", func(w http.ResponseWriter, r *http.Request) {
		if u, pw, _ := r.BasicAuth(); u != "mira" || pw != "soup" {
			w.Header().Set("WWW-Authenticate", `Basic realm="kitchen"`)
			http.Error(w, "no", http.StatusUnauthorized)
		}
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		p.count(1)
		defer p.count(-1)
		select {
		case <-p.let:
		case <-r.Context().Done():
		}
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		p.release()
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

func (p *e2ePeer) count(by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slow += by
	close(p.changed)
	p.changed = make(chan struct{})
}

// await waits until n slow requests are being served at once.
func (p *e2ePeer) await(t testing.TB, n int) {
	t.Helper()
	end := time.After(patience)
	for {
		p.mu.Lock()
		now, changed := p.slow, p.changed
		p.mu.Unlock()
		if now == n {
			return
		}
		select {
		case <-changed:
		case <-end:
			t.Fatalf("the peer serves %d requests at once, expected %d", now, n)
		}
	}
}

func (p *e2ePeer) release() { p.once.Do(func() { close(p.let) }) }

// startDisplay starts a virtual display and gives its name.
func startDisplay(t testing.TB) string {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

// program is the window under test.
type program struct {
	t       testing.TB
	cmd     *exec.Cmd
	display string
	conn    net.Conn
	answers *bufio.Scanner
	done    chan error
	out     *strings.Builder
}

// startProgram runs this test binary as the program, with folders of its own.
func startProgram(t testing.TB, display string, args ...string) *program {
	home, err := os.MkdirTemp("", "ladle-e2e-") // short: a socket's path may have 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(home, "s")
	p := &program{t: t, display: display, done: make(chan error, 1), out: &strings.Builder{}}
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Env = append(os.Environ(), "LADLE_AS_PROGRAM=ladle", "LADLE_TEST_SOCKET="+socket, "DISPLAY="+display, "WAYLAND_DISPLAY=", "HOME="+home, "LANG=en_US.UTF-8",
		"XDG_CONFIG_HOME="+home+"/config", "XDG_DATA_HOME="+home+"/data", "XDG_CACHE_HOME="+home+"/cache", "XDG_STATE_HOME="+home+"/state", "FYNE_SCALE=1")
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		os.RemoveAll(home)
		if t.Failed() {
			t.Logf("the program said:\n%s", p.out)
		}
	})
	p.connect(socket)
	p.xdotool("search", "--sync", "--onlyvisible", "--name", "^Ladle")
	id := strings.Fields(p.xdotool("search", "--onlyvisible", "--name", "^Ladle"))[0]
	p.xdotool("windowfocus", "--sync", id)
	p.until("the window's layout", func(s ui.State) bool { return s.Width > 0 })
	return p
}

// connect waits until the program listens on its socket.
func (p *program) connect(path string) {
	p.t.Helper()
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		c, err := net.Dial("unix", path)
		if err == nil {
			p.conn = c
			p.answers = bufio.NewScanner(c)
			p.answers.Buffer(nil, 1<<20)
			p.t.Cleanup(func() { c.Close() })
			return
		}
		p.breathe()
	}
	p.t.Fatalf("the program did not come up:\n%s", p.out)
}

// breathe lets the program go on between two looks at it, and notices when it is gone.
func (p *program) breathe() {
	p.t.Helper()
	select {
	case err := <-p.done:
		p.t.Fatalf("the program has ended: %v\n%s", err, p.out)
	case <-time.After(20 * time.Millisecond):
	}
}

func (p *program) state() ui.State {
	p.t.Helper()
	fmt.Fprintln(p.conn, "state")
	var s ui.State
	if !p.answers.Scan() {
		p.t.Fatalf("the program does not answer: %v\n%s", p.answers.Err(), p.out)
	}
	if err := json.Unmarshal(p.answers.Bytes(), &s); err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *program) until(what string, ok func(ui.State) bool) {
	p.t.Helper()
	var s ui.State
	for end := time.Now().Add(patience); time.Now().Before(end); p.breathe() {
		if s = p.state(); ok(s) {
			return
		}
	}
	p.picture("stuck")
	p.t.Fatalf("waited in vain for %s: %+v", what, s)
}

func (p *program) xdotool(args ...string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+p.display, "LC_ALL=C.UTF-8")
	out, err := cmd.Output()
	if err != nil {
		var ee *exec.ExitError
		if errors.As(err, &ee) {
			err = fmt.Errorf("%w: %s", err, ee.Stderr)
		}
		p.t.Fatalf("xdotool %v: %v\n%s", args, err, p.out)
	}
	return string(out)
}

func (p *program) key(k string)   { p.t.Helper(); p.xdotool("key", "--delay", "40", k) }
func (p *program) typed(s string) { p.t.Helper(); p.xdotool("type", "--delay", "40", s) }
func (p *program) click(at [2]int) {
	p.t.Helper()
	p.xdotool("mousemove", strconv.Itoa(at[0]), strconv.Itoa(at[1]), "click", "1")
}

// url types a URL into its field and waits until it is all there.
func (p *program) url(u string) {
	p.t.Helper()
	p.key("ctrl+l")
	p.key("ctrl+a")
	p.typed(u)
	p.until("the URL to be typed", func(s ui.State) bool { return s.URL == u })
}

// ended waits for the program to end by itself.
func (p *program) ended() {
	p.t.Helper()
	select {
	case err := <-p.done:
		if err != nil {
			p.t.Errorf("the program ended with %v:\n%s", err, p.out)
		}
	case <-time.After(patience):
		p.t.Error("the program did not end")
	}
	if strings.Contains(p.out.String(), "Error in Fyne call thread") { // told only where the build has the check
		p.t.Errorf("the window was touched off the main goroutine:\n%s", p.out)
	}
}

// picture saves the display where LADLE_PICTURES says.
func (p *program) picture(name string) {
	dir := os.Getenv("LADLE_PICTURES")
	if dir == "" {
		dir = p.t.ArtifactDir()
	}
	cmd := exec.Command("import", "-display", p.display, "-window", "root", filepath.Join(dir, "window-"+name+".png"))
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Logf("no picture %s: %v %s", name, err, out)
	}
}

// calm waits until the window has drawn nothing for a second.
func (p *program) calm() {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		before := p.state().Frames
		time.Sleep(time.Second)
		if p.state().Frames == before {
			return
		}
	}
	p.t.Fatal("the window goes on drawing")
}

// cpu is the processor time that the program has used, user and system.
func (p *program) cpu() time.Duration {
	p.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+2:]))
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux
	return time.Duration(user+system) * tick
}
