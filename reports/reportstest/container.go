package reportstest

import (
	"math/rand/v2"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Containers is a run of a container in three sizes, two replicas each, at 100/s
// for six seconds in two rounds; each size is twice as fast as the one before, to
// serve and to start.
func Containers() reports.Input {
	in := servers("http://127.0.0.1:8080/")
	s := in.Scenario
	s.Name, s.Description, s.Source = "orders-box", "Read an order.", []byte("name: orders-box\n")
	s.Objective = check.Objective{Kind: check.Fastest, Text: "fastest"}
	s.ColdStarts = &scenarios.ColdStarts{Samples: 4, By: "recycle"}
	s.Targets = []scenarios.Target{{
		Name: "orders-box", Kind: scenarios.KindContainer, Provider: scenarios.ProviderLocal, Region: "us-east-1", PriceAs: scenarios.PriceFargate,
		Container: &scenarios.Container{
			Command: []string{"/srv/server"}, Port: 8080, Health: "/health", Replicas: 2, StartTimeout: time.Minute,
			Request: &scenarios.HTTP{URL: "/", Method: "POST", Timeout: 5 * time.Second},
		},
		Matrix: &scenarios.Matrix{Architecture: []string{"x86_64"}, Sizes: []scenarios.ContainerSize{{VCPU: "0.25", MemoryMB: 512}, {VCPU: "0.5", MemoryMB: 1024}, {VCPU: "1", MemoryMB: 2048}}},
	}}
	in.Plan, in.Blocks, in.Host.Limits = s.Plan(), nil, "cgroup2"
	rng := rand.New(rand.NewPCG(5, 6))
	var samples measure.List
	for _, b := range in.Plan.Blocks {
		began := Began.Add(time.Duration(b.Index) * 4 * time.Second)
		vcpu := 2 * in.Plan.Variants[b.Variant].VCPU()
		in.Blocks = append(in.Blocks, measure.Block{
			Index: b.Index, Round: b.Round, Variant: b.Variant, State: measure.BlockDone,
			Started: began, Finished: began.Add(3 * time.Second), Intended: 300, Length: 3 * time.Second,
			Usage: &measure.Usage{CPU: 450 * time.Millisecond, Throttled: 90 * time.Millisecond, Elapsed: 3 * time.Second, Replicas: 2, VCPU: vcpu},
		})
		for n := range 2 {
			samples = append(samples, startUp(b, began.Add(time.Duration(n-2)*200*time.Millisecond), n))
		}
		for n := range 300 {
			samples = append(samples, served(b, began.Add(time.Duration(n)*10*time.Millisecond), n, rng))
		}
	}
	in.Samples = samples
	return in
}

// startUp is the first request to a replica that was started for it.
func startUp(b scenarios.Block, at time.Time, n int) measure.Sample {
	s := served(b, at, n, rand.New(rand.NewPCG(uint64(b.Index), uint64(n))))
	s.Phase, s.Cold, s.Environment = measure.PhaseCold, measure.ColdProactive, "orders-box-fresh"
	s.Init = time.Duration(160+10*n) * time.Millisecond / time.Duration(1<<b.Variant)
	return s
}

// served is one request of a few milliseconds.
func served(b scenarios.Block, intended time.Time, n int, rng *rand.Rand) measure.Sample {
	s := measure.Sample{
		Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: n, Phase: measure.PhaseLoad,
		Intended: intended, Sent: intended.Add(60 * time.Microsecond), WorkerFree: true,
		Outcome: measure.OutcomeOK, Status: 200, Cold: measure.ColdNone, BytesIn: 512,
		Environment: []string{"orders-box-1", "orders-box-2"}[n%2], MaxMemoryMB: 40 + b.Variant,
	}
	s.End = s.Sent.Add(time.Duration((8+8*rng.Float64())*1000) * time.Microsecond / time.Duration(1<<b.Variant))
	return s
}
