package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// priced is a run of 512 MB with the embedded prices, 100 ms each.
func priced(t *testing.T) reports.Input {
	t.Helper()
	in := one(10, billing(100*time.Millisecond, 300*time.Millisecond))
	var err error
	if in.Book, err = pricing.Embedded("aws"); err != nil {
		t.Fatal(err)
	}
	in.Scenario.Pricing.Traffic.RequestsPerMonth = 20_000_000
	return in
}

func TestBreakEven(t *testing.T) {
	in := priced(t)
	in.Scenario.Pricing.BreakEven = []scenarios.Alternative{
		{Name: "container", VCPU: "0.5", MemoryMB: 1024, Architecture: "x86_64", Capacity: 20, AtLeast: 2, Utilisation: 0.6},
		{Name: "machine", Instance: "c7g.large", Capacity: 60, AtLeast: 2, Utilisation: 0.6},
	}
	s := build(t, in)
	b := s.BreakEven
	if b == nil || len(b.Alternatives) != 3 || b.Currency != "USD" {
		t.Fatalf("break-even %+v", b)
	}
	for i, a := range b.Alternatives {
		for _, side := range []reports.BreakEvenSide{a.Bare, a.AsDeployed} {
			if (side.Sentence == "") != (i == 0) || len(side.PerMonth) == 0 {
				t.Errorf("%s: sentence %q, %d points", a.Name, side.Sentence, len(side.PerMonth))
			}
		}
	}
	// The function's curve at the scenario's traffic is its month's bill.
	own := b.Alternatives[0].AsDeployed.PerMonth
	found := false
	for _, p := range own {
		if p.RequestsPerMonth == 20_000_000 {
			found = p.Amount.Equal(s.Trials[0].Cost.PerMonth.Round(6))
		}
	}
	if !found {
		t.Errorf("no point of %v is the month's bill of %s", own, s.Trials[0].Cost.PerMonth)
	}
	// By hand: 120 ms at 512 MB cost 0.0000002 + 0.06 × 0.0000166667 = 0.000001200002
	// a request; two tasks 36.0401 a month, which is 30,033,367 requests.
	crossing := b.Alternatives[1].Bare.Crossings
	if len(crossing) == 0 || crossing[0].RequestsPerMonth != 30_033_367 || crossing[0].Cheaper != "container" || crossing[0].Tasks != 2 {
		t.Errorf("crossings %+v, want the first at 30,033,367 requests", crossing)
	}
	if len(b.Notes) != 2 || !strings.Contains(b.Notes[0], "60 %") || !strings.Contains(b.Notes[1], "no ground for a recommendation") {
		t.Errorf("notes %q", b.Notes)
	}
}

func TestNoBreakEvenWithoutAPick(t *testing.T) {
	in := priced(t)
	in.Samples = measure.List{}
	if b := build(t, in).BreakEven; b != nil {
		t.Errorf("break-even %+v of nothing", b)
	}
}

// A day brings the rules that held on it.
func TestRulesOfADay(t *testing.T) {
	invocation := func(_ int, s *measure.Sample) {
		s.Duration, s.Billed = 42*time.Millisecond, 42*time.Millisecond
		if s.Cold.Waited() {
			s.Init, s.Billed = 150*time.Millisecond, 192*time.Millisecond
		}
	}
	python := scenarios.Function{Python: "app.py:handler", Timeout: 3 * time.Second}
	tests := []struct {
		name     string
		day      string
		function scenarios.Function
		billed   float64 // mean of 27 warm and 3 cold ones
	}{
		{"as the platform says", "", python, 57},
		{"the same rules", "2026-01-01", python, 57},
		{"no init of a managed runtime", "2025-07-31", python, 42},
		{"but that of a custom one", "2025-07-31", scenarios.Function{Command: []string{"./bootstrap"}, Timeout: 3 * time.Second}, 57},
		{"steps of 100 ms", "2020-11-30", python, 100},
	}
	for _, tt := range tests {
		in := one(10, invocation)
		in.Scenario.Targets[0].Function = &tt.function
		if tt.day != "" {
			day, err := time.Parse(time.DateOnly, tt.day)
			if err != nil {
				t.Fatal(err)
			}
			in.Scenario.Pricing.Date = day
		}
		s := build(t, in)
		if got := s.Trials[0].Billed.Mean; got == nil || *got != tt.billed {
			t.Errorf("%s: mean billed %v ms, want %g", tt.name, got, tt.billed)
		}
		if s.Run.PriceBook.Date != tt.day {
			t.Errorf("%s: the summary says the prices of %q", tt.name, s.Run.PriceBook.Date)
		}
	}
}

// The course of a curve goes through the month's bills, and has both ends of
// the step to a further task.
func TestCourse(t *testing.T) {
	in := priced(t)
	in.Scenario.Pricing.BreakEven = []scenarios.Alternative{
		{Name: "container", VCPU: "0.5", MemoryMB: 1024, Architecture: "x86_64", Capacity: 20, AtLeast: 2, Utilisation: 0.6},
	}
	for _, a := range build(t, in).BreakEven.Alternatives {
		course := a.Bare.Course
		bills := map[int64]string{}
		for i, p := range course {
			bills[p.RequestsPerMonth] = p.Amount.String()
			if i > 0 && p.RequestsPerMonth <= course[i-1].RequestsPerMonth {
				t.Errorf("%s: %d follows on %d", a.Name, p.RequestsPerMonth, course[i-1].RequestsPerMonth)
			}
		}
		if course[0].RequestsPerMonth != 10_000 {
			t.Errorf("%s begins at %d", a.Name, course[0].RequestsPerMonth)
		}
		for _, p := range a.Bare.PerMonth {
			if amount, there := bills[p.RequestsPerMonth]; there && amount != p.Amount.String() {
				t.Errorf("%s: %s at %d, the table has %s", a.Name, amount, p.RequestsPerMonth, p.Amount)
			}
		}
		// Two tasks at 60 % of 20/s serve 2 × 12 × 2,628,000 requests a month.
		const last = 63_072_000
		if two, three := bills[last], bills[last+1]; a.Name == "container" && (two == "" || three == "" || two == three) {
			t.Errorf("the step to a third task goes from %q to %q", two, three)
		}
	}
}
