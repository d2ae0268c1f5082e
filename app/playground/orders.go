package playground

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	megabyte     = 1_000_000
	hugeOpen     = "[\n"
	hugeClose    = "\n]\n"
	hugeChunk    = 64 << 10
	firstOrder   = 20_418 // the number of the first order
	maxOrderSize = 640    // no order without a note is longer; a test holds it
)

var (
	products  = []string{"Copper ladle", "Stock pot, 8 l", "Soup tureen", "Skimmer", "Wooden spoon", "Soups & broths", "Apron", "Trivet"}
	customers = []string{"Mira Okafor", "Jonas Weber", "Aiko Tanaka", "Lucía Fernández", "Tomáš Novák", "Zeynep Demir", "Ada Lindqvist"}
	states    = []string{"open", "paid", "packed", "shipped", "returned"}
	epoch     = time.Date(2026, 11, 22, 8, 51, 7, 0, time.UTC)
)

// mix spreads the bits of n (the finalizer of MurmurHash3), so that order n looks random and is always the same.
func mix(n uint64) uint64 {
	n ^= n >> 33
	n *= 0xff51afd7ed558ccd
	n ^= n >> 33
	n *= 0xc4ceb9fe1a85ec53
	return n ^ n>>33
}

// appendOrder appends order n as one line of JSON. It is built by hand: a hundred megabytes go through here.
func appendOrder(b []byte, n int, note string) []byte {
	seed := mix(uint64(n) + 1)
	b = append(b, `{"id":"ord_`...)
	b = appendCode(b, seed, 10)
	b = append(b, `","number":`...)
	b = strconv.AppendInt(b, int64(firstOrder+n), 10)
	b = append(b, `,"state":"`...)
	b = append(b, states[seed%uint64(len(states))]...)
	b = append(b, `","placed_at":"`...)
	b = epoch.Add(-time.Duration(n)*97*time.Second).AppendFormat(b, time.RFC3339)
	b = append(b, `","customer":{"id":"cus_`...)
	who := seed >> 8 % uint64(len(customers))
	b = appendCode(b, mix(who), 3)
	b = append(b, `","name":"`...)
	b = append(b, customers[who]...)
	b = append(b, `"},"lines":[`...)
	cents := int64(0)
	for i := range seed>>16%3 + 1 {
		if i > 0 {
			b = append(b, ',')
		}
		b, cents = appendLine(b, mix(seed+i), cents)
	}
	b = append(b, `],"total":{"amount":`...)
	b = appendCents(b, cents)
	b = append(b, `,"currency":"EUR"},"paid":`...)
	b = strconv.AppendBool(b, seed&1 == 1)
	if note == "" {
		return append(b, `,"note":null}`...)
	}
	b = append(b, `,"note":"`...)
	b = append(b, note...)
	return append(b, `"}`...)
}

// appendLine appends one line of an order and returns the order's total with it.
func appendLine(b []byte, seed uint64, cents int64) ([]byte, int64) {
	count, price := int64(seed>>4%4+1), int64(seed>>20%9000+990)
	b = append(b, `{"sku":"`...)
	b = appendCode(b, seed, 6)
	b = append(b, `","name":"`...)
	b = append(b, products[seed%uint64(len(products))]...)
	b = append(b, `","quantity":`...)
	b = strconv.AppendInt(b, count, 10)
	b = append(b, `,"price":`...)
	b = appendCents(b, price)
	return append(b, '}'), cents + count*price
}

// appendCode appends n digits and capitals, without the letters that look like digits.
func appendCode(b []byte, seed uint64, n int) []byte {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for range n {
		b = append(b, alphabet[seed%32])
		seed >>= 5
	}
	return b
}

func appendCents(b []byte, cents int64) []byte {
	b = strconv.AppendInt(b, cents/100, 10)
	return append(b, '.', byte('0'+cents/10%10), byte('0'+cents%10))
}

// writeOrders writes a JSON array of orders that is exactly size bytes long: the last order's note takes up the rest.
// size is at least a megabyte. It stops at the first error of w.
func writeOrders(w io.Writer, size int64) error {
	buf := make([]byte, 0, hugeChunk+2*maxOrderSize)
	buf = append(buf, hugeOpen...)
	left := size - int64(len(hugeOpen)+len(hugeClose))
	for n := 0; ; n++ {
		begin := len(buf)
		if left < 2*maxOrderSize+2 {
			bare := len(appendOrder(nil, n, "-")) - 1
			buf = appendOrder(buf, n, strings.Repeat("soup ", maxOrderSize)[:left-int64(bare)])
			_, err := w.Write(append(buf, hugeClose...))
			return err
		}
		buf = append(appendOrder(buf, n, ""), ",\n"...)
		left -= int64(len(buf) - begin)
		if len(buf) >= hugeChunk {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
}

// orderPage is a page of n orders, indented, as a shop's API answers.
func orderPage(n int) []byte {
	b := []byte("{\n  \"orders\": [\n")
	for i := range n {
		if i > 0 {
			b = append(b, ",\n"...)
		}
		b = append(b, "    "...)
		b = appendOrder(b, i, "")
	}
	b = append(b, "\n  ],\n  \"count\": "...)
	b = strconv.AppendInt(b, int64(n), 10)
	return append(b, ",\n  \"next\": null\n}\n"...)
}

// sendOrders answers with a few kB of orders, every value on its own line.
func sendOrders(w http.ResponseWriter, r *http.Request) {
	n, ok := number(w, r, "count", 8, 0, 10_000)
	if !ok {
		return
	}
	writeBody(w, "application/json", indented(orderPage(n)))
}

// sendHuge streams mb megabytes (of 1 000 000 bytes) of orders, made on the fly and the same each time. With gzip=1 the
// body is compressed and its length is not announced.
func sendHuge(w http.ResponseWriter, r *http.Request) {
	mb, ok := number(w, r, "mb", 100, 1, 10_000)
	if !ok {
		return
	}
	size := int64(mb) * megabyte
	w.Header().Set("Content-Type", "application/json")
	zipped := r.URL.Query().Get("gzip") == "1"
	if zipped {
		w.Header().Set("Content-Encoding", "gzip")
	} else {
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	}
	if r.Method == http.MethodHead {
		return
	}
	if !zipped {
		_ = writeOrders(w, size) // an error means that the client left
		return
	}
	zw, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if writeOrders(zw, size) == nil {
		_ = zw.Close()
	}
}

// indented puts every value of valid JSON on its own line.
func indented(b []byte) []byte {
	var buf bytes.Buffer
	if json.Indent(&buf, b, "", "  ") != nil {
		return b
	}
	return buf.Bytes()
}
