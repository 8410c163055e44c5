package scenarios

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Tunable says what keeps a search over sizes from the scenario, nil when
// nothing does.
func (s *Scenario) Tunable() error {
	if len(s.Targets) != 1 {
		return errors.New("the search is for one target: choose it with --set targets=[…]")
	}
	t := s.Targets[0]
	m := s.matrixOf(t)
	switch {
	case s.Load.Search != nil:
		return errors.New("load.search looks for a rate, and tune for a size at one load: give it stages, as in --set 'load={stages: [{rate: 10/s, for: 10s}]}'")
	case !t.OnLambda():
		return fmt.Errorf("the search is for the memory of a function, and %s is of kind %s", t.Name, t.Kind)
	case len(m.Architecture) != 1:
		return errors.New("the search is for one architecture: choose it with --set matrix.architecture=[…]")
	case slices.ContainsFunc(m.Params, func(p Param) bool { return len(p.Values) > 1 }):
		return errors.New("the search is for one value of every param: choose them with --set matrix.params.NAME=[…]")
	}
	return nil
}

// The range of memory that a function may have, in MB.
const (
	SmallestMB = minMemoryMB
	LargestMB  = maxMemoryMB
)

// TunableSizes are the sizes that a search chooses from, in MB, ascending: those
// of a recording between from and to, or every step from from.
func (s *Scenario) TunableSizes(from, to, step int) []int {
	if replay := s.Targets[0].Replay; replay != nil {
		sizes := slices.Sorted(slices.Values(replay.Recording.Sizes))
		return slices.DeleteFunc(sizes, func(mb int) bool { return mb < from || mb > to })
	}
	var sizes []int
	for mb := from; mb <= to; mb += step {
		sizes = append(sizes, mb)
	}
	return sizes
}

// Tuned is the scenario as a search measures it: the sizes given, in steps of so
// many invocations under its own load, without forced cold starts and gates. An
// open profile sends at its first rate. The scenario is Tunable.
func (s *Scenario) Tuned(sizes []int, invocations int) *Scenario {
	out := *s
	out.Targets = slices.Clone(s.Targets)
	out.Matrix = s.matrixOf(s.Targets[0])
	out.Matrix.MemoryMB = slices.Clone(sizes)
	out.Targets[0].Matrix = nil
	out.Order, out.Repeat, out.ColdStarts, out.Gates, out.StopWhen = Sequential, 1, nil, nil, nil
	out.Load = s.Load.step(invocations)
	return &out
}

// step is the profile cut to so many invocations.
func (l Load) step(invocations int) Load {
	out := l
	out.Stages, out.Trace, out.For = nil, nil, 0
	switch l.Model {
	case Closed:
		out.Invocations, out.Concurrency = invocations, min(l.Concurrency, invocations)
	case Burst:
		out.Burst = invocations
	default:
		rate := l.firstRate()
		length := time.Duration(float64(invocations) / float64(rate) * float64(time.Second))
		out.Stages = []Stage{{Kind: StageConstant, From: rate, To: rate, For: length}}
	}
	return out
}

// firstRate is the rate at which an open profile begins; a tenth of where its
// first stage leads when that begins with none, and the mean of a trace.
func (l Load) firstRate() check.Rate {
	switch {
	case l.Trace != nil:
		return check.Rate(math.Max(0.01, l.requests()/math.Max(1e-3, l.Length().Seconds())))
	case l.Stages[0].From > 0:
		return l.Stages[0].From
	}
	return l.Stages[0].To / 10
}

// TuningVariant is the variant of a size, at an index of the search's own.
func (s *Scenario) TuningVariant(index, memoryMB int) Variant {
	m := s.matrixOf(s.Targets[0])
	return Variant{Index: index, MemoryMB: memoryMB, Architecture: m.Architecture[0], Params: combinations(m.Params)[0]}
}
