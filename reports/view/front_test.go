package view_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// weighed is a summary of as many sizes, of which the first few are the front.
func weighed(sizes, front int) *reports.Summary {
	s := &reports.Summary{}
	for i := range sizes {
		info := variant("f", 128*(i+1), "")
		s.Trials = append(s.Trials, reports.Trial{Variant: info, Label: view.New(s).Name(info), Usable: true, Valid: true})
		if i < front {
			cost, mean := decimal.NewFromInt(int64(i+1)), 100/float64(i+1)
			s.Recommendation.Pareto = append(s.Recommendation.Pareto, reports.Alternative{VariantInfo: info, CostPerMillion: &cost, Mean: &mean})
		}
	}
	return s
}

func TestWeighing(t *testing.T) {
	for _, tt := range []struct {
		sizes, front int
		want         string
	}{
		{3, 0, ""},
		{1, 1, ""},
		{3, 1, "Cheapest and fastest at once: 128 MB."},
		{3, 3, "Worth weighing: 128 MB, 256 MB and 384 MB. None is beaten in both cost and speed."},
		{3, 2, "Worth weighing: 128 MB and 256 MB. Every other is beaten in both cost and speed."},
		{20, 9, "Worth weighing: 9 of 20, from 128 MB to 1152 MB. Every other is beaten in both cost and speed."},
	} {
		if got := view.New(weighed(tt.sizes, tt.front)).Weighing(); got != tt.want {
			t.Errorf("%d of %d: %q, want %q", tt.front, tt.sizes, got, tt.want)
		}
	}
}

// What has no cost is not weighed, and may be faster than all that is.
func TestNothingIsFastestBesideWhatHasNoCost(t *testing.T) {
	s := weighed(3, 1)
	s.Trials[2].Latency.Mean = new(1.0)
	if got := view.New(s).Weighing(); got != "" {
		t.Errorf("%q", got)
	}
	s.Trials[2].Cost = &reports.Cost{}
	if got := view.New(s).Weighing(); got != "Cheapest and fastest at once: 128 MB." {
		t.Errorf("%q", got)
	}
}

func TestFrontSteps(t *testing.T) {
	rows := view.New(weighed(3, 2)).Front().Rows
	if len(rows) != 2 || rows[0].Cells[5].Text != "–" || rows[1].Cells[5].Text != "+100 %" || rows[1].Cells[6].Text != "−50 %" {
		t.Errorf("%+v", rows)
	}
}
