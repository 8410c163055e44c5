package view

import "github.com/sweetspot-bench/sweetspot/internal/measure"

// Evidence is what the samples of a run show beyond its summary. A part is nil
// where no sample belongs to it.
type Evidence struct {
	Latency  *Distribution
	Timeline *Timeline
	Colds    *Colds
}

// gatherer takes in samples, and is finished once it has been given all.
type gatherer interface {
	add(s *measure.Sample)
	// finish puts in order what was gathered, and reports whether there is any.
	finish() bool
}

// Evidence gathers it from the samples of the run, which it reads once; blocks
// are those of the run's manifest. Those that were measured again are in no
// figure, and so left out. Its memory is bounded but for two bytes or so a
// sample.
func (v *View) Evidence(blocks []measure.Block, samples measure.Source) (*Evidence, error) {
	began := begun(blocks, v.Summary.Run.FinishedAt)
	clock := newClock(began, v.Summary.Run.StartedAt, v.Summary.Run.FinishedAt)
	latency, timeline, colds := v.newDistribution(), v.newTimeline(began, clock), v.newColds(clock)
	gatherers := []gatherer{latency, timeline, colds}
	left := map[int]bool{}
	for _, b := range blocks {
		if b.State == measure.BlockContended {
			left[b.Index] = true
		}
	}
	elsewhere := v.elsewhere()
	err := samples.Each(func(batch []measure.Sample) error {
		for i := range batch {
			if left[batch[i].Block] {
				continue
			}
			for _, g := range gatherers {
				if g == latency && elsewhere[batch[i].Block] {
					continue
				}
				g.add(&batch[i])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	e := &Evidence{}
	if latency.finish() {
		e.Latency = latency
	}
	if timeline.finish() {
		e.Timeline = timeline
	}
	if colds.finish() {
		e.Colds = colds
	}
	return e, nil
}
