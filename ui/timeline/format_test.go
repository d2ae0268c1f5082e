package timeline

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 ms", 20 * time.Microsecond: "<0.1 ms", 400 * time.Microsecond: "0.4 ms", 960 * time.Microsecond: "1 ms",
		1500 * time.Microsecond: "1.5 ms", 9940 * time.Microsecond: "9.9 ms", 9960 * time.Microsecond: "10 ms",
		18 * ms: "18 ms", 999 * ms: "999 ms", 999_600 * time.Microsecond: "1.00 s", 1350 * ms: "1.35 s",
		59_990 * ms: "59.99 s", 59_996 * ms: "1 m 0 s", 134 * time.Second: "2 m 14 s", time.Hour - ms: "1 h 0 m",
		3*time.Hour + 5*time.Minute: "3 h 5 m", -1: Unknown, Open: Unknown,
	} {
		if got := Duration(d); got != want {
			t.Errorf("%d ns: %q, want %q", d, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		-1: Unknown, 0: "0 B", 388: "388 B", 999: "999 B", 1000: "1.00 kB", 1840: "1.84 kB", 14_900: "14.9 kB", 99_960: "100 kB",
		212_400: "212 kB", 999_499: "999 kB", 999_500: "1.00 MB", 38_100_000: "38.1 MB", 1 << 62: "4.61 EB",
	} {
		if got := Size(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestCountsAndAges(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1206: "1\u2009206", 100_000: "100\u2009000", 1_234_567: "1\u2009234\u2009567", -1500: "−1\u2009500"} {
		if got := Count(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{-1: Unknown, 41 * time.Second: "41 s", 190 * time.Second: "3 min", 3 * time.Hour: "3 h", 50 * time.Hour: "2 d"} {
		if got := Age(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if Rate(21_400_000) != "21.4 MB/s" || Millis(614_800*time.Microsecond) != "615" || Millis(1240*ms) != "1\u2009240" || Millis(100_000) != "<1" {
		t.Error(Rate(21_400_000), Millis(614_800*time.Microsecond), Millis(1240*ms), Millis(100_000))
	}
}

func TestAppendTakesNoMemory(t *testing.T) {
	buf := make([]byte, 0, 32)
	if n := testing.AllocsPerRun(100, func() { AppendSize(AppendDuration(buf, 1350*ms), 38_100_000) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTypeName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "application/json": "json", "Application/JSON; charset=utf-8": "json", "text/html": "html", "image/webp": "webp",
		"application/problem+json": "json", "image/svg+xml": "svg", "text/plain": "text", "application/javascript": "js",
		"application/octet-stream": "bin", "application/vnd.api.v2": "v2", "multipart/form-data; boundary=x": "form",
		"text/event-stream": "sse", "audio/mpeg": "mp3", "application/x-very-long-name": "very-lo…", "nonsense": "nonsense", "a/": "a/",
	} {
		if got := TypeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
