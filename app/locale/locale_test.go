package locale

import "testing"

func TestSetting(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		sets bool
	}{
		{nil, true},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LANG": "C.UTF-8"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, true},
		{map[string]string{"LANG": "C", "LC_ALL": "fr_FR.UTF-8"}, false},
		{map[string]string{"LANG": "en_GB.UTF-8"}, false},
	} {
		name, _ := setting(func(k string) string { return c.env[k] })
		if (name != "") != c.sets {
			t.Errorf("%v: sets %q", c.env, name)
		}
	}
}
