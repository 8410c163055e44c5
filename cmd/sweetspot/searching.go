package main

import (
	"fmt"
	"io"
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice/capacity"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// searching leads a run through the capacity searches of its variants: a round
// of probes, one of each variant that is not done, after the other, so that
// drift of the machine does not become a difference between them.
type searching struct {
	board    *capacity.Board
	search   *scenarios.Search
	order    scenarios.Order
	variants int
	tell     io.Writer // nil: nobody
	labels   []string
}

var _ runners.Searcher = (*searching)(nil)

// searcher is what leads the run, nil where it searches for nothing. What an
// earlier part of the run has measured is taken in.
func (r *run) searcher() (*searching, error) {
	if r.scenario.Load.Search == nil {
		return nil, nil
	}
	s := &searching{
		board: reports.CapacityBoard(r.scenario, len(r.plan.Variants)), search: r.scenario.Load.Search,
		order: r.scenario.Order, variants: len(r.plan.Variants),
	}
	for _, v := range r.plan.Variants {
		s.labels = append(s.labels, format.Clean(r.scenario.Label(v)))
	}
	if !r.settings.Quiet {
		s.tell = r.stderr
	}
	if len(done(r.manifest.Blocks)) == 0 {
		return s, nil
	}
	err := r.dir.Samples(rundir.SummaryFields).Each(func(batch []measure.Sample) error {
		for i := range batch {
			s.board.Sampled(&batch[i])
		}
		return nil
	})
	s.board.Take(r.manifest.Blocks)
	return s, err
}

// tallied hands every sample to the board before the next who counts them.
func (s *searching) tallied(next func(measure.Sample) error) func(measure.Sample) error {
	if s == nil {
		return next
	}
	return func(sample measure.Sample) error {
		s.board.Sampled(&sample)
		return next(sample)
	}
}

// Next implements runners.Searcher.
func (s *searching) Next(blocks []measure.Block) []runners.Probe {
	for _, taken := range s.board.Take(blocks) {
		s.say(taken)
	}
	var next []runners.Probe
	for v := range s.variants {
		step := s.board.Next(v)
		if step.Rate == 0 {
			continue
		}
		next = append(next, runners.Probe{Variant: v, Rate: check.Rate(step.Rate), For: time.Duration(step.Steps) * s.search.Step})
		if s.order == scenarios.Sequential {
			break
		}
	}
	return next
}

// Hopeless implements runners.Searcher.
func (s *searching) Hopeless(b measure.Block) <-chan struct{} {
	return s.board.Hopeless(b.Index, int(math.Ceil(b.Rate*b.Length.Seconds())))
}

// say tells what a probe has come to, and what its search has found.
func (s *searching) say(t capacity.Taken) {
	if s.tell == nil {
		return
	}
	label := s.labels[t.Block.Variant]
	fmt.Fprintf(s.tell, "probe %d%s%s%s%s %s%s%s\n", t.Block.Index+1, between, label, between, format.Rate(t.Block.Rate), verdictInWords(t.Verdict), between, figuresInWords(t.Verdict))
	if t.Ended {
		found := s.board.Found(t.Block.Variant)
		fmt.Fprintf(s.tell, "%s: %s\n", label, reports.CapacityInWords(found[len(found)-1].Answer, s.search))
	}
}

// figuresInWords says what a probe has measured.
func figuresInWords(j capacity.Judged) string {
	if j.N == j.Errors {
		return fmt.Sprintf("none of %s succeeded", plural(j.N, "invocation"))
	}
	text := "p50 " + format.Duration(j.P50) + between + "p95 " + format.Duration(j.P95) + between + plural(j.N, "invocation")
	if j.Errors > 0 {
		text += between + plural(j.Errors, "error")
	}
	return text
}

// verdictInWords says what a probe has come to: "holds".
func verdictInWords(j capacity.Judged) string {
	switch {
	case j.Machine:
		return "does not hold, and this machine is to blame"
	case j.Verdict == capacity.Holds:
		return "holds"
	case j.Verdict == capacity.Fails:
		return "does not hold"
	case j.Leans:
		return "seems to hold"
	}
	return "seems not to hold"
}

// errSearched is the error of a flag that a search cannot do with; nil for none.
func errSearched(s *scenarios.Scenario, f runFlags) error {
	switch {
	case s.Load.Search == nil:
		return nil
	case f.budget != "":
		return fmt.Errorf("%s: --budget cannot shorten a search, which takes as many probes as its answer needs\nhint: leave it out, or shorten the probes: --set load.search.step=5s", s.File)
	case f.against != "":
		return fmt.Errorf("%s: --against compares two builds under the same load, and a search loads each as much as holds\nhint: give stages, as in --set 'load={stages: [{rate: 10/s, for: 10s}]}', or hold the capacity with a gate: capacity > 100/s", s.File)
	}
	return nil
}
