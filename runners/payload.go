package runners

import (
	"sort"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// picker draws payloads in proportion to their weights. What send n of a block
// carries depends on the seed, the round and n alone, not on timing.
type picker struct {
	payloads []scenarios.Payload
	until    []int // the sum of the weights up to each, itself included
	draws    load.Draws
}

func newPicker(payloads []scenarios.Payload, seed, round uint64) *picker {
	p := &picker{payloads: payloads, draws: load.NewDraws(seed, round)}
	total := 0
	for _, payload := range payloads {
		total += payload.Weight
		p.until = append(p.until, total)
	}
	return p
}

func (p *picker) payload(n int) scenarios.Payload {
	last := len(p.payloads) - 1
	if last == 0 {
		return p.payloads[0]
	}
	drawn := p.draws.Below(n, p.until[last])
	return p.payloads[sort.SearchInts(p.until, drawn+1)]
}
