package capacity

import "github.com/sweetspot-bench/sweetspot/internal/check"

// watch counts what speaks against a probe under way.
type watch struct {
	block int
	lost  chan struct{}
	over  bool
	held  []held
}

// held is a check with what it has left.
type held struct {
	check.Gate
	cost func(*Call) float64 // of a call
	left float64             // below 0 the check cannot hold any more
}

// slack is how many bad calls more than a probe may have, and how many times as
// many, it takes to end it: what is ended early has surely failed.
const (
	slackShare = 2
	slackCalls = 10
)

func newWatch(where []check.Gate, block, sends int) *watch {
	w := &watch{block: block, lost: make(chan struct{})}
	n := float64(sends)
	for _, g := range where {
		name, service := named(g)
		h := held{Gate: g}
		q, isQuantile := quantiles[name]
		switch {
		case g.Metric.Dimension == check.Count:
			h.cost = one(outcomes[name])
		case g.Metric.Dimension == check.Share:
			h.cost, h.left = one((*Call).failed), slackShare*g.Limit.Number*n
			if g.Limit.Number > 0 {
				h.left += slackCalls
			}
		case isQuantile:
			h.cost = one(func(c *Call) bool { return c.failed() || !meets(g, c.time(service)) })
			h.left = slackShare*(1-q)*n + slackCalls
		default:
			h.cost, h.left = func(c *Call) float64 { return c.time(service) }, slackShare*g.Limit.Number*n
		}
		w.held = append(w.held, h)
	}
	return w
}

func one(hit func(*Call) bool) func(*Call) float64 {
	return func(c *Call) float64 {
		if hit(c) {
			return 1
		}
		return 0
	}
}

// time is the latency or the service time in ms.
func (c *Call) time(service bool) float64 {
	if service {
		return float64(c.Service)
	}
	return float64(c.Latency)
}

func (w *watch) saw(c *Call) {
	for i := range w.held {
		h := &w.held[i]
		if h.left -= h.cost(c); h.left < 0 && !w.over {
			w.over = true
			close(w.lost)
		}
	}
}
