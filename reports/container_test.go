package reports_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// A container's start-up is its init, though no request waits for it, and what it
// used is told beside what it had.
func TestContainers(t *testing.T) {
	s := reportstest.Build(t, reportstest.Containers())
	for i, trial := range s.Trials {
		c, u := trial.ColdStarts, trial.Usage
		if c.Forced != 4 || c.Count != 0 || c.Init.P50 == nil || *c.Init.Max != 170/float64(int(1)<<i) {
			t.Errorf("%s: cold starts %+v", trial.Label, c)
		}
		if vcpu := []float64{0.25, 0.5, 1}[i]; trial.Variant.VCPU != vcpu || len(trial.Variant.Params) != 0 || *u != (reports.Usage{
			Replicas: 2, Cores: 0.15, CPUShare: 0.3 / float64(int(1)<<i), ThrottledShare: 0.015,
		}) {
			t.Errorf("%s: %+v, usage %+v", trial.Label, trial.Variant, u)
		}
		// 100/s took 30 % of two times 0.25 vCPU: one bears 50/s ÷ 0.3.
		bears := []string{"166.667", "333.333", "666.667"}[i]
		if c := trial.Cost; c == nil || c.Capacity == nil || c.Capacity.From != reports.CapacityFromCPU || c.Capacity.PerSecond.String() != bears {
			t.Errorf("%s: cost %+v", trial.Label, c)
		}
		if trial.Environments != 2 || trial.MaxMemoryUsedMB == nil {
			t.Errorf("%s: %d environments, %v MB", trial.Label, trial.Environments, trial.MaxMemoryUsedMB)
		}
	}
	if label := s.Trials[1].Label; label != "0.5 vCPU 1024 MB" {
		t.Error(label)
	}
	rec := s.Recommendation
	if rec.Variant == nil || rec.Variant.VCPU != 1 || rec.ReservedConcurrency != nil {
		t.Errorf("%+v", rec)
	}
	if s.Warnings[0].Code != "shared-machine" && s.Warnings[1].Code != "shared-machine" {
		t.Errorf("nothing says that the container shared the machine: %+v", s.Warnings)
	}
}

// A container whose replicas die bears nothing, whatever the few that it answered
// took: it is no more usable than one that is killed for memory.
func TestContainersThatDie(t *testing.T) {
	fail := func(of int, outcome measure.Outcome, reason string) *reports.Summary {
		in := reportstest.Containers()
		for i := range in.Samples.(measure.List) {
			if s := &in.Samples.(measure.List)[i]; s.Phase == measure.PhaseLoad && s.Seq%300 < of {
				s.Outcome, s.Reason = outcome, reason
			}
		}
		return build(t, in)
	}
	for _, tt := range []struct {
		of             int // of 300 in each block
		outcome        measure.Outcome
		reason         string
		usable, doubts bool
		from           string
	}{
		{0, "", "", true, false, reports.CapacityFromCPU},
		{3, measure.OutcomeTransport, measure.ReasonNoReplica, true, false, reports.CapacityFromCPU},
		{4, measure.OutcomeTransport, measure.ReasonNoReplica, false, false, ""},
		{4, measure.OutcomeFunction, measure.ReasonContainerEnded + "exit status 3", false, false, ""},
		{4, measure.OutcomeFunction, "HTTP 500", true, false, reports.CapacityFromLoad},
		{150, measure.OutcomeFunction, "HTTP 500", true, false, reports.CapacityFromLoad},
		{151, measure.OutcomeFunction, "HTTP 500", true, true, reports.CapacityFromLoad},
	} {
		s := fail(tt.of, tt.outcome, tt.reason)
		trial, sentence := s.Trials[0], s.Recommendation.Sentence
		if trial.Usable != tt.usable || !tt.usable && !strings.Contains(trial.UnusableReason, "because a container died") {
			t.Errorf("%d of 300 %s: usable %t, %q", tt.of, tt.reason, trial.Usable, trial.UnusableReason)
		}
		if strings.Contains(sentence, "Do not rely on this: ") != tt.doubts || tt.doubts && !strings.Contains(sentence, "invocations failed (function: HTTP 500)") {
			t.Errorf("%d of 300 %s: %s", tt.of, tt.reason, sentence)
		}
		if c := trial.Cost; tt.usable && (c == nil || c.Capacity.From != tt.from) {
			t.Errorf("%d of 300 %s: cost %+v", tt.of, tt.reason, c)
		}
		if code := s.ExitCode(""); !tt.usable && code != reports.ExitNoAnswer {
			t.Errorf("%d of 300 %s: exit %d", tt.of, tt.reason, code)
		}
	}
}
