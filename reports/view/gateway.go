package view

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Gateways says of each variant behind a gateway what that added, what it
// refused and what its cache answered. Empty where there is no gateway.
func (v *View) Gateways() []Fact {
	var out []Fact
	for _, t := range v.Shown(MostRows) {
		if t.Gateway == nil {
			continue
		}
		parts := slices.Concat(overhead(t.Gateway.Overhead), throttled(t.Gateway.Throttled))
		if hits := t.Gateway.CacheHits; hits != nil {
			parts = append(parts, format.Share(*hits)+" of the answers came from its cache")
		}
		parts = append(parts, throttlesFrom(t.Gateway.ThrottlesFrom)...)
		if len(parts) > 0 {
			out = append(out, Fact{Name: t.Name, Text: strings.Join(parts, "; ")})
		}
	}
	return out
}

// overhead is "adds 0.05 ms (p50), 0.09 ms (p95), 0.30 ms (p99)".
func overhead(o *reports.Overhead) []string {
	if o == nil {
		return nil
	}
	if o.Estimated {
		return []string{"the gateway adds about " + format.Duration(*o.Mean) + " (mean, estimated from metrics)"}
	}
	var parts []string
	for _, q := range []struct {
		name  string
		value *float64
	}{{"p50", o.P50}, {"p95", o.P95}, {"p99", o.P99}} {
		if q.value != nil {
			parts = append(parts, format.Duration(*q.value)+" ("+q.name+")")
		}
	}
	return []string{"the gateway adds " + strings.Join(parts, ", ")}
}

// throttlesFrom is "throttling begins between 95/s and 105/s".
func throttlesFrom(f *reports.ThrottlesFrom) []string {
	switch {
	case f == nil:
		return nil
	case f.Some == nil && f.None == nil:
		return nil
	case f.Some == nil:
		return []string{"it throttled nothing up to " + format.Rate(*f.None)}
	case f.None == nil:
		return []string{"it throttled at every rate that was tried, from " + format.Rate(*f.Some) + " on"}
	}
	return []string{"throttling begins between " + format.Rate(*f.None) + " and " + format.Rate(*f.Some)}
}

// throttled is "12.1 % throttled: 10 % stage throttle, 2.1 % function throttled".
func throttled(shares map[string]float64) []string {
	causes := slices.SortedFunc(maps.Keys(shares), func(a, b string) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b))
	})
	var parts []string
	total := 0.0
	for _, cause := range causes {
		total += shares[cause]
		parts = append(parts, format.Share(shares[cause])+" "+format.Clean(cmp.Or(cause, "for no reason given")))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{format.Share(total) + " throttled: " + strings.Join(parts, ", ")}
}
