package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// ramped is a run of 512 MB under a ramp of one block: request n goes out as
// many milliseconds after the one before as the ramp says, and takes as long as
// takes says of the requests then in flight.
func ramped(n int, takes func(inFlight int) time.Duration) reports.Input {
	in := one(0, nil)
	in.Scenario.Load = scenarios.Load{Model: scenarios.Open, Stages: []scenarios.Stage{{Kind: scenarios.StageRamp, From: 10, To: 200, For: time.Minute}}}
	b := &in.Blocks[0]
	in.Blocks = in.Blocks[:1]
	var samples measure.List
	var ends []time.Time
	at := b.Started
	for i := range n {
		at = at.Add(time.Second / time.Duration(10+190*i/n))
		inFlight := 1
		for _, end := range ends {
			if end.After(at) {
				inFlight++
			}
		}
		took := takes(inFlight) + time.Duration(i%17)*time.Millisecond/4
		end := at.Add(took)
		ends = append(ends, end)
		samples = append(samples, measure.Sample{
			Phase: measure.PhaseLoad, Seq: i, Intended: at, Sent: at, End: end, WorkerFree: true,
			Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Duration: took, Billed: took.Truncate(time.Millisecond) + time.Millisecond,
		})
	}
	b.Finished, b.Length, b.Intended = at.Add(time.Second), at.Sub(b.Started), n
	in.Samples = samples
	return in
}

func TestTimeoutOnARamp(t *testing.T) {
	flat := build(t, ramped(2000, func(int) time.Duration { return 200 * time.Millisecond }))
	a := flat.Timeout
	if a.Climb == nil || a.Climb.Knee != 0 || a.Climb.Rising || a.Seconds == nil || *a.Seconds != 1 {
		t.Errorf("a flat target: %+v", a)
	}
	if r := flat.Recommendation.Timeout; r == nil || *r != 1 {
		t.Errorf("recommendation.timeout_s is %v", r)
	}
	rising := build(t, ramped(2000, func(n int) time.Duration { return time.Duration(100+8*max(0, n-10)) * time.Millisecond }))
	a = rising.Timeout
	if a.Seconds != nil || a.ConcurrencyCap == nil || *a.ConcurrencyCap < 5 || *a.ConcurrencyCap > 20 || !strings.Contains(a.Reason, "still rises") {
		t.Errorf("a target that gets slower: %+v", a)
	}
	if rising.Recommendation.Timeout != nil {
		t.Error("recommendation.timeout_s is given although none is advised")
	}
}

func TestTimeoutCosts(t *testing.T) {
	in := one(500, func(n int, s *measure.Sample) {
		if n%100 == 7 {
			s.Duration = 4 * time.Second
			s.End = s.Sent.Add(s.Duration)
		}
	})
	in.Scenario.Current = &scenarios.Current{MemoryMB: 512, Timeout: 3 * time.Second}
	in.Scenario.Pricing.Traffic = &scenarios.Traffic{RequestsPerMonth: 100_000_000}
	s := build(t, in)
	a := s.Timeout
	var today *reports.TimeoutCost
	for i, c := range a.Costs {
		if c.Seconds == 3 {
			today = &a.Costs[i]
		}
	}
	if today == nil || !today.Counted || today.Share != 0.01 {
		t.Fatalf("today's time-out of 3 s cuts off 1 %%: %+v", a.Costs)
	}
	// A call of 3 s at 512 MB is 1.5 GB-seconds and a request:
	// 1.5 × 0.0000166667 + 0.0000002 USD, a thousand times.
	if got := today.PerThousandHangs.String(); got != "0.02520005" {
		t.Errorf("a thousand hung calls cost %s", got)
	}
	// Of 100 million requests a hundredth: one million hung calls and retries.
	if want := today.PerThousandHangs.Shift(3).Add(s.Trials[0].Cost.PerMillion).Round(6); !today.RetriesPerMonth.Equal(want) {
		t.Errorf("the retries of a million calls cost %s a month, want %s: rounded before they are multiplied", today.RetriesPerMonth, want)
	}
	if all := strings.Join(a.Sentences, " "); !strings.Contains(all, "3 s today: 1 % of the invocations time out.") || !strings.Contains(all, "Too short costs") || !strings.Contains(all, "at this machine's speed") {
		t.Error(all)
	}
}
