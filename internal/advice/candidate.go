// Package advice decides: which of the measured variants to recommend under an
// objective, which of them tie, and how to say so in plain sentences. Its
// functions are pure: the same candidates always give the same answer.
//
// Non-goals: it measures nothing, computes no statistic and no amount; costs
// are compared as floats here but shown only as the text that came with them.
package advice

import (
	"fmt"
	"iter"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// TieShare is the relative difference below which two costs, or two latencies,
// are not told apart, however narrow their intervals are.
const TieShare = 0.03

// BalanceTieShare is the relative difference of two balance scores below
// which the cheaper variant is preferred.
const BalanceTieShare = 0.01

// TrimShare is what a trimmed mean leaves out at either end, as a share of the
// samples: that of AWS Lambda Power Tuning's discardTopBottom
// (https://github.com/alexcasalboni/aws-lambda-power-tuning, lambda/analyzer.js).
const TrimShare = 0.2

// MeanRanksFrom is the number of samples of every usable size from which on the
// mean ranks them by cost. Below it a single slow invocation decides more often
// which size has the lowest mean than the sizes do.
const MeanRanksFrom = 100

// None is the index that stands for no candidate.
const None = -1

// Candidate is a variant that may be recommended.
type Candidate struct {
	Index    int    // the caller's number for it; unique and not negative
	MemoryMB int    // MB of 2^20 bytes
	Target   string // whose variant it is: doubling the memory says something within one alone
	OwnCPU   bool   // its CPU is chosen apart from its memory, as a container's
	Label    string // short and unique, e.g. "512 MB"

	Usable         bool
	UnusableReason string // what it does, from its verb on and without a full stop: "times out"

	Cramped bool   // unusable for want of memory or of time: a larger size may do
	Misfit  string // why no size of it would do, a sentence without its full stop; "" where another may

	PeakMB  int  // the most memory it used; 0: not known
	Invalid bool // its figures are about the machine that measured, not about it

	Priced            bool    // false: Cost, its interval and CostText mean nothing
	Cost              float64 // of what Per says, the same for all that are compared
	CostLow, CostHigh float64 // its 95 % interval; both Cost where there is none
	CostText          string  // the amount as people read it, e.g. "$1.84"
	Per               string  // what it is the cost of: "a month"; "": per million invocations
	// RankCost orders candidates by cost where that is not by Cost itself: the
	// cost at a trimmed mean of the billed time. It is never shown. 0: Cost.
	RankCost float64

	P50             float64 // latency in ms
	P50Low, P50High float64 // its 95 % interval; both P50 where there is none
	Mean            float64 // mean latency in ms
	ErrorShare      float64 // fraction of all invocations

	// Warm is the time of an item and Cold what a cold start adds to the first, in
	// ms, for a deadline; Warm is 0 where no warm invocation was measured.
	Warm, Cold float64

	// Job is how it meets the deadline of the objective; nil where it cannot, and
	// for other objectives.
	Job *Job

	// Metric gives the point estimate of a metric by its name in the unit of
	// its dimension; false where it cannot be had. It may be nil.
	Metric func(name string) (float64, bool)
}

// Result is a recommendation. Candidates are named by their Index, None where
// there is none.
type Result struct {
	Pick    int
	Tied    []int // as good as the pick by the objective's own measure, without it
	Nearest int   // when no candidate meets the limits: the one that misses least

	Cheapest int // first by cost, before ties are traded for speed
	Fastest  int // lowest p50
	Balanced int // best balance at weight 0.5

	Front   []int // by cost: those that no other beats in both cost and mean latency
	FloorMB int   // the least memory with head-room for what was used; 0: not known

	Reasons []string // 1 to 6 sentences
	Halving string   // what half the pick's p50 would cost; "" without a pick or a price

	// What Against says of what runs today: whether to change, to which
	// candidate, and what that brings, in a sentence. Without a change Pick is
	// what runs today, and To is what would replace it.
	Changes       bool
	To            int
	TodaySentence string

	objective  check.Objective
	candidates []Candidate
	eligible   []Candidate
	noun       string
	nouns      string
	chosen     bool // by a search

	today  int // None: not known
	saving Saving
	worth  float64
}

// Recommend picks the best candidate under the objective among those that are
// usable. Ties are traded: the cheapest kinds pick the fastest of the sizes
// whose cost cannot be told apart, the fastest kinds the cheapest.
func Recommend(objective check.Objective, candidates []Candidate) Result {
	candidates = roomy(candidates)
	r := Result{
		Pick: None, Nearest: None, Cheapest: None, Fastest: None, Balanced: None, To: None, today: None,
		objective: objective, candidates: candidates, noun: noun(candidates), nouns: noun(candidates) + "s",
	}
	usable := usableOf(candidates)
	r.Cheapest = indexOf(firstByCost(priced(usable)))
	r.Fastest = indexOf(lowestP50(usable))
	balanced, _ := balance(0.5, usable)
	r.Balanced = indexOf(balanced)
	r.Front, r.FloorMB = front(usable), memoryFloor(usable)

	r.eligible = within(objective, usable)
	pick, tied := choose(objective, r.eligible)
	r.Pick = indexOf(pick)
	for _, c := range tied {
		if c.Index != r.Pick {
			r.Tied = append(r.Tied, c.Index)
		}
	}
	if pick == nil {
		r.Nearest = indexOf(nearest(objective, usable))
		r.Reasons = r.refusal(usable)
		return r
	}
	r.FloorMB = memoryFloor(keep(usable, func(c Candidate) bool { return c.Target == pick.Target }))
	if objective.Kind != check.Deadline { // the time of one item is no aim then
		r.Halving = halving(*pick, usable)
	}
	r.Reasons = r.reasons(*pick, usable)
	return r
}

// Unusable are the candidates that cannot be recommended, with the reasons.
func (r *Result) Unusable() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for _, c := range r.candidates {
			if !c.Usable && !yield(c.Index, c.UnusableReason) {
				return
			}
		}
	}
}

// Choose makes a candidate the pick, found by a search that weighed the sizes in
// its own way: nothing ties with it. What speaks for it is said anew.
func (r *Result) Choose(index int) {
	pick := r.find(index)
	if pick == nil || !pick.Usable {
		return
	}
	usable := usableOf(r.candidates)
	r.Pick, r.Tied, r.Nearest, r.chosen = index, nil, None, true
	r.Halving = halving(*pick, usable)
	r.Reasons = r.reasons(*pick, usable)
}

func usableOf(candidates []Candidate) []Candidate {
	return keep(candidates, func(c Candidate) bool { return c.Usable })
}

func priced(candidates []Candidate) []Candidate {
	return keep(candidates, func(c Candidate) bool { return c.Priced })
}

func indexOf(c *Candidate) int {
	if c == nil {
		return None
	}
	return c.Index
}

// find returns the candidate with an index that the result holds.
func (r *Result) find(index int) *Candidate {
	for i := range r.candidates {
		if r.candidates[i].Index == index {
			return &r.candidates[i]
		}
	}
	return nil
}

// Of says in the sentences whose candidates they are, where others were measured
// too: "the cheapest variant of after".
func (r *Result) Of(name string) {
	r.noun, r.nouns = r.noun+" of "+name, r.nouns+" of "+name
}

// noun is "size" where memory alone tells the candidates apart, else "variant".
func noun(candidates []Candidate) string {
	for _, c := range candidates {
		if c.Label != fmt.Sprintf("%d MB", c.MemoryMB) {
			return "variant"
		}
	}
	return "size"
}
