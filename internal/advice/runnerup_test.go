package advice

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func TestRunnerUp(t *testing.T) {
	tied := []Candidate{size(256, 1, 400), size(512, 1.01, 200), size(1024, 1.5, 100), size(2048, 3, 99)}
	for _, c := range []struct {
		name       string
		objective  check.Objective
		candidates []Candidate
		want       int
	}{
		{"cheapest, past the tie", check.Objective{Kind: check.Cheapest}, tied, 1024},
		{"fastest, past the tie", check.Objective{Kind: check.Fastest}, tied, 512},
		{"within limits", check.Objective{Kind: check.CheapestWithin, Within: p95Within(150)}, tied, 2048},
		{"the only one", check.Objective{Kind: check.Cheapest}, tied[:1], None},
		{"all tie", check.Objective{Kind: check.Cheapest}, tied[:2], None},
		{"nothing meets the limits", check.Objective{Kind: check.CheapestWithin, Within: p95Within(1)}, tied, None},
	} {
		r := Recommend(c.objective, c.candidates)
		if got := r.RunnerUp(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	tied[2].Invalid = true
	r := Recommend(check.Objective{Kind: check.Cheapest}, tied)
	if got := r.RunnerUp(); got != 2048 {
		t.Errorf("%d, want 2048: of 1024 nothing is known", got)
	}
	r = Recommend(check.Objective{Kind: check.Cheapest}, tied)
	r.Choose(512)
	if got := r.RunnerUp(); got != None {
		t.Errorf("a search that weighed in its own way has the runner-up %d", got)
	}
	r = Recommend(check.Objective{Kind: check.Cheapest}, []Candidate{size(256, 1, 400), size(512, 2, 200)})
	r.Against(512, saves(0.04, 0.01), 0.05)
	if got := r.RunnerUp(); got != None {
		t.Errorf("what is dearer and stays has the runner-up %d", got)
	}
}

// The runner-up is a usable other that does not tie.
func TestRunnerUpHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Recommend(drawObjective(t), drawSizes(t))
		up := r.RunnerUp()
		if up == None {
			return
		}
		if up == r.Pick || !r.find(up).Usable {
			t.Fatalf("runner-up %d of pick %d", up, r.Pick)
		}
		for _, tied := range r.Tied {
			if tied == up {
				t.Fatalf("%d ties, and is the runner-up", up)
			}
		}
	})
}
