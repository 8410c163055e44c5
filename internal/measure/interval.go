package measure

import "errors"

// outcomes in the order in which an Interval counts them; the one that is
// nearly always met comes first.
var outcomes = [...]Outcome{
	OutcomeOK, OutcomeFunction, OutcomeOOM, OutcomeTimeout, OutcomeThrottle, OutcomeTransport, OutcomeDropped,
}

// Outcomes lists every outcome, success first.
func Outcomes() []Outcome { return outcomes[:] }

// maxReasons bounds how many kinds of failure an Interval tells apart: a
// function may give every one of its errors a type of its own.
const maxReasons = 32

// OtherReason stands for the reasons beyond those that are told apart.
const OtherReason = "other"

// Failure is a kind of failure.
type Failure struct {
	Outcome Outcome
	Reason  string // OtherReason where there were too many to tell apart
}

// Interval counts the samples of a stretch of time. Intervals merge exactly, but
// for the reasons beyond maxReasons, which become OtherReason. The zero value
// is empty and ready. It is not safe for concurrent use.
type Interval struct {
	ByOutcome  [len(outcomes)]int64 // in the order of Outcomes
	ColdStarts int64                // that a caller waited for
	Billed     int64                // invocations with a billed time
	BilledMS   int64                // their billed times, in whole ms each

	Warm, Cold Distribution // latency of the successes, without and with a cold start that was waited for
	Lag        Distribution // of the sends, how late they were

	Failures map[Failure]int64
}

// Add counts a sample.
func (i *Interval) Add(s *Sample) {
	for n, o := range outcomes {
		if s.Outcome == o {
			i.ByOutcome[n]++
			break
		}
	}
	cold := s.Cold.Waited()
	if cold {
		i.ColdStarts++
	}
	if s.Billed > 0 {
		i.Billed++
		i.BilledMS += s.Billed.Milliseconds()
	}
	i.Lag.Record(s.SendLag())
	switch {
	case !s.OK():
		i.fail(Failure{s.Outcome, s.Reason}, 1)
	case cold:
		i.Cold.Record(s.Latency())
	default:
		i.Warm.Record(s.Latency())
	}
}

// fail counts n failures of a kind.
func (i *Interval) fail(f Failure, n int64) {
	if i.Failures == nil {
		i.Failures = map[Failure]int64{}
	}
	if _, known := i.Failures[f]; !known && len(i.Failures) >= maxReasons {
		f.Reason = OtherReason
	}
	i.Failures[f] += n
}

// Merge adds what from has counted.
func (i *Interval) Merge(from *Interval) error {
	for n := range outcomes {
		i.ByOutcome[n] += from.ByOutcome[n]
	}
	i.ColdStarts += from.ColdStarts
	i.Billed += from.Billed
	i.BilledMS += from.BilledMS
	for f, n := range from.Failures {
		i.fail(f, n)
	}
	return errors.Join(i.Warm.Merge(&from.Warm), i.Cold.Merge(&from.Cold), i.Lag.Merge(&from.Lag))
}

// Reset empties it and keeps its memory.
func (i *Interval) Reset() {
	i.ByOutcome = [len(outcomes)]int64{}
	i.ColdStarts, i.Billed, i.BilledMS = 0, 0, 0
	clear(i.Failures)
	i.Warm.Reset()
	i.Cold.Reset()
	i.Lag.Reset()
}

// Answered is how many samples it counts.
func (i *Interval) Answered() (n int64) {
	for _, count := range i.ByOutcome {
		n += count
	}
	return n
}

// Errors is how many of them are no success.
func (i *Interval) Errors() int64 { return i.Answered() - i.ByOutcome[0] }
