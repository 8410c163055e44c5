package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// trialOf is a step as the search sees it: the billed times of warm invocations,
// or of all where hardly any is warm. A size is unusable when any of so few runs
// out of memory or time, or when none succeeds.
func trialOf(candidate int, samples []measure.Sample) search.Trial {
	t := search.Trial{Candidate: candidate}
	var warm, every []float64
	for i := range samples {
		s := &samples[i]
		switch {
		case s.Phase != measure.PhaseLoad:
			continue
		case s.OK():
			ms := check.Milliseconds(max(s.Billed, time.Microsecond))
			every = append(every, ms)
			if !s.Cold.Waited() {
				warm = append(warm, ms)
			}
			continue
		case s.Outcome == measure.OutcomeOOM:
			t.Failure = search.OutOfMemory
		case s.Outcome == measure.OutcomeTimeout && t.Failure == search.Works:
			t.Failure = search.TimedOut
		}
		t.Failures++
	}
	if t.MS = warm; len(warm) < 2 {
		t.MS = every
	} else {
		// What is left out was an invocation all the same.
		t.Cold = len(every) - len(warm)
	}
	if len(t.MS) == 0 && t.Failure == search.Works {
		t.Failure = search.Fails
	}
	return t
}

func meanOf(values []float64) float64 {
	mean, _ := estimate.Mean(values)
	return mean
}

// latencyLimit is a limit of the objective on a time.
type latencyLimit struct {
	time func(*measure.Sample) time.Duration
	q    float64 // quantile; 0: the mean, 1: the largest
	ms   float64
}

// limitsOf are the limits of an objective that a search can hold.
func limitsOf(objective check.Objective) ([]latencyLimit, error) {
	switch objective.Kind {
	case check.Cheapest, check.Fastest, check.Balanced, "":
		return nil, nil
	case check.CheapestWithin:
	default:
		return nil, fmt.Errorf("objective %s: tune knows cheapest, fastest, balanced, and cheapest-within limits on latency; choose one with --set objective=…", objective.Text)
	}
	var limits []latencyLimit
	for _, l := range objective.Within {
		limit, ok := limitOf(l)
		if !ok {
			return nil, fmt.Errorf("objective %s: tune can hold limits on latency, service and duration (p50 to p999, mean, max), and not on %s", objective.Text, l.Metric.Name)
		}
		limits = append(limits, limit)
	}
	return limits, nil
}

func limitOf(l check.Limit) (limit latencyLimit, ok bool) {
	prefix, statistic, found := strings.Cut(l.Metric.Name, ".")
	if !found {
		prefix, statistic = "", prefix
	}
	times := map[string]func(*measure.Sample) time.Duration{
		"": (*measure.Sample).Latency, "service": (*measure.Sample).Service,
		"duration": func(s *measure.Sample) time.Duration { return s.Duration },
	}
	limit.ms = l.Value.Number
	if limit.time, ok = times[prefix]; !ok {
		return limit, false
	}
	switch digits, quantile := strings.CutPrefix(statistic, "p"); {
	case statistic == "mean":
	case statistic == "max":
		limit.q = 1
	case quantile:
		n, err := strconv.ParseFloat("0."+digits, 64)
		limit.q = n
		return limit, err == nil
	default:
		return limit, false
	}
	return limit, true
}

// objective is the scenario's for the search. A limit is turned into one on the
// mean billed time by the ratio of the two over all sizes measured so far: a
// size has too few invocations for a quantile of its own.
func (t *tuning) objective() search.Objective {
	var objective search.Objective = search.Cheapest{}
	switch o := t.original.Objective; o.Kind {
	case check.Fastest:
		return search.Fastest{}
	case check.Balanced:
		return search.Balanced{Weight: o.Weight}
	}
	for _, l := range t.limits {
		if ratio, ok := t.ratio(l); ok {
			objective = search.Within{Objective: objective, MS: l.ms / ratio}
		}
	}
	return objective
}

// ratio is the limited statistic over the mean billed time; false before
// anything was measured.
func (t *tuning) ratio(l latencyLimit) (float64, bool) {
	sum, n := map[int]float64{}, map[int]float64{}
	for i := range t.all {
		sum[t.all[i].Variant] += check.Milliseconds(t.all[i].Billed)
		n[t.all[i].Variant]++
	}
	var ratios []float64
	for i := range t.all {
		s := &t.all[i]
		if mean := sum[s.Variant] / n[s.Variant]; mean > 0 {
			ratios = append(ratios, check.Milliseconds(l.time(s))/mean)
		}
	}
	if len(ratios) == 0 {
		return 0, false
	}
	slices.Sort(ratios)
	if l.q == 0 {
		return meanOf(ratios), true
	}
	if l.q == 1 {
		return ratios[len(ratios)-1], true
	}
	return estimate.Quantile(ratios, l.q)
}
