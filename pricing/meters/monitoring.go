package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// TraceService is the service that the prices of X-Ray stand under in a book.
const TraceService = "AWSXRay"

// Monitoring is CloudWatch's metrics, alarms and dashboards, of a month
// (https://aws.amazon.com/cloudwatch/pricing/, read 2026). Metrics that AWS's
// services send by themselves are free.
type Monitoring struct {
	Metrics              decimal.Decimal `yaml:"metrics"`                // custom ones: each combination of dimensions is one
	Alarms               decimal.Decimal `yaml:"alarms"`                 // on metrics of a minute or more, each metric in them
	HighResolutionAlarms decimal.Decimal `yaml:"high_resolution_alarms"` // on metrics of 10 or 30 seconds
	Dashboards           decimal.Decimal `yaml:"dashboards"`
	APIRequests          decimal.Decimal `yaml:"api_requests"` // in the month
}

var _ Meter = Monitoring{}

// Meter implements Meter.
func (c Monitoring) Meter(region string) (Metered, error) {
	if err := notNegative(
		quantity{"the number of metrics", c.Metrics}, quantity{"the number of alarms", c.Alarms},
		quantity{"the number of high-resolution alarms", c.HighResolutionAlarms},
		quantity{"the number of dashboards", c.Dashboards}, quantity{"the number of API requests", c.APIRequests},
	); err != nil {
		return Metered{}, fmt.Errorf("monitoring: %w", err)
	}
	t := tally{place: place{MonitoringService, region}, driver: pricing.Given}
	t.extra("metrics", "metric-month", c.Metrics, "")
	t.extra("alarms", "alarm-month", c.Alarms, "")
	t.extra("alarms-high-resolution", "alarm-month", c.HighResolutionAlarms, "")
	t.extra("dashboards", "dashboard-month", c.Dashboards, "")
	t.extra("api-requests", "request", c.APIRequests, "")
	return Metered{Usage: t.billed}, nil
}

// Traces is what X-Ray records of requests, and what is read of it
// (https://aws.amazon.com/xray/pricing/, read 2026).
type Traces struct {
	Requests decimal.Decimal  `yaml:"requests"` // in the month
	Share    *decimal.Decimal `yaml:"share"`    // of the requests that are sampled, 0 to 1; nil: all
	Scanned  decimal.Decimal  `yaml:"scanned"`  // traces retrieved or scanned in the month
}

var _ Meter = Traces{}

// Meter implements Meter.
func (x Traces) Meter(region string) (Metered, error) {
	share := shareOr1(x.Share)
	if err := isShare("the share of requests", share); err != nil {
		return Metered{}, fmt.Errorf("traces: %w", err)
	}
	if err := notNegative(quantity{"the number of requests", x.Requests}, quantity{"the traces scanned", x.Scanned}); err != nil {
		return Metered{}, fmt.Errorf("traces: %w", err)
	}
	t := tally{place: place{TraceService, region}, driver: pricing.Traffic}
	t.count("traces-recorded", "trace", x.Requests.Mul(share), fmt.Sprintf("%s %% of requests", share.Shift(2)))
	t.driver = pricing.Given
	t.extra("traces-scanned", "trace", x.Scanned, "")
	return Metered{Usage: t.billed}, nil
}
