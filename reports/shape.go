package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// When the shape of what was measured is worth a warning.
const (
	DriftWarn   = 0.05 // change of a trial's median over its blocks
	driftChance = 0.01 // that blocks which only scatter show such a change
	TrimmedWarn = 0.05 // difference of the mean and the trimmed mean of the billed time
)

// mostValues is how many values the search for humps looks at; of more it takes
// evenly spaced ranks, so that what nobody would see is not found.
const mostValues = 2000

// shapeWarnings tell of trials that a mean says little about.
func shapeWarnings(trials []*evaluated) []Warning {
	var drift, humps, trimmed []string
	for _, e := range trials {
		if !e.Usable {
			continue
		}
		drift = append(drift, e.drifting()...)
		humps = append(humps, e.humps()...)
		trimmed = append(trimmed, e.trimmedApart()...)
	}
	var out []Warning
	add := func(code, text string, items []string) {
		if len(items) > 0 {
			out = append(out, Warning{code, fmt.Sprintf(text, strings.Join(items, "; "))})
		}
	}
	add("drift", "The level changed while the run went on, so that the figures are of no steady state: %s.", drift)
	add("two-humps", "Times come in two humps, so that a mean or a median between them describes neither: %s.", humps)
	add("trimmed-mean", "A few invocations make up much of the billed time: %s. Amounts hold all of them; look at the largest before you rely on a size.", trimmed)
	return out
}

// drifting says by how much the median of the trial's blocks changed from the
// first to the last, where that is more than DriftWarn and more than the blocks
// scatter.
func (e *evaluated) drifting() []string {
	o := e.observed
	q, of := o.work()
	var levels []float64
	for _, b := range o.blocks {
		var s series
		s.add(o.talliesOf(q, b), nil)
		if p50 := s.quantile(0.5); p50 != nil {
			levels = append(levels, *p50)
		}
	}
	d, ok := estimate.Drift(levels)
	if !ok || math.Abs(d.Change) <= DriftWarn || d.P >= driftChance {
		return nil
	}
	word := "rose"
	if d.Change < 0 {
		word = "fell"
	}
	return []string{fmt.Sprintf("the median %s of %s %s by %s over its %d blocks, from %s to %s",
		inWords(of), e.Label, word, advice.Percent(math.Abs(d.Change)), len(levels), advice.MS(levels[0]), advice.MS(levels[len(levels)-1]))}
}

// humps says where the two humps of a trial are, of each class of payloads by
// itself: that classes differ is no news.
func (e *evaluated) humps() []string {
	var out []string
	q, of := e.observed.work()
	for _, c := range e.observed.eachClass() {
		low, high, ok := estimate.Humps(c.seriesOf(q).spaced(mostValues))
		if !ok {
			continue
		}
		name := e.Label
		if c.class != wholeMix {
			name += " with " + c.className()
		}
		out = append(out, fmt.Sprintf("the %s of %s lies around %s (%s) and %s (%s)", inWords(of), name,
			advice.MS(low.Median), advice.Percent(low.Share), advice.MS(high.Median), advice.Percent(high.Share)))
	}
	return out
}

// spaced are the values in ascending order, or as many evenly spaced ranks.
func (s series) spaced(most int) []float64 {
	n := s.len()
	if n <= most {
		var out []float64
		for _, t := range s.tallies() {
			for c := t.Cursor(); c.Next(); {
				out = append(out, slices.Repeat([]float64{check.Milliseconds(c.Value)}, c.Count)...)
			}
		}
		slices.Sort(out)
		return out
	}
	out := make([]float64, most)
	for i := range out {
		out[i] = s.ranked(1 + (2*i+1)*n/(2*most))
	}
	return out
}

// trimmedApart says how far the mean billed time and the trimmed one are apart,
// where that is more than TrimmedWarn.
func (e *evaluated) trimmedApart() []string {
	if e.cost == nil || e.cost.capacity != nil {
		return nil
	}
	mean, trimmed := e.cost.level.InexactFloat64(), e.cost.trimmedMS.InexactFloat64()
	if !(trimmed > 0) || math.Abs(mean/trimmed-1) <= TrimmedWarn {
		return nil
	}
	return []string{fmt.Sprintf("%s is billed %s in the mean and %s in the %s", e.Label, advice.MS(mean), advice.MS(trimmed), RankedByTrimmed)}
}

// inWords names what outliers, drift and humps are of.
func inWords(of string) string {
	if of == "service" {
		return "time from send to end"
	}
	return "duration"
}

// milliseconds is a time in ms as a Duration; the longest there is beyond it.
func milliseconds(ms float64) time.Duration {
	if ns := ms * 1e6; ns < math.MaxInt64 {
		return time.Duration(ns)
	}
	return math.MaxInt64
}
