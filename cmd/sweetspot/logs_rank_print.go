package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/table"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// printRanking prints the functions as a table, as JSON or as CSV.
func (a *app) printRanking(r *ranking, as string) error {
	switch as {
	case "json":
		data, err := json.MarshalIndent(struct {
			Schema string `json:"schema"`
			*ranking
		}{"sweetspot.rank/v1", r}, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%s\n", data)
		return err
	case "csv":
		return a.printRankingCSV(r)
	}
	if err := table.Draw(a.stdout, r.table(), a.tableOptions()); err != nil {
		return err
	}
	a.printRankingNotes(r)
	return nil
}

// printRankingNotes says what the columns rest on.
func (a *app) printRankingNotes(r *ranking) {
	fmt.Fprintf(a.stdout, "\nA month has %d hours at each log's own rate, unless --requests-per-month says otherwise; list prices with tiers, no free tier.\n", hoursPerMonth)
	fmt.Fprintf(a.stdout, "Saving at most: with the most memory that was used and %s head-room, if no invocation took longer. Less memory comes with\n"+
		"less CPU, so that this is a bound and no promise: measure it before you change anything.\n", advice.Percent(advice.HeadRoom))
	if len(r.Without) > 0 {
		fmt.Fprintf(a.stdout, "Without invocations: %s.\n", format.Clean(strings.Join(r.Without, ", ")))
	}
}

// table is the ranking as a table.
func (r *ranking) table() view.Table {
	t := view.Table{
		Caption: "Functions by their monthly cost",
		Columns: []view.Column{
			{Name: "function"}, {Name: "a month", Number: true}, {Name: "saving at most", Number: true},
			{Name: "memory", Number: true}, {Name: "max used", Number: true, Rank: 1}, {Name: "requests a month", Number: true, Rank: 3},
			{Name: "p95 ms", Number: true, Rank: 2}, {Name: "errors", Number: true, Rank: 4}, {Name: "cold starts", Number: true, Rank: 5},
			{Name: "invocations", Number: true, Rank: 6}, {Name: "log h", Number: true, Rank: 7},
		},
	}
	for _, f := range r.Functions {
		var row view.Row
		for _, text := range f.texts() {
			row.Cells = append(row.Cells, view.Cell{Text: text})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// texts are the cells of a function's row.
func (f *rankedFunction) texts() []string {
	used, requests := format.None, format.None
	if f.MaxMemoryUsedMB != nil {
		used = format.Memory(*f.MaxMemoryUsedMB)
	}
	if f.RequestsPerMonth > 0 {
		requests = format.Quantity(decimal.NewFromInt(f.RequestsPerMonth))
	}
	return []string{
		format.Clean(f.Function), format.MaybeMoney(f.CostPerMonth, f.Currency), format.MaybeMoney(f.SavingAtMost, f.Currency),
		format.Memory(f.MemoryMB), used, requests, format.MaybeMillis(f.DurationP95), format.Share(f.ErrorShare), format.Share(f.ColdShare),
		format.Count(f.Invocations), strconv.FormatFloat(f.Hours, 'f', 1, 64),
	}
}

// printRankingCSV prints the ranking with the keys of the JSON as its head.
func (a *app) printRankingCSV(r *ranking) error {
	w := csv.NewWriter(a.stdout)
	_ = w.Write([]string{ // the writer keeps its first error
		"function", "region", "architecture", "currency", "cost_per_month", "cost_per_million", "saving_per_month_at_most", "memory_floor_mb",
		"memory_mb", "max_memory_used_mb", "invocations", "requests_per_month", "duration_p95_ms", "error_share", "cold_share", "log_hours",
	})
	amount := func(d *decimal.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	number := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatFloat(*x, 'f', -1, 64)
	}
	for _, f := range r.Functions {
		used := ""
		if f.MaxMemoryUsedMB != nil {
			used = strconv.Itoa(*f.MaxMemoryUsedMB)
		}
		_ = w.Write([]string{
			format.Clean(f.Function), f.Region, f.Architecture, f.Currency, amount(f.CostPerMonth), f.PerMillion.String(), amount(f.SavingAtMost), strconv.Itoa(f.MemoryFloorMB),
			strconv.Itoa(f.MemoryMB), used, strconv.Itoa(f.Invocations), strconv.FormatInt(f.RequestsPerMonth, 10), number(f.DurationP95),
			number(&f.ErrorShare), number(&f.ColdShare), number(&f.Hours),
		})
	}
	w.Flush()
	return w.Error()
}
