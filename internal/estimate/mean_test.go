package estimate

import (
	"math"
	"testing"
)

func TestMeans(t *testing.T) {
	xs := []float64{1, 2, 3, 4, 90}
	if got, ok := Mean(xs); !ok || got != 20 {
		t.Errorf("mean %g %t", got, ok)
	}
	if got, ok := TrimmedMean(xs, 0.2); !ok || got != 3 {
		t.Errorf("mean without a fifth at each end %g %t, want 3", got, ok)
	}
	if got, ok := TrimmedMean(xs, 0); !ok || got != 20 {
		t.Errorf("mean without nothing %g %t, want 20", got, ok)
	}
	for _, share := range []float64{-0.1, 0.5, math.NaN()} {
		if _, ok := TrimmedMean(xs, share); ok {
			t.Errorf("a share of %g cannot be trimmed", share)
		}
	}
	if _, ok := Mean(nil); ok {
		t.Error("no values have no mean")
	}
	if _, ok := TrimmedMean(nil, 0.1); ok {
		t.Error("no values have no trimmed mean")
	}
}

func TestSpread(t *testing.T) {
	tests := []struct {
		xs     []float64
		sd, cv float64
		ok     bool
	}{
		{[]float64{2, 4, 4, 4, 5, 5, 7, 9}, 2.138089935, 0.427617987, true},
		{[]float64{3, 3, 3}, 0, 0, true},
		{[]float64{0, 0}, 0, 0, true},
		{[]float64{-1, 1}, math.Sqrt2, math.Inf(1), true},
		{[]float64{-2, -4}, math.Sqrt2, math.Sqrt2 / 3, true},
		{[]float64{1}, 0, 0, false},
		{nil, 0, 0, false},
	}
	for _, tt := range tests {
		sd, cv, ok := Spread(tt.xs)
		if !near(sd, tt.sd, 1e-9) || cv != tt.cv && !near(cv, tt.cv, 1e-9) || ok != tt.ok {
			t.Errorf("spread of %v: %g, %g, %t; want %g, %g, %t", tt.xs, sd, cv, ok, tt.sd, tt.cv, tt.ok)
		}
	}
}
