package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// rankLogs lists the functions of many logs by what they cost a month.
func (a *app) rankLogs(ctx context.Context, paths []string, o logOptions) error {
	if err := o.check("table", "json", "csv"); err != nil {
		return inputError(err)
	}
	if o.out != "" || o.name != "" {
		return inputError(errors.New("--rank makes no run directory: leave out --out and --name"))
	}
	to := lambdalogs.NewCollector(o.function)
	if o.groups.used() {
		read, err := a.readGroups(ctx, o.groups, o.region, to)
		if err != nil {
			return err
		}
		return a.rank(ctx, read, o)
	}
	read := &logsRead{paths: paths}
	for _, path := range paths {
		units, err := unitsOf(path)
		if err != nil {
			return inputError(fmt.Errorf("%s: %w", path, err))
		}
		for _, unit := range units {
			if err := read.add(ctx, unit, nameOfFile(unit), to, o.partial); err != nil {
				return err
			}
		}
	}
	read.logs = to.Logs()
	return a.rank(ctx, read, o)
}

// rank prints the functions of logs that were read.
func (a *app) rank(ctx context.Context, read *logsRead, o logOptions) error {
	var out ranking
	for _, log := range read.logs {
		if ctx.Err() != nil {
			return errInterrupted
		}
		if len(log.Invocations) == 0 {
			out.Without = append(out.Without, log.Function)
			continue
		}
		row, err := ranked(read, log, o)
		if err != nil {
			return inputError(fmt.Errorf("%s: %w", log.Function, err))
		}
		out.Functions = append(out.Functions, *row)
	}
	if len(out.Functions) == 0 {
		return inputError(read.nothing())
	}
	if read.damage != nil {
		fmt.Fprintln(a.stderr, "sweetspot: warning: only a part of the logs could be read:", read.damage)
	}
	out.sort()
	return a.printRanking(&out, cmp.Or(o.format, a.settings.Format))
}

// unitsOf are what holds the log of a function each: a file; a folder of log
// streams, as an export to S3 leaves it; or whatever lies in another folder.
func unitsOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, errors.New("there is no such file")
	case err != nil:
		return nil, err
	case !info.IsDir():
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var units []string
	for _, e := range entries {
		if e.IsDir() && lambdalogs.StreamOfFolder(e.Name()) != "" {
			return []string{path}, nil
		}
		if e.Name()[0] != '.' && e.Name() != writeTest {
			units = append(units, filepath.Join(path, e.Name()))
		}
	}
	if len(units) == 0 {
		return nil, errors.New("the folder holds no files")
	}
	return units, nil
}

// ranking is many functions, the dearest first.
type ranking struct {
	Functions []rankedFunction `json:"functions"`
	Without   []string         `json:"without_invocations"`
}

// rankedFunction is a function in a ranking. Where its memory was changed the
// figures are those of the size that it has now, and the cost is that of all its
// requests at that size.
type rankedFunction struct {
	Function     string           `json:"function"`
	Region       string           `json:"region"`
	Architecture string           `json:"architecture"`
	Currency     string           `json:"currency"`
	CostPerMonth *decimal.Decimal `json:"cost_per_month"` // null where the log has no times
	PerMillion   decimal.Decimal  `json:"cost_per_million"`
	// SavingAtMost is what a month would cost less at MemoryFloorMB if no
	// invocation took longer there: less CPU comes with less memory, so that it is a
	// bound and no promise. Null without a cost.
	SavingAtMost     *decimal.Decimal `json:"saving_per_month_at_most"`
	MemoryFloorMB    int              `json:"memory_floor_mb"` // the most that was used with head-room; 0 where it is not known
	MemoryMB         int              `json:"memory_mb"`
	MaxMemoryUsedMB  *int             `json:"max_memory_used_mb"`
	Invocations      int              `json:"invocations"`
	RequestsPerMonth int64            `json:"requests_per_month"` // 0 where it is not known
	DurationP95      *float64         `json:"duration_p95_ms"`
	ErrorShare       float64          `json:"error_share"`
	ColdShare        float64          `json:"cold_share"`
	Hours            float64          `json:"log_hours"` // that the log covers
}

// ranked prices one function.
func ranked(read *logsRead, log *lambdalogs.Log, o logOptions) (*rankedFunction, error) {
	from, err := newLogRun(read, log, o)
	if err != nil {
		return nil, err
	}
	from.name = cmp.Or(log.Function, from.name)
	scenario, err := from.scenario()
	if err != nil {
		return nil, err
	}
	plan := scenario.Plan()
	book, err := priced(scenario, plan)
	if err != nil {
		return nil, err
	}
	summary, err := reports.Build(reports.Input{
		Scenario: scenario, Plan: plan, Samples: from.list(plan), Blocks: from.measured(plan), Book: book,
		Log: from.facts(), StartedAt: from.from, FinishedAt: from.to, Complete: true, Now: time.Now(),
	})
	if err != nil {
		return nil, err
	}
	now := slices.IndexFunc(plan.Variants, func(v scenarios.Variant) bool {
		return v.MemoryMB == log.Invocations[len(log.Invocations)-1].MemoryMB
	})
	row := rowOf(from, scenario.Targets[0], &summary.Trials[now])
	d := deployment.Of(book, scenario.Targets[0], plan.Variants[now], scenario.Pricing)
	smaller := plan.Variants[now]
	smaller.MemoryMB = row.MemoryFloorMB
	if t := &summary.Trials[now]; t.Billed.Mean != nil && row.CostPerMonth != nil && row.MemoryFloorMB > 0 {
		rate, err := d.Rate(book)
		less, errLess := deployment.Of(book, scenario.Targets[0], smaller, scenario.Pricing).Rate(book)
		if err := errors.Join(err, errLess); err != nil {
			return nil, err
		}
		ms := int64(*t.Billed.Mean * float64(from.perMonth))
		row.SavingAtMost = new(decimal.Max(decimal.Zero, rate.Cost(from.perMonth, ms).Sub(less.Cost(from.perMonth, ms))))
	}
	return row, nil
}

// rowOf is a function's row, the saving apart.
func rowOf(from *logRun, target scenarios.Target, t *reports.Trial) *rankedFunction {
	row := &rankedFunction{
		Function: from.name, Region: target.Region, Architecture: t.Variant.Architecture,
		MemoryMB: t.Variant.MemoryMB, MaxMemoryUsedMB: t.MaxMemoryUsedMB,
		Invocations: len(from.log.Invocations), RequestsPerMonth: from.perMonth,
		DurationP95: t.Duration.P95, ErrorShare: t.ErrorShare, ColdShare: t.ColdStarts.Share,
	}
	if from.log.Dated {
		row.Hours = math.Round(from.to.Sub(from.from).Hours()*100) / 100
	}
	if c := t.Cost; c != nil {
		row.Currency, row.PerMillion, row.CostPerMonth = c.Currency, c.PerMillion, c.PerMonth
	}
	if t.MaxMemoryUsedMB != nil {
		row.MemoryFloorMB = min(max(advice.FloorMB(*t.MaxMemoryUsedMB), leastMemoryMB), t.Variant.MemoryMB)
	}
	return row
}

// leastMemoryMB is the smallest size of a function.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const leastMemoryMB = 128

// sort puts the dearest first, and those without a month's cost last.
func (r *ranking) sort() {
	slices.SortStableFunc(r.Functions, func(a, b rankedFunction) int {
		switch {
		case a.CostPerMonth == nil && b.CostPerMonth == nil:
			return b.PerMillion.Cmp(a.PerMillion)
		case a.CostPerMonth == nil:
			return 1
		case b.CostPerMonth == nil:
			return -1
		}
		return b.CostPerMonth.Cmp(*a.CostPerMonth)
	})
}

// list is the invocations as samples.
func (l *logRun) list(plan *scenarios.Plan) measure.List {
	var out measure.List
	for _, b := range l.blocks(plan) {
		for seq, i := range b.invocations {
			out = append(out, sampleOf(i, b.Block, seq))
		}
	}
	return out
}

func (l *logRun) measured(plan *scenarios.Plan) []measure.Block {
	var out []measure.Block
	for _, b := range l.blocks(plan) {
		out = append(out, b.Block)
	}
	return out
}
