package runners

import (
	"slices"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// busy is a recorded platform on a host that is short of CPU during some rounds.
type busy struct {
	recorded
	rounds []int
}

func (b *busy) Answer(v scenarios.Variant, at Place) (measure.Sample, time.Duration) {
	s, took := b.recorded.Answer(v, at)
	s.Contended = slices.Contains(b.rounds, at.Round) && v.Index == 1
	return s, took
}

// A block on a host that was short of CPU is measured again after the plan's
// own, once, whatever the host does then.
func TestContendedBlocksAreMeasuredAgain(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {concurrency: 1, invocations: 10}\n")
	sweep.Scenario.Repeat = 3
	sweep.Plan = sweep.Scenario.Plan()
	sweep.Runners = []Runner{&busy{rounds: []int{0, 1, 2}}}
	blocks, err := sweep.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var states []measure.BlockState
	first := -1
	for i, b := range blocks {
		states = append(states, b.State)
		if b.Variant == 1 && first < 0 {
			first = i
		}
	}
	// One of six blocks at most, the first that needs it.
	want := slices.Repeat([]measure.BlockState{measure.BlockDone}, 7)
	want[first] = measure.BlockContended
	if !slices.Equal(states, want) || len(l.samples) < 23 || blocks[6].Variant != 1 || blocks[6].Round != 0 {
		t.Errorf("%+v, %d samples", blocks, len(l.samples))
	}
}
