package reports

import (
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// GatewayFigures are what a gateway in front of a function did in the load
// phase.
type GatewayFigures struct {
	// Overhead is what it added to requests that the function answered, in ms:
	// its latency without the integration's. Nil where that was not told.
	Overhead *Overhead `json:"overhead_ms"`
	// Throttled are the shares of the requests that were refused, by cause. Those
	// of the gateway itself and of the function behind it are told apart.
	Throttled map[string]float64 `json:"throttled_share_by_cause"`
	// CacheHits is the share of the successes that came from its cache; nil where
	// that is not known.
	CacheHits *float64 `json:"cache_hit_share"`
	// ThrottlesFrom says where throttling by the gateway begins, in requests a
	// second, as far as a search has tried; nil without one.
	ThrottlesFrom *ThrottlesFrom `json:"throttles_from,omitempty"`
}

// Overhead is the distribution of what a gateway adds, in ms.
type Overhead struct {
	// Mean alone is told where Estimated says that it is of metrics: those of the
	// minutes of the load, and of whoever else sent then.
	Mean      *float64 `json:"mean"`
	Estimated bool     `json:"estimated,omitempty"`

	P50 *float64 `json:"p50"`
	P95 *float64 `json:"p95"`
	P99 *float64 `json:"p99"` // nil below 100 samples
	Max *float64 `json:"max"`
}

// passage is what samples tell of a gateway.
type passage struct {
	overhead  measure.Tally
	successes int
	cached    int // successes for which no function ran
}

// fromCache reports whether a gateway that tells of functions told of none.
func fromCache(s *measure.Sample) bool { return s.Gateway > 0 && s.Duration == 0 && s.Billed == 0 }

// pass takes in a sample of the load phase of a target behind a gateway. A local
// one tells whether a function ran.
func (p *passage) pass(s *measure.Sample, local bool) {
	if s.Gateway > 0 && (s.Duration > 0 || !local) {
		p.overhead.Add(s.Gateway)
	}
	if s.OK() {
		p.successes++
		if fromCache(s) {
			p.cached++
		}
	}
}

// estimated is what metrics tell of some blocks, nil for nothing.
func estimated(blocks []*observedBlock) *Overhead {
	sum, n := 0.0, 0
	for _, b := range blocks {
		if b.Overhead > 0 {
			sum, n = sum+check.Milliseconds(b.Overhead), n+1
		}
	}
	if n == 0 {
		return nil
	}
	return &Overhead{Mean: new(tidy(sum / float64(n))), Estimated: true}
}

// gateway fills in what a gateway did; nothing for other targets.
func (e *evaluated) gateway() {
	o := e.observed
	if o.target.Kind != scenarios.KindGateway {
		return
	}
	g := &GatewayFigures{Throttled: map[string]float64{}}
	if o.passage.overhead.Len() > 0 {
		var all series
		all.add([]*measure.Tally{&o.passage.overhead}, nil)
		g.Overhead = &Overhead{Mean: all.mean(), P50: all.quantile(0.5), P95: all.quantile(0.95), P99: all.quantile(0.99), Max: all.max()}
	}
	if g.Overhead == nil {
		g.Overhead = estimated(o.blocks)
	}
	for reason, n := range e.Concurrency.Throttles {
		g.Throttled[reason] = share(n, e.Invocations)
	}
	if o.local() && o.target.CacheOf(o.variant) != nil && o.passage.overhead.Len()+o.passage.cached > 0 {
		g.CacheHits = new(share(o.passage.cached, o.passage.successes))
	}
	g.ThrottlesFrom = o.tries.throttlesFrom()
	e.Gateway = g
}
