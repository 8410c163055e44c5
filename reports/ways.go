package reports

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// The kinds of BreakEvenAlternative that were measured.
const (
	WayFunction  = "function"
	WayContainer = "container"
)

// waysOf are the trials that stand for the ways to do the work: the pick, and
// where there are containers the best of each target at the traffic and at full
// use, as the smallest container is the best for little traffic alone. The first,
// with which the others are compared, is a function where there is one.
func waysOf(in Input, trials []*evaluated, rec recommendation) []*evaluated {
	ways := []*evaluated{rec.pick}
	heads := slices.DeleteFunc(slices.Clone(trials), func(e *evaluated) bool { return e.isBase() || e.cost == nil })
	if !slices.ContainsFunc(heads, func(e *evaluated) bool { return e.way() == WayContainer }) {
		return ways
	}
	monthly := byMonth(in, heads)
	for i := range in.Scenario.Targets {
		of := slices.DeleteFunc(slices.Clone(heads), func(e *evaluated) bool { return e.observed.variant.Target != i })
		if len(of) == 0 {
			continue
		}
		best := []*evaluated{bestWay(in, of, monthly), bestWay(in, of, false)}
		if of[0].way() == WayFunction {
			best = best[:1]
			if rec.pick.observed.variant.Target == i {
				best = nil
			}
		}
		for _, e := range best {
			if !slices.Contains(ways, e) {
				ways = append(ways, e)
			}
		}
	}
	slices.SortStableFunc(ways, func(a, b *evaluated) int { return strings.Compare(b.way(), a.way()) }) // functions first
	return ways
}

// way is the kind of what was measured.
func (e *evaluated) way() string {
	if e.cost != nil && e.cost.capacity != nil {
		return WayContainer
	}
	return WayFunction
}

// bestWay is the cheapest trial, by the month or by a million, of those that can
// be recommended; where none can, of all.
func bestWay(in Input, trials []*evaluated, monthly bool) *evaluated {
	rank := func(e *evaluated) int {
		switch {
		case !e.Usable:
			return 3
		case advice.Misses(in.Scenario.Objective, advice.Candidate{ErrorShare: e.ErrorShare, Metric: e.value}):
			return 2
		case !e.Valid:
			return 1
		}
		return 0
	}
	return slices.MinFunc(trials, func(a, b *evaluated) int {
		if by := rank(a) - rank(b); by != 0 {
			return by
		}
		return a.bill(monthly).Cmp(b.bill(monthly))
	})
}

// alternative is a trial as one way to do the work.
func (e *evaluated) alternative() (breakeven.Alternative, error) {
	return e.cost.deployed.Alternative(e.wayName(), e.cost.measured(e.cost.level, e.cost.sizes))
}

// wayName is "function of 512 MB", and where there are several targets "api (512
// MB)", "server (0.5 vCPU 1024 MB)".
func (e *evaluated) wayName() string {
	size, several := strings.CutPrefix(e.Label, e.observed.target.Name+": ")
	if !several {
		return e.way() + " of " + e.Label
	}
	return e.observed.target.Name + " (" + size + ")"
}

// grants say what the curve of a trial takes for granted besides.
func (e *evaluated) grants() []string {
	c := e.cost.capacity
	if c == nil {
		return nil
	}
	name := format.Clean(e.wayName())
	var out []string
	if c.estimate != "" {
		out = append(out, name+": that one bears "+format.Rate(c.each.InexactFloat64())+" is estimated ("+c.estimate+"), as if nothing but the CPU limited it")
	}
	if c.least != "" {
		out = append(out, name+": one bears "+format.Rate(c.each.InexactFloat64())+" or more ("+c.least+"); where it bears more, fewer are needed")
	}
	if e.observed.local() {
		out = append(out, name+": what it bears was measured on this machine's CPU; that of the provider is another")
	}
	return out
}
