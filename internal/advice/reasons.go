package advice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// maxNamed is how many unusable candidates a sentence names.
const maxNamed = 3

// reasons are the sentences beside a pick: what the alternatives would give,
// what ties, what is unusable, and what half the latency would cost.
func (r *Result) reasons(pick Candidate, usable []Candidate) []string {
	var out []string
	if r.objective.Kind == check.Deadline {
		out = r.jobReasons(pick)
	} else {
		out = rivalry(pick, r.rivals(pick, usable), len(usable) == 1)
	}
	if s := r.tieSentence(); s != "" {
		out = append(out, s)
	}
	if s := unusableSentence(r.candidates); s != "" {
		out = append(out, s)
	}
	if s := closeSentence(pick); s != "" {
		out = append(out, s)
	}
	if r.Halving != "" {
		out = append(out, r.Halving)
	}
	return out
}

// rivals are at most two others worth comparing with: the cheapest, the
// fastest unless the sentence on half the latency names it, and the pick's
// neighbours in memory; without prices the fastest others.
func (r *Result) rivals(pick Candidate, usable []Candidate) []Candidate {
	if !pick.Priced {
		others := keep(usable, func(c Candidate) bool { return c.Index != pick.Index })
		slices.SortStableFunc(others, func(a, b Candidate) int { return cmp.Compare(a.P50, b.P50) })
		return others[:min(2, len(others))]
	}
	larger := least(keep(usable, func(c Candidate) bool { return c.Target == pick.Target && c.MemoryMB > pick.MemoryMB }),
		func(a, b Candidate) int { return a.MemoryMB - b.MemoryMB })
	smaller := least(keep(usable, func(c Candidate) bool { return c.Target == pick.Target && c.MemoryMB < pick.MemoryMB }),
		func(a, b Candidate) int { return b.MemoryMB - a.MemoryMB })
	var out []Candidate
	seen := map[int]bool{pick.Index: true}
	if halved(pick, usable) == nil {
		seen[r.Fastest] = true
	}
	for _, c := range []*Candidate{r.find(r.Cheapest), r.find(r.Fastest), larger, smaller} {
		if c != nil && !seen[c.Index] && len(out) < 2 {
			seen[c.Index] = true
			out = append(out, *c)
		}
	}
	return out
}

// rivalry holds the pick against its rivals; alone says that nothing else is
// usable at all.
func rivalry(pick Candidate, rivals []Candidate, alone bool) []string {
	switch {
	case alone:
		return []string{fmt.Sprintf("%s answers in %s at the median; there is no other to compare it with.", pick.Label, MS(pick.P50))}
	case len(rivals) == 0:
		return []string{fmt.Sprintf("%s answers in %s at the median.", pick.Label, MS(pick.P50))}
	}
	first := fmt.Sprintf("%s answers in %s at the median; %s takes %s", pick.Label, MS(pick.P50), rivals[0].Label, MS(rivals[0].P50))
	if pick.Priced && rivals[0].Priced {
		first += " " + dearer(rivals[0].Cost, pick.Cost)
	}
	out := []string{first + "."}
	for _, c := range rivals[1:] {
		out = append(out, contrast(pick, c))
	}
	return out
}

// contrast is "3008 MB is 4 % faster for 70 % more."; where the other has just
// twice the memory it speaks of doubling.
func contrast(pick, other Candidate) string {
	if other.MemoryMB == 0 || other.OwnCPU || other.MemoryMB != 2*pick.MemoryMB || other.Target != pick.Target {
		return other.Label + " is " + versus(other, pick) + "."
	}
	s := "Doubling the memory to " + other.Label + " is " + Faster(other.P50, pick.P50)
	if pick.Priced && other.Priced {
		s += " " + dearer(other.Cost, pick.Cost)
	}
	return s + "."
}

func (r *Result) tieSentence() string {
	if len(r.Tied) == 0 {
		return ""
	}
	var names []string
	for _, i := range r.Tied {
		names = append(names, r.find(i).Label)
	}
	verb := " ties"
	if len(names) > 1 {
		verb = " tie"
	}
	s := list(names) + verb + " with it: "
	if r.stays() && r.To != r.Pick {
		return strings.TrimSuffix(s, ": ") + "."
	}
	switch r.objective.Kind {
	case check.Balanced:
		return s + "the scores differ by 1 % or less, and it is the cheapest."
	case check.Fastest, check.FastestWithin:
		s += "the latencies cannot be told apart or differ by 3 % or less, and "
		if !r.find(r.Pick).Priced {
			return s + "its median is the lowest."
		}
		return s + "it is the cheapest."
	case check.Deadline:
		return s + "the costs cannot be told apart or differ by 3 % or less, and it needs the fewest environments."
	default:
		return s + "the costs cannot be told apart or differ by 3 % or less, and it is the fastest."
	}
}

// unusableSentence names the unusable candidates and why, "" without any.
func unusableSentence(candidates []Candidate) string {
	var bad []Candidate
	for _, c := range candidates {
		if !c.Usable {
			bad = append(bad, c)
		}
	}
	switch len(bad) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%s is unusable: it %s.", bad[0].Label, bad[0].UnusableReason)
	}
	var names []string
	for _, c := range bad[:min(len(bad), maxNamed)] {
		names = append(names, fmt.Sprintf("%s (%s)", c.Label, c.UnusableReason))
	}
	if more := len(bad) - maxNamed; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return "Unusable are " + list(names) + "."
}

// halving says what half the pick's median latency would cost; "" where nothing
// has a price.
func halving(pick Candidate, usable []Candidate) string {
	if !pick.Priced {
		return ""
	}
	if best := halved(pick, usable); best != nil {
		return fmt.Sprintf("Half the latency comes %s: %s answers in %s at the median.", dearer(best.Cost, pick.Cost), best.Label, MS(best.P50))
	}
	s := fmt.Sprintf("Halving p50 to %s is not reached by any other that was measured; ", MS(pick.P50/2))
	top := lowestP50(usable)
	if top.Index == pick.Index {
		return s + pick.Label + " is the fastest."
	}
	return s + "the fastest, " + top.Label + ", is " + versusAlone(*top, pick) + "."
}

// halved is the cheapest candidate with at most half the pick's p50, nil
// without one or without costs to compare.
func halved(pick Candidate, usable []Candidate) *Candidate {
	if !pick.Priced {
		return nil
	}
	return lowestCost(priced(keep(usable, func(c Candidate) bool { return c.P50 <= pick.P50/2 })))
}

// versusAlone is versus without naming the second: "4 % faster for 70 % more".
func versusAlone(a, b Candidate) string {
	s := Faster(a.P50, b.P50)
	if a.Priced && b.Priced {
		s += " " + dearer(a.Cost, b.Cost)
	}
	return s
}

// maxMemoryMB is the most memory that a function can have.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const maxMemoryMB = 10240

// untried says that there are larger sizes than those of which none is usable;
// "" where there are none, or where more memory would not help.
func (r *Result) untried(usable []Candidate) string {
	largest, cramped := 0, false
	for _, c := range r.candidates {
		if c.Misfit != "" {
			return ""
		}
		largest, cramped = max(largest, c.MemoryMB), cramped || c.Cramped
	}
	if len(usable) > 0 || !cramped || largest >= maxMemoryMB {
		return ""
	}
	return fmt.Sprintf("The largest that was measured is %d MB; a function can have up to %d MB.", largest, maxMemoryMB)
}

// refusal says why there is no recommendation.
func (r *Result) refusal(usable []Candidate) []string {
	out := []string{r.refusalSentence()}
	if s := unusableSentence(r.candidates); s != "" {
		out = append(out, s)
	}
	if s := r.untried(usable); s != "" {
		out = append(out, s)
	}
	if near := r.find(r.Nearest); near != nil && len(usable) > 1 {
		if top := r.find(r.Fastest); top != nil && top.Index != near.Index {
			out = append(out, fmt.Sprintf("The fastest, %s, answers in %s at the median.", top.Label, MS(top.P50)))
		}
	}
	return out
}
