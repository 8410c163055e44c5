package runners

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// recorded is a Virtual that takes 1 s for the first request of a phase and
// 100 ms for the others.
type recorded struct{ platform }

var _ Virtual = (*recorded)(nil)

func (r *recorded) Answer(_ scenarios.Variant, at Place) (measure.Sample, time.Duration) {
	s := measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Duration: 100 * time.Millisecond}
	if at.Seq == 0 {
		s.Duration = time.Second
	}
	return s, s.Duration
}

func virtualSweep(t *testing.T, load string) (*Sweep, *log) {
	t.Helper()
	l, r := &log{}, &recorded{}
	sweep := sweepOf(t, "version: 1\nname: test\ntarget: {function: {handler: \"builtin:hello\"}}\nmatrix: {memory_mb: [128, 256]}\nrepeat: 2\n"+load, &r.platform, l)
	sweep.Runners, sweep.Traffic = []Runner{r}, &Traffic{}
	return sweep, l
}

// ends runs the sweep and gives what each sample of the first block's load says
// in ms since the block began: when it was sent and answered.
func ends(t *testing.T, sweep *Sweep, l *log) (blocks []measure.Block, sent, ended []int) {
	t.Helper()
	began := time.Now()
	blocks, err := sweep.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("virtual time took %v", took)
	}
	for _, s := range l.samples {
		if !s.Sent.Equal(s.Intended) || !s.WorkerFree || s.Phase == measure.PhaseWarmup {
			t.Fatalf("sample %+v", s)
		}
		if s.Block == 0 && s.Phase == measure.PhaseLoad {
			sent = append(sent, int(s.Sent.Sub(blocks[0].Started).Milliseconds()))
			ended = append(ended, int(s.End.Sub(blocks[0].Started).Milliseconds()))
		}
	}
	return blocks, sent, ended
}

func TestVirtualOpenKeepsTheSchedule(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {stages: [{rate: 1/s, for: 8s}]}\n")
	blocks, sent, ended := ends(t, sweep, l)
	if !slices.Equal(sent, []int{0, 1000, 2000, 3000}) || !slices.Equal(ended, []int{1000, 1100, 2100, 3100}) {
		t.Errorf("sent %v, ended %v", sent, ended)
	}
	now := VirtualStart
	for _, b := range blocks {
		if !b.Started.Equal(now) || b.Finished.Sub(b.Started) != 3100*time.Millisecond || b.Intended != 4 || b.Length != 4*time.Second || b.State != measure.BlockDone {
			t.Errorf("block %+v, want one from %v", b, now)
		}
		now = b.Finished
	}
	if sweep.Traffic.Sent() != 16 || sweep.Traffic.InFlight() != 0 {
		t.Errorf("%d sent, %d in flight", sweep.Traffic.Sent(), sweep.Traffic.InFlight())
	}
}

// Two callers: the one with the long answer falls behind.
func TestVirtualClosedWaitsForAnswers(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {concurrency: 2, invocations: 26}\n")
	_, sent, _ := ends(t, sweep, l)
	if want := []int{0, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1000}; !slices.Equal(sent, want) {
		t.Errorf("sent %v, want %v", sent, want)
	}
	sweep, l = virtualSweep(t, "load: {concurrency: 1, for: 2500ms}\n")
	if _, sent, _ = ends(t, sweep, l); !slices.Equal(sent, []int{0, 1000, 1100, 1200}) {
		t.Errorf("sent %v in 1250 ms", sent)
	}
}

func TestVirtualBurstAndColdStarts(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {burst: 3}\ncold_starts: {samples: 4}\n")
	blocks, sent, ended := ends(t, sweep, l)
	if !slices.Equal(sent, []int{0, 0, 0}) || !slices.Equal(ended, []int{1000, 100, 100}) {
		t.Errorf("sent %v, ended %v", sent, ended)
	}
	if l.count(inPhase(measure.PhaseCold)) != 8 || blocks[0].Started.Sub(VirtualStart) != 1100*time.Millisecond || blocks[0].Intended != 3 {
		t.Errorf("block %+v of %v", blocks[0], l.phases)
	}
}

// A sweep that goes on makes the same samples as one that was never interrupted.
func TestVirtualSweepGoesOn(t *testing.T) {
	const load = "load: {stages: [{poisson: 2/s, for: 20s}]}\n"
	whole, all := virtualSweep(t, load)
	blocks, _, _ := ends(t, whole, all)
	rest, l := virtualSweep(t, load)
	rest.Done = []measure.Block{blocks[0], blocks[2]}
	if _, err := rest.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(slices.Clone(all.samples), func(s measure.Sample) bool { return s.Block == 0 || s.Block == 2 })
	if !slices.Equal(l.samples, want) {
		t.Errorf("%d samples differ from the %d of the whole", len(l.samples), len(want))
	}
}

func TestVirtualSweepStops(t *testing.T) {
	sweep, l := virtualSweep(t, "load: {stages: [{rate: 10/s, for: 20s}]}\n")
	l.full = 30
	blocks, err := sweep.Run(t.Context())
	if err == nil || blocks[0].State != measure.BlockPartial || blocks[0].Intended != 31 || blocks[1].State != measure.BlockPending {
		t.Errorf("error %v, blocks %+v", err, blocks[:2])
	}
	sweep, _ = virtualSweep(t, "load: {concurrency: 3, for: 20s}\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if blocks, err := sweep.Run(ctx); !errors.Is(err, context.Canceled) || blocks[0].State != measure.BlockPartial {
		t.Errorf("error %v, blocks %+v", err, blocks[:1])
	}
}
