// Package locale gives the process a language before the toolkit looks for one: it complains on standard error about the C
// locale, which servers and containers have, while packages are being initialised. This one imports next to nothing and is
// therefore initialised earlier. Import it for that effect.
package locale

import (
	"os"
	"strings"
)

func init() {
	if name, value := setting(os.Getenv); name != "" {
		os.Setenv(name, value)
	}
}

// setting gives the variable to set where the environment names no language, "" where it does.
func setting(getenv func(string) string) (name, value string) {
	for _, v := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		l, _, _ := strings.Cut(getenv(v), ".")
		if l == "" {
			continue
		}
		if l != "C" && l != "POSIX" {
			return "", ""
		}
		break
	}
	return "LC_ALL", "en_US.UTF-8"
}
