package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Payload is what one of a scenario's payloads made of a trial.
type Payload struct {
	Name            string           `json:"name"`
	Invocations     int              `json:"invocations"`
	Errors          int              `json:"errors"`
	Latency         Times            `json:"latency_ms"`
	Duration        Times            `json:"duration_ms"`
	Billed          MeanOf           `json:"billed_ms"`
	MaxMemoryUsedMB *int             `json:"max_memory_used_mb"`
	CostPerMillion  *decimal.Decimal `json:"cost_per_million"`
}

// Times are of successes, in ms, as in Distribution.
type Times struct {
	P50 *float64 `json:"p50"`
	P95 *float64 `json:"p95"`
	P99 *float64 `json:"p99"`
	Max *float64 `json:"max"`
}

// MeanOf is a mean in ms, over all that is billed.
type MeanOf struct {
	Mean *float64 `json:"mean"`
}

// PayloadPick is what would be recommended if one payload were all there is.
type PayloadPick struct {
	Name     string       `json:"name"`
	Variant  *VariantInfo `json:"variant"`   // nil where no variant meets the objective
	MemoryMB *int         `json:"memory_mb"` // of it
}

// addClasses evaluates the trial's classes of payloads, each like a trial of
// its own.
func (e *evaluated) addClasses(in Input) error {
	for i := range e.observed.classes {
		c := measuredClass(e, e.observed.ofClass(i))
		if err := c.price(in); err != nil {
			return err
		}
		e.classes = append(e.classes, c)
		e.Payloads = append(e.Payloads, c.payload())
	}
	return nil
}

// measuredClass is what a class has of a trial. Whether the trial is valid is
// the machine's doing, and so the same for all.
func measuredClass(whole *evaluated, o *observed) *evaluated {
	e := &evaluated{observed: o, index: whole.index}
	e.Variant, e.Label = whole.Variant, whole.Label+" with "+o.className()
	e.Valid, e.InvalidReasons = whole.Valid, whole.InvalidReasons
	e.countOutcomes()
	e.latency, e.service, e.duration = o.seriesOf(latencyOf), o.seriesOf(serviceOf), o.seriesOf(durationOf)
	e.Latency, e.Duration = e.latency.distribution(), e.duration.distribution()
	e.Billed = billed(o.seriesOf(billedOf).tallies())
	if mb := o.peakMemory(); mb != 0 {
		e.MaxMemoryUsedMB = new(mb)
	}
	e.Blocks = o.blockFigures()
	e.judgeUse()
	return e
}

// payload is the class as the summary shows it.
func (e *evaluated) payload() Payload {
	out := Payload{
		Name: e.observed.className(), Invocations: e.Invocations, Errors: e.Errors,
		Latency:  Times{e.Latency.P50, e.Latency.P95, e.Latency.P99, e.Latency.Max},
		Duration: Times{e.Duration.P50, e.Duration.P95, e.Duration.P99, e.Duration.Max},
		Billed:   MeanOf{e.Billed.Mean}, MaxMemoryUsedMB: e.MaxMemoryUsedMB,
	}
	if e.Cost != nil {
		out.CostPerMillion = new(e.Cost.PerMillion)
	}
	return out
}

// class is the trial's part of a class of payloads, nil where it has none.
func (e *evaluated) class(name string) *evaluated {
	i := slices.Index(e.observed.classes, name)
	if i < 0 || i >= len(e.classes) {
		return nil
	}
	return e.classes[i]
}

// pickByPayload asks what would be recommended for each class alone, under the
// same objective; mixed is the pick for the mix. A deadline is for the whole
// of a job, and so has none. The sentences say where a class differs.
func (r *recommendation) pickByPayload(in Input, trials []*evaluated, mixed int) {
	r.shown.Payloads = []PayloadPick{}
	if in.Scenario.Objective.Kind == check.Deadline || len(trials) < 2 || slices.ContainsFunc(trials, func(e *evaluated) bool { return e.way() == WayContainer }) {
		return
	}
	for i, name := range trials[0].observed.classes {
		classes := make([]*evaluated, len(trials))
		for k, e := range trials {
			classes[k] = e.classes[i]
		}
		order := rankingOf(classes, func(e *evaluated) bool { return e.Usable && !e.isBase() && !e.assumed(in) })
		own := advice.Recommend(in.Scenario.Objective, candidates(in, classes, order))
		pick := PayloadPick{Name: name}
		if own.Pick != advice.None {
			v := trials[own.Pick].Variant.clone()
			pick.Variant = &v
			if v.MemoryMB > 0 {
				pick.MemoryMB = new(v.MemoryMB)
			}
		}
		r.shown.Payloads = append(r.shown.Payloads, pick)
		if mixed != advice.None && mixed != own.Pick && !slices.Contains(own.Tied, mixed) {
			r.differing = append(r.differing, differing(name, classes, own.Pick, mixed))
		}
	}
}

// differing says what would be picked for a class alone, and what it would have
// of that against the pick of the mix.
func differing(name string, classes []*evaluated, own, mixed int) string {
	if own == advice.None {
		return fmt.Sprintf("for %s alone no size meets the objective", name)
	}
	text := fmt.Sprintf("for %s alone %s would be picked", name, classes[own].observed.label)
	a, b := classes[own], classes[mixed]
	var parts []string
	if a.Latency.P95 != nil && b.Latency.P95 != nil {
		parts = append(parts, fmt.Sprintf("p95 %s, not %s", advice.MS(*a.Latency.P95), advice.MS(*b.Latency.P95)))
	}
	if a.Cost != nil && b.Cost != nil {
		parts = append(parts, fmt.Sprintf("%s %s a million, not %s", a.Cost.PerMillion.StringFixed(2), a.Cost.Currency, b.Cost.PerMillion.StringFixed(2)))
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, "; ") + ")"
	}
	return text
}

// payloadWarnings say for which classes something else would be picked.
func (r *recommendation) payloadWarnings() []Warning {
	if len(r.differing) == 0 || r.pick == nil {
		return nil
	}
	return []Warning{{"payload-picks", fmt.Sprintf(
		"The pick is that of the mix of payloads, and depends on it: %s.", strings.Join(r.differing, "; "))}}
}
