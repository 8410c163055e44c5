package meters

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// How the Flex Consumption plan bills the time in which an instance works: "The
// minimum billable execution period for both execution modes is 1,000 ms. Past
// that, the billable activity period is rounded up to the nearest 100 ms."
// (https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan, of
// 2025-05-12)
const (
	flexStep    = 100 * time.Millisecond
	flexMinimum = time.Second
)

// flexSizes are the instance sizes, in MB
// (https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan, of
// 2025-05-12); 272 MB more of each instance are not billed.
var flexSizes = []int{512, 2048, 4096}

// FlexWork is what instances of the Flex Consumption plan do. The whole
// instance is billed while it executes anything, so that what runs side by
// side shares a period of activity.
type FlexWork struct {
	Executions decimal.Decimal `yaml:"executions"`
	Periods    decimal.Decimal `yaml:"periods"` // periods in which an instance is active without a pause; 0 means one for each execution
	Period     time.Duration   `yaml:"period"`  // length of each period: of an execution where periods is 0
}

// AzureFlex is functions on the Flex Consumption plan: executions, and the
// memory of instances × the time in which they work, on demand or always
// ready; and of the always-ready ones also the memory for as long as they are
// kept. Rules:
// https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs
// (of 2025-02-10).
type AzureFlex struct {
	InstanceMB     int             `yaml:"instance_mb"` // 512, 2048 or 4096
	OnDemand       FlexWork        `yaml:"on_demand"`
	Ready          FlexWork        `yaml:"ready"`           // what always-ready instances do
	ReadyInstances int             `yaml:"ready_instances"` // always-ready instances
	ReadyHours     decimal.Decimal `yaml:"ready_hours"`     // that each of them is kept; 0 means a month of 730 hours
}

var _ Meter = AzureFlex{}

// Meter implements Meter.
func (a AzureFlex) Meter(region string) (Metered, error) {
	if err := a.check(); err != nil {
		return Metered{}, err
	}
	at := place{AzureFunctionsService, region}
	m := Metered{NotPriced: azureBeside}
	m.add(a.OnDemand.usage(at, "flex-", a.InstanceMB)...)
	if a.ReadyInstances > 0 {
		m.add(a.baseline(at))
		m.add(a.Ready.usage(at, "flex-ready-", a.InstanceMB)...)
	}
	return m, nil
}

// baseline is what always-ready instances cost whether they work or not.
func (a AzureFlex) baseline(at place) pricing.Usage {
	hours := orDefault(a.ReadyHours, hoursPerMonth)
	instances := number(a.ReadyInstances)
	gbSeconds := instances.Mul(gigabytes(a.InstanceMB)).Mul(hours).Mul(secondsPerHour)
	note := fmt.Sprintf("%d × %d MB for %s hours", a.ReadyInstances, a.InstanceMB, hours)
	return at.usage("flex-ready-baseline", "GB-second", gbSeconds, pricing.Given, note)
}

// usage is what work is billed as, if any is done; components begin with a prefix.
func (w FlexWork) usage(at place, prefix string, instanceMB int) []pricing.Usage {
	if w.idle() {
		return nil
	}
	periods := orDefault(w.Periods, w.Executions)
	billed := FlexBilled(w.Period)
	note := fmt.Sprintf("%d MB for %s a period", instanceMB, check.FormatDuration(billed))
	if billed != w.Period {
		note += fmt.Sprintf(", rounded up from %s", check.FormatDuration(w.Period))
	}
	return []pricing.Usage{
		at.usage(prefix+"executions", "execution", w.Executions, pricing.Measured, ""),
		at.usage(prefix+"duration", "GB-second", gigabytes(instanceMB).Mul(seconds(billed)).Mul(periods), pricing.Measured, note),
	}
}

func (w FlexWork) idle() bool { return w.Executions.IsZero() && w.Periods.IsZero() }

// FlexBilled is the billed time of a period of activity of an instance on the
// Flex Consumption plan.
func FlexBilled(period time.Duration) time.Duration {
	return max(roundUp(period, flexStep), flexMinimum)
}

func (a AzureFlex) check() error {
	if !slices.Contains(flexSizes, a.InstanceMB) {
		return fmt.Errorf("the Flex Consumption plan has no instance of %d MB; it offers 512, 2048 and 4096", a.InstanceMB)
	}
	if a.ReadyInstances == 0 && (!a.Ready.idle() || !a.ReadyHours.IsZero()) {
		return errors.New("always-ready instances have work or hours, but there are none; give ready_instances")
	}
	if err := inMonth("always-ready instances are kept", a.ReadyHours); err != nil {
		return err
	}
	if err := a.OnDemand.check("on demand"); err != nil {
		return err
	}
	if err := a.Ready.check("always ready"); err != nil {
		return err
	}
	return notNegative(
		whole("the number of always-ready instances", a.ReadyInstances),
		quantity{"the hours of always-ready instances", a.ReadyHours},
	)
}

func (w FlexWork) check(mode string) error {
	if !w.idle() && w.Period == 0 {
		return fmt.Errorf("the work of instances %s has no time; give period, such as 250ms", mode)
	}
	return notNegative(
		quantity{"the number of executions " + mode, w.Executions},
		quantity{"the number of periods " + mode, w.Periods},
		span("the length of a period "+mode+" in seconds", w.Period),
	)
}
