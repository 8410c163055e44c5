// Package budget fits what scenarios sample into a time on the clock: first with
// fewer rounds, then with less load in each.
//
// Non-goals: it leaves out no variant and no payload, since that changes what is
// asked and not only how well it is answered; and it predicts nothing of a target
// whose speed decides how long the load takes.
package budget

import (
	"fmt"
	"time"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What a run takes beside its load, as runs of the library's scenarios on two
// cores do. Functions that take seconds take longer to warm up.
const (
	Start       = 2 * time.Second        // the host's speed, the platform
	EachVariant = 500 * time.Millisecond // its first environment
	EachBlock   = 500 * time.Millisecond // the warm-up, and the last answers
	EachCold    = 200 * time.Millisecond // a forced cold start
)

// The least that is worth a run, unless the scenario itself asks for less.
const (
	leastRounds = 2 // so that drift is no difference between variants
	leastSends  = 20
	leastLoad   = 500 * time.Millisecond // of a block
)

// Work is a scenario that is to be fitted.
type Work struct {
	Scenario *scenarios.Scenario
	Variants int // that are measured, those of a base included
	Rounds   int // that its comparisons take; 0 without any
}

// Fit is what a scenario gets of what it asks for.
type Fit struct {
	Rounds int
	Share  float64       // of its load, 0 to 1
	Takes  time.Duration // about, where the length of the load is known beforehand
}

// Whole is the fit that gives up nothing.
func (w Work) Whole() Fit { return w.fit(w.Scenario.Repeat, 1) }

// Least is the fit with the fewest samples that are worth a run.
func (w Work) Least() Fit {
	rounds := w.fewest()
	if w.Scenario.Load.Trace != nil {
		return w.fit(rounds, 1)
	}
	share := 0.0
	if sends := w.Scenario.SendsPerVariant(); sends > 0 {
		share = float64(leastSends) / float64(sends)
	}
	if length := w.Scenario.Load.Length(); length > 0 {
		share = max(share, float64(rounds)*leastLoad.Seconds()/length.Seconds())
	}
	return w.fit(rounds, min(1, share))
}

// fewest is the least number of rounds that is worth a run.
func (w Work) fewest() int {
	return max(1, min(w.Scenario.Repeat, max(leastRounds, w.Rounds)))
}

// Known reports whether it is known beforehand how long the load takes.
func (w Work) Known() bool { return w.Scenario.Load.Length() > 0 || w.Scenario.Replayed() }

// fit is the fit with so many rounds and such a share of the load.
func (w Work) fit(rounds int, share float64) Fit {
	f := Fit{Rounds: rounds, Share: share}
	if w.Scenario.Replayed() {
		return f // in virtual time
	}
	each := EachVariant + time.Duration(rounds)*EachBlock + time.Duration(share*float64(w.Scenario.Load.Length()))
	if c := w.Scenario.ColdStarts; c != nil {
		each += time.Duration(c.Samples) * EachCold
	}
	f.Takes = Start + time.Duration(w.Variants)*each
	return f
}

// TooShort says that a budget does not hold the least that is worth a run.
type TooShort struct{ Budget, Least time.Duration }

// Error says what would do.
func (e TooShort) Error() string {
	return fmt.Sprintf("it takes at least about %s", e.Least.Round(time.Second))
}

// Within is the fit into a time: the whole where there is room, else as many
// rounds as there is room for with blocks as long as they are, else the fewest
// rounds with shorter blocks. The error is a TooShort.
func (w Work) Within(budget time.Duration) (Fit, error) {
	whole, least := w.Whole(), w.Least()
	switch {
	case whole.Takes <= budget:
		return whole, nil
	case least.Takes > budget:
		return least, TooShort{budget, least.Takes}
	case w.Scenario.Load.Trace != nil:
		return w.fewerRounds(budget, func(int) float64 { return 1 }), nil
	}
	asked := float64(w.Scenario.Repeat)
	fit := w.fewerRounds(budget, func(rounds int) float64 { return float64(rounds) / asked })
	if fit.Takes <= budget && fit.Share >= least.Share {
		return fit, nil
	}
	length := w.Scenario.Load.Length()
	if length == 0 {
		return w.fit(least.Rounds, max(fit.Share, least.Share)), nil
	}
	// What is left for the load of all variants, with the fewest rounds.
	left := budget - w.fit(least.Rounds, 0).Takes
	share := left.Seconds() / float64(w.Variants) / length.Seconds()
	return w.fit(least.Rounds, min(max(share, least.Share), 1)), nil
}

// fewerRounds is the fit with the most rounds that fit into the budget, or else
// with the fewest; load is the share of the load that so many rounds have.
func (w Work) fewerRounds(budget time.Duration, load func(rounds int) float64) Fit {
	rounds := w.Scenario.Repeat
	for rounds > w.fewest() && w.fit(rounds, load(rounds)).Takes > budget {
		rounds--
	}
	return w.fit(rounds, load(rounds))
}

// Share divides a budget among scenarios: each gets the least that is worth a
// run, and of the rest in proportion to what it asks for beyond that. The error
// is a TooShort.
func Share(works []Work, budget time.Duration) ([]time.Duration, error) {
	var least, asked time.Duration
	for _, w := range works {
		least += w.Least().Takes
		asked += w.Whole().Takes
	}
	if least > budget {
		return nil, TooShort{budget, least}
	}
	part := 1.0
	if asked > budget {
		part = (budget - least).Seconds() / (asked - least).Seconds()
	}
	out := make([]time.Duration, len(works))
	for i, w := range works {
		low := w.Least().Takes
		out[i] = low + time.Duration(part*float64(w.Whole().Takes-low))
	}
	return out, nil
}
