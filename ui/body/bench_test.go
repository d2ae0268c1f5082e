package body

import (
	"bytes"
	"encoding/json"
	"sync"
	"testing"
)

// sample100 is made once for all benchmarks.
var sample100 = sync.OnceValue(func() []byte { return sampleJSON(100_000_000) })

// minified is a 100 MB line.
var minified = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	for b.WriteByte('['); b.Len() < 100_000_000; {
		b.WriteString(`{"id":123456,"name":"user \"quoted\"","tags":["a","b",null,true],"score":1.5},`)
	}
	b.WriteString(`{}]`)
	return b.Bytes()
})

func BenchmarkFirstRows(b *testing.B) {
	src := Bytes(sample100())
	for b.Loop() {
		d := Open(b.Context(), src, Options{Language: JSON})
		if len(d.Rows(0, 45)) != 45 {
			b.Fatal("rows are missing")
		}
		b.StopTimer()
		d.Close()
		b.StartTimer()
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, c := range []struct {
		name    string
		src     Bytes
		columns int
	}{{"lines", sample100(), 0}, {"lines wrapped at 40", sample100(), 40}, {"one line", minified(), 0}, {"one line wrapped at 120", minified(), 120}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.src)))
			b.ReportAllocs()
			for b.Loop() {
				ix := NewIndex(c.src, c.columns, true)
				if err := ix.Run(b.Context(), func() {}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("naive split", func(b *testing.B) {
		b.SetBytes(int64(len(sample100())))
		b.ReportAllocs()
		for b.Loop() {
			if len(bytes.Split(sample100(), []byte("\n"))) == 0 {
				b.Fatal("no lines")
			}
		}
	})
}

func BenchmarkRows45(b *testing.B) {
	for _, c := range []struct {
		name string
		src  Bytes
		wrap int
	}{{"lines", sample100(), 0}, {"one line", minified(), 0}, {"one line wrapped at 120", minified(), 120}} {
		d, until := open(b, c.src, Options{Language: JSON, Wrap: c.wrap})
		n := until(indexed).Rows
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			at := int64(0)
			for b.Loop() {
				at = (at + 73331) % (n - 45)
				if len(d.Rows(at, 45)) != 45 {
					b.Fatal("rows are missing")
				}
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	src := Bytes(sample100())
	for _, c := range []struct {
		name string
		q    Query
	}{{"text", Query{Text: "user 99"}}, {"either case", Query{Text: "USER 99", IgnoreCase: true}}, {"expression", Query{Text: "user 99[0-9]+", Regexp: true}}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(src.Size())
			for b.Loop() {
				if search(b, src, c.q).Found().Total == 0 {
					b.Fatal("nothing found")
				}
			}
		})
	}
	b.Run("naive count", func(b *testing.B) {
		b.SetBytes(src.Size())
		for b.Loop() {
			if bytes.Count(src, []byte("user 99")) == 0 {
				b.Fatal("nothing found")
			}
		}
	})
}

func BenchmarkPretty(b *testing.B) {
	src := Bytes(minified())
	f := &files{dir: b.TempDir()}
	b.Run("to a file", func(b *testing.B) {
		b.SetBytes(src.Size())
		b.ReportAllocs()
		for b.Loop() {
			d := Pretty(b.Context(), src, f, PrettyOptions{Inline: 72})
			if err := d.Wait(b.Context(), 1<<62); err != nil || d.Err() != nil {
				b.Fatal(err, d.Err())
			}
			b.StopTimer()
			d.Close()
			b.StartTimer()
		}
	})
	b.Run("naive indent in memory", func(b *testing.B) {
		b.SetBytes(src.Size())
		b.ReportAllocs()
		for b.Loop() {
			var out bytes.Buffer
			if err := json.Indent(&out, src, "", "  "); err != nil {
				b.Fatal(err)
			}
		}
	})
}
