package view_test

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// sidesOf are runs with the first and the last by their roles.
func sidesOf(runs ...*reports.Summary) []view.Side {
	var out []view.Side
	for i, r := range runs {
		role := ""
		switch i {
		case len(runs) - 1:
			role = "head"
		case 0:
			role = "base"
		}
		out = append(out, view.NewSide(role, r))
	}
	return out
}

func TestOverlayHasTheVariantsOfAllRuns(t *testing.T) {
	base, head := reportstest.Pair(t)
	base.Trials = base.Trials[:3] // 128, 256 and 512 MB
	head.Trials = head.Trials[1:] // from 256 MB on
	o := view.NewOverlay(sidesOf(base, head))
	c := o.Chart("x", 900)
	if len(c.Columns) != 6 || c.Columns[0].Labels[0] != "128 MB" || c.Columns[5].Labels[0] != "3008 MB" {
		t.Fatalf("columns %v", c.Columns)
	}
	if len(c.Panels) != 2 || len(c.Keys) != 2 {
		t.Fatalf("%d panels, keys %q", len(c.Panels), c.Keys)
	}
	for _, p := range c.Panels {
		was, is := p.Lines[0].Points, p.Lines[1].Points
		if was[0] == nil || is[0] != nil || was[3] != nil || is[3] == nil || was[1] == nil || is[1] == nil {
			t.Errorf("%s: a point is drawn where nothing was measured, or is missing", p.Title)
		}
	}
	if rows := o.Table().Rows; len(rows) != 8 {
		t.Errorf("%d rows, want those of 3 and 5 variants", len(rows))
	}
}

func TestOverlaySaysWhosePickItIs(t *testing.T) {
	base, head := reportstest.Pair(t)
	tags := func() []string {
		var out []string
		for _, c := range view.NewOverlay(sidesOf(base, head)).Chart("x", 900).Columns {
			for _, tag := range c.Tags {
				out = append(out, c.Labels[0]+" "+tag.Word)
			}
		}
		return out
	}
	if got := tags(); len(got) != 1 || got[0] != "1769 MB pick" {
		t.Errorf("both pick the same: %q", got)
	}
	other := head.Trials[3].Variant
	head.Recommendation.Variant = &other
	if got := tags(); len(got) != 2 || got[0] != "1024 MB pick of head" || got[1] != "1769 MB pick of base" {
		t.Errorf("each picks another: %q", got)
	}
}

func TestOverlayLeavesOutOtherCurrencies(t *testing.T) {
	base, head := reportstest.Pair(t)
	for i := range base.Trials {
		base.Trials[i].Cost.Currency = "EUR"
	}
	o := view.NewOverlay(sidesOf(base, head))
	cost := o.Chart("x", 900).Panels[1].Lines
	if cost[0].Points[0] != nil || cost[1].Points[0] == nil || o.Note() == "" {
		t.Errorf("euros and dollars share an axis, or it is not said that they do not: %q", o.Note())
	}
}

func TestOverlayTellsRunsOfOneMinuteApart(t *testing.T) {
	run, _ := reportstest.Pair(t)
	keys := view.NewOverlay(sidesOf(run, run, run, run)).Chart("x", 900).Keys
	seen := map[string]bool{}
	for _, k := range keys {
		if seen[k] {
			t.Errorf("%q is there twice", k)
		}
		seen[k] = true
	}
}

// Servers have no cost: two latencies are drawn.
func TestOverlayOfServers(t *testing.T) {
	run := reportstest.Build(t, reportstest.Servers())
	c := view.NewOverlay(sidesOf(run, run)).Chart("x", 900)
	if len(c.Panels) != 2 || c.Panels[0].Title != "Latency p50" || c.Panels[1].Title != "Latency p95" {
		t.Errorf("panels %v", c.Panels)
	}
	for _, row := range view.NewOverlay(sidesOf(run, run)).Table().Rows {
		if len(row.Cells) != 7 {
			t.Errorf("a row of %d cells", len(row.Cells))
		}
	}
}
