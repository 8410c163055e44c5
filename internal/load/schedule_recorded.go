package load

import "time"

// Recorded are arrivals at times that are known, in order; the last one lies
// before the end. It holds eight bytes for each.
type Recorded struct {
	Times []time.Duration
	For   time.Duration
}

var _ Schedule = Recorded{}

// Sends is the number of times.
func (r Recorded) Sends() int { return len(r.Times) }

// At is time n.
func (r Recorded) At(n int) (time.Duration, bool) {
	if n >= len(r.Times) {
		return r.For, false
	}
	return r.Times[n], true
}

// Length is For.
func (r Recorded) Length() time.Duration { return r.For }

// Pace implements vegeta.Pacer.
func (r Recorded) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(r, elapsed, hits)
}

// Rate implements vegeta.Pacer: what arrives in the second that elapsed falls
// into.
func (r Recorded) Rate(elapsed time.Duration) float64 {
	second := elapsed.Truncate(time.Second)
	return float64(Due(r, second+time.Second) - Due(r, second))
}
