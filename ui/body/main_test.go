package body

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

// The regular expressions of the lexers keep a clock that stops by itself a while after the last use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// growing is a Source that a test lets arrive piece by piece.
type growing struct {
	mu    sync.Mutex
	b     []byte
	size  int
	done  bool
	grown chan struct{}
	fail  error // of every read, once set
}

func newGrowing(b []byte) *growing { return &growing{b: b, grown: make(chan struct{})} }

func (g *growing) grow(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.size = min(g.size+n, len(g.b))
	close(g.grown)
	g.grown = make(chan struct{})
}

func (g *growing) finish() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.size, g.done = len(g.b), true
	close(g.grown)
	g.grown = make(chan struct{})
}

func (g *growing) ReadAt(p []byte, off int64) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fail != nil {
		return 0, g.fail
	}
	return Bytes(g.b[:g.size]).ReadAt(p, off)
}

func (g *growing) Size() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return int64(g.size)
}

func (g *growing) Done() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.done
}

func (g *growing) Wait(ctx context.Context, size int64) error {
	for {
		g.mu.Lock()
		ready, grown := int64(g.size) > size || g.done, g.grown
		g.mu.Unlock()
		if ready {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pieces feeds g in random pieces from a goroutine of its own and returns when all is there.
func (g *growing) pieces(r *rand.Rand, most int) {
	for g.Size() < int64(len(g.b)) {
		g.grow(1 + r.IntN(most))
	}
	g.finish()
}

// open opens a document and closes it at the end of the test. until waits for a state.
func open(t testing.TB, src Source, opt Options) (d *Document, until func(func(State) bool) State) {
	t.Helper()
	changed := make(chan struct{}, 1)
	opt.Notify = func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	d = Open(t.Context(), src, opt)
	t.Cleanup(d.Close)
	return d, func(ok func(State) bool) State {
		t.Helper()
		for {
			if s := d.State(); ok(s) {
				return s
			}
			select {
			case <-changed:
			case <-t.Context().Done():
				t.Fatal("the state never came")
			}
		}
	}
}

func indexed(s State) bool { return s.LinesExact || s.Err != nil }

func folded(s State) bool { return s.LinesExact && s.Folding == FoldingReady }

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
