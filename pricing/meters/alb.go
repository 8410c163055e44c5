package meters

import (
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// What a capacity unit (LCU) of an Application Load Balancer holds, and how
// many rules of each request are free
// (https://aws.amazon.com/elasticloadbalancing/pricing/, read 2026-09-20; for
// Lambda https://aws.amazon.com/elasticloadbalancing/faqs/).
var (
	lcuNew      = decimal.New(25, 0)   // new connections a second
	lcuActive   = decimal.New(3000, 0) // active connections
	lcuGB       = decimal.New(1, 0)    // GB an hour
	lcuLambdaGB = decimal.New(4, -1)   // GB an hour to and from Lambda
	lcuRules    = decimal.New(1000, 0) // rule evaluations a second
)

const freeRules = 10

// ALB is Application Load Balancers: their hours, part-hours rounded up, and
// in every hour as many capacity units as the dimension needs that needs most.
// Targets are either Lambda functions or none of them is: AWS does not say how
// the bytes of both add up. Mutual TLS, whose trust stores are billed too, and
// reserved capacity are left out. Rules:
// https://aws.amazon.com/elasticloadbalancing/pricing/ (read 2026-09-20).
type ALB struct {
	Balancers     int                `yaml:"balancers"`      // how many; 0 means 1
	Hours         decimal.Decimal    `yaml:"hours"`          // that each of them exists; 0 means a month of 730 hours
	Traffic       []LoadBalancerHour `yaml:"traffic"`        // through all of them: one hour that stands for all, or the 24 of a day
	Rules         int                `yaml:"rules"`          // that a request is compared with, of which 10 are free
	LambdaTargets bool               `yaml:"lambda_targets"` // the requests go to Lambda functions
}

var _ Meter = ALB{}

// Meter implements Meter. Without traffic the capacity units are not priced.
func (a ALB) Meter(region string) (Metered, error) {
	if err := a.check(); err != nil {
		return Metered{}, err
	}
	at := place{LoadBalancerService, region}
	hours := orDefault(a.Hours, hoursPerMonth)
	m := Metered{Usage: []pricing.Usage{balancerHours("alb-hours", at, a.Balancers, hours)}}
	if len(a.Traffic) == 0 {
		m.NotPriced = []string{"capacity units (LCU) of the load balancer, which connections, bytes and requests drive"}
		return m, nil
	}
	units, note := capacityUnits(a.Traffic, a.dimensions)
	m.add(at.usage("alb-lcu", "LCU-hour", units.Mul(hours), pricing.Traffic, note))
	return m, nil
}

// dimensions are what an hour uses. A rule evaluation is a request compared
// with a rule beyond the free ones.
func (a ALB) dimensions(h LoadBalancerHour) []dimension {
	gb := lcuGB
	if a.LambdaTargets {
		gb = lcuLambdaGB
	}
	evaluations := h.Requests.Mul(number(max(0, a.Rules-freeRules)))
	return []dimension{
		{"new connections", h.NewConnections, lcuNew},
		{"active connections", h.ActiveConnections, lcuActive},
		{"bytes", h.GB, gb},
		{"rule evaluations", evaluations, lcuRules},
	}
}

func (a ALB) check() error {
	if err := checkBalancers(a.Balancers, a.Hours); err != nil {
		return err
	}
	if err := notNegative(whole("the number of rules", a.Rules)); err != nil {
		return err
	}
	return checkTraffic(a.Traffic)
}
