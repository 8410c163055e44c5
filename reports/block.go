package reports

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// observedBlock is one block with what its samples of the load phase say.
type observedBlock struct {
	measure.Block
	covered bool // the load phase went through to its end; false, too, where only samples tell of the block

	parts     []*part // by class of payload; nil where the block has none of it
	contended int     // of those that the platform ran
	unsent    int     // dropped although a worker was free

	lagFree, lagBusy measure.Tally // of what was sent, by whether a worker stood ready for it
	flow             flow
}

// part is what the samples of one class of payloads say of a block.
type part struct {
	n         int // samples
	succeeded int
	ran       int // of n: those that the platform ran

	latency, service measure.Tally // of successes
	warm, cold       kind          // by whether the caller waited for a cold start
	sizes            sizes
}

// kind is what warm and cold invocations are told apart for.
type kind struct {
	n        int           // that the platform ran
	duration measure.Tally // of successes for which the platform told it
	billed   measure.Tally // of what is billed
}

// part is the block's part of a class, which is made where there is none yet.
func (b *observedBlock) part(class int) *part {
	if class >= len(b.parts) {
		b.parts = append(b.parts, make([]*part, class+1-len(b.parts))...)
	}
	if b.parts[class] == nil {
		b.parts[class] = &part{}
	}
	return b.parts[class]
}

// add takes in a sample of the load phase.
func (b *observedBlock) add(s *measure.Sample) {
	if ran(s) && s.Contended {
		b.contended++
	}
	switch {
	case !sent(s) && s.WorkerFree:
		b.unsent++
	case sent(s) && s.WorkerFree:
		b.lagFree.Add(s.SendLag())
	case sent(s):
		b.lagBusy.Add(s.SendLag())
	}
	b.flow.add(s)
}

// add takes in a sample of the load phase with its billed time.
func (p *part) add(s *measure.Sample, billed time.Duration, isBilled bool) {
	p.n++
	k := &p.warm
	if s.Cold.Waited() {
		k = &p.cold
	}
	if ran(s) {
		p.ran++
		k.n++
	}
	if isBilled {
		k.billed.Add(billed)
	}
	if s.OK() {
		p.succeeded++
		p.latency.Add(s.Latency())
		p.service.Add(s.Service())
		if s.Duration > 0 {
			k.duration.Add(s.Duration)
		}
	}
	p.sizes.add(s)
}

func (b *observedBlock) seal() {
	for _, p := range b.parts {
		p.seal()
	}
	b.lagFree.Seal()
	b.lagBusy.Seal()
	b.flow.sends.Seal()
	b.flow.ends.Seal()
}

func (p *part) seal() {
	if p == nil {
		return
	}
	for _, t := range []*measure.Tally{
		&p.latency, &p.service, &p.warm.duration, &p.warm.billed, &p.cold.duration, &p.cold.billed,
	} {
		t.Seal()
	}
}
