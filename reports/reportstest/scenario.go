package reportstest

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Scenario is a local function under 10/s with the objective balanced 0.5 and
// ten million requests a month; it has no gates.
func Scenario() *scenarios.Scenario {
	return &scenarios.Scenario{
		Version: 1, Name: "thumbnail", Description: "Scale a photo, as the S3 trigger does.",
		Targets: []scenarios.Target{{
			Name: "thumbnail", Kind: scenarios.KindFunction, Provider: scenarios.ProviderLocal, Region: "us-east-1",
			Function: &scenarios.Function{Handler: "builtin:thumbnail", Timeout: 15 * time.Second, EphemeralStorage: 512 << 20},
		}},
		Order: scenarios.Interleaved, Repeat: 3, Seed: 1,
		Load: scenarios.Load{
			Model:  scenarios.Open,
			Stages: []scenarios.Stage{{Kind: scenarios.StageConstant, From: 10, To: 10, For: 12 * time.Second}},
		},
		Pricing:   scenarios.Pricing{Book: "test", Traffic: &scenarios.Traffic{RequestsPerMonth: 10_000_000}},
		Objective: check.Objective{Kind: check.Balanced, Weight: 0.5, Text: "balanced, 50% cost"},
		Source:    []byte("name: thumbnail\n"),
		File:      "thumbnail.yaml",
	}
}

// Full is a run with something of everything that a report has to show: an
// unusable size, an invalid one, one with several environments and an outlier, forced cold starts, what runs today, and gates
// of every verdict.
func Full() reports.Input {
	r := CPUBound()
	r.Sizes[0].Outcome = func(n int, s *measure.Sample) {
		if n%7 == 3 {
			s.Outcome, s.Reason, s.Status, s.MaxMemoryMB = measure.OutcomeOOM, "Runtime.ExitError", 200, 128
		}
	}
	r.Sizes[1].Outcome = func(n int, s *measure.Sample) {
		if n == 50 {
			s.Outcome, s.Reason = measure.OutcomeFunction, "Unhandled"
		}
	}
	r.Sizes[3].Outcome = func(n int, s *measure.Sample) {
		s.Environment = fmt.Sprintf("env-1024-%d", n%6)
		if n == 77 { // stands out
			s.End = s.End.Add(7 * s.Duration)
			s.Duration *= 8
			s.Billed = s.Duration.Truncate(time.Millisecond) + time.Millisecond
		}
	}
	r.Sizes[5].Outcome = func(n int, s *measure.Sample) { s.Contended = n%4 == 1 }
	in := r.Input()
	in.Scenario.Current = &scenarios.Current{MemoryMB: 512, Timeout: 30 * time.Second, Worth: scenarios.DefaultWorth}
	in.Scenario.Gates = []scenarios.Gate{
		Gate("p95", check.Less, Milliseconds(800), "", scenarios.LevelWarn),
		Gate("p99", check.Less, Milliseconds(800), "", scenarios.LevelError),
		Gate("cost.per_million", check.Less, Dollars("5"), "all", scenarios.LevelError),
		Gate("cost.per_million", check.Less, Dollars("1"), "", scenarios.LevelWarn),
		Gate("errors", check.LessEqual, Share(0.1), "memory_mb>=1024", scenarios.LevelWarn),
	}
	for i := range in.Scenario.Gates {
		in.Scenario.Gates[i].At = scenarios.Position{Line: 20 + i, Column: 13}
	}
	return in
}

// Gate is a gate as a scenario has it; scope "" is the recommended variant.
func Gate(metric string, op check.Op, limit check.Value, scope string, level scenarios.Level) scenarios.Gate {
	m, err := check.LookupMetric(metric)
	if err != nil {
		panic(err)
	}
	g := check.Gate{Metric: m, Op: op, Limit: limit}
	g.Text = g.String()
	return scenarios.Gate{Gate: g, For: scope, Level: level}
}

// Milliseconds is a literal of time.
func Milliseconds(ms float64) check.Value {
	return check.Value{Dimension: check.Time, Number: ms}
}

// Share is a literal of a share, a fraction.
func Share(fraction float64) check.Value {
	return check.Value{Dimension: check.Share, Number: fraction}
}

// Count is a literal of a count.
func Count(n float64) check.Value { return check.Value{Dimension: check.Count, Number: n} }

// Memory is a literal in MB of 2^20 bytes.
func Memory(mb float64) check.Value { return check.Value{Dimension: check.Memory, Number: mb} }

// Dollars is a literal of money in USD.
func Dollars(amount string) check.Value {
	return check.Value{Dimension: check.Cost, Money: check.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}}
}

// book has the prices of us-east-1 as they were on 2026-09-01, see
// the source of each row. Tests use it rather than the shipped
// book so that a change of price does not change them.
const book = `
schema: sweetspot.pricebook/v1
provider: aws
compiled: 2026-11-22
free_tiers:
  - service: AWSLambda
    components: [requests]
    quantity: 1000000
    unit: request
    currency: USD
    effective: 2026-06-18
    source: https://aws.amazon.com/lambda/pricing/
prices:
  - service: AWSLambda
    region: us-east-1
    component: requests
    unit: request
    currency: USD
    tiers: [{price: "0.0000002"}]
    effective: 2026-09-01
    source: https://aws.amazon.com/lambda/pricing/
    read_in: https://github.com/NobleNeet/AWSPricingCalculator_forTAE
    confidence: high
  - service: AWSLambda
    region: us-east-1
    component: duration-x86_64
    unit: GB-second
    currency: USD
    tiers:
      - {up_to: 6000000000, price: "0.0000166667"}
      - {up_to: 15000000000, price: "0.000015"}
      - {price: "0.0000133334"}
    effective: 2026-09-01
    source: https://aws.amazon.com/lambda/pricing/
    read_in: https://github.com/NobleNeet/AWSPricingCalculator_forTAE
    confidence: high
  - service: AmazonECS
    region: us-east-1
    component: fargate-vcpu-x86_64
    unit: vCPU-hour
    currency: USD
    tiers: [{price: "0.04048"}]
    effective: 2026-09-01
    source: https://aws.amazon.com/fargate/pricing/
    read_in: https://github.com/NobleNeet/AWSPricingCalculator_forTAE
    confidence: high
  - service: AmazonECS
    region: us-east-1
    component: fargate-memory-x86_64
    unit: GB-hour
    currency: USD
    tiers: [{price: "0.004445"}]
    effective: 2026-09-01
    source: https://aws.amazon.com/fargate/pricing/
    read_in: https://github.com/NobleNeet/AWSPricingCalculator_forTAE
    confidence: high
  - service: AmazonVPC
    region: us-east-1
    component: public-ipv4
    unit: hour
    currency: USD
    tiers: [{price: "0.005"}]
    effective: 2026-09-01
    source: https://aws.amazon.com/vpc/pricing/
    read_in: https://github.com/NobleNeet/AWSPricingCalculator_forTAE
    confidence: high
  - service: AWSELB
    region: us-east-1
    component: alb-hours
    unit: hour
    currency: USD
    tiers: [{price: "0.0225"}]
    effective: 2026-09-01
    source: https://aws.amazon.com/elasticloadbalancing/pricing/
    read_in: https://github.com/NobleNeet/AWSPricingCalculator_forTAE
    confidence: high
`

// Book is a small price book with fixed prices, for us-east-1 and x86_64.
func Book() *pricing.Book {
	b, err := pricing.ReadBook("test", strings.NewReader(book))
	if err != nil {
		panic(err)
	}
	return b
}
