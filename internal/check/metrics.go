package check

import (
	"slices"
	"strings"
)

// metrics are the names that gates and objectives may use. Percentiles
// without a prefix mean latency.
var metrics = buildMetrics()

func buildMetrics() []Metric {
	var all []Metric
	add := func(d Dimension, prefix string, names ...string) {
		for _, name := range names {
			all = append(all, Metric{prefix + name, d})
		}
	}
	statistics := []string{"p50", "p90", "p95", "p99", "p999", "mean", "max"}
	for _, prefix := range []string{"", "service.", "duration."} {
		add(Time, prefix, statistics...)
	}
	add(Time, "init.", "p50", "p95", "p99", "max")
	add(Time, "billed.", "mean")
	add(Share, "", "errors")
	add(Count, "", "throttles", "timeouts", "oom", "dropped")
	add(Share, "cold.", "share")
	add(Count, "cold.", "count")
	add(Cost, "cost.", "per_invocation", "per_million", "per_month")
	add(Memory, "", "max_memory_used_mb")
	add(PerSec, "rate.", "achieved")
	add(PerSec, "", "capacity")
	add(Memory, "recommendation.", "memory_mb")
	add(Time, "recommendation.", "timeout_s")
	return all
}

// Metrics lists every metric, grouped by what it measures.
func Metrics() []Metric { return slices.Clone(metrics) }

// MetricNames lists the names of every metric, in the order of Metrics.
func MetricNames() []string {
	names := make([]string, len(metrics))
	for i, m := range metrics {
		names[i] = m.Name
	}
	return names
}

// metricWords are names that people try, and what they mean here.
var metricWords = map[string]string{
	"avg": "mean", "average": "mean", "median": "p50", "min": "p50", "p75": "p90", "p100": "max",
	"error_rate": "errors", "error_share": "errors", "error": "errors", "failures": "errors",
	"cost": "cost.per_million", "price": "cost.per_million", "cost_per_million": "cost.per_million",
	"cold_starts": "cold.share", "cold": "cold.share", "init": "init.p95", "duration": "duration.p95", "service": "service.p95",
	"billed": "billed.mean", "memory": "max_memory_used_mb", "max_memory_used": "max_memory_used_mb",
	"rate": "rate.achieved", "rps": "rate.achieved", "throughput": "rate.achieved", "timeout": "timeouts", "latency": "p95",
	"memory_mb": "recommendation.memory_mb", "timeout_s": "recommendation.timeout_s",
}

// LookupMetric finds a metric by name. The error is a *SyntaxError whose hint
// names the metric that was probably meant.
func LookupMetric(name string) (Metric, error) {
	if m, ok := findMetric(name); ok {
		return m, nil
	}
	hint := "known: p95, errors, cost.per_million, max_memory_used_mb and others, see the scenario reference"
	if meant, ok := metricWords[strings.ToLower(name)]; ok {
		hint = "did you mean " + meant + "?"
	} else if latency, ok := strings.CutPrefix(name, "latency."); ok && isMetric(latency) {
		hint = "write " + latency + ": without a prefix it means latency"
	} else if near, ok := Nearest(name, MetricNames()); ok {
		hint = "did you mean " + near + "?"
	}
	return Metric{}, &SyntaxError{1, "unknown metric " + quoted(name), hint}
}

func findMetric(name string) (Metric, bool) {
	i := slices.IndexFunc(metrics, func(m Metric) bool { return m.Name == name })
	if i < 0 {
		return Metric{}, false
	}
	return metrics[i], true
}

func isMetric(name string) bool {
	_, ok := findMetric(name)
	return ok
}

// OfRecommendation reports whether the metric is a figure of the run's
// recommendation rather than of a variant.
func (m Metric) OfRecommendation() bool { return strings.HasPrefix(m.Name, "recommendation.") }

// Comparables are the names of the metrics that are known for each block of a
// run, so that two runs can be compared by them; of each a lower value is better.
func Comparables() []string {
	var out []string
	for _, prefix := range []string{"", "service.", "duration."} {
		for _, name := range []string{"p50", "p90", "p95", "p99", "mean"} {
			out = append(out, prefix+name)
		}
	}
	return append(out, "billed.mean", "cost.per_million", "errors")
}

// Comparable reports whether a gate may compare the metric with a baseline.
func (m Metric) Comparable() bool { return slices.Contains(Comparables(), m.Name) }

// OfPayload reports whether a class of payloads has the metric of its own.
func (m Metric) OfPayload() bool {
	switch m.Name {
	case "errors", "billed.mean", "max_memory_used_mb", "cost.per_invocation", "cost.per_million":
		return true
	}
	prefix, _, found := strings.Cut(m.Name, ".")
	return !found && m.Dimension == Time || prefix == "service" || prefix == "duration"
}
