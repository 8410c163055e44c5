package lambda

import (
	"testing"
	"time"
)

func TestParseReport(t *testing.T) {
	for _, tc := range []struct {
		name, log string
		id        string
		took      time.Duration
		ok        bool
	}{
		{
			"cold start", "START RequestId: 8f5 Version: $LATEST\nhello\nEND RequestId: 8f5\n" +
				"REPORT RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n",
			"8f5", 12340 * time.Microsecond, true,
		},
		{"the function prints the word", "the REPORT of today\n", "", 0, false},
		{"the last one counts", "REPORT RequestId: a\tDuration: 1.00 ms\nREPORT RequestId: b\tDuration: 2.00 ms\n", "b", 2 * time.Millisecond, true},
		{"empty", "", "", 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := parseReport(tc.log)
			if got.RequestID != tc.id || got.Duration != tc.took || ok != tc.ok {
				t.Errorf("got %+v %v", got, ok)
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
