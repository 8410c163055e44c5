package measure

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/bits"
	"time"
)

// half is the number of buckets that share a width: 2·half values of one
// microsecond come first, then half of two, of four, and so on.
const half = 1 << 10

// lowest is the lowest time in µs that the bucket at an index holds.
func lowest(index int) int64 {
	if index < 2*half {
		return int64(index)
	}
	return int64(index%half+half) << (index/half - 1)
}

// isLowest reports whether us is the lowest time of its bucket.
func isLowest(us int64) bool {
	spare := max(0, bits.Len64(uint64(us))-bits.Len64(2*half-1))
	return us&(1<<spare-1) == 0
}

// all gives the buckets that are not empty: lowest time in µs, and count.
func (d *Distribution) all() iter.Seq2[int64, int64] {
	return func(yield func(int64, int64) bool) {
		if d.inRange() == 0 {
			return
		}
		for i, n := range d.hdr.Export().Counts {
			if n > 0 && !yield(lowest(i), n) {
				return
			}
		}
	}
}

// sparse is a Distribution as JSON. Empty buckets are left out.
type sparse struct {
	Under   int64      `json:"under"`
	Over    int64      `json:"over"`
	Sum     int64      `json:"sum_ns"`
	Max     int64      `json:"max_ns"`
	Buckets [][2]int64 `json:"buckets_us"` // lowest time in µs, count; ascending
}

// MarshalJSON writes the buckets that are not empty, as pairs of the lowest time
// in µs and the count.
func (d *Distribution) MarshalJSON() ([]byte, error) {
	s := sparse{Under: d.under, Over: d.over, Sum: int64(d.sum), Max: int64(d.max), Buckets: [][2]int64{}}
	for from, count := range d.all() {
		s.Buckets = append(s.Buckets, [2]int64{from, count})
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads what MarshalJSON wrote, exactly, in place of what d held.
// What no Distribution could have written is an error.
func (d *Distribution) UnmarshalJSON(b []byte) error {
	var s sparse
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s.Under < 0 || s.Over < 0 || s.Sum < 0 || s.Max < 0 {
		return errors.New("a distribution with a figure below zero")
	}
	read := Distribution{under: s.Under, over: s.Over, sum: time.Duration(s.Sum), max: time.Duration(s.Max)}
	last, room := int64(0), math.MaxInt64-s.Under
	if room -= s.Over; room < 0 {
		return errors.New("a distribution with more counts than it can hold")
	}
	for _, bucket := range s.Buckets {
		from, count := bucket[0], bucket[1]
		switch {
		case from <= last || from > Longest.Microseconds() || !isLowest(from):
			return fmt.Errorf("%d µs after %d is not where a bucket of a distribution begins", from, last)
		case count < 1 || count > room:
			return fmt.Errorf("a distribution cannot count %d times of %d µs", count, from)
		}
		if err := read.buckets().RecordValues(from, count); err != nil {
			return err
		}
		last, room = from, room-count
	}
	*d = read
	return nil
}
