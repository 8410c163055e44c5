package lambdalogs

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// finish keeps the invocations that were reported and puts them in order.
func (g *gathering) finish() *Log {
	log := g.Log
	log.Streams = true
	reported := log.Invocations[:0:0]
	for _, i := range log.Invocations {
		if !i.done {
			log.Unfinished++
			continue
		}
		if i.Began.IsZero() && !i.reported.IsZero() {
			i.Began = i.reported.Add(-i.Duration)
		}
		log.Dated = log.Dated || !i.Began.IsZero()
		reported = append(reported, i)
	}
	if log.Dated {
		dated := slices.DeleteFunc(reported, func(i Invocation) bool { return i.Began.IsZero() })
		log.Undated = len(reported) - len(dated)
		reported = dated
	}
	for k := range reported {
		i := &reported[k]
		log.Streams = log.Streams && i.Stream != ""
		if i.Outcome == measure.OutcomeTimeout { // it ran for as long as it may, which is whole seconds
			log.Timeout = max(log.Timeout, i.Duration.Truncate(time.Second))
		}
		if i.Cold == measure.ColdWaited {
			i.Cold = g.streams[i.Stream].coldAt(i)
		}
	}
	slices.SortStableFunc(reported, func(a, b Invocation) int { return a.Sent().Compare(b.Sent()) })
	log.Invocations = reported
	return &log
}

// proactiveGap is how long after its init was through an environment is first
// asked at the least, for the init not to have been waited for. When it was
// waited for, the handler is called within milliseconds.
const proactiveGap = time.Second

// coldAt says whether the first invocation of an environment waited for its
// init: Lambda at times initialises environments before anybody asks, and the
// report has an Init Duration then as well.
func (s *stream) coldAt(i *Invocation) measure.Cold {
	var last initialised
	for _, init := range s.inits {
		if !init.at.After(i.Began) && !init.at.Before(last.at) {
			last = init
		}
	}
	switch {
	case last.by == "provisioned-concurrency":
		return measure.ColdProvisioned
	case s.name != "" && !last.at.IsZero() && i.Began.Sub(last.at)-i.Init > proactiveGap:
		return measure.ColdProactive
	}
	return measure.ColdWaited
}

// Span is from the first request to the last end, zero without times.
func (l *Log) Span() (from, to time.Time) {
	if !l.Dated || len(l.Invocations) == 0 {
		return time.Time{}, time.Time{}
	}
	from = l.Invocations[0].Sent()
	for k := range l.Invocations {
		if end := l.Invocations[k].End(); end.After(to) {
			to = end
		}
	}
	return from, to
}

// Sizes are the memory sizes that the function had, ascending, in MB.
func (l *Log) Sizes() []int {
	var sizes []int
	for k := range l.Invocations {
		if mb := l.Invocations[k].MemoryMB; !slices.Contains(sizes, mb) {
			sizes = append(sizes, mb)
		}
	}
	slices.Sort(sizes)
	return sizes
}
