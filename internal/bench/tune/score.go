package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
)

// What tune is held to.
const (
	maxMeanRegret = 0.02 // over all profiles of a set
	maxRegret     = 0.08 // of any profile
	maxCalls      = search.DefaultMaxInvocations
)

// score is how a strategy did on a family.
type score struct {
	regret    float64 // mean over the seeds
	calls     float64 // mean
	mostCalls int
	lost      int // seeds without a pick that works
}

// measure scores every strategy on every family: by family, then strategy.
func (s set) measure(by []strategy, seeds int, noise float64) [][]score {
	scores := make([][]score, len(s.families))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				for _, strategy := range by {
					scores[i] = append(scores[i], s.families[i].score(strategy, seeds, noise))
				}
			}
		})
	}
	for i := range s.families {
		next <- i
	}
	close(next)
	workers.Wait()
	return scores
}

// score lets a strategy search once under each seed. All strategies meet the
// same functions.
func (fam family) score(by strategy, seeds int, noise float64) (sum score) {
	for seed := range seeds {
		p := fam.draw(rand.New(rand.NewPCG(uint64(seed), 1)))
		f := newFunction(p, noise, rand.New(rand.NewPCG(uint64(seed), 2)))
		if pick := by.find(f); pick >= 0 && p.works(pick) {
			sum.regret += p.cost(p.sizes[pick])/p.cheapest() - 1
		} else {
			sum.lost++
		}
		sum.calls += float64(f.calls)
		sum.mostCalls = max(sum.mostCalls, f.calls)
	}
	sum.regret /= float64(max(1, seeds-sum.lost))
	sum.calls /= float64(seeds)
	return sum
}

// missed are the limits that the first strategy missed.
func (s set) missed(scores [][]score) (missed []string) {
	mean := 0.0
	for i, of := range scores {
		first, name := of[0], s.families[i].name
		mean += first.regret / float64(len(scores))
		if first.regret > maxRegret {
			missed = append(missed, fmt.Sprintf("%s: regret %.2f %% is above %.0f %%", name, 100*first.regret, 100*maxRegret))
		}
		if first.mostCalls > maxCalls {
			missed = append(missed, fmt.Sprintf("%s: %d invocations are more than %d", name, first.mostCalls, maxCalls))
		}
		if first.lost > 0 {
			missed = append(missed, fmt.Sprintf("%s: %d searches came to no size that works", name, first.lost))
		}
	}
	if mean > maxMeanRegret {
		missed = append(missed, fmt.Sprintf("mean regret %.2f %% is above %.0f %%", 100*mean, 100*maxMeanRegret))
	}
	return missed
}

// print writes the table of a set.
func (s set) print(w io.Writer, scores [][]score) {
	fmt.Fprintf(w, "%-24s", s.title)
	for _, strategy := range strategies {
		fmt.Fprintf(w, "  %24s", strategy.name)
	}
	fmt.Fprintf(w, "\n%-24s", "")
	for range strategies {
		fmt.Fprintf(w, "  %8s%8s%8s", "regret", "calls", "most")
	}
	fmt.Fprintln(w)
	for i, of := range scores {
		fmt.Fprintf(w, "%-24s", s.families[i].name)
		for _, one := range of {
			fmt.Fprintf(w, "  %6.2f %%%8.1f%8d", 100*one.regret, one.calls, one.mostCalls)
			if one.lost > 0 {
				fmt.Fprintf(w, " (%d lost)", one.lost)
			}
		}
		fmt.Fprintln(w)
	}
	s.printTotals(w, scores)
}

// printTotals writes the mean of the set and its worst profile.
func (s set) printTotals(w io.Writer, scores [][]score) {
	for _, line := range []string{"mean", "worst"} {
		fmt.Fprintf(w, "%-24s", line)
		for k := range strategies {
			var regret, calls, most float64
			for _, of := range scores {
				worst := max(regret, of[k].regret)
				regret += of[k].regret / float64(len(scores))
				if line == "worst" {
					regret = worst
				}
				calls += of[k].calls / float64(len(scores))
				most = max(most, float64(of[k].mostCalls))
			}
			fmt.Fprintf(w, "  %6.2f %%%8.1f%8.0f", 100*regret, calls, most)
		}
		fmt.Fprintln(w)
	}
}
