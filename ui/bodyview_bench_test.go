package ui

import (
	"bytes"
	"context"
	"image"
	"io"
	"os"
	"runtime"
	"sync"
	"testing"

	"ladle/session"
	"ladle/ui/body"

	"fyne.io/fyne/v2"
)

// repeatedBody is a body of any size that takes no memory: one unit again and again.
type repeatedBody struct {
	unit []byte
	more chan struct{} // not nil: it grows

	mu   sync.Mutex
	size int64
	done bool
}

func (r *repeatedBody) ReadAt(p []byte, off int64) (int, error) {
	n := min(int64(len(p)), r.Size()-off)
	if n <= 0 {
		return 0, io.EOF
	}
	for i := int64(0); i < n; {
		i += int64(copy(p[i:n], r.unit[(off+i)%int64(len(r.unit)):]))
	}
	if n < int64(len(p)) {
		return int(n), io.EOF
	}
	return int(n), nil
}

func (r *repeatedBody) Size() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.size
}

func (r *repeatedBody) Done() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.more == nil || r.done
}

// Wait implements body.Waiter.
func (r *repeatedBody) Wait(ctx context.Context, size int64) error {
	if r.Size() > size || r.Done() {
		return nil
	}
	select {
	case <-r.more:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *repeatedBody) grow(size int64, done bool) {
	r.mu.Lock()
	r.size, r.done = size, done
	r.mu.Unlock()
	close(r.more)
}

func newPicture(w, h int, scale float32) *image.RGBA {
	return image.NewRGBA(image.Rect(0, 0, int(float32(w)*scale), int(float32(h)*scale)))
}

// recordUnit is a record of an export: about 40 lines when it is laid out.
var recordUnit = append(bytes.TrimSuffix(bytes.TrimPrefix([]byte(ordersJSON(1)), []byte(`{"orders":[`)), []byte(`]}`)), '\n')

// BenchmarkFirstFrame is the time from opening a body to its first frame painted. It must not grow with the body.
func BenchmarkFirstFrame(b *testing.B) {
	for _, c := range []struct {
		name string
		size int64
		mode bodyMode
	}{{"raw/1MB", 1 << 20, bodyRaw}, {"raw/100MB", 100 << 20, bodyRaw}, {"hex/100MB", 100 << 20, bodyHex}, {"pretty/1MB", 1 << 20, bodyPretty}, {"pretty/100MB", 100 << 20, bodyPretty}} {
		b.Run(c.name, func(b *testing.B) {
			x := newViewWindow(b, 652, 252)
			x.v.a.Scratch = scratchDir(b.TempDir())
			src := &repeatedBody{unit: recordUnit, size: c.size / int64(len(recordUnit)) * int64(len(recordUnit))}
			img := newPicture(652, 252, 1)
			for b.Loop() {
				f, err := body.Detect(src, "application/x-ndjson")
				if err != nil {
					b.Fatal(err)
				}
				x.v.Open(src, f, c.mode)
				x.until(b, "rows", func() bool { return x.v.state.Rows > 20 })
				x.v.Draw(img, 1, fyne.NewSize(652, 252))
				b.StopTimer()
				x.v.Close()
				b.StartTimer()
			}
		})
	}
}

// BenchmarkFrame is one frame: scrolled by a row, by a page, and repainted where it is.
func BenchmarkFrame(b *testing.B) {
	x := newViewWindow(b, 652, 756)
	src := &repeatedBody{unit: []byte("    \"customer\": { \"id\": \"cus_7Q2\", \"name\": \"Mira Okafor\", \"amount\": 184.5, \"paid\": true },\n"), size: 100 << 20}
	x.open(b, src, "application/json", bodyRaw)
	img := newPicture(652, 756, 1)
	for _, c := range []struct {
		name string
		by   float64
	}{{"same", 0}, {"row", bodyRowTop(1)}, {"page", 738}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			y := 0.0
			for b.Loop() {
				if y += c.by; y > x.v.MaxOffsetY() {
					y = 0
				}
				x.v.ScrollTo(0, y)
				x.v.Draw(img, 1, fyne.NewSize(652, 756))
			}
		})
	}
}

// BenchmarkMemory is what a body of 100 MB takes beside its bytes once all is indexed.
func BenchmarkMemory(b *testing.B) {
	for _, mode := range []bodyMode{bodyRaw, bodyPretty} {
		b.Run(map[bodyMode]string{bodyRaw: "raw", bodyPretty: "pretty"}[mode], func(b *testing.B) {
			x := newViewWindow(b, 652, 252)
			x.v.a.Scratch = scratchDir(b.TempDir())
			src := &repeatedBody{unit: recordUnit, size: (100 << 20) / int64(len(recordUnit)) * int64(len(recordUnit))}
			for b.Loop() {
				before := heapInUse()
				x.open(b, src, "application/x-ndjson", mode)
				b.ReportMetric(float64(heapInUse()-before)/1e6, "MB")
				x.v.Close()
			}
		})
	}
}

func heapInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// scratchDir makes scratch files in a folder.
type scratchDir string

func (d scratchDir) Create() (session.SpoolFile, error) {
	f, err := os.CreateTemp(string(d), "scratch")
	if err != nil {
		return nil, err
	}
	return &scratchFile{f}, nil
}

type scratchFile struct{ *os.File }

func (f *scratchFile) Close() error {
	if err := f.File.Close(); err != nil {
		return err
	}
	return os.Remove(f.Name())
}
