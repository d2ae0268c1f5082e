package session_test

import (
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// bareRound is what no client can be cheaper than: each connection writes a request and reads the answer, and nothing is
// parsed.
func bareRound(b *testing.B, url string, n, conns int) {
	request := []byte("GET / HTTP/1.1\r\nHost: " + strings.Trim(url, "htp:/") + "\r\nConnection: Keep-Alive\r\n\r\n")
	var wg sync.WaitGroup
	var next atomic.Int64
	for range conns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, err := net.Dial("tcp", strings.Trim(url, "htp:/"))
			if err != nil {
				b.Error(err)
				return
			}
			defer c.Close()
			buf := make([]byte, 4096)
			for next.Add(1) <= int64(n) {
				if _, err := c.Write(request); err != nil {
					b.Error(err)
					return
				}
				for left := len(cannedAnswer); left > 0; {
					k, err := c.Read(buf)
					if err != nil {
						b.Error(err)
						return
					}
					left -= k
				}
			}
		}()
	}
	wg.Wait()
}
