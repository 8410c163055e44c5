package advice

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func drawSizes(t *rapid.T) []Candidate {
	n := rapid.IntRange(1, 8).Draw(t, "n")
	out := make([]Candidate, n)
	for i := range out {
		cost := float64(rapid.IntRange(1, 400).Draw(t, "cost")) / 100
		p50 := float64(rapid.IntRange(1, 2000).Draw(t, "p50"))
		out[i] = size(128*(i+1), cost, p50)
		out[i].Usable = rapid.IntRange(0, 9).Draw(t, "usable") > 0
	}
	return out
}

func drawObjective(t *rapid.T) check.Objective {
	kinds := []check.ObjectiveKind{check.Cheapest, check.Fastest, check.Balanced, check.CheapestWithin, check.FastestWithin}
	o := check.Objective{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Weight: rapid.Float64Range(0, 1).Draw(t, "weight")}
	if o.Kind == check.CheapestWithin || o.Kind == check.FastestWithin {
		o.Within = p95Within(float64(rapid.IntRange(1, 2200).Draw(t, "limit")))
	}
	return o
}

// A size that another beats in both cost and speed must never decide between
// two others.
func TestBalancedIgnoresDominatedSizes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := drawSizes(t)
		o := check.Objective{Kind: check.Balanced, Weight: rapid.Float64Range(0, 1).Draw(t, "weight")}
		before := Recommend(o, sizes)

		front := keep(usableOf(sizes), func(c Candidate) bool {
			for _, d := range usableOf(sizes) {
				if dominates(d, c) {
					return false
				}
			}
			return true
		})
		if dropped := Recommend(o, front); dropped.Pick != before.Pick {
			t.Fatalf("pick %d became %d when dominated sizes were dropped", before.Pick, dropped.Pick)
		}
		if len(front) == 0 {
			return
		}
		by := rapid.SampledFrom(front).Draw(t, "dominator")
		worse := size(10240, by.Cost*rapid.Float64Range(1, 50).Draw(t, "dearer"), by.P50*rapid.Float64Range(1.01, 50).Draw(t, "slower"))
		if added := Recommend(o, append(sizes, worse)); added.Pick != before.Pick {
			t.Fatalf("pick %d became %d when a dominated size was added", before.Pick, added.Pick)
		}
	})
}

func TestRecommendHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes, o := drawSizes(t), drawObjective(t)
		r := Recommend(o, sizes)
		for _, index := range append([]int{r.Pick, r.Cheapest, r.Fastest, r.Balanced}, r.Tied...) {
			if c := r.find(index); index != None && (c == nil || !c.Usable) {
				t.Fatalf("names %d, which is unusable or unknown", index)
			}
		}
		if r.Pick == None {
			if len(within(o, usableOf(sizes))) > 0 {
				t.Fatal("no pick although a size meets the objective")
			}
			return
		}
		pick := *r.find(r.Pick)
		for _, l := range o.Within {
			if excess(pick, l) > 0 {
				t.Fatalf("picks %s, which misses %s", pick.Label, limitsText(o.Within))
			}
		}
		if n := len(r.Reasons); n < 2 || n > 6 {
			t.Fatalf("%d reasons: %q", n, r.Reasons)
		}
	})
}

func TestRecommendIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes, o := drawSizes(t), drawObjective(t)
		shuffled := rapid.Permutation(sizes).Draw(t, "order")
		a, b := Recommend(o, sizes), Recommend(o, shuffled)
		if a.Pick != b.Pick || a.Cheapest != b.Cheapest || a.Fastest != b.Fastest || a.Balanced != b.Balanced {
			t.Fatalf("order changes the answer: %v and %v", a.Pick, b.Pick)
		}
		if a.Sentence("") != b.Sentence("") || !reflect.DeepEqual(a.Halving, b.Halving) {
			t.Fatalf("order changes the words: %q and %q", a.Sentence(""), b.Sentence(""))
		}
	})
}
