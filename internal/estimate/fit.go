package estimate

import "math"

// Point is what was measured at one size: of memory, say, in MB against ms. Both
// are positive.
type Point struct{ Size, Value float64 }

// Curve is a model of a value against a size.
type Curve interface {
	// At is the model's value at a size; positive where the points were.
	At(size float64) float64
}

// Hyperbola is A + B/min(size, Cap): work that is divided by the size up to a
// cap, and a part that is not. A and B are not negative. It is the time of a
// CPU-bound function whose CPU share grows with its memory up to as many vCPUs
// as it can use.
type Hyperbola struct{ A, B, Cap float64 }

// At implements Curve.
func (h Hyperbola) At(size float64) float64 { return h.A + h.B/math.Min(size, h.Cap) }

// Decay is A + B·e^(−size/Scale), the model of Parrotfish
// (https://doi.org/10.1145/3620678.3624654) and of COSE
// (https://doi.org/10.1109/INFOCOM41043.2020.9155363). A and B are not negative.
type Decay struct{ A, B, Scale float64 }

// At implements Curve.
func (d Decay) At(size float64) float64 { return d.A + d.B*math.Exp(-size/d.Scale) }

// How FitHyperbola and FitDecay look for the parameter that is not linear: a
// grid in equal ratios, and finer ones around the best so far.
const (
	coarseGrid  = 32
	fineGrid    = 8
	refinements = 3
)

// FitHyperbola is the Hyperbola with the least sum of squared relative errors
// (weights 1/value²), its cap between the smallest and the largest size. It is
// false below two points, and where they are all of one size.
func FitHyperbola(points []Point) (Hyperbola, bool) {
	lo, hi, ok := sizes(points)
	if !ok {
		return Hyperbola{}, false
	}
	a, b, limit := separable(points, lo, hi, func(limit, size float64) float64 { return 1 / math.Min(size, limit) })
	return Hyperbola{A: a, B: b, Cap: limit}, true
}

// FitDecay is the Decay with the least sum of squared relative errors, its scale
// between a twentieth of the smallest distance and twice the span of the sizes.
// It is false below two points, and where they are all of one size.
func FitDecay(points []Point) (Decay, bool) {
	lo, hi, ok := sizes(points)
	if !ok {
		return Decay{}, false
	}
	// Sizes count from the smallest, so that the exponential of a short scale does
	// not vanish.
	a, b, scale := separable(points, lo/4, 2*(hi-lo)+lo/4, func(scale, size float64) float64 { return math.Exp(-(size - lo) / scale) })
	return Decay{A: a, B: b * math.Exp(lo/scale), Scale: scale}, true
}

// sizes is the range of the points' sizes; false where there is none.
func sizes(points []Point) (lo, hi float64, ok bool) {
	if len(points) < 2 {
		return 0, 0, false
	}
	lo, hi = points[0].Size, points[0].Size
	for _, p := range points {
		lo, hi = math.Min(lo, p.Size), math.Max(hi, p.Size)
	}
	return lo, hi, lo < hi
}

// separable fits a + b·shape(c, size) with a, b ≥ 0 and c between lo and hi: for
// every c of a grid the linear rest is solved, and the best is taken.
func separable(points []Point, lo, hi float64, shape func(c, size float64) float64) (a, b, c float64) {
	best := math.Inf(1)
	try := func(lo, ratio float64, n int) {
		for i := range n + 1 {
			at := lo * math.Pow(ratio, float64(i)/float64(n))
			if x, y, loss := linear(points, func(size float64) float64 { return shape(at, size) }); loss < best {
				a, b, c, best = x, y, at, loss
			}
		}
	}
	try(lo, hi/lo, coarseGrid)
	step := math.Pow(hi/lo, 1.0/coarseGrid)
	for range refinements {
		from := math.Max(lo, c/step)
		try(from, math.Min(hi, c*step)/from, fineGrid)
		step = math.Pow(step, 2.0/fineGrid)
	}
	return a, b, c
}

// linear fits a + b·g(size) with a, b ≥ 0 by least squares of relative errors
// and returns the sum of their squares.
func linear(points []Point, g func(size float64) float64) (a, b, loss float64) {
	var w, wg, wgg, v, vg, n float64
	for _, p := range points {
		u := 1 / p.Value
		x := g(p.Size) * u
		w, wg, wgg, v, vg, n = w+u*u, wg+u*x, wgg+x*x, v+u, vg+x, n+1
	}
	if det := w*wgg - wg*wg; det > 1e-12*w*wgg {
		a, b = (v*wgg-vg*wg)/det, (vg*w-v*wg)/det
	} else {
		b = -1
	}
	switch {
	case b < 0:
		a, b = v/w, 0
	case a < 0:
		a, b = 0, vg/wgg
	}
	return a, b, n - 2*(a*v+b*vg) + a*a*w + 2*a*b*wg + b*b*wgg
}
