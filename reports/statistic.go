package reports

import (
	"math"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// statistic is a metric of one trial: its value, and how sure it is.
type statistic struct {
	value *float64 // in the unit of the metric's dimension; nil where it cannot be had
	n     int      // samples that it stands on
	// bounds are the one-sided 95 % bounds, ±Inf where there is none on that
	// side. Nil: the metric is judged by its value.
	bounds   func() estimate.Interval
	currency string // of an amount
	missing  string // why there is no value
	// open is why there is no lower or no upper bound; nil: there are too few samples.
	open func(lower bool) string
}

// unbounded is what is known without enough data.
var unbounded = estimate.Interval{Low: math.Inf(-1), High: math.Inf(1)}

// statistic looks up a metric by its name. Names that a variant does not have
// give one without a value.
func (e *evaluated) statistic(name string) statistic {
	if q, s, ok := e.timeSeries(name); ok {
		return s.statistic(q)
	}
	switch name {
	case "billed.mean":
		return e.billedStatistic()
	case "errors":
		return shareStatistic(e.Errors, e.Invocations)
	case "cold.share":
		return shareStatistic(e.coldCount, e.ranCount)
	case "max_memory_used_mb":
		if e.MaxMemoryUsedMB == nil {
			return statistic{n: e.Invocations, missing: "the platform reported no memory"}
		}
		return byValue(float64(*e.MaxMemoryUsedMB), e.Invocations)
	case "capacity":
		return e.capacityStatistic()
	case "rate.achieved":
		return statistic{value: e.Rate.Achieved, n: e.Invocations, missing: "nothing was sent"}
	}
	if strings.HasPrefix(name, "cost.") {
		return e.costStatistic(name)
	}
	counts := map[string]int{
		"throttles": e.Throttles, "timeouts": e.Timeouts, "oom": e.OOM, "dropped": e.Dropped, "cold.count": e.coldCount,
	}
	if n, ok := counts[name]; ok {
		return byValue(float64(n), e.Invocations)
	}
	return statistic{missing: "it is not a figure of a variant"}
}

// value is the point estimate of a metric, for advice.
func (e *evaluated) value(name string) (float64, bool) {
	v := e.statistic(name).value
	if v == nil {
		return 0, false
	}
	return *v, true
}

func byValue(v float64, n int) statistic { return statistic{value: &v, n: n} }

// timeSeries splits a name such as "duration.p95" into what is measured and
// which statistic of it.
func (e *evaluated) timeSeries(name string) (string, series, bool) {
	prefix, stat, found := strings.Cut(name, ".")
	if !found {
		prefix, stat = "", name
	}
	all := map[string]series{"": e.latency, "service": e.service, "duration": e.duration, "init": e.init}
	s, ok := all[prefix]
	if _, isQuantile := quantiles[stat]; !ok || !isQuantile && stat != "mean" && stat != "max" {
		return "", series{}, false
	}
	return stat, s, true
}

// quantiles are the statistics that are quantiles. The maximum is judged by
// its value: no sample bounds it.
var quantiles = map[string]float64{"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}

func (s series) statistic(stat string) statistic {
	out := statistic{n: s.len(), missing: "there is no sample of it"}
	switch stat {
	case "max":
		out.value = s.max()
	case "mean":
		out.value = s.mean()
		out.bounds = func() estimate.Interval { return orUnbounded(s.meanInterval(oneSided)) }
	default:
		q := quantiles[stat]
		out.value = s.quantile(q)
		out.bounds = func() estimate.Interval { return s.quantileBounds(q) }
	}
	return out
}

func (s series) quantileBounds(q float64) estimate.Interval {
	b := unbounded
	n := s.len()
	if rank, ok := estimate.QuantileLowerRank(n, q, confidence); ok {
		b.Low = s.ranked(rank)
	}
	if rank, ok := estimate.QuantileUpperRank(n, q, confidence); ok {
		b.High = s.ranked(rank)
	}
	return b
}

func orUnbounded(iv estimate.Interval, ok bool) estimate.Interval {
	if !ok || !finite(iv.Low) || !finite(iv.High) {
		return unbounded
	}
	return iv
}

func shareStatistic(k, n int) statistic {
	if n == 0 {
		return statistic{missing: "nothing was invoked"}
	}
	out := byValue(share(k, n), n)
	out.bounds = func() estimate.Interval {
		return estimate.Interval{
			Low:  estimate.ShareLowerBound(k, n, confidence),
			High: estimate.ShareUpperBound(k, n, confidence),
		}
	}
	return out
}

func (e *evaluated) billedStatistic() statistic {
	out := e.observed.seriesOf(billedOf).statistic("mean")
	out.missing = "nothing was billed"
	return out
}

// costStatistic is an amount; floats compare it, they never add it up.
func (e *evaluated) costStatistic(name string) statistic {
	if e.cost == nil {
		return statistic{missing: "there is no priced sample"}
	}
	c := e.cost
	out := statistic{n: c.n, currency: e.Cost.Currency}
	var price biller = c.listFor
	scale := 1.0
	switch name {
	case "cost.per_invocation":
		out.value = new(e.Cost.PerInvocation.InexactFloat64())
		scale = 1e-6
	case "cost.per_month":
		if c.month == nil {
			out.missing = "the scenario gives no pricing.traffic"
			return out
		}
		out.value = new(c.month.Total.InexactFloat64())
		price = c.monthFor
	default:
		out.value = new(e.Cost.PerMillion.InexactFloat64())
	}
	out.bounds = func() estimate.Interval {
		iv := orUnbounded(c.bounds(price))
		return estimate.Interval{Low: iv.Low * scale, High: iv.High * scale}
	}
	return out
}
