package deployment

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// idleTimeout is how long a load balancer keeps an idle connection open unless
// it is told otherwise: what a connection's length is taken for where the
// scenario does not say.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
const idleTimeout = 60 * time.Second

// balancer is the application load balancer in front of the work. Without the
// share of requests that open a connection its capacity units have no price.
func (d Deployment) balancer(m Measured, lambda bool) meters.ALB {
	alb := meters.ALB{LambdaTargets: lambda}
	if d.traffic == nil || d.traffic.Reconnects == nil {
		return alb
	}
	connections := meters.Connections{
		NewPerRequest: decimal.NewFromFloat(*d.traffic.Reconnects), Open: d.traffic.ConnectedFor,
		BytesPerRequest: check.Bytes(m.Request.Add(m.Response).Round(0).IntPart()),
	}
	if connections.Open == 0 {
		connections.Open = idleTimeout
	}
	alb.Traffic = connections.Hours(Traffic(d.traffic))
	return alb
}
