package ui

import (
	"strings"
	"testing"
)

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, at, says string }{
		{"", "", ""}, {" \n", "", ""}, {`{"a":1}`, "", ""}, {`{"a":{{x}},"b":"{{y}} z"}`, "", ""}, {"{{all}}", "", ""},
		{`{"capture": fals,}`, "fals,}", "fals is none"},
		{`{"a":1,}`, "}", "name in double quotes"},
		{`{"a" 1}`, "1}", "colon"},
		{`{"a":1 "b"}`, `"b"}`, "comma or }"},
		{`[1 2]`, "2]", "comma or ]"},
		{`{} x`, "x", "goes on"},
		{`[1,2`, "", "ends too early"},
		{"[\"a\nb\"]", "\nb\"]", "line break"},
		{`["\q"]`, `q"]`, "escape"},
		{`[01]`, "1]", ""},
	} {
		f, bad := checkJSON(c.text)
		if wantBad := c.at != "" || c.says != ""; bad != wantBad {
			t.Errorf("%q: fault %v, want %v", c.text, bad, wantBad)
			continue
		}
		if bad && (c.text[f.offset:] != c.at || !strings.Contains(f.what, c.says)) {
			t.Errorf("%q: fault %q at %q, want %q at %q", c.text, f.what, c.text[f.offset:], c.says, c.at)
		}
	}
}

func TestFormatJSON(t *testing.T) {
	t.Parallel()
	got, ok := formatJSON(`{"b":{{n}},"a":"{{s}}","c":[1.50,1e400,{{m}}]}`)
	want := "{\n  \"b\": {{n}},\n  \"a\": \"{{s}}\",\n  \"c\": [\n    1.50,\n    1e400,\n    {{m}}\n  ]\n}"
	if !ok || got != want {
		t.Errorf("formatted %v %s", ok, got)
	}
	if _, ok := formatJSON(`{"a":}`); ok {
		t.Error("a text that is not JSON was formatted")
	}
}

func TestColourLine(t *testing.T) {
	t.Parallel()
	line := `  "a": [{{v}}, "x{{y}}z", -1.5e3, true, nul]`
	var b strings.Builder
	for _, p := range colourLine(line, true) {
		switch {
		case p.boxed:
			b.WriteString("<" + line[p.from:p.to] + ">")
		case p.token != "syntax.punctuation":
			b.WriteString(strings.TrimPrefix(p.token, "syntax.") + ":" + line[p.from:p.to] + " ")
		}
	}
	if want := `key:"a" <{{v}}>string:"x <{{y}}>string:z" number:-1.5e3 boolean:true text.primary:nul `; b.String() != want {
		t.Errorf("coloured %s\nwant     %s", b.String(), want)
	}
}

func FuzzColourLine(f *testing.F) {
	for _, s := range []string{"", `{"a":"\"`, "{{", "{{a}}", `"{{a}}"`, "\xff\"", "tru", "{{a}}{{b}}", `"a{{"b}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, isJSON := range []bool{true, false} {
			at := 0
			for _, p := range colourLine(line, isJSON) {
				if p.from != at || p.to <= p.from {
					t.Fatalf("piece %+v after %d in %q", p, at, line)
				}
				at = p.to
			}
			if at != len(line) {
				t.Fatalf("pieces end at %d of %q", at, line)
			}
		}
		if fault, bad := checkJSON(line); bad && fault.offset > len(line) {
			t.Errorf("fault at %d of %q", fault.offset, line)
		}
		if formatted, ok := formatJSON(line); ok {
			if again, ok := formatJSON(formatted); !ok || again != formatted {
				t.Errorf("%q formatted is %q, and again %q", line, formatted, again)
			}
		}
	})
}
