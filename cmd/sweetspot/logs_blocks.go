package main

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The time of a log is cut into blocks, as a run has them: what differs from
// hour to hour then is in the intervals, and logs can be compared.
const (
	mostLogBlocks = 12
	leastLogBlock = 20 // invocations
	cutWithin     = 8  // a cut is looked for within an eighth of a block
)

// logBlock is a stretch of a log at one size.
type logBlock struct {
	measure.Block
	invocations []*lambdalogs.Invocation
}

// roundsOf is how many blocks so many invocations are cut into.
func roundsOf(n int) int { return min(max(n/leastLogBlock, 1), mostLogBlocks) }

// blocks are the blocks of all sizes. Those of different sizes are of different
// times, so that each is a round of its own.
func (l *logRun) blocks(plan *scenarios.Plan) []logBlock {
	var out []logBlock
	for index, v := range plan.Variants {
		var all []*lambdalogs.Invocation
		for k := range l.log.Invocations {
			if i := &l.log.Invocations[k]; i.MemoryMB == v.MemoryMB {
				all = append(all, i)
			}
		}
		parts := cut(all, roundsOf(len(all)))
		for n, part := range parts {
			b := logBlock{invocations: part}
			b.Index, b.Round, b.Variant, b.State = len(out), len(out), index, measure.BlockDone
			b.Started = part[0].Sent()
			for _, i := range part {
				if i.End().After(b.Finished) {
					b.Finished = i.End()
				}
			}
			if n+1 < len(parts) && parts[n+1][0].Sent().After(b.Finished) {
				b.Finished = parts[n+1][0].Sent()
			}
			out = append(out, b)
		}
	}
	return out
}

// cut parts invocations into n of about the same number, each where the fewest
// run nearby, so that few reach over it.
func cut(all []*lambdalogs.Invocation, n int) [][]*lambdalogs.Invocation {
	running := overlaps(all)
	var out [][]*lambdalogs.Invocation
	from := 0
	for k := 1; k < n; k++ {
		at := k * len(all) / n
		best := at
		for c := at - len(all)/(n*cutWithin); c <= at+len(all)/(n*cutWithin); c++ {
			if running[c] < running[best] {
				best = c
			}
		}
		out = append(out, all[from:best])
		from = best
	}
	if len(all) > 0 {
		out = append(out, all[from:])
	}
	return out
}

// overlaps is how many earlier invocations still run when each is sent.
func overlaps(all []*lambdalogs.Invocation) []int {
	ends := make([]time.Time, len(all))
	for k, i := range all {
		ends[k] = i.End()
	}
	slices.SortFunc(ends, time.Time.Compare)
	out := make([]int, len(all))
	over := 0
	for k, i := range all {
		for over < len(ends) && !ends[over].After(i.Sent()) {
			over++
		}
		out[k] = max(0, k-over)
	}
	return out
}

// inFlight is how many invocations ran at once over the time of the log.
func inFlight(all []lambdalogs.Invocation) *measure.InFlight {
	type change struct {
		at time.Time
		by int
	}
	changes := make([]change, 0, 2*len(all))
	for k := range all {
		if i := &all[k]; i.End().After(i.Sent()) {
			changes = append(changes, change{i.Sent(), 1}, change{i.End(), -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.by - b.by // one that ends as the next is sent ends first
	})
	if len(changes) == 0 {
		return nil
	}
	during := map[int]time.Duration{} // by how many ran
	running, most := 0, 0
	for k, c := range changes {
		if k > 0 {
			during[running] += c.at.Sub(changes[k-1].at)
		}
		running += c.by
		most = max(most, running)
	}
	return quantiles(during, most)
}

// quantiles are those of a number that held for so long each.
func quantiles(during map[int]time.Duration, most int) *measure.InFlight {
	out := &measure.InFlight{Max: most}
	var whole, busy time.Duration
	for n, d := range during {
		whole += d
		busy += time.Duration(n) * d
	}
	out.Mean = float64(busy) / float64(whole)
	var below time.Duration
	for n := 0; n <= most; n++ {
		below += during[n]
		for _, q := range []struct {
			share float64
			at    *int
		}{{0.5, &out.P50}, {0.95, &out.P95}, {0.99, &out.P99}, {0.999, &out.P999}} {
			if float64(below-during[n]) < q.share*float64(whole) {
				*q.at = n
			}
		}
	}
	return out
}
