package main

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// someInvocations are in the order of their sending, as a log has them.
func someInvocations(t *rapid.T) []lambdalogs.Invocation {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	out := make([]lambdalogs.Invocation, rapid.IntRange(1, 300).Draw(t, "n"))
	for k := range out {
		at = at.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "gap")) * time.Millisecond)
		out[k] = lambdalogs.Invocation{Began: at, Duration: time.Duration(rapid.IntRange(0, 60).Draw(t, "ms")) * time.Millisecond}
	}
	return out
}

// Every invocation is in one block, in its order, and no block is empty.
func TestCutKeepsEveryInvocation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := someInvocations(t)
		pointers := make([]*lambdalogs.Invocation, len(all))
		for k := range all {
			pointers[k] = &all[k]
		}
		n := roundsOf(len(all))
		parts := cut(pointers, n)
		if len(parts) != n || !slices.Equal(slices.Concat(parts...), pointers) {
			t.Fatalf("%d parts of %d invocations, want %d", len(parts), len(all), n)
		}
		for _, part := range parts {
			if len(part) < min(len(all), leastLogBlock)/2 {
				t.Fatalf("a part of %d of %d invocations", len(part), len(all))
			}
		}
	})
}

// A cut is made where nothing runs, if that is near.
func TestCutWhereNothingRuns(t *testing.T) {
	var all []*lambdalogs.Invocation
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for k := range 40 {
		if k == 21 {
			at = at.Add(time.Minute) // all that ran has ended
		}
		at = at.Add(time.Millisecond)
		all = append(all, &lambdalogs.Invocation{Began: at, Duration: 10 * time.Millisecond})
	}
	if parts := cut(all, 2); len(parts[0]) != 21 {
		t.Errorf("cut at %d, want 21", len(parts[0]))
	}
}

// The quantiles are those of looking at every millisecond.
func TestInFlight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := someInvocations(t)
		got := inFlight(all)
		counts := everyMillisecond(all)
		if len(counts) == 0 {
			if got != nil {
				t.Fatalf("%+v of nothing", got)
			}
			return
		}
		at := func(share float64) int { return counts[max(0, int(share*float64(len(counts))+0.999999)-1)] }
		want := measure.InFlight{P50: at(0.5), P95: at(0.95), P99: at(0.99), P999: at(0.999), Max: counts[len(counts)-1]}
		want.Mean = got.Mean
		if *got != want {
			t.Fatalf("%+v, want %+v", *got, want)
		}
		sum := 0
		for _, n := range counts {
			sum += n
		}
		if mean := float64(sum) / float64(len(counts)); got.Mean < mean-1e-9 || got.Mean > mean+1e-9 {
			t.Fatalf("mean %v, want %v", got.Mean, mean)
		}
	})
}

// everyMillisecond is how many run in each millisecond from the first that
// takes time to the last end, ascending.
func everyMillisecond(all []lambdalogs.Invocation) []int {
	var from, to time.Time
	for _, i := range all {
		if i.Duration == 0 {
			continue
		}
		if from.IsZero() {
			from = i.Began
		}
		if i.End().After(to) {
			to = i.End()
		}
	}
	var counts []int
	for at := from; at.Before(to); at = at.Add(time.Millisecond) {
		n := 0
		for _, i := range all {
			if !i.Began.After(at) && i.End().After(at) {
				n++
			}
		}
		counts = append(counts, n)
	}
	slices.Sort(counts)
	return counts
}
