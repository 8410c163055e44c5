package deployment

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// month is the 730 hours that AWS's calculator counts with,
// https://aws.amazon.com/calculator/calculator-assumptions/.
const month = 730 * time.Hour

// standing is what a variant of a function keeps ready, which costs by the hour.
type standing struct {
	provisioned int  // environments of its provisioned concurrency
	snapshots   bool // SnapStart caches a snapshot of its version, and bills for it
}

// standingOf reads the settings of a variant. Java's managed runtimes pay nothing
// for SnapStart; a runtime that is not known is taken for another.
func standingOf(v scenarios.Variant, runtime string) standing {
	n, _ := strconv.Atoi(v.Setting(scenarios.SettingProvisionedConcurrency)) // "none" is 0
	return standing{
		provisioned: n,
		snapshots:   v.Setting(scenarios.SettingSnapStart) == scenarios.SettingPublished && !strings.HasPrefix(runtime, "java"),
	}
}

// notPriced names what has no price per invocation.
func (s standing) notPriced(monthly bool) (left []string) {
	only := ": billed by the hour, and only in the month"
	if !monthly {
		only = ": billed by the hour, added by pricing.traffic"
	}
	if s.provisioned > 0 {
		left = append(left, fmt.Sprintf("provisioned concurrency of %d%s", s.provisioned, only))
	}
	if s.snapshots {
		left = append(left, "SnapStart's snapshot"+only, "SnapStart's restores, one a cold start (Java's runtimes pay for neither)")
	}
	return left
}

// stands adds what is kept ready for a month, and what it serves.
func (d Deployment) stands(b *bill, calls decimal.Decimal, m Measured) {
	from := len(b.out.Usage)
	if d.standing.provisioned > 0 {
		d.served(b, calls, m)
	}
	if d.standing.snapshots {
		d.snapshot(b, calls)
	}
	for i := range b.out.Usage[from:] {
		if u := &b.out.Usage[from+i]; u.Driver == pricing.Measured {
			u.Driver = pricing.Traffic
		}
	}
}

// served adds a month's invocations where concurrency is provisioned: the
// environments for all of it, and what they serve at prices of their own. That
// none spills over to other environments is assumed.
func (d Deployment) served(b *bill, calls decimal.Decimal, m Measured) {
	f := d.function
	b.meter(meters.Provisioned{
		Architecture: f.Architecture, MemoryMB: f.MemoryMB, EphemeralMB: f.EphemeralMB,
		Environments: d.standing.provisioned, Enabled: month, Requests: d.invocations(calls), BilledMS: m.BilledMS,
	})
}

// snapshot adds the snapshot of one version for a month, and the restores where
// the share of cold starts is given.
func (d Deployment) snapshot(b *bill, calls decimal.Decimal) {
	s := meters.SnapStart{MemoryMB: d.function.MemoryMB, Versions: 1, Active: month}
	if cold := d.traffic.ColdShare; cold != nil {
		s.Resumes = d.invocations(calls).Mul(share(cold))
	} else {
		b.out.NotPriced = append(b.out.NotPriced, "SnapStart's restores: added by pricing.traffic.cold_share")
	}
	b.meter(s)
}
