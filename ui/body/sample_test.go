package body

import (
	"bytes"
	"fmt"
)

// sampleJSON is an indented JSON text of at least n bytes.
func sampleJSON(n int) []byte {
	var b bytes.Buffer
	b.Grow(n + 1000)
	b.WriteString("[\n")
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "  {\n    \"id\": %d,\n    \"name\": \"user %d\",\n    \"email\": \"u%d@example.com\",\n    \"active\": %v,\n    \"score\": %d.%d,\n    \"tags\": [\"a\", \"b\", null, true]\n  },\n", i, i, i, i%2 == 0, i%100, i%10)
	}
	b.WriteString("  {}\n]\n")
	return b.Bytes()
}
