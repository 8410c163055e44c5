package runners

import (
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// script asks for what it holds, a round at a time.
type script struct {
	rounds [][]int
	asked  []int // how many blocks there were each time
}

func (s *script) Next(blocks []measure.Block) []int {
	s.asked = append(s.asked, len(blocks))
	if len(s.rounds) == 0 {
		return nil
	}
	next := s.rounds[0]
	s.rounds = s.rounds[1:]
	return next
}

func TestPlannerAddsRounds(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {concurrency: 1, invocations: 10}\ncold_starts: {samples: 4}\n")
	first, second := &script{rounds: [][]int{{1}, {0, 1}}}, &script{rounds: [][]int{{0}}}
	sweep.Planner = Planners{first, second}
	blocks, err := sweep.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 8 || len(sweep.Plan.Blocks) != 8 || !slices.Equal(first.asked, []int{4, 5, 7, 8}) || !slices.Equal(second.asked, []int{7, 8}) {
		t.Fatalf("%d blocks, asked at %v and %v", len(blocks), first.asked, second.asked)
	}
	for i, b := range blocks {
		if want := []int{0, 0, 1, 1, 2, 3, 3, 4}[i]; b.Index != i || b.Round != want || b.State != measure.BlockDone {
			t.Errorf("block %d: %+v", i, b)
		}
	}
	if blocks[4].Variant != 1 || blocks[7].Variant != 0 || blocks[4].Started.Before(blocks[3].Finished) {
		t.Errorf("%+v", blocks[4:])
	}
	load, cold := map[int]int{}, 0
	for _, s := range l.samples {
		if s.Phase == measure.PhaseCold {
			cold++
			continue
		}
		load[s.Block]++
	}
	if cold != 8 || load[0] != 5 || load[4] != 5 {
		t.Errorf("%d forced cold starts, loads %v", cold, load)
	}
}

// What an earlier part of the run had added is not run again.
func TestAddedRoundsAreResumed(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {concurrency: 1, invocations: 10}\n")
	sweep.Planner = &script{rounds: [][]int{{1}}}
	blocks, err := sweep.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, l2 := virtualSweep(t, "load: {concurrency: 1, invocations: 10}\n")
	again.Plan.Add(blocks[4].Round, blocks[4].Variant)
	again.Done, again.Planner = append(slices.Clone(blocks[:3]), blocks[4]), &script{}
	if _, err := again.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(l.samples) != 25 || len(l2.samples) != 5 {
		t.Errorf("%d samples, then %d", len(l.samples), len(l2.samples))
	}
}
