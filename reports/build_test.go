package reports_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func build(t fataler, in reports.Input) *reports.Summary {
	t.Helper()
	s, err := reports.Build(in)
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	return s
}

// one is a run of 512 MB alone with n load samples in each of three blocks.
func one(n int, change func(n int, s *measure.Sample)) reports.Input {
	return reportstest.Run{
		PerBlock: n, Rounds: 3,
		Sizes: []reportstest.Size{{MemoryMB: 512, CPU: 57 * time.Millisecond, Outcome: change}},
	}.Input()
}

func TestBuildIsDeterministic(t *testing.T) {
	a, b := reportstest.Full(), reportstest.Full()
	samples := b.Samples.(measure.List)
	for i := range samples {
		j := (i * 7919) % len(samples)
		samples[i], samples[j] = samples[j], samples[i]
	}
	first, err := build(t, a).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	second, err := build(t, b).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) {
		t.Errorf("the order of the samples changes the summary at %s", firstDifference(second, first))
	}
}

func TestBuildNeedsAScenario(t *testing.T) {
	if _, err := reports.Build(reports.Input{}); err == nil {
		t.Error("an empty input was accepted")
	}
}

// unreadable is a source that fails after its samples.
type unreadable struct{ measure.List }

var errUnreadable = errors.New("samples.parquet: not readable")

func (u unreadable) Each(visit func([]measure.Sample) error) error {
	return errors.Join(u.List.Each(visit), errUnreadable)
}

func TestBuildOfSamplesThatCannotBeRead(t *testing.T) {
	in := one(5, nil)
	in.Samples = unreadable{in.Samples.(measure.List)}
	if s, err := reports.Build(in); s != nil || !errors.Is(err, errUnreadable) {
		t.Errorf("a summary of half the samples, or another error: %v", err)
	}
}

func TestBuildWithoutAPrice(t *testing.T) {
	in := one(5, nil)
	in.Scenario.Targets[0].Region = "mars-north-1"
	if _, err := reports.Build(in); err == nil {
		t.Error("a region without prices was accepted")
	}
	in = one(5, nil)
	in.Book = nil
	if s := build(t, in); s.Trials[0].Cost != nil || s.ExitCode("") != reports.ExitNoAnswer {
		t.Errorf("without a book: cost %v, exit %d; want none, 3", s.Trials[0].Cost, s.ExitCode(""))
	}
}

func TestOddRuns(t *testing.T) {
	all := func(o measure.Outcome) func(int, *measure.Sample) {
		return func(_ int, s *measure.Sample) {
			s.Outcome, s.Billed, s.Duration, s.Init, s.Cold = o, 0, 0, 0, measure.ColdNone
		}
	}
	tests := []struct {
		name   string
		in     reports.Input
		reason string
	}{
		{"no samples", func() reports.Input { in := one(10, nil); in.Samples, in.Blocks = nil, nil; return in }(), "was not measured"},
		{"all throttled", one(10, all(measure.OutcomeThrottle)), "never succeeded: all 30 invocations failed (throttle)"},
		{"all dropped", one(10, all(measure.OutcomeDropped)), "never succeeded: all 30 invocations failed (dropped)"},
		{"all out of memory", one(10, all(measure.OutcomeOOM)), "needs more than 512 MB: 30 of 30 invocations were killed for memory"},
		{"all timed out", one(10, all(measure.OutcomeTimeout)), "is too slow for its time-out of 15s: 30 of 30 invocations timed out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := build(t, tt.in)
			trial := s.Trials[0]
			if trial.Usable || trial.UnusableReason != tt.reason {
				t.Errorf("usable %v because %q, want %q", trial.Usable, trial.UnusableReason, tt.reason)
			}
			if trial.Latency.N != 0 || trial.Latency.P50 != nil || trial.Latency.CI95.P50 != nil {
				t.Errorf("latency of no success: %+v", trial.Latency)
			}
			if code := s.ExitCode(""); code != reports.ExitNoAnswer {
				t.Errorf("exit %d, want 3", code)
			}
			if _, err := s.Marshal(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestUnusableStartsAboveOnePercent(t *testing.T) {
	for _, tt := range []struct {
		killed int
		usable bool
	}{{3, true}, {4, false}} {
		s := build(t, one(100, func(n int, s *measure.Sample) {
			if n < tt.killed {
				s.Outcome = measure.OutcomeOOM
			}
		}))
		if got := s.Trials[0].Usable; got != tt.usable {
			t.Errorf("%d of 300 killed: usable %v, want %v", tt.killed, got, tt.usable)
		}
	}
}

func TestUnmeasuredSaysWhatEndedIt(t *testing.T) {
	in := one(1, func(_ int, s *measure.Sample) {
		s.Phase, s.Outcome, s.Reason = measure.PhaseWarmup, measure.OutcomeFunction, "Runtime.ImportModuleError"
	})
	want := "failed before the load began (function: Runtime.ImportModuleError)"
	if got := build(t, in).Trials[0].UnusableReason; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever samples there are, there is a summary that JSON can hold, whose
// counts and amounts add up.
func TestBuildTakesAnySamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := reportstest.Run{Rounds: 1, Sizes: []reportstest.Size{{MemoryMB: 512}, {MemoryMB: 1024}}}.Input()
		in.Samples, in.Blocks = measure.List(rapid.SliceOfN(rapid.Custom(anySample), 0, 60).Draw(t, "samples")), nil
		in.Scenario.Pricing.Traffic.ColdShare = rapid.SampledFrom([]*float64{nil, new(0.0), new(0.01), new(1.0)}).Draw(t, "cold share")
		in.Scenario.Gates = []scenarios.Gate{
			reportstest.Gate("p99", check.Less, reportstest.Milliseconds(1), "all", scenarios.LevelError),
			reportstest.Gate("errors", check.Greater, reportstest.Share(0.5), "all", scenarios.LevelError),
			reportstest.Gate("cost.per_month", check.Less, reportstest.Dollars("1"), "all", scenarios.LevelError),
		}
		s := build(t, in)
		if _, err := s.Marshal(); err != nil {
			t.Fatalf("marshal: %v", err)
		}
		for _, trial := range s.Trials {
			if kinds := trial.Function + trial.OOM + trial.Timeouts + trial.Throttles + trial.Transport + trial.Dropped; kinds != trial.Errors {
				t.Fatalf("%d errors, but %d by kind", trial.Errors, kinds)
			}
			if trial.Latency.N+trial.Errors != trial.Invocations {
				t.Fatalf("%d successes and %d errors are not %d invocations", trial.Latency.N, trial.Errors, trial.Invocations)
			}
			if c := trial.Cost; c != nil {
				addsUp(t, c.Items, c.PerMillion)
				addsUp(t, c.MonthItems, *c.PerMonth)
			}
		}
	})
}

func anySample(t *rapid.T) measure.Sample {
	at := reportstest.Began.Add(time.Duration(rapid.Int64Range(0, 1e10).Draw(t, "at")))
	lasts := func(name string, most int64) time.Duration {
		return time.Duration(rapid.Int64Range(0, most).Draw(t, name))
	}
	s := measure.Sample{
		Variant: rapid.IntRange(-1, 2).Draw(t, "variant"), Block: rapid.IntRange(0, 3).Draw(t, "block"),
		Phase:    rapid.SampledFrom([]measure.Phase{measure.PhaseWarmup, measure.PhaseLoad, measure.PhaseCold}).Draw(t, "phase"),
		Intended: at, Sent: at.Add(lasts("lag", 1e8)), WorkerFree: rapid.Bool().Draw(t, "free"),
		Outcome: rapid.SampledFrom([]measure.Outcome{
			measure.OutcomeOK, measure.OutcomeFunction, measure.OutcomeOOM, measure.OutcomeTimeout,
			measure.OutcomeThrottle, measure.OutcomeTransport, measure.OutcomeDropped,
		}).Draw(t, "outcome"),
		Cold:        rapid.SampledFrom([]measure.Cold{measure.ColdNone, measure.ColdWaited, measure.ColdProactive, ""}).Draw(t, "cold"),
		Environment: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "environment"),
		Init:        lasts("init", 1e9), Duration: lasts("duration", 1e10), Billed: lasts("billed", 1e10),
		MaxMemoryMB: rapid.IntRange(0, 512).Draw(t, "memory"),
	}
	s.End = s.Sent.Add(lasts("service", 1e10))
	if s.Outcome == measure.OutcomeDropped {
		s.Sent, s.End = time.Time{}, time.Time{}
	}
	return s
}

func addsUp(t fataler, items []reports.CostItem, total decimal.Decimal) {
	t.Helper()
	sum := decimal.Zero
	for _, it := range items {
		if !it.Quantity.Mul(it.Price).Equal(it.Amount) {
			t.Fatalf("%s × %s is not %s", it.Quantity, it.Price, it.Amount)
		}
		sum = sum.Add(it.Amount)
	}
	if !sum.Equal(total) {
		t.Fatalf("items add up to %s, not %s", sum, total)
	}
}

// Keys are part of the contract: nil lists must not become null.
func TestListsAreNeverNull(t *testing.T) {
	in := one(0, nil)
	in.Plan = &scenarios.Plan{}
	data, err := build(t, in).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(data, &top); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"trials", "gates", "warnings"} {
		if got := string(top[key]); got == "null" || got == "" {
			t.Errorf("%s is %q", key, got)
		}
	}
}
