package view

import (
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Payloads is the table of the classes of payloads, each at each variant. It
// has no rows where the scenario has no more than one payload.
func (v *View) Payloads() Table {
	number := func(name, unit string, rank int) Column {
		return Column{Name: name, Unit: unit, Number: true, Rank: rank}
	}
	out := Table{Caption: "The payloads apart", Columns: []Column{
		{Name: v.Noun()}, {Name: "payload"}, number("n", "", 3), number("errors", "", 2), number("p50", "ms", 0), number("p95", "ms", 0), number("p99", "ms", 4),
	}}
	if !v.Servers {
		out.Columns = append(out.Columns, number("billed mean", "ms", 5), number("max used", "MB", 6), number(v.perMillion(), "", 1))
	}
	for _, t := range v.Trials {
		for _, p := range t.Payloads {
			out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: v.payloadCells(t, p)})
		}
	}
	return out
}

func (v *View) payloadCells(t Trial, p reports.Payload) []Cell {
	row := cells(t.Name, format.Clean(p.Name), format.Count(p.Invocations), format.Count(p.Errors),
		format.MaybeMillis(p.Latency.P50), format.MaybeMillis(p.Latency.P95), format.MaybeMillis(p.Latency.P99))
	if v.Servers {
		return row
	}
	memory, cost := format.None, format.None
	if p.MaxMemoryUsedMB != nil {
		memory = format.Count(*p.MaxMemoryUsedMB)
	}
	if p.CostPerMillion != nil {
		cost = format.Amount(*p.CostPerMillion)
	}
	return append(row, cells(format.MaybeMillis(p.Billed.Mean), memory, cost)...)
}
