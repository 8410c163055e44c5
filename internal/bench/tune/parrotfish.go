package main

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// How Parrotfish samples, at the defaults of its published code.
const (
	parrotfishSamples   = 4 // of a size, after as many to warm it up
	parrotfishExtra     = 8 // more at most, while they vary
	parrotfishCV        = 0.05
	parrotfishTotal     = 20 // samples after which it stops
	parrotfishKnowledge = 3  // of the best size, at which it stops
	parrotfishWidth     = 200.0
)

// parrotfish follows the published description of Parrotfish (Moghimi et al.,
// SoCC 2023, https://doi.org/10.1145/3620678.3624654, and
// https://github.com/ubc-cirrus-lab/parrotfish): three sizes first, then where
// the fitted time × memory is least and little is known nearby.
func parrotfish(f *function) int {
	from := 0
	last := len(f.sizes) - 1
	for from <= last {
		p := &parrotfishSearch{function: f, from: from}
		n := last - from + 1
		if slices.ContainsFunc([]int{from, from + min(n-1, (n+2)/3), last}, func(i int) bool { return !p.measure(i) }) {
			// Out of memory: it starts again 128 MB further up.
			below := f.sizes[from].memoryMB + 128
			for from <= last && f.sizes[from].memoryMB < below {
				from++
			}
			continue
		}
		return p.search()
	}
	return search.NoPick
}

// parrotfishSearch is one search from a size on.
type parrotfishSearch struct {
	*function
	from     int
	measured []int
	samples  []estimate.Point
}

// measure warms a size up and samples it; false where it runs out of memory.
func (p *parrotfishSearch) measure(i int) bool {
	if len(p.several(i, parrotfishSamples)) == 0 {
		return false
	}
	samples := p.several(i, parrotfishSamples)
	for extra := 0; extra < parrotfishExtra && variation(samples) > parrotfishCV; extra++ {
		ms, _ := p.invoke(i)
		samples = steadier(samples, ms)
	}
	p.measured = append(p.measured, i)
	for _, ms := range samples {
		p.samples = append(p.samples, estimate.Point{Size: float64(p.sizes[i].memoryMB), Value: ms})
	}
	return true
}

// search goes on until the best size is known well, and returns it.
func (p *parrotfishSearch) search() int {
	for {
		time := leastSquares(p.samples)
		cost := func(i int) float64 { return time(float64(p.sizes[i].memoryMB)) * float64(p.sizes[i].memoryMB) }
		best := p.least(cost, nil)
		next := p.least(func(i int) float64 { return cost(i) * p.knowledge(i) }, p.measured)
		if next == search.NoPick || p.knowledge(best) > parrotfishKnowledge || len(p.samples) > parrotfishTotal || !p.measure(next) {
			return best
		}
	}
}

// least is the size with the least value, but for some.
func (p *parrotfishSearch) least(value func(int) float64, but []int) int {
	best := search.NoPick
	for i := p.from; i < len(p.sizes); i++ {
		if !slices.Contains(but, i) && (best < 0 || value(i) < value(best)) {
			best = i
		}
	}
	return best
}

// knowledge of a size, from 1.
func (p *parrotfishSearch) knowledge(i int) float64 {
	k := 1.0
	for _, m := range p.measured {
		d := float64(p.sizes[i].memoryMB-p.sizes[m].memoryMB) / parrotfishWidth
		k += math.Exp(-d * d / 2)
	}
	return k
}

// steadier replaces the sample whose replacement lowers the variation most, if
// any does.
func steadier(samples []float64, ms float64) []float64 {
	best := samples
	for i := range samples {
		other := slices.Clone(samples)
		other[i] = ms
		if variation(other) < variation(best) {
			best = other
		}
	}
	return best
}

func variation(samples []float64) float64 {
	_, cv, _ := estimate.Spread(samples)
	return cv
}

// leastSquares fits a0 + a1·e^(−m/a2) by least squares, over a grid of a2.
func leastSquares(samples []estimate.Point) func(float64) float64 {
	best, a0, a1, a2 := math.Inf(1), 0.0, 0.0, 1.0
	for scale := 20.0; scale < 20000; scale *= 1.04 {
		var n, x, xx, y, xy, yy float64
		for _, s := range samples {
			e := math.Exp(-s.Size / scale)
			n, x, xx, y, xy, yy = n+1, x+e, xx+e*e, y+s.Value, xy+e*s.Value, yy+s.Value*s.Value
		}
		slope := (n*xy - x*y) / (n*xx - x*x)
		rest := (y - slope*x) / n
		if loss := yy - rest*y - slope*xy; loss < best {
			best, a0, a1, a2 = loss, rest, slope, scale
		}
	}
	return func(m float64) float64 { return a0 + a1*math.Exp(-m/a2) }
}
