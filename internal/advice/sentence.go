package advice

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Sentence is the answer in one sentence: what to take, why, and its figures.
// place says where the amounts hold, such as "on this machine's CPU (AMD
// EPYC)"; empty where they hold as they are.
func (r *Result) Sentence(place string) string {
	pick := r.find(r.Pick)
	if pick == nil {
		return r.refusalSentence()
	}
	head := pick.Label + " is " + r.claim()
	if r.stays() {
		if r.To != r.Pick {
			return "Leave it at " + pick.Label + ": " + r.stayFigures(*pick, place) + "."
		}
		head = "Leave it at " + pick.Label + ", which is " + r.claim()
	}
	if r.objective.Kind == check.Deadline {
		return strings.TrimSpace(head+": "+pick.jobFigures()+" "+place) + "."
	}
	parts := head + ": " + figures(*pick)
	if place != "" {
		parts += " " + place
	}
	if ref := r.reference(*pick); ref != nil {
		parts += ", " + versus(*pick, *ref)
	}
	return parts + "."
}

// claim says what the pick is best at.
func (r *Result) claim() string {
	bound := ""
	if len(r.objective.Within) > 0 {
		bound = " within " + limitsText(r.objective.Within)
	}
	switch {
	case len(r.candidates) == 1:
		return "the only " + r.noun + " measured" + r.finishing(", and finishes ")
	case len(r.eligible) == 1 && bound != "":
		return "the only " + r.noun + bound
	case len(r.eligible) == 1:
		return "the only usable " + r.noun + r.finishing(" that finishes ")
	}
	if r.chosen { // on few invocations of each: a neighbour's may look better
		return "the " + r.noun + " that the search settled on" + bound
	}
	tie := len(r.Tied) + 1
	switch r.objective.Kind {
	case check.Balanced:
		return "the best balance of cost and speed" + weights(r.objective.Weight)
	case check.Fastest, check.FastestWithin:
		switch {
		case tie > 1 && !r.find(r.Pick).Priced:
			return "the fastest " + r.noun + bound + ", though not clearly"
		case tie > 1:
			return fmt.Sprintf("the cheapest of the %d %s that tie for the lowest latency%s", tie, r.nouns, bound)
		}
		return "the fastest " + r.noun + bound
	case check.Deadline:
		if tie > 1 {
			return fmt.Sprintf("the one with the fewest environments of the %d %s that finish %s for the lowest cost", tie, r.nouns, task(r.objective))
		}
		return "the cheapest " + r.noun + r.finishing(" that finishes ")
	default:
		if tie > 1 {
			return fmt.Sprintf("the fastest of the %d %s that tie for the lowest cost%s", tie, r.nouns, bound)
		}
		return "the cheapest " + r.noun + bound
	}
}

// finishing names what is to be done by a deadline; "" for other objectives.
func (r *Result) finishing(that string) string {
	if r.objective.Kind != check.Deadline {
		return ""
	}
	return that + task(r.objective)
}

func weights(w float64) string {
	if w == 0.5 {
		return ""
	}
	return fmt.Sprintf(" (%s cost, %s speed)", Percent(w), Percent(1-w))
}

// figures is "$1.84 per million at 58 ms (p50)".
func figures(c Candidate) string {
	at := MS(c.P50) + " (p50)"
	if !c.Priced {
		return at
	}
	return c.CostText + " " + cmp.Or(c.Per, "per million") + " at " + at
}

// reference is the candidate that the pick is held against: the smallest other
// usable one.
func (r *Result) reference(pick Candidate) *Candidate {
	others := keep(usableOf(r.candidates), func(c Candidate) bool { return c.Index != pick.Index })
	return least(others, func(a, b Candidate) int { return a.MemoryMB - b.MemoryMB })
}

// versus compares two candidates: "13 times faster than 128 MB for 6 % more".
func versus(a, b Candidate) string {
	speed := Faster(a.P50, b.P50)
	than := " than "
	if strings.HasPrefix(speed, "as ") {
		than = " as "
	}
	s := speed + than + b.Label
	if a.Priced && b.Priced {
		s += " " + dearer(a.Cost, b.Cost)
	}
	return s
}

func (r *Result) refusalSentence() string {
	switch {
	case len(r.candidates) == 0:
		return "Nothing was measured."
	case len(usableOf(r.candidates)) == 0:
		for _, c := range r.candidates {
			if c.Misfit != "" {
				return "This work does not fit a function: " + c.Misfit + "."
			}
		}
		return "No " + r.noun + " is usable."
	}
	if near := r.find(r.Nearest); near != nil && r.objective.Kind == check.Deadline {
		if near.Warm <= 0 {
			return fmt.Sprintf("No %s is known to finish %s: the fastest is %s, and no warm invocation of it was measured.",
				r.noun, task(r.objective), near.Label)
		}
		return fmt.Sprintf("No %s finishes %s, however many environments there are: the fastest is %s, and %s.",
			r.noun, task(r.objective), near.Label, near.takesTooLong(r.objective))
	}
	if near := r.find(r.Nearest); near != nil {
		return fmt.Sprintf("No %s meets %s: the nearest is %s, but %s.", r.noun,
			limitsText(r.objective.Within), near.Label, misses(*near, r.objective.Within))
	}
	return "No " + r.noun + " has a cost, so none can be recommended by cost."
}
