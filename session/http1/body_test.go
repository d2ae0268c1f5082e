package http1_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"ladle/session/http1"
)

const chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

var chunkedRows = []struct {
	name, in    string
	body, fault string
	trailer     http1.Fields
	rules, rest string
}{
	{name: "two chunks", in: "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", body: "hello world"},
	{name: "no data", in: "0\r\n\r\n"},
	{name: "zeros and letters", in: "00A\r\n0123456789\r\n0a\r\n0123456789\r\n000\r\n\r\n", body: "01234567890123456789"},
	{name: "the next message stays", in: "2\r\nhi\r\n0\r\n\r\nHTTP/1.1 200", body: "hi", rest: "HTTP/1.1 200"},
	{name: "extension", in: "2;a=b;c=\"d e\"\r\nhi\r\n0;x\r\n\r\n", body: "hi"},
	{name: "space before an extension", in: "2 ;a\r\nhi\r\n0\r\n\r\n", body: "hi", rules: "padded-chunk-size@0:1+1"},
	{name: "space after the size, said once", in: "2 \r\nhi\r\n2\t\r\nho\r\n0\r\n\r\n", body: "hiho", rules: "padded-chunk-size@0:1+1"},
	{name: "trailers", in: "2\r\nhi\r\n0\r\nA: 1\r\nb:\t2 \r\n\r\n", body: "hi", trailer: http1.Fields{{"A", "1"}, {"b", "2"}}},
	{name: "folded trailer", in: "2\r\nhi\r\n0\r\nA: 1\r\n 2\r\n\r\n", body: "hi", trailer: http1.Fields{{"A", "1 2"}}, rules: "folded-line@0:16+2"},

	{name: "size not hexadecimal", in: "5\r\nhello\r\nzz\r\nbad\r\n0\r\n\r\n", body: "hello", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:10+2",
		rest: "zz\r\nbad\r\n0\r\n\r\n"},
	{name: "empty size", in: "\r\nhi", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:0+0", rest: "\r\nhi"},
	{name: "negative size", in: "-2\r\nhi", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:0+2", rest: "-2\r\nhi"},
	{name: "prefixed size", in: "0x2\r\nhi", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:0+3", rest: "0x2\r\nhi"},
	{name: "space before the size", in: " 2\r\nhi", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:0+2", rest: " 2\r\nhi"},
	{name: "size past 63 bits", in: "8000000000000000\r\nhi", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:0+16", rest: "8000000000000000\r\nhi"},
	{name: "size of seventeen digits", in: "00000000000000002\r\nhi", fault: "broken response body: bad-chunk-size", rules: "bad-chunk-size@0:0+17",
		rest: "00000000000000002\r\nhi"},
	{name: "CR in an extension", in: "2;a\rb\r\nhi", fault: "broken response body: bad-chunk-extension", rules: "bad-chunk-extension@0:3+1", rest: "2;a\rb\r\nhi"},
	{name: "LF after the size", in: "2\nhi\r\n0\r\n\r\n", fault: "broken response body: bare-lf-in-chunked", rules: "bare-lf-in-chunked@0:1+1", rest: "2\nhi\r\n0\r\n\r\n"},
	{name: "LF after the data", in: "2\r\nhi\n0\r\n\r\n", body: "hi", fault: "broken response body: bare-lf-in-chunked", rules: "bare-lf-in-chunked@0:5+1", rest: "\n0\r\n\r\n"},
	{name: "data longer than the size", in: "2\r\nhi!\r\n0\r\n\r\n", body: "hi", fault: "broken response body: chunk-not-ended", rules: "chunk-not-ended@0:5+1",
		rest: "!\r\n0\r\n\r\n"},
	{name: "CR and no LF after the data", in: "2\r\nhi\rx", body: "hi", fault: "broken response body: chunk-not-ended", rules: "chunk-not-ended@0:5+1", rest: "\rx"},
	{name: "trailer without a colon", in: "0\r\nnothing\r\n\r\n", fault: "broken response body: no-colon", rules: "no-colon@0:3+7"},
	{name: "LF in the trailer", in: "0\r\nA: 1\n\r\n", fault: "broken response body: bare-lf-in-chunked", rules: "bare-lf-in-chunked@0:7+1", rest: "A: 1\n\r\n"},

	{name: "cut in the size", in: "2\r\nhi\r\n1", body: "hi", fault: "truncated response: body-cut", rules: "body-cut@0:8+0", rest: "1"},
	{name: "cut in the data", in: "5\r\nhello\r\n100\r\nabc", body: "helloabc", fault: "truncated response: body-cut", rules: "body-cut@0:18+0"},
	{name: "cut after the data", in: "2\r\nhi\r", body: "hi", fault: "truncated response: body-cut", rules: "body-cut@0:6+0", rest: "\r"},
	{name: "no last chunk", in: "2\r\nhi\r\n", body: "hi", fault: "truncated response: body-cut", rules: "body-cut@0:7+0"},
	{name: "cut in the trailer", in: "2\r\nhi\r\n0\r\n", body: "hi", fault: "truncated response: body-cut", rules: "body-cut@0:10+0"},
}

func TestChunked(t *testing.T) {
	t.Parallel()
	for _, row := range chunkedRows {
		t.Run(row.name, func(t *testing.T) {
			x := get(chunkedHead + row.in)
			if x.body != row.body || x.fault() != row.fault || !slices.Equal(x.trailer, row.trailer) || rules(x.notes) != row.rules || x.rest != row.rest {
				t.Errorf("body %q, %s, trailer %q, findings %s, rest %q", x.body, x.fault(), x.trailer, rules(x.notes), x.rest)
			}
			if x.sound != (row.fault == "") {
				t.Errorf("complete %t", x.sound)
			}
		})
	}
}

func TestChunkedLenient(t *testing.T) {
	t.Parallel()
	x := client{method: "GET", lenient: true}.read(strings.NewReader(chunkedHead + "2;a\x01\nhi\n0\nA : 1\n\n"))
	if x.err != nil || x.body != "hi" || x.trailer.Get("a") != "1" || x.sound {
		t.Errorf("%q %v %q complete %t", x.body, x.err, x.trailer, x.sound)
	}
}

// What a response means never depends on how its bytes arrived.
func TestEverySplit(t *testing.T) {
	t.Parallel()
	for _, row := range acceptedHeads {
		checkSplits(t, client{method: "GET"}, row.in)
	}
	for _, row := range refusedHeads {
		checkSplits(t, client{method: "GET"}, row.in)
		checkSplits(t, client{method: "GET", lenient: true}, row.in)
	}
	for _, row := range framingRows {
		checkSplits(t, client{method: row.method}, row.in)
		checkSplits(t, client{method: row.method, lenient: true}, row.in)
	}
	for _, row := range chunkedRows {
		checkSplits(t, client{method: "GET"}, chunkedHead+row.in)
		checkSplits(t, client{method: "GET", lenient: true}, chunkedHead+row.in)
	}
}

// Chunks of every size around the buffer's, read in pieces of every size, are the same bytes.
func TestChunkedSizes(t *testing.T) {
	t.Parallel()
	var wire, want []byte
	for i, n := range []int{1, 2, 2047, 2048, 2049, 8190, 8191, 8192, 8193, 70000} {
		data := bytes.Repeat([]byte{byte('a' + i)}, n)
		want = append(want, data...)
		wire = http1.AppendChunk(wire, data)
	}
	wire = http1.AppendLastChunk(wire, http1.Fields{{"X-Sum", "1"}})
	for _, piece := range []int{1, 3, 512, 2048, 4096, 1 << 20} {
		r := http1.NewReader(bytes.NewReader(wire), http1.Limits{})
		b := r.Body(http1.Framing{Kind: http1.Chunked}, true)
		got := new(bytes.Buffer)
		if _, err := io.CopyBuffer(got, struct{ io.Reader }{b}, make([]byte, piece)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) || b.Trailer().Get("X-Sum") != "1" || !b.Complete() {
			t.Errorf("pieces of %d: %d bytes of %d", piece, got.Len(), len(want))
		}
	}
}

func TestBodyIsAReader(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		framing http1.Framing
		in      string
	}{
		{http1.Framing{Kind: http1.Chunked}, "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"},
		{http1.Framing{Kind: http1.Length, Length: 11}, "hello world"},
		{http1.Framing{Kind: http1.UntilClose}, "hello world"},
	} {
		b := http1.NewReader(strings.NewReader(row.in), http1.Limits{}).Body(row.framing, true)
		if err := iotest.TestReader(b, []byte("hello world")); err != nil {
			t.Errorf("%s: %v", row.framing.Kind, err)
		}
	}
}

// sizes records how much each read asked for.
type sizes struct {
	src io.Reader
	got []int
}

func (s *sizes) Read(p []byte) (int, error) {
	s.got = append(s.got, len(p))
	return s.src.Read(p)
}

// A body is read straight into the caller's buffer and never past its end.
func TestBodyReadsDirectly(t *testing.T) {
	t.Parallel()
	src := &sizes{src: strings.NewReader(strings.Repeat("x", 100<<10) + "next")}
	r := http1.NewReader(src, http1.Limits{})
	b := r.Body(http1.Framing{Kind: http1.Length, Length: 100 << 10}, true)
	p := make([]byte, 64<<10)
	for range 2 {
		if _, err := b.Read(p); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := b.Read(p); n != 0 || err != io.EOF {
		t.Errorf("%d %v", n, err)
	}
	if fmt.Sprint(src.got) != "[65536 36864]" || len(r.Buffered()) != 0 {
		t.Errorf("reads of %v, buffered %q", src.got, r.Buffered())
	}
}

func TestAppendChunk(t *testing.T) {
	t.Parallel()
	out := http1.AppendChunk(nil, []byte("hello world, all"))
	out = http1.AppendChunk(out, nil)
	out = http1.AppendLastChunk(out, http1.Fields{{"a", "b"}})
	if string(out) != "10\r\nhello world, all\r\n0\r\na: b\r\n\r\n" {
		t.Errorf("%q", out)
	}
}
