// Package deployment says what a target is billed for as it would run at its
// provider: the function with what stands in front of it, and what its traffic
// brings along. It turns what a trial measured, and what the scenario says of
// the traffic, into usage; it knows no price.
package deployment

import (
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Measured is what an invocation took, means over those that ran.
type Measured struct {
	BilledMS decimal.Decimal // billed time in ms, mixed by the cold share
	Request  decimal.Decimal // bytes of its payload
	Response decimal.Decimal // bytes of its answer
	Log      decimal.Decimal // bytes that it logged, as far as the platform told
	Units    decimal.Decimal // of 512 KB, as an HTTP API meters them; 0: not known
}

// Deployment is a function as it would run at the provider.
type Deployment struct {
	function meters.Lambda // how often and how long is not in it
	region   string
	as       scenarios.PriceAs
	traffic  *scenarios.Traffic // nil: not known
	tiered   bool               // the book has the tiers of Lambda's logs
}

// Of is the deployment of a variant of a function, with the prices of a book.
func Of(book *pricing.Book, target scenarios.Target, v scenarios.Variant, traffic *scenarios.Traffic) Deployment {
	d := Deployment{
		function: meters.Lambda{Architecture: v.Architecture, MemoryMB: v.MemoryMB},
		region:   target.Region, as: target.PriceAs, traffic: traffic,
	}
	if target.Function != nil {
		d.function.EphemeralMB = target.Function.EphemeralStorage.MB()
	}
	_, err := book.Price(meters.MonitoringService, d.region, "logs-lambda-ingest")
	d.tiered = err == nil
	return d
}

// Rate is what each invocation and each billed ms of the function alone cost.
func (d Deployment) Rate(book *pricing.Book) (pricing.Rate, error) {
	return d.function.Rate(book, d.region)
}

// Invocations is what n invocations are billed for, apart from what is billed
// by the hour, which NotPriced names.
func (d Deployment) Invocations(n decimal.Decimal, m Measured) (meters.Metered, error) {
	b := d.bill(n, n, m)
	if hourly := d.hourly(); hourly != "" {
		b.out.NotPriced = append(b.out.NotPriced, hourly)
	}
	return b.out, b.err
}

// Month is what a month of the traffic is billed for; without traffic it is
// empty.
func (d Deployment) Month(m Measured) (meters.Metered, error) {
	if d.traffic == nil {
		return meters.Metered{}, nil
	}
	calls := d.Requests()
	b := d.bill(calls, calls.Sub(calls.Mul(share(d.traffic.CacheHits))), m)
	switch d.as {
	case scenarios.PriceREST:
		if d.traffic.CacheSize != "" {
			b.meter(meters.RESTAPI{CacheGB: decimal.RequireFromString(d.traffic.CacheSize)})
		}
	case scenarios.PriceALB:
		b.meter(d.balancer(m))
	}
	return b.out, b.err
}

// Requests is how many requests a month brings; zero without traffic.
func (d Deployment) Requests() decimal.Decimal {
	if d.traffic == nil {
		return decimal.Zero
	}
	return Traffic(d.traffic).Month()
}

// Traffic is a scenario's traffic as meters take it.
func Traffic(t *scenarios.Traffic) meters.Traffic {
	out := meters.Traffic{Requests: decimal.NewFromInt(t.RequestsPerMonth)}
	for _, rate := range t.RequestsByHour {
		out.ByHour = append(out.ByHour, decimal.NewFromFloat(float64(rate)))
	}
	return out
}

// bill is usage that is being put together.
type bill struct {
	region string
	out    meters.Metered
	err    error // the first one
}

// meter adds what a meter says.
func (b *bill) meter(m meters.Meter) { b.noted(m, "") }

// noted is meter with a note on each quantity, where there is one.
func (b *bill) noted(m meters.Meter, note string) {
	metered, err := m.Meter(b.region)
	if err != nil && b.err == nil {
		b.err = err
	}
	for i := range metered.Usage {
		if note != "" {
			metered.Usage[i].Note = note
		}
	}
	b.out.Usage = append(b.out.Usage, metered.Usage...)
	b.out.NotPriced = append(b.out.NotPriced, metered.NotPriced...)
}

// bill is what calls are billed for of which so many invoke the function.
func (d Deployment) bill(calls, invocations decimal.Decimal, m Measured) *bill {
	b := &bill{region: d.region}
	f := d.function
	f.Requests, f.BilledMS = invocations, m.BilledMS
	b.meter(f)
	switch d.as {
	case scenarios.PriceURL:
		b.meter(meters.FunctionURL{Requests: calls})
	case scenarios.PriceREST:
		b.meter(meters.RESTAPI{Requests: calls})
	case scenarios.PriceHTTP:
		b.meter(meters.HTTPAPI{Requests: calls, UnitsPerRequest: m.Units})
	}
	d.besides(b, calls, invocations, m)
	return b
}

// besides adds what invocations bring along at other services.
func (d Deployment) besides(b *bill, calls, invocations decimal.Decimal, m Measured) {
	var t scenarios.Traffic
	if d.traffic != nil {
		t = *d.traffic
	}
	if t.LogShare != nil {
		b.noted(meters.Logs{Requests: invocations.Mul(m.Log).Mul(share(t.LogShare)), Bytes: 1, Lambda: d.tiered}, perRequest(m.Log, "an invocation", t.LogShare))
	} else {
		b.out.NotPriced = append(b.out.NotPriced, "CloudWatch Logs ("+bytes(m.Log)+" an invocation): pricing.traffic.log_share is not given")
	}
	if t.Egress != nil {
		b.noted(meters.Transfer{Requests: calls.Mul(m.Response).Mul(share(t.Egress)), Response: 1}, perRequest(m.Response, "an answer", t.Egress))
	} else {
		b.out.NotPriced = append(b.out.NotPriced, "data transfer out ("+bytes(m.Response)+" an answer): pricing.traffic.egress is not given")
	}
	if t.TraceShare != nil {
		sampled := share(t.TraceShare)
		b.meter(meters.Traces{Requests: invocations, Share: &sampled})
	}
}

// hourly names what is billed by the hour and so has no price per invocation.
func (d Deployment) hourly() string {
	switch {
	case d.as == scenarios.PriceALB && d.traffic == nil:
		return "the load balancer: pricing.traffic is not given"
	case d.as == scenarios.PriceALB:
		return "the load balancer: it is billed by the hour, and only in the month"
	case d.as == scenarios.PriceREST && d.traffic != nil && d.traffic.CacheSize != "":
		return "the cache: it is billed by the hour, and only in the month"
	}
	return ""
}

// share is a fraction as a decimal; nothing is none.
func share(f *float64) decimal.Decimal {
	if f == nil {
		return decimal.Zero
	}
	return decimal.NewFromFloat(*f)
}

// perRequest is how a quantity of bytes comes about: "412 B an invocation, 10 %
// of them".
func perRequest(size decimal.Decimal, what string, of *float64) string {
	note := bytes(size) + " " + what
	if *of < 1 {
		note += ", " + share(of).Shift(2).String() + " % of them"
	}
	return note
}

// bytes is a mean size to the byte.
func bytes(size decimal.Decimal) string { return check.Bytes(size.Round(0).IntPart()).String() }
