package trend

import (
	"slices"

	"github.com/shopspring/decimal"
)

// fared are the figures of the variant followed, the oldest first, in the runs
// that compare with the newest; a run without one is left out.
type fared struct {
	latency  []float64         // p95, ms
	cost     []decimal.Decimal // per million
	currency string
}

func (s *Scenario) fared() fared {
	out := fared{currency: s.Newest().Currency()}
	for _, r := range s.ofNewestMachine() {
		t := s.trial(r)
		if t == nil {
			continue
		}
		if t.Latency.P95 != nil {
			out.latency = append(out.latency, *t.Latency.P95)
		}
		if t.Cost != nil && t.Cost.Currency == out.currency {
			out.cost = append(out.cost, t.Cost.PerMillion)
		}
	}
	return out
}

func (f fared) fastest() float64       { return slices.Min(f.latency) }
func (f fared) slowest() float64       { return slices.Max(f.latency) }
func (f fared) least() decimal.Decimal { return decimal.Min(f.cost[0], f.cost[1:]...) }
func (f fared) most() decimal.Decimal  { return decimal.Max(f.cost[0], f.cost[1:]...) }
