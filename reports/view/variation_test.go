package view_test

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func TestVariationInWords(t *testing.T) {
	s := reportstest.Build(t, reportstest.Servers())
	s.Trials[0].Variation = &reports.Variation{Environments: 12, BetweenShare: 0.04, WithinShare: 0.09}
	s.Trials[0].Outliers = &reports.Outliers{Count: 2, Largest: new(1240.0)}
	s.Trials[1].Outliers = &reports.Outliers{}
	facts := view.New(s).Variation()
	want := "environments differ by ±4 %, calls of one by ±9 % (12 environments); 2 outliers, the largest of 1.24 s, which are in every figure"
	if len(facts) != 1 || facts[0].Text != want {
		t.Errorf("got  %+v\nwant %s", facts, want)
	}
}

func TestIntervalsSayWhatTheyRestOn(t *testing.T) {
	s := reportstest.Build(t, reportstest.CPUBound().Input())
	v := view.New(s)
	if f := v.Intervals(); f.Text != "95 %, those of means and costs resampled by invocation" || f.Note == "" {
		t.Errorf("%+v", f)
	}
	s.Trials[0].ResampledBy = "environment"
	for i := range s.Trials[1:] {
		s.Trials[1+i].ResampledBy = "block"
	}
	f := view.New(s).Intervals()
	want := "95 %, those of means and costs resampled by environment (128 MB), by block (256 MB, 512 MB, 1024 MB, 1769 MB, 3008 MB)"
	if f.Text != want || f.Note != "" {
		t.Errorf("%+v, want %s", f, want)
	}
}
