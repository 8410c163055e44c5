package throttle

import (
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var epoch = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// TestBucketBound is the promise: in any window of t seconds at most b + r·t
// pass, whatever the arrivals, and it holds exactly.
func TestBucketBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Limit{Rate: rapid.Float64Range(0.01, MaxRate).Draw(t, "rate"), Burst: rapid.IntRange(1, 50).Draw(t, "burst")}
		b := NewBucket(l)
		gaps := rapid.SliceOfN(rapid.Int64Range(0, int64(4e9/l.Rate)+1), 1, 300).Draw(t, "gaps")
		var passed []time.Duration
		now := time.Duration(0)
		for _, gap := range gaps {
			now += time.Duration(gap)
			if b.Allow(epoch.Add(now)) {
				passed = append(passed, now)
			}
		}
		for i := range passed {
			for j := i; j < len(passed); j++ {
				span := passed[j] - passed[i]
				if limit := float64(l.Burst) + l.Rate*span.Seconds(); float64(j-i+1) > limit*(1+1e-12) {
					t.Fatalf("%d requests passed in %v, at most %v may", j-i+1, span, limit)
				}
			}
		}
	})
}

// TestBucketIsNotMean: a caller who waits for its tokens gets all of them.
func TestBucketIsNotMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Limit{Rate: rapid.Float64Range(0.1, 20000).Draw(t, "rate"), Burst: rapid.IntRange(1, 50).Draw(t, "burst")}
		b := NewBucket(l)
		for i := range l.Burst {
			if !b.Allow(epoch) {
				t.Fatalf("request %d of a burst of %d was refused", i+1, l.Burst)
			}
		}
		if b.Allow(epoch) {
			t.Fatalf("request %d passed at once with a burst of %d", l.Burst+1, l.Burst)
		}
		step := time.Duration(math.Ceil(1e9 / l.Rate))
		for i := range 100 {
			if !b.Allow(epoch.Add(time.Duration(i+1) * step)) {
				t.Fatalf("request %d at the steady rate was refused", i+1)
			}
		}
	})
}

func TestBucketThatIsShut(t *testing.T) {
	for _, l := range []Limit{{}, {Rate: 5}, {Burst: 5}} {
		if NewBucket(l).Allow(epoch) {
			t.Errorf("%+v lets a request pass", l)
		}
	}
}

func TestBucketClockGoesBack(t *testing.T) {
	b := NewBucket(Limit{Rate: 1, Burst: 1})
	if !b.Allow(epoch) || b.Allow(epoch.Add(-time.Hour)) {
		t.Error("a request from before the last one was given a token of its own")
	}
}

func TestBucketConcurrent(t *testing.T) {
	b := NewBucket(Limit{Rate: 1, Burst: 100})
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if b.Allow(epoch) {
					passed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if passed.Load() != 100 {
		t.Errorf("%d of 800 simultaneous requests passed, want the burst of 100", passed.Load())
	}
}

func TestQuotaPeriods(t *testing.T) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		period    Period
		last, new time.Time // last instant of a period, first of the next
	}{
		{Day, monday.Add(-time.Nanosecond), monday},
		{Week, monday.Add(-time.Nanosecond), monday},
		{Month, time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
	} {
		k := NewCounter(Quota{Limit: 2, Period: c.period})
		got := []bool{k.Allow(c.last), k.Allow(c.last), k.Allow(c.last), k.Allow(c.new), k.Allow(c.new), k.Allow(c.new)}
		want := []bool{true, true, false, true, true, false}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: request %d allowed %v, want %v", c.period, i+1, got[i], want[i])
			}
		}
	}
}

func TestQuotaStaysInItsWeek(t *testing.T) {
	k := NewCounter(Quota{Limit: 1, Period: Week})
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if !k.Allow(monday) || k.Allow(monday.AddDate(0, 0, 6).Add(23*time.Hour)) {
		t.Error("the Sunday of a week is not in the week of its Monday")
	}
}

func TestChecks(t *testing.T) {
	for _, l := range []Limit{{Rate: -1}, {Rate: math.NaN()}, {Rate: math.Inf(1)}, {Rate: 2 * MaxRate}, {Burst: -1}} {
		if l.Check() == nil {
			t.Errorf("%+v is accepted", l)
		}
	}
	for _, q := range []Quota{{}, {Limit: 1}, {Limit: 1, Period: "year"}, {Limit: -1, Period: Day}} {
		if q.Check() == nil {
			t.Errorf("%+v is accepted", q)
		}
	}
	if err := (Limit{Rate: 10, Burst: 20}).Check(); err != nil {
		t.Error(err)
	}
}

func BenchmarkBucket(b *testing.B) {
	k := NewBucket(Limit{Rate: 1e6, Burst: 1000})
	for b.Loop() {
		k.Allow(time.Now())
	}
}
