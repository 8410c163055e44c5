package advice

import "strings"

// quantiles are the names of quantiles without their prefix. The maximum is
// the quantile that leaves nothing out.
var quantiles = map[string]float64{
	"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999, "max": 1,
}

// LatencyQuantile is the quantile of a metric that users wait for: "p95" and
// "service.p95" are 0.95, "max" is 1. It is false for anything else, the
// platform's own durations included.
//
// Percentiles are of successes. A limit on such a metric cannot be met when
// the share of errors exceeds 1 − q: the invocation at q never answered.
func LatencyQuantile(metric string) (float64, bool) {
	q, ok := quantiles[strings.TrimPrefix(metric, "service.")]
	return q, ok
}
