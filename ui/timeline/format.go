package timeline

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Unknown stands for what is not known or does not apply.
const Unknown = "–"

const thinSpace = "\u2009"

// Duration writes a length of time as a row does: milliseconds under a second ("18 ms", "0.4 ms"), then two decimals
// of a second, then "2 m 14 s", then "3 h 5 m". Open and negative lengths are unknown.
func Duration(d time.Duration) string { return string(AppendDuration(nil, d)) }

// AppendDuration appends what Duration gives, without allocating when dst has room.
func AppendDuration(dst []byte, d time.Duration) []byte {
	switch {
	case d < 0 || d == Open:
		return append(dst, Unknown...)
	case d == 0:
		return append(dst, "0 ms"...)
	case d < 9950*time.Microsecond:
		return append(appendTenths(dst, d, time.Millisecond), " ms"...)
	case d.Round(time.Millisecond) < time.Second:
		return append(strconv.AppendInt(dst, int64(d.Round(time.Millisecond)/time.Millisecond), 10), " ms"...)
	case d.Round(10*time.Millisecond) < time.Minute:
		return append(strconv.AppendFloat(dst, d.Round(10*time.Millisecond).Seconds(), 'f', 2, 64), " s"...)
	case d.Round(time.Second) < time.Hour:
		return appendPair(dst, int64(d.Round(time.Second)/time.Second), "m", "s")
	}
	return appendPair(dst, int64(d.Round(time.Minute)/time.Minute), "h", "m")
}

// appendTenths writes a small length with one decimal, none where it is zero.
func appendTenths(dst []byte, d, unit time.Duration) []byte {
	tenths := int64(d.Round(unit/10) / (unit / 10))
	if tenths == 0 {
		return append(dst, "<0.1"...)
	}
	dst = strconv.AppendInt(dst, tenths/10, 10)
	if tenths%10 != 0 {
		dst = append(dst, '.', byte('0'+tenths%10))
	}
	return dst
}

func appendPair(dst []byte, n int64, big, small string) []byte {
	dst = append(strconv.AppendInt(dst, n/60, 10), ' ')
	dst = append(append(dst, big...), ' ')
	dst = append(strconv.AppendInt(dst, n%60, 10), ' ')
	return append(dst, small...)
}

// Millis writes a length in whole milliseconds without a unit, as the legend of the Timing tab does: "615".
func Millis(d time.Duration) string {
	if d > 0 && d < 500*time.Microsecond {
		return "<1"
	}
	return Count(int64(d.Round(time.Millisecond) / time.Millisecond))
}

var sizeUnits = [...]string{"kB", "MB", "GB", "TB", "PB", "EB"}

// Size writes a number of bytes with three significant digits; a kB is 1000 B. Negative is unknown.
func Size(n int64) string { return string(AppendSize(nil, n)) }

// AppendSize appends what Size gives, without allocating when dst has room.
func AppendSize(dst []byte, n int64) []byte {
	if n < 0 {
		return append(dst, Unknown...)
	}
	if n < 1000 {
		return append(strconv.AppendInt(dst, n, 10), " B"...)
	}
	v, unit := float64(n)/1000, 0
	for v >= 999.5 && unit < len(sizeUnits)-1 {
		v /= 1000
		unit++
	}
	decimals := 0
	switch {
	case v < 9.995:
		decimals = 2
	case v < 99.95:
		decimals = 1
	}
	dst = strconv.AppendFloat(dst, v, 'f', decimals, 64)
	return append(append(dst, ' '), sizeUnits[unit]...)
}

// Rate writes bytes a second: "21.4 MB/s".
func Rate(bytesPerSecond float64) string {
	if !(bytesPerSecond >= 0) || bytesPerSecond > math.MaxInt64/2 {
		return Unknown
	}
	return Size(int64(bytesPerSecond+0.5)) + "/s"
}

// Count writes a number with thin spaces between thousands: "1 206".
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	lead := len(s) % 3
	b.WriteString(s[:lead])
	for i := lead; i < len(s); i += 3 {
		if i > 0 {
			b.WriteString(thinSpace)
		}
		b.WriteString(s[i : i+3])
	}
	return b.String()
}

// Age writes how long something has been so, in one unit: "38 s", "3 min", "2 h", "5 d".
func Age(d time.Duration) string {
	switch {
	case d < 0:
		return Unknown
	case d < time.Minute:
		return strconv.FormatInt(int64(d/time.Second), 10) + " s"
	case d < time.Hour:
		return strconv.FormatInt(int64(d/time.Minute), 10) + " min"
	case d < 48*time.Hour:
		return strconv.FormatInt(int64(d/time.Hour), 10) + " h"
	}
	return Count(int64(d/(24*time.Hour))) + " d"
}

// Counted writes a number with its noun: "1 redirect", "2 redirects".
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(int64(n)) + " " + noun + "s"
}
