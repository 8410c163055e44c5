package measure_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// anyDuration is often a whole microsecond near others, as measured ones are.
func anyDuration(t *rapid.T) time.Duration {
	near := rapid.Int64Range(0, 300)
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		return time.Duration(rapid.Int64().Draw(t, "any"))
	case 1:
		return time.Duration(rapid.Int64Range(-5_000_000, 400_000_000).Draw(t, "ns"))
	case 2:
		return 70*time.Minute + time.Duration(near.Draw(t, "long"))*time.Second
	case 3:
		return 4*time.Hour + time.Duration(near.Draw(t, "longer"))*time.Minute
	default:
		return time.Duration(near.Draw(t, "µs")) * time.Microsecond
	}
}

func tallyOf(values []time.Duration) *measure.Tally {
	t := &measure.Tally{}
	for _, v := range values {
		t.Add(v)
	}
	t.Seal()
	return t
}

// A tally says what the sorted values say.
func TestTallyIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(anyDuration), 0, 200).Draw(t, "values")
		agrees(t, tallyOf(values), values)
	})
}

// So many values, and so near each other, that pages count instead of listing,
// with values apart from them on both sides.
func TestTallyOfManyValuesIsExact(t *testing.T) {
	for _, n := range []int{131_071, 131_072, 131_073, 400_000} {
		var values []time.Duration
		for i := range n {
			values = append(values, time.Duration(i*7919%(1000+n/10))*time.Microsecond)
		}
		values = append(values, 0, 0, 65_535*time.Microsecond, 65_536*time.Microsecond, 65_535*time.Microsecond+1, -1, 3*time.Hour, 100*time.Hour)
		agrees(t, tallyOf(values), values)
	}
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func agrees(t failer, tally *measure.Tally, values []time.Duration) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(values))
	var sum time.Duration
	for _, v := range values {
		sum += v
	}
	if tally.Len() != len(values) || tally.Sum() != sum {
		t.Fatalf("%d values with the sum %d, want %d and %d", tally.Len(), tally.Sum(), len(values), sum)
	}
	low, high, ok := tally.Range()
	if ok != (len(values) > 0) || ok && (low != sorted[0] || high != sorted[len(sorted)-1]) {
		t.Fatalf("from %d to %d (%t), want those of %d values", low, high, ok, len(values))
	}
	step := max(1, len(sorted)/1000)
	for i := 0; i < len(sorted); i += step {
		if got := tally.Ranked(i + 1); got != sorted[i] {
			t.Fatalf("rank %d is %d, want %d", i+1, got, sorted[i])
		}
		at, found := slices.BinarySearchFunc(sorted, sorted[i], func(a, b time.Duration) int {
			if a <= b {
				return -1
			}
			return 1
		})
		if got := tally.AtMost(sorted[i]); found || got != at {
			t.Fatalf("%d values up to %d, want %d", got, sorted[i], at)
		}
	}
	var walked, placed []time.Duration
	for c := tally.Cursor(); c.Next(); {
		for range c.Count {
			walked = append(walked, c.Value)
		}
	}
	for i := range tally.Len() {
		placed = append(placed, tally.At(i))
	}
	slices.Sort(placed)
	if !slices.Equal(walked, sorted) || !slices.Equal(placed, sorted) {
		t.Fatalf("walked %d and placed %d values are not the %d that were added", len(walked), len(placed), len(sorted))
	}
}

// The order in which values were added makes no difference to any position.
func TestTallyForgetsTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(anyDuration), 0, 50).Draw(t, "values")
		a, b := tallyOf(values), tallyOf(rapid.Permutation(values).Draw(t, "shuffled"))
		for i := range values {
			if a.At(i) != b.At(i) {
				t.Fatalf("position %d is %d and %d", i, a.At(i), b.At(i))
			}
		}
	})
}

func TestRankedWithoutSome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept := rapid.SliceOfN(rapid.Custom(anyDuration), 1, 50).Draw(t, "kept")
		without := rapid.SliceOfN(rapid.Custom(anyDuration), 0, 50).Draw(t, "without")
		half := len(kept) / 2
		tallies := []*measure.Tally{tallyOf(slices.Concat(kept[:half], without)), tallyOf(kept[half:])}
		rank := rapid.IntRange(1, len(kept)).Draw(t, "rank")
		want := slices.Sorted(slices.Values(kept))[rank-1]
		if got := measure.Ranked(tallies, []*measure.Tally{tallyOf(without)}, rank); got != want {
			t.Fatalf("rank %d is %d, want %d", rank, got, want)
		}
	})
}

func BenchmarkTallyAdd(b *testing.B) {
	for b.Loop() {
		var t measure.Tally
		for i := range 1_000_000 {
			t.Add(time.Duration(200_000+i*7919%60_000) * time.Microsecond)
		}
	}
}

func BenchmarkTallyAt(b *testing.B) {
	var t measure.Tally
	for i := range 1_000_000 {
		t.Add(time.Duration(200_000+i*7919%60_000) * time.Microsecond)
	}
	t.Seal()
	i := 0
	for b.Loop() {
		i = (i + 514_229) % 1_000_000
		t.At(i)
	}
}

func TestTrimmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []time.Duration
		tallies := make([]*measure.Tally, rapid.IntRange(1, 3).Draw(t, "tallies"))
		for i := range tallies {
			tallies[i] = &measure.Tally{}
			for range rapid.IntRange(0, 20).Draw(t, "n") {
				d := time.Duration(rapid.Int64Range(-5_000, 400_000_000).Draw(t, "ns"))
				if rapid.Bool().Draw(t, "coarse") {
					d = d.Truncate(50 * time.Millisecond) // so that there are ties
				}
				tallies[i].Add(d)
				all = append(all, d)
			}
			tallies[i].Seal()
		}
		drop := rapid.IntRange(0, 12).Draw(t, "drop")
		sum, n := measure.Trimmed(tallies, drop)
		slices.Sort(all)
		var want time.Duration
		kept := max(0, len(all)-2*drop)
		if kept > 0 {
			for _, d := range all[drop : drop+kept] {
				want += d
			}
		}
		if n != kept || sum != want {
			t.Fatalf("%v without %d at either end: %d adding up to %v, want %d and %v", all, drop, n, sum, kept, want)
		}
	})
}
