package breakeven

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// drawUses takes quantities of the components with small tiers, in millionths.
func drawUses(t *rapid.T, name string, most int64) []pricing.Usage {
	var list []pricing.Usage
	for range rapid.IntRange(0, 3).Draw(t, name) {
		u := uses(rapid.SampledFrom([]string{"steep", "twin", "plain", "alb-lcu"}).Draw(t, name+" component"), "0")
		u.Quantity = decimal.New(rapid.Int64Range(0, most*1_000_000).Draw(t, name+" quantity"), -6)
		list = append(list, u)
	}
	return list
}

func drawWorkload(t *rapid.T) Workload {
	w := Workload{Uses: Uses{PerRequest: drawUses(t, "each", 5), Fixed: drawUses(t, "fixed", 200)}}
	if rapid.Bool().Draw(t, "fleet") {
		w.PerTask = drawUses(t, "task", 60)
		w.Fleet = &Fleet{
			One: "box", Many: "boxes",
			Capacity:    decimal.New(rapid.Int64Range(4, 900).Draw(t, "capacity"), -6), // one request a month at least, at the least utilisation
			Utilisation: decimal.New(rapid.Int64Range(0, 10).Draw(t, "utilisation"), -1),
			Min:         rapid.Int64Range(0, 4).Draw(t, "min"),
			Peak:        decimal.New(rapid.SampledFrom([]int64{0, 10, 13, 37}).Draw(t, "peak"), -1),
		}
	}
	return w
}

// The curve is the bill, at the ends of every segment and in between.
func TestCurveIsTheBill(t *testing.T) {
	books := []*pricing.Book{book(t), discounted(t)}
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom(books).Draw(t, "book")
		w := drawWorkload(t)
		terms := pricing.Terms{FreeTier: rapid.Bool().Draw(t, "free tier"), Account: drawUses(t, "account", 300)}
		c, err := newCurve("it", w, b, terms, rapid.SampledFrom([]int64{1500, 60_000}).Draw(t, "last")*rapid.Int64Range(1, 5).Draw(t, "times"))
		if err != nil {
			t.Fatal(err)
		}
		at := []int64{0, 1, c.End(), rapid.Int64Range(0, c.End()).Draw(t, "far"), rapid.Int64Range(0, min(c.End(), 2000)).Draw(t, "near")}
		for i, s := range c.Segments[:min(len(c.Segments), 40)] {
			at = append(at, s.From, s.To-1)
			if from := int64(0); i > 0 {
				from = c.Segments[i-1].To
				if s.From != from || s.To <= s.From {
					t.Fatalf("segment %d is [%d, %d) and the one before ends at %d", i, s.From, s.To, from)
				}
			}
		}
		for _, n := range at {
			bill, err := b.Month(w.Usage(n), terms)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.At(n); !got.Equal(bill.Total) {
				t.Fatalf("%d requests: the curve says %s, the bill %s", n, got, bill.Total)
			}
		}
	})
}

// Quantities with more decimals than a bill has are off by the bill's rounding,
// half a step of each line, and by no more.
func TestCurveIsTheBillBeforeItsRounding(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		memory, billed := rapid.Int64Range(128, 10240).Draw(t, "MB"), rapid.Int64Range(1, 900_000_000).Draw(t, "µs")
		gbSeconds := decimal.New(memory, 0).Div(decimal.New(1024, 0)).Mul(decimal.New(billed, -6))
		each := []pricing.Usage{uses("requests", "1"), uses("duration-x86_64", gbSeconds.String())}
		w := Workload{Uses: Uses{PerRequest: each}}
		c, err := NewCurve("it", w, b, pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		n := rapid.Int64Range(0, MaxRequests).Draw(t, "n")
		bill, err := b.Month(w.Usage(n), pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		half := decimal.New(5, -pricing.QuantityPlaces-1)
		if off := c.At(n).Sub(bill.Total).Abs(); off.GreaterThan(half.Mul(dec("0.0000166667"))) {
			t.Errorf("%d requests: the curve says %s, the bill %s", n, c.At(n), bill.Total)
		}
	})
}

func TestSegments(t *testing.T) {
	type segment struct {
		from, to         int64
		intercept, slope string
		tasks            int64
	}
	tests := []struct {
		name  string
		w     Workload
		terms pricing.Terms
		want  []segment
	}{
		{
			name: "tiers: 100 and 250 units at 3 units a request, rounded up to a whole request",
			w:    Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("steep", "3")}}},
			want: []segment{
				{0, 34, "0", "9", 0},
				{34, 84, "100", "6", 0},                // 100 × 3 − 100 × 2
				{84, MaxRequests + 1, "475", "1.5", 0}, // 300 + 300 − 250 × 0.5
			},
		},
		{
			name:  "30 free, 90 used before by the account",
			w:     Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("steep", "1")}}},
			terms: pricing.Terms{FreeTier: true, Account: []pricing.Usage{uses("steep", "90")}},
			want: []segment{
				{0, 40, "0", "3", 0}, // 60 are paid for by the account
				{40, 190, "40", "2", 0},
				{190, MaxRequests + 1, "325", "0.5", 0},
			},
		},
		{
			name:  "two components share what is free",
			w:     Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("steep", "1"), uses("twin", "2")}}},
			terms: pricing.Terms{FreeTier: true},
			want: []segment{
				{0, 10, "0", "0", 0},
				// from 10 requests on the first takes all that it can, the second what is left
				{10, 24, "-21", "2.1", 0}, // 0.7 × (2n − (30 − n))
				{24, 30, "21", "0.3", 0},  // 40 × 0.7, and 0.1 each beyond
			},
		},
		{
			name: "whole tasks: 0.001/s at 60 % are 1576.8 requests a month each",
			w: Workload{
				Uses:  Uses{PerRequest: []pricing.Usage{uses("plain", "1")}, PerTask: []pricing.Usage{uses("vm", "730")}},
				Fleet: &Fleet{Capacity: dec("0.001"), Peak: dec("1")},
			},
			want: []segment{
				{0, 3154, "16.936", "0.25", 2}, // 2 × 730 × 0.0116
				{3154, 4731, "25.404", "0.25", 3},
			},
		},
		{
			name: "one task at full use, for a peak of four times the mean",
			w: Workload{
				Uses:  Uses{PerTask: []pricing.Usage{uses("vm", "730")}},
				Fleet: &Fleet{Capacity: dec("0.001"), Peak: dec("4"), Min: 1, Utilisation: dec("1")},
			},
			want: []segment{{0, 658, "8.468", "0", 1}, {658, 1315, "16.936", "0", 2}, {1315, 1972, "25.404", "0", 3}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := curve(t, "it", tt.w, tt.terms)
			for i, want := range tt.want {
				got := c.Segments[i]
				if got.From != want.from || got.To != want.to || !got.Intercept.Equal(dec(want.intercept)) ||
					!got.Slope.Equal(dec(want.slope)) || got.Tasks != want.tasks {
					t.Errorf("segment %d is [%d, %d) %s + %s × n, %d tasks; want %+v", i, got.From, got.To, got.Intercept, got.Slope, got.Tasks, want)
				}
			}
		})
	}
}

func TestCurveEndsWhereTasksDo(t *testing.T) {
	c := curve(t, "it", Workload{
		Uses:  Uses{PerTask: []pricing.Usage{uses("vm", "730")}},
		Fleet: &Fleet{Capacity: dec("1"), Utilisation: dec("0.5"), Peak: dec("1")},
	}, pricing.Terms{})
	if want := int64(MaxTasks * 1_314_000); c.End() != want { // 730 × 3600 × 0.5 a task
		t.Errorf("the curve ends at %d, want %d", c.End(), want)
	}
	if last := c.Segments[len(c.Segments)-1]; last.Tasks != MaxTasks {
		t.Errorf("it ends with %d tasks", last.Tasks)
	}
	defer func() {
		if recover() == nil {
			t.Error("a number of requests beyond the curve must not be answered")
		}
	}()
	c.At(c.End() + 1)
}

func TestCurveRefuses(t *testing.T) {
	fleet := func(change func(*Fleet)) Workload {
		f := Fleet{Capacity: dec("10")}
		change(&f)
		return Workload{Fleet: &f}
	}
	other := uses("plain", "1")
	other.Component = "fancy"
	tests := []struct {
		name string
		w    Workload
		want string
	}{
		{"no capacity", fleet(func(f *Fleet) { f.Capacity = decimal.Zero }), "it: a task must sustain more than 0 requests"},
		{"a negative capacity", fleet(func(f *Fleet) { f.Capacity = dec("-3") }), "more than -3 requests"},
		{"hardly any capacity", fleet(func(f *Fleet) { f.Capacity = dec("0.0000001") }), "serves none in a month"},
		{"overuse", fleet(func(f *Fleet) { f.Utilisation = dec("1.1") }), "at most 1: 1.1"},
		{"negative use", fleet(func(f *Fleet) { f.Utilisation = dec("-0.1") }), "above 0"},
		{"fewer than no tasks", fleet(func(f *Fleet) { f.Min = -1 }), "from 1 to 10000: -1"},
		{"too many tasks", fleet(func(f *Fleet) { f.Min = MaxTasks + 1 }), "from 1 to 10000: 10001"},
		{"a peak below the mean", fleet(func(f *Fleet) { f.Peak = dec("0.9") }), "times the mean: 0.9"},
		{"tasks without a fleet", Workload{Uses: Uses{PerTask: []pricing.Usage{uses("vm", "730")}}}, "Test vm is used by each task"},
		{"no price", Workload{Uses: Uses{PerRequest: []pricing.Usage{other}}}, "no price for Test fancy"},
		{"a negative quantity", Workload{Uses: Uses{Fixed: []pricing.Usage{uses("vm", "-1")}}}, "must not be negative: -1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := NewCurve("it", tt.w, book(t), pricing.Terms{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one about %q", err, tt.want)
			}
		})
	}
}
