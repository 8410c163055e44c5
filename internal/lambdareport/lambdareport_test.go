package lambdareport

import (
	"fmt"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	cold := Report{
		RequestID: "8f5", Duration: 12340 * time.Microsecond, HasDuration: true, Billed: 123 * time.Millisecond, HasBilled: true,
		MemoryMB: 128, MaxMemoryMB: 40, Init: 110220 * time.Microsecond,
	}
	for name, tc := range map[string]struct {
		text string
		want Report
	}{
		"cold start":     {"RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n", cold},
		"copied by hand": {"RequestId: 8f5 Duration: 12.34 ms Billed Duration: 123 ms  Memory Size: 128 MB Max Memory Used: 40 MB Init Duration: 110.22 ms", cold},
		"a snapshot": {
			"RequestId: 8f5\tDuration: 1.00 ms\tMemory Size: 64 MB\tRestore Duration: 300.00 ms\tBilled Restore Duration: 40 ms",
			Report{RequestID: "8f5", Duration: time.Millisecond, HasDuration: true, Restore: 300 * time.Millisecond},
		},
		"a failed init":         {"Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\tError Type: Runtime.ExitError", Report{Init: 9999770 * time.Microsecond, Phase: "init", Status: "timeout", ErrorType: "Runtime.ExitError"}},
		"traced":                {"RequestId: a\tXRAY TraceId: 1-5b-9c\tSegmentId: 7\tSampled: true", Report{RequestID: "a", TraceID: "1-5b-9c"}},
		"figures that are none": {"RequestId: a\tDuration: soon\tBilled Duration: NaN ms\tMax Memory Used: -\tMemory Size: 1e9 MB", Report{RequestID: "a"}},
		"empty":                 {"", Report{}},
	} {
		if got := Parse(tc.text); got != tc.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, tc.want)
		}
	}
}

// Every hundredth of a millisecond is read as what it says, not as a nanosecond
// less.
func TestMillisecondsAreExact(t *testing.T) {
	for n := range 200_000 {
		want := time.Duration(n) * 10 * time.Microsecond
		if got, ok := Milliseconds(fmt.Sprintf("%d.%02d ms", n/100, n%100)); got != want || !ok {
			t.Fatalf("%d.%02d ms is read as %d ns, want %d", n/100, n%100, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n")
	f.Add("Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\n")
	f.Fuzz(func(t *testing.T, text string) {
		r := Parse(text)
		if min(r.Duration, r.Billed, r.Init, r.Restore) < 0 || min(r.MemoryMB, r.MaxMemoryMB) < 0 {
			t.Errorf("got %+v", r)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse("RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n")
	}
}
