package view

import (
	"cmp"
	"slices"
	"time"

	"github.com/tsenart/vegeta/v12/lib/lttb"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// spots are single samples of a block: time since its start in s, and latency in
// ms. It keeps all while they are few, then the lowest and the highest of each
// stretch of time: what LTTB then chooses from looks the same.
// https://arxiv.org/abs/2305.00332 (MinMaxLTTB)
type spots struct {
	room   int           // stretches
	length time.Duration // of the block
	all    []lttb.Point
	ranges []spotRange // nil while all are kept
	n      int
}

// spotRange is the lowest and the highest sample of a stretch of time.
type spotRange struct {
	low, high lttb.Point
	any       bool
}

func (s *spots) add(at, latency time.Duration) {
	s.n++
	p := lttb.Point{X: at.Seconds(), Y: check.Milliseconds(latency)}
	if s.ranges != nil {
		s.widen(p)
		return
	}
	s.all = append(s.all, p)
	if len(s.all) > 2*s.room {
		s.ranges = make([]spotRange, s.room)
		for _, p := range s.all {
			s.widen(p)
		}
		s.all = nil
	}
}

func (s *spots) widen(p lttb.Point) {
	r := &s.ranges[min(max(0, int(p.X/s.length.Seconds()*float64(s.room))), s.room-1)]
	if !r.any || lower(p, r.low) {
		r.low = p
	}
	if !r.any || lower(r.high, p) {
		r.high = p
	}
	r.any = true
}

// lower orders by latency, and by time between equals, so that the order in
// which samples come does not matter.
func lower(a, b lttb.Point) bool { return a.Y < b.Y || a.Y == b.Y && a.X < b.X }

// shown are at most so many of them, or three, in the order of their time.
func (s *spots) shown(most int) []lttb.Point {
	points := slices.Clone(s.all)
	for _, r := range s.ranges {
		if r.any {
			points = append(points, r.low)
			if r.low != r.high {
				points = append(points, r.high)
			}
		}
	}
	slices.SortFunc(points, func(a, b lttb.Point) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	rest := points
	out, err := lttb.Downsample(len(points), max(3, most), func(n int) ([]lttb.Point, error) {
		n = min(n, len(rest))
		next := rest[:n]
		rest = rest[n:]
		return next, nil
	})
	if err != nil { // it asks for three or more, and so never
		return points
	}
	return out
}
