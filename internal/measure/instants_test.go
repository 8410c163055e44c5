package measure_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Instants come back in order, to the microsecond, whenever they are and
// however many.
func TestInstantsComeBackInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unix := rapid.OneOf(rapid.Int64Range(-10, 10), rapid.Int64Range(1_700_000_000, 1_700_000_100), rapid.Int64Range(-62_135_596_800, 250_000_000_000))
		var m measure.Instants
		var want []int64
		for range rapid.IntRange(0, 30).Draw(t, "bursts") {
			start := time.Unix(unix.Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
			step := time.Duration(rapid.Int64Range(-1e6, 1e6).Draw(t, "step"))
			for i := range rapid.IntRange(1, 4000).Draw(t, "n") {
				at := start.Add(time.Duration(i) * step)
				m.Add(at.UnixMicro())
				want = append(want, at.UnixMicro())
			}
		}
		slices.Sort(want)
		m.Seal()
		var got []int64
		for c := m.Cursor(); c.Next(); {
			got = append(got, c.Microsecond)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d instants are not the %d that were added, in order", len(got), len(want))
		}
	})
}
