package load

import (
	"math"
	"time"
)

// Sine swings about a mean rate, which it starts from upwards:
// Mean + Amplitude·sin(2πt/Period). The amplitude is at most the mean.
type Sine struct {
	Mean, Amplitude float64 // per second
	Period, For     time.Duration
}

var _ Curve = Sine{}

// Sends is the integrated rate at the end.
func (s Sine) Sends() int { return countBefore(s.requests(s.For.Seconds())) }

// At is when the integrated rate reaches n.
func (s Sine) At(n int) (time.Duration, bool) {
	if n >= s.Sends() {
		return s.For, false
	}
	return min(seconds(s.when(float64(n))), s.For), true
}

// Length is For.
func (s Sine) Length() time.Duration { return s.For }

// Pace implements vegeta.Pacer.
func (s Sine) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(s, elapsed, hits)
}

// Rate implements vegeta.Pacer.
func (s Sine) Rate(elapsed time.Duration) float64 {
	_, rate, _ := s.derivatives(elapsed.Seconds())
	return rate
}

// requests is the integral of the rate.
func (s Sine) requests(t float64) float64 {
	requests, _, _ := s.derivatives(t)
	return requests
}

// derivatives are Mean·t + Amplitude·P/2π·(1 − cos 2πt/P), the rate, which is
// its slope, and the slope of the rate. With 1 − cos 2x = 2·sin² x nothing
// cancels near zero.
func (s Sine) derivatives(t float64) (requests, rate, slope float64) {
	x := math.Pi / s.Period.Seconds()
	sin, cos := math.Sincos(x * t)
	requests = s.Mean*t + s.Amplitude/x*sin*sin
	rate = s.Mean + 2*s.Amplitude*sin*cos
	slope = 2 * s.Amplitude * x * (cos*cos - sin*sin)
	return requests, rate, slope
}

// Solving for a time ends when a step is below solved; where the rate touches
// zero a step gains only a factor, hence the bound.
const (
	solved   = 1e-10 // seconds
	maxSteps = 100
)

// when inverts requests: whole periods by division, the rest by Halley's
// method, kept within a bracket that halves where a step would leave it.
func (s Sine) when(n float64) float64 {
	period := s.Period.Seconds()
	whole := math.Floor(n / (s.Mean * period))
	rest := n - whole*s.Mean*period
	low, high := 0.0, period
	t := min(rest/s.Mean, period)
	for range maxSteps {
		requests, rate, slope := s.derivatives(t)
		miss := requests - rest
		if miss > 0 {
			high = t
		} else {
			low = t
		}
		next := t - miss/(rate-miss*slope/(2*rate))
		if !(low <= next && next <= high) { // NaN too: a rate of zero
			next = (low + high) / 2
		}
		step := math.Abs(next - t)
		if t = next; step < solved {
			break
		}
	}
	return whole*period + t
}
