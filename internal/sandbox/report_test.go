package sandbox

import (
	"testing"
	"time"
)

func TestReportLines(t *testing.T) {
	base := Report{RequestID: "id", Duration: 1234567 * time.Nanosecond, Billed: 2 * time.Millisecond, MemoryMB: 128, MaxMemoryMB: 36}
	with := func(change func(*Report)) Report {
		r := base
		change(&r)
		return r
	}
	for _, c := range []struct {
		name       string
		report     Report
		byPlatform bool
		want       string
	}{
		{"warm", base, false,
			"REPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n"},
		{"cold", with(func(r *Report) { r.Init, r.Billed = 101230*time.Microsecond, 103*time.Millisecond }), false,
			"REPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 103 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 101.23 ms\t\n"},
		{"time-out", with(func(r *Report) { r.Status = statusTimeout }), true,
			"REPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: timeout\n"},
		{"crash", with(func(r *Report) { r.Status, r.ErrorType = statusError, errorExit }), true,
			"REPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: error\tError Type: Runtime.ExitError\n"},
		{"exception", with(func(r *Report) { r.Status, r.ErrorType = statusError, "ValueError" }), false,
			"REPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n"},
	} {
		if got := string(appendEnd(nil, &c.report, c.byPlatform)); got != "END RequestId: id\n"+c.want {
			t.Errorf("%s:\n%q\nwant\n%q", c.name, got, c.want)
		}
	}
	if got, want := string(initReport(1236040*time.Microsecond, "init", statusTimeout, "")), "INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: timeout\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestBilled(t *testing.T) {
	for _, c := range []struct{ duration, init, want time.Duration }{
		{0, 0, 0},
		{1, 0, time.Millisecond},
		{time.Millisecond, 0, time.Millisecond},
		{time.Millisecond + 1, 0, 2 * time.Millisecond},
		{1500 * time.Microsecond, 500 * time.Microsecond, 2 * time.Millisecond},
		{1500 * time.Microsecond, 501 * time.Microsecond, 3 * time.Millisecond},
	} {
		if got := billed(c.duration, c.init); got != c.want {
			t.Errorf("billed(%s, %s) = %s, want %s", c.duration, c.init, got, c.want)
		}
	}
}
