package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// atTerminal runs a command line as a program at a terminal of its own. Each answer is typed when its prompt has been
// written, with what must be on the screen by then.
func atTerminal(t *testing.T, args []string, typing ...[2]string) (screen, stdout string, code int, echoes bool) {
	t.Helper()
	master, slave := terminalPair(t)
	cmd := exec.Command(os.Args[0], append([]string{"send"}, args...)...)
	cmd.Env = append(os.Environ(), "LADLE_AS_PROGRAM=ladle", "TERM=dumb", "HOME="+t.TempDir(), "XDG_STATE_HOME=")
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, &out, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var seen strings.Builder
	b := make([]byte, 4096)
	for _, x := range typing {
		for from := seen.Len(); !strings.Contains(seen.String()[from:], x[0]); {
			n, err := master.Read(b)
			if err != nil {
				t.Fatalf("no %q on the screen: %v\n%s", x[0], err, seen.String())
			}
			seen.Write(b[:n])
		}
		if _, err := master.WriteString(x[1]); err != nil {
			t.Fatal(err)
		}
	}
	rest := make(chan struct{})
	go func() { // a terminal that nobody reads stops who writes; it ends when the last of its users has gone
		defer close(rest)
		for {
			n, err := master.Read(b)
			if err != nil {
				return
			}
			seen.Write(b[:n])
		}
	}()
	cmd.Wait()
	echoes = terminalEchoes(t, slave)
	slave.Close()
	<-rest
	return strings.ReplaceAll(seen.String(), "\r\n", "\n"), out.String(), cmd.ProcessState.ExitCode(), echoes
}

func terminalEchoes(t *testing.T, f *os.File) bool {
	t.Helper()
	s, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return s.Lflag&unix.ECHO != 0
}

func TestAskedAtATerminal(t *testing.T) {
	t.Parallel()
	http := practice.URL("http")
	host := strings.TrimPrefix(http, "http://")
	const user = "User (none: go without): "
	for _, c := range []struct {
		name   string
		args   []string
		typing [][2]string
		code   int
		stdout string
		screen []string
	}{
		{"answered", []string{http + "/basic-auth/mira/sesame"}, [][2]string{{user, "mira\n"}, {"Password of mira: ", "sesame\n"}}, 0, `"authorized": true`,
			[]string{host + ` asks for a user and a password for "Fake Realm", by Basic, which sends them readable` + "\n" + user + "mira\n"}},
		{"typo first", []string{http + "/try/auth/digest"}, [][2]string{{user, "mira\n"}, {"Password of mira: ", "sesame\n"}, {user, "mira\n"}, {"Password of mira: ", "soup\n"}}, 0, "SHA-256",
			[]string{"\nThe user and password were rejected. " + host + ` asks for a user and a password for "shop-admin", by Digest` + "\n"}},
		{"proxy", []string{"-x", practice.URL("proxy-auth"), http + "/base64/c291cA=="}, [][2]string{{user, "mira\n"}, {"Password of mira: ", "soup\n"}}, 0, "soup",
			[]string{"The proxy " + strings.TrimPrefix(practice.URL("proxy-auth"), "http://") + ` asks for a user and a password for "shop-proxy", by Basic, which sends them readable`}},
		{"proxy asks besides -u", []string{"-u", "mira:soup", "-x", practice.URL("proxy-auth"), http + "/try/auth/digest"}, [][2]string{{user, "mira\n"}, {"Password of mira: ", "soup\n"}}, 0, "SHA-256", nil},
		{"gone without", []string{http + "/basic-auth/mira/sesame"}, [][2]string{{user, "\n"}}, 0, `"authorized": false`, nil},
		{"interrupted", []string{http + "/basic-auth/mira/sesame"}, [][2]string{{user, "\x03"}}, exitInterrupted, "", []string{"ladle: Interrupted.\n"}},
		{"interrupted at the password", []string{http + "/basic-auth/mira/sesame"}, [][2]string{{user, "mira\n"}, {"Password of mira: ", "\x03"}}, exitInterrupted, "", []string{"ladle: Interrupted.\n"}},
		{"password of -u", []string{"-u", "mira", http + "/basic-auth/mira/sesame"}, [][2]string{{"Password of mira: ", "sesame\n"}}, 0, `"authorized": true`, nil},
		{"time is up", []string{"-m", "0.3", http + "/basic-auth/mira/sesame"}, [][2]string{{user, ""}}, exitTimeout, "", []string{"The answer was not complete within 300ms."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			screen, stdout, code, echoes := atTerminal(t, append([]string{"--events", "none"}, c.args...), c.typing...)
			if code != c.code || !strings.Contains(stdout, c.stdout) {
				t.Errorf("exit %d, stdout %q, screen:\n%s", code, stdout, screen)
			}
			for _, text := range c.screen {
				if !strings.Contains(screen, text) {
					t.Errorf("no %q on the screen:\n%s", text, screen)
				}
			}
			if strings.Contains(screen, "sesame") {
				t.Errorf("the password is on the screen:\n%s", screen)
			}
			if !echoes {
				t.Error("the terminal was left silent")
			}
		})
	}
}
