package session

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// folder is a Spool in a test's folder that may refuse.
type folder struct {
	dir  string
	fail error
	n    int
}

func (f *folder) Create() (SpoolFile, error) {
	if f.fail != nil {
		return nil, f.fail
	}
	f.n++
	return os.CreateTemp(f.dir, "body")
}

func TestContent(t *testing.T) {
	t.Parallel()
	spool := &folder{dir: t.TempDir()}
	for name, c := range map[string]*Content{
		"memory": {memory: 100, keep: true},
		"spool":  {memory: 10, keep: true, spool: spool},
	} {
		var want []byte
		for i := range 10 {
			p := bytes.Repeat([]byte{byte('a' + i)}, 5)
			if n, err := c.Write(p); n != 5 || err != nil {
				t.Fatal(name, n, err)
			}
			want = append(want, p...)
			if c.Size() != int64(len(want)) || !bytes.Equal(c.Bytes(1000), want) {
				t.Fatalf("%s: %q", name, c.Bytes(1000))
			}
		}
		if (c.Spilled() != nil) != (name == "spool") {
			t.Errorf("%s: spilled %v", name, c.Spilled())
		}
		for _, r := range []struct {
			off, n int
			want   string
			err    error
		}{{0, 3, "aaa", nil}, {48, 2, "jj", nil}, {48, 9, "jj", io.EOF}, {50, 1, "", io.EOF}, {99, 1, "", io.EOF}} {
			p := make([]byte, r.n)
			n, err := c.ReadAt(p, int64(r.off))
			if string(p[:n]) != r.want || err != r.err {
				t.Errorf("%s: at %d: %q %v", name, r.off, p[:n], err)
			}
		}
		if _, err := c.ReadAt(nil, -1); err == nil {
			t.Error("negative offset")
		}
		if string(c.Bytes(3)) != "aaa" || c.Done() {
			t.Error(name, string(c.Bytes(3)), c.Done())
		}
		c.end(errDropped)
		c.end(nil)
		if !c.Done() || c.Err() != errDropped {
			t.Error(name, c.Done(), c.Err())
		}
		if _, err := c.Write([]byte("late")); err == nil || c.Size() != 50 {
			t.Error(name, "written after the end")
		}
		c.Close()
		c.Close()
		if _, err := c.ReadAt(make([]byte, 1), 0); !errors.Is(err, fs.ErrClosed) {
			t.Error(name, err)
		}
	}
	if spool.n != 1 {
		t.Errorf("%d spool files", spool.n)
	}
	d := &Content{memory: 100}
	d.Write([]byte("counted"))
	if d.Size() != 7 || len(d.Bytes(10)) != 0 && d.Bytes(10)[0] != 0 {
		t.Error("a body that is not kept", d.Size())
	}
	full := errors.New("disk full")
	f := &Content{memory: 3, keep: true, spool: &folder{fail: full}}
	f.Write([]byte("abc"))
	if _, err := f.Write([]byte("d")); err != full || string(f.Bytes(9)) != "abc" {
		t.Errorf("%v %q", err, f.Bytes(9))
	}
}

func TestRing(t *testing.T) {
	t.Parallel()
	var r ring
	var all strings.Builder
	if len(r.tail()) != 0 {
		t.Error("not empty")
	}
	for i, n := range []int{1, 10, ringSize - 11, 1, 5000, ringSize, 3 * ringSize, 7, ringSize + 1} {
		p := bytes.Repeat([]byte{byte('a' + i)}, n)
		p[0] = '0'
		r.add(p)
		all.Write(p)
		want := all.String()
		want = want[max(0, len(want)-ringSize):]
		if got := string(r.tail()); got != want || r.n != int64(all.Len()) {
			t.Fatalf("after %d bytes more: %d bytes, want %d", n, len(got), len(want))
		}
	}
}

func TestRequestBodies(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/body"
	if err := os.WriteFile(path, []byte("file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		b      Body
		length int64
		want   string
		again  bool
	}{
		{BodyBytes([]byte("bytes")), 5, "bytes", true},
		{BodyFile(path), 4, "file", true},
		{BodyReader(strings.NewReader("once"), -1), -1, "once", false},
	} {
		if n := c.b.Length(); n != c.length {
			t.Errorf("%T: length %d", c.b, n)
		}
		for i := range 2 {
			r, err := c.b.Open()
			if i == 1 && !c.again {
				if !errors.Is(err, errBodyUsed) {
					t.Errorf("%T opened twice: %v", c.b, err)
				}
				continue
			}
			b, _ := io.ReadAll(r)
			r.Close()
			if err != nil || string(b) != c.want {
				t.Errorf("%T: %q %v", c.b, b, err)
			}
		}
	}
	if n := BodyFile(t.TempDir()).Length(); n != -1 {
		t.Error("a folder has length", n)
	}
	if _, err := BodyFile(path + "x").Open(); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
