package runners

import (
	"math/rand/v2"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Planner says what a sweep has yet to measure once the rounds of its plan are
// done.
type Planner interface {
	// Next names the variants that get a block each in one more round, each by
	// its place in the plan; none ends the sweep. blocks are all so far.
	Next(blocks []measure.Block) []int
}

// Planners ask one after another: the next one is asked once those before it
// want nothing more.
type Planners []Planner

var _ Planner = Planners(nil)

// Next implements Planner.
func (all Planners) Next(blocks []measure.Block) []int {
	for _, p := range all {
		if variants := p.Next(blocks); len(variants) > 0 {
			return variants
		}
	}
	return nil
}

// addRound lets the planner add a round to the plan, its blocks in an order
// drawn from the seed. It reports whether there is one.
func (s *Sweep) addRound(blocks *[]measure.Block) bool {
	if s.Planner == nil {
		return false
	}
	variants := s.Planner.Next(*blocks)
	round := s.Plan.NextRound()
	for _, i := range rand.New(rand.NewPCG(s.Scenario.Seed, uint64(round))).Perm(len(variants)) {
		*blocks = append(*blocks, pending(s.Plan.Add(round, variants[i])))
	}
	return len(variants) > 0
}

// Pending is what is known of a plan's blocks before any has run.
func Pending(p *scenarios.Plan) []measure.Block {
	blocks := make([]measure.Block, len(p.Blocks))
	for i, b := range p.Blocks {
		blocks[i] = pending(b)
	}
	return blocks
}

func pending(b scenarios.Block) measure.Block {
	return measure.Block{Index: b.Index, Round: b.Round, Variant: b.Variant, State: measure.BlockPending, Rate: float64(b.Rate), Length: b.For}
}
