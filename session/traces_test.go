package session_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"ladle/session/sessiontest"
	"ladle/session/sessiontest/peer"
)

var tracesDir = flag.String("traces", "testdata/traces", "absolute path of a folder with scenarios/ and traces/")

// TestTraces performs recorded scenarios and compares what happens with what libsoup did: everything must be the same, but
// for the rules of sessiontest.TraceRules, which docs/deviations.md explains. What libsoup itself gets wrong is performed
// and counted as quirk.
func TestTraces(t *testing.T) {
	names, err := sessiontest.Scenarios(*tracesDir)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no scenarios in %s", *tracesDir)
	}
	p, err := peer.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	passed, failed, skipped, quirk := 0, 0, 0, 0
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			p.Reset()
			sc, err := sessiontest.ReadScenario(*tracesDir, name, p)
			if err != nil {
				failed++
				t.Fatal(err)
			}
			if parts := sc.Lacks(); len(parts) > 0 {
				skipped++
				t.Skip("comes with: " + strings.Join(parts, "; "))
			}
			got, err := sessiontest.Perform(sc, p)
			if err != nil {
				failed++
				t.Fatal(err)
			}
			if sc.Quirk != "" {
				quirk++
				t.Log("quirk: " + sc.Quirk)
				return
			}
			want, unordered, err := sessiontest.ReadTrace(*tracesDir, name)
			if err != nil {
				failed++
				t.Fatal(err)
			}
			if d := sessiontest.CompareTraces(sc, want, got, unordered); d != "" {
				failed++
				t.Error(d)
				return
			}
			passed++
		})
	}
	fmt.Printf("%d passed, %d failed, %d skipped, %d quirk\n", passed, failed, skipped, quirk)
}
