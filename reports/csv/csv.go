// Package csv writes a summary as a table for spreadsheets and data frames: a
// row a trial, in the form of RFC 4180 (lines end in CR LF, the first has the
// names of the columns).
//
// A figure's unit stands in its column's name. Money is decimal, shares are
// fractions, and what cannot be had is an empty cell. Text never begins as a
// formula does. Columns are only added, those of params at the end.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// row is what the cells of a line are made from.
type row struct {
	summary *reports.Summary
	trial   view.Trial
}

// column is a column's name and what stands in it.
type column struct {
	name string
	cell func(row) string
}

// Render writes the table of a summary.
func Render(w io.Writer, s *reports.Summary) error {
	columns := columnsOf(s)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var record []string
	for _, c := range columns {
		record = append(record, c.name)
	}
	_ = out.Write(record) // its error comes with Flush's
	for _, t := range view.New(s).Trials {
		for i, c := range columns {
			record[i] = c.cell(row{s, t})
		}
		_ = out.Write(record)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func columnsOf(s *reports.Summary) []column {
	return slices.Concat(identity, verdicts, counts, cold,
		times("latency", func(t *reports.Trial) reports.Distribution { return t.Latency }),
		times("service", func(t *reports.Trial) reports.Distribution { return t.Service }),
		times("duration", func(t *reports.Trial) reports.Distribution { return t.Duration }),
		resources, costs, params(s))
}

// identity says which variant of which run it is.
var identity = []column{
	{"run", func(r row) string { return Text(r.summary.Run.ID) }},
	{"scenario", func(r row) string { return Text(r.summary.Scenario.Name) }},
	{"variant", func(r row) string { return Text(r.trial.Label) }},
	{"target", func(r row) string { return Text(r.trial.Variant.Target) }},
	{"memory_mb", func(r row) string { return known(r.trial.Variant.MemoryMB) }},
	{"architecture", func(r row) string { return Text(r.trial.Variant.Architecture) }},
	{"vcpu", func(r row) string { return known(r.trial.Variant.VCPU) }},
}

// verdicts is what to think of it.
var verdicts = []column{
	{"recommended", func(r row) string { return flag(r.trial.Pick) }},
	{"tied", func(r row) string { return flag(r.trial.Tied) }},
	{"runs_today", func(r row) string { return flag(r.trial.Today) }},
	{"usable", func(r row) string { return flag(r.trial.Usable) }},
	{"unusable_reason", func(r row) string { return Text(r.trial.UnusableReason) }},
	{"valid", func(r row) string { return flag(r.trial.Valid) }},
}

var counts = []column{
	{"invocations", func(r row) string { return number(r.trial.Invocations) }},
	{"errors", func(r row) string { return number(r.trial.Errors) }},
	{"error_share", func(r row) string { return number(r.trial.ErrorShare) }},
	{"function_errors", func(r row) string { return number(r.trial.Function) }},
	{"throttles", func(r row) string { return number(r.trial.Throttles) }},
	{"timeouts", func(r row) string { return number(r.trial.Timeouts) }},
	{"oom", func(r row) string { return number(r.trial.OOM) }},
	{"transport", func(r row) string { return number(r.trial.Transport) }},
	{"dropped", func(r row) string { return number(r.trial.Dropped) }},
	{"contended_share", func(r row) string { return number(r.trial.ContendedShare) }},
	{"environments", func(r row) string { return number(r.trial.Environments) }},
}

var cold = []column{
	{"cold_starts", func(r row) string { return number(r.trial.ColdStarts.Count) }},
	{"cold_share", func(r row) string { return number(r.trial.ColdStarts.Share) }},
	{"cold_forced", func(r row) string { return number(r.trial.ColdStarts.Forced) }},
	{"init_p50_ms", func(r row) string { return optional(r.trial.ColdStarts.Init.P50) }},
	{"init_p95_ms", func(r row) string { return optional(r.trial.ColdStarts.Init.P95) }},
	{"init_p99_ms", func(r row) string { return optional(r.trial.ColdStarts.Init.P99) }},
	{"init_max_ms", func(r row) string { return optional(r.trial.ColdStarts.Init.Max) }},
}

// times are the statistics of a distribution, each with its 95 % interval.
func times(name string, of func(*reports.Trial) reports.Distribution) []column {
	out := []column{{name + "_n", func(r row) string { return number(of(r.trial.Trial).N) }}}
	for _, stat := range []struct {
		name string
		of   func(reports.Distribution) (*float64, *reports.Interval)
	}{
		{"mean", func(d reports.Distribution) (*float64, *reports.Interval) { return d.Mean, d.CI95.Mean }},
		{"p50", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P50, d.CI95.P50 }},
		{"p90", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P90, d.CI95.P90 }},
		{"p95", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P95, d.CI95.P95 }},
		{"p99", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P99, d.CI95.P99 }},
		{"p999", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P999, d.CI95.P999 }},
	} {
		prefix := name + "_" + stat.name
		out = append(out,
			column{prefix + "_ms", func(r row) string { v, _ := stat.of(of(r.trial.Trial)); return optional(v) }},
			column{prefix + "_ci95_low_ms", func(r row) string { _, ci := stat.of(of(r.trial.Trial)); return end(ci, 0) }},
			column{prefix + "_ci95_high_ms", func(r row) string { _, ci := stat.of(of(r.trial.Trial)); return end(ci, 1) }})
	}
	return append(out, column{name + "_max_ms", func(r row) string { return optional(of(r.trial.Trial).Max) }})
}

var resources = []column{
	{"billed_mean_ms", func(r row) string { return optional(r.trial.Billed.Mean) }},
	{"billed_sum_ms", func(r row) string { return number(r.trial.Billed.Sum) }},
	{"max_memory_used_mb", func(r row) string { return optional(r.trial.MaxMemoryUsedMB) }},
	{"concurrency_mean", func(r row) string { return number(r.trial.Concurrency.Mean) }},
	{"concurrency_max", func(r row) string { return number(r.trial.Concurrency.Max) }},
	{"rate_intended_per_s", func(r row) string { return optional(r.trial.Rate.Intended) }},
	{"rate_achieved_per_s", func(r row) string { return optional(r.trial.Rate.Achieved) }},
	{"send_lag_p99_ms", func(r row) string { return optional(r.trial.SendLag.P99) }},
	{"capacity_per_s", capacity(func(c *reports.Capacity) *float64 { return c.Rate })},
	{"capacity_low_per_s", capacity(func(c *reports.Capacity) *float64 { return c.Low })},
	{"capacity_high_per_s", capacity(func(c *reports.Capacity) *float64 { return c.High })},
}

// capacity is empty where it was not searched for.
func capacity(of func(*reports.Capacity) *float64) func(row) string {
	return func(r row) string {
		if r.trial.Capacity == nil {
			return ""
		}
		return optional(of(r.trial.Capacity))
	}
}

// costs are empty where the variant has no price.
var costs = []column{
	{"currency", priced(func(c *reports.Cost) string { return Text(c.Currency) })},
	{"cost_per_invocation", priced(func(c *reports.Cost) string { return c.PerInvocation.String() })},
	{"cost_per_million", priced(func(c *reports.Cost) string { return c.PerMillion.String() })},
	{"cost_per_million_ci95_low", priced(func(c *reports.Cost) string { return amountEnd(c.CI95, 0) })},
	{"cost_per_million_ci95_high", priced(func(c *reports.Cost) string { return amountEnd(c.CI95, 1) })},
	{"cost_per_month", priced(func(c *reports.Cost) string { return amount(c.PerMonth) })},
	{"requests_per_month", priced(func(c *reports.Cost) string { return amount(c.RequestsPerMonth) })},
}

func priced(cell func(*reports.Cost) string) func(row) string {
	return func(r row) string {
		if r.trial.Cost == nil {
			return ""
		}
		return cell(r.trial.Cost)
	}
}

// params are a column for each param of the matrix.
func params(s *reports.Summary) []column {
	names := map[string]bool{}
	for _, t := range s.Trials {
		for name := range t.Variant.Params {
			names[name] = true
		}
	}
	var out []column
	for _, name := range slices.Sorted(maps.Keys(names)) {
		out = append(out, column{Text("param_" + name), func(r row) string { return Text(r.trial.Variant.Params[name]) }})
	}
	return out
}
