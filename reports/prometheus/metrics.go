package prometheus

import (
	"strconv"

	client "github.com/prometheus/client_golang/prometheus"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

const (
	mebibyte = 1 << 20
	second   = 1000 // in ms
)

// The metrics. Every one has the label scenario; those of trials have variant.
var (
	descInfo     = desc("summary_info", "The run that the figures are of: always 1.", "run", "version", "currency")
	descFinished = desc("summary_finished_timestamp_seconds", "When the run ended, in Unix time.")
	descComplete = desc("summary_complete", "Whether the run went to its end.")
	descWarnings = desc("summary_warnings", "Doubts about the result, by their code.", "code")

	descTrial    = desc("trial_info", "A variant: always 1.", "variant", "target", "memory_mb", "architecture", "params")
	descUsable   = desc("trial_usable", "Whether the variant can be recommended.", "variant")
	descValid    = desc("trial_valid", "Whether what was measured of the variant holds.", "variant")
	descCalls    = desc("trial_invocations", "Invocations of the load phase.", "variant")
	descFailed   = desc("trial_errors", "Invocations of the load phase without a success, by outcome.", "variant", "outcome")
	descErrors   = desc("trial_error_ratio", "Share of the invocations without a success.", "variant")
	descCold     = desc("trial_cold_start_ratio", "Share of the invocations that waited for a natural cold start.", "variant")
	descInit     = desc("trial_init_seconds", "Init time of cold starts, natural and forced.", "variant", "stat")
	descLatency  = desc("trial_latency_seconds", "From the intended send to the end, of successes.", "variant", "stat")
	descBounds   = desc("trial_latency_ci95_seconds", "Ends of the 95 % interval of the latency.", "variant", "stat", "end")
	descDuration = desc("trial_duration_seconds", "The platform's duration, of successes.", "variant", "stat")
	descBilled   = desc("trial_billed_mean_seconds", "Billed time of an invocation.", "variant")
	descMemory   = desc("trial_max_memory_used_bytes", "The most memory that an invocation used.", "variant")
	descRate     = desc("trial_requests_per_second", "Requests sent a second.", "variant")
	descCost     = desc("trial_cost_per_million", "Cost of a million invocations at list price, rounded to a float: for graphs, not for books.", "variant", "currency")
	descCostEnds = desc("trial_cost_per_million_ci95", "Ends of the 95 % interval of the cost.", "variant", "currency", "end")
	descMonth    = desc("trial_cost_per_month", "Cost of a month at the scenario's traffic, with tiers.", "variant", "currency")

	descAnswered = desc("recommendation_answered", "Whether the run came to an answer.")
	descPick     = desc("recommended", "Whether the variant is the recommended one.", "variant")
	descPickSize = desc("recommended_memory_bytes", "Memory of the recommended variant.")
	descTimeout  = desc("recommended_timeout_seconds", "The time-out that is advised.")
	descSaving   = desc("change_saving_per_month", "What a month costs less with the best variant than with today's.", "currency", "advice")

	descGate  = desc("gate_verdict", "Whether the gate's verdict is this one; of the three exactly one is 1.", "gate", "check", "variant", "payload", "level", "verdict")
	descValue = desc("gate_value", "What the gate was judged by, in its unit.", "gate", "check", "variant", "payload", "unit")
	descBound = desc("gate_bound", "The one-sided 95 % bound that was held against the limit.", "gate", "check", "variant", "payload", "unit")
	descLimit = desc("gate_limit", "The gate's limit.", "gate", "check", "variant", "payload", "unit")

	descs []*client.Desc
)

// desc describes a metric and notes it.
func desc(name, help string, labels ...string) *client.Desc {
	d := client.NewDesc("sweetspot_"+name, help, append([]string{"scenario"}, labels...), nil)
	descs = append(descs, d)
	return d
}

func run(emit emitter, s *reports.Summary) {
	emit(descInfo, 1, format.Clean(s.Run.ID), format.Clean(s.Run.Version), format.Clean(s.Run.PriceBook.Currency))
	if !s.Run.FinishedAt.IsZero() {
		emit(descFinished, float64(s.Run.FinishedAt.Unix()))
	}
	emit.flag(descComplete, s.Run.Complete)
	codes := map[string]int{}
	for _, w := range s.Warnings {
		codes[format.Clean(w.Code)]++
	}
	for code, n := range codes {
		emit(descWarnings, float64(n), code)
	}
}

func trial(emit emitter, t *reports.Trial, variant string) {
	v := t.Variant
	emit(descTrial, 1, variant, format.Clean(v.Target), sizeOf(v), format.Clean(v.Architecture), paramsOf(v))
	emit.flag(descUsable, t.Usable, variant)
	emit.flag(descValid, t.Valid, variant)
	emit(descCalls, float64(t.Invocations), variant)
	for outcome, n := range map[string]int{
		"function": t.Function, "throttle": t.Throttles, "timeout": t.Timeouts, "oom": t.OOM, "transport": t.Transport, "dropped": t.Dropped,
	} {
		emit(descFailed, float64(n), variant, outcome)
	}
	emit(descErrors, t.ErrorShare, variant)
	emit(descCold, t.ColdStarts.Share, variant)
	init := t.ColdStarts.Init
	times(emit, descInit, map[string]*float64{"p50": init.P50, "p95": init.P95, "p99": init.P99, "max": init.Max}, variant)
	times(emit, descLatency, stats(t.Latency), variant)
	times(emit, descDuration, stats(t.Duration), variant)
	bounds(emit, t.Latency.CI95, variant)
	emit.optional(descBilled, t.Billed.Mean, second, variant)
	if t.MaxMemoryUsedMB != nil {
		emit(descMemory, float64(*t.MaxMemoryUsedMB)*mebibyte, variant)
	}
	emit.optional(descRate, t.Rate.Achieved, 1, variant)
	cost(emit, t.Cost, variant)
}

// stats are the statistics of a distribution, in ms.
func stats(d reports.Distribution) map[string]*float64 {
	return map[string]*float64{"mean": d.Mean, "p50": d.P50, "p90": d.P90, "p95": d.P95, "p99": d.P99, "p999": d.P999, "max": d.Max}
}

// times emits statistics in ms as seconds.
func times(emit emitter, d *client.Desc, stats map[string]*float64, variant string) {
	for stat, value := range stats {
		emit.optional(d, value, second, variant, stat)
	}
}

func bounds(emit emitter, ci reports.CI95, variant string) {
	for stat, interval := range map[string]*reports.Interval{"mean": ci.Mean, "p50": ci.P50, "p90": ci.P90, "p95": ci.P95, "p99": ci.P99, "p999": ci.P999} {
		if interval != nil {
			emit(descBounds, interval[0]/second, variant, stat, "low")
			emit(descBounds, interval[1]/second, variant, stat, "high")
		}
	}
}

func cost(emit emitter, c *reports.Cost, variant string) {
	if c == nil {
		return
	}
	currency := format.Clean(c.Currency)
	emit(descCost, c.PerMillion.InexactFloat64(), variant, currency)
	if c.CI95 != nil {
		emit(descCostEnds, c.CI95[0].InexactFloat64(), variant, currency, "low")
		emit(descCostEnds, c.CI95[1].InexactFloat64(), variant, currency, "high")
	}
	if c.PerMonth != nil {
		emit(descMonth, c.PerMonth.InexactFloat64(), variant, currency)
	}
}

func answer(emit emitter, s *reports.Summary, n names) {
	rec := s.Recommendation
	emit.flag(descAnswered, rec.Answered())
	if pick := n.of(s, rec.Variant); pick != "" {
		for _, variant := range n.variants {
			emit.flag(descPick, variant == pick, variant)
		}
	}
	if rec.MemoryMB != nil {
		emit(descPickSize, float64(*rec.MemoryMB)*mebibyte)
	}
	emit.optional(descTimeout, rec.Timeout, 1)
	if c := s.Change; c != nil && c.SavingPerMonth != nil {
		emit(descSaving, c.SavingPerMonth.InexactFloat64(), format.Clean(s.Run.PriceBook.Currency), format.Clean(c.Advice))
	}
}

// gates numbers the gates, as one may stand twice.
func gates(emit emitter, s *reports.Summary, n names) {
	for i := range s.Gates {
		g := &s.Gates[i]
		id := []string{strconv.Itoa(i + 1), format.Clean(g.Check), n.of(s, g.Variant), format.Clean(g.Payload)}
		with := func(labels ...string) []string { return append(id[:len(id):len(id)], labels...) }
		for _, verdict := range []reports.Verdict{reports.Pass, reports.Fail, reports.Inconclusive} {
			emit.flag(descGate, g.Verdict == verdict, with(format.Clean(g.Level), string(verdict))...)
		}
		unit := format.Clean(g.Unit)
		emit.optional(descValue, g.Value, 1, with(unit)...)
		emit.optional(descBound, g.Bound, 1, with(unit)...)
		emit(descLimit, g.Limit, with(unit)...)
	}
}
