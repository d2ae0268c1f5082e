package playground

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

type order struct {
	ID     string
	Number int
	State  string
	Lines  []struct {
		Quantity int
		Price    json.Number
	}
	Total struct{ Amount json.Number }
	Note  *string
}

func TestWriteOrders(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{megabyte, megabyte + 1, megabyte + 333, 3 * megabyte} {
		var buf bytes.Buffer
		if err := writeOrders(&buf, size); err != nil {
			t.Fatal(err)
		}
		if int64(buf.Len()) != size {
			t.Errorf("%d bytes, want %d", buf.Len(), size)
		}
		var orders []order
		if err := json.Unmarshal(buf.Bytes(), &orders); err != nil {
			t.Fatal(err)
		}
		for i, o := range orders {
			if o.Number != firstOrder+i || len(o.Lines) == 0 || (o.Note != nil) != (i == len(orders)-1) {
				t.Fatalf("order %d: %+v", i, o)
			}
		}
	}
}

func TestOrdersFitTheirLimit(t *testing.T) {
	t.Parallel()
	var b []byte
	for n := range 200_000 {
		if b = appendOrder(b[:0], n, ""); len(b) > maxOrderSize {
			t.Fatalf("order %d has %d bytes: %s", n, len(b), b)
		}
	}
}

func TestOrderTotals(t *testing.T) {
	t.Parallel()
	for n := range 500 {
		var o order
		if err := json.Unmarshal(appendOrder(nil, n, ""), &o); err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, l := range o.Lines {
			price, _ := l.Price.Float64()
			sum += float64(l.Quantity) * price
		}
		if total, _ := o.Total.Amount.Float64(); total-sum > 0.001 || sum-total > 0.001 {
			t.Errorf("order %d: total %v, lines %v", n, o.Total.Amount, sum)
		}
	}
}

type failing struct{ after int }

var errFull = errors.New("full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteOrdersStops(t *testing.T) {
	t.Parallel()
	if err := writeOrders(&failing{after: 3}, 1<<50); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

func BenchmarkWriteOrders(b *testing.B) {
	b.SetBytes(100 * megabyte)
	for b.Loop() {
		if err := writeOrders(&failing{after: 1 << 30}, 100*megabyte); err != nil {
			b.Fatal(err)
		}
	}
}
