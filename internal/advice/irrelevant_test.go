package advice

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// published are results of AWS Lambda Power Tuning as their authors published
// them, by profile; the file names each one's source.
func published(t *testing.T) map[string][]Candidate {
	t.Helper()
	file, err := os.Open("../../pricing/meters/testdata/powertuning_profiles.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	number := func(row []string, name string) float64 {
		v, err := strconv.ParseFloat(row[column[name]], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	out := map[string][]Candidate{}
	for _, row := range rows[1:] {
		name := row[column["profile"]]
		out[name] = append(out[name], size(int(number(row, "memory_mb")), 1e6*number(row, "cost_usd"), number(row, "mean_duration_ms")))
	}
	if len(out) < 19 {
		t.Fatalf("%d profiles, want 19", len(out))
	}
	return out
}

// byMaximum is the balance of AWS Lambda Power Tuning, lambda/analyzer.js: both
// halves as shares of the largest.
func byMaximum(w float64, sizes []Candidate) int {
	var cost, mean float64
	for _, c := range sizes {
		cost, mean = max(cost, c.Cost), max(mean, c.Mean)
	}
	pick, best := None, math.Inf(1)
	for _, c := range sizes {
		if score := w*c.Cost/cost + (1-w)*c.Mean/mean; score < best {
			pick, best = c.Index, score
		}
	}
	return pick
}

// A size of 10,240 MB that is as fast as the largest one, for more, decides
// nothing. By the maximum it changes what is picked of several of the profiles.
func TestFlatSizeNeverDecides(t *testing.T) {
	changed := 0
	for name, sizes := range published(t) {
		largest := sizes[0]
		for _, c := range sizes {
			if c.MemoryMB > largest.MemoryMB {
				largest = c
			}
		}
		if largest.MemoryMB == 10240 {
			continue
		}
		flat := size(10240, largest.Cost*10240/float64(largest.MemoryMB), largest.Mean)
		more := append(append([]Candidate(nil), sizes...), flat)
		balanced := check.Objective{Kind: check.Balanced, Weight: 0.5}
		if a, b := Recommend(balanced, sizes), Recommend(balanced, more); a.Pick != b.Pick {
			t.Errorf("%s: %d MB became %d MB", name, a.Pick, b.Pick)
		}
		if byMaximum(0.5, sizes) != byMaximum(0.5, more) {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no pick by the maximum changes: the test shows nothing")
	}
	t.Logf("by the maximum %d picks change", changed)
}

// byDefinition is balance as its comment defines it, written anew.
func byDefinition(w float64, sizes []Candidate) int {
	var front []Candidate
	minCost, minMean := math.Inf(1), math.Inf(1)
	for _, c := range sizes {
		beaten := false
		for _, d := range sizes {
			beaten = beaten || d.Cost <= c.Cost && d.Mean <= c.Mean && (d.Cost < c.Cost || d.Mean < c.Mean)
		}
		if !beaten {
			front = append(front, c)
			minCost, minMean = min(minCost, c.Cost), min(minMean, c.Mean)
		}
	}
	score := func(c Candidate) float64 { return w*c.Cost/minCost + (1-w)*c.Mean/minMean }
	best := math.Inf(1)
	for _, c := range front {
		best = min(best, score(c))
	}
	pick := Candidate{Index: None, Cost: math.Inf(1)}
	for _, c := range front {
		if score(c) <= best*1.01 && c.Cost < pick.Cost {
			pick = c
		}
	}
	return pick.Index
}

// Any size is added to a published profile, or dropped from it: a dominated one
// never changes the pick, and any other changes it as the definition says, and
// only where it lowers a minimum or is about as good as the pick itself.
func TestAnyIrrelevantSizeOnPublishedProfiles(t *testing.T) {
	profiles := published(t)
	var names []string
	for name := range profiles {
		names = append(names, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		sizes := profiles[rapid.SampledFrom(names).Draw(t, "profile")]
		o := check.Objective{Kind: check.Balanced, Weight: rapid.Float64Range(0, 1).Draw(t, "weight")}
		like := rapid.SampledFrom(sizes).Draw(t, "like")
		added := size(10007, like.Cost*rapid.Float64Range(0.2, 20).Draw(t, "cost"), like.Mean*rapid.Float64Range(0.2, 5).Draw(t, "mean"))
		more := append(append([]Candidate(nil), sizes...), added)
		with, without := Recommend(o, more), Recommend(o, sizes)
		if want := byDefinition(o.Weight, more); with.Pick != want {
			t.Fatalf("pick %d, by the definition %d", with.Pick, want)
		}
		if with.Pick == without.Pick {
			return
		}
		front := efficient(more)
		score := scores(o.Weight, more)
		lowers := added.Cost < lowestCost(sizes).Cost || added.Mean < least(sizes, func(a, b Candidate) int { return int(math.Copysign(1, a.Mean-b.Mean)) }).Mean
		rivals := score(added) <= score(*with.find(without.Pick))*(1+BalanceTieShare)
		switch {
		case len(keep(front, func(c Candidate) bool { return c.Index == added.Index })) == 0:
			t.Fatalf("a dominated size changes %d into %d", without.Pick, with.Pick)
		case with.Pick != added.Index && !lowers && !rivals:
			t.Fatalf("an irrelevant size changes %d into %d", without.Pick, with.Pick)
		}
	})
}
