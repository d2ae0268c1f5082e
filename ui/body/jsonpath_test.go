package body

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestPath(t *testing.T) {
	t.Parallel()
	const text = `{"a":[1,{"b c":"x,}"},[]],"payment":{"status":"open","":null},"tail":3}`
	for _, c := range []struct{ at, want string }{
		{`{"a`, "$"},
		{`a":`, "$.a"},
		{`1,`, "$.a[0]"},
		{`x,}`, `$.a[1]["b c"]`},
		{`]],`, "$.a[2]"},
		{`status`, "$.payment.status"},
		{`open`, "$.payment.status"},
		{`null`, `$.payment[""]`},
		{`3}`, "$.tail"},
	} {
		for _, pad := range []int{0, inputBytes - 30} {
			body := strings.Repeat(" ", pad) + text
			d, _ := open(t, Bytes(body), Options{Language: JSON})
			if got, err := d.Path(t.Context(), int64(strings.Index(body, c.at))); got != c.want || err != nil {
				t.Errorf("at %s: %s %v, want %s", c.at, got, err, c.want)
			}
		}
	}
	lines, _ := open(t, Bytes("[1]\n[2,{\"x\":3}]\n"), Options{Language: NDJSON})
	if got, _ := lines.Path(t.Context(), 12); got != "$[1].x" {
		t.Errorf("in a line: %s", got)
	}
	deep, _ := open(t, Bytes(strings.Repeat("[", maxDepth+5)), Options{Language: JSON})
	if got, _ := deep.Path(t.Context(), maxDepth+3); got != "" {
		t.Errorf("too deep: %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lines.Path(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: %v", err)
	}
}
