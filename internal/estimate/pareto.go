package estimate

import (
	"math"
	"slices"
)

// Pareto is a generalised Pareto distribution of what values exceed a threshold
// by: beyond y lies a share (1 + Shape·y/Scale)^(−1/Shape) of the exceedances.
// Shape 0 is the exponential distribution, above it is a tail that falls as a
// power, below it one that ends at −Scale/Shape.
type Pareto struct{ Shape, Scale float64 }

// straight is how near to 0 a shape is taken as 0.
const straight = 1e-9

// Beyond is the share of the exceedances that lie beyond y.
func (p Pareto) Beyond(y float64) float64 {
	switch {
	case y <= 0:
		return 1
	case math.Abs(p.Shape) < straight:
		return math.Exp(-y / p.Scale)
	}
	inner := p.Shape * y / p.Scale
	if inner <= -1 {
		return 0 // past the end of the distribution
	}
	return math.Exp(-math.Log1p(inner) / p.Shape)
}

// Level is what a share, above 0 and up to 1, of the exceedances lie beyond.
func (p Pareto) Level(share float64) float64 {
	if math.Abs(p.Shape) < straight {
		return -p.Scale * math.Log(share)
	}
	return p.Scale / p.Shape * math.Expm1(-p.Shape*math.Log(share))
}

// levelError is the standard error of Level by the delta method, from the
// asymptotic covariance of the maximum-likelihood estimates of n exceedances
// (Hosking and Wallis, Technometrics 29, 1987,
// https://doi.org/10.1080/00401706.1987.10488243). It holds for shapes above
// −½; below, the error at −½ is taken, which is the larger one.
func (p Pareto) levelError(share float64, n int) float64 {
	shape := max(p.Shape, -0.5)
	if math.Abs(shape) < 1e-4 {
		shape = 1e-4 // the formulas below divide by it; their limit is as near
	}
	log := -math.Log(share)
	grown := math.Exp(shape * log)
	byShape := p.Scale * (grown*log/shape - (grown-1)/(shape*shape))
	byScale := (grown - 1) / shape
	a := 1 + shape
	variance := byShape*byShape*a*a - 2*byShape*byScale*p.Scale*a + byScale*byScale*2*p.Scale*p.Scale*a
	return math.Sqrt(max(0, variance) / float64(n))
}

// fitPareto estimates the distribution of exceedances, which are above 0 and
// ascending, by the method of Zhang and Stephens (Technometrics 51, 2009,
// https://doi.org/10.1198/tech.2009.08017): the likelihood, with the scale taken
// out, is averaged over a grid in place of being maximised, so that there is
// always an answer. It is nearly as efficient as maximum likelihood.
func fitPareto(y []float64) Pareto {
	n := len(y)
	points := 20 + int(math.Sqrt(float64(n)))
	quartile, largest := y[int(float64(n)/4+0.5)-1], y[n-1]
	thetas, logs := make([]float64, points), make([]float64, points)
	for j := range points {
		thetas[j] = 1/largest + (1-math.Sqrt(float64(points)/(float64(j)+0.5)))/(3*quartile)
		logs[j] = profile(y, thetas[j])
	}
	top := slices.Max(logs)
	theta, weights := 0.0, 0.0
	for j, l := range logs {
		w := math.Exp(l - top)
		theta += w * thetas[j]
		weights += w
	}
	theta /= weights
	k := minusMeanLog(y, theta)
	if math.Abs(k) < straight || theta == 0 {
		return Pareto{Shape: 0, Scale: Floats(y).Sum() / float64(n)}
	}
	return Pareto{Shape: -k, Scale: k / theta}
}

// minusMeanLog is −mean log(1 − θy), the shape that fits best at θ, negated.
func minusMeanLog(y []float64, theta float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += math.Log1p(-theta * v)
	}
	return -sum / float64(len(y))
}

// profile is the logarithm of the likelihood at θ, but for a constant.
func profile(y []float64, theta float64) float64 {
	k := minusMeanLog(y, theta)
	if theta == 0 || k == 0 {
		return -float64(len(y)) * math.Log(Floats(y).Sum()/float64(len(y)))
	}
	return float64(len(y)) * (math.Log(theta/k) + k - 1)
}

// andersonDarling is A², how far the exceedances, ascending, are from the
// distribution, its tail counting most (Anderson and Darling, JASA 49, 1954,
// https://doi.org/10.1080/01621459.1954.10501232).
func (p Pareto) andersonDarling(y []float64) float64 {
	n := len(y)
	sum := 0.0
	for i := range y {
		below, above := 1-p.Beyond(y[i]), p.Beyond(y[n-1-i])
		sum += float64(2*i+1) * (math.Log(below) + math.Log(above))
	}
	return -float64(n) - sum/float64(n)
}

// andersonDarling5 are the values that A² exceeds by chance in 5 % of samples
// whose scale and shape were both fitted, by shape: Choulakian and Stephens,
// Technometrics 43, 2001, table 2, https://doi.org/10.1198/00401700152672573.
// Their k is the shape negated.
var andersonDarling5 = []struct{ shape, limit float64 }{
	{-0.5, 1.321}, {-0.4, 1.221}, {-0.3, 1.140}, {-0.2, 1.074}, {-0.1, 1.020}, {0, 0.974}, {0.1, 0.935}, {0.2, 0.903}, {0.5, 0.830}, {0.9, 0.771},
}

// andersonDarlingLimit is the limit at a shape, between the table's by straight
// lines, and the nearest one outside of it.
func andersonDarlingLimit(shape float64) float64 {
	table := andersonDarling5
	if shape <= table[0].shape {
		return table[0].limit
	}
	for i := range table[1:] {
		a, b := table[i], table[i+1]
		if shape <= b.shape {
			return a.limit + (b.limit-a.limit)*(shape-a.shape)/(b.shape-a.shape)
		}
	}
	return table[len(table)-1].limit
}
