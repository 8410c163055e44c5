package compare_test

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// anyRun is a run of up to three variants with whatever blocks.
func anyRun(id string) *rapid.Generator[*reports.Summary] {
	return rapid.Custom(func(t *rapid.T) *reports.Summary {
		s := side{}
		for _, mb := range []int{256, 512, 1024} {
			if rapid.IntRange(0, 5).Draw(t, "there") > 0 {
				s[mb] = rapid.SliceOfN(rapid.Float64Range(1, 1000), 0, 10).Draw(t, "blocks")
			}
		}
		out := summary(id, s)
		return each(out, func(trial *reports.Trial) {
			for i := range trial.Blocks {
				trial.Blocks[i].Errors = rapid.SampledFrom([]int{0, 0, 0, 1, 30, 50}).Draw(t, "errors")
			}
		})
	})
}

var mirror = map[compare.Verdict]compare.Verdict{
	compare.Regression: compare.Improvement, compare.Improvement: compare.Regression,
	compare.NoChange: compare.NoChange, compare.Inconclusive: compare.Inconclusive,
}

// With the runs exchanged every verdict is mirrored, and the effect is that of
// the way back.
func TestComparingIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, head := anyRun("base").Draw(t, "base"), anyRun("head").Draw(t, "head")
		o := compare.Options{Limit: rapid.Float64Range(0.001, 1).Draw(t, "limit")}
		there, back := compare.Compare(base, head, o), compare.Compare(head, base, o)
		if len(there.Variants) != len(back.Variants) {
			t.Fatalf("%d variants, and %d the other way", len(there.Variants), len(back.Variants))
		}
		for i, v := range there.Variants {
			for j, row := range v.Statistics {
				other := back.Variants[i].Statistics[j]
				if other.Verdict != mirror[row.Verdict] || !sameP(row.P, other.P) {
					t.Errorf("%s of %s: %s, the other way %s", row.Statistic, v.Label, row.Verdict, other.Verdict)
				}
				if row.Effect == nil || other.Effect == nil || row.Statistic == compare.Errors {
					continue
				}
				if product := (1 + *row.Effect) * (1 + *other.Effect); math.Abs(product-1) > 1e-9 {
					t.Errorf("%s of %s: %g and %g the other way", row.Statistic, v.Label, *row.Effect, *other.Effect)
				}
			}
		}
		if _, err := json.Marshal(there); err != nil {
			t.Error(err)
		}
	})
}

func sameP(a, b *float64) bool {
	return (a == nil) == (b == nil) && (a == nil || math.Abs(*a-*b) < 1e-9)
}

// A run compared with itself is never worse or better.
func TestARunIsAsGoodAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun("run").Draw(t, "run")
		r := compare.Compare(run, run, compare.Options{Limit: 0.001})
		for _, v := range r.Variants {
			for _, row := range v.Statistics {
				if row.Verdict == compare.Regression || row.Verdict == compare.Improvement {
					t.Errorf("%s of %s: %s", row.Statistic, v.Label, row.Verdict)
				}
			}
		}
	})
}

// A head that is slower by a factor in every block is so by that effect, and
// making it slower still never makes a regression go away.
func TestSlowerIsNeverBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(rapid.Float64Range(50, 150), 6, 10).Draw(t, "blocks")
		factor := rapid.Float64Range(1, 2).Draw(t, "factor")
		more := rapid.Float64Range(1, 2).Draw(t, "more")
		by := func(f float64) compare.Row {
			head := make([]float64, len(blocks))
			for i := range blocks {
				head[i] = f * blocks[i]
			}
			r := compare.Compare(summary("base", side{512: blocks}), summary("head", side{512: head}), compare.Options{})
			for _, row := range r.Variants[0].Statistics {
				if row.Statistic == compare.P95 {
					return row
				}
			}
			t.Fatal("p95 is missing")
			return compare.Row{}
		}
		first, second := by(factor), by(factor*more)
		if math.Abs(*first.Effect-(factor-1)) > 1e-9 {
			t.Errorf("slower by %g, found %g", factor-1, *first.Effect)
		}
		if first.Verdict == compare.Regression && second.Verdict != compare.Regression {
			t.Errorf("a factor of %g is a regression, %g is %s", factor, factor*more, second.Verdict)
		}
	})
}
