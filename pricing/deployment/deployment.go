// Package deployment says what a target is billed for as it would run at its
// provider: the function with what stands in front of it, or the containers that
// it takes, and what its traffic brings along. It turns what a trial measured, and what the scenario says of
// the traffic, into usage of the price book that the scenario asks for.
package deployment

import (
	"cmp"

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
	Hits     decimal.Decimal // share of the calls that a gateway's cache answered, where they were made through one
	Capacity decimal.Decimal // requests a second that a container bears; of a function nothing
}

// Deployment is a function or a container as it would run at the provider.
type Deployment struct {
	function meters.Lambda          // how often and how long is not in it
	task     *scenarios.Alternative // in place of the function; how much it bears is not in it
	region   string
	as       scenarios.PriceAs
	traffic  *scenarios.Traffic // nil: not known
	cache    string             // size in GB of the REST API's cache, "" without one
	hits     decimal.Decimal    // share of the calls that never come to the function: the cache answers them
	through  bool               // what is measured are calls of the API, with its cache in front
	standing standing
	tiered   bool // the book has the tiers of Lambda's logs
}

// Of is the deployment of a variant of a function or a container, with the prices
// of a book, as a scenario's pricing plans it.
func Of(book *pricing.Book, target scenarios.Target, v scenarios.Variant, p scenarios.Pricing) Deployment {
	traffic := p.Traffic
	d := Deployment{
		function: meters.Lambda{Architecture: v.Architecture, MemoryMB: v.MemoryMB},
		task:     taskOf(target, v, p),
		region:   target.Region, as: target.PriceAs, traffic: traffic,
	}
	if traffic != nil {
		d.cache, d.hits = traffic.CacheSize, share(traffic.CacheHits)
	}
	if target.Gateway != nil {
		d.behind(target.CacheOf(v))
	}
	if f := target.FunctionOf(v); f != nil {
		d.function.EphemeralMB, d.standing = f.EphemeralStorage.MB(), standingOf(v, f.Runtime)
	}
	_, err := book.Price(meters.MonitoringService, d.region, "logs-lambda-ingest")
	d.tiered = err == nil
	return d
}

// behind takes the cache of the gateway that calls go through, which is nil
// without one, for that of the traffic.
func (d *Deployment) behind(c *scenarios.GatewayCache) {
	d.cache = ""
	if d.through = c != nil; c == nil {
		d.hits = decimal.Zero
		return
	}
	d.cache = c.Size
}

// answered is the deployment with the share of calls that the cache answered
// when they were measured, where the traffic does not say another.
func (d Deployment) answered(m Measured) Deployment {
	if d.through && (d.traffic == nil || d.traffic.CacheHits == nil) {
		d.hits = m.Hits
	}
	return d
}

// Rate is what each invocation and each billed ms of the function alone cost.
func (d Deployment) Rate(book *pricing.Book) (pricing.Rate, error) {
	return d.function.Rate(book, d.region)
}

// Invocations is what n invocations are billed for, apart from what is billed
// by the hour, which NotPriced names.
func (d Deployment) Invocations(n decimal.Decimal, m Measured) (meters.Metered, error) {
	b := &bill{region: d.region}
	if d.task != nil {
		d.portion(b, n, m)
		d.besideTasks(b, n, m)
		b.out.NotPriced = append(b.out.NotPriced, d.hourly())
		return b.out, b.err
	}
	each := d.answered(m)
	if !d.through {
		each.hits = decimal.Zero // an invocation is a call that the cache did not answer
	}
	each.compute(b, n, m)
	each.around(b, n, m)
	if hourly := d.hourly(); hourly != "" {
		b.out.NotPriced = append(b.out.NotPriced, hourly)
	}
	b.out.NotPriced = append(b.out.NotPriced, d.standing.notPriced(d.traffic != nil)...)
	return b.out, b.err
}

// Month is what a month of the traffic is billed for; without traffic it is
// empty.
func (d Deployment) Month(m Measured) (meters.Metered, error) {
	if d.traffic == nil {
		return meters.Metered{}, nil
	}
	d = d.answered(m)
	calls := d.Requests()
	b := &bill{region: d.region}
	if d.task != nil {
		d.besideTasks(b, calls, m)
	} else {
		if d.standing.provisioned == 0 {
			d.compute(b, calls, m)
		}
		d.around(b, calls, m)
	}
	for i := range b.out.Usage { // so many as the traffic says, each as it was measured
		b.out.Usage[i].Driver = pricing.Traffic
	}
	if d.task != nil {
		d.tasksMonth(b, m)
	} else {
		d.hours(b, m)
		d.stands(b, calls, m)
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
	for _, u := range metered.Usage {
		u.Note = cmp.Or(note, u.Note)
		b.out.Usage = append(b.out.Usage, u)
	}
	b.out.NotPriced = append(b.out.NotPriced, metered.NotPriced...)
}

// invocations is how many of the calls come to the function.
func (d Deployment) invocations(calls decimal.Decimal) decimal.Decimal {
	return calls.Sub(calls.Mul(d.hits))
}

// compute adds the function itself.
func (d Deployment) compute(b *bill, calls decimal.Decimal, m Measured) {
	f := d.function
	f.Requests, f.BilledMS = d.invocations(calls), m.BilledMS
	b.meter(f)
}

// around adds what calls are billed for in front of the function and beside it.
func (d Deployment) around(b *bill, calls decimal.Decimal, m Measured) {
	switch d.as {
	case scenarios.PriceURL:
		b.meter(meters.FunctionURL{Requests: calls})
	case scenarios.PriceREST:
		b.meter(meters.RESTAPI{Requests: calls})
	case scenarios.PriceHTTP:
		b.meter(meters.HTTPAPI{Requests: calls, UnitsPerRequest: m.Units})
	}
	d.logs(b, d.invocations(calls), m.Log, d.tiered)
	d.egress(b, calls, m.Response)
	d.traces(b, d.invocations(calls))
}

// traces adds what X-Ray records.
func (d Deployment) traces(b *bill, requests decimal.Decimal) {
	if t := d.traffic; t != nil && t.TraceShare != nil {
		sampled := share(t.TraceShare)
		b.meter(meters.Traces{Requests: requests, Share: &sampled})
	}
}

// hours adds what is billed by the hour.
func (d Deployment) hours(b *bill, m Measured) {
	switch d.as {
	case scenarios.PriceREST:
		if d.cache != "" {
			b.meter(meters.RESTAPI{CacheGB: decimal.RequireFromString(d.cache)})
		}
	case scenarios.PriceALB:
		b.meter(d.balancer(m, true))
		b.out.NotPriced = append(b.out.NotPriced, balancerAddresses)
	}
}

// balancerAddresses are those of a load balancer that is open to the internet.
const balancerAddresses = "the load balancer's own public addresses, one in each zone"

// logs adds what goes to CloudWatch Logs of invocations that write so many
// bytes each.
func (d Deployment) logs(b *bill, invocations, each decimal.Decimal, lambda bool) {
	if d.traffic == nil || d.traffic.LogShare == nil {
		b.out.NotPriced = append(b.out.NotPriced, "CloudWatch Logs"+ofEach(each, "an invocation")+": added by pricing.traffic.log_share")
		return
	}
	if each.IsZero() { // Lambda itself writes some lines
		b.out.NotPriced = append(b.out.NotPriced, "CloudWatch Logs: the run did not keep how much was logged")
		return
	}
	of := d.traffic.LogShare
	written := meters.Logs{Requests: invocations.Mul(each).Mul(share(of)), Bytes: 1, Lambda: lambda}
	if days := d.traffic.LogRetentionDays; days > 0 {
		written.RetentionDays = decimal.NewFromInt(int64(days))
	}
	left := len(b.out.NotPriced)
	b.noted(written, perRequest(each, "an invocation", of))
	if len(b.out.NotPriced) > left {
		b.out.NotPriced = append(b.out.NotPriced[:left], "the storage of logs: added by pricing.traffic.log_retention_days")
	}
}

// ofEach is " (265 B an invocation)"; "" where nothing is known of the bytes.
func ofEach(each decimal.Decimal, what string) string {
	if each.IsZero() {
		return ""
	}
	return " (" + bytes(each) + " " + what + ")"
}

// egress adds what goes out to the internet.
func (d Deployment) egress(b *bill, calls, each decimal.Decimal) {
	if d.traffic == nil || d.traffic.Egress == nil {
		b.out.NotPriced = append(b.out.NotPriced, "data transfer out"+ofEach(each, "an answer")+": added by pricing.traffic.egress")
		return
	}
	of := d.traffic.Egress
	b.noted(meters.Transfer{Requests: calls.Mul(each).Mul(share(of)), Response: 1}, perRequest(each, "an answer", of))
}

// hourly names what is billed by the hour and so has no price per invocation.
func (d Deployment) hourly() string {
	switch {
	case d.task != nil && d.traffic == nil:
		return "the load balancer and public addresses: added by pricing.traffic"
	case d.task != nil:
		return "the load balancer and public addresses: they are billed by the hour, and only in the month"
	case d.as == scenarios.PriceALB && d.traffic == nil:
		return "the load balancer: added by pricing.traffic"
	case d.as == scenarios.PriceALB:
		return "the load balancer: it is billed by the hour, and only in the month"
	case d.as == scenarios.PriceREST && d.cache != "":
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
