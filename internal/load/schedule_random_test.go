package load

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"
)

// times are all sends of a schedule.
func times(s Schedule) []time.Duration {
	all := make([]time.Duration, s.Sends())
	for n := range all {
		all[n], _ = s.At(n)
	}
	return all
}

func TestRandomSchedulesDependOnTheirSeedAlone(t *testing.T) {
	for name, make := range map[string]func(seed uint64) Schedule{
		"poisson": func(seed uint64) Schedule { return Poisson(50, time.Minute, seed) },
		"jitter":  func(seed uint64) Schedule { return Jitter(Constant{50, time.Minute}, seed) },
		"scatter": func(seed uint64) Schedule { return Scatter([]Window{{time.Minute, 3000}, {time.Minute, 10}}, seed) },
	} {
		a, b, c := times(make(7)), times(make(7)), times(make(8))
		if len(a) != len(b) {
			t.Fatalf("%s: same seed, %d and %d sends", name, len(a), len(b))
		}
		same := 0
		for n := range min(len(a), len(c)) {
			if a[n] != b[n] {
				t.Fatalf("%s: same seed, send %d at %v and %v", name, n, a[n], b[n])
			}
			if a[n] == c[n] {
				same++
			}
		}
		if same > 0 {
			t.Errorf("%s: another seed shares %d arrivals", name, same)
		}
	}
}

// The gaps of a Poisson process are exponential and its counts vary as much as
// they should, over the windows it is drawn in too.
func TestPoissonIsOne(t *testing.T) {
	const rate = 1000.0
	at := times(Poisson(rate, 100*time.Second, 1))
	if off := math.Abs(float64(len(at)) - 100*rate); off > 6*math.Sqrt(100*rate) {
		t.Fatalf("%d arrivals, want about %v", len(at), 100*rate)
	}
	gaps := make([]float64, len(at))
	var last time.Duration
	for n, t := range at {
		gaps[n] = (t - last).Seconds()
		last = t
	}
	if d := distance(gaps, func(gap float64) float64 { return 1 - math.Exp(-rate*gap) }); d > 2/math.Sqrt(float64(len(gaps))) {
		t.Errorf("the gaps are %v from exponential", d)
	}
	counts := make([]float64, 1000) // of 100 ms each, mean 100
	for _, t := range at {
		counts[t/(100*time.Millisecond)]++
	}
	variance := 0.0
	for _, n := range counts {
		variance += (n - 100) * (n - 100) / float64(len(counts))
	}
	// The variance of a sample variance of 1000 counts: 100·√(2/1000) = 4.5.
	if math.Abs(variance-100) > 27 {
		t.Errorf("the counts vary by %v, want 100", variance)
	}
}

func TestScatterKeepsEveryCountAndFillsItsWindow(t *testing.T) {
	windows := []Window{{time.Minute, 5}, {time.Minute, 0}, {time.Minute, 20_000}, {time.Second, 3000}}
	at := times(Scatter(windows, 3))
	var start time.Duration
	n := 0
	for _, w := range windows {
		var places []float64
		for ; n < len(at) && at[n] < start+w.For; n++ {
			places = append(places, float64(at[n]-start)/float64(w.For))
		}
		if len(places) != w.Arrivals {
			t.Fatalf("%d arrivals in a window of %d", len(places), w.Arrivals)
		}
		if d := distance(places, func(x float64) float64 { return x }); d > 2/math.Sqrt(float64(len(places))) {
			t.Errorf("the %d arrivals of a window are %v from uniform", len(places), d)
		}
		start += w.For
	}
	if s := Scatter(windows, 3); s.Rate(2*time.Minute+time.Second) < 200 || s.Rate(90*time.Second) != 0 {
		t.Errorf("rates %v in the full minute and %v in the empty one", s.Rate(2*time.Minute+time.Second), s.Rate(90*time.Second))
	}
}

func TestJitterStaysInItsSlot(t *testing.T) {
	even := Constant{PerSecond: 100, For: 100 * time.Second}
	j := Jitter(even, 5)
	places := make([]float64, j.Sends())
	for n := range places {
		at, _ := j.At(n)
		slot, _ := even.At(n)
		places[n] = (at - slot).Seconds() * 100
		if places[n] < 0 || places[n] >= 1 {
			t.Fatalf("send %d at %v, its slot begins at %v", n, at, slot)
		}
	}
	if j.Sends() != 10_000 || j.Rate(0) != 100 {
		t.Errorf("%d sends at %v/s", j.Sends(), j.Rate(0))
	}
	if d := distance(places, func(x float64) float64 { return x }); d > 2/math.Sqrt(10_000) {
		t.Errorf("the places are %v from uniform", d)
	}
}

// Kept windows come and go while many ask at once, in any order.
func TestScatterGivesTheSameToAll(t *testing.T) {
	s := Poisson(10_000, 3*time.Second, 1)
	want := times(Poisson(10_000, 3*time.Second, 1))
	var workers sync.WaitGroup
	for w := range 8 {
		workers.Go(func() {
			for i := range s.Sends() {
				n := i
				if w%2 == 1 { // jumps to and fro between windows
					n = (i/100*7919 + i) % s.Sends()
				}
				if at, _ := s.At(n); at != want[n] {
					t.Errorf("worker %d gets %v for send %d, want %v", w, at, n, want[n])
					return
				}
			}
		})
	}
	workers.Wait()
}

func TestDrawsAreEven(t *testing.T) {
	draws, other := NewDraws(1, 2), NewDraws(1, 3)
	counts := make([]int, 10)
	places := make([]float64, 100_000)
	same := 0
	for n := range places {
		counts[draws.Below(n, len(counts))]++
		places[n] = draws.Share(n)
		if draws.Below(n, 1000) == other.Below(n, 1000) {
			same++
		}
	}
	for i, n := range counts {
		if math.Abs(float64(n)-10_000) > 6*math.Sqrt(9000) {
			t.Errorf("%d is drawn %d times of 100,000", i, n)
		}
	}
	if d := distance(places, func(x float64) float64 { return x }); d > 2/math.Sqrt(100_000) {
		t.Errorf("the shares are %v from uniform", d)
	}
	if same > 200 { // 100 expected, six standard deviations are 60
		t.Errorf("two streams agree %d times of 100,000", same)
	}
}

// distance is that of Kolmogorov and Smirnov between values and a distribution;
// for n values of it, it stays below 2/√n but for one time in 1,500.
func distance(values []float64, of func(float64) float64) float64 {
	sorted := append([]float64(nil), values...)
	slices.Sort(sorted)
	far := 0.0
	for i, v := range sorted {
		below, above := float64(i)/float64(len(sorted)), float64(i+1)/float64(len(sorted))
		far = max(far, math.Abs(of(v)-below), math.Abs(of(v)-above))
	}
	return far
}
