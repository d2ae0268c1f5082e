//go:build !linux

package main

import "os"

func isTerminal(f *os.File) bool {
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// hideEcho is not known on this system; passwords go into -u user:password.
func hideEcho(*os.File) (restore func(), err error) { return nil, errNoEcho }
