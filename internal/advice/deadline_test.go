package advice

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func TestEnvironments(t *testing.T) {
	tests := []struct {
		name       string
		items      int64
		warm, cold float64
		within     time.Duration
		n          int64
		takes      time.Duration
		ok         bool
	}{
		{"one after the other", 10, 1000, 0, 10 * time.Second, 1, 10 * time.Second, true},
		{"the cold start makes it two", 10, 1000, 1, 10 * time.Second, 2, 5001 * time.Millisecond, true},
		{"rounded up", 202, 3000, 500, 10 * time.Minute, 2, 303500 * time.Millisecond, true},
		{"an environment an item", 3, 1000, 500, 1500 * time.Millisecond, 3, 1500 * time.Millisecond, true},
		{"too slow for one item", 3, 1000, 501, 1500 * time.Millisecond, 0, 0, false},
		{"more than is asked for", 2, 1, 0, time.Hour, 1, 2 * time.Millisecond, true},
		{"nothing measured", 2, 0, 0, time.Hour, 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, takes, ok := Environments(tt.items, tt.warm, tt.cold, tt.within)
			if n != tt.n || takes != tt.takes || ok != tt.ok {
				t.Errorf("%d in %s, %v; want %d in %s, %v", n, takes, ok, tt.n, tt.takes, tt.ok)
			}
		})
	}
}

// The number is enough, and one less is not: counted out item by item.
func TestEnvironmentsAreTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.Int64Range(1, 5000).Draw(t, "items")
		warm, cold := rapid.Float64Range(0.1, 5000).Draw(t, "warm"), rapid.Float64Range(0, 5000).Draw(t, "cold")
		within := time.Duration(rapid.Int64Range(1, 3_600_000).Draw(t, "ms")) * time.Millisecond
		finish := func(n int64) float64 { return cold + float64((items+n-1)/n)*warm }
		limit := check.Milliseconds(within)
		n, takes, ok := Environments(items, warm, cold, within)
		if !ok {
			if finish(items) < limit*(1-1e-9) {
				t.Fatal("an environment an item would do")
			}
			return
		}
		if finish(n) > limit*(1+1e-9) || n > 1 && finish(n-1) < limit*(1-1e-9) || takes > within+time.Microsecond {
			t.Fatalf("%d take %g of %g ms, %d would take %g", n, finish(n), limit, n-1, finish(n-1))
		}
	})
}

func (c Candidate) job(n int, cost float64) Candidate {
	c.Job = &Job{Environments: n, Time: 9*time.Minute + 12*time.Second, Cost: cost, CostText: "$0.0123"}
	return c
}

// cold is a size whose items take warm ms, and the first cold ms more.
func cold(warm, cold float64) Candidate {
	c := size(128, 1, 10)
	c.Warm, c.Cold = warm, cold
	return c
}

func TestDeadline(t *testing.T) {
	o := check.Objective{Kind: check.Deadline, Items: 202, By: 10 * time.Minute}
	late := size(128, 1, 1800)
	late.Warm = 700_000
	sizes := []Candidate{late, size(256, 1, 900).job(9, 1), size(512, 1.02, 440).job(4, 1.02), size(1024, 2, 220).job(2, 2)}
	r := Recommend(o, sizes)
	if r.Pick != 512 || len(r.Tied) != 1 || r.Tied[0] != 256 {
		t.Errorf("pick %d tied %v, want 512 tied with 256: as cheap, and fewer environments", r.Pick, r.Tied)
	}
	want := "512 MB is the one with the fewest environments of the 2 sizes that finish 202 items within 10m for the lowest cost: 4 environments take 9m12s and cost $0.0123 on a CPU."
	compareLines(t, []string{r.Sentence("on a CPU")}, []string{want})
	compareLines(t, r.Reasons, []string{
		"256 MB needs 9 for 2 % less.",
		"1024 MB needs 2 for 96 % more.",
		"128 MB cannot finish in time: a single item takes longer.",
		"256 MB ties with it: the costs cannot be told apart or differ by 3 % or less, and it needs the fewest environments.",
	})

	r = Recommend(o, sizes[:1])
	if r.Pick != None || r.Nearest != 128 {
		t.Errorf("pick %d, nearest %d", r.Pick, r.Nearest)
	}
	compareLines(t, []string{r.Sentence("")}, []string{"No size finishes 202 items within 10m, however many environments there are: the fastest is 128 MB, and a single item takes it 700 s."})

	// The reason is the one that holds.
	quick := Recommend(check.Objective{Kind: check.Deadline, Items: 202, By: 300 * time.Millisecond}, []Candidate{cold(10, 300)})
	compareLines(t, []string{quick.Sentence("")}, []string{"No size finishes 202 items within 300ms, however many environments there are: the fastest is 128 MB, and a cold start and one item take it 310 ms."})
	unknown := Recommend(o, []Candidate{cold(0, 0)})
	compareLines(t, []string{unknown.Sentence("")}, []string{"No size is known to finish 202 items within 10m: the fastest is 128 MB, and no warm invocation of it was measured."})
}
