package advice

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// saves is a saving of a share, give or take half the interval.
func saves(share, half float64) Saving {
	return Saving{Known: true, Share: share, Low: share - half, High: share + half, Text: "$1.00 less a month", RangeText: "$0.90 less to $1.10 less"}
}

func TestAgainst(t *testing.T) {
	cheap, fast := check.Objective{Kind: check.Cheapest}, check.Objective{Kind: check.Fastest}
	balanced := check.Objective{Kind: check.Balanced, Weight: 0.5}
	apart := []Candidate{size(256, 1, 400), size(512, 2, 200)}
	dear := []Candidate{size(256, 1, 400), size(512, 2, 400)}
	invalid := func(c Candidate) Candidate { c.Invalid = true; return c }
	tests := []struct {
		name       string
		objective  check.Objective
		candidates []Candidate
		today      int
		saving     Saving
		changes    bool
	}{
		{"clear saving", cheap, apart, 512, saves(0.5, 0.1), true},
		{"less than it is worth", cheap, apart, 512, saves(0.04, 0.01), false},
		{"interval includes nothing", cheap, apart, 512, saves(0.5, 0.6), false},
		{"as cheap and eight times faster", cheap, cpuBound(), 128, saves(-0.017, 0.001), true},
		{"clearly dearer is no tie", cheap, []Candidate{size(256, 1, 400).costBetween(0.5, 2), size(512, 1.9, 200).costBetween(1, 2)}, 256, saves(-0.9, 0.1), false},
		{"it is the best already", cheap, apart, 256, saves(0, 0), false},
		{"fastest", fast, apart, 256, saves(-1, 0.1), true},
		{"fastest, cheaper at the same speed", fast, dear, 512, saves(0.5, 0.1), true},
		{"fastest, not clearly", fast, []Candidate{size(256, 1, 400).p50Between(300, 500), size(512, 2, 250).p50Between(200, 350)}, 256, saves(-1, 0.1), false},
		{"balanced", balanced, cpuBound(), 128, saves(-0.057, 0.001), true},
		{"balanced, near the best", balanced, []Candidate{size(512, 1, 100), size(1024, 1.02, 97)}, 1024, saves(0.02, 0.01), false},
		{"out of memory today", cheap, []Candidate{size(128, 1, 800).unusable("is broken"), size(256, 2, 400)}, 128, saves(-1, 0.1), true},
		{"limit missed today", check.Objective{Kind: check.CheapestWithin, Within: p95Within(120)}, cpuBound(), 256, saves(-0.01, 0.01), true},
		{"today invalid", cheap, []Candidate{size(256, 1, 400), invalid(size(512, 2, 200))}, 512, saves(0.5, 0.1), false},
		{"pick invalid", cheap, []Candidate{invalid(size(256, 1, 400)), size(512, 2, 200)}, 512, saves(0.5, 0.1), false},
		{"no price, no saving", cheap, apart, 512, Saving{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Recommend(tt.objective, tt.candidates)
			best := r.Pick
			r.Against(tt.today, tt.saving, 0.05)
			want := tt.today
			if tt.changes {
				want = best
			}
			if r.Changes != tt.changes || r.Pick != want || r.To != best {
				t.Errorf("changes %v, pick %d, to %d; want %v, %d, %d", r.Changes, r.Pick, r.To, tt.changes, want, best)
			}
			if sentence := r.Sentence(""); strings.HasPrefix(sentence, "Leave it at ") == tt.changes {
				t.Errorf("sentence %q", sentence)
			}
		})
	}
}

func TestTodayInWords(t *testing.T) {
	apart := []Candidate{size(256, 1, 400), size(512, 2, 200)}
	told := func(objective check.Objective, candidates []Candidate, today int, s Saving) Result {
		r := Recommend(objective, candidates)
		r.Against(today, s, 0.05)
		return r
	}
	cheap := check.Objective{Kind: check.Cheapest}
	r := told(cheap, apart, 512, saves(0.5, 0.1))
	want := "256 MB instead of 512 MB, which runs today, costs $1.00 less a month (95 %: $0.90 less to $1.10 less), 50 % less, and is 2 times slower."
	compareLines(t, r.Reasons[:1], []string{want})

	r = told(cheap, apart, 512, saves(0.04, 0.01))
	want = "Leave it at 512 MB: $2.00 per million at 200 ms (p50) on a CPU; 256 MB costs $1.00 less a month (95 %: $0.90 less to $1.10 less), 4 % less, and is 2 times slower; a change is worth it from a clear gain of 5 % on."
	compareLines(t, []string{r.Sentence("on a CPU")}, []string{want})

	r = told(cheap, apart, 256, saves(0, 0))
	want = "Leave it at 256 MB, which is the cheapest size: $1.00 per million at 400 ms (p50), 2 times slower than 512 MB for 50 % less."
	compareLines(t, []string{r.Sentence("")}, []string{want})

	r = told(check.Objective{Kind: check.CheapestWithin, Within: p95Within(250)}, apart, 256, saves(-1, 0.1))
	compareLines(t, r.Reasons[:1], []string{"256 MB, which runs today, does not meet p95 ≤ 250 ms: its p95 is 440 ms."})

	tied := told(cheap, cpuBound(), 512, saves(0.001, 0.01))
	if tied.Pick != 1024 { // twice as fast for the same cost
		t.Errorf("pick %d", tied.Pick)
	}
	r = told(cheap, []Candidate{size(256, 1, 400), size(512, 1.01, 390)}, 256, saves(-0.01, 0.02))
	if r.Pick != 256 || len(r.Tied) != 1 || r.Tied[0] != 512 {
		t.Errorf("pick %d tied %v, want what runs today with the other tied", r.Pick, r.Tied)
	}
	compareLines(t, r.Reasons[1:2], []string{"512 MB ties with it."})
}

// What is asked of a change only ever makes changes rarer, and what runs today
// is never left for nothing nor kept where it cannot do the work.
func TestAgainstHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes, o := drawSizes(t), drawObjective(t)
		today := rapid.SampledFrom(sizes).Draw(t, "today")
		share := rapid.Float64Range(-1, 1).Draw(t, "share")
		s := saves(share, rapid.Float64Range(0, 0.5).Draw(t, "half"))
		low, high := rapid.Float64Range(0, 0.5).Draw(t, "worth"), rapid.Float64Range(0.5, 1).Draw(t, "more")
		a, b := Recommend(o, sizes), Recommend(o, sizes)
		best := a.Pick
		a.Against(today.Index, s, low)
		b.Against(today.Index, s, high)
		switch {
		case best == None:
			if a.Changes || a.Pick != None {
				t.Fatalf("a change without a recommendation")
			}
			return
		case b.Changes && !a.Changes:
			t.Fatalf("asking %g makes a change that asking %g does not", high, low)
		case !a.Changes && (!today.Usable || len(within(o, []Candidate{today})) == 0):
			t.Fatalf("%s cannot stay, and does", today.Label)
		case a.Changes && today.Index == best:
			t.Fatal("a change to what runs today")
		}
		if n := len(a.Reasons); n == 0 || n > 7 {
			t.Fatalf("%d reasons", n)
		}
	})
}
