package lambda

import (
	"fmt"
	"testing"
	"time"
)

func TestParseReport(t *testing.T) {
	for _, tc := range []struct {
		name, log string
		want      report
		ok        bool
	}{
		{
			"cold start",
			"START RequestId: 8f5 Version: $LATEST\nhello\nEND RequestId: 8f5\n" +
				"REPORT RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n",
			report{RequestID: "8f5", Duration: 12340 * time.Microsecond, Billed: 123 * time.Millisecond, MaxMemoryMB: 40, Init: 110220 * time.Microsecond}, true,
		},
		{
			"time-out",
			"REPORT RequestId: 8f5\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tStatus: timeout\n",
			report{RequestID: "8f5", Duration: 3 * time.Second, Billed: 3 * time.Second, MaxMemoryMB: 40, Status: "timeout"}, true,
		},
		{
			"restored from a snapshot",
			"REPORT RequestId: 8f5\tDuration: 1.00 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tRestore Duration: 300.00 ms\tBilled Restore Duration: 40 ms\n",
			report{RequestID: "8f5", Duration: time.Millisecond, Billed: 2 * time.Millisecond, MaxMemoryMB: 40, Restore: 300 * time.Millisecond}, true,
		},
		{"the function prints the word", "the REPORT of today\n", report{}, false},
		{"the last one counts", "REPORT RequestId: a\tDuration: 1.00 ms\nREPORT RequestId: b\tDuration: 2.00 ms\n", report{RequestID: "b", Duration: 2 * time.Millisecond}, true},
		{"figures that are none", "REPORT RequestId: a\tDuration: soon\tBilled Duration: NaN ms\tMax Memory Used: -\n", report{RequestID: "a"}, true},
		{"empty", "", report{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := parseReport(tc.log)
			if got != tc.want || ok != tc.ok {
				t.Errorf("got  %+v %v\nwant %+v %v", got, ok, tc.want, tc.ok)
			}
		})
	}
}

func TestInitFailed(t *testing.T) {
	log := "INIT_REPORT Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\nSTART RequestId: 1\n"
	if status, failed := initFailed(log); !failed || status != "timeout" {
		t.Errorf("%q %v", status, failed)
	}
	if _, failed := initFailed("INIT_REPORT Init Duration: 12.00 ms\tPhase: init\n"); failed {
		t.Error("a successful init counts as failed")
	}
}

func FuzzParseReport(f *testing.F) {
	f.Add("REPORT RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n")
	f.Add("INIT_REPORT Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\n")
	f.Fuzz(func(t *testing.T, log string) {
		r, _ := parseReport(log)
		if r.Duration < 0 || r.Billed < 0 || r.Init < 0 {
			t.Errorf("negative time in %+v", r)
		}
		initFailed(log)
	})
}

// Every hundredth of a millisecond is read as what it says, not as a nanosecond
// less.
func TestMillisecondsAreExact(t *testing.T) {
	for n := range 200_000 {
		want := time.Duration(n) * 10 * time.Microsecond
		if got := milliseconds(fmt.Sprintf("%d.%02d ms", n/100, n%100)); got != want {
			t.Fatalf("%d.%02d ms is read as %d ns, want %d", n/100, n%100, got, want)
		}
	}
}
