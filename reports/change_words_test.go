package reports

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports/deploy"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// An interval reads from the smaller amount to the larger.
func TestLessOrMoreRange(t *testing.T) {
	for _, tt := range []struct{ low, high, want string }{
		{"-7.35", "-2.83", "$2.83 more to $7.35 more"},
		{"2.83", "7.35", "$2.83 less to $7.35 less"},
		{"-2.83", "7.35", "$2.83 more to $7.35 less"},
	} {
		if got := lessOrMoreRange(decimal.RequireFromString(tt.low), decimal.RequireFromString(tt.high), "USD"); got != tt.want {
			t.Errorf("%s to %s: %q, want %q", tt.low, tt.high, got, tt.want)
		}
	}
}

// Reserved concurrency alone is no ground to change what is to be left.
func TestStaysSo(t *testing.T) {
	reserved := 5
	if f := (deploy.Function{MemoryMB: 512, Reserved: &reserved}); !staysSo(f, nil) {
		t.Error("reserved concurrency alone is a change")
	}
	now := &scenarios.Current{Timeout: 3 * time.Second}
	if f := (deploy.Function{MemoryMB: 512, Timeout: 3, Reserved: &reserved}); !staysSo(f, now) {
		t.Error("today's time-out is a change")
	}
	if f := (deploy.Function{MemoryMB: 512, Timeout: 4}); staysSo(f, now) {
		t.Error("another time-out is no change")
	}
}
