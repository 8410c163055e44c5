package estimate

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestDrift(t *testing.T) {
	tests := []struct {
		name   string
		levels []float64
		want   float64
		ok     bool
	}{
		{"steady", []float64{10, 10, 10}, 0, true},
		{"a tenth of the middle up each time", []float64{9, 10, 11}, 0.2, true},
		{"down", []float64{11, 10, 9}, -0.2, true},
		{"one bad block of five", []float64{10, 10, 90, 10, 10}, 0, true},
		{"two blocks", []float64{9, 11}, 0, false},
		{"nothing to compare with", []float64{0, 0, 0}, 0, false},
		{"no number", []float64{1, math.NaN(), 3}, 0, false},
		{"none", nil, 0, false},
	}
	for _, tt := range tests {
		if got, ok := Drift(tt.levels); ok != tt.ok || ok && !near(got.Change, tt.want, 1e-12) {
			t.Errorf("%s: %+v %t, want %g %t", tt.name, got, ok, tt.want, tt.ok)
		}
	}
}

// The p-value is that of the textbook's t: for 1, 3, 2, 5, 4 the slope is 0.8,
// its error √(0.36/3)… t = 2.3094 on 3 degrees, p = 0.1041.
func TestDriftKnowsTheNoise(t *testing.T) {
	if got, _ := Drift([]float64{1, 3, 2, 5, 4}); !near(got.P, 0.10409, 1e-4) {
		t.Errorf("p = %g, want 0.1041", got.P)
	}
	if straight, _ := Drift([]float64{9, 10, 11}); straight.P != 0 {
		t.Errorf("a straight line has p = %g, want 0", straight.P)
	}
	if flat, _ := Drift([]float64{5, 5, 5, 5}); flat.P != 1 {
		t.Errorf("nothing changes, p = %g, want 1", flat.P)
	}
}

// Blocks that scatter and do not drift are called drifting as often as the
// p-value says, whatever their number.
func TestDriftFalseAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 1))
	const draws = 4000
	for _, blocks := range []int{3, 5, 10, 30} {
		alarms := 0
		for range draws {
			levels := make([]float64, blocks)
			for i := range levels {
				levels[i] = 50 * math.Exp(0.1*random.NormFloat64())
			}
			if d, _ := Drift(levels); d.P < 0.01 {
				alarms++
			}
		}
		if share := float64(alarms) / draws; share > 0.015 {
			t.Errorf("%d blocks: %.2f %% false alarms at 1 %%", blocks, 100*share)
		}
	}
}
