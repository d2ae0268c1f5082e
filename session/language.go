package session

import (
	"os"
	"strconv"
	"strings"
)

// acceptLanguage makes the value of Accept-Language from a list of locales, the preferred first: each is followed by its
// language without the country, names of encodings and variants are left out, and the quality falls in steps of ten, five
// or one per cent as there are fewer than ten, fewer than twenty, or more languages (RFC 9110 section 12.5.4). Without any
// it is "en".
func acceptLanguage(locales []string) string {
	var tags []string
	for _, l := range locales {
		l, _, _ = strings.Cut(l, ".")
		l, _, _ = strings.Cut(l, "@")
		tag := strings.ToLower(strings.ReplaceAll(l, "_", "-"))
		if l == "C" || !isLanguage(tag) {
			continue
		}
		tags = append(tags, tag)
		if language, _, country := strings.Cut(tag, "-"); country {
			tags = append(tags, language)
		}
	}
	if len(tags) == 0 {
		return "en"
	}
	step := 1
	switch n := len(tags); {
	case n < 10:
		step = 10
	case n < 20:
		step = 5
	}
	var b strings.Builder
	for i, tag := range tags {
		q := 100 - i*step
		if q < 1 {
			break // a quality of nothing would refuse the language
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(tag)
		switch {
		case q == 100:
		case q%10 == 0:
			b.WriteString(";q=0." + strconv.Itoa(q/10))
		case q < 10:
			b.WriteString(";q=0.0" + strconv.Itoa(q))
		default:
			b.WriteString(";q=0." + strconv.Itoa(q))
		}
	}
	return b.String()
}

// isLanguage keeps what is no language tag out of a header (RFC 5646 section 2.1).
func isLanguage(tag string) bool {
	for _, part := range strings.Split(tag, "-") {
		if len(part) < 1 || len(part) > 8 {
			return false
		}
		for _, c := range part {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// systemLocales are the locales of messages, the preferred first: the first of these variables that is set, of which
// LANGUAGE may list several.
func systemLocales(getenv func(string) string) []string {
	for _, name := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			return strings.Split(v, ":")
		}
	}
	return nil
}

func systemLanguages() string { return acceptLanguage(systemLocales(os.Getenv)) }
