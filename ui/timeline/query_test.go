package timeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFilterMatches(t *testing.T) {
	t.Parallel()
	s := shop().fold() // 10 plain 200, 11 detour, 12 POST 404, 13 failed, 14 queued
	for text, want := range map[string]string{
		"":                             "10 11 12 13 14",
		"ITEMS":                        "10 12",
		"cdn.partner":                  "11", // where it was redirected to
		"https://":                     "11 13",
		`"localhost:8080/items"`:       "10 12",
		"localhost:8080":               "10 12 14",
		"status:4xx":                   "12",
		"status:200,4xx":               "10 11 12",
		"status:>=300":                 "12",
		"-status:404":                  "10 11 13 14",
		"method:post":                  "12",
		"host:example":                 "11 13",
		"type:json -host:shop":         "10 12",
		"type:application/json":        "10 11 12",
		"conn:c9":                      "11",
		"conn:12":                      "12",
		"time:>500ms":                  "11 14",
		"time:<=0.02s":                 "10 13",
		"size:>=1kB":                   "10 11",
		"size:<1":                      "12 13",
		"is:live":                      "",
		"is:queued":                    "14",
		"is:failed":                    "13",
		"is:redirect":                  "11",
		"is:over -is:failed":           "10 11 12",
		"has:retry has:challenge":      "11",
		"has:redirect,finding":         "11",
		`-"orders" -items`:             "11 13",
		"STATUS:404 Method:POST items": "12",
	} {
		f := filtered(t, text)
		var got []string
		for i := range s.Len() {
			if r := s.Row(i); f.Match(r, 2*time.Second) {
				got = append(got, fmt.Sprint(r.ID.Message))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q shows %v, want %s", text, got, want)
		}
	}
}

func TestFilterProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Problem{
		"status:4xy":        {0, 10, "A status is a number, or 1xx to 5xx."},
		"items status:6xx":  {6, 16, "A status is a number, or 1xx to 5xx."},
		"a -conn:x b":       {2, 9, "A connection is written like c5."},
		"time:500ms":        {0, 10, "A time is written like >500ms, <2s or >1m."},
		"size:>1XB":         {0, 9, "A size is written like >1MB, <20kB or >100."},
		"size:>NaN":         {0, 9, "A size is written like >1MB, <20kB or >100."},
		"is:pausd":          {0, 8, "After is: comes live, paused, failed, redirect, queued, held, stopped, waiting, cancelled, ok, ws or over."},
		"has:":              {0, 4, "Say what has is."},
		"stats:404":         {}, // like a host and its port
		"stats:4xx":         {0, 9, "No filter is called stats."},
		"-":                 {0, 1, "A minus needs something to leave out."},
		"status:404,abc ok": {0, 14, "A status is a number, or 1xx to 5xx."},
	} {
		f, problems := ParseFilter(text)
		var wantAll []Problem
		if want.Why != "" {
			wantAll = []Problem{want}
		}
		if !slices.Equal(problems, wantAll) {
			t.Errorf("%q: %+v, want %+v", text, problems, want)
		}
		if good := len(splitWords(text)) - len(problems); len(f.terms) != good {
			t.Errorf("%q: %d terms are good, want %d", text, len(f.terms), good)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"status:4xx method:post", `-"a b" time:>5ms,<2s`, "size:>1µ conn:c99999999999 ::", "-- - \" é:ü"} {
		f.Add(seed)
	}
	rows := shop().fold()
	f.Fuzz(func(t *testing.T, text string) {
		filter, problems := ParseFilter(text)
		end := 0
		for _, p := range problems {
			if p.Start < end || p.End <= p.Start || p.End > len(text) || p.Why == "" {
				t.Fatalf("%q: problem %+v", text, p)
			}
			end = p.End
		}
		for i := range rows.Len() {
			filter.Match(rows.Row(i), time.Second)
		}
		if len(problems) > 0 && len(problems) == len(splitWords(text)) && !filter.Empty() {
			t.Fatalf("%q: nothing is good and something is filtered", text)
		}
	})
}
