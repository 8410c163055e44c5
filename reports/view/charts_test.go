package view_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Of many variants those with a part in the answer are shown, in their order.
func TestShownKeepsTheAnswer(t *testing.T) {
	s := &reports.Summary{}
	for mb := 128; len(s.Trials) < 92; mb += 128 {
		s.Trials = append(s.Trials, trial(fmt.Sprintf("%d MB", mb), variant("f", mb, "x86_64")))
	}
	pick, today, fast := s.Trials[40].Variant, s.Trials[3].Variant, s.Trials[90].Variant
	s.Recommendation.Variant, s.Change = &pick, &reports.Change{From: today, To: pick}
	s.Recommendation.Alternatives.Fastest = &reports.Alternative{VariantInfo: fast}
	for i := range 50 {
		s.Recommendation.Tied = append(s.Recommendation.Tied, s.Trials[i+41].Variant)
	}
	v := view.New(s)
	for _, most := range []int{1, 2, 16, 91, 92, 200} {
		shown := v.Shown(most)
		if want := min(most, 92); len(shown) != want {
			t.Errorf("%d of at most %d are shown", len(shown), most)
		}
		if !slices.IsSortedFunc(shown, func(a, b view.Trial) int { return a.Index - b.Index }) {
			t.Errorf("at most %d: the order is lost", most)
		}
		for _, must := range []int{3, 40, 90}[:min(most, 3)] {
			if most > 2 && !slices.ContainsFunc(shown, func(t view.Trial) bool { return t.Index == must }) {
				t.Errorf("at most %d: variant %d is left out", most, must)
			}
		}
		if (v.Omitted(most) == "") != (most >= 92) {
			t.Errorf("at most %d: %q", most, v.Omitted(most))
		}
	}
}

func TestFrontChart(t *testing.T) {
	v := view.New(reportstest.Load(t))
	c := v.FrontChart("x", 920)
	if len(c.Spots) != len(v.Trials) || len(c.Traces) != 0 {
		t.Fatalf("%d spots and %d lines of %d variants", len(c.Spots), len(c.Traces), len(v.Trials))
	}
	var kinds []string
	for _, s := range c.Spots {
		kinds = append(kinds, fmt.Sprintf("%s:%d", s.Label, s.Kind))
	}
	want := "1769 MB (pick):0, 512 MB (today):1, 256 MB:2, 1024 MB:2, 128 MB (unusable):3, 3008 MB (invalid):3"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !c.Y.Log {
		t.Error("six sizes of a CPU-bound function on a linear axis")
	}
	if len(view.New(reportstest.Build(t, reportstest.Servers())).FrontChart("x", 920).Spots) != 0 {
		t.Error("a front of what has no price")
	}
}

func TestMonthIsTheBillOfEachVariant(t *testing.T) {
	s := reportstest.Load(t)
	v := view.New(s)
	table := v.Month()
	if len(table.Rows) != len(s.Trials) {
		t.Fatalf("%d rows", len(table.Rows))
	}
	c := v.MonthChart("x", 920)
	for i, row := range c.Rows {
		sum := 0.0
		for _, part := range row.Bars[0].Segments {
			sum += part
		}
		if total := v.Trials[i].Cost.PerMonth.InexactFloat64(); sum < total*0.999 || sum > total*1.001 {
			t.Errorf("%s: the bar is %g, the bill %g", row.Label, sum, total)
		}
	}
	for i := range s.Trials {
		s.Trials[i].Cost.PerMonth = nil
	}
	if rows := view.New(s).Month().Rows; len(rows) != 0 {
		t.Errorf("%d bills without traffic", len(rows))
	}
}

func TestBreakEvenChart(t *testing.T) {
	point := func(n int64, amount string) reports.BreakEvenPoint {
		return reports.BreakEvenPoint{RequestsPerMonth: n, Amount: decimal.RequireFromString(amount)}
	}
	s := reportstest.Load(t)
	s.BreakEven = &reports.BreakEven{Currency: "USD", Alternatives: []reports.BreakEvenAlternative{
		{Name: "function", AsDeployed: reports.BreakEvenSide{Course: []reports.BreakEvenPoint{point(10_000, "0"), point(1_000_000, "1.2"), point(100_000_000, "120")}}},
		{Name: "container", AsDeployed: reports.BreakEvenSide{
			Course:    []reports.BreakEvenPoint{point(10_000, "36"), point(100_000_000, "36")},
			Crossings: []reports.BreakEvenCrossing{{RequestsPerMonth: 30_033_367, Cheaper: "container", Amount: decimal.RequireFromString("36")}, {RequestsPerMonth: 10}},
			Sentence:  "Above 30 M it is the container.",
		}},
	}}
	v := view.New(s)
	c := v.BreakEvenChart(view.AsDeployed, "x", 920)
	if len(c.Traces) != 2 || len(c.Spots) != 1 || c.Spots[0].Label != "30M" || c.Spots[0].Kind != chart.Meeting {
		t.Errorf("%d lines, spots %+v", len(c.Traces), c.Spots)
	}
	if !strings.Contains(c.Desc, "Above 30 M it is the container.") {
		t.Errorf("described as %s", c.Desc)
	}
	if got := c.X.Scale(2_500_000); got != "2.5M" {
		t.Errorf("axis %s", got)
	}
	if c := v.BreakEvenChart(view.ComputeOnly, "x", 920); len(c.Traces) != 0 {
		t.Error("lines of a summary that has none")
	}
}

func TestPayloadMixIsAssumed(t *testing.T) {
	s := reportstest.Load(t)
	for i := range s.Trials {
		s.Trials[i].Payloads = []reports.Payload{{Name: "small", Invocations: 90}, {Name: "large", Invocations: 30}}
	}
	for _, f := range view.New(s).Assumptions() {
		if f.Name == "Payloads" {
			if f.Text != "small 75 %, large 25 %" {
				t.Errorf("payloads %s", f.Text)
			}
			return
		}
	}
	t.Error("the mix of payloads is not said")
}
