package view

import (
	"fmt"
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Distribution is the latencies of the variants around the pick, warm and cold
// apart. Warm ones are those of the load phase whose caller waited for no cold
// start; cold ones include forced cold starts.
type Distribution struct {
	view   *View
	series []latencies
	at     map[int]int // position of a variant's warm ones; the cold ones follow
}

// latencies are those of the successes of one variant.
type latencies struct {
	trial  Trial
	hue    int
	cold   bool
	plain  bool // there are no cold starts to set apart
	forced int  // how many of them were forced cold starts
	tally  measure.Tally
}

func (v *View) newDistribution() *Distribution {
	d := &Distribution{view: v, at: map[int]int{}}
	const pick = 3 // the hue that is also the pick's color
	for hue, t := range v.around() {
		if t.Pick && !v.Servers { // of which there are three, so that the hue is free
			hue = pick
		}
		d.at[t.Index] = len(d.series)
		d.series = append(d.series, latencies{trial: t, hue: hue, plain: v.Servers}, latencies{trial: t, hue: hue, cold: true})
	}
	return d
}

// add implements gatherer.
func (d *Distribution) add(s *measure.Sample) {
	if warm, ok := d.at[s.Variant]; ok && s.OK() && s.Phase != measure.PhaseWarmup {
		d.series[warm].add(s)
		d.series[warm+1].add(s)
	}
}

// finish implements gatherer.
func (d *Distribution) finish() bool {
	d.series = slices.DeleteFunc(d.series, func(l latencies) bool { return l.tally.Len() == 0 })
	for i := range d.series {
		d.series[i].tally.Seal()
	}
	return len(d.series) > 0
}

// add takes a success if it belongs here.
func (l *latencies) add(s *measure.Sample) {
	if s.Cold.Waited() != l.cold || !l.cold && s.Phase != measure.PhaseLoad {
		return
	}
	if latency := s.Latency(); latency > 0 {
		l.tally.Add(latency)
		if s.Phase == measure.PhaseCold {
			l.forced++
		}
	}
}

// around is the pick, its neighbours in memory and what runs today; the first three variants
// without a pick, and the first five of HTTP servers.
func (v *View) around() []Trial {
	if v.Servers {
		return v.Trials[:min(5, len(v.Trials))]
	}
	at := slices.IndexFunc(v.Trials, func(t Trial) bool { return t.Pick })
	if at < 0 {
		return v.Trials[:min(3, len(v.Trials))]
	}
	var out []Trial
	for i, t := range v.Trials {
		if i >= at-1 && i <= at+1 && t.Group == v.Trials[at].Group || t.Today {
			out = append(out, t)
		}
	}
	return out
}

func (l *latencies) name() string {
	kind := "warm"
	if l.plain {
		return l.trial.Name
	}
	if l.cold {
		kind = "cold"
	}
	return l.trial.Name + " " + kind
}

// quantile is the nearest-rank quantile; NaN, shown as none, where fewer than
// one sample would lie beyond it.
func (l *latencies) quantile(q float64) float64 {
	n := float64(l.tally.Len())
	if q < 1 && n*(1-q) < 1-1e-9 {
		return math.NaN()
	}
	return l.ranked(max(int(math.Ceil(q*n-1e-9)), 1))
}

// ranked is the value of a rank, from 1, in ms.
func (l *latencies) ranked(rank int) float64 { return check.Milliseconds(l.tally.Ranked(rank)) }

// Table is the distribution in numbers.
func (d *Distribution) Table() Table {
	caption := "Latency of successes, warm and cold apart"
	if d.view.Servers {
		caption = "Latency of successes"
	}
	out := Table{Caption: caption, Columns: []Column{
		{Name: d.view.Noun()}, {Name: "n", Number: true}, {Name: "p50", Unit: "ms", Number: true}, {Name: "p90", Unit: "ms", Number: true},
		{Name: "p95", Unit: "ms", Number: true}, {Name: "p99", Unit: "ms", Number: true}, {Name: "max", Unit: "ms", Number: true},
	}}
	for i := range d.series {
		l := &d.series[i]
		n := Cell{Text: format.Count(l.tally.Len())}
		if l.forced > 0 {
			n.Note = format.Count(l.forced) + " forced"
		}
		row := Row{Pick: l.trial.Pick, Muted: l.trial.Muted(), Cells: []Cell{{Text: l.name()}, n}}
		for _, q := range []float64{0.5, 0.9, 0.95, 0.99, 1} {
			row.Cells = append(row.Cells, Cell{Text: format.Millis(l.quantile(q))})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// Chart draws the cumulative distributions.
func (d *Distribution) Chart(id string, width float64) chart.Curves {
	out := chart.Curves{
		ID: id, Width: width, Scale: format.DurationTick,
		Title:     "Distribution of latency",
		Desc:      "For each variant the share of invocations that were answered within a time. The table below it has the percentiles.",
		AxisTitle: "share of invocations answered within … (log scale)",
	}
	for i := range d.series {
		l := &d.series[i]
		out.Curves = append(out.Curves, chart.Curve{
			Name: fmt.Sprintf("%s (n %s)", l.name(), format.Count(l.tally.Len())), Color: l.hue, Dashed: l.cold, Steps: l.steps(),
		})
	}
	return out
}

// Percentiles draws the latency by quantile, as far as at least one sample lies
// beyond it.
func (d *Distribution) Percentiles(id string, width float64) chart.Percentiles {
	out := chart.Percentiles{
		ID: id, Width: width, Scale: format.DurationTick,
		Title:     "Latency by percentile",
		Desc:      "For each variant the latency that a share of the invocations stayed within, with more room the nearer the share is to all of them. The table below it has the percentiles.",
		AxisTitle: "share of invocations answered within the latency",
	}
	for i := range d.series {
		l := &d.series[i]
		if l.tally.Len() > 1 {
			out.Curves = append(out.Curves, chart.Curve{Name: l.name(), Color: l.hue, Dashed: l.cold, Steps: l.quantiles()})
		}
	}
	return out
}

// quantiles are steps of even distance on an axis of nines.
func (l *latencies) quantiles() []chart.Step {
	const most = 120
	n := l.tally.Len()
	far := math.Log10(float64(n)) // nines of the last quantile with a sample beyond it
	var out []chart.Step
	last := 0
	for i := range most + 1 {
		rank := min(max(1, int(math.Round(float64(n)*(1-math.Pow(10, -far*float64(i)/most))))), n-1)
		if rank > last {
			out = append(out, chart.Step{X: l.ranked(rank), Share: float64(rank) / float64(n)})
			last = rank
		}
	}
	return out
}

// steps are those of the cumulative distribution, thinned out to what a chart
// can show: the extremes and even ranks between them.
func (l *latencies) steps() []chart.Step {
	const most = 160
	n := l.tally.Len()
	var out []chart.Step
	for i := range min(n, most) {
		rank := i
		if n > most {
			rank = int(math.Round(float64(i) * float64(n-1) / float64(most-1)))
		}
		out = append(out, chart.Step{X: l.ranked(rank + 1), Share: float64(rank+1) / float64(n)})
	}
	return out
}
