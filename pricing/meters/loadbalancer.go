package meters

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// LoadBalancerService is the service that the prices of load balancers stand
// under in a book.
const LoadBalancerService = "AWSELB"

// LoadBalancerHour is what passes through load balancers in an hour, on
// average over it.
type LoadBalancerHour struct {
	NewConnections    decimal.Decimal `yaml:"new_connections"`    // or flows, a second
	ActiveConnections decimal.Decimal `yaml:"active_connections"` // or flows, at a time
	GB                decimal.Decimal `yaml:"gb"`                 // of requests and responses in the hour; 10^9 bytes, see Connections
	Requests          decimal.Decimal `yaml:"requests"`           // a second; they matter to an ALB with more than 10 rules
}

// Connections is how clients use connections, to make hours of traffic.
type Connections struct {
	NewPerRequest   decimal.Decimal `yaml:"new_per_request"`   // new connections a request: 1 without keep-alive, 0.01 where one serves 100 requests
	Open            time.Duration   `yaml:"open"`              // how long a connection stays open
	BytesPerRequest check.Bytes     `yaml:"bytes_per_request"` // mean, request and response together
}

// loadBalancerGB is a GB in bytes as load balancers count it: the pricing
// page's examples make 1.08 GB an hour of 300 KB a second, and 0.36 of 1,000
// bytes a hundred times a second
// (https://aws.amazon.com/elasticloadbalancing/pricing/).
var loadBalancerGB = decimal.New(1, 9)

// Hours is the traffic in each of the 24 hours of a day. As many connections
// are active as are opened while one stays open: a new one a second that stays
// two minutes makes 120.
func (c Connections) Hours(t Traffic) []LoadBalancerHour {
	bytes := number(c.BytesPerRequest)
	rates := t.Rates()
	hours := make([]LoadBalancerHour, len(rates))
	for i, rate := range rates {
		opened := rate.Mul(c.NewPerRequest)
		hours[i] = LoadBalancerHour{
			NewConnections:    opened,
			ActiveConnections: opened.Mul(seconds(c.Open)),
			GB:                rate.Mul(bytes).Mul(secondsPerHour).Div(loadBalancerGB),
			Requests:          rate,
		}
	}
	return hours
}

// checkTraffic refuses what is not one hour for all, the 24 hours of a day, or
// nothing.
func checkTraffic(hours []LoadBalancerHour) error {
	if n := len(hours); n > 1 && n != hoursPerDay {
		return fmt.Errorf("the traffic of a load balancer is one hour that stands for all or the %d hours of a day, not %d", hoursPerDay, n)
	}
	for _, h := range hours {
		if err := notNegative(
			quantity{"new connections a second", h.NewConnections},
			quantity{"active connections", h.ActiveConnections},
			quantity{"GB in an hour", h.GB},
			quantity{"requests a second", h.Requests},
		); err != nil {
			return err
		}
	}
	return nil
}

// checkBalancers refuses less than no load balancer, less than no time and more
// than a month.
func checkBalancers(n int, hours decimal.Decimal) error {
	if err := inMonth("a load balancer is there", hours); err != nil {
		return err
	}
	return notNegative(whole("the number of load balancers", n), quantity{"the hours of a load balancer", hours})
}

// balancerHours is what the load balancers cost whatever passes through them:
// "each hour or partial hour"
// (https://aws.amazon.com/elasticloadbalancing/pricing/).
func balancerHours(component string, at place, balancers int, hours decimal.Decimal) pricing.Usage {
	each := hours.Ceil()
	note := ""
	if !each.Equal(hours) {
		note = fmt.Sprintf("%s hours each, rounded up from %s", each, hours)
	}
	return at.usage(component, "hour", each.Mul(atLeastOne(balancers)), pricing.Given, note)
}

// dimension is one of the things that a capacity unit is used up by.
type dimension struct {
	name          string
	used, perUnit decimal.Decimal
}

// capacityUnits is how many capacity units hours of traffic use on average: in
// each hour as many as the dimension needs that needs most. The note says how
// many in the least and the busiest hour, and which dimensions need most.
func capacityUnits(hours []LoadBalancerHour, dimensions func(LoadBalancerHour) []dimension) (mean decimal.Decimal, note string) {
	var sum, least, busiest decimal.Decimal
	var names []string
	for i, h := range hours {
		units, name := most(dimensions(h))
		sum = sum.Add(units)
		if i == 0 || units.LessThan(least) {
			least = units
		}
		busiest = decimal.Max(busiest, units)
		if !units.IsZero() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	note = busiest.Round(4).String()
	if !least.Equal(busiest) {
		note = least.Round(4).String() + " to " + note
	}
	note += " units an hour"
	if len(names) > 0 {
		note += " by " + strings.Join(names, ", ")
	}
	return sum.Div(number(len(hours))), note
}

// most is the dimension that uses the most capacity units, and how many.
func most(dimensions []dimension) (units decimal.Decimal, name string) {
	for _, d := range dimensions {
		if n := d.used.Div(d.perUnit); n.GreaterThan(units) {
			units, name = n, d.name
		}
	}
	return units, name
}
