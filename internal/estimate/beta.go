package estimate

import "math"

// betaCDF is the regularized incomplete beta function I_x(a, b) for a, b > 0 and
// x in [0, 1], by its continued fraction (DLMF 8.17.22,
// https://dlmf.nist.gov/8.17#v) with the modified Lentz method. It takes about
// √max(a, b) steps. The log-gammas limit it to some nine digits at a, b of a
// million, and thirteen at a thousand.
func betaCDF(x, a, b float64) float64 {
	switch {
	case !(x > 0):
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		// The fraction converges fast on the near side of the mean only.
		return 1 - betaTail(1-x, b, a)
	}
	return betaTail(x, a, b)
}

// betaTail is I_x(a, b) for x below the mean.
func betaTail(x, a, b float64) float64 {
	ab, _ := math.Lgamma(a + b)
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	front := math.Exp(ab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	return min(1, front*betaFraction(x, a, b)/a)
}

// betaFraction evaluates the continued fraction.
func betaFraction(x, a, b float64) float64 {
	const (
		tiny     = 1e-300
		accuracy = 1e-15
		maxSteps = 100_000
	)
	away := func(v float64) float64 { // from zero, which would be divided by
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	f := d
	for m := 1.0; m < maxSteps; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / away(1+even*d)
		c = away(1 + even/c)
		f *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / away(1+odd*d)
		c = away(1 + odd/c)
		f *= d * c
		if math.Abs(d*c-1) < accuracy {
			break
		}
	}
	return f
}

// betaQuantile is the x at which I_x(a, b) is p, by bisection.
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 64 {
		mid := (low + high) / 2
		if betaCDF(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// binomialAtMost is P(B ≤ k) and binomialAtLeast P(B ≥ k) for B the number of
// successes in n trials at chance p (DLMF 8.17.5). Both are computed directly,
// so that neither tail is lost in a difference from 1.
func binomialAtMost(k, n int, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	case k == 0:
		return math.Pow(1-p, float64(n))
	}
	return betaCDF(1-p, float64(n-k), float64(k+1))
}

func binomialAtLeast(k, n int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	case k == n:
		return math.Pow(p, float64(n))
	}
	return betaCDF(p, float64(k), float64(n-k+1))
}

// StudentT is the t that a Student variable with the given degrees of freedom
// stays within, on both sides, with the given confidence.
func StudentT(confidence, freedom float64) float64 {
	x := betaQuantile(1-confidence, freedom/2, 0.5)
	return math.Sqrt(freedom * (1 - x) / x)
}

// normalZ is the z that a standard normal variable stays within, on both sides,
// with the given confidence.
func normalZ(confidence float64) float64 { return math.Sqrt2 * math.Erfinv(confidence) }

// normalBelow is the chance that a standard normal variable is below z.
func normalBelow(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
