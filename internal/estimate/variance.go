package estimate

import "math"

// Variation is how much single values vary: between groups and within one.
type Variation struct {
	Between, Within float64 // standard deviations, in the unit of the values
	Mean            float64 // of all values
}

// Correlation is the share of the variance that lies between the groups: 0 when
// values of one group are no more alike than those of two, 1 when they are
// equal (the intraclass correlation).
func (v Variation) Correlation() float64 {
	between, within := v.Between*v.Between, v.Within*v.Within
	if between+within == 0 {
		return 0
	}
	return between / (between + within)
}

// OneWay tells the variance between groups from that within them, which groups
// need not be of one size: the random-effects model x = μ + group + rest by the
// method of moments,
//
//	within²  = Σ (nᵢ − 1) sᵢ² / (N − k)
//	between² = max(0, (Σ nᵢ (x̄ᵢ − x̄)² / (k − 1) − within²) / n₀),  n₀ = (N − Σ nᵢ²/N) / (k − 1)
//
// (Searle, Casella and McCulloch, Variance Components, 1992, 3.6,
// https://doi.org/10.1002/9780470316856). It is false below two groups, or
// where no group has two values.
func OneWay(groups []Group) (Variation, bool) {
	k, n, sum, squares := 0.0, 0.0, 0.0, 0.0
	for _, g := range groups {
		if g.N > 0 {
			size := float64(g.N)
			k, n, sum, squares = k+1, n+size, sum+size*g.Mean, squares+size*size
		}
	}
	if k < 2 || n <= k {
		return Variation{}, false
	}
	v := Variation{Mean: sum / n}
	between, within := 0.0, 0.0
	for _, g := range groups {
		size := float64(g.N)
		between += size * (g.Mean - v.Mean) * (g.Mean - v.Mean) / (k - 1)
		within += max(0, size-1) * g.Variance / (n - k)
	}
	v.Within = math.Sqrt(within)
	v.Between = math.Sqrt(max(0, between-within) * (k - 1) / (n - squares/n))
	return v, finite(v.Mean, v.Within, v.Between)
}
