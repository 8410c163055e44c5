package reports

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// evaluated is a trial with what gates and advice need beyond what is shown.
type evaluated struct {
	Trial
	index     int // in the plan and in Summary.Trials
	observed  *observed
	latency   series
	service   series
	duration  series
	init      series
	ranCount  int
	coldCount int // of ran: those whose caller waited for a cold start
	cost      *costing
	doubts    []string     // about the prices
	classes   []*evaluated // of payloads, in the scenario's order; none for one payload
}

// isBase reports whether the others are compared with it.
func (e *evaluated) isBase() bool { return e.observed.target.Base }

// measured turns what a run holds on a variant into a trial, cost apart.
func measured(o *observed) *evaluated {
	e := &evaluated{observed: o}
	e.Variant = VariantOf(o.variant, o.target)
	e.Label = o.label
	e.countOutcomes()
	e.Environments = o.environmentCount()

	e.latency = o.seriesOf(latencyOf)
	e.service = o.seriesOf(serviceOf)
	e.duration = o.seriesOf(durationOf)
	e.Latency, e.Service, e.Duration = e.latency.distribution(), e.service.distribution(), e.duration.distribution()
	e.WarmDuration = o.seriesOf(warmDurationOf).distribution()
	e.Billed = billed(o.seriesOf(billedOf).tallies())
	if mb := o.peakMemory(); mb != 0 {
		e.MaxMemoryUsedMB = new(mb)
	}

	e.ResampledBy, e.Variation, e.Outliers = string(o.groups), o.variation(), o.outliers()

	e.coldStarts()
	e.Concurrency = o.concurrency()
	e.gateway()
	e.tasks()
	e.Rate, e.Capacity = rate(o.blocks), o.capacity
	e.SendLag = sendLag(o.blocks)
	e.Generator = generatorOf(o.blocks)
	e.Usage = usageOf(o.blocks)
	e.Blocks = o.blockFigures()
	e.judgeValidity()
	e.judgeUse()
	return e
}

// countOutcomes counts the load phase by how it ended.
func (e *evaluated) countOutcomes() {
	e.ErrorReasons = map[string]int{}
	for _, b := range e.observed.blocks {
		for _, p := range e.observed.parts(b) {
			e.Invocations += p.n
			e.ranCount += p.ran
			e.Errors += p.n - p.succeeded
			e.coldCount += p.cold.n
		}
	}
	for f, n := range e.observed.failures {
		if !e.counts(f) {
			continue
		}
		e.ErrorReasons[f.key()] += n
		if counter := e.counter(f.outcome); counter != nil {
			*counter += n
		}
	}
	e.ErrorShare = share(e.Errors, e.Invocations)
}

// counts reports whether a failure is one of the trial's load phase.
func (e *evaluated) counts(f failure) bool {
	return f.load && (e.observed.class == wholeMix || e.observed.class == f.class)
}

func (e *evaluated) counter(o measure.Outcome) *int {
	switch o {
	case measure.OutcomeFunction:
		return &e.Function
	case measure.OutcomeOOM:
		return &e.OOM
	case measure.OutcomeTimeout:
		return &e.Timeouts
	case measure.OutcomeThrottle:
		return &e.Throttles
	case measure.OutcomeTransport:
		return &e.Transport
	case measure.OutcomeDropped:
		return &e.Dropped
	default:
		return nil
	}
}

// maxReason is the longest error reason that is kept as a key, in bytes.
const maxReason = 120

// key is "function: Unhandled", or the outcome alone without a reason.
func (f failure) key() string {
	if reason := f.shortReason(); reason != "" {
		return string(f.outcome) + ": " + reason
	}
	return string(f.outcome)
}

// shortReason is the reason without what surrounds it, cut where it is long.
func (f failure) shortReason() string {
	reason := strings.TrimSpace(f.reason)
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "") + "…"
	}
	return reason
}

// share is part of whole, 0 for nothing of nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
