package estimate

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
)

// FuzzNothingPanics feeds every function whatever floats the bytes make, NaN,
// infinities and none at all included.
func FuzzNothingPanics(f *testing.F) {
	bytesOf := func(xs ...float64) []byte {
		var b []byte
		for _, x := range xs {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		return b
	}
	f.Add([]byte(nil), 0.5, 0.95, 0)
	f.Add(bytesOf(1, 2, 3, 4, 5, 6, 7), 0.5, 0.95, 3)
	f.Add(bytesOf(math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1)), 0.99, 0.9, 1)
	f.Add(bytesOf(math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64), math.NaN(), math.Inf(1), -5)
	f.Add(bytesOf(1, 2), 1e-320, 1-1e-16, math.MaxInt)
	f.Fuzz(func(t *testing.T, data []byte, q, confidence float64, k int) {
		var xs []float64
		for ; len(data) >= 8 && len(xs) < 64; data = data[8:] {
			xs = append(xs, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
		sorted := slices.Sorted(slices.Values(xs))
		Quantile(sorted, q)
		QuantileInterval(sorted, q, confidence)
		QuantileUpperRank(len(sorted), q, confidence)
		QuantileLowerRank(len(sorted), q, confidence)
		QuantileNeed(q, confidence, k%2 == 0)
		if low, high := ShareLowerBound(k, len(xs), confidence), ShareUpperBound(k, len(xs), confidence); !(low >= 0 && low <= 1 && high >= 0 && high <= 1) {
			t.Errorf("share of %d in %d: %v and %v", k, len(xs), low, high)
		}
		RankTest(xs[:len(xs)/2], xs[len(xs)/2:])
		RankTestNeed(q)
		Holm(xs)
		Shift(xs[:len(xs)/3], xs[len(xs)/3:], confidence)
		Mean(xs)
		TrimmedMean(xs, q)
		Spread(xs)
		Humps(slices.Sorted(slices.Values(xs)))
		blocks := slices.Collect(slices.Chunk(xs, 1+abs(k)%7))
		Drift(xs)
		OneWay([]Group{groupOf(xs), groupOf(xs)})
		if i, ok := meanInterval(blocks, confidence, 1); ok && !finite(i.Low, i.High) {
			t.Errorf("mean of %v: %v", blocks, i)
		}
	})
}

func abs(k int) int { return max(k, -(k + 1)) }
