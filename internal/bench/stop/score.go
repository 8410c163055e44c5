package main

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// score is how one run did, or many in the mean.
type score struct {
	perSize float64 // invocations
	looks   float64
	regret  float64 // of the cheapest by estimate
	worst   float64
	right   float64 // share that named the truly cheapest
	covered float64 // share whose interval of the pick's trimmed mean holds the truth
}

// add takes in a part of n.
func (s *score) add(one score, n float64) {
	s.perSize += one.perSize / n
	s.looks += one.looks / n
	s.regret += one.regret / n
	s.worst = max(s.worst, one.worst)
	s.right += one.right / n
	s.covered += one.covered / n
}

func (s score) print(name string) {
	fmt.Printf("%-12s %18.2f %7.1f %10.3f %% %11.2f %% %5.1f %% %8.1f %%\n",
		name, s.perSize, s.looks, 100*s.regret, 100*s.worst, 100*s.right, 100*s.covered)
}

// judge holds a run against the truth.
func (f *function) judge(summary *reports.Summary, samples measure.List, plan *scenarios.Plan) score {
	pick := summary.Recommendation.Alternatives.Cheapest.MemoryMB
	s := score{perSize: float64(len(samples)) / float64(len(plan.Variants)), regret: f.truth[pick]/f.best - 1}
	s.worst = s.regret
	if s.regret == 0 {
		s.right = 1
	}
	var cost []float64
	for _, m := range samples {
		if mb := plan.Variants[m.Variant].MemoryMB; mb == pick {
			cost = append(cost, float64(m.Billed.Milliseconds())/1000*float64(mb)/1024*perGBSecond+perRequest)
		}
	}
	if covers(cost, f.truth[pick]) {
		s.covered = 1
	}
	return s
}

// covers reports whether the 95 % interval of the trimmed mean holds the truth.
func covers(values []float64, truth float64) bool {
	mean, _ := estimate.TrimmedMean(values, advice.TrimShare)
	se, freedom, ok := estimate.TrimmedError(values, advice.TrimShare)
	half := estimate.StudentT(0.95, freedom) * se
	return ok && mean-half <= truth && truth <= mean+half
}
