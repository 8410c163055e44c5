package capacity

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// phase is what a search is doing.
type phase int

const (
	ramp phase = iota
	bisect
	last
	done
)

// Search is one search on its way. The zero value is not ready: use New.
type Search struct {
	problem Problem
	times   []check.Gate // of Where, those on times
	looks   float64      // confidence of a single look, one-sided: several are taken at a rate

	phase  phase
	rate   float64 // that is probed, or was last
	step   float64 // by how many precisions the last check goes down: further after a rate that surely failed
	calls  []Call  // of the rate, in this phase
	made   int     // probes at the rate, in this phase
	failed int     // of them: by the sending machine
	spoilt int     // probes of all rates that were failed by it

	low, high float64 // highest rate that held, lowest that did not; 0 and +Inf for none
	machine   string  // why high is the sending machine's; "" where it is the target's
	answer    Answer
}

// New begins a search.
func New(p Problem) *Search {
	notOnTimes := func(g check.Gate) bool { return g.Metric.Dimension != check.Time }
	return &Search{
		problem: p, times: slices.DeleteFunc(slices.Clone(p.Where), notOnTimes), looks: 1 - (1-p.Confidence)/2,
		rate: p.From, high: math.Inf(1), step: 1,
	}
}

// Next is the probe to make now. It is the same until Add.
func (s *Search) Next() Step {
	switch s.phase {
	case last:
		return Step{s.rate, lastSteps}
	case done:
		return Step{}
	}
	return Step{s.rate, 1}
}

// Add takes in a probe of Next, sealed. It returns what has come of it.
func (s *Search) Add(p *Probe) Judged {
	s.made++
	s.calls = append(s.calls, p.Calls...)
	o := judge(s.problem.Where, s.calls, s.looks)
	j := Judged{Rate: p.Rate, Check: s.phase == last, Figures: p.figures()}
	if p.Lost {
		o = opinion{verdict: Fails}
	}
	j.Verdict, j.Leans = o.verdict, o.holds
	machine := ""
	if !o.holds {
		// A late send makes an answer late; it does not make it fail.
		machine = p.machine(!judge(s.times, s.calls, s.looks).holds)
		j.Machine = machine != ""
	}
	s.answer.Probes = append(s.answer.Probes, j)
	if machine != "" { // what it spoilt is no evidence
		s.calls = s.calls[:len(s.calls)-len(p.Calls)]
	}
	s.decide(o, machine)
	if s.phase != done && len(s.answer.Probes) >= MaxProbes {
		s.end(false)
	}
	return j
}

// decide goes on from what is known of the rate.
func (s *Search) decide(o opinion, machine string) {
	if machine != "" {
		// It may have been busy for a moment.
		s.failed, s.spoilt = s.failed+1, s.spoilt+1
		if s.failed == machineTries || s.spoilt >= machineMost {
			s.spoils(machine)
		}
		return
	}
	switch {
	case o.verdict == Fails:
		s.sure(false)
		s.fails(true)
	case o.verdict == Holds:
		s.sure(true)
		s.holds(true)
	case s.phase == ramp && (o.holds || s.made >= tries), s.phase == bisect && o.clean:
		s.holds(false) // it has not been shown to fail; the last check will tell
	case s.made < s.most():
		return
	case o.holds:
		s.holds(false)
	default:
		s.fails(false)
	}
}

// most is how many probes there are at a rate.
func (s *Search) most() int {
	if s.phase == last {
		return lastTries
	}
	return tries
}

// sure keeps what is known of the rate with confidence. What was known of others
// and contradicts it is forgotten: the later probes win.
func (s *Search) sure(holds bool) {
	a := &s.answer
	switch {
	case holds:
		a.Low = max(a.Low, s.rate)
		if a.High <= s.rate {
			a.High = 0
		}
	case a.High == 0 || s.rate < a.High:
		a.High = s.rate
	}
	if !holds && a.Low >= s.rate {
		a.Low = 0
	}
}

// holds goes on from a rate that does.
func (s *Search) holds(sure bool) {
	s.low = max(s.low, s.rate)
	switch {
	case s.phase == ramp && s.rate < s.problem.To:
		s.at(ramp, min(s.problem.To, s.problem.tidy(2*s.rate)))
	case s.phase == last:
		s.found(sure)
	default:
		s.narrow()
	}
}

// spoils goes on from a rate that the sending machine never let hold.
func (s *Search) spoils(machine string) {
	if s.rate <= s.high {
		s.high, s.machine = s.rate, machine
	}
	switch {
	case s.phase == last || s.low == 0:
		s.end(true)
	case s.spoilt >= machineMost:
		s.check()
	default:
		s.narrow()
	}
}

// fails goes on from a rate that does not hold.
func (s *Search) fails(sure bool) {
	if s.rate < s.high {
		s.high, s.machine = s.rate, ""
	}
	s.low = min(s.low, s.rate) // what held before at this rate or above was luck
	switch {
	case s.phase == last:
		s.down(sure)
	case s.low == 0 || s.low >= s.rate:
		s.low = 0
		s.end(true)
	default:
		s.narrow()
	}
}

// narrow halves the gap, or checks the rate below it where it is narrow enough.
func (s *Search) narrow() {
	if middle, ok := s.problem.between(s.low, s.high); ok && !math.IsInf(s.high, 1) {
		s.at(bisect, middle)
		return
	}
	s.check()
}

// check holds the highest rate that held once more, unless it has been already.
func (s *Search) check() {
	if a := s.answer; a.Rechecked && a.Rate == s.low {
		s.end(true)
		return
	}
	s.step = 1
	s.at(last, s.low)
}

// down checks a lower rate, the further down the more often rates have surely
// failed.
func (s *Search) down(sure bool) {
	p := s.problem
	lower := max(p.From, p.tidy(s.rate/math.Pow(1+p.Precision, s.step)))
	s.step = map[bool]float64{true: 2 * s.step, false: 1}[sure]
	s.low = 0
	switch a := s.answer; {
	case a.Rechecked && lower <= a.Rate:
		s.low = a.Rate
		s.end(true)
	case lower >= s.rate:
		s.end(true)
	default:
		s.at(last, lower)
	}
}

// found ends the search at a rate that held when it was checked last, or looks
// into the gap that stepping down has left.
func (s *Search) found(sure bool) {
	s.answer.Rate, s.answer.Rechecked, s.answer.Sure = s.rate, true, sure
	s.answer.At = s.evidence()
	if middle, ok := s.problem.between(s.low, s.high); ok && !math.IsInf(s.high, 1) {
		s.at(bisect, middle)
		return
	}
	s.end(true)
}

// evidence are the places of the probes at the rate in this phase.
func (s *Search) evidence() []int {
	var at []int
	for i := len(s.answer.Probes) - s.made; i < len(s.answer.Probes); i++ {
		if !s.answer.Probes[i].Machine {
			at = append(at, i)
		}
	}
	return at
}

// at begins with a rate.
func (s *Search) at(phase phase, rate float64) {
	s.phase, s.rate, s.calls, s.made, s.failed = phase, rate, nil, 0, 0
}

// end ends the search; whole is false for one that came to no end.
func (s *Search) end(whole bool) {
	s.phase, s.answer.Done, s.answer.Gave = done, true, !whole
	s.calls = nil
}
