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

// Trimmed is the sum and the number of the values of sealed tallies without the
// drop smallest and the drop largest of them all; 0 of 0 where none are left.
func Trimmed(tallies []*Tally, drop int) (sum time.Duration, n int) {
	all := 0
	for _, t := range tallies {
		all += t.Len()
		sum += t.Sum()
	}
	if drop < 0 || all <= 2*drop {
		return 0, 0
	}
	if drop == 0 {
		return sum, all
	}
	low, high := Ranked(tallies, nil, drop+1), Ranked(tallies, nil, all-drop)
	return sum - outside(tallies, low, high, drop), all - 2*drop
}

// outside is the sum of the drop smallest and the drop largest values, where
// low and high are the smallest and the largest of the others.
func outside(tallies []*Tally, low, high time.Duration, drop int) time.Duration {
	var sum time.Duration
	below, above := 0, 0
	for _, t := range tallies {
		for c := t.Cursor(); c.Next(); {
			switch {
			case c.Value < low:
				below += c.Count
				sum += c.Value * time.Duration(c.Count)
			case c.Value > high:
				above += c.Count
				sum += c.Value * time.Duration(c.Count)
			}
		}
	}
	return sum + low*time.Duration(drop-below) + high*time.Duration(drop-above)
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
