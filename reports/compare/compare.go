// Package compare says whether one run is worse than another: variant by
// variant and statistic by statistic, with an interval, a test over the blocks
// of both runs, and a verdict.
//
// A block is the unit, not the invocation: invocations of one block share the
// machine's mood, so their number says little about how far two runs differ by
// accident. The effect is the median ratio of a block of the head to one of the
// base (Hodges and Lehmann), the test is that of Mann and Whitney, and Holm's
// correction keeps many variants from raising the chance of a false alarm. Both
// are symmetric: with the runs exchanged, a regression is an improvement of the
// same size.
//
// Non-goals: comparing more than two runs, trends (see package trend), and what
// is the cause.
package compare

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// Confidence is that of the intervals, and 1 − Confidence the chance of a false
// alarm, per statistic over all variants.
const Confidence = 0.95

// alpha is the level of the tests. The last digits go to the test, so that a
// p-value that equals it on paper does so here.
const alpha = (1 - Confidence) * (1 + 1e-9)

// MinBlocks is how many blocks a side a comparison needs at least: with fewer
// even two runs that do not overlap at all are hardly told apart.
const MinBlocks = 6

// Options says what is compared and what counts.
type Options struct {
	Statistics []Statistic           // that are shown; nil: those that decide and DefaultStatistics
	Decide     []Statistic           // that make the verdict; nil: DefaultDecide
	Limit      float64               // a ratio worse by more than this share is a regression; 0.05 is 5 %
	Limits     map[Statistic]float64 // of single statistics; for Errors a difference of shares
	AnyHost    bool                  // times of different machines are compared all the same

	// BaseTarget and HeadTarget, where they are given, are the targets that are
	// compared: two that did the same work, of one run or of two.
	BaseTarget, HeadTarget string

	asked []Statistic // by name, so that it is said where a run lacks them
}

// limit of a statistic.
func (o Options) limit(s Statistic) float64 {
	if l, ok := o.Limits[s]; ok {
		return l
	}
	if s == Errors {
		return DefaultErrorsLimit
	}
	return o.Limit
}

// Compare compares two runs. It never fails: what cannot be compared is
// inconclusive, with the reason.
func Compare(base, head *reports.Summary, o Options) *Result {
	o = o.withDefaults()
	pairs, onlyBase, onlyHead := pair(base, head, o)
	r := &Result{
		Schema: Schema, Base: runOf(base), Head: runOf(head),
		Limit: o.Limit, Confidence: Confidence, Decide: o.Decide,
		Variants: make([]Variant, len(pairs)), OnlyBase: onlyBase, OnlyHead: onlyHead,
		Differences: []string{},
		BaseTarget:  o.BaseTarget, HeadTarget: o.HeadTarget, AnyHost: o.AnyHost,
	}
	for i, p := range pairs {
		r.Variants[i] = Variant{Variant: p.head.Variant, Label: p.head.Label, Statistics: []Row{}}
	}
	for _, s := range o.shown() {
		for i, row := range rows(base, head, pairs, s, o) {
			if row != nil {
				r.Variants[i].Statistics = append(r.Variants[i].Statistics, *row)
			}
		}
	}
	r.Warnings = warnings(base, head, r, o)
	r.Verdict, r.Sentence = r.decide()
	return r
}

// rows judges one statistic of all pairs; nil where neither side has it and
// nobody asked.
func rows(base, head *reports.Summary, pairs []paired, s Statistic, o Options) []*Row {
	out := make([]*Row, len(pairs))
	var tests []*contest
	for i, p := range pairs {
		c := newContest(base, head, p, s, o)
		if c == nil {
			continue
		}
		out[i] = c.row
		if c.row.Reason == "" {
			tests = append(tests, c)
		}
	}
	judge(tests, o.limit(s))
	return out
}

// judge tests what can be tested, corrects for how many tests there are, and
// gives each its verdict.
func judge(tests []*contest, limit float64) {
	tests = enough(tests)
	ps := make([]float64, len(tests))
	for i, c := range tests {
		ps[i], _ = estimate.RankTest(c.base, c.head)
	}
	for i, adjusted := range estimate.Holm(ps) {
		tests[i].settle(ps[i], adjusted, limit)
	}
}

// enough are the tests with blocks enough for their number; the others become
// inconclusive. One that is left out makes it easier for the rest, so the
// question is asked of all at once and not again.
func enough(tests []*contest) []*contest {
	level := alpha / math.Max(1, float64(len(tests)))
	need := max(MinBlocks, estimate.RankTestNeed(level))
	var out []*contest
	for _, c := range tests {
		n, m := len(c.base), len(c.head)
		if min(n, m) >= MinBlocks && estimate.RankTestLeast(n, m) <= level {
			out = append(out, c)
			continue
		}
		c.tooFew(need)
	}
	return out
}
