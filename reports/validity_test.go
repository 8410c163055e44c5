package reports_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
)

func codes(s *reports.Summary) []string {
	var out []string
	for _, w := range s.Warnings {
		out = append(out, w.Code)
	}
	return out
}

func TestContention(t *testing.T) {
	tests := []struct {
		contended     int // of 300
		valid, warned bool
	}{{15, true, false}, {16, true, true}, {60, true, true}, {61, false, false}}
	for _, tt := range tests {
		s := build(t, one(100, func(n int, s *measure.Sample) { s.Contended = n < tt.contended }))
		if s.Trials[0].Valid != tt.valid || slices.Contains(codes(s), "contended") != tt.warned {
			t.Errorf("%d of 300 contended: valid %v, warnings %v", tt.contended, s.Trials[0].Valid, codes(s))
		}
		if !tt.valid && !slices.Contains(codes(s), "recommendation-invalid") {
			t.Errorf("no warning that the recommendation rests on an invalid trial: %v", codes(s))
		}
	}
}

func TestGeneratorLate(t *testing.T) {
	late := func(count int, free bool, by time.Duration) func(int, *measure.Sample) {
		return func(n int, s *measure.Sample) {
			s.WorkerFree = true
			if n < count {
				s.WorkerFree = free
				s.Sent, s.End = s.Sent.Add(by), s.End.Add(by)
			}
		}
	}
	tests := []struct {
		name   string
		n      int // a block; three blocks
		change func(int, *measure.Sample)
		valid  bool
	}{
		{"one in a hundred is within p99", 100, late(3, true, time.Second), true},
		{"more than one in a hundred", 100, late(4, true, time.Second), false},
		{"a single one of few is forgiven", 10, late(1, true, time.Second), true},
		{"two of few are not", 10, late(2, true, time.Second), false},
		{"a tenth of the median is allowed", 100, late(300, true, 15*time.Millisecond), true}, // p50 is about 200 ms
		{"more than a tenth is not", 100, late(300, true, 30*time.Millisecond), false},
		{"workers waiting on the target are its own fault", 100, late(300, false, time.Second), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			trial := build(t, one(tt.n, tt.change)).Trials[0]
			if trial.Valid != tt.valid {
				t.Errorf("valid %v, reasons %q", trial.Valid, trial.InvalidReasons)
			}
		})
	}
}

func TestGeneratorUnsent(t *testing.T) {
	drop := func(count int, free bool) func(int, *measure.Sample) {
		return func(n int, s *measure.Sample) {
			if n < count {
				s.Outcome, s.WorkerFree, s.Sent, s.End = measure.OutcomeDropped, free, time.Time{}, time.Time{}
			}
		}
	}
	if trial := build(t, one(100, drop(4, true))).Trials[0]; trial.Valid || !strings.Contains(trial.InvalidReasons[0], "4 of 300 intended sends") {
		t.Errorf("the generator dropped 4 of 300: valid %v, %q", trial.Valid, trial.InvalidReasons)
	}
	if trial := build(t, one(100, drop(3, true))).Trials[0]; !trial.Valid {
		t.Errorf("dropping one in a hundred is too little to be invalid: %q", trial.InvalidReasons)
	}
	if trial := build(t, one(100, drop(150, false))).Trials[0]; !trial.Valid || trial.Dropped != 150 {
		t.Errorf("drops because every worker waited are the target's: valid %v, %d dropped", trial.Valid, trial.Dropped)
	}

	missing := one(100, nil)
	missing.Samples = missing.Samples.(measure.List)[:90]
	if trial := build(t, missing).Trials[0]; trial.Valid {
		t.Error("sends of a finished block that left no sample went unnoticed")
	}
	for i := range missing.Blocks {
		missing.Blocks[i].State = measure.BlockPartial
	}
	if trial := build(t, missing).Trials[0]; !trial.Valid {
		t.Errorf("an interrupted block is not the generator's failing: %q", trial.InvalidReasons)
	}
}

func TestLimitTiers(t *testing.T) {
	for tier, want := range map[string]struct {
		valid bool
		codes []string
	}{
		"cgroup2":    {true, []string{"local-amounts"}},
		"duty-cycle": {true, []string{"local-amounts", "memory-observed"}},
		"none":       {false, []string{"local-amounts", "memory-observed", "cost-claims", "invalid-trial", "recommendation-invalid"}},
	} {
		in := one(100, nil)
		in.Host.Limits = tier
		s := build(t, in)
		if s.Trials[0].Valid != want.valid || !slices.Equal(codes(s), want.codes) {
			t.Errorf("%s: valid %v, warnings %v; want %v, %v", tier, s.Trials[0].Valid, codes(s), want.valid, want.codes)
		}
	}
}
