package reports_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// A container's price for a million requests is that of its time at the planned
// share of what it was seen to bear. By hand: 1 vCPU and 2 GB cost 0.04937 an
// hour; at 0.6 × 18.203/s a million take 25.43 hours: 1.2556.
func TestAContainersCost(t *testing.T) {
	s := build(t, reportstest.Both(0))
	last := s.Trials[len(s.Trials)-1]
	c := last.Cost
	if c == nil || c.Capacity == nil || c.Capacity.From != reports.CapacityFromLoad || c.Capacity.Utilisation != 0.6 || c.Capacity.Tasks != 0 {
		t.Fatalf("cost %+v", c)
	}
	hours := decimal.RequireFromString("0.04937").Mul(decimal.New(1_000_000, 0)).Div(c.Capacity.PerSecond.Mul(decimal.RequireFromString("2160")))
	if c.PerMillion.Sub(hours).Abs().GreaterThan(decimal.RequireFromString("0.001")) {
		t.Errorf("a million costs %s, want %s", c.PerMillion, hours)
	}
	sum := decimal.Zero
	for _, item := range c.Items {
		sum = sum.Add(item.Amount)
		if !item.Amount.Equal(item.Quantity.Mul(item.Price)) {
			t.Errorf("%s: %s is not %s × %s", item.Component, item.Amount, item.Quantity, item.Price)
		}
	}
	if !sum.Equal(c.PerMillion) {
		t.Errorf("the lines add up to %s, not to %s", sum, c.PerMillion)
	}
	if c.CI95 == nil || !c.CI95[0].LessThan(c.PerMillion) || !c.CI95[1].GreaterThan(c.PerMillion) {
		t.Errorf("%s lies outside of its interval %v", c.PerMillion, c.CI95)
	}
	for _, b := range last.Blocks {
		if b.CostPerMillion == nil {
			t.Error("a block has no cost")
		}
	}
}

// What is the cheapest depends on the traffic: containers stand there all month.
func TestTheCheapestWayAtTheTraffic(t *testing.T) {
	for _, tt := range []struct {
		name     string
		requests int64
		target   string
		sentence string
		warned   bool
	}{
		{"little", 1_000_000, "function", " a month at ", false},
		{"much", 100_000_000, "server", "server: 1 vCPU 2048 MB is the cheapest variant: $175.19 a month at ", false},
		{"not known", 0, "server", " per million at ", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := build(t, reportstest.Both(tt.requests))
			r := s.Recommendation
			if r.Variant == nil || r.Variant.Target != tt.target || !strings.Contains(r.Sentence, tt.sentence) {
				t.Errorf("recommended %+v: %s", r.Variant, r.Sentence)
			}
			warned := slices.ContainsFunc(s.Warnings, func(w reports.Warning) bool { return w.Code == "containers-busy" })
			if warned != tt.warned {
				t.Errorf("warned of full use: %t, want %t", warned, tt.warned)
			}
			if !slices.ContainsFunc(s.Warnings, func(w reports.Warning) bool { return w.Code == "capacity-at-least" }) {
				t.Error("nothing is said of what the load did not look for")
			}
			if !slices.ContainsFunc(r.Reasons, func(r string) bool { return strings.HasPrefix(r, "As deployed: Below 50.") }) {
				t.Errorf("no break-even among %q", r.Reasons)
			}
		})
	}
}

// By hand: 512 MB take 1.88153 a million; two tasks of 1 vCPU and 2 GB cost 72.0802
// a month, and with two addresses and a load balancer 95.8052: even at 38.31M and
// 50.92M requests.
func TestMeasuredWaysBreakEven(t *testing.T) {
	b := build(t, reportstest.Both(0)).BreakEven
	if b == nil || len(b.Alternatives) != 2 {
		t.Fatalf("break-even %+v", b)
	}
	function, server := b.Alternatives[0], b.Alternatives[1]
	if function.Kind != reports.WayFunction || server.Kind != reports.WayContainer || server.Variant == nil || server.Variant.Target != "server" {
		t.Errorf("%s is a %s, %s a %s", function.Name, function.Kind, server.Name, server.Kind)
	}
	for _, tt := range []struct {
		side reports.BreakEvenSide
		at   int64
	}{{server.Bare, 38_309_330}, {server.AsDeployed, 50_918_732}} {
		x := tt.side.Crossings
		if len(x) == 0 || x[0].Cheaper != server.Name || x[0].Tasks != 2 || abs(x[0].RequestsPerMonth-tt.at) > 10_000 {
			t.Errorf("crossings %+v, want the first at some %d", x, tt.at)
		}
	}
	for _, grant := range []string{"or more (as many as 8 callers came to)", "on this machine's CPU"} {
		if !slices.ContainsFunc(server.Warnings, func(w string) bool { return strings.Contains(w, grant) }) {
			t.Errorf("nothing of %q in %q", grant, server.Warnings)
		}
	}
	if slices.ContainsFunc(server.Warnings, func(w string) bool { return strings.Contains(w, "by hand") }) {
		t.Errorf("what was measured is said to be given by hand: %q", server.Warnings)
	}
}

func abs(n int64) int64 { return max(n, -n) }

// Where the cheapest container at the traffic is not the one at full use, both
// stand in the comparison; and what the scenario names comes after them.
func TestWaysOfATarget(t *testing.T) {
	in := reportstest.Both(1_000_000)
	in.Scenario.Pricing.BreakEven = []scenarios.Alternative{
		{Name: "given", VCPU: "0.5", MemoryMB: 1024, Architecture: "x86_64", Capacity: 20, AtLeast: 2, Utilisation: 0.6},
	}
	var names []string
	for _, a := range build(t, in).BreakEven.Alternatives {
		names = append(names, a.Name)
	}
	want := []string{"function (1769 MB)", "server (0.25 vCPU 512 MB)", "server (1 vCPU 2048 MB)", "given"}
	if !slices.Equal(names, want) {
		t.Errorf("ways %q, want %q", names, want)
	}
}

// Odd data of containers never fail a summary.
func TestContainersWithoutAnAnswer(t *testing.T) {
	in := reportstest.Both(1_000_000)
	samples := in.Samples.(measure.List)
	for i := range samples {
		if in.Plan.Variants[samples[i].Variant].Target == 1 {
			samples[i].Outcome, samples[i].Reason = measure.OutcomeTransport, "connection refused"
		}
	}
	s := build(t, in)
	if last := s.Trials[len(s.Trials)-1]; last.Cost != nil || last.Usable {
		t.Errorf("nothing was answered: usable %t at %+v", last.Usable, last.Cost)
	}
	if r := s.Recommendation; r.Variant == nil || r.Variant.Target != "function" {
		t.Errorf("recommended %+v", r.Variant)
	}
}

// More replicas share what all answered: each costs the same time.
func TestReplicasShareTheCapacity(t *testing.T) {
	one := build(t, reportstest.Both(0))
	in := reportstest.Both(0)
	in.Scenario.Targets[1].Container.Replicas = 2
	two := build(t, in)
	a, b := one.Trials[5].Cost, two.Trials[5].Cost
	if ratio := b.PerMillion.Div(a.PerMillion); ratio.Sub(decimal.New(2, 0)).Abs().GreaterThan(decimal.RequireFromString("0.001")) {
		t.Errorf("the same answers from two containers cost %s, from one %s", b.PerMillion, a.PerMillion)
	}
}

// A gate on a container's cost is judged by the interval of what it bears.
func TestGateOnAContainersCost(t *testing.T) {
	in := reportstest.Both(0)
	in.Scenario.Gates = []scenarios.Gate{
		reportstest.Gate("cost.per_million", check.Less, reportstest.Dollars("1.3"), "target==server", scenarios.LevelError),
	}
	want := []reports.Verdict{reports.Fail, reports.Fail, reports.Pass}
	for i, g := range build(t, in).Gates {
		if g.Verdict != want[i] {
			t.Errorf("%s at %v: %s, want %s", g.Check, g.Variant, g.Verdict, want[i])
		}
	}
}
