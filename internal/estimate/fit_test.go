package estimate

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// sampled is a curve at some sizes.
func sampled(c Curve, at ...float64) []Point {
	points := make([]Point, len(at))
	for i, size := range at {
		points[i] = Point{size, c.At(size)}
	}
	return points
}

// worstMiss is the largest relative difference between two curves.
func worstMiss(a, b Curve, at ...float64) float64 {
	worst := 0.0
	for _, size := range at {
		worst = math.Max(worst, math.Abs(a.At(size)/b.At(size)-1))
	}
	return worst
}

var memorySizes = []float64{128, 256, 512, 1024, 1536, 2048, 3008, 5120, 10240}

// A fit finds the curve that its points lie on, to a per cent, which is what the
// grid of the cap and of the scale allows.
func TestFitsFindTheirCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(0, 1000).Draw(t, "a"), rapid.Float64Range(1e3, 1e7).Draw(t, "b")
		hyperbola := Hyperbola{A: a, B: b, Cap: rapid.Float64Range(300, 8000).Draw(t, "cap")}
		if got, ok := FitHyperbola(sampled(hyperbola, memorySizes...)); !ok || worstMiss(got, hyperbola, memorySizes...) > 0.01 {
			t.Fatalf("fitted %+v to %+v", got, hyperbola)
		}
		decay := Decay{A: a + 1, B: b / 100, Scale: rapid.Float64Range(100, 5000).Draw(t, "scale")}
		if got, ok := FitDecay(sampled(decay, memorySizes...)); !ok || worstMiss(got, decay, memorySizes...) > 0.01 {
			t.Fatalf("fitted %+v to %+v", got, decay)
		}
	})
}

// Whatever the points, a fit's curve is positive and finite and does not rise.
func TestFitsFallAndStayPositive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := make([]Point, rapid.IntRange(2, 9).Draw(t, "n"))
		for i := range points {
			points[i] = Point{memorySizes[i], rapid.Float64Range(1e-3, 1e6).Draw(t, "value")}
		}
		h, _ := FitHyperbola(points)
		d, _ := FitDecay(points)
		for _, c := range []Curve{h, d} {
			before := math.Inf(1)
			for size := 100.0; size < 12000; size *= 1.3 {
				v := c.At(size)
				if !(v > 0) || v > before*(1+1e-9) {
					t.Fatalf("%T%+v is %v at %v, after %v", c, c, v, size, before)
				}
				before = v
			}
		}
	})
}

// Errors count as shares of the values: a miss of 10 ms at 10,000 ms weighs less
// than one of 1 ms at 10 ms.
func TestFitsWeighByValue(t *testing.T) {
	points := []Point{{128, 10000}, {256, 5010}, {512, 2500}, {1024, 1250}, {1769, 10}, {3008, 10}, {5000, 10}}
	h, ok := FitHyperbola(points)
	if !ok {
		t.Fatal("no fit")
	}
	plain := 0.0
	for _, p := range points {
		e := (h.At(p.Size) - p.Value) / p.Value
		plain += e * e
	}
	other := 0.0
	for _, p := range points {
		e := (Hyperbola{B: 128 * 10000, Cap: 1e5}.At(p.Size) - p.Value) / p.Value
		other += e * e
	}
	if plain >= other {
		t.Errorf("the fit's squared relative errors are %v, those of the curve through the large values %v", plain, other)
	}
}

func TestFitsNeedTwoSizes(t *testing.T) {
	for _, points := range [][]Point{nil, {{128, 1}}, {{128, 1}, {128, 2}}} {
		if h, ok := FitHyperbola(points); ok {
			t.Errorf("%v fitted by %+v", points, h)
		}
		if d, ok := FitDecay(points); ok {
			t.Errorf("%v fitted by %+v", points, d)
		}
	}
}
