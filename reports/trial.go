package reports

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// evaluated is a trial with what gates and advice need beyond what is shown.
type evaluated struct {
	Trial
	observed  *observed
	latency   series
	service   series
	duration  series
	init      series
	ranCount  int
	coldCount int // of ran: those whose caller waited for a cold start
	cost      *costing
	doubts    []string // about the prices
}

// measured turns what a run holds on a variant into a trial, cost apart.
func measured(o *observed) *evaluated {
	e := &evaluated{observed: o}
	e.Variant = variantInfo(o.variant, o.target)
	e.Label = o.label
	load := o.load()
	e.countOutcomes(load)
	e.Environments = environments(load)

	groups := o.groups()
	e.latency = seriesOf(groups, o.seed, latencyOf)
	e.service = seriesOf(groups, o.seed, serviceOf)
	e.duration = seriesOf(groups, o.seed, durationOf)
	e.Latency, e.Service, e.Duration = e.latency.distribution(), e.service.distribution(), e.duration.distribution()
	e.WarmDuration = seriesOf(groups, o.seed, warmDurationOf).distribution()
	e.Billed = o.billed(o.ranGroups()...)
	e.MaxMemoryUsedMB = peakMemory(o.all)

	e.coldStarts()
	e.Concurrency = concurrency(o.blocks)
	e.Rate = rate(o.blocks)
	e.SendLag = sendLag(load)
	e.Blocks = o.blockFigures()
	e.judgeValidity()
	e.judgeUse()
	return e
}

// groups is the load phase by block; ranGroups what the platform ran of it.
func (o *observed) groups() [][]*measure.Sample {
	var out [][]*measure.Sample
	for _, b := range o.blocks {
		out = append(out, b.load)
	}
	return out
}

func (o *observed) ranGroups() [][]*measure.Sample {
	var out [][]*measure.Sample
	for _, b := range o.blocks {
		out = append(out, b.ran)
	}
	return out
}

// countOutcomes counts the load phase by how it ended.
func (e *evaluated) countOutcomes(load []*measure.Sample) {
	e.ErrorReasons = map[string]int{}
	e.Invocations = len(load)
	for _, s := range load {
		if ran(s) {
			e.ranCount++
		}
		if s.OK() {
			continue
		}
		e.Errors++
		e.ErrorReasons[reasonKey(s)]++
		if n := e.counter(s.Outcome); n != nil {
			*n++
		}
	}
	e.ErrorShare = share(e.Errors, e.Invocations)
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

// reasonKey is "function: Unhandled", or the outcome alone without a reason.
func reasonKey(s *measure.Sample) string {
	reason := strings.TrimSpace(s.Reason)
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "") + "…"
	}
	if reason == "" {
		return string(s.Outcome)
	}
	return string(s.Outcome) + ": " + reason
}

// share is part of whole, 0 for nothing of nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// environments counts those that served the load phase.
func environments(load []*measure.Sample) int {
	ids := map[string]bool{}
	for _, s := range load {
		if s.Environment != "" {
			ids[s.Environment] = true
		}
	}
	return len(ids)
}

// peakMemory is the highest memory that the platform saw in any phase, nil
// where it saw none.
func peakMemory(all []*measure.Sample) *int {
	peak := 0
	for _, s := range all {
		peak = max(peak, s.MaxMemoryMB)
	}
	if peak == 0 {
		return nil
	}
	return &peak
}
