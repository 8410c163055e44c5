package estimate

// ShareInterval is the exact two-sided interval of a share, k hits in n trials
// (Clopper and Pearson, Biometrika 26, 1934, https://doi.org/10.1093/biomet/26.4.404).
// It covers the true share at least as often as confidence says, for small k
// rather more often. Without trials nothing is known, nor with a confidence that
// is no fraction: 0 to 1.
func ShareInterval(k, n int, confidence float64) Interval {
	return Interval{shareLow(k, n, confidence, 2), shareHigh(k, n, confidence, 2)}
}

// ShareUpperBound is what the share is at most with the given confidence,
// one-sided: 3/n, about, for no hits at 95 %.
func ShareUpperBound(k, n int, confidence float64) float64 { return shareHigh(k, n, confidence, 1) }

// ShareLowerBound is what the share is at least with the given confidence,
// one-sided.
func ShareLowerBound(k, n int, confidence float64) float64 { return shareLow(k, n, confidence, 1) }

// shareLow is the lower end, where sides share what confidence leaves.
func shareLow(k, n int, confidence, sides float64) float64 {
	if k <= 0 || n <= 0 || !proper(confidence) {
		return 0
	}
	k = min(k, n)
	return betaQuantile((1-confidence)/sides, float64(k), float64(n-k+1))
}

// shareHigh counts misses instead of hits: the same interval from the other end.
func shareHigh(k, n int, confidence, sides float64) float64 {
	return 1 - shareLow(n-max(k, 0), n, confidence, sides)
}
