package runners

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// forgetful is a platform that tells the environment of a sample later, of the
// cold ones that they were of another size.
type forgetful struct {
	*platform
	completed atomic.Int64
	cancelled bool // ctx had ended
}

func (f *forgetful) Lacks(s *measure.Sample) bool { return s.OK() }

func (f *forgetful) Complete(ctx context.Context, _ scenarios.Variant, samples []measure.Sample) {
	f.cancelled = ctx.Err() != nil
	for i := range samples {
		samples[i].Environment = "known"
		samples[i].Stale = samples[i].Cold.Waited()
	}
	f.completed.Add(int64(len(samples)))
}

func TestSamplesAreCompletedBeforeTheyAreKept(t *testing.T) {
	p, l := &platform{service: 300 * time.Millisecond, init: 200 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	runner := &forgetful{platform: p}
	sweep.Runners = []Runner{runner}
	var tallied atomic.Int64
	sweep.Tally = func(s measure.Sample) error {
		if s.Environment == "" {
			tallied.Add(1)
		}
		return nil
	}
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if n := int64(len(l.samples)); n == 0 || runner.completed.Load() != n || tallied.Load() != n {
		t.Errorf("%d samples, %d completed, %d counted at once", n, runner.completed.Load(), tallied.Load())
	}
	for _, s := range l.samples {
		if s.Environment != "known" || s.Stale && s.Phase != measure.PhaseWarmup {
			t.Fatalf("%+v", s)
		}
	}
}

// What an interrupted block has measured is kept, too.
func TestAnInterruptedBlockKeepsItsSamples(t *testing.T) {
	p, l := &platform{service: 300 * time.Millisecond, init: 200 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	runner := &forgetful{platform: p}
	sweep.Runners = []Runner{runner}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(4*time.Second, cancel)
		if _, err := sweep.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	if !runner.cancelled || l.count(func(s measure.Sample) bool { return s.Environment == "known" }) == 0 {
		t.Errorf("%d samples", len(l.samples))
	}
}
