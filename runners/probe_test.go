package runners

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// rounds is a searcher that makes the rounds that it was given.
type rounds struct {
	next     [][]Probe
	hopeless int // the block that cannot hold from its second second on; -1 for none
}

func (s *rounds) Next([]measure.Block) []Probe {
	if len(s.next) == 0 {
		return nil
	}
	next := s.next[0]
	s.next = s.next[1:]
	return next
}

func (s *rounds) Hopeless(b measure.Block) <-chan struct{} {
	if b.Index != s.hopeless {
		return nil
	}
	lost := make(chan struct{})
	time.AfterFunc(2*time.Second, func() { close(lost) })
	return lost
}

const searching = `
version: 1
name: test
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 256]}
load: {search: {where: p99 < 300ms, from: 1/s, to: 100/s, step: 5s, settle: 1s}}
cold_starts: {samples: 2}
`

func TestSweepProbes(t *testing.T) {
	p, l := &platform{service: 50 * time.Millisecond, init: 200 * time.Millisecond}, &log{}
	sweep := sweepOf(t, searching, p, l)
	sweep.Searcher = &rounds{hopeless: -1, next: [][]Probe{
		{{0, 10, 5 * time.Second}, {1, 20, 5 * time.Second}},
		{{0, 40, 15 * time.Second}},
	}}
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		if err != nil || len(blocks) != 3 {
			t.Fatalf("%+v, %v", blocks, err)
		}
		for _, b := range blocks {
			sends := int(b.Rate * b.Length.Seconds())
			if b.State != measure.BlockDone || b.Lost || b.Intended != sends || b.Round != b.Index/2 || b.Finished.Sub(b.Started) < b.Length-time.Second {
				t.Errorf("%+v", b)
			}
			seen := map[measure.Phase]map[int]bool{measure.PhaseLoad: {}, measure.PhaseWarmup: {}, measure.PhaseCold: {}}
			for _, s := range l.samples {
				if s.Block != b.Index {
					continue
				}
				if seen[s.Phase][s.Seq] {
					t.Errorf("block %d: two samples at place %d of %s", b.Index, s.Seq, s.Phase)
				}
				seen[s.Phase][s.Seq] = true
				if s.Phase == measure.PhaseLoad && s.Intended.Before(b.Started) {
					t.Errorf("block %d: a send counts before the rate has settled", b.Index)
				}
			}
			cold := map[int]int{0: 2, 1: 2, 2: 0}[b.Index] // with the first of each variant
			if len(seen[measure.PhaseLoad]) != sends || len(seen[measure.PhaseWarmup]) < int(b.Rate) || len(seen[measure.PhaseCold]) != cold {
				t.Errorf("block %d of %v/s: %d, %d and %d samples", b.Index, b.Rate, len(seen[measure.PhaseLoad]), len(seen[measure.PhaseWarmup]), len(seen[measure.PhaseCold]))
			}
		}
	})
}

func TestSweepEndsHopelessProbes(t *testing.T) {
	p, l := &platform{service: 50 * time.Millisecond}, &log{}
	sweep := sweepOf(t, searching, p, l)
	sweep.Searcher = &rounds{hopeless: 0, next: [][]Probe{{{0, 10, 5 * time.Second}}}}
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		n := l.count(inPhase(measure.PhaseLoad))
		if err != nil || len(blocks) != 1 || !blocks[0].Lost || blocks[0].State != measure.BlockDone || n != blocks[0].Intended || n < 8 || n > 12 {
			t.Errorf("%d samples, %+v, %v", n, blocks, err)
		}
	})
}
