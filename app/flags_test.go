package main

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseAsCurlDoes(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	for _, c := range []struct {
		line string
		want sendOptions
	}{
		{"-XPOST u", sendOptions{method: "POST", urls: []string{"u"}}},
		{"-X POST u", sendOptions{method: "POST", urls: []string{"u"}}},
		{"--request POST u", sendOptions{method: "POST", urls: []string{"u"}}},
		{"--request=POST u", sendOptions{method: "POST", urls: []string{"u"}}},
		{"u -sSkXPUT", sendOptions{silent: true, showError: true, insecure: true, method: "PUT", urls: []string{"u"}}},
		{"-sX PUT u", sendOptions{silent: true, method: "PUT", urls: []string{"u"}}},
		{"-d a -d @b --data-raw @c u", sendOptions{data: []dataPart{{formData, "a"}, {formData, "@b"}, {rawData, "@c"}}, urls: []string{"u"}}},
		{"-da=b --data= u", sendOptions{data: []dataPart{{formData, "a=b"}, {formData, ""}}, urls: []string{"u"}}},
		{"-HA:b -H C; u", sendOptions{headers: []string{"A:b", "C;"}, urls: []string{"u"}}},
		{"-L --location --compressed --http1.1 u", sendOptions{urls: []string{"u"}}},
		{"-T - u", sendOptions{upload: "-", uploads: true, urls: []string{"u"}}},
		{"-o - u", sendOptions{output: "-", urls: []string{"u"}}},
		{"-A= u", sendOptions{agent: text("="), urls: []string{"u"}}},
		{"--user-agent= u", sendOptions{agent: text(""), urls: []string{"u"}}},
		{"-u a:b=c u", sendOptions{user: text("a:b=c"), urls: []string{"u"}}},
		{"-m 1.5 --connect-timeout .25 u", sendOptions{maxTime: 1500 * time.Millisecond, connectTimeout: 250 * time.Millisecond, urls: []string{"u"}}},
		{"--basic --digest --proxy-digest u", sendOptions{schemes: schemeBasic | schemeDigest, proxySchemes: schemeDigest, urls: []string{"u"}}},
		{"-x h:1 -U a:b u", sendOptions{proxy: text("h:1"), proxyFlag: "-x", proxyUser: text("a:b"), urls: []string{"u"}}},
		{"--socks5-hostname h --noproxy * u", sendOptions{proxy: text("socks5h://h"), proxyFlag: "--socks5-hostname", noProxy: text("*"), urls: []string{"u"}}},
		{"--repeat 10 --parallel=3 u", sendOptions{repeat: 10, parallel: 3, urls: []string{"u"}}},
		{"--url -u -- -x --y", sendOptions{urls: []string{"-u", "-x", "--y"}}},
		{"-", sendOptions{urls: []string{"-"}}},
	} {
		var o sendOptions
		rest, err := parse("ladle send", sendFlags, strings.Fields(c.line), &o)
		o.urls = append(o.urls, rest...)
		if err != nil || !reflect.DeepEqual(o, c.want) {
			t.Errorf("%s\n got %+v %v\nwant %+v", c.line, o, err, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"--nope":                    "there is no flag --nope for ladle send",
		"-s?":                       "there is no flag -? for ladle send",
		"-X":                        "-X needs a value: METHOD",
		"--header":                  "--header needs a value: LINE|@FILE",
		"-sX":                       "-X needs a value: METHOD",
		"--silent=yes":              "--silent takes no value",
		"--repeat 0":                `--repeat: "0" is not a whole number from 1`,
		"--repeat=many":             `--repeat: "many" is not a whole number from 1`,
		"--max-time 0":              `--max-time: "0" is not a number of seconds`,
		"-m NaN":                    `-m: "NaN" is not a number of seconds`,
		"--events xml":              `--events: "xml" is not text, json or none`,
		"-F a=b":                    "-F is not built yet",
		"-sF":                       "-F is not built yet",
		"--form=a=b":                "--form is not built yet",
		"--digest=yes":              "--digest takes no value",
		"-x":                        "-x needs a value: [KIND://]HOST[:PORT]",
		"--http2-prior-knowledge u": "--http2-prior-knowledge is not built yet",
	} {
		var o sendOptions
		if _, err := parse("ladle send", sendFlags, strings.Fields(line), &o); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// Every flag that the command line promises is in the table: built, or refused with a word on why.
func TestFlagTable(t *testing.T) {
	t.Parallel()
	built := "-X -H -d --data --data-raw --data-binary --data-urlencode --json -G -u --basic --digest --ntlm --negotiate --proxy-ntlm --proxy-negotiate --anyauth -x --proxy -U --proxy-user --proxy-basic --proxy-digest --proxy-anyauth --socks5-hostname --noproxy -k --cacert -o -O -w -I -i -v -s -S -A -e -L --no-location " +
		"--max-time --connect-timeout -T --fail --compressed --http1.1 --events --repeat --parallel --max-conns --max-conns-per-host --help"
	missing := "-F " +
		"--cert --key -b -c --cookie --cookie-jar --resolve --unix-socket --http2 --http2-prior-knowledge"
	seen := map[string]*flag[sendOptions]{}
	for i := range sendFlags {
		f := &sendFlags[i]
		for _, name := range []string{"-" + string(rune(f.short)), "--" + f.long} {
			if seen[name] != nil && name != "-\x00" {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = f
		}
		switch {
		case f.missing == (f.on != nil || f.set != nil), f.on != nil && f.set != nil:
			t.Errorf("--%s is not exactly one of switch, value and missing", f.long)
		case !f.missing && f.about == "":
			t.Errorf("--%s says nothing in the help", f.long)
		case (f.set != nil) != (f.value != ""):
			t.Errorf("--%s: the name of its value", f.long)
		}
	}
	for _, name := range strings.Fields(built) {
		if f := seen[name]; f == nil || f.missing {
			t.Errorf("%s is not built", name)
		}
	}
	for _, name := range strings.Fields(missing) {
		if f := seen[name]; f == nil || !f.missing {
			t.Errorf("%s is not refused", name)
		}
		args := []string{"send", name, "http://127.0.0.1:1/"}
		ladle(t, "", args...).want(t, 2, "", name+" is not built yet.")
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"-T a -d b", "-T a -I", "-T a -G", "-I -d a", "-o a -O", "--parallel 2", "--repeat 2 -o a", "--repeat 2 -O", "--repeat 2 -i",
		"--repeat 2 -w x", "--repeat 2 -T -"} {
		args := append([]string{"send"}, strings.Fields(line)...)
		ladle(t, "", append(args, "http://127.0.0.1:1/")...).want(t, 2, "", "See ladle help send.")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"-XPOST u", "-sSo- --json={} --", "-", "--", "-\x00", "--=", "-d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var o sendOptions
		args := strings.Fields(line)
		rest, err := parse("ladle send", sendFlags, args, &o)
		if err == nil && len(rest) > len(args) {
			t.Errorf("%q gives %q", args, rest)
		}
	})
}

func TestHelpFitsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		o := ladle(t, "", "help", c.name)
		for line := range strings.Lines(o.stdout) {
			if line = strings.TrimSuffix(line, "\n"); len(line) > 105 || line != strings.TrimRight(line, " ") {
				t.Errorf("help %s: %q", c.name, line)
			}
		}
		for _, f := range c.flags {
			if !strings.Contains(o.stdout, "--"+f.long) {
				t.Errorf("help %s says nothing of --%s", c.name, f.long)
			}
		}
	}
}
