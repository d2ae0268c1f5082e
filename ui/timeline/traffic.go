package timeline

import "time"

const (
	rateSpan  = 100 * time.Millisecond
	rateSlots = 10 // a second, the span that is being filled among them
)

// Traffic counts the bytes of the session's messages, heads and bodies, as they are on the decrypted connection.
type Traffic struct {
	In, Out int64

	slots [rateSlots]rateSlot
}

type rateSlot struct {
	number  int64 // of the span, from the epoch
	in, out int64
}

func (t *Traffic) add(b volume, at time.Duration) {
	if b.in == 0 && b.out == 0 {
		return
	}
	t.In += b.in
	t.Out += b.out
	number := int64(at / rateSpan)
	s := &t.slots[int(((number%rateSlots)+rateSlots)%rateSlots)]
	if s.number > number {
		return // more than a second late
	}
	if s.number < number {
		*s = rateSlot{number: number}
	}
	s.in += b.in
	s.out += b.out
}

// Rate is how many bytes came and went during the second before now, in steps of a tenth; 0 when nothing did.
func (t *Traffic) Rate(now time.Duration) (in, out float64) {
	newest := int64(now / rateSpan)
	for _, s := range t.slots {
		if s.number <= newest && s.number > newest-rateSlots {
			in += float64(s.in)
			out += float64(s.out)
		}
	}
	return in, out
}
