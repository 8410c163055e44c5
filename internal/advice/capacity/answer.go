package capacity

import "math"

// Limiter says what keeps a rate from being higher.
type Limiter string

// The limiters.
const (
	BySLO       Limiter = "slo"       // the objective does not hold above
	ByGenerator Limiter = "generator" // the machine that sends could not send more, or was short of CPU
	ByRange     Limiter = "range"     // the search looked no higher, or no lower
	ByNothing   Limiter = ""          // the search is not done
)

// Judged is a probe with what it says alone.
type Judged struct {
	Rate    float64
	Check   bool    // a probe of the last check
	Verdict Verdict // of all probes so far at the rate, in its turn
	Leans   bool    // to holding, by the estimate
	Machine bool    // it did not hold, and the sending machine was to blame
	Figures
}

// Figures are what a probe has measured by itself.
type Figures struct {
	N, Errors     int     // calls that count, and how many of them failed
	Achieved      float64 // sends a second
	P50, P95, P99 float64 // latency of successes in ms; 0 without any
}

// Answer is what a search has found, or knows so far.
type Answer struct {
	Done bool
	Gave bool // up: there was no end to it
	// Rate is the highest at which the objective held; 0 where it does not hold
	// even at the lowest, or where nothing is known yet.
	Rate      float64
	Rechecked bool // it held once more, longer, after it had been found
	Sure      bool // it did so with the confidence asked for
	// The capacity lies between Low and High, with confidence; 0 where nothing is
	// known. Low is the highest rate that surely holds, less the precision, and High
	// the lowest that surely does not. The precision is taken off since a queue near
	// its capacity takes longer to fill than a probe takes, so that a rate a little
	// above it may seem sure.
	Low, High float64
	Limiter   Limiter
	Machine   string // what failed the sending machine, where it limits
	Probes    []Judged
	At        []int // the probes that Rate stands on, by their place in Probes
}

// Answer is what is known. Of a search under way that is the highest rate that
// has held so far.
func (s *Search) Answer() Answer {
	a := s.answer
	if !a.Rechecked || !a.Done && s.low > a.Rate {
		a.Rate, a.Rechecked, a.Sure = s.low, false, false
		a.At = nil
		for i, p := range a.Probes {
			if p.Rate == a.Rate {
				a.At = append(a.At, i)
			}
		}
	}
	if a.Rate == 0 && len(a.Probes) > 0 { // what is known is of the lowest rate
		for i, p := range a.Probes {
			if p.Rate == s.problem.From {
				a.At = append(a.At, i)
			}
		}
	}
	if !a.Done {
		return a
	}
	a.Limiter = s.limiter(a.Rate)
	if a.Limiter == ByGenerator {
		a.Machine = s.machine
	}
	if a.High <= a.Rate {
		a.High = 0
	}
	if a.Low > 0 {
		a.Low = s.problem.tidy(min(a.Low, a.Rate) / (1 + s.problem.Precision))
	}
	return a
}

// limiter says what is above a rate.
func (s *Search) limiter(rate float64) Limiter {
	switch {
	case math.IsInf(s.high, 1):
		return ByRange
	case s.machine != "":
		return ByGenerator
	case rate == 0:
		return ByRange // the capacity lies below what was looked at
	}
	return BySLO
}
