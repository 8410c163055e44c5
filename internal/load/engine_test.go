package load

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// recorder collects samples; its Send takes a fixed time per request, in the
// virtual time of a synctest bubble.
type recorder struct {
	mu      sync.Mutex
	samples []measure.Sample
	flight  atomic.Int64
	peak    atomic.Int64
}

func (r *recorder) engine(service func(seq int) time.Duration) *Engine {
	return &Engine{
		CoarseTimers: true,
		Send: func(ctx context.Context, seq int, s *measure.Sample) {
			now := r.flight.Add(1)
			for peak := r.peak.Load(); now > peak && !r.peak.CompareAndSwap(peak, now); peak = r.peak.Load() {
			}
			defer r.flight.Add(-1)
			select {
			case <-time.After(service(seq)):
				s.Outcome = measure.OutcomeOK
			case <-ctx.Done():
				s.Outcome = measure.OutcomeTransport
			}
		},
		Record: func(s *measure.Sample) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.samples = append(r.samples, *s)
		},
	}
}

func takes(d time.Duration) func(int) time.Duration { return func(int) time.Duration { return d } }

func (r *recorder) bySeq() []measure.Sample {
	slices.SortFunc(r.samples, func(a, b measure.Sample) int { return a.Seq - b.Seq })
	return r.samples
}

func TestOpenSendsOnTimeWhateverTheTargetDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		start := time.Now()
		r.engine(takes(730*time.Millisecond)).Open(t.Context(), Constant{PerSecond: 10, For: 3 * time.Second})
		if len(r.samples) != 30 {
			t.Fatalf("%d samples, want 30", len(r.samples))
		}
		for n, s := range r.bySeq() {
			want := start.Add(time.Duration(n) * 100 * time.Millisecond)
			if !s.Intended.Equal(want) || !s.Sent.Equal(want) || s.Service() != 730*time.Millisecond {
				t.Errorf("send %d: intended %v, sent %v late, service %v", n, s.Intended.Sub(start), s.SendLag(), s.Service())
			}
		}
		if peak := r.peak.Load(); peak != 8 {
			t.Errorf("peak of %d in flight, want 8", peak)
		}
	})
}

// A server that stalls once for a second: the truth is in the latency from the
// intended time, with workers bounded too.
func TestOpenCountsTheWaitOfAStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		start := time.Now()
		stall := start.Add(time.Second)
		engine := r.engine(func(int) time.Duration {
			if now := time.Now(); !now.Before(stall) && now.Before(stall.Add(time.Second)) {
				return stall.Add(time.Second).Sub(now)
			}
			return time.Microsecond
		})
		engine.MaxWorkers = 4
		engine.Open(t.Context(), Constant{PerSecond: 100, For: 3 * time.Second})
		if len(r.samples) != 300 {
			t.Fatalf("%d samples, want 300", len(r.samples))
		}
		if peak := r.peak.Load(); peak > 4 {
			t.Errorf("%d in flight over a bound of 4", peak)
		}
		for _, s := range r.bySeq()[110:190] {
			truth := stall.Add(time.Second).Sub(s.Intended)
			if off := s.Latency() - truth; off < 0 || off > time.Millisecond {
				t.Fatalf("send %d: latency %v, truth %v", s.Seq, s.Latency(), truth)
			}
			if s.WorkerFree {
				t.Fatalf("send %d: a worker was free while all waited on the target", s.Seq)
			}
		}
	})
}

func TestStopEndsTheScheduleButNotWhatIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		engine := r.engine(takes(time.Second))
		stop := make(chan struct{})
		engine.Stop = stop
		time.AfterFunc(450*time.Millisecond, func() { close(stop) })
		engine.Open(t.Context(), Constant{PerSecond: 10, For: time.Minute})
		if len(r.samples) != 5 {
			t.Fatalf("%d samples, want the 5 sent before the stop", len(r.samples))
		}
	})
}

func TestCancelRecordsNothingThatItCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		ctx, cancel := context.WithTimeout(t.Context(), 1950*time.Millisecond)
		defer cancel()
		r.engine(takes(time.Second)).Open(ctx, Constant{PerSecond: 10, For: time.Minute})
		if len(r.samples) != 10 {
			t.Fatalf("%d samples, want the 10 answered before the cancel", len(r.samples))
		}
	})
}

func TestClosedCallersWaitForTheirAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counted, timed recorder
		counted.engine(takes(100*time.Millisecond)).Closed(t.Context(), 4, 42, 0)
		if len(counted.samples) != 42 || counted.peak.Load() != 4 {
			t.Errorf("%d samples with %d in flight, want 42 with 4", len(counted.samples), counted.peak.Load())
		}
		timed.engine(takes(100*time.Millisecond)).Closed(t.Context(), 2, 0, time.Second)
		if len(timed.samples) != 20 {
			t.Errorf("%d samples in a second, want 20", len(timed.samples))
		}
		for _, s := range timed.samples {
			if s.Latency() != s.Service() {
				t.Errorf("latency %v and service %v differ in the closed model", s.Latency(), s.Service())
			}
		}
	})
}

func TestBurstSendsAllAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		r.engine(takes(time.Second)).Burst(t.Context(), 100)
		if len(r.samples) != 100 || r.peak.Load() != 100 {
			t.Errorf("%d samples with %d in flight, want 100 at once", len(r.samples), r.peak.Load())
		}
	})
}

func TestLateSendsAreDroppedByChoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		engine := r.engine(takes(time.Second))
		engine.MaxWorkers, engine.DropAfter = 1, 300*time.Millisecond
		engine.Open(t.Context(), Constant{PerSecond: 10, For: 3 * time.Second})
		sent, dropped := 0, 0
		for _, s := range r.bySeq() {
			switch s.Outcome {
			case measure.OutcomeDropped:
				dropped++
				if s.WorkerFree || s.SendLag() <= engine.DropAfter {
					t.Errorf("send %d dropped %v late, worker free %v", s.Seq, s.SendLag(), s.WorkerFree)
				}
			default:
				sent++
				if s.SendLag() > engine.DropAfter {
					t.Errorf("send %d went %v late", s.Seq, s.SendLag())
				}
			}
		}
		// One worker takes a second each: it sends at 0, and then the first that
		// is at most 300 ms late when it comes back.
		if len(r.samples) != 30 || sent != 4 || dropped != 26 {
			t.Errorf("%d samples, %d sent and %d dropped, want 30, 4 and 26", len(r.samples), sent, dropped)
		}
	})
}

func TestWorkersGrowWithWhatIsDueAndRestAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		// A stall of nearly a second among answers that take a millisecond.
		start := time.Now()
		engine := r.engine(func(int) time.Duration {
			const end = 1995 * time.Millisecond // between two sends
			if now := time.Since(start); now >= time.Second && now < end {
				return end - now
			}
			return time.Millisecond
		})
		g := engine.Open(t.Context(), Constant{PerSecond: 100, For: 10 * time.Second})
		if len(r.samples) != 1000 {
			t.Errorf("%d samples, want 1000", len(r.samples))
		}
		if g.InFlight != int(r.peak.Load()) || g.InFlight != 100 {
			t.Errorf("%d in flight at most, want the 100 of the stall (%d seen)", g.InFlight, r.peak.Load())
		}
		if g.Workers < 101 || g.Workers > 102 || g.MaxWorkers != DefaultMaxWorkers {
			t.Errorf("generator %+v: want a worker for each in flight and one or two that stand by", g)
		}
		for _, s := range r.samples {
			if !s.WorkerFree || s.SendLag() > 0 {
				t.Fatalf("send %d late by %v (worker free %v) with workers to spare", s.Seq, s.SendLag(), s.WorkerFree)
			}
		}
	})
}

func TestVegetaSendsTheSameSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		engine := r.engine(takes(300 * time.Millisecond))
		engine.MaxWorkers = 2
		start := time.Now()
		engine.Attack(t.Context(), Constant{PerSecond: 10, For: 2 * time.Second})
		if len(r.samples) != 20 || r.peak.Load() != 2 {
			t.Fatalf("%d samples with %d in flight, want 20 with 2", len(r.samples), r.peak.Load())
		}
		for n, s := range r.bySeq() {
			if want := start.Add(time.Duration(n) * 100 * time.Millisecond); s.Seq != n || !s.Intended.Equal(want) {
				t.Errorf("send %d is number %d, intended %v", n, s.Seq, s.Intended.Sub(start))
			}
			// Two workers carry 6.7/s of 10/s: the wait grows, and is counted.
			if n == 19 && s.Latency() < time.Second {
				t.Errorf("the last of 20 has latency %v", s.Latency())
			}
		}
	})
}

// slowAt is a schedule whose times take a moment to find, so that all workers
// are back before the first has claimed.
type slowAt struct{ Schedule }

func (s slowAt) At(n int) (time.Duration, bool) {
	time.Sleep(time.Microsecond)
	return s.Schedule.At(n)
}

// Sends that were late because every worker waited on the target are not the
// generator's fault, whoever makes them afterwards.
func TestTheBacklogOfAStallIsTheTargets(t *testing.T) {
	for name, open := range map[string]func(*Engine, context.Context, Schedule) measure.Generator{"own": (*Engine).Open, "vegeta": (*Engine).Attack} {
		synctest.Test(t, func(t *testing.T) {
			var r recorder
			stall := time.Now().Add(2 * time.Second)
			engine := r.engine(func(int) time.Duration { return max(time.Millisecond, time.Until(stall)) })
			engine.MaxWorkers = 8
			open(engine, t.Context(), slowAt{Constant{PerSecond: 100, For: 4 * time.Second}})
			if len(r.samples) != 400 {
				t.Errorf("%s: %d samples, want 400", name, len(r.samples))
			}
			for _, s := range r.bySeq() {
				if s.WorkerFree && s.SendLag() > 5*time.Millisecond {
					t.Fatalf("%s: send %d is %v late, with a worker free", name, s.Seq, s.SendLag())
				}
			}
		})
	}
}
