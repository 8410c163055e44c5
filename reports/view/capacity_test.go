package view_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func TestCapacity(t *testing.T) {
	s := reportstest.Build(t, reportstest.Searched(1))
	v := view.New(s)
	table := v.Capacities()
	if len(table.Rows) != 2 || table.Rows[0].Cells[1].Text == table.Rows[1].Cells[1].Text || !strings.HasSuffix(table.Rows[0].Cells[1].Text, "/s") {
		t.Errorf("%+v", table)
	}
	probed := v.Probed()
	if probed == nil || !probed.Pick {
		t.Fatalf("%+v", probed)
	}
	probes := v.Probes()
	if len(probes.Rows) != len(probed.Capacity.Probes) || probes.Rows[0].Cells[1].Text != "10/s" {
		t.Errorf("%+v", probes.Rows)
	}
	chart := v.CapacityChart("c", 600)
	labels := 0
	for _, spot := range chart.Spots {
		if spot.Label != "" {
			labels++
		}
	}
	if labels != 1 || len(chart.Traces) != 1 || chart.Traces[0].Points[0][1] != 300 || len(chart.Keys) < 3 {
		t.Errorf("%d labels, %+v, %+v", labels, chart.Traces, chart.Keys)
	}
	if sentences := v.CapacitySentences(); len(sentences) != 1 || !strings.HasPrefix(sentences[0], probed.Name+": The capacity is ") {
		t.Errorf("%q", sentences)
	}
	if other := view.New(reportstest.Build(t, reportstest.Server())); other.Probed() != nil || len(other.Capacities().Rows) > 0 || len(other.CapacitySentences()) > 0 {
		t.Error("a run without a search has a capacity")
	}
}
