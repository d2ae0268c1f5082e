package session

import (
	"context"
	"sync"
	"testing"
)

func TestLoop(t *testing.T) {
	t.Parallel()
	var l Loop
	var got []int
	if l.IsOwner() || l.Iterate(context.Background(), false) != 0 {
		t.Error("an empty loop did something")
	}
	for i := range 3 {
		l.Invoke(func() {
			got = append(got, i)
			if !l.IsOwner() {
				t.Error("not the owner inside")
			}
			if i == 0 {
				l.Invoke(func() { got = append(got, 9) })
			}
		})
	}
	if len(got) != 0 {
		t.Error("Invoke ran it")
	}
	if n := l.Iterate(context.Background(), false); n != 3 || len(got) != 3 {
		t.Error("Iterate ran what came during it", n, got)
	}
	l.Drain()
	if len(got) != 4 || got[3] != 9 || l.IsOwner() {
		t.Error(got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if n := l.Iterate(ctx, true); n != 0 {
		t.Error(n)
	}
}

func TestLoopOrderAndWake(t *testing.T) {
	t.Parallel()
	g := NewGoroutine()
	var wg sync.WaitGroup
	last := map[int]int{}
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range 500 {
				g.Invoke(func() { // no lock: one at a time
					if last[i] != n {
						t.Errorf("%d of %d follows %d", n, i, last[i]-1)
					}
					last[i] = n + 1
				})
			}
		}()
	}
	wg.Wait()
	if g.IsOwner() {
		t.Error("the test is the owner")
	}
	g.Close()
	for i := range 8 {
		if last[i] != 500 {
			t.Errorf("%d of %d functions ran", last[i], 500)
		}
	}
	g.Close()
}

func TestGoroutineClosesItself(t *testing.T) {
	t.Parallel()
	g := NewGoroutine()
	g.Invoke(g.Close)
	<-g.done
}
