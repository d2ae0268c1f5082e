package auth

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ccache is a credential cache of version 4 with a principal and nothing else.
func ccache() []byte {
	var b []byte
	u32 := func(n int) { b = binary.BigEndian.AppendUint32(b, uint32(n)) }
	text := func(s string) { u32(len(s)); b = append(b, s...) }
	b = append(b, 5, 4, 0, 0)
	u32(1) // kind of name
	u32(1) // parts
	text("KITCHEN")
	text("mira")
	return b
}

func TestTicketCache(t *testing.T) {
	dir := t.TempDir()
	whole := ccache()
	for name, c := range map[string]struct {
		content []byte
		env     string // "": the file
		want    string
	}{
		"no file":      {nil, filepath.Join(dir, "none"), "there is no Kerberos ticket: no credential cache at"},
		"empty":        {nil, "", "cannot be read"},
		"no ticket":    {whole, "", "there is no Kerberos ticket"},
		"cut off":      {whole[:len(whole)-2], "", ""},
		"absurd":       {append(append([]byte{}, whole[:8]...), 0x7f, 0xff, 0xff, 0xff), "", ""},
		"not a file":   {nil, "KEYRING:persistent:0", "only Kerberos caches in files can be read, not KEYRING"},
		"with a kind":  {whole, "FILE:", "there is no Kerberos ticket"},
		"other format": {[]byte("hello, this is a text"), "", "cannot be read"},
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		switch c.env {
		case "":
			t.Setenv("KRB5CCNAME", path)
		case "FILE:":
			t.Setenv("KRB5CCNAME", "FILE:"+path)
		default:
			t.Setenv("KRB5CCNAME", c.env)
		}
		err := NewTicketCache().Ready()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// FuzzTicketCache looks for files that end the program.
func FuzzTicketCache(f *testing.F) {
	f.Add(ccache())
	f.Add([]byte{5, 4, 0, 12, 0, 1, 0, 8})
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(dir, "cc")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		readCache(path)
	})
}
