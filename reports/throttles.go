package reports

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// ThrottlesFrom is an interval: AWS's throttles are best effort.
type ThrottlesFrom struct {
	None *float64 `json:"none"` // the highest rate below Some at which nothing was refused; nil where there is none
	Some *float64 `json:"some"` // the lowest rate at which something was; nil where nothing ever was
}

// tries are the probes of a variant's searches at all rates, by block: those that
// its figures are of, and all others.
type tries map[int]*try

// try is a probe, and what came of its sends in the load phase. What was sent
// before meets what the rate of the probe before has left of a burst.
type try struct {
	measure.Block
	sent    int
	refused int // throttled by the gateway, or perhaps by it
}

func triesOf(blocks []measure.Block, variant int) tries {
	all := tries{}
	for _, b := range blocks {
		if b.Variant == variant && b.Rate > 0 {
			all[b.Index] = &try{Block: b}
		}
	}
	return all
}

// byGateway is what every reason says of which a gateway's own throttle is the
// cause, or may be.
const byGateway = "stage throttle"

// add takes in a sample of any phase and of any block.
func (all tries) add(s *measure.Sample) {
	t := all[s.Block]
	if t == nil || s.Phase != measure.PhaseLoad || !sent(s) {
		return
	}
	t.sent++
	if s.Outcome == measure.OutcomeThrottle && strings.Contains(s.Reason, byGateway) {
		t.refused++
	}
}

// whole reports whether the rate was really sent, for as long as it was to be:
// another probe tells nothing of a rate by what it did not refuse.
func (t *try) whole() bool {
	unsent := float64(t.Intended - t.sent)
	return t.State == measure.BlockDone && !t.Lost && t.sent > 0 && unsent <= measure.UnsentInvalid*float64(t.Intended)
}

// throttlesFrom is where refusals begin; nil where nothing was searched for.
func (all tries) throttlesFrom() *ThrottlesFrom {
	if len(all) == 0 {
		return nil
	}
	out := &ThrottlesFrom{}
	for _, t := range all {
		if t.refused > 0 && (out.Some == nil || t.Rate < *out.Some) {
			out.Some = new(t.Rate)
		}
	}
	for _, t := range all {
		if t.refused == 0 && t.whole() && (out.Some == nil || t.Rate < *out.Some) && (out.None == nil || t.Rate > *out.None) {
			out.None = new(t.Rate)
		}
	}
	return out
}
