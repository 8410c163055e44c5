package main

import (
	"math"
	"math/rand/v2"
)

// family is a function, or a kind of functions of which every seed draws one.
type family struct {
	name string
	draw func(*rand.Rand) profile
}

// families are those of profiles that do not vary.
func families(profiles []profile) []family {
	all := make([]family, len(profiles))
	for i, p := range profiles {
		all[i] = family{p.name, func(*rand.Rand) profile { return p }}
	}
	return all
}

// function is a profile that can be invoked.
type function struct {
	profile
	sigma  float64 // of the logarithm of the noise
	random *rand.Rand
	calls  int
}

func newFunction(p profile, noise float64, random *rand.Rand) *function {
	return &function{profile: p, sigma: math.Sqrt(math.Log1p(noise * noise)), random: random}
}

// invoke is the billed time of an invocation in whole ms, lognormal around its
// mean; false when it runs out of memory.
func (f *function) invoke(i int) (ms float64, ok bool) {
	f.calls++
	if !f.works(i) {
		return 0, false
	}
	noise := math.Exp(f.sigma*f.random.NormFloat64() - f.sigma*f.sigma/2)
	return math.Ceil(f.sizes[i].ms * noise), true
}

// several invokes a number of times; nil where it runs out of memory.
func (f *function) several(i, n int) []float64 {
	var all []float64
	for range n {
		if ms, ok := f.invoke(i); ok {
			all = append(all, ms)
		}
	}
	return all
}
