package measure

import (
	"math"
	"math/bits"
	"time"
)

// Moments are the number, mean and variance of times, in the memory of four
// words. The sums behind them are whole numbers, so that the order in which
// times are added makes no difference; times are taken to the microsecond. The
// zero value is empty and ready.
//
// It does not promise anything for times of more than 50 days, negative ones
// included: their squares do not fit.
type Moments struct {
	n         int
	sum       int64  // µs
	high, low uint64 // the sum of the squares, in µs²
}

// Add counts a time.
func (m *Moments) Add(d time.Duration) {
	us := d.Microseconds()
	magnitude := uint64(max(us, -us))
	high, low := bits.Mul64(magnitude, magnitude)
	m.n++
	m.sum += us
	m.square(high, low)
}

// Merge adds what o has counted.
func (m *Moments) Merge(o Moments) {
	m.n += o.n
	m.sum += o.sum
	m.square(o.high, o.low)
}

func (m *Moments) square(high, low uint64) {
	var carry uint64
	m.low, carry = bits.Add64(m.low, low, 0)
	m.high, _ = bits.Add64(m.high, high, carry)
}

// Len is how many times there are.
func (m *Moments) Len() int { return m.n }

// Mean is their mean in ms, 0 for none.
func (m *Moments) Mean() float64 {
	if m.n == 0 {
		return 0
	}
	return float64(m.sum) / float64(m.n) / 1000
}

// Variance is that of the sample (n − 1) in ms², 0 below two times.
func (m *Moments) Variance() float64 {
	if m.n < 2 {
		return 0
	}
	// Σx² − (Σx)²/n would lose its digits where the times are nearly alike, so
	// n·Σx² − (Σx)² is taken first, in whole numbers of 192 bits.
	n := uint64(m.n)
	carry, low := bits.Mul64(n, m.low)
	top, middle := bits.Mul64(n, m.high)
	middle, over := bits.Add64(middle, carry, 0)
	top += over
	magnitude := uint64(max(m.sum, -m.sum))
	high2, low2 := bits.Mul64(magnitude, magnitude)
	low, borrow := bits.Sub64(low, low2, 0)
	middle, borrow = bits.Sub64(middle, high2, borrow)
	top -= borrow
	whole := math.Ldexp(float64(top), 128) + math.Ldexp(float64(middle), 64) + float64(low)
	return whole / float64(m.n) / float64(m.n-1) / 1e6
}
