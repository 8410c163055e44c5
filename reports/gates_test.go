package reports_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// ramp gives latencies of 1, 2, … n ms over three blocks of n/3.
func ramp(n int, s *measure.Sample) {
	s.Sent, s.WorkerFree, s.Cold, s.Init = s.Intended, false, measure.ColdNone, 0
	s.End = s.Sent.Add(time.Duration(n+1) * time.Millisecond)
}

func judge(t *testing.T, in reports.Input, gates ...scenarios.Gate) []reports.GateResult {
	t.Helper()
	in.Scenario.Gates = gates
	return build(t, in).Gates
}

func TestGateVerdicts(t *testing.T) {
	ms, share, count := reportstest.Milliseconds, reportstest.Share, reportstest.Count
	failing := func(k int) func(int, *measure.Sample) {
		return func(n int, s *measure.Sample) {
			if n < k {
				s.Outcome = measure.OutcomeThrottle
			}
		}
	}
	tests := []struct {
		name    string
		in      reports.Input
		metric  string
		op      check.Op
		limit   check.Value
		verdict reports.Verdict
	}{
		// 300 samples of 1..300 ms: p50 is 150 with one-sided 95 % bounds at ranks 136 and 165.
		{"quantile below", one(100, ramp), "p50", check.Less, ms(166), reports.Pass},
		{"bound at the limit is not below it", one(100, ramp), "p50", check.Less, ms(165), reports.Inconclusive},
		{"bound at the limit is at most it", one(100, ramp), "p50", check.LessEqual, ms(165), reports.Pass},
		{"quantile undecided", one(100, ramp), "p50", check.Less, ms(150), reports.Inconclusive},
		{"quantile above", one(100, ramp), "p50", check.Less, ms(136), reports.Fail},
		{"greater, proven", one(100, ramp), "p50", check.Greater, ms(135), reports.Pass},
		{"greater, undecided", one(100, ramp), "p50", check.Greater, ms(136), reports.Inconclusive},
		{"greater, disproven", one(100, ramp), "p50", check.Greater, ms(165), reports.Fail},
		{"equal goes by the value", one(100, ramp), "p50", check.Equal, ms(150), reports.Pass},
		{"unequal goes by the value", one(100, ramp), "p50", check.NotEqual, ms(150), reports.Fail},
		{"maximum goes by the value", one(100, ramp), "max", check.Less, ms(301), reports.Pass},
		{"p95 has too few", one(19, ramp), "p95", check.Less, ms(1e6), reports.Inconclusive},
		{"p95 has enough", one(20, ramp), "p95", check.Less, ms(1e6), reports.Pass},
		{"too few to pass may be enough to fail", one(3, ramp), "p95", check.Less, ms(0.5), reports.Fail},
		{"service", one(100, ramp), "service.p50", check.Less, ms(166), reports.Pass},
		{"duration", one(100, nil), "duration.p50", check.Less, ms(1), reports.Fail},
		{"init", one(100, nil), "init.p50", check.Less, ms(1e6), reports.Inconclusive}, // three cold starts
		{"mean proven", one(100, nil), "mean", check.Less, ms(1000), reports.Pass},
		{"mean disproven", one(100, nil), "mean", check.Less, ms(10), reports.Fail},
		{"billed mean", one(100, nil), "billed.mean", check.Less, ms(1000), reports.Pass},
		{"errors proven", one(100, nil), "errors", check.Less, share(0.01), reports.Pass},
		{"errors need more", one(99, nil), "errors", check.Less, share(0.01), reports.Inconclusive},
		{"errors disproven", one(100, failing(30)), "errors", check.Less, share(0.05), reports.Fail},
		{"errors undecided", one(100, failing(12)), "errors", check.Less, share(0.05), reports.Inconclusive},
		{"count by the value", one(100, failing(3)), "throttles", check.LessEqual, count(3), reports.Pass},
		{"count exceeded", one(100, failing(3)), "throttles", check.Less, count(3), reports.Fail},
		{"cold share", one(100, nil), "cold.share", check.Less, share(0.05), reports.Pass},
		{"memory", one(100, nil), "max_memory_used_mb", check.Less, reportstest.Memory(96), reports.Fail},
		{"rate", one(100, nil), "rate.achieved", check.GreaterEqual, check.Value{Dimension: check.PerSec, Number: 10}, reports.Pass},
		{"cost proven", one(100, nil), "cost.per_million", check.Less, reportstest.Dollars("5"), reports.Pass},
		{"cost disproven", one(100, nil), "cost.per_million", check.Less, reportstest.Dollars("1"), reports.Fail},
		{"cost per invocation", one(100, nil), "cost.per_invocation", check.Less, reportstest.Dollars("0.000005"), reports.Pass},
		{"cost per month", one(100, nil), "cost.per_month", check.Less, reportstest.Dollars("10"), reports.Fail},
		{"the recommendation", one(100, nil), "recommendation.memory_mb", check.LessEqual, reportstest.Memory(512), reports.Pass},
		{"the time-out", one(100, nil), "recommendation.timeout_s", check.LessEqual, ms(30_000), reports.Pass},
		{"a time-out above the limit", one(100, nil), "recommendation.timeout_s", check.Less, ms(1000), reports.Fail},
		{"no time-out is advised", one(10, nil), "recommendation.timeout_s", check.Less, ms(30_000), reports.Inconclusive},
		{"more errors than p99 leaves out", one(100, failing(4)), "p99", check.Less, ms(1e6), reports.Fail},
		{"as many errors as p99 leaves out", one(101, failing(3)), "p99", check.Less, ms(1e6), reports.Pass},
		{"any error fails the maximum", one(100, failing(1)), "max", check.Less, ms(1e6), reports.Fail},
		{"errors do not touch durations", one(101, failing(4)), "duration.p99", check.Less, ms(1e6), reports.Pass},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := judge(t, tt.in, reportstest.Gate(tt.metric, tt.op, tt.limit, "", scenarios.LevelError))[0]
			if g.Verdict != tt.verdict {
				t.Errorf("%s: %s, want %s: %s (value %v, bound %v, n %d)", g.Check, g.Verdict, tt.verdict, g.Reason, deref(g.Value), deref(g.Bound), g.N)
			}
			if g.Reason == "" || g.Need < 1 {
				t.Errorf("%s: reason %q, need %d", g.Check, g.Reason, g.Need)
			}
		})
	}
}

func deref(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func TestInconclusiveReasons(t *testing.T) {
	gate := reportstest.Gate("p95", check.Less, reportstest.Milliseconds(1e6), "", scenarios.LevelError)
	all := reportstest.Gate("p95", check.Less, reportstest.Milliseconds(1e6), "all", scenarios.LevelError)
	regression := gate
	regression.Regression, regression.Limit = true, reportstest.Share(0.05)
	yuan := reportstest.Gate("cost.per_million", check.Less, reportstest.Dollars("5"), "", scenarios.LevelError)
	yuan.Limit.Money.Currency = "CNY"
	untrafficked := one(30, nil)
	untrafficked.Scenario.Pricing.Traffic = nil
	unmeasured := one(30, nil)
	unmeasured.Samples, unmeasured.Blocks = nil, nil
	tests := []struct {
		name   string
		in     reports.Input
		gate   scenarios.Gate
		reason string
		need   int
	}{
		{"too few", one(10, nil), gate, "needs at least 59 samples, there are 30", 59},
		{"invalid", one(30, func(_ int, s *measure.Sample) { s.Contended = true }), gate, "512 MB is invalid: 90 of 90 invocations ran while the host was short of CPU (100 %)", 59},
		{"no recommendation", unmeasured, gate, "there is no recommended variant to judge", 59},
		{"no data", unmeasured, all, "there is no data: 512 MB was not measured", 59},
		{"no such variant", one(30, nil), reportstest.Gate("p95", check.Less, reportstest.Milliseconds(1), "memory_mb==640", scenarios.LevelError), "no variant matches memory_mb==640", 59},
		{"regression", one(30, nil), regression, "there is no baseline to compare with: give one with --baseline (a run, a summary.json, or latest)", 6},
		{"currency", one(30, nil), yuan, "the limit is in CNY, the prices are in USD", 2},
		{"no traffic", untrafficked, reportstest.Gate("cost.per_month", check.Less, reportstest.Dollars("5"), "", scenarios.LevelError), "the scenario gives no pricing.traffic", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := judge(t, tt.in, tt.gate)[0]
			if g.Verdict != reports.Inconclusive || g.Reason != tt.reason || g.Need != tt.need {
				t.Errorf("%s, need %d: %q\nwant inconclusive, need %d: %q", g.Verdict, g.Need, g.Reason, tt.need, tt.reason)
			}
		})
	}
}

func TestGateScopes(t *testing.T) {
	in := reportstest.CPUBound().Input()
	for scope, want := range map[string]int{"": 1, "recommended": 1, "all": 6, "memory_mb==512": 1, "memory_mb>=1024": 3, "architecture==x86_64, memory_mb<256": 1, "target==thumbnail": 6} {
		got := judge(t, in, reportstest.Gate("errors", check.Equal, reportstest.Share(0), scope, scenarios.LevelError))
		if len(got) != want {
			t.Errorf("scope %q: %d results, want %d", scope, len(got), want)
		}
		for _, g := range got {
			if g.Variant == nil || g.Verdict != reports.Pass {
				t.Errorf("scope %q: %+v", scope, g)
			}
		}
	}
}

func TestExitCode(t *testing.T) {
	gate := func(v reports.Verdict, level string) reports.GateResult {
		return reports.GateResult{Verdict: v, Level: level}
	}
	tests := []struct {
		name         string
		recommended  bool
		gates        []reports.GateResult
		inconclusive string
		want         int
	}{
		{"no gates", true, nil, "", 0},
		{"all hold", true, []reports.GateResult{gate(reports.Pass, "error")}, "", 0},
		{"one fails", true, []reports.GateResult{gate(reports.Inconclusive, "error"), gate(reports.Fail, "error")}, "", 1},
		{"inconclusive", true, []reports.GateResult{gate(reports.Inconclusive, "error")}, "", 4},
		{"inconclusive fails", true, []reports.GateResult{gate(reports.Inconclusive, "error")}, "fail", 1},
		{"inconclusive warns", true, []reports.GateResult{gate(reports.Inconclusive, "error")}, "warn", 0},
		{"inconclusive passes", true, []reports.GateResult{gate(reports.Inconclusive, "error")}, "pass", 0},
		{"a failure stays one", true, []reports.GateResult{gate(reports.Fail, "error")}, "pass", 1},
		{"warnings never change it", true, []reports.GateResult{gate(reports.Fail, "warn"), gate(reports.Inconclusive, "warn")}, "fail", 0},
		{"no answer comes first", false, []reports.GateResult{gate(reports.Fail, "error")}, "", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &reports.Summary{Gates: tt.gates}
			if tt.recommended {
				s.Recommendation.MemoryMB = new(512)
			}
			if got := s.ExitCode(tt.inconclusive); got != tt.want {
				t.Errorf("exit %d, want %d", got, tt.want)
			}
		})
	}
}

func TestGateNeeds(t *testing.T) {
	s := reportstest.Scenario() // 10/s for 12 s
	gates := map[string]scenarios.Gate{
		"p99":    reportstest.Gate("p99", check.Less, reportstest.Milliseconds(1), "", scenarios.LevelError),
		"p95":    reportstest.Gate("duration.p95", check.Less, reportstest.Milliseconds(1), "", scenarios.LevelWarn),
		"errors": reportstest.Gate("errors", check.Less, reportstest.Share(0.001), "", scenarios.LevelError),
		"cost":   reportstest.Gate("cost.per_million", check.Less, reportstest.Dollars("1"), "", scenarios.LevelError),
		"init":   reportstest.Gate("init.p50", check.Less, reportstest.Milliseconds(1), "", scenarios.LevelError),
		"count":  reportstest.Gate("oom", check.Equal, reportstest.Count(0), "", scenarios.LevelError),
	}
	want := map[string]struct {
		need, have int
		enough     bool
	}{
		"p99": {299, 120, false}, "p95": {59, 120, true}, "errors": {2995, 120, false},
		"cost": {2, 120, true}, "init": {5, 4, false}, "count": {1, 120, true},
	}
	s.ColdStarts = &scenarios.ColdStarts{Samples: 4}
	for name, w := range want {
		s.Gates = []scenarios.Gate{gates[name]}
		got := reports.GateNeeds(s)[0]
		if got.Need != w.need || got.Have != w.have || got.Enough() != w.enough {
			t.Errorf("%s: need %d, have %d, enough %v; want %+v", got.Check, got.Need, got.Have, got.Enough(), w)
		}
	}
}

func TestGateNeedsByLoad(t *testing.T) {
	rate := scenarios.Stage{Kind: scenarios.StageConstant, From: 10, To: 10, For: 10 * time.Second}
	up := scenarios.Stage{Kind: scenarios.StageRamp, From: 10, To: 50, For: 20 * time.Second}
	for name, tt := range map[string]struct {
		load scenarios.Load
		have int
	}{
		"stages":  {scenarios.Load{Model: scenarios.Open, Stages: []scenarios.Stage{rate, up}}, 700},
		"closed":  {scenarios.Load{Model: scenarios.Closed, Concurrency: 4, Invocations: 200}, 200},
		"by time": {scenarios.Load{Model: scenarios.Closed, Concurrency: 4, For: time.Minute}, -1},
		"burst":   {scenarios.Load{Model: scenarios.Burst, Burst: 50}, 150},
	} {
		s := reportstest.Scenario()
		s.Load = tt.load
		s.Gates = []scenarios.Gate{reportstest.Gate("p95", check.Less, reportstest.Milliseconds(1), "", scenarios.LevelError)}
		if got := reports.GateNeeds(s)[0]; got.Have != tt.have {
			t.Errorf("%s gives %d, want %d", name, got.Have, tt.have)
		}
	}
}

// Twice as many samples can only help where the limit lies within the interval,
// or where they are as many as it takes.
func TestGatesThatAreOpen(t *testing.T) {
	ms := reportstest.Milliseconds
	for _, tt := range []struct {
		name   string
		in     reports.Input
		metric string
		limit  check.Value
		open   bool
	}{
		{"within the interval", one(100, ramp), "p50", ms(150), true},
		{"proven", one(100, ramp), "p50", ms(200), false},
		{"disproven", one(100, ramp), "p50", ms(100), false},
		{"too few, twice is enough", one(10, ramp), "p95", ms(1e6), true},
		{"too few, twice is too few", one(7, ramp), "p99", ms(1e6), false},
		{"errors, of which twice proves nothing", one(100, nil), "errors", reportstest.Share(0.001), false},
		{"cold starts, of which more rounds bring none", one(100, nil), "init.p50", ms(1e6), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := judge(t, tt.in, reportstest.Gate(tt.metric, check.Less, tt.limit, "", scenarios.LevelError))[0]
			if g.Open != tt.open {
				t.Errorf("open: %v: %s %s", g.Open, g.Verdict, g.Reason)
			}
		})
	}
}

func TestMarkDoubled(t *testing.T) {
	in := reportstest.CPUBound().Input()
	in.Scenario.Gates = []scenarios.Gate{
		reportstest.Gate("p95", check.Less, reportstest.Milliseconds(1), "all", scenarios.LevelError),
		reportstest.Gate("p50", check.Less, reportstest.Milliseconds(1), "all", scenarios.LevelError),
	}
	s := build(t, in)
	s.MarkDoubled(nil, nil)
	d := &measure.Doubling{Checks: []string{s.Gates[0].Check}, Variants: []measure.Doubled{{Variant: 1, Blocks: 6}, {Variant: 2, Blocks: 6}, {Variant: 99}}}
	measured := func(one, two int) []measure.Block {
		return append(slices.Repeat([]measure.Block{{Variant: 1}}, one), slices.Repeat([]measure.Block{{Variant: 2}}, two)...)
	}
	before := len(s.Warnings)
	s.MarkDoubled(d, measured(3, 3))
	if len(s.Warnings) != before || slices.ContainsFunc(s.Gates, func(g reports.GateResult) bool { return g.Doubled }) {
		t.Errorf("nothing was added, and yet: %v", s.Warnings[before:])
	}
	s.MarkDoubled(d, measured(4, 6))
	for i, g := range s.Gates {
		if g.Doubled != (i == 2) {
			t.Errorf("%s on %v: doubled %v", g.Check, g.Variant, g.Doubled)
		}
	}
	if w := s.Warnings[len(s.Warnings)-1]; w.Code != "gates-doubled" || !strings.Contains(w.Text, "512 MB got as many rounds again, once; 256 MB got 1 of 3 more rounds, and") {
		t.Errorf("%+v", w)
	}
}
