package limits

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// recorded is a sampler of a 2-core host, one sample every 100 ms: one core
// busy for the first second, of which the groups use a half, then idle.
func recorded(start time.Time) *sampler {
	s := &sampler{cores: 2, read: func() (time.Duration, error) { return 0, errors.New("no more") }}
	for i := range 21 {
		busy := min(time.Duration(i), 10) * 100 * time.Millisecond
		s.fresh = hostSample{at: start.Add(time.Duration(i) * 100 * time.Millisecond), busy: busy, groups: busy / 2}
		s.ring = append(s.ring, s.fresh)
	}
	return s
}

func TestContentionWidensToSamples(t *testing.T) {
	start := time.Now()
	ms := func(n int) time.Time { return start.Add(time.Duration(n) * time.Millisecond) }
	s := recorded(start)
	for name, tc := range map[string]struct {
		from, to     int // ms
		busy, others float64
	}{
		"inside one sample":     {310, 320, 0.5, 0.5},
		"on the points":         {300, 600, 0.5, 0.5},
		"busy half of the time": {901, 1099, 0.25, 0.25},
		"idle":                  {1100, 1500, 0, 0},
		"after the last sample": {2001, 2005, 0, 0},
		"before the first":      {-500, 900, 0.5, 0.5},
	} {
		got := s.between(ms(tc.from), ms(tc.to))
		want := Contention{Busy: tc.busy, Others: tc.others, Known: true}
		if diff := got.Busy - want.Busy; diff > 1e-9 || diff < -1e-9 || !got.Known {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if diff := got.Others - want.Others; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if got := s.between(ms(100), ms(50)); got.Known {
		t.Errorf("an interval that ends before it begins: %+v", got)
	}
}

func TestSamplerRingKeepsTheNewest(t *testing.T) {
	var n time.Duration
	s := &sampler{
		cores: 1,
		read:  func() (time.Duration, error) { n++; return n, nil },
		cpu:   func() (time.Duration, error) { return 0, nil },
	}
	for range samplesKept + 10 {
		s.sample(true)
	}
	if len(s.ring) != samplesKept || s.at(0).busy != 11 || s.at(samplesKept-1).busy != samplesKept+10 {
		t.Errorf("%d samples from %d to %d", len(s.ring), s.at(0).busy, s.at(samplesKept-1).busy)
	}
	s.sample(false)
	if s.at(samplesKept-1).busy != samplesKept+10 || s.fresh.busy != samplesKept+11 {
		t.Error("a sample between two points was kept in the ring")
	}
}

func TestCPUSharesTakeTheLeastAssigned(t *testing.T) {
	s := newCPUShares([]int{4, 2})
	first, second, third := s.take(0.5), s.take(0.2), s.take(0.2)
	if first[0] != 2 || second[0] != 4 || third[0] != 4 {
		t.Errorf("took %v %v %v", first, second, third)
	}
	if both := s.take(5.79); len(both) != 2 || both[0] != 2 {
		t.Errorf("took %v for 5.79 vCPU of two CPUs", both)
	}
	if none := newCPUShares(nil).take(1); len(none) != 0 {
		t.Errorf("took %v where CPUs cannot be chosen", none)
	}
}

func TestCPUSharesBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "cpus")
		var allowed []int
		for cpu := range n {
			allowed = append(allowed, cpu)
		}
		s := newCPUShares(allowed)
		limits := rapid.SliceOf(rapid.Float64Range(0.05, 6)).Draw(t, "vcpus")
		var taken [][]int
		for _, v := range limits {
			got := s.take(v)
			if len(got) != min(wholeCPUs(v), n) {
				t.Fatalf("%d CPUs for %g vCPU of %d", len(got), v, n)
			}
			taken = append(taken, got)
		}
		for i, v := range limits {
			s.give(taken[i], v)
		}
		for cpu, left := range s.assigned {
			if left > 1e-6 {
				t.Fatalf("CPU %d still has %g assigned", cpu, left)
			}
		}
	})
}

func TestDutyCycleHoldsItsShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vcpu := rapid.Float64Range(0.02, 3).Draw(t, "vcpu")
		cpus := wholeCPUs(vcpu)
		start := time.Unix(0, 0)
		now, cpu := start, time.Duration(0)
		d := newDutyCycle(vcpu, now, 0)
		var latest time.Duration
		for now.Sub(start) < 2*time.Second {
			running, next := d.step(now, cpu)
			late := rapid.SampledFrom([]time.Duration{0, 0, 0, 50 * time.Microsecond, time.Millisecond}).Draw(t, "late")
			latest = max(latest, late)
			if !next.After(now) {
				t.Fatalf("next step %v is not after %v", next, now)
			}
			wake := next.Add(late)
			if running {
				cpu += time.Duration(cpus) * wake.Sub(now)
			}
			now = wake
		}
		want := time.Duration(vcpu * float64(now.Sub(start)))
		// One period's budget is granted ahead; each late step is a debt paid later.
		over := time.Duration(vcpu*float64(Period)) + time.Duration(cpus)*(latest+minTick)
		if cpu > want+over || cpu < want*9/10-over {
			t.Fatalf("used %v in %v at %g vCPU, want %v", cpu, now.Sub(start), vcpu, want)
		}
	})
}

func TestDutyCycleBanksNoIdleTime(t *testing.T) {
	start := time.Unix(0, 0)
	d := newDutyCycle(0.1, start, 0)
	d.step(start.Add(time.Hour), 0)
	if d.budget > d.quota+d.slack {
		t.Errorf("budget %v after an idle hour, quota is %v", d.budget, d.quota)
	}
}
