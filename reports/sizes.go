package reports

import (
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// sizes are sums over the invocations of the load phase that ran.
type sizes struct {
	n                      int64
	request, response, log int64 // bytes
	units                  int64 // of 512 KB, as an HTTP API meters them
	hits                   int64 // that a gateway's cache answered
}

func (z *sizes) add(s *measure.Sample) {
	if !ran(s) {
		return
	}
	z.n++
	z.request += s.BytesOut
	z.response += s.BytesIn
	z.log += s.LogBytes
	if s.OK() && fromCache(s) {
		z.hits++
	}
	z.units += meters.HTTPUnits(check.Bytes(s.BytesOut), check.Bytes(s.BytesIn))
}

func (z *sizes) merge(o sizes) {
	z.n += o.n
	z.request += o.request
	z.response += o.response
	z.log += o.log
	z.units += o.units
	z.hits += o.hits
}

// measured is the sizes of an invocation in the mean.
func (z *sizes) measured() deployment.Measured {
	mean := func(sum int64) decimal.Decimal {
		if z.n == 0 {
			return decimal.Zero
		}
		return decimal.NewFromInt(sum).DivRound(decimal.NewFromInt(z.n), bytePlaces)
	}
	return deployment.Measured{Request: mean(z.request), Response: mean(z.response), Log: mean(z.log), Units: mean(z.units), Hits: mean(z.hits)}
}

// bytePlaces is the number of decimals of a mean size: a million invocations
// are then right to the byte.
const bytePlaces = 6
