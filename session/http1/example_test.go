package http1_test

import (
	"fmt"
	"io"
	"strings"

	"ladle/session/http1"
)

func ExampleReader() {
	conn := strings.NewReader("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
	r := http1.NewReader(conn, http1.Limits{})
	for {
		h, err := r.Head()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(h.Status, h.Reason)
		if h.Status/100 == 1 {
			continue
		}
		f, err := http1.ResponseFraming("GET", h)
		if err != nil {
			fmt.Println(err)
			return
		}
		again, why := http1.Reusable(&http1.RequestHead{Method: "GET", Proto: "HTTP/1.1"}, h, f)
		body, err := io.ReadAll(r.Body(f, again))
		fmt.Printf("%s: %s %v, again %t%s\n", f.Kind, body, err, again, why)
		return
	}
	// Output:
	// 103 Early Hints
	// 200 OK
	// chunked: hello <nil>, again true
}

func ExampleError() {
	conn := strings.NewReader("HTTP/1.1 200 OK\r\nContent-Length : 412\r\n\r\n")
	_, err := http1.NewReader(conn, http1.Limits{}).Head()
	e := err.(*http1.Error)
	fmt.Println(e)
	fmt.Println(e.Finding.Section, "-", e.Finding.Did)
	// Output:
	// malformed response: space between a field name and its colon (line 2, byte 31)
	// RFC 9112, section 5.1 - Stopped reading and kept the bytes.
}
