package deployment

import (
	"cmp"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// taskOf is what one replica of a variant of a container runs on: a task of
// Fargate, or a whole instance. Of several services each has AtLeast of them;
// beyond, the tasks are counted as if each service had as many as its share of
// the work takes.
func taskOf(target scenarios.Target, v scenarios.Variant, p scenarios.Pricing) *scenarios.Alternative {
	if target.Kind != scenarios.KindContainer {
		return nil
	}
	a := &scenarios.Alternative{AtLeast: cmp.Or(p.AtLeast, breakeven.MinTasks) * target.Container.Parts(), Utilisation: p.Utilisation}
	if target.PriceAs == scenarios.PriceEC2 {
		a.Instance = target.Container.Instance
		return a
	}
	a.VCPU, a.MemoryMB, a.Architecture = v.Setting(scenarios.SettingVCPU), v.MemoryMB, v.Architecture
	return a
}

// InTasks reports whether the deployment is billed by the time of containers or
// instances, whatever they do, and not by what it does.
func (d Deployment) InTasks() bool { return d.task != nil }

// bearing is the task at the capacity that was measured.
func (d Deployment) bearing(m Measured) scenarios.Alternative {
	a := *d.task
	a.Capacity = check.Rate(m.Capacity.InexactFloat64())
	return a
}

// Utilisation is the share of what a container bears that is planned with.
func (d Deployment) Utilisation() float64 {
	return d.fleet(*d.task).Planned().InexactFloat64()
}

// Tasks is how many containers or instances serve the traffic; 0 for a function
// and without traffic.
func (d Deployment) Tasks(m Measured) int64 {
	if d.task == nil || !d.Requests().IsPositive() {
		return 0
	}
	return d.fleet(d.bearing(m)).Tasks(d.Requests().Ceil().IntPart())
}

// CanBear reports whether a capacity is enough for a task to have a price: it
// serves a request a month at least, as planned.
func (d Deployment) CanBear(capacity decimal.Decimal) bool {
	return d.task == nil || capacity.IsPositive() && d.fleet(d.bearing(Measured{Capacity: capacity})).Served().GreaterThanOrEqual(one)
}

// portion adds the part of a task's month that calls take of it: a task that is
// used as planned, no more and no less.
func (d Deployment) portion(b *bill, calls decimal.Decimal, m Measured) {
	a := d.bearing(m)
	month, fleet := &bill{region: d.region}, d.fleet(a)
	month.meter(machine(a, one))
	if month.err != nil {
		b.err = month.err
		return
	}
	note := fmt.Sprintf("one %s serves %s requests a second, %s %% of the %s that it bears",
		fleet.One, places(fleet.Capacity.Mul(fleet.Planned())), places(fleet.Planned().Shift(2)), places(fleet.Capacity))
	for _, u := range month.out.Usage {
		u.Quantity = u.Quantity.Mul(calls).Div(fleet.Served())
		u.Driver, u.Note = pricing.Measured, note
		b.out.Usage = append(b.out.Usage, u)
	}
	b.out.NotPriced = append(b.out.NotPriced, month.out.NotPriced...)
}

// places is a number with at most three decimals.
func places(d decimal.Decimal) string { return d.Round(3).String() }

// besideTasks adds what calls are billed for beside the tasks.
func (d Deployment) besideTasks(b *bill, calls decimal.Decimal, m Measured) {
	d.logs(b, calls, m.Log, false)
	d.egress(b, calls, m.Response)
	d.traces(b, calls)
}

// tasksMonth adds the tasks that serve the traffic, each with a public address,
// and the load balancer before them.
func (d Deployment) tasksMonth(b *bill, m Measured) {
	a := d.bearing(m)
	tasks := decimal.NewFromInt(d.Tasks(m))
	b.meter(machine(a, tasks))
	b.out.Usage = append(b.out.Usage, d.addresses(tasks))
	b.meter(d.balancer(m, false))
	b.out.NotPriced = append(b.out.NotPriced, d.besides(a)...)
}

// addresses are the public ones of so many tasks for a month.
func (d Deployment) addresses(tasks decimal.Decimal) pricing.Usage {
	return pricing.Usage{
		Service: meters.AddressService, Region: d.region, Component: "public-ipv4", Unit: "hour",
		Quantity: decimal.New(meters.HoursPerMonth, 0).Mul(tasks), Driver: pricing.Given,
		Note: fmt.Sprintf("%s × %d h", tasks, meters.HoursPerMonth),
	}
}

// besides is what stands around tasks and has no price here.
func (d Deployment) besides(a scenarios.Alternative) []string {
	left := []string{balancerAddresses}
	if a.Instance != "" {
		left = append(left, "the volume of the instance")
	}
	return left
}

// Alternative is the deployment as one way of doing the work, bare and with what
// is around it.
func (d Deployment) Alternative(name string, m Measured) (breakeven.Alternative, error) {
	if d.task == nil {
		return d.Function(name, m)
	}
	a := d.bearing(m)
	a.Name = name
	out, err := d.Fleet(a, m)
	if f := out.Compute.Fleet; f != nil {
		f.Measured, f.One, f.Many = true, "task of the "+name, "tasks of the "+name
		if a.Instance != "" {
			f.One, f.Many = "instance of the "+name, "instances of the "+name
		}
	}
	return out, err
}
