// Package estimate is the statistics of a run: quantiles, shares and means,
// each with an interval that says how sure it is.
//
// Quantiles and shares get exact intervals from the binomial distribution, which
// assume nothing about the shape of the data; means and whatever else get a
// bootstrap; two samples are compared by their ranks; beyond the highest value a
// tail is fitted to the highest ones. The functions are pure: the same input and
// seed give the same answer. They know nothing of samples, variants or gates.
//
// Callers give finite values. NaN and infinities never panic, but what comes
// back for them means nothing. A sorted argument is in ascending order.
// Confidences and quantiles are fractions strictly between 0 and 1.
//
// Non-goals: streaming.
package estimate

// Interval is a two-sided interval.
type Interval struct{ Low, High float64 }

// Contains reports whether x lies in the interval, its ends included.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// proper reports whether p is a fraction strictly between 0 and 1; false for NaN.
func proper(p float64) bool { return p > 0 && p < 1 }
