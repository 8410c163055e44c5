package estimate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// trials draws many data sets with a known mean of 1 and says in what share of
// them the 95 % interval covers it.
func trials(runs int, draw func(*rand.Rand) [][]float64) float64 {
	random := rand.New(rand.NewPCG(7, 11))
	covered := 0
	for i := range runs {
		if interval, ok := meanInterval(draw(random), 0.95, uint64(i)); ok && interval.Contains(1) {
			covered++
		}
	}
	return float64(covered) / float64(runs)
}

// meanInterval is MeanIntervalBlocks of values in memory.
func meanInterval(blocks [][]float64, confidence float64, seed uint64) (Interval, bool) {
	var values []Floats
	for _, b := range blocks {
		values = append(values, b)
	}
	return MeanIntervalBlocks(values, confidence, seed)
}

// blocksOf makes k blocks of n values: a block effect, and noise in the block.
func blocksOf(k, n int, effect float64, noise func(*rand.Rand) float64) func(*rand.Rand) [][]float64 {
	return func(random *rand.Rand) [][]float64 {
		blocks := make([][]float64, k)
		for i := range blocks {
			shift := effect * random.NormFloat64()
			for range n {
				blocks[i] = append(blocks[i], shift+noise(random))
			}
		}
		return blocks
	}
}

func normal(random *rand.Rand) float64      { return 1 + 0.3*random.NormFloat64() }
func exponential(random *rand.Rand) float64 { return random.ExpFloat64() }

// lognormal has a mean of 1 and a heavy tail, as billed times have.
func lognormal(random *rand.Rand) float64 { return math.Exp(0.8*random.NormFloat64() - 0.32) }

func TestMeanIntervalBlocksCovers(t *testing.T) {
	tests := []struct {
		name      string
		draw      func(*rand.Rand) [][]float64
		low, high float64
	}{
		{"one block, normal", blocksOf(1, 30, 0, normal), 0.92, 0.98},
		{"five values", blocksOf(1, 5, 0, normal), 0.86, 0.98},
		{"three blocks, skewed", blocksOf(3, 25, 0, exponential), 0.89, 0.98},
		{"three blocks, heavy tail", blocksOf(3, 25, 0, lognormal), 0.87, 0.98},
		{"six blocks that do not differ", blocksOf(6, 12, 0, normal), 0.92, 0.985},
		{"six blocks that differ a little", blocksOf(6, 12, 0.1, normal), 0.88, 0.985},
		{"six blocks that differ much", blocksOf(6, 12, 1, normal), 0.90, 0.985},
		{"twenty blocks that differ", blocksOf(20, 5, 0.3, exponential), 0.90, 0.98},
		{"twenty blocks of one", blocksOf(20, 1, 0, normal), 0.91, 0.98},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := trials(200, tt.draw); got < tt.low || got > tt.high {
				t.Errorf("covers the mean in %.1f %% of runs, want %.0f to %.1f", 100*got, 100*tt.low, 100*tt.high)
			}
		})
	}
}

func TestMeanIntervalBlocks(t *testing.T) {
	for _, blocks := range [][][]float64{nil, {}, {nil}, {{1}}, {{1}, nil}} {
		if i, ok := meanInterval(blocks, 0.95, 1); ok {
			t.Errorf("%v: got %v, want none", blocks, i)
		}
	}
	if i, ok := meanInterval([][]float64{{1, 2}}, 2, 1); ok {
		t.Errorf("confidence 2: got %v, want none", i)
	}
	if i, ok := meanInterval([][]float64{{0.1, 0.1}, {0.1, 0.1, 0.1}}, 0.95, 1); !ok || !near(i.High-i.Low, 0, 1e-12) || !i.Contains(0.1) {
		t.Errorf("equal values: %v %t, want a point", i, ok)
	}
}

func TestIntervalsOfTheMeanBehave(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := rapid.SliceOfN(rapid.Float64Range(0, 1e4), 0, 12)
		blocks := rapid.SliceOfN(block, 1, 9).Draw(t, "blocks")
		seed := rapid.Uint64().Draw(t, "seed")
		all := slices.Concat(blocks...)
		i, ok := meanInterval(blocks, 0.95, seed)
		if ok != (len(all) >= 2) {
			t.Fatalf("%d values: %t", len(all), ok)
		}
		if !ok {
			return
		}
		if mean, _ := Mean(all); !i.Contains(mean) {
			t.Errorf("%v does not contain the mean %g", i, mean)
		}
		if again, _ := meanInterval(blocks, 0.95, seed); again != i {
			t.Errorf("the same seed gives %v and %v", i, again)
		}
		if narrow, _ := meanInterval(blocks, 0.5, seed); narrow.High-narrow.Low > i.High-i.Low {
			t.Errorf("50 %% gives %v, wider than %v at 95 %%", narrow, i)
		}
	})
}

func BenchmarkMeanIntervalBlocks(b *testing.B) {
	for _, n := range []int{100, 10_000, 1_000_000} {
		b.Run("", func(b *testing.B) {
			blocks := blocksOf(4, n/4, 0, exponential)(rand.New(rand.NewPCG(1, 1)))
			for b.Loop() {
				meanInterval(blocks, 0.95, 1)
			}
		})
	}
}

// Beside NormalFrom the interval is the same whether values are drawn or not.
func TestManyValuesNeedNoDrawing(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	width := func(n int) float64 {
		block := make([]float64, n)
		for i := range block {
			block[i] = random.ExpFloat64()
		}
		iv, ok := MeanIntervalBlocks([]Floats{block}, 0.95, 1)
		if !ok {
			t.Fatalf("no interval of %d values", n)
		}
		return (iv.High - iv.Low) * math.Sqrt(float64(n))
	}
	drawn, normal := width(NormalFrom-1), width(NormalFrom)
	// 2 · 1.96 for a standard deviation of 1; a thousand replicates tell its ends to a tenth.
	for _, w := range []float64{drawn, normal} {
		if math.Abs(w-3.92) > 0.4 {
			t.Errorf("widths %.2f drawn and %.2f normal, want 3.92", drawn, normal)
		}
	}
}
