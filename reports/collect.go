package reports

import (
	"cmp"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// observed is what the run holds on one variant, put in order.
type observed struct {
	variant scenarios.Variant
	target  scenarios.Target
	label   string
	seed    uint64
	host    Host
	all     []*measure.Sample // of every phase, by time of sending
	blocks  []observedBlock   // by index
}

// observedBlock is one block with its samples of the load phase.
type observedBlock struct {
	measure.Block
	known   bool // false: only its samples tell of it
	load    []*measure.Sample
	ran     []*measure.Sample // of load: those that the platform ran
	covered bool              // the load phase went through to its end
}

// collect sorts the samples and blocks of a run by variant. Samples of a
// variant that the plan does not have are left out.
func collect(in Input) []*observed {
	out := make([]*observed, len(in.Plan.Variants))
	for i, v := range in.Plan.Variants {
		out[i] = &observed{
			variant: v, label: in.Scenario.Label(v),
			seed: in.Scenario.Seed, host: in.Host,
		}
		if v.Target >= 0 && v.Target < len(in.Scenario.Targets) {
			out[i].target = in.Scenario.Targets[v.Target]
		}
	}
	for i := range in.Samples {
		s := &in.Samples[i]
		if s.Variant >= 0 && s.Variant < len(out) {
			out[s.Variant].all = append(out[s.Variant].all, s)
		}
	}
	for v, o := range out {
		slices.SortStableFunc(o.all, bySending)
		o.blocks = blocksOf(v, in.Blocks, o.all)
	}
	return out
}

// bySending orders samples by time; block and position decide between equals,
// so that the order of the input does not matter.
func bySending(a, b *measure.Sample) int {
	return cmp.Or(
		a.Sent.Compare(b.Sent), a.Intended.Compare(b.Intended),
		cmp.Compare(a.Block, b.Block), cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Seq, b.Seq),
	)
}

// blocksOf gathers the blocks of a variant: those that the run knows of and
// those that only samples tell of. Blocks that never began are left out.
func blocksOf(variant int, known []measure.Block, samples []*measure.Sample) []observedBlock {
	byIndex := map[int]*observedBlock{}
	for _, b := range known {
		if b.Variant == variant && b.State != measure.BlockPending {
			byIndex[b.Index] = &observedBlock{Block: b, known: true, covered: b.State == measure.BlockDone}
		}
	}
	for _, s := range samples {
		if s.Phase != measure.PhaseLoad {
			continue
		}
		b := byIndex[s.Block]
		if b == nil {
			b = &observedBlock{Block: measure.Block{Index: s.Block, Round: s.Round, Variant: variant}}
			byIndex[s.Block] = b
		}
		b.load = append(b.load, s)
		if ran(s) {
			b.ran = append(b.ran, s)
		}
	}
	var out []observedBlock
	for _, b := range byIndex {
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b observedBlock) int { return cmp.Compare(a.Index, b.Index) })
	return out
}

// ran reports whether the platform ran an invocation, whatever came of it. It
// did not run what it throttled, what never reached it and what was never sent.
func ran(s *measure.Sample) bool {
	switch s.Outcome {
	case measure.OutcomeOK, measure.OutcomeFunction, measure.OutcomeOOM, measure.OutcomeTimeout:
		return true
	default:
		return false
	}
}

// sent reports whether the generator sent the invocation.
func sent(s *measure.Sample) bool { return s.Outcome != measure.OutcomeDropped }

// load is the samples of the load phase over all blocks.
func (o *observed) load() []*measure.Sample {
	var out []*measure.Sample
	for _, b := range o.blocks {
		out = append(out, b.load...)
	}
	return out
}

func (o *observed) local() bool { return o.target.Provider == scenarios.ProviderLocal }
