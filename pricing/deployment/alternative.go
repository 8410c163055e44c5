package deployment

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

var one = decimal.New(1, 0)

// Function is the deployment as an alternative to containers and instances:
// bare, and with what is around it.
func (d Deployment) Function(name string, m Measured) (breakeven.Alternative, error) {
	compute, around, hours := &bill{region: d.region}, &bill{region: d.region}, &bill{region: d.region}
	d.compute(compute, one, m)
	d.around(around, one, m)
	if d.traffic != nil {
		d.hours(hours, m)
	}
	out := breakeven.Alternative{
		Name:    name,
		Compute: breakeven.Workload{Uses: breakeven.Uses{PerRequest: compute.out.Usage}},
		Around:  breakeven.Uses{PerRequest: around.out.Usage},
	}
	out.NotPriced = slices.Concat(around.out.NotPriced, hours.out.NotPriced)
	d.divide(&out.Around, hours.out.Usage)
	return out, firstError(compute, around, hours)
}

// Fleet is a container or an instance that does the function's work, behind an
// application load balancer, each with a public address, and with the
// function's logs and answers.
func (d Deployment) Fleet(a scenarios.Alternative, m Measured) (breakeven.Alternative, error) {
	task, each, balancer := &bill{region: d.region}, &bill{region: d.region}, &bill{region: d.region}
	task.meter(machine(a, one))
	d.besideTasks(each, one, m)
	balancer.meter(d.balancer(m, false))
	out := breakeven.Alternative{
		Name:    a.Name,
		Compute: breakeven.Workload{Uses: breakeven.Uses{PerTask: task.out.Usage}, Fleet: d.fleet(a)},
		Around:  breakeven.Uses{PerRequest: each.out.Usage, PerTask: []pricing.Usage{d.addresses(one)}},
	}
	out.NotPriced = slices.Concat(each.out.NotPriced, balancer.out.NotPriced, d.besides(a))
	d.divide(&out.Around, balancer.out.Usage)
	return out, firstError(task, each, balancer)
}

// machine is so many tasks or instances for a month.
func machine(a scenarios.Alternative, n decimal.Decimal) meters.Meter {
	if a.Instance != "" {
		return meters.Instance{Type: a.Instance, Instances: n}
	}
	return meters.Fargate{
		VCPU: decimal.RequireFromString(a.VCPU), Memory: check.Bytes(int64(a.MemoryMB) << 20),
		Architecture: a.Architecture, Tasks: n,
	}
}

func (d Deployment) fleet(a scenarios.Alternative) *breakeven.Fleet {
	f := &breakeven.Fleet{
		One: a.Name, Many: "of " + a.Name, Capacity: decimal.NewFromFloat(float64(a.Capacity)),
		Utilisation: decimal.NewFromFloat(a.Utilisation), Min: int64(a.AtLeast),
	}
	if a.Instance == "" {
		size := fmt.Sprintf(" of %s vCPU / %s", a.VCPU, check.Bytes(int64(a.MemoryMB)<<20))
		f.One, f.Many = "Fargate task"+size, "Fargate tasks"+size
	} else {
		f.One, f.Many = a.Instance+" instance", a.Instance+" instances"
	}
	if d.traffic != nil && d.traffic.RequestsByHour != nil {
		f.Peak = breakeven.PeakOf(Traffic(d.traffic))
	}
	return f
}

// capacityUnit is what load balancers count traffic in.
const capacityUnit = "LCU-hour"

// divide puts what grows with the traffic among what each request uses, and the
// rest among what a month uses whatever the traffic. Capacity units grow in
// proportion to the requests, as the shape of the day stays.
func (d Deployment) divide(uses *breakeven.Uses, monthly []pricing.Usage) {
	requests := d.Requests()
	for _, u := range monthly {
		if u.Unit == capacityUnit && requests.IsPositive() {
			u.Quantity = u.Quantity.Div(requests)
			uses.PerRequest = append(uses.PerRequest, u)
			continue
		}
		uses.Fixed = append(uses.Fixed, u)
	}
}

func firstError(bills ...*bill) error {
	for _, b := range bills {
		if b.err != nil {
			return b.err
		}
	}
	return nil
}
