package reportstest

import (
	"fmt"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// containerSize is how a container answers eight callers at one size.
type containerSize struct {
	vcpu     string
	memoryMB int
	takes    time.Duration // from send to end, with all eight callers waiting
}

var containerSizes = []containerSize{{"0.25", 512, 1600 * time.Millisecond}, {"0.5", 1024, 800 * time.Millisecond}, {"1", 2048, 400 * time.Millisecond}}

// callers of a closed load.
const callers = 8

// Both is a run of one work as a function at three sizes and as a container at
// three, under eight callers, with so many requests a month; 0 for none given.
func Both(requests int64) reports.Input {
	r := CPUBound()
	r.Sizes, r.Forced = r.Sizes[2:5], 0
	in := r.Input()
	s := in.Scenario
	s.Name, s.Description, s.File = "break-even", "The same work as a function and in a container.", "break-even.yaml"
	s.Objective = check.Objective{Kind: check.Cheapest, Text: "cheapest"}
	s.Load = scenarios.Load{Model: scenarios.Closed, Concurrency: callers, For: 12 * time.Second}
	s.Pricing.Traffic = nil
	if requests > 0 {
		s.Pricing.Traffic = &scenarios.Traffic{RequestsPerMonth: requests}
	}
	s.Targets[0].Name = "function"
	s.Targets = append(s.Targets, scenarios.Target{
		Name: "server", Kind: scenarios.KindContainer, Provider: scenarios.ProviderLocal, Region: "us-east-1", PriceAs: scenarios.PriceFargate,
		Container: &scenarios.Container{Handler: "builtin:primes", Replicas: 1, Request: &scenarios.HTTP{URL: "/", Method: "POST"}},
	})
	samples := in.Samples.(measure.List)
	for _, size := range containerSizes {
		v := scenarios.Variant{
			Index: len(in.Plan.Variants), Target: 1, MemoryMB: size.memoryMB, Architecture: "x86_64",
			Params: []scenarios.ParamValue{{Name: scenarios.SettingVCPU, Value: size.vcpu, Setting: true}},
		}
		in.Plan.Variants = append(in.Plan.Variants, v)
		for round := range r.Rounds {
			b := scenarios.Block{Index: len(in.Plan.Blocks), Round: round, Variant: v.Index}
			in.Plan.Blocks = append(in.Plan.Blocks, b)
			block, own := size.block(b, Began.Add(time.Duration(b.Index)*5*time.Second))
			in.Blocks, samples = append(in.Blocks, block), append(samples, own...)
		}
	}
	in.Samples = samples
	return in
}

// block is four seconds of callers that each wait for their answer. What a
// container answers differs a little from round to round.
func (c containerSize) block(b scenarios.Block, began time.Time) (measure.Block, []measure.Sample) {
	const length = 4 * time.Second
	takes := c.takes + time.Duration(b.Round)*c.takes/100
	block := measure.Block{
		Index: b.Index, Round: b.Round, Variant: b.Variant, State: measure.BlockDone, Started: began, Finished: began.Add(length),
	}
	var samples []measure.Sample
	for caller := range callers {
		at := began.Add(time.Duration(caller) * takes / callers)
		for ; at.Before(block.Finished); at = at.Add(takes) {
			samples = append(samples, measure.Sample{
				Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: len(samples), Phase: measure.PhaseLoad,
				Intended: at, Sent: at, End: at.Add(takes), WorkerFree: true, Outcome: measure.OutcomeOK, Status: 200, Cold: measure.ColdNone,
				Environment: fmt.Sprintf("replica-%s-1", c.vcpu), BytesIn: 300, BytesOut: 40,
			})
		}
	}
	return block, samples
}
