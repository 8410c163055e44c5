// Package breakeven says from how much traffic on one way of doing some work is
// cheaper than another: a function, containers, an instance. The cost of a month
// against the requests in it is a curve of straight segments, exact up to the
// rounding of a bill's quantities, and where two curves cross is found by
// arithmetic and not by trying.
package breakeven

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// Uses is what some work is billed for.
type Uses struct {
	PerRequest []pricing.Usage // by each request, the mean where requests differ
	PerTask    []pricing.Usage // in a month by each task of the fleet
	Fixed      []pricing.Usage // in a month, whatever the traffic
}

// plus is what both use.
func (u Uses) plus(v Uses) Uses {
	return Uses{
		PerRequest: slices.Concat(u.PerRequest, v.PerRequest),
		PerTask:    slices.Concat(u.PerTask, v.PerTask),
		Fixed:      slices.Concat(u.Fixed, v.Fixed),
	}
}

// Workload is one way of doing the work.
type Workload struct {
	Uses
	Fleet *Fleet // nil for a platform that grows by itself
}

// Usage is what a month of so many requests is billed for.
func (w Workload) Usage(requests int64) []pricing.Usage {
	usage := slices.Concat(w.PerRequest, w.PerTask, w.Fixed)
	each, tasks := decimal.NewFromInt(requests), decimal.NewFromInt(w.tasks(requests))
	for i := range usage {
		switch {
		case i < len(w.PerRequest):
			usage[i].Quantity = usage[i].Quantity.Mul(each)
		case i < len(w.PerRequest)+len(w.PerTask):
			usage[i].Quantity = usage[i].Quantity.Mul(tasks)
		}
	}
	return usage
}

// tasks is the number of tasks, 0 without a fleet.
func (w Workload) tasks(requests int64) int64 {
	if w.Fleet == nil {
		return 0
	}
	return w.Fleet.Tasks(requests)
}

func (w Workload) check() error {
	if w.Fleet != nil {
		return w.Fleet.check()
	}
	if len(w.PerTask) > 0 {
		return fmt.Errorf("%s %s is used by each task, and there are no tasks", w.PerTask[0].Service, w.PerTask[0].Component)
	}
	return nil
}

// MinTasks is the default of Fleet.Min: with two, one may be lost.
const MinTasks = 2

// DefaultUtilisation is the default of Fleet.Utilisation. What it leaves is for
// bursts within the hour, and for the time that a further task takes to start.
var DefaultUtilisation = decimal.New(6, -1)

// MaxTasks is where a curve ends: no one service runs more.
const MaxTasks = 10_000

// secondsPerMonth is a month of 730 hours.
var secondsPerMonth = decimal.New(meters.HoursPerMonth*3600, 0)

// Fleet is the whole tasks, containers or instances, that serve the traffic at
// its peak.
type Fleet struct {
	One, Many   string          // a task in a sentence, "Fargate task of 0.5 vCPU / 1 GB", and several
	Capacity    decimal.Decimal // requests a second that one task sustains
	Measured    bool            // Capacity was measured, and not given by hand
	Utilisation decimal.Decimal // share of Capacity that is planned for, above 0 and up to 1; 0: DefaultUtilisation
	Min         int64           // tasks at least; 0: MinTasks
	Peak        decimal.Decimal // highest rate of the day ÷ mean rate, see PeakOf; 0: not known, taken as 1
}

// maxPeak keeps a number of tasks countable; no day has such a peak.
var maxPeak = decimal.New(1, 6)

// Tasks is how many serve a month of so many requests, at most MaxRequests.
func (f Fleet) Tasks(requests int64) int64 {
	needed := ceilDiv(decimal.NewFromInt(requests).Mul(f.peak()), f.Served())
	return max(f.min(), needed.IntPart())
}

// last is the greatest number of requests that so many tasks serve.
func (f Fleet) last(tasks int64) decimal.Decimal {
	return floorDiv(f.Served().Mul(decimal.NewFromInt(tasks)), f.peak())
}

// Served is the requests that a task serves in a month without a peak.
func (f Fleet) Served() decimal.Decimal {
	return f.Capacity.Mul(f.Planned()).Mul(secondsPerMonth)
}

// Planned is the share of Capacity that is planned with.
func (f Fleet) Planned() decimal.Decimal {
	if f.Utilisation.IsZero() {
		return DefaultUtilisation
	}
	return f.Utilisation
}

func (f Fleet) peak() decimal.Decimal {
	if f.Peak.IsZero() {
		return decimal.New(1, 0)
	}
	return f.Peak
}

func (f Fleet) min() int64 {
	if f.Min == 0 {
		return MinTasks
	}
	return f.Min
}

func (f Fleet) check() error {
	one := decimal.New(1, 0)
	switch {
	case !f.Capacity.IsPositive():
		return fmt.Errorf("a task must sustain more than %s requests a second", f.Capacity)
	case f.Utilisation.IsNegative() || f.Utilisation.GreaterThan(one):
		return fmt.Errorf("the utilisation must be above 0 and at most 1: %s", f.Utilisation)
	case f.Served().LessThan(one):
		return fmt.Errorf("a task that sustains %s requests a second serves none in a month", f.Capacity)
	case f.Min < 0 || f.Min > MaxTasks:
		return fmt.Errorf("the least number of tasks must be from 1 to %d: %d", MaxTasks, f.Min)
	case !f.Peak.IsZero() && (f.Peak.LessThan(one) || f.Peak.GreaterThan(maxPeak)):
		return fmt.Errorf("the peak must be from 1 to %s times the mean: %s", maxPeak, f.Peak)
	}
	return nil
}

// PeakOf is the highest rate of a day over its mean, 1 for even traffic.
func PeakOf(t meters.Traffic) decimal.Decimal {
	sum := decimal.Zero
	for _, rate := range t.Rates() {
		sum = sum.Add(rate)
	}
	if t.ByHour == nil || sum.IsZero() {
		return decimal.New(1, 0)
	}
	return t.Peak().Mul(decimal.NewFromInt(int64(len(t.ByHour)))).Div(sum)
}

// floorDiv is a ÷ b rounded down to a whole number, for b above zero.
func floorDiv(a, b decimal.Decimal) decimal.Decimal {
	q, r := a.QuoRem(b, 0)
	if r.IsNegative() {
		return q.Sub(decimal.New(1, 0))
	}
	return q
}

// ceilDiv is a ÷ b rounded up to a whole number, for b above zero.
func ceilDiv(a, b decimal.Decimal) decimal.Decimal { return floorDiv(a.Neg(), b).Neg() }
