package main

import (
	"os"

	"ladle/session"
)

// tempSpool keeps big bodies that nobody reads as they come, such as that of a challenge, in temporary files. They have no
// name any more once they are open, where the system allows it.
type tempSpool struct{}

// Create implements session.Spool.
func (tempSpool) Create() (session.SpoolFile, error) {
	f, err := os.CreateTemp("", "ladle-body-*")
	if err != nil {
		return nil, err
	}
	return &tempFile{File: f, removed: os.Remove(f.Name()) == nil}, nil
}

type tempFile struct {
	*os.File
	removed bool
}

// Close gives the space back.
func (f *tempFile) Close() error {
	err := f.File.Close()
	if !f.removed {
		os.Remove(f.Name())
	}
	return err
}
