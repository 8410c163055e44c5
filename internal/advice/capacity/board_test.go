package capacity

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// sampled are the samples of a probe as a block of a run has them.
func sampled(p *Probe, variant, block int) []measure.Sample {
	begin := time.Unix(1e9, 0)
	out := []measure.Sample{{Variant: variant, Block: block, Phase: measure.PhaseWarmup, Intended: begin, Sent: begin, End: begin.Add(time.Hour)}}
	for _, c := range p.Calls {
		at := begin.Add(time.Duration(float64(c.Seq) / p.Rate * float64(time.Second)))
		out = append(out, measure.Sample{
			Variant: variant, Block: block, Phase: measure.PhaseLoad, Seq: int(c.Seq), Outcome: c.Outcome, WorkerFree: true,
			Intended: at, Sent: at, End: at.Add(time.Duration(float64(c.Latency) * float64(time.Millisecond))),
		})
	}
	return out
}

// What a run says while it goes on, a report says from what it left on disk, in
// whatever order that is read.
func TestBoardIsTheSameFromDisk(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p99 < 300ms, errors < 1%"), From: 1, To: 500, Precision: 0.1, Confidence: 0.95}
	rng := rand.New(rand.NewPCG(5, 5))
	targets := []target{queue(1, 50, false), queue(2, 50, true)}
	board := NewBoard(p, 2, 2)
	var blocks []measure.Block
	var all []measure.Sample
	for progress := true; progress; {
		progress = false
		for v, answer := range targets {
			step := board.Next(v)
			if step.Rate == 0 {
				continue
			}
			progress = true
			probe := answer(rng, step.Rate, 10*float64(step.Steps))
			b := measure.Block{Index: len(blocks), Variant: v, State: measure.BlockDone, Rate: step.Rate, Intended: probe.Intended}
			for _, s := range sampled(probe, v, b.Index) {
				board.Sampled(&s)
				all = append(all, s)
			}
			blocks = append(blocks, b)
			if taken := board.Take(blocks); len(taken) != 1 || taken[0].Verdict.Rate != step.Rate || taken[0].Verdict.N != probe.Intended {
				t.Fatalf("%+v", taken)
			}
		}
	}
	again := NewBoard(p, 2, 2)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i := range all {
		again.Sampled(&all[i])
	}
	if n := len(again.Take(blocks)); n != len(blocks) {
		t.Errorf("%d of %d blocks taken", n, len(blocks))
	}
	for v, truth := range []float64{capacityGM1(50, 0.99, 0.3, false), 2 * capacityGM1(50, 0.99, 0.3, false)} {
		found := board.Found(v)
		if len(found) != 2 || !reflect.DeepEqual(found, again.Found(v)) {
			t.Fatalf("%+v, from disk %+v", found, again.Found(v))
		}
		for _, f := range found {
			if !f.Done || len(f.Blocks) != len(f.Probes) || f.Rate < truth/1.3 || f.Rate > truth*1.3 {
				t.Errorf("variant %d: %+v, want about %v", v, f, truth)
			}
			for i, at := range f.Blocks {
				if blocks[at].Variant != v || blocks[at].Rate != f.Probes[i].Rate {
					t.Errorf("probe %+v was block %+v", f.Probes[i], blocks[at])
				}
			}
		}
	}
	if board.Next(0).Rate != 0 {
		t.Error("there is more after the last search")
	}
}

// A block that was not finished, and all after it, are not taken yet.
func TestBoardWaitsForBlocks(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p99 < 300ms"), From: 1, To: 500, Precision: 0.1, Confidence: 0.95}
	board := NewBoard(p, 1, 1)
	blocks := []measure.Block{{Index: 0, State: measure.BlockPartial, Rate: 1}, {Index: 1, State: measure.BlockDone, Rate: 1}}
	if taken := board.Take(blocks); len(taken) != 0 || board.Next(0).Rate != 1 || len(board.Found(0)) != 0 {
		t.Errorf("%+v", taken)
	}
}

func TestHopeless(t *testing.T) {
	ended := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	for _, test := range []struct {
		where string
		bad   measure.Sample
		most  int // bad calls of 1000 that a probe may go on with
	}{
		{"p99 < 300ms", measure.Sample{Outcome: measure.OutcomeOK, End: time.Time{}.Add(time.Second)}, 30},
		{"service.p50 < 300ms", measure.Sample{Outcome: measure.OutcomeOK, End: time.Time{}.Add(time.Second)}, 1010},
		{"errors < 1%", measure.Sample{Outcome: measure.OutcomeTimeout}, 30},
		{"throttles == 0", measure.Sample{Outcome: measure.OutcomeThrottle}, 0},
		{"mean < 100ms", measure.Sample{Outcome: measure.OutcomeOK, End: time.Time{}.Add(time.Second)}, 200},
	} {
		p := Problem{Where: mustSLO(t, test.where), From: 1, To: 500, Precision: 0.1, Confidence: 0.95}
		board := NewBoard(p, 1, 1)
		lost := board.Hopeless(3, 1000)
		test.bad.Phase = measure.PhaseLoad
		for i := range test.most {
			other, bad := test.bad, test.bad
			other.Block, bad.Block = 2, 3
			board.Sampled(&other)
			if board.Sampled(&bad); ended(lost) {
				t.Errorf("%s: hopeless after %d bad calls", test.where, i+1)
				break
			}
		}
		bad := test.bad
		bad.Block = 3
		if board.Sampled(&bad); !ended(lost) {
			t.Errorf("%s: not hopeless after %d bad calls", test.where, test.most+1)
		}
	}
}
