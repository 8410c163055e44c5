package breakeven

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Crossing is where one curve takes the lead from another.
type Crossing struct {
	Requests int64  // a month: the first at which it is cheaper
	Cheaper  string // the curve's name
	Tasks    int64  // of the cheaper curve, 0 without a fleet
	Step     bool   // it is a further task of the other one that makes the difference
}

// Crossings is every number of requests at which the cheaper of two curves
// becomes the dearer, in order, as far as both curves go. Where both cost the
// same, the one that was cheaper before keeps the lead. Curves in different
// currencies cannot be compared.
func Crossings(a, b Curve) ([]Crossing, error) {
	if a.Currency != b.Currency {
		return nil, fmt.Errorf("%s is priced in %s and %s in %s", a.Name, a.Currency, b.Name, b.Currency)
	}
	return race(a, b).crossings, nil
}

// lead is who is cheaper.
type lead int

const (
	neither lead = 0
	first   lead = -1 // the cost of the first less that of the second is negative
	second  lead = 1
)

// course is who leads from 0 on, and where that changes.
type course struct {
	start     lead // neither where both cost the same throughout
	crossings []Crossing
}

// race compares two curves segment by segment.
func race(a, b Curve) course {
	var c course
	now := neither
	for i, j := 0, 0; i < len(a.Segments) && j < len(b.Segments); {
		s, t := a.Segments[i], b.Segments[j]
		from, to := max(s.From, t.From), min(s.To, t.To)
		for _, n := range changes(s, t, from, to) {
			who := leads(s, t, n)
			switch {
			case who == neither || who == now:
			case now == neither:
				c.start, now = who, who
			default:
				now = who
				c.crossings = append(c.crossings, crossing(a, b, who, n, n == from && stepped(a, b, i, j, n)))
			}
		}
		if s.To == to {
			i++
		}
		if t.To == to {
			j++
		}
	}
	return c
}

// changes are where, from one number of requests up to another, either line
// may have the lead: at the first, and just beyond where the lines cross.
func changes(s, t Segment, from, to int64) []int64 {
	at := []int64{from}
	base, per := s.Intercept.Sub(t.Intercept), s.Slope.Sub(t.Slope)
	if per.IsZero() {
		return at
	}
	if per.IsPositive() {
		base = base.Neg()
	}
	beyond := floorDiv(base, per.Abs()).Add(decimal.New(1, 0))
	if beyond.GreaterThan(decimal.NewFromInt(from)) && beyond.LessThan(decimal.NewFromInt(to)) {
		at = append(at, beyond.IntPart())
	}
	return at
}

func leads(s, t Segment, n int64) lead { return lead(s.At(n).Cmp(t.At(n))) }

// stepped reports whether a task is added at n.
func stepped(a, b Curve, i, j int, n int64) bool { return added(a, i, n) || added(b, j, n) }

func added(c Curve, i int, n int64) bool {
	return i > 0 && c.Segments[i].From == n && c.Segments[i-1].Tasks != c.Segments[i].Tasks
}

func crossing(a, b Curve, who lead, n int64, step bool) Crossing {
	winner := a
	if who == second {
		winner = b
	}
	return Crossing{Requests: n, Cheaper: winner.Name, Tasks: winner.segment(n).Tasks, Step: step}
}
