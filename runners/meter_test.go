package runners

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// meteredPlatform uses a millisecond of CPU for every request it has answered, of
// whatever phase.
type meteredPlatform struct {
	*platform
	log *log
}

func (p meteredPlatform) Usage(_ context.Context, v scenarios.Variant) (measure.Usage, bool) {
	n := p.log.count(func(s measure.Sample) bool { return s.Variant == v.Index })
	return measure.Usage{CPU: time.Duration(n) * time.Millisecond, Replicas: 2, VCPU: 0.5}, true
}

// What a block used is of its load alone, and of no other variant.
func TestUsageIsOfTheLoad(t *testing.T) {
	p, l := &platform{service: 300 * time.Millisecond, init: 200 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	sweep.Runners = []Runner{meteredPlatform{p, l}}
	synctest.Test(t, func(t *testing.T) {
		blocks, err := sweep.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if u := b.Usage; u == nil || u.CPU != 50*time.Millisecond || u.Elapsed < 5*time.Second || u.Replicas != 2 || u.VCPU != 0.5 {
				t.Errorf("block %d: %+v", b.Index, b.Usage)
			}
		}
	})
}

// What was used until an interruption counts.
func TestUsageOfAnInterruptedBlock(t *testing.T) {
	p, l := &platform{service: 300 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes, p, l)
	sweep.Runners = []Runner{meteredPlatform{p, l}}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		blocks, err := sweep.Run(ctx)
		if err == nil || blocks[0].Usage == nil || blocks[0].Usage.CPU <= 0 {
			t.Errorf("%v, %+v", err, blocks[0].Usage)
		}
	})
}
