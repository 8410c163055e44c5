package measure

import (
	"fmt"
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range of a Distribution, and its precision in decimal digits.
const (
	Shortest = time.Microsecond
	Longest  = time.Hour
	digits   = 3
)

// Distribution counts times in buckets that are a microsecond wide up to two
// milliseconds, and less than 0.1 % of the time beyond. Distributions merge
// exactly: the merger of two equals one that recorded everything. The zero
// value is empty and ready.
//
// It feeds live views. It does not hold samples: a quantile is the upper end of
// a bucket, right to three digits, and the summary of a run is never made from
// it. Times under Shortest and over Longest are counted, and no more is known of
// them, but for the longest. It must not be copied once it is used, and it is
// not safe for concurrent use; a Recorder is.
type Distribution struct {
	hdr         *hdrhistogram.Histogram // in µs; nil until a time is in range
	under, over int64
	sum, max    time.Duration
}

// Record counts one time. A negative one counts as under Shortest, and as
// nothing in the sum.
func (d *Distribution) Record(t time.Duration) {
	switch {
	case t < Shortest:
		d.under++
	case t > Longest:
		d.over++
	default:
		// A time in range always has a bucket, and a count of one always a place.
		_ = d.buckets().RecordValue(t.Microseconds())
	}
	d.sum = plus(d.sum, max(t, 0))
	d.max = max(d.max, t)
}

// buckets makes the histogram where there is none yet.
func (d *Distribution) buckets() *hdrhistogram.Histogram {
	if d.hdr == nil {
		d.hdr = hdrhistogram.New(Shortest.Microseconds(), Longest.Microseconds(), digits)
	}
	return d.hdr
}

// Merge adds what from has counted, which keeps it too. Nothing is lost below
// 2^63 counts in all; the error of a merger beyond says how many were.
func (d *Distribution) Merge(from *Distribution) error {
	d.under += from.under
	d.over += from.over
	d.sum = plus(d.sum, from.sum)
	d.max = max(d.max, from.max)
	if from.hdr == nil || from.hdr.TotalCount() == 0 {
		return nil
	}
	if lost := d.buckets().Merge(from.hdr); lost > 0 {
		return fmt.Errorf("%d times have no place in the merged distribution", lost)
	}
	return nil
}

// Reset empties it and keeps its memory.
func (d *Distribution) Reset() {
	if d.hdr != nil && d.hdr.TotalCount() > 0 {
		d.hdr.Reset()
	}
	d.under, d.over, d.sum, d.max = 0, 0, 0, 0
}

// Count is how many times were recorded, those out of range included.
func (d *Distribution) Count() int64 { return d.under + d.inRange() + d.over }

func (d *Distribution) inRange() int64 {
	if d.hdr == nil {
		return 0
	}
	return d.hdr.TotalCount()
}

// Under is how many times were shorter than Shortest.
func (d *Distribution) Under() int64 { return d.under }

// Over is how many times were longer than Longest.
func (d *Distribution) Over() int64 { return d.over }

// Sum is all times together, exactly; it stops growing at 292 years.
func (d *Distribution) Sum() time.Duration { return d.sum }

// Max is the longest time, exactly; 0 when there is none above it.
func (d *Distribution) Max() time.Duration { return d.max }

// Quantile is the time at nearest rank ⌈q·n⌉, q from 0 to 1, to three digits. It
// is 0 under Shortest, Max over Longest, and 0 when nothing was recorded.
func (d *Distribution) Quantile(q float64) time.Duration {
	n := d.Count()
	rank := min(max(1, int64(math.Ceil(q*float64(n)-1e-9))), n) // 0.07 × 100 is a little more than 7
	switch {
	case rank <= d.under:
		return 0
	case rank > n-d.over:
		return d.max
	}
	inRange := d.inRange()
	at := d.hdr.ValueAtPercentile(100 * float64(rank-d.under) / float64(inRange))
	return min(time.Duration(at)*time.Microsecond, d.max)
}

// AtMost is how many times were no longer than each of bounds, which ascend. A
// bound within a bucket counts the whole of it.
func (d *Distribution) AtMost(bounds []time.Duration) []int64 {
	counts := make([]int64, len(bounds))
	i, n := 0, d.under
	for from, count := range d.all() {
		for ; i < len(bounds) && time.Duration(from)*time.Microsecond > bounds[i]; i++ {
			counts[i] = n
		}
		n += count
	}
	for ; i < len(bounds); i++ {
		counts[i] = n
	}
	return counts
}

// plus adds two times that are not negative, up to the longest there is.
func plus(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
