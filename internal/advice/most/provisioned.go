package most

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice/capacity"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// standBy is how long provisioned concurrency may be enabled beside a block or a
// forced cold start: up to 15 minutes until the environments are ready, and then,
// until the next variant takes over, the wait for the block's logs and metrics.
const standBy = 20 * time.Minute

// provisioned adds what a variant's provisioned concurrency costs, which is enabled
// before each of its blocks and disabled after it, and anew for each cold start.
func (m *Most) provisioned(s *scenarios.Scenario, rounds int, book *pricing.Book, v scenarios.Variant, r Requests) error {
	n, err := strconv.Atoi(v.Setting(scenarios.SettingProvisionedConcurrency))
	if err != nil || n == 0 { // "none", or none asked for
		return nil
	}
	timeout := s.Targets[v.Target].FunctionOf(v).Timeout
	blocks := int64(rounds)
	switch {
	case s.Load.Search != nil:
		blocks = int64(capacity.MaxProbes * max(1, s.Repeat))
	case r.Load > 0: // rounds that are added are as the others
		blocks += (blocks*r.Added + r.Load - 1) / r.Load
	}
	each := loadTime(s, r, timeout) / time.Duration(max(1, blocks))
	if err := m.enabled(s, book, v, n, each+WarmUp+timeout+standBy, blocks); err != nil {
		return err
	}
	return m.enabled(s, book, v, n, timeout+standBy, r.Cold)
}

// enabled adds n environments of a variant that are enabled so often for so long.
func (m *Most) enabled(s *scenarios.Scenario, book *pricing.Book, v scenarios.Variant, n int, each time.Duration, times int64) error {
	metered, err := meters.Provisioned{Architecture: v.Architecture, MemoryMB: v.MemoryMB, Environments: n, Enabled: each}.Meter(s.Targets[v.Target].Region)
	if err != nil {
		return err
	}
	bill, err := book.List(metered.Usage...)
	if err != nil {
		return err
	}
	cost := bill.Total.Mul(decimal.NewFromInt(times))
	m.Cost, m.Standing, m.Currency = m.Cost.Add(cost), m.Standing.Add(cost), bill.Currency
	return nil
}

// beside notes what a variant is billed for that has no part in Cost.
func (m *Most) beside(t scenarios.Target, v scenarios.Variant) {
	if v.Setting(scenarios.SettingSnapStart) == scenarios.SettingPublished {
		m.without("SnapStart's snapshots")
	}
	if t.Gateway != nil {
		m.without("the calls of the gateway")
		if t.CacheOf(v) != nil {
			m.without("the hours of the gateway's cache")
		}
	}
}
