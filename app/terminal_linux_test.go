package main

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal makes a pseudo-terminal and gives the end that a program sees.
func openTerminal(t *testing.T) *os.File {
	_, slave := terminalPair(t)
	return slave
}

// terminalPair gives both ends of a pseudo-terminal: that of the person, and that of the program.
func terminalPair(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { slave.Close() })
	return master, slave
}

func TestHideEcho(t *testing.T) {
	t.Parallel()
	f := openTerminal(t)
	echoes := func() bool { return terminalEchoes(t, f) }
	if !isTerminal(f) || !echoes() {
		t.Fatal("not a terminal that shows what is typed")
	}
	restore, err := hideEcho(f)
	if err != nil || echoes() {
		t.Fatalf("still shown, %v", err)
	}
	if restore(); !echoes() {
		t.Error("still hidden")
	}
}

func TestNoTerminal(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if isTerminal(r) {
		t.Error("a pipe is no terminal")
	}
	if _, err := hideEcho(r); err == nil {
		t.Error("a pipe hides nothing")
	}
}
