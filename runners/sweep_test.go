package runners

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// platform is a Runner in virtual time: each environment takes an init first,
// then a fixed service time, and is reused while it is idle.
type platform struct {
	service, init time.Duration
	failing       bool
	applyErr      error

	mu       sync.Mutex
	live     []int
	idle     map[int]int // environments by variant
	started  int
	recycled int
}

func (p *platform) Check(context.Context, []scenarios.Variant) error { return nil }
func (p *platform) Restore(context.Context) error                    { return nil }

func (p *platform) Apply(_ context.Context, v scenarios.Variant) error {
	p.live = append(p.live, v.Index)
	return p.applyErr
}

func (p *platform) Recycle(_ context.Context, v scenarios.Variant) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle[v.Index] = 0
	p.recycled++
	return nil
}

func (p *platform) Invoke(ctx context.Context, v scenarios.Variant, _ scenarios.Payload) measure.Sample {
	cold := p.take(v.Index)
	wait := p.service
	sample := measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdNone}
	if cold {
		wait += p.init
		sample.Cold, sample.Init = measure.ColdWaited, p.init
	}
	if p.failing {
		sample.Outcome, sample.Cold = measure.OutcomeOOM, measure.ColdReinit
	}
	select {
	case <-time.After(wait):
	case <-ctx.Done():
		return measure.Sample{Outcome: measure.OutcomeTransport}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle[v.Index]++
	return sample
}

// take claims an idle environment or starts one.
func (p *platform) take(variant int) (cold bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.idle[variant] > 0 {
		p.idle[variant]--
		return false
	}
	p.started++
	return true
}

// log is an Observer and a Record that keeps everything.
type log struct {
	mu      sync.Mutex
	phases  []string
	samples []measure.Sample
	full    int // samples that the disk takes; 0 is all
}

func (l *log) BlockStarted(measure.Block) {}
func (l *log) PhaseStarted(b measure.Block, p measure.Phase) {
	l.phases = append(l.phases, fmt.Sprintf("%d %s", b.Index, p))
}
func (l *log) Sampled(*measure.Sample)     {}
func (l *log) BlockFinished(measure.Block) {}

func (l *log) record(s measure.Sample) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full > 0 && len(l.samples) >= l.full {
		return errors.New("no space left on device")
	}
	l.samples = append(l.samples, s)
	return nil
}

func (l *log) count(keep func(measure.Sample) bool) int {
	return len(slices.DeleteFunc(slices.Clone(l.samples), func(s measure.Sample) bool { return !keep(s) }))
}

func inPhase(p measure.Phase) func(measure.Sample) bool {
	return func(s measure.Sample) bool { return s.Phase == p }
}

func sweepOf(t *testing.T, yaml string, p *platform, l *log) *Sweep {
	t.Helper()
	s, err := scenarios.Parse("test.yaml", t.TempDir(), []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	p.idle = map[int]int{}
	return &Sweep{Scenario: s, Plan: s.Plan(), Runners: []Runner{p}, Record: l.record, Observer: l, CoarseTimers: true}
}

const twoSizes = `
version: 1
name: test
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 256]}
repeat: 2
load: {stages: [{rate: 10/s, for: 10s}]}
`

func TestSweepDividesTheLoadAmongRounds(t *testing.T) {
	p, l := &platform{service: 300 * time.Millisecond, init: 200 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if b.State != measure.BlockDone || b.Intended != 50 || b.Length != 5*time.Second {
				t.Errorf("block %+v", b)
			}
		}
		for variant := range 2 {
			n := l.count(func(s measure.Sample) bool { return s.Phase == measure.PhaseLoad && s.Variant == variant })
			if n != 100 {
				t.Errorf("variant %d: %d samples, want 100", variant, n)
			}
		}
	})
}

func TestWarmUpKeepsColdStartsOutOfTheLoad(t *testing.T) {
	p, l := &platform{service: 800 * time.Millisecond, init: 200 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		cold := func(phase measure.Phase) int {
			return l.count(func(s measure.Sample) bool { return s.Phase == phase && s.Cold == measure.ColdWaited })
		}
		if cold(measure.PhaseLoad) != 0 || cold(measure.PhaseWarmup) != p.started {
			t.Errorf("%d cold starts in the load, %d in the warm-up of %d environments",
				cold(measure.PhaseLoad), cold(measure.PhaseWarmup), p.started)
		}
	})
}

// A cold start that takes long must not lead to one for each request that comes
// meanwhile: here 10 environments are enough, and 300 requests come during an init.
func TestWarmUpStartsNoMoreEnvironmentsThanTheRateNeeds(t *testing.T) {
	p, l := &platform{service: 100 * time.Millisecond, init: 3 * time.Second}, &log{}
	sweep := sweepOf(t, strings.Replace(twoSizes, "10/s, for: 10s", "100/s, for: 2s", 1), p, l)
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if most := len(sweep.Plan.Variants) * (10 + unproved); p.started > most {
			t.Errorf("%d environments, want at most %d", p.started, most)
		}
		cold := l.count(func(s measure.Sample) bool { return s.Phase == measure.PhaseLoad && s.Cold == measure.ColdWaited })
		if cold > 0 {
			t.Errorf("%d cold starts in the load", cold)
		}
	})
}

func TestWarmUpGivesUpOnATargetThatFails(t *testing.T) {
	p, l := &platform{service: 100 * time.Millisecond, failing: true}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := l.count(inPhase(measure.PhaseWarmup)); n > 4*(maxFailures+2) {
			t.Errorf("%d warm-up samples of a hopeless target in 4 blocks", n)
		}
		if n := l.count(inPhase(measure.PhaseLoad)); n != 200 {
			t.Errorf("%d load samples, want 200: failures are measured", n)
		}
	})
}

func TestForcedColdStartsComeFirstAndAddUp(t *testing.T) {
	p, l := &platform{service: 10 * time.Millisecond, init: 50 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes+"cold_starts: {samples: 5, by: recycle}\n", p, l)
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := l.count(inPhase(measure.PhaseCold)); n != 10 || p.recycled != 10 {
			t.Errorf("%d forced cold starts and %d recycles, want 5 for each of 2 variants", n, p.recycled)
		}
		if want := []string{"0 cold", "0 warmup", "0 load"}; !slices.Equal(l.phases[:3], want) {
			t.Errorf("phases %v, want %v", l.phases[:3], want)
		}
	})
}

func TestSweepStopsWhenSamplesCannotBeKept(t *testing.T) {
	p, l := &platform{service: 10 * time.Millisecond}, &log{full: 20}
	sweep := sweepOf(t, twoSizes, p, l)
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		if err == nil || len(l.samples) != 20 {
			t.Fatalf("%d samples kept, error %v", len(l.samples), err)
		}
		if blocks[0].State != measure.BlockPartial || blocks[1].State != measure.BlockPending {
			t.Errorf("blocks %+v", blocks)
		}
	})
}

func TestSweepLeavesDoneBlocksAlone(t *testing.T) {
	p, l := &platform{service: 10 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	sweep.Done = []measure.Block{{Index: 0, Variant: sweep.Plan.Blocks[0].Variant, State: measure.BlockDone, Intended: 7}}
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if blocks[0].Intended != 7 || len(p.live) != 3 {
			t.Errorf("%d blocks ran, the first is now %+v", len(p.live), blocks[0])
		}
		if n := l.count(func(s measure.Sample) bool { return s.Block == 0 }); n != 0 {
			t.Errorf("%d samples of the block that was done", n)
		}
	})
}

func TestSweepEndsWhereItIsEnough(t *testing.T) {
	p, l := &platform{service: 10 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	sweep.Enough = func(next measure.Block) bool { return next.Index == 3 }
	sweep.Planner = plannerFunc(func([]measure.Block) []int { t.Error("more rounds are asked for"); return nil })
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		if err != nil || len(blocks) != 4 || blocks[2].State != measure.BlockDone || blocks[3].State != measure.BlockPending {
			t.Errorf("%+v, %v", blocks, err)
		}
	})
}

// plannerFunc makes a planner of a function.
type plannerFunc func([]measure.Block) []int

func (f plannerFunc) Next(blocks []measure.Block) []int { return f(blocks) }

func TestSweepEndsOnCancelAndKeepsWhatWasAnswered(t *testing.T) {
	p, l := &platform{service: 100 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		blocks, err := sweep.Run(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
			t.Errorf("ended after %v with %v", time.Since(start), err)
		}
		n := l.count(inPhase(measure.PhaseLoad))
		if b := blocks[0]; b.State != measure.BlockPartial || b.Intended < n || b.Intended > n+2 {
			t.Errorf("%d samples recorded, block %+v", n, b)
		}
		if l.count(func(s measure.Sample) bool { return !s.OK() }) != 0 {
			t.Error("a request that the cancel cut off was recorded")
		}
	})
}

func TestSweepNamesTheVariantThatCouldNotBeApplied(t *testing.T) {
	p, l := &platform{applyErr: errors.New("no such role")}, &log{}
	_, err := sweepOf(t, twoSizes, p, l).Run(t.Context())
	if err == nil || !errors.Is(err, p.applyErr) || len(l.samples) != 0 {
		t.Errorf("%v", err)
	}
}

// refusing is a platform that lets nobody in any more once it has been asked.
type refusing struct {
	*platform
	why error
}

func (r *refusing) Refused() error { return r.why }

// A block in which the platform stopped to let anybody in is not measured, and the
// last one ends the sweep as any other.
func TestABlockThatIsRefusedIsNotMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, l := &platform{service: time.Millisecond}, &log{}
		sweep := sweepOf(t, twoSizes, p, l)
		sweep.Plan.Blocks = sweep.Plan.Blocks[:1]
		expired := errors.New("the credentials have expired")
		sweep.Runners = []Runner{&refusing{platform: p, why: expired}}
		blocks, err := sweep.Run(t.Context())
		if !errors.Is(err, expired) || blocks[0].State != measure.BlockPartial || !strings.Contains(blocks[0].Error, "expired") {
			t.Errorf("%v, %+v", err, blocks[0])
		}
	})
}

func TestPayloadsAreDrawnByWeightAndSeed(t *testing.T) {
	payloads := []scenarios.Payload{{Name: "small", Weight: 3}, {Name: "large", Weight: 1}}
	count := map[string]int{}
	a, b := newPicker(payloads, 1, 2), newPicker(payloads, 1, 2)
	for seq := range 4000 {
		name := a.payload(seq).Name
		count[name]++
		if again := b.payload(seq).Name; again != name {
			t.Fatalf("send %d: %s and %s under the same seed", seq, name, again)
		}
	}
	if count["small"] < 2850 || count["small"] > 3150 {
		t.Errorf("%v, want about 3 to 1", count)
	}
}

func TestSharesAddUp(t *testing.T) {
	for _, n := range []int{0, 1, 5, 7, 100} {
		for rounds := 1; rounds < 9; rounds++ {
			sum := 0
			for round := range rounds {
				sum += Share(n, rounds, round)
			}
			if sum != n {
				t.Errorf("%d in %d rounds adds up to %d", n, rounds, sum)
			}
		}
	}
}

func TestAScheduleIsKeptAsTheScenarioSays(t *testing.T) {
	for keeping, wantDropped := range map[string]int{"": 0, ", max_workers: 1": 0, ", max_workers: 1, drop_after: 1s": 44, ", max_workers: 1, engine: vegeta": 0} {
		p, l := &platform{service: time.Second}, &log{}
		sweep := sweepOf(t, `
version: 1
name: test
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128]}
repeat: 1
load: {stages: [{rate: 10/s, for: 5s}]`+keeping+`}
`, p, l)
		synctest.Test(t, func(t *testing.T) {
			blocks, err := sweep.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sent := l.count(func(s measure.Sample) bool { return s.Phase == measure.PhaseLoad && s.Outcome == measure.OutcomeOK })
			dropped := l.count(func(s measure.Sample) bool { return s.Outcome == measure.OutcomeDropped })
			if sent+dropped != 50 || dropped != wantDropped {
				t.Errorf("%q: %d sent and %d dropped of 50, want %d dropped", keeping, sent, dropped, wantDropped)
			}
			slices.SortFunc(l.samples, func(a, b measure.Sample) int { return a.Sent.Compare(b.Sent) })
			for i := 1; keeping != "" && i < len(l.samples); i++ {
				if l.samples[i].Sent.Before(l.samples[i-1].End) {
					t.Errorf("%q: two %s requests at once", keeping, l.samples[i].Phase)
				}
			}
			if g := blocks[0].Generator; keeping == "" == (g.InFlight == 1) || g.InFlight > g.MaxWorkers {
				t.Errorf("%q: generator %+v", keeping, g)
			}
		})
	}
}

// stopsLast ends the sweep as its last block finishes, as a disk does that is
// full just then.
type stopsLast struct {
	*log
	blocks int
	stop   context.CancelCauseFunc
}

func (s *stopsLast) BlockFinished(measure.Block) {
	if s.blocks--; s.blocks == 0 {
		s.stop(errors.New("no space left on device"))
	}
}

func TestAnEndWithTheLastBlockIsSaid(t *testing.T) {
	p, l := &platform{service: 10 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		sweep.Observer = &stopsLast{l, len(sweep.Plan.Blocks), cancel}
		if _, err := sweep.Run(ctx); err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("error %v", err)
		}
	})
}
