package reports

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// Variation is how much the work of a trial varies, between environments and
// within one; see estimate.OneWay.
type Variation struct {
	Of           string  `json:"of"` // "warm_duration" | "service"
	Environments int     `json:"environments"`
	BetweenMS    float64 `json:"between_ms"`    // standard deviation of the environments' levels
	WithinMS     float64 `json:"within_ms"`     // standard deviation of the calls of one
	BetweenShare float64 `json:"between_share"` // of the mean
	WithinShare  float64 `json:"within_share"`
	Correlation  float64 `json:"intraclass_correlation"` // share of the variance that lies between environments
}

// Outliers are the invocations that took so much longer than the others that
// no skewed distribution with one hump explains them. They are in every figure.
type Outliers struct {
	Of      string   `json:"of"` // "warm_duration" | "service"
	Count   int      `json:"count"`
	Largest *float64 `json:"largest_ms"` // nil without any
}

// work is what the target did for an invocation, as near as it is known: the
// platform's duration without cold starts, or the time from send to end.
func (o *observed) work() (quantity, string) {
	for _, b := range o.blocks {
		if n, _ := total(o.talliesOf(durationOf, b)); n > 0 {
			return warmDurationOf, "warm_duration"
		}
	}
	return serviceOf, "service"
}

// variation is nil where environments are not what means are resampled by:
// there are then too few to tell.
func (o *observed) variation() *Variation {
	if o.groups != ByEnvironment {
		return nil
	}
	q, of := o.work()
	groups := o.environmentGroups(q)
	v, ok := estimate.OneWay(groups)
	if !ok || !(v.Mean > 0) {
		return nil
	}
	return &Variation{
		Of: of, Environments: len(groups), BetweenMS: tidy(v.Between), WithinMS: tidy(v.Within),
		BetweenShare: tidy(v.Between / v.Mean), WithinShare: tidy(v.Within / v.Mean), Correlation: tidy(v.Correlation()),
	}
}

// fenceReach is how many interquartile ranges beyond the upper quartile a value
// is far out (Tukey, Exploratory Data Analysis, 1977, 2D). The range is that of
// the logarithms: times are skewed, and of a lognormal distribution one value
// in 850,000 lies beyond.
const fenceReach = 3

// outliers are those of each class of payloads by itself, since a class that
// takes longer than the others is none. Nil where there is nothing to tell.
func (o *observed) outliers() *Outliers {
	q, of := o.work()
	out := Outliers{Of: of}
	known := false
	for _, c := range o.eachClass() {
		count, largest, ok := c.seriesOf(q).farOut()
		known = known || ok
		if count > 0 {
			out.Count += count
			if out.Largest == nil || largest > *out.Largest {
				out.Largest = &largest
			}
		}
	}
	if !known {
		return nil
	}
	return &out
}

// farOut counts the values beyond the fence; false where the quartiles are
// equal, or 0, so that there is none.
func (s series) farOut() (count int, largest float64, ok bool) {
	n := s.len()
	lower, okLow := estimate.QuantileRank(n, 0.25)
	upper, okHigh := estimate.QuantileRank(n, 0.75)
	if !okLow || !okHigh {
		return 0, 0, false
	}
	low, high := s.ranked(lower), s.ranked(upper)
	if !(low > 0) || !(high > low) {
		return 0, 0, false
	}
	fence := high * math.Pow(high/low, fenceReach)
	for _, t := range s.tallies() {
		count += t.Len() - t.AtMost(milliseconds(fence))
	}
	return count, tidy(s.ranked(n)), true
}
