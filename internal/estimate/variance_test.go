package estimate

import (
	"math"
	"math/rand/v2"
	"testing"
)

// groupOf is what OneWay needs to know of values.
func groupOf(values []float64) Group { return newBlock(Floats(values)).Group }

// The figures of Searle's first example of unequal sizes, worked by hand:
// 2, 6 | 4 | 5, 9, 10 has means 4, 4, 8; within² = (8 + 0 + 14)/3, MSB = 24/2,
// n₀ = (6 − 14/6)/2.
func TestOneWayByHand(t *testing.T) {
	v, ok := OneWay([]Group{groupOf([]float64{2, 6}), groupOf([]float64{4}), groupOf([]float64{5, 9, 10})})
	within := 22.0 / 3
	between := (12 - within) / ((6 - 14.0/6) / 2)
	if !ok || math.Abs(v.Within*v.Within-within) > 1e-9 || math.Abs(v.Between*v.Between-between) > 1e-9 || v.Mean != 6 {
		t.Errorf("%+v, want between² %g, within² %g, mean 6", v, between, within)
	}
	if want := between / (between + within); math.Abs(v.Correlation()-want) > 1e-9 {
		t.Errorf("correlation %g, want %g", v.Correlation(), want)
	}
}

// Over many draws the estimates of both variances are right in the mean, with
// groups of very different sizes.
func TestOneWayIsUnbiased(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	const draws, between, within = 3000, 4.0, 9.0
	sumBetween, sumWithin := 0.0, 0.0
	for range draws {
		var groups []Group
		for _, size := range []int{2, 3, 5, 8, 13, 40} {
			shift := between * random.NormFloat64()
			values := make([]float64, size)
			for i := range values {
				values[i] = 100 + shift + within*random.NormFloat64()
			}
			groups = append(groups, groupOf(values))
		}
		v, _ := OneWay(groups)
		sumBetween += v.Between * v.Between / draws
		sumWithin += v.Within * v.Within / draws
	}
	// What would be below 0 is 0, so that the mean lies a little above.
	if sumBetween < 15.5 || sumBetween > 19 || math.Abs(sumWithin-within*within) > 1 {
		t.Errorf("between² %.2f, within² %.2f; want 16 and 81", sumBetween, sumWithin)
	}
}

func TestOneWayNeedsTwoGroups(t *testing.T) {
	for _, groups := range [][]Group{nil, {groupOf([]float64{1, 2})}, {groupOf([]float64{1}), groupOf([]float64{2})}} {
		if v, ok := OneWay(groups); ok {
			t.Errorf("%v gave %+v", groups, v)
		}
	}
	if v, ok := OneWay([]Group{groupOf([]float64{5, 5}), groupOf([]float64{5, 5})}); !ok || v.Between != 0 || v.Correlation() != 0 {
		t.Errorf("equal values: %+v, %v", v, ok)
	}
}
