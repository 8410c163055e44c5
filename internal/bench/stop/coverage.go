package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// Promises of the intervals at 95 %.
const (
	quantileCovers   = 0.94 // at least
	meanCoversLeast  = 0.92 // from 50 samples on
	meanCoversMost   = 0.98
	meanNeeds        = 50
	chanceOfTheDraws = 0.01 // that a share of 2,000 draws is off by, at two deviations
	columns          = "%-16s %6s  %s\n"
	shares           = "lowest and highest over the sizes of all functions"
)

// coverage prints how often intervals hold the truth, over all profiles, and
// says whether the promises are kept.
func coverage(functions []*function, runs int) bool {
	fmt.Printf("\nhow often a 95 %% interval covers the truth\n"+columns, "interval", "n", shares)
	kept := true
	for _, c := range []struct {
		name string
		q    float64 // 0: the trimmed mean
		n    int
	}{{"p50", .5, 6}, {"p50", .5, 20}, {"p50", .5, 100}, {"p90", .9, 29}, {"p95", .95, 59}, {"p95", .95, 300}, {"p99", .99, 299},
		{"trimmed mean", 0, 10}, {"trimmed mean", 0, 20}, {"trimmed mean", 0, 50}, {"trimmed mean", 0, 100}, {"trimmed mean", 0, 200}} {
		low, high := 1.0, 0.0
		for _, f := range functions {
			for i, p := range f.profiles {
				share := shareCovered(costs(p), c.q, c.n, runs, uint64(i))
				low, high = min(low, share), max(high, share)
			}
		}
		missed := ""
		if c.q > 0 && low < quantileCovers || c.q == 0 && c.n >= meanNeeds && (low < meanCoversLeast-chanceOfTheDraws || high > meanCoversMost) {
			missed, kept = "  MISSED", false
		}
		fmt.Printf(columns, c.name, fmt.Sprint(c.n), fmt.Sprintf("%.1f %% to %.1f %%%s", 100*low, 100*high, missed))
	}
	return kept
}

// shareCovered draws n of all values runs times and counts how often the interval
// of their quantile, or of their trimmed mean, holds that of all.
func shareCovered(all []float64, q float64, n, runs int, seed uint64) float64 {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	sorted := slices.Sorted(slices.Values(all))
	truth, _ := estimate.TrimmedMean(all, advice.TrimShare)
	if q > 0 {
		truth, _ = estimate.Quantile(sorted, q)
	}
	covered := 0
	drawn := make([]float64, n)
	for range runs {
		for i := range drawn {
			drawn[i] = all[r.IntN(len(all))]
		}
		if q == 0 && covers(drawn, truth) {
			covered++
		}
		if q > 0 {
			slices.Sort(drawn)
			if i, ok := estimate.QuantileInterval(drawn, q, 0.95); ok && i.Contains(truth) {
				covered++
			}
		}
	}
	return float64(covered) / float64(runs)
}
