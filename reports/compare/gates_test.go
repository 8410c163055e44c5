package compare_test

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// gated adds a gate on a regression to each trial of a run, as Build leaves it.
func gated(s *reports.Summary, check, versus string) *reports.Summary {
	for _, t := range s.Trials {
		s.Gates = append(s.Gates, reports.GateResult{
			Check: check, Variant: &t.Variant, Limit: 0.05, Unit: "share", Need: 6, Level: "error",
			Verdict: reports.Inconclusive, Comparison: &reports.Comparison{Versus: versus},
		})
	}
	return s
}

func TestGatesAgainstABaseline(t *testing.T) {
	reprice := func(s *reports.Summary) *reports.Summary {
		return each(s, func(trial *reports.Trial) {
			trial.Cost.Items[0].Price = trial.Cost.Items[0].Price.Mul(decimal.NewFromInt(2))
			for i := range trial.Blocks {
				*trial.Blocks[i].CostPerMillion = trial.Blocks[i].CostPerMillion.Mul(decimal.NewFromInt(2))
			}
		})
	}
	otherCPU := func(s *reports.Summary) *reports.Summary { s.Run.Host.CPU = "Intel Xeon"; return s }
	invalid := func(s *reports.Summary) *reports.Summary {
		return each(s, func(trial *reports.Trial) {
			trial.Valid, trial.InvalidReasons = false, []string{"the host was short of CPU"}
		})
	}
	same := func(s *reports.Summary) *reports.Summary { return s }
	for _, tt := range []struct {
		name, check string
		base, head  []float64
		change      func(*reports.Summary) *reports.Summary
		verdict     reports.Verdict
		reason      string
	}{
		{"slower", "p95 regression < 5%", six(100), six(112), same, reports.Fail, "p95 is 12 % above that of the baseline, 95 % interval +10 % to +14 %, p = 0.002"},
		{"slower within the limit", "p95 regression < 20%", six(100), six(112), same, reports.Pass, "12 % above"},
		{"slower by a hair", "p95 regression < 5%", six(100), six(104), same, reports.Pass, "a regression beyond 5 % is not ruled out"},
		{"the same", "p95 regression < 5%", six(100), six(100), same, reports.Pass, "p95 is the same as that of the baseline"},
		{"faster", "p95 regression < 5%", six(100), six(80), same, reports.Pass, "20 % below"},
		{"not significant", "p95 regression < 5%", []float64{50, 90, 100, 110, 130, 170}, []float64{60, 100, 108, 120, 140, 175}, same, reports.Pass, "not significant"},
		{"too few blocks", "p95 regression < 5%", six(100)[:5], six(112), same, reports.Inconclusive, "5 and 6 blocks are too few, 6 a side are needed (repeat: 6)"},
		{"another CPU", "p95 regression < 5%", six(100), six(112), otherCPU, reports.Inconclusive, "the machines differ: CPU AMD EPYC and Intel Xeon"},
		{"another CPU's cost", "cost.per_million regression < 5%", six(100), six(112), otherCPU, reports.Inconclusive, "the machines differ"},
		{"another CPU's errors", "errors regression < 5%", six(100), six(112), otherCPU, reports.Pass, "errors is the same"},
		{"invalid", "p95 regression < 5%", six(100), six(112), invalid, reports.Inconclusive, "the head's figures are invalid"},
		{"dearer", "cost.per_million regression < 5%", six(100), six(112), same, reports.Fail, "cost.per_million is 12 % above"},
		{"a price that doubled", "cost.per_million regression < 5%", six(100), six(100), reprice, reports.Pass, "the prices themselves are no regression"},
		{"dearer at a price that doubled", "cost.per_million regression < 5%", six(100), six(112), reprice, reports.Fail, "12 % above"},
		{"no such figure", "duration.p95 regression < 5%", six(100), six(112), same, reports.Inconclusive, "neither run has it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base := summary("base", side{512: tt.base})
			head := tt.change(gated(summary("head", side{512: tt.head}), tt.check, "baseline"))
			compare.Gates(head, base)
			g := head.Gates[0]
			if len(head.Gates) != 1 || g.Verdict != tt.verdict || !strings.Contains(g.Reason, tt.reason) {
				t.Errorf("%d gates, %s: %s\nwant %s: %s", len(head.Gates), g.Verdict, g.Reason, tt.verdict, tt.reason)
			}
			if g.Verdict != reports.Inconclusive && (g.Value == nil || *g.Value != *g.Effect || g.P == nil || g.Baseline.Run != "base" || g.N != 6) {
				t.Errorf("figures %+v %+v", g, g.Comparison)
			}
		})
	}
}

func TestGatesWithoutBaseline(t *testing.T) {
	head := gated(gated(summary("head", side{512: six(100)}), "p95 regression < 5%", "baseline"), "p95 regression < 5%", "base")
	compare.Gates(head, nil)
	for i, want := range []string{"give one with --baseline", "run with --against REF, or mark one of the targets with base: true"} {
		if g := head.Gates[i]; g.Verdict != reports.Inconclusive || !strings.Contains(g.Reason, want) {
			t.Errorf("%s: %s, want %s", g.Verdict, g.Reason, want)
		}
	}
}

// A variant that the baseline lacks cannot be judged; the others are.
func TestGatesOfANewVariant(t *testing.T) {
	head := gated(summary("head", side{256: six(100), 512: six(112)}), "p95 regression < 5%", "baseline")
	compare.Gates(head, summary("base", side{512: six(100)}))
	if g := head.Gates[0]; g.Verdict != reports.Inconclusive || g.Reason != "the baseline has no 256 MB" {
		t.Errorf("%s: %s", g.Verdict, g.Reason)
	}
	if g := head.Gates[1]; g.Verdict != reports.Fail {
		t.Errorf("%s: %s", g.Verdict, g.Reason)
	}
}

// One gate on many variants is as many tests: p counts for all of them.
func TestGatesAreCorrectedOverVariants(t *testing.T) {
	a, b := []float64{100, 101, 102, 103, 104, 105}, []float64{104.5, 111, 112, 113, 114, 115}
	one := gated(summary("head", side{512: b}), "p95 regression < 5%", "baseline")
	compare.Gates(one, summary("base", side{512: a}))
	three := gated(summary("head", side{256: b, 512: b, 1024: b}), "p95 regression < 5%", "baseline")
	compare.Gates(three, summary("base", side{256: a, 512: a, 1024: a}))
	if p, holm := *one.Gates[0].P, *three.Gates[0].PHolm; math.Abs(holm-3*p) > 1e-12 {
		t.Errorf("p %g alone, %g among three", p, holm)
	}
}

// Without a gate that compares, a run that is compared is judged by default.
func TestGatesThatAreImplied(t *testing.T) {
	head := summary("head", side{256: six(100), 512: six(112)})
	head.Trials[0].Cost = nil
	compare.Gates(head, summary("base", side{256: six(100), 512: six(100)}))
	var got []string
	for _, g := range head.Gates {
		got = append(got, g.Check+" "+string(g.Verdict))
	}
	if want := "p95 regression < 5% pass; p95 regression < 5% fail; cost.per_million regression < 5% fail"; strings.Join(got, "; ") != want {
		t.Errorf("%s, want %s", strings.Join(got, "; "), want)
	}
	compare.Gates(head, summary("base", side{256: six(100), 512: six(112)}))
	if len(head.Gates) != 3 || head.Gates[1].Verdict != reports.Pass {
		t.Errorf("judged again: %+v", head.Gates)
	}
}

// The base of the same run is another target; it is not judged itself.
func TestGatesAgainstTheBase(t *testing.T) {
	run := summary("run", side{256: six(112), 512: six(100)})
	base := summary("run", side{256: six(100), 512: six(100)})
	each(base, func(trial *reports.Trial) { trial.Variant.Target = "before" })
	run.Trials = append(base.Trials, run.Trials...)
	run.Scenario.Targets = append(run.Scenario.Targets, reports.TargetInfo{Name: "before", Provider: "local", Base: true})
	compare.Gates(run, nil)
	var got []string
	for _, g := range run.Gates {
		got = append(got, g.Variant.Target+" "+string(g.Verdict))
		if g.Baseline.Target != "before" || g.Head.Target != "thumbnail" {
			t.Errorf("%s against %s", g.Head.Target, g.Baseline.Target)
		}
	}
	if want := "thumbnail fail, thumbnail pass, thumbnail fail, thumbnail pass"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

// A gate and the command say the same of the same runs.
func TestGatesAgreeWithCompare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, head := anyRun("base").Draw(t, "base"), anyRun("head").Draw(t, "head")
		said := compare.Compare(base, head, compare.Options{Decide: []compare.Statistic{compare.P95}})
		compare.Gates(gated(head, "p95 regression < 5%", "baseline"), base)
		want := map[compare.Verdict]reports.Verdict{
			compare.Regression: reports.Fail, compare.Improvement: reports.Pass, compare.NoChange: reports.Pass, compare.Inconclusive: reports.Inconclusive,
		}
		for _, g := range head.Gates {
			for _, v := range said.Variants {
				for _, row := range v.Statistics {
					if v.Variant.Equal(*g.Variant) && row.Statistic == compare.P95 && want[row.Verdict] != g.Verdict {
						t.Fatalf("%s: %s, the gate says %s: %s", v.Label, row.Verdict, g.Verdict, g.Reason)
					}
				}
			}
		}
	})
}

// It is open whether a gate holds while its limit lies within the interval,
// whatever the verdict so far, or while twice as many blocks would do.
func TestGatesThatAreOpen(t *testing.T) {
	for _, tt := range []struct {
		name       string
		base, head []float64
		versus     string
		open       bool
	}{
		{"the limit is within the interval", six(100), six(104), "baseline", true},
		{"and the gate failed", []float64{100, 101, 102, 103, 104, 105}, []float64{106.1, 107, 107, 109, 111, 113}, "baseline", true},
		{"beyond it", six(100), six(112), "baseline", false},
		{"below it", six(100), six(90), "baseline", false},
		{"three blocks a side in one run", six(100)[:3], six(100)[:3], "base", true},
		{"two blocks a side", six(100)[:2], six(100)[:2], "base", false},
		{"three blocks of the head", six(100), six(100)[:3], "baseline", true},
		{"three blocks of the baseline, which stay three", six(100)[:3], six(100)[:3], "baseline", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base, head := summary("base", side{512: tt.base}), gated(summary("head", side{512: tt.head}), "p95 regression < 5%", tt.versus)
			if tt.versus == "base" {
				each(base, func(trial *reports.Trial) { trial.Variant.Target = "before" })
				head.Trials = append(head.Trials, base.Trials...)
				head.Scenario.Targets = append(head.Scenario.Targets, reports.TargetInfo{Name: "before", Provider: "local", Base: true})
				base = nil
			}
			compare.Gates(head, base)
			if g := head.Gates[0]; g.Open != tt.open {
				t.Errorf("open: %v: %s %s", g.Open, g.Verdict, g.Reason)
			}
		})
	}
}

// Where so many blocks failed that the interval has no upper end, the limit lies
// within it; where all failed, there is nothing left to tell.
func TestGatesOfFailingBlocksAreOpen(t *testing.T) {
	for failing, open := range map[int]bool{0: false, 2: true, 3: true, 6: false} {
		head := gated(summary("head", side{512: six(100)}), "p95 regression < 5%", "baseline")
		for i := range failing {
			head.Trials[0].Blocks[i].Errors = head.Trials[0].Blocks[i].N
		}
		compare.Gates(head, summary("base", side{512: six(100)}))
		g := head.Gates[0]
		if g.Open != open || (g.CI95 == nil) != (failing > 0) {
			t.Errorf("%d failing blocks: open %v, %v: %s %s", failing, g.Open, g.CI95, g.Verdict, g.Reason)
		}
	}
}
