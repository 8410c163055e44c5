package runners

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// onlooker looks at the traffic a second and a half into the load of the first block.
type onlooker struct {
	*log
	traffic  *Traffic
	due      int64
	inFlight int64
	known    bool
}

func (o *onlooker) PhaseStarted(b measure.Block, p measure.Phase) {
	if p == measure.PhaseLoad && b.Index == 0 {
		time.AfterFunc(1550*time.Millisecond, func() {
			o.due, o.known = o.traffic.Due(time.Now())
			o.inFlight = o.traffic.InFlight()
		})
	}
}

func TestTrafficCountsWhatIsUnderWay(t *testing.T) {
	p, l := &platform{service: 330 * time.Millisecond}, &log{}
	look := &onlooker{log: l, traffic: &Traffic{}}
	sweep := sweepOf(t, twoSizes, p, l)
	sweep.Observer, sweep.Traffic = look, look.traffic
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	// 10/s: those of 0 to 1.5 s are due, and those of 1.3, 1.4 and 1.5 s under way.
	if !look.known || look.due != 16 || look.inFlight != 3 {
		t.Errorf("due %d (%v), in flight %d", look.due, look.known, look.inFlight)
	}
	if got := look.traffic.Sent(); got != int64(len(l.samples)) || look.traffic.InFlight() != 0 {
		t.Errorf("%d sent and %d under way after %d samples", got, look.traffic.InFlight(), len(l.samples))
	}
	if _, known := look.traffic.Due(time.Now()); known {
		t.Error("a schedule is followed after the sweep")
	}
}

// Each forced cold start has a place of its own.
func TestForcedColdStartsAreNumbered(t *testing.T) {
	p, l := &platform{service: 10 * time.Millisecond}, &log{}
	sweep := sweepOf(t, twoSizes+"cold_starts: {samples: 6}\n", p, l)
	synctest.Test(t, func(t *testing.T) {
		if _, err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	var places []int
	for _, s := range l.samples {
		if s.Block == 0 && s.Phase == measure.PhaseCold {
			places = append(places, s.Seq)
		}
	}
	if !slices.Equal(places, []int{0, 1, 2}) {
		t.Errorf("places %v", places)
	}
}
