package most

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice/capacity"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// rollOut is how long the tasks of a size may be there without a load: until they
// are healthy, and until they are gone.
const rollOut = 30 * time.Minute

// takes is how long a variant's load, warm-up and cold starts last at most.
func takes(s *scenarios.Scenario, rounds int, r Requests, timeout time.Duration) time.Duration {
	each := WarmUp + timeout // of each block beside its load
	return loadTime(s, r, timeout) + time.Duration(2*rounds)*each + time.Duration(r.Cold)*rollOut
}

// loadTime is how long the load of all of a variant's blocks lasts at most.
func loadTime(s *scenarios.Scenario, r Requests, timeout time.Duration) time.Duration {
	load := s.Load.Length()
	switch search := s.Load.Search; {
	case search != nil:
		load = (capacity.MaxSteps*search.Step + capacity.MaxProbes*(search.Settle+WarmUp+timeout)) * time.Duration(max(1, s.Repeat))
	case s.Load.Model == scenarios.Closed && load == 0:
		load = time.Duration(r.Load/int64(max(1, s.Load.Concurrency))+1) * timeout
	}
	if r.Load > 0 { // rounds that are added last as long as the others
		load += time.Duration(float64(load) * float64(r.Added) / float64(r.Load))
	}
	return load
}

// timeoutOf is how long a request to a container may take; 0 for other targets,
// of which no time is priced here.
func timeoutOf(t scenarios.Target) time.Duration {
	if t.Container == nil {
		return 0
	}
	return t.Container.Request.Timeout
}

// priceTasks adds what the tasks of a container's size cost, which are there for
// as long as the run is; nothing for what is no Fargate.
func (m *Most) priceTasks(s *scenarios.Scenario, book *pricing.Book, v scenarios.Variant, whole time.Duration) error {
	t := s.Targets[v.Target]
	vcpu, err := decimal.NewFromString(v.Setting(scenarios.SettingVCPU))
	if t.PriceAs != scenarios.PriceFargate || err != nil {
		m.notPriced(t.Name)
		return nil
	}
	tasks := t.Container.Tasks()
	if ecs := t.Container.ECS; ecs != nil { // one more while a new one takes over
		tasks = max(tasks+1, ecs.ScaleTo)
	}
	metered, err := meters.Fargate{
		VCPU: vcpu, Memory: check.Bytes(v.MemoryMB) << 20, Architecture: v.Architecture, PublicIPv4: true,
		Runs: decimal.NewFromInt(int64(tasks)), RunTime: whole,
	}.Meter(t.Region)
	if err != nil {
		return err
	}
	bill, err := book.List(metered.Usage...)
	if err != nil {
		return err
	}
	m.Cost, m.Currency = m.Cost.Add(bill.Total), bill.Currency
	return nil
}
