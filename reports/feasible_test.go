package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What no function can do is the answer, and not that no size is usable.
func TestDoesNotFitAFunction(t *testing.T) {
	oom := func(_ int, s *measure.Sample) { s.Outcome, s.Reason = measure.OutcomeOOM, "Runtime.ExitError" }
	large := func(_ int, s *measure.Sample) {
		s.Outcome, s.Reason = measure.OutcomeFunction, "Function.ResponseSizeTooLarge"
	}
	long := func(_ int, s *measure.Sample) { s.Duration = 901 * time.Second }
	billed := func(_ int, s *measure.Sample) { s.Duration, s.Billed = 950*time.Second, 950*time.Second }
	timedOut := func(_ int, s *measure.Sample) { s.Outcome, s.Reason = measure.OutcomeTimeout, "" }
	tests := []struct {
		name    string
		sizes   []int
		outcome func(int, *measure.Sample)
		timeout time.Duration
		want    string
		hint    bool // that larger sizes were not tried
	}{
		{"memory", []int{3008, 10240}, oom, 0, "This work does not fit a function: at 10,240 MB, the most there is, 120 of 120 invocations were killed for memory.", false},
		{"memory of what was tried", []int{1024, 3008}, oom, 0, "No size is usable.", true},
		{"answers, at any size", []int{512}, large, 0, "This work does not fit a function: 120 of 120 answers had more than the 6 MB that it may return at once (streamed, up to 200 MB).", false},
		{"time", []int{10240}, long, 0, "This work does not fit a function: at 10,240 MB, the most there is, 120 of 120 invocations took longer than the 900 s that a function may run.", false},
		{"time, as it was billed elsewhere", []int{10240}, billed, 0, "This work does not fit a function: at 10,240 MB, the most there is, 120 of 120 invocations took longer than the 900 s that a function may run.", false},
		{"time-outs at the longest", []int{10240}, timedOut, 900 * time.Second, "This work does not fit a function: at 10,240 MB, the most there is, 120 of 120 invocations did not end within the 900 s that a function may run.", false},
		{"time-outs at a shorter one", []int{10240}, timedOut, 15 * time.Second, "No size is usable.", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := reportstest.Run{PerBlock: 40, Rounds: 3}
			for _, mb := range tt.sizes {
				r.Sizes = append(r.Sizes, reportstest.Size{MemoryMB: mb, CPU: 57 * time.Millisecond, Outcome: tt.outcome})
			}
			in := r.Input()
			if tt.timeout > 0 {
				in.Scenario.Targets[0].Function.Timeout = tt.timeout
			}
			s := build(t, in)
			if got := s.Recommendation.Sentence; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if s.ExitCode("") != reports.ExitNoAnswer {
				t.Errorf("exit code %d", s.ExitCode(""))
			}
			if hint := strings.Contains(strings.Join(s.Recommendation.Reasons, " "), "The largest that was measured is 3008 MB; a function can have up to 10240 MB."); hint != tt.hint {
				t.Errorf("reasons %q", s.Recommendation.Reasons)
			}
		})
	}
}

// A size that is too small says nothing where a larger one works.
func TestFitsAFunctionAtALargerSize(t *testing.T) {
	r := reportstest.CPUBound()
	r.Sizes[0].Outcome = func(_ int, s *measure.Sample) { s.Duration = 901 * time.Second }
	s := build(t, r.Input())
	if s.Recommendation.MemoryMB == nil || !strings.Contains(s.Trials[0].UnusableReason, "takes longer than the 900 s that a function may run: 120 of 120") {
		t.Errorf("%v, %q", s.Recommendation.MemoryMB, s.Trials[0].UnusableReason)
	}
}

func TestNearTheLimits(t *testing.T) {
	r := reportstest.CPUBound()
	r.Sizes[0].Outcome = func(n int, s *measure.Sample) {
		if n == 7 {
			s.Duration = 850 * time.Second
		}
	}
	in := r.Input()
	in.Scenario.Payloads = []scenarios.Payload{{Name: "big", Weight: 1, Body: make([]byte, 2<<20)}}
	s := build(t, in)
	for _, code := range []string{"near-limit", "payload-async"} {
		if !hasCode(s, code) {
			t.Errorf("no warning %s: %v", code, s.Warnings)
		}
	}
	if s := build(t, reportstest.CPUBound().Input()); hasCode(s, "near-limit") || hasCode(s, "payload-async") {
		t.Errorf("warnings without a cause: %v", s.Warnings)
	}
}

// A block that no function could be billed for has no cost of its own; the trial
// keeps the price of what its invocations took in the mean.
func TestBlockBeyondBilling(t *testing.T) {
	r := reportstest.CPUBound()
	r.Sizes[0].Outcome = func(n int, s *measure.Sample) {
		if s.Round == 1 {
			s.Duration, s.Billed = 950*time.Second, 950*time.Second
		}
	}
	trial := build(t, r.Input()).Trials[0]
	if trial.Cost == nil || trial.Blocks[0].CostPerMillion == nil || trial.Blocks[1].CostPerMillion != nil || trial.Usable {
		t.Errorf("cost %v, blocks %v and %v, usable %v", trial.Cost, trial.Blocks[0].CostPerMillion, trial.Blocks[1].CostPerMillion, trial.Usable)
	}
}
