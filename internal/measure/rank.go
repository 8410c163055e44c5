package measure

import "time"

// Ranked is the value of a rank, from 1 up to Len, in ascending order.
func (t *Tally) Ranked(rank int) time.Duration { return Ranked([]*Tally{t}, nil, rank) }

// Ranked is the value of a rank, from 1, in ascending order, among those of
// sealed tallies without those of others, which must be among them. It is found
// by halving the range of the values, so that nothing is copied or merged.
func Ranked(tallies, without []*Tally, rank int) time.Duration {
	low, high := spread(tallies)
	for low < high {
		// Unsigned, since the distance may be more than a Duration holds.
		middle := low + time.Duration(uint64(high-low)/2)
		if atMost(tallies, middle)-atMost(without, middle) >= rank {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// spread is the smallest and the largest value of all; zeros for none.
func spread(tallies []*Tally) (low, high time.Duration) {
	known := false
	for _, t := range tallies {
		l, h, ok := t.Range()
		switch {
		case !ok:
		case !known:
			low, high, known = l, h, true
		default:
			low, high = min(low, l), max(high, h)
		}
	}
	return low, high
}

func atMost(tallies []*Tally, d time.Duration) int {
	n := 0
	for _, t := range tallies {
		n += t.AtMost(d)
	}
	return n
}
