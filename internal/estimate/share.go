package estimate

// The bounds of a share, k hits in n trials, are exact ones (Clopper and
// Pearson, Biometrika 26, 1934, https://doi.org/10.1093/biomet/26.4.404): they
// hold at least as often as confidence says, for small k rather more often.
// Without trials nothing is known, nor with a confidence that is no fraction: 0
// to 1. Together, at (1 + c) / 2 each, they are a two-sided interval of c.

// ShareUpperBound is what the share is at most with the given confidence,
// one-sided: 3/n, about, for no hits at 95 %. It counts misses instead of hits:
// the lower bound from the other end.
func ShareUpperBound(k, n int, confidence float64) float64 {
	return 1 - ShareLowerBound(n-max(k, 0), n, confidence)
}

// ShareLowerBound is what the share is at least with the given confidence,
// one-sided.
func ShareLowerBound(k, n int, confidence float64) float64 {
	if k <= 0 || n <= 0 || !proper(confidence) {
		return 0
	}
	k = min(k, n)
	return betaQuantile(1-confidence, float64(k), float64(n-k+1))
}
