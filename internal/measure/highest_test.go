package measure_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

func TestHighestKeepsTheLongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Int64Range(-5, 50)).Draw(t, "values")
		h := measure.Highest{Keep: rapid.IntRange(0, 12).Draw(t, "keep")}
		for _, v := range values {
			h.Add(time.Duration(v))
		}
		want := slices.Sorted(slices.Values(values))
		slices.Reverse(want)
		want = want[:min(len(want), h.Keep)]
		got := h.Descending()
		if h.Len() != len(values) || len(got) != len(want) {
			t.Fatalf("%d of %d kept, want %d", len(got), h.Len(), len(want))
		}
		for i, d := range got {
			if int64(d) != want[i] {
				t.Fatalf("kept %v, want %v", got, want)
			}
		}
	})
}
