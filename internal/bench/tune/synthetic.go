package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// grid are the sizes from a size to another in steps.
func grid(from, to, step int) []int {
	var sizes []int
	for mb := from; mb <= to; mb += step {
		sizes = append(sizes, mb)
	}
	return sizes
}

// The grids of the profiles that are made of formulas: 159 and 361 sizes.
var wide, fine = grid(128, 10240, 64), grid(128, 3008, 8)

// along is a profile whose time is a function of memory.
func along(name string, sizes []int, ms func(memoryMB float64) float64) profile {
	p := profile{name: name, architecture: "x86_64"}
	for _, mb := range sizes {
		p.sizes = append(p.sizes, size{mb, ms(float64(mb))})
	}
	return p
}

// capped is time of which b needs CPU, spread over at most so many vCPUs. Lambda
// gives one for 1,769 MB.
func capped(a, b, vcpus float64) func(float64) float64 {
	return func(mb float64) float64 { return a + b/math.Min(mb/1769, vcpus) }
}

// staircase is work of so many CPU milliseconds under a CFS quota: in every
// period it runs until its share of the period is used up, and waits for the
// next (Lin, Ma and Shahrad, EuroSys 2026, https://doi.org/10.5281/zenodo.17162822).
func staircase(work, period float64) func(float64) float64 {
	return func(mb float64) float64 {
		quota := math.Min(mb/1769, 1) * period
		full := math.Ceil(work/quota) - 1
		return full*period + work - full*quota
	}
}

// jumps is a time that falls to the next one at each of the sizes between.
func jumps(values ...float64) func(float64) float64 {
	return func(mb float64) float64 {
		at := 0
		for at+1 < len(values) && mb >= values[at+1] {
			at += 2
		}
		return values[at]
	}
}

// synthetic are profiles made of formulas.
func synthetic() []family {
	// COSE's example function (Akhtar et al., INFOCOM 2020).
	cose := func(mb float64) float64 { return 1000 * (2.6735 + 21.8887*math.Pow(1-0.00549403, mb-128)) }
	random := rand.New(rand.NewPCG(1, 2))
	wavy := func(mb float64) float64 { return 200 * math.Pow(mb/128, -0.05) * math.Exp(0.15*random.NormFloat64()) }
	all := []profile{
		along("cose", wide, cose),
		along("flat", wide, func(float64) float64 { return 120 }),
		along("flat-short", wide, func(float64) float64 { return 3 }),
		along("cpu-bound", wide, capped(0, 900, 1)),
		along("four-threads", wide, capped(40, 4000, 4)),
		along("io-and-cpu", wide, capped(300, 100, 1)),
		along("noisy-io", grid(128, 3008, 64), wavy),
		along("two-jumps", fine, jumps(800, 600, 300, 1500, 60)),
		along("late-jump", fine, jumps(1500, 1100, 100)),
		along("narrow-valley", fine, jumps(800, 300, 400, 700, 90, 760, 88)),
	}
	for _, work := range []float64{8, 16, 40, 100} {
		for _, period := range []float64{10, 20, 50, 100} {
			all = append(all, along(fmt.Sprintf("stairs-%g/%g", work, period), fine, staircase(work, period)))
		}
	}
	floor, stairs := along("memory-floor", wide, capped(50, 300, 1)), along("memory-floor-stairs", fine, staircase(16, 20))
	floor.oomBelow, stairs.oomBelow = 700, 300
	return families(append(all, floor, stairs))
}

// between draws a number whose logarithm is uniform.
func between(lo, hi float64, random *rand.Rand) float64 {
	return lo * math.Pow(hi/lo, random.Float64())
}

// drawn are functions of which every seed draws another.
func drawn() []family {
	of := func(name string, sizes []int, draw func(*rand.Rand) func(float64) float64) family {
		return family{name, func(random *rand.Rand) profile { return along(name, sizes, draw(random)) }}
	}
	floor := of("drawn memory floor", wide, drawCapped)
	return []family{
		of("drawn staircase", fine, func(r *rand.Rand) func(float64) float64 {
			return staircase(between(3, 300, r), between(5, 200, r))
		}),
		of("drawn jumps", fine, drawJumps),
		of("drawn capped", wide, drawCapped),
		of("drawn decay", wide, func(r *rand.Rand) func(float64) float64 {
			a, b, scale := between(1, 3000, r), between(10, 30000, r), between(50, 2000, r)
			return func(mb float64) float64 { return a + b*math.Exp(-mb/scale) }
		}),
		of("drawn power law", wide, func(r *rand.Rand) func(float64) float64 {
			a, power := between(1e3, 1e6, r), 1.3*r.Float64()
			return func(mb float64) float64 { return a * math.Pow(mb, -power) }
		}),
		{"drawn memory floor", func(random *rand.Rand) profile {
			p := floor.draw(random)
			p.oomBelow = int(between(130, 2000, random))
			return p
		}},
	}
}

// drawCapped draws I/O and CPU time on up to six vCPUs.
func drawCapped(random *rand.Rand) func(float64) float64 {
	return capped(between(1, 1000, random), between(1, 3000, random), between(0.5, 6, random))
}

// drawJumps draws one to five jumps at any sizes, each down by 10 to 80 %.
func drawJumps(random *rand.Rand) func(float64) float64 {
	at := make([]float64, 1+random.IntN(5))
	for i := range at {
		at[i] = between(140, 2900, random)
	}
	slices.Sort(at)
	values := []float64{between(30, 3000, random)}
	for _, mb := range at {
		values = append(values, mb, values[len(values)-1]*(0.2+0.7*random.Float64()))
	}
	return jumps(values...)
}
