package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// perMillion is the price of a million requests at 512 MB by hand: the request
// fee and 0.5 GB × seconds.
func perMillion(billedMS string) decimal.Decimal {
	gbs := decimal.RequireFromString(billedMS).Mul(decimal.New(1_000_000, 0)).Div(decimal.NewFromInt(1000)).Mul(decimal.RequireFromString("0.5"))
	return decimal.RequireFromString("0.2").Add(gbs.Mul(decimal.RequireFromString("0.0000166667")))
}

// billing sets what an invocation is billed.
func billing(warm, cold time.Duration) func(int, *measure.Sample) {
	return func(_ int, s *measure.Sample) {
		s.Billed = warm
		if s.Cold.Waited() {
			s.Billed = cold
		}
	}
}

func TestCostIsTheUntrimmedMean(t *testing.T) {
	// 10 a block, the first of each cold: 27 × 100 ms and 3 × 300 ms.
	c := build(t, one(10, billing(100*time.Millisecond, 300*time.Millisecond))).Trials[0].Cost
	if want := perMillion("120"); !c.PerMillion.Equal(want) {
		t.Errorf("per million %s, want %s", c.PerMillion, want)
	}
	if !c.PerInvocation.Mul(decimal.New(1_000_000, 0)).Equal(c.PerMillion) {
		t.Errorf("a million times %s is not %s", c.PerInvocation, c.PerMillion)
	}
	if c.ColdShare != 0.1 || c.ColdShareFrom != "load" || c.Currency != "USD" {
		t.Errorf("cold share %g from %q in %q", c.ColdShare, c.ColdShareFrom, c.Currency)
	}
	if c.CI95 == nil || c.CI95[0].GreaterThan(c.PerMillion) || c.CI95[1].LessThan(c.PerMillion) || c.CI95[0].Equal(c.CI95[1]) {
		t.Errorf("interval %v does not hold %s", c.CI95, c.PerMillion)
	}
	addsUp(t, c.Items, c.PerMillion)
	addsUp(t, c.MonthItems, *c.PerMonth)
}

func TestColdShareOfTheTraffic(t *testing.T) {
	tests := []struct {
		name    string
		share   float64
		natural bool // cold starts in the load
		forced  int
		want    string // billed ms
		doubt   string
	}{
		{"mixes the means", 0.01, true, 0, "102", ""},
		{"none", 0, true, 0, "100", ""},
		{"all", 1, true, 0, "300", ""},
		{"forced ones stand in", 0.01, false, 5, "102", ""},
		{"natural ones are preferred", 0.01, true, 5, "102", ""},
		{"no cold start at all", 0.01, false, 0, "100", "no cold start was measured"},
		{"no cold start is needed", 0, false, 0, "100", ""},
		{"a single one", 0.01, false, 1, "102", "only one cold start"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := reportstest.Run{
				PerBlock: 10, Rounds: 3, Forced: tt.forced, Sizes: []reportstest.Size{{MemoryMB: 512, Outcome: func(_ int, s *measure.Sample) {
					if !tt.natural {
						s.Cold = measure.ColdNone
					}
					billing(100*time.Millisecond, 300*time.Millisecond)(0, s)
				}}},
			}.Input()
			samples := in.Samples.(measure.List)
			for i := range samples {
				if samples[i].Phase == measure.PhaseCold {
					samples[i].Billed = 300 * time.Millisecond
				}
			}
			in.Scenario.Pricing.Traffic.ColdShare = &tt.share
			s := build(t, in)
			c := s.Trials[0].Cost
			if want := perMillion(tt.want); !c.PerMillion.Equal(want) || c.ColdShareFrom != "traffic" {
				t.Errorf("per million %s (c from %s), want %s", c.PerMillion, c.ColdShareFrom, want)
			}
			doubted := false
			for _, w := range s.Warnings {
				doubted = doubted || tt.doubt != "" && w.Code == "cold-share" && strings.Contains(w.Text, tt.doubt)
			}
			if doubted != (tt.doubt != "") {
				t.Errorf("warnings %v, want one that says %q", s.Warnings, tt.doubt)
			}
		})
	}
}

func TestWhatIsBilled(t *testing.T) {
	tests := []struct {
		name    string
		outcome measure.Outcome
		billed  time.Duration
		want    string // mean of it and nine of 100 ms
	}{
		{"a function error at its billed time", measure.OutcomeFunction, 600 * time.Millisecond, "150"},
		{"out of memory at its billed time", measure.OutcomeOOM, 600 * time.Millisecond, "150"},
		{"a time-out as the platform says", measure.OutcomeTimeout, 10 * time.Second, "1090"},
		{"a time-out without a figure in full", measure.OutcomeTimeout, 0, "1590"},
		{"a throttle not at all", measure.OutcomeThrottle, 600 * time.Millisecond, "100"},
		{"a transport error not at all", measure.OutcomeTransport, 600 * time.Millisecond, "100"},
		{"a dropped one not at all", measure.OutcomeDropped, 600 * time.Millisecond, "100"},
		{"a missing figure is not a free one", measure.OutcomeOK, 0, "100"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			trial := build(t, one(10, func(n int, s *measure.Sample) {
				s.Billed = 100 * time.Millisecond
				if n%10 == 5 {
					s.Outcome, s.Billed = tt.outcome, tt.billed
				}
			})).Trials[0]
			if want := perMillion(tt.want); !trial.Cost.PerMillion.Equal(want) {
				t.Errorf("per million %s, want %s", trial.Cost.PerMillion, want)
			}
			if got, want := decimal.NewFromFloat(*trial.Billed.Mean), decimal.RequireFromString(tt.want); !got.Equal(want) {
				t.Errorf("billed mean %s, want %s", got, want)
			}
		})
	}
}

func TestBlocksArePriced(t *testing.T) {
	trial := build(t, one(10, func(n int, s *measure.Sample) {
		s.Billed = time.Duration(100*(1+n/10)) * time.Millisecond
	})).Trials[0]
	for i, want := range []string{"100", "200", "300"} {
		b := trial.Blocks[i]
		if b.N != 10 || !b.CostPerMillion.Equal(perMillion(want)) || decimal.NewFromFloat(*b.MeanBilledMS).String() != want {
			t.Errorf("block %d: %+v, want 10 of %s ms", i, b, want)
		}
	}
}

func TestMonthFollowsTheTraffic(t *testing.T) {
	in := one(10, billing(100*time.Millisecond, 100*time.Millisecond))
	in.Scenario.Pricing.Traffic.RequestsPerMonth = 2_000_000
	if got := build(t, in).Trials[0].Cost.PerMonth; !got.Equal(perMillion("100").Mul(decimal.NewFromInt(2))) {
		t.Errorf("two million a month cost %s", got)
	}
	in.Scenario.Pricing.FreeTier = true
	if got, want := build(t, in).Trials[0].Cost.PerMonth, perMillion("100").Mul(decimal.NewFromInt(2)).Sub(decimal.RequireFromString("0.2")); !got.Equal(want) {
		t.Errorf("with a million free requests %s, want %s", got, want)
	}
	in.Scenario.Pricing.Traffic = nil
	if c := build(t, in).Trials[0].Cost; c.PerMonth != nil || c.MonthItems != nil {
		t.Errorf("a month without traffic costs %v, %v", c.PerMonth, c.MonthItems)
	}
}

func TestSpendIsOfPaidTargetsAlone(t *testing.T) {
	in := one(10, billing(100*time.Millisecond, 100*time.Millisecond))
	if got := build(t, in).Run.Spend.Actual; !got.IsZero() {
		t.Errorf("a local run spent %s", got)
	}
	in.Scenario.Targets[0].Provider = scenarios.ProviderAWS
	want := perMillion("100").Mul(decimal.NewFromInt(30)).Shift(-6)
	if got := build(t, in).Run.Spend.Actual; !got.Equal(want) {
		t.Errorf("30 invocations spent %s, want %s", got, want)
	}
}

func TestChange(t *testing.T) {
	in := reportstest.CPUBound().Input()
	in.Scenario.Current = &scenarios.Current{MemoryMB: 3008}
	s := build(t, in)
	c := s.Change
	if c == nil || c.From.MemoryMB != 3008 || c.To.MemoryMB != *s.Recommendation.MemoryMB {
		t.Fatalf("change %+v", c)
	}
	var from, to reports.Trial
	for _, trial := range s.Trials {
		switch trial.Variant.MemoryMB {
		case 3008:
			from = trial
		case c.To.MemoryMB:
			to = trial
		}
	}
	if want := from.Cost.PerMonth.Sub(*to.Cost.PerMonth); !c.SavingPerMonth.Equal(want) {
		t.Errorf("saving %s a month, want %s", c.SavingPerMonth, want)
	}
	if !c.CI95[0].LessThan(*c.SavingPerMonth) || !c.CI95[1].GreaterThan(*c.SavingPerMonth) || !c.CI95[0].IsPositive() {
		t.Errorf("interval %v of the saving %s", c.CI95, c.SavingPerMonth)
	}

	in.Scenario.Current = &scenarios.Current{MemoryMB: *s.Recommendation.MemoryMB}
	s = build(t, in)
	if c := s.Change; !c.SavingPerMonth.IsZero() || *c.LatencyDelta != 0 || c.Advice != reports.AdviceLeave {
		t.Errorf("staying changes something: %+v", c)
	}
	if !strings.HasPrefix(s.Recommendation.Sentence, "Leave it at "+from.Label) && !strings.HasPrefix(s.Recommendation.Sentence, "Leave it at "+to.Label) {
		t.Errorf("sentence %q", s.Recommendation.Sentence)
	}
	in.Scenario.Current = &scenarios.Current{MemoryMB: 640}
	if s := build(t, in); s.Change != nil || !hasCode(s, "current-not-measured") {
		t.Errorf("an unmeasured size has a change: %+v, %v", s.Change, codes(s))
	}
}

func TestCurrentPicksItsLikeness(t *testing.T) {
	in := reportstest.CPUBound().Input()
	other := in.Plan.Variants[3]
	other.Index = len(in.Plan.Variants)
	other.Params = []scenarios.ParamValue{{Name: "QUALITY", Value: "50"}}
	in.Plan.Variants = append(in.Plan.Variants, other)
	for i := range in.Plan.Variants[:6] {
		in.Plan.Variants[i].Params = []scenarios.ParamValue{{Name: "QUALITY", Value: "85"}}
	}
	in.Scenario.Current = &scenarios.Current{MemoryMB: 1024, Architecture: "x86_64"}
	if c := build(t, in).Change; c == nil || c.From.Params["QUALITY"] != "85" {
		t.Errorf("the change is from %+v, want the one with the pick's own params", c)
	}
	in.Scenario.Current.Architecture = "arm64"
	if c := build(t, in).Change; c != nil {
		t.Errorf("a change from another architecture: %+v", c)
	}
}

func hasCode(s *reports.Summary, code string) bool {
	for _, w := range s.Warnings {
		if w.Code == code {
			return true
		}
	}
	return false
}
