package meters

import (
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// nlcu is what a capacity unit (NLCU) of a Network Load Balancer holds of a
// protocol: new connections or flows a second, active ones, and 1 GB an hour
// (https://aws.amazon.com/elasticloadbalancing/pricing/, read 2026-09-20).
type nlcu struct{ opened, active decimal.Decimal }

var (
	nlcuTCP = nlcu{decimal.New(800, 0), decimal.New(100_000, 0)}
	nlcuUDP = nlcu{decimal.New(400, 0), decimal.New(50_000, 0)}
	nlcuTLS = nlcu{decimal.New(50, 0), decimal.New(3000, 0)}
	nlcuGB  = decimal.New(1, 0)
)

// NLB is Network Load Balancers: their hours, part-hours rounded up, and in
// every hour as many capacity units as the dimension needs that needs most, of
// each protocol on its own. Reserved capacity is left out. Rules:
// https://aws.amazon.com/elasticloadbalancing/pricing/ (read 2026-09-20).
type NLB struct {
	Balancers int                `yaml:"balancers"` // how many; 0 means 1
	Hours     decimal.Decimal    `yaml:"hours"`     // that each of them exists; 0 means a month of 730 hours
	TCP       []LoadBalancerHour `yaml:"tcp"`       // through all of them: one hour that stands for all, or the 24 of a day
	UDP       []LoadBalancerHour `yaml:"udp"`       // as TCP
	TLS       []LoadBalancerHour `yaml:"tls"`       // as TCP; where the balancer ends TLS
}

var _ Meter = NLB{}

// Meter implements Meter. Without traffic the capacity units are not priced.
func (n NLB) Meter(region string) (Metered, error) {
	if err := n.check(); err != nil {
		return Metered{}, err
	}
	at := place{LoadBalancerService, region}
	hours := orDefault(n.Hours, hoursPerMonth)
	m := Metered{Usage: []pricing.Usage{balancerHours("nlb-hours", at, n.Balancers, hours)}}
	for _, p := range n.protocols() {
		if len(p.traffic) > 0 {
			units, note := capacityUnits(p.traffic, p.unit.dimensions)
			m.add(at.usage("nlb-lcu", "NLCU-hour", units.Mul(hours), pricing.Traffic, p.name+": "+note))
		}
	}
	if len(m.Usage) == 1 {
		m.NotPriced = []string{"capacity units (NLCU) of the load balancer, which connections and bytes of each protocol drive"}
	}
	return m, nil
}

// protocol is the traffic of one protocol.
type protocol struct {
	name    string
	traffic []LoadBalancerHour
	unit    nlcu
}

func (n NLB) protocols() []protocol {
	return []protocol{{"TCP", n.TCP, nlcuTCP}, {"UDP", n.UDP, nlcuUDP}, {"TLS", n.TLS, nlcuTLS}}
}

func (u nlcu) dimensions(h LoadBalancerHour) []dimension {
	return []dimension{
		{"new connections", h.NewConnections, u.opened},
		{"active connections", h.ActiveConnections, u.active},
		{"bytes", h.GB, nlcuGB},
	}
}

func (n NLB) check() error {
	if err := checkBalancers(n.Balancers, n.Hours); err != nil {
		return err
	}
	for _, p := range n.protocols() {
		if err := checkTraffic(p.traffic); err != nil {
			return err
		}
	}
	return nil
}
