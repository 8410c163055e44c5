package view

import (
	"math"
	"strconv"

	"github.com/tsenart/vegeta/v12/lib/lttb"
)

// TimelineData is a timeline as a script draws it.
type TimelineData struct {
	Until     Figure   `json:"until"`     // end of the axis, in s
	Variants  []string `json:"variants"`  // names
	Short     []string `json:"short"`     // the same for little room
	Pick      int      `json:"pick"`      // position in Variants, -1 for none
	Scheduled bool     `json:"scheduled"` // sends had an intended rate
	Failures  bool     `json:"failures"`
	Blocks    Blocks   `json:"blocks"`
	Steps     Steps    `json:"steps"`
	Spots     [2]Spots `json:"spots"` // warm, and with a cold start
}

// Blocks are those of the timeline, in lists with a value for each.
type Blocks struct {
	Variant []int   `json:"variant"` // position in Variants
	Round   []int   `json:"round"`   // from 1
	From    Figures `json:"from"`    // in s
	Step    Figures `json:"step"`    // length of a step, in s
	Steps   []int   `json:"steps"`   // their number
}

// Steps are those of all blocks, one after the other, in lists with a value for
// each; null is none.
type Steps struct {
	Intended  Figures `json:"intended"` // a second
	Sent      Figures `json:"sent"`
	P50       Figures `json:"p50"` // in ms
	P99       Figures `json:"p99"`
	Errors    Figures `json:"errors,omitempty"` // a second; none where nothing failed
	Throttles Figures `json:"throttles,omitempty"`
	InFlight  Figures `json:"in_flight"`
}

// Spots are single samples: when, of which block, and their latency in ms.
type Spots struct {
	At      Figures `json:"at"` // in s
	Block   []int   `json:"block"`
	Latency Figures `json:"latency"`
}

// Figure is a number that goes into a page with no more digits than can be seen.
type Figure float64

// Figures are several.
type Figures []Figure

// MarshalJSON writes five significant digits, and null for what JSON cannot hold.
func (f Figure) MarshalJSON() ([]byte, error) {
	if v := float64(f); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(f), 'g', 5, 64), nil
}

// Data is the timeline for a script.
func (t *Timeline) Data() TimelineData {
	sum := t.sum()
	out := TimelineData{Until: Figure(t.clock.until), Scheduled: t.scheduled(), Failures: sum.errors+sum.throttles > 0, Pick: -1}
	at := map[*Trial]int{}
	for i := range t.view.Trials {
		trial := &t.view.Trials[i]
		at[trial] = i
		if trial.Pick {
			out.Pick = i
		}
		out.Variants, out.Short = append(out.Variants, trial.Name), append(out.Short, t.view.column(*trial).Labels[1])
	}
	for _, c := range t.courses {
		out.Blocks.add(c, at[c.trial], t.clock)
		out.Steps.add(c, out.Failures)
	}
	for kind := range out.Spots {
		out.Spots[kind] = Spots{Figures{}, []int{}, Figures{}} // a script knows no list that is null
		t.eachSpot(kind, spotsDrawn, out.Spots[kind].add)
	}
	return out
}

func (b *Blocks) add(c *course, variant int, clock *runClock) {
	from, n := clock.at(c.block.Started), len(c.steps)
	b.Variant, b.Round, b.Steps = append(b.Variant, variant), append(b.Round, c.block.Round+1), append(b.Steps, n)
	b.From, b.Step = append(b.From, Figure(from)), append(b.Step, Figure((clock.at(c.start(n))-from)/float64(n)))
}

func (s *Steps) add(c *course, failures bool) {
	for i := range c.steps {
		at := &c.steps[i]
		s.Intended, s.Sent = append(s.Intended, Figure(c.perSecond(i, at.intended))), append(s.Sent, Figure(c.perSecond(i, at.sent)))
		s.P50, s.P99 = append(s.P50, Figure(at.p50())), append(s.P99, Figure(at.p99()))
		s.InFlight = append(s.InFlight, Figure(at.busy.Seconds()/c.width.Seconds()))
		if failures {
			s.Errors, s.Throttles = append(s.Errors, Figure(c.perSecond(i, at.errors))), append(s.Throttles, Figure(c.perSecond(i, at.throttles)))
		}
	}
}

func (s *Spots) add(block int, at float64, p lttb.Point) {
	s.At, s.Block, s.Latency = append(s.At, Figure(at)), append(s.Block, block), append(s.Latency, Figure(p.Y))
}
