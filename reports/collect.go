package reports

import (
	"cmp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// orderedMost is how many samples of a variant are kept in the order of their
// sending. A bootstrap draws from values by their position. It draws no more
// than this many at a time, and from more values than that it draws by their
// size: the order that it draws from has no bearing on what it says.
const orderedMost = estimate.MaxResample

// observed is what the run holds on one variant: counts and tallies, filled
// while the samples go by.
type observed struct {
	variant scenarios.Variant
	target  scenarios.Target
	label   string
	seed    uint64
	host    Host
	burst   bool

	capacity *Capacity // nil where it was not searched for

	classes []string // names of the payloads that are told apart; nil for one alone
	class   int      // the class that is looked at; wholeMix for all

	blocks []*observedBlock // by index
	at     map[int]*observedBlock

	n       int              // samples of every phase
	ordered []measure.Sample // of every phase, by time of sending; nil beyond orderedMost

	inits        map[int]*measure.Tally // by block: of cold starts whose time counts, in any phase; see startedFor
	forced       int                    // cold starts
	forcedBilled []*measure.Tally       // by class of payload; nil where there is none
	peaks        []int                  // MB, in any phase, by class of payload
	tooLong      int                    // of the load phase: those that ran longer than a function may
	failures     map[failure]int
	environments map[string]*environment
	homeless     int      // that the platform ran in the load phase in an environment that it did not name
	groups       Grouping // that means are resampled by
	firsts       firstInvocations
	stays        map[string]*measure.Highest // by payload: of successes of the load and of forced cold starts
	sightings    sightings
	rules        *meters.LambdaRules // that billed times are made by; nil: the platform's own figures
	passage      passage             // through a gateway
	tries        tries               // of a search, at every rate
	launches     []measure.Launch    // of its tasks, where it is a container elsewhere
	scalings     []measure.Scaling
	billedCount  int64 // of every phase
	billedMS     int64 // of every phase, each rounded up
}

// failure is a way in which invocations ended.
type failure struct {
	load    bool // in the load phase
	class   int  // of payload
	outcome measure.Outcome
	reason  string
}

// collect takes in the samples and blocks of a run by variant. Samples of a
// variant that the plan does not have, and of blocks that were measured again,
// are left out.
func collect(in Input) ([]*observed, error) {
	searched, err := searchesOf(in)
	if err != nil {
		return nil, err
	}
	out := make([]*observed, len(in.Plan.Variants))
	for i, v := range in.Plan.Variants {
		out[i] = newObserved(in, searched, i, v)
	}
	left := contendedBlocks(in)
	if in.Samples != nil {
		err := in.Samples.Each(func(batch []measure.Sample) error {
			for i := range batch {
				if s := &batch[i]; s.Variant >= 0 && s.Variant < len(out) && !left[s.Block] {
					out[s.Variant].tries.add(s)
					out[s.Variant].add(searched.seen(s))
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// contendedBlocks are those that were measured again.
func contendedBlocks(in Input) map[int]bool {
	left := map[int]bool{}
	for _, b := range in.Blocks {
		if b.State == measure.BlockContended {
			left[b.Index] = true
		}
	}
	return left
}

// newObserved knows the blocks that the run knows of. Blocks that never began,
// those that were measured again, and probes at other rates than that of the
// capacity, are left out.
func newObserved(in Input, searched *searched, index int, v scenarios.Variant) *observed {
	o := &observed{
		variant: v, label: in.Scenario.Label(v), seed: in.Scenario.Seed, host: in.Host,
		burst: in.Scenario.Load.Model == scenarios.Burst,
		at:    map[int]*observedBlock{}, inits: map[int]*measure.Tally{},
		failures: map[failure]int{}, environments: map[string]*environment{},
		ordered: []measure.Sample{}, stays: map[string]*measure.Highest{},
		classes: classesOf(in.Scenario), class: wholeMix,
	}
	o.forcedBilled, o.peaks = make([]*measure.Tally, len(o.classes)+1), make([]int, len(o.classes)+1)
	if v.Target >= 0 && v.Target < len(in.Scenario.Targets) {
		o.target = in.Scenario.Targets[v.Target]
	}
	o.rules, o.capacity = rulesOf(in), searched.capacity(index, in.Scenario.Repeat)
	for _, l := range in.Launches {
		if l.Variant == index {
			o.launches = append(o.launches, l)
		}
	}
	for _, step := range in.Scalings {
		if step.Variant == index {
			o.scalings = append(o.scalings, step)
		}
	}
	o.tries = triesOf(in.Blocks, index)
	for _, b := range in.Blocks {
		if b.Variant == index && b.State != measure.BlockPending && b.State != measure.BlockContended && !searched.elsewhere(b.Index) {
			o.at[b.Index] = &observedBlock{Block: b, covered: b.State == measure.BlockDone}
		}
	}
	return o
}

// add takes in a sample of any phase.
func (o *observed) add(s *measure.Sample) {
	o.keep(s)
	class := o.classOf(s)
	o.peaks[class] = max(o.peaks[class], s.MaxMemoryMB)
	billed, isBilled := o.billedTime(s)
	if isBilled {
		o.billedCount++
		o.billedMS += roundUpMS(billed)
	}
	if !s.OK() {
		o.failures[failure{s.Phase == measure.PhaseLoad, class, s.Outcome, s.Reason}]++
	}
	if o.startedFor(s) {
		o.addCold(s, class, billed, isBilled)
	}
	o.stay(s)
	e := o.environment(s)
	if ran(s) {
		o.addInvocation(s, e)
	}
	if s.Phase == measure.PhaseLoad {
		if ran(s) && s.Duration > longestRun {
			o.tooLong++
		}
		o.passage.pass(s, o.local())
		b := o.block(s)
		b.add(s)
		b.part(class).add(s, billed, isBilled)
		o.addMoments(s, e, class, billed, isBilled)
	}
}

// keep holds on to the sample while there are few.
func (o *observed) keep(s *measure.Sample) {
	o.n++
	if o.n > orderedMost {
		o.ordered = nil
		return
	}
	o.ordered = append(o.ordered, *s)
}

// startedFor reports whether a sample tells of a cold start whose time counts: one
// that its caller waited for, or the start-up of a container, for which nobody
// waits as long as others are there.
func (o *observed) startedFor(s *measure.Sample) bool {
	return s.Cold.Waited() || o.target.Kind == scenarios.KindContainer && s.Cold == measure.ColdProactive
}

// addCold takes in a cold start.
func (o *observed) addCold(s *measure.Sample, class int, billed time.Duration, isBilled bool) {
	if s.Init > 0 {
		if o.inits[s.Block] == nil {
			o.inits[s.Block] = &measure.Tally{}
		}
		o.inits[s.Block].Add(s.Init)
	}
	if s.Phase == measure.PhaseCold {
		o.forced++
		if isBilled {
			if o.forcedBilled[class] == nil {
				o.forcedBilled[class] = &measure.Tally{}
			}
			o.forcedBilled[class].Add(billed)
		}
	}
}

// block is the block of a sample of the load phase; one that only samples tell
// of is made here.
func (o *observed) block(s *measure.Sample) *observedBlock {
	b := o.at[s.Block]
	if b == nil {
		b = &observedBlock{Block: measure.Block{Index: s.Block, Variant: s.Variant}}
		o.at[s.Block] = b
	}
	return b
}

// finish puts what was added in order, to be read.
func (o *observed) finish() {
	for _, b := range o.at {
		b.seal()
		o.blocks = append(o.blocks, b)
	}
	slices.SortFunc(o.blocks, func(a, b *observedBlock) int { return cmp.Compare(a.Index, b.Index) })
	slices.SortFunc(o.ordered, bySending)
	for _, t := range o.inits {
		t.Seal()
	}
	for _, t := range o.forcedBilled {
		if t != nil {
			t.Seal()
		}
	}
	o.passage.overhead.Seal()
	o.groups = o.groupedBy()
	o.finishInvocations()
}

// bySending orders samples by time; between equals all that is drawn from
// decides, so that the order of the input does not matter.
func bySending(a, b measure.Sample) int {
	return cmp.Or(
		a.Sent.Compare(b.Sent), a.Intended.Compare(b.Intended),
		cmp.Compare(a.Block, b.Block), cmp.Compare(a.Phase, b.Phase), a.End.Compare(b.End),
		cmp.Compare(a.Duration, b.Duration), cmp.Compare(a.Billed, b.Billed), cmp.Compare(a.Init, b.Init),
		cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Cold, b.Cold),
	)
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

func (o *observed) local() bool { return o.target.Provider == scenarios.ProviderLocal }
