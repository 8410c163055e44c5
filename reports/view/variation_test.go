package view_test

import (
	"strings"
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
	want := "95 %, those of means and costs resampled by environment (1 of 6), by block (5 of 6)"
	if f.Text != want || f.Note != "" {
		t.Errorf("%+v, want %s", f, want)
	}
}

func TestPayloadsInATable(t *testing.T) {
	s := reportstest.Build(t, reportstest.CPUBound().Input())
	if rows := view.New(s).Payloads().Rows; len(rows) != 0 {
		t.Errorf("a table of one payload: %+v", rows)
	}
	s.Trials[0].Payloads = []reports.Payload{
		{Name: "large", Invocations: 60, Errors: 1, Latency: reports.Times{P50: new(160.0), P95: new(170.0)}, Billed: reports.MeanOf{Mean: new(161.5)}, MaxMemoryUsedMB: new(90)},
	}
	var texts []string
	for _, c := range view.New(s).Payloads().Rows[0].Cells {
		texts = append(texts, c.Text)
	}
	if got, want := strings.Join(texts, "|"), "128 MB|large|60|1|160|170|–|162|90|–"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
