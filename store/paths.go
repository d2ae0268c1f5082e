package store

import (
	"fmt"
	"os"
	"path/filepath"
)

// appFolder is the name of our folder in each of the base directories.
const appFolder = "ladle"

// Paths names the folders that belong to the program. They are made when something is first put into them.
type Paths struct {
	Config string // settings a person may edit
	Data   string // history, bodies, trash
	Cache  string // spool; may be deleted while the program does not run
	State  string // layout, drafts
}

// DefaultPaths gives the folders of the XDG base directory specification. XDG_CONFIG_HOME, XDG_DATA_HOME,
// XDG_CACHE_HOME and XDG_STATE_HOME are honoured when they are absolute; the specification says to ignore others.
func DefaultPaths() (Paths, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	base := func(variable string, fallback ...string) string {
		if dir := os.Getenv(variable); filepath.IsAbs(dir) {
			return filepath.Join(dir, appFolder)
		}
		if home == "" {
			return ""
		}
		return filepath.Join(append(append([]string{home}, fallback...), appFolder)...)
	}
	p := Paths{
		Config: base("XDG_CONFIG_HOME", ".config"),
		Data:   base("XDG_DATA_HOME", ".local", "share"),
		Cache:  base("XDG_CACHE_HOME", ".cache"),
		State:  base("XDG_STATE_HOME", ".local", "state"),
	}
	if p.Config == "" || p.Data == "" || p.Cache == "" || p.State == "" {
		return p, fmt.Errorf("no home folder is known and the XDG variables do not name one: %w", err)
	}
	return p, nil
}

func (p Paths) database() string     { return filepath.Join(p.Data, "ladle.db") }
func (p Paths) bodies() string       { return filepath.Join(p.Data, "bodies") }
func (p Paths) instances() string    { return filepath.Join(p.Data, "instances") }
func (p Paths) secrets() string      { return filepath.Join(p.Data, "secrets.age") }
func (p Paths) secretsKey() string   { return filepath.Join(p.Data, "secrets-key.age") }
func (p Paths) secretNames() string  { return filepath.Join(p.Data, "secret-names.json") }
func (p Paths) secretsLock() string  { return filepath.Join(p.Data, "secrets.lock") }
func (p Paths) trash() string        { return filepath.Join(p.Data, ".trash") }
func (p Paths) spool() string        { return filepath.Join(p.Cache, "spool") }
func (p Paths) settingsFile() string { return filepath.Join(p.Config, "settings.json") }
func (p Paths) layoutFile() string   { return filepath.Join(p.State, "layout.json") }
func (p Paths) draftsFile() string   { return filepath.Join(p.State, "drafts.json") }

// makePrivate makes the folders, for the user alone.
func makePrivate(dirs ...string) error {
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make the folder %s: %w", dir, err)
		}
	}
	return nil
}
