package reports

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Input is all that a summary is made of. The same input gives the same
// summary, byte for byte.
type Input struct {
	Scenario *scenarios.Scenario
	Plan     *scenarios.Plan
	Samples  measure.Source  // of all phases, in any order; read once
	Blocks   []measure.Block // what is known of the blocks; may be incomplete
	Book     *pricing.Book   // nil: nothing is priced

	RunID, Version        string
	StartedAt, FinishedAt time.Time
	Complete              bool
	Command, Directory    string               // see RunInfo
	ImportedFrom          string               // see RunInfo
	Log                   *measure.FunctionLog // see Summary
	Load                  string               // in words; "": as the scenario has it
	Host                  Host
	Stop                  *measure.Stop // how the rounds of stop_when ended; nil without it
	Now                   time.Time     // against which the age of prices is judged
	Spend                 Spend         // Actual is computed here, for targets that are paid for
	ExtraWarnings         []Warning     // shown before those found here
	Launches              []measure.Launch
	Scalings              []measure.Scaling
	Search                *Search // whose pick is the recommendation; nil for a sweep
}

// Build makes the summary of a run. Odd data never fail it: variants without
// samples, without successes or without a price of their own are shown with
// nulls. An error is a missing price, samples that cannot be read, or an input
// without scenario or plan.
func Build(in Input) (*Summary, error) {
	if in.Scenario == nil || in.Plan == nil {
		return nil, errors.New("a summary needs a scenario and its plan")
	}
	trials, err := evaluate(in)
	if err != nil {
		return nil, err
	}
	if in.Search != nil {
		sortBySize(trials)
	}
	s := &Summary{
		Schema:   Schema,
		Search:   in.Search,
		Scenario: scenarioInfo(in),
		Run:      runInfo(in, trials),
		Trials:   make([]Trial, len(trials)),
		Log:      in.Log,
	}
	for i, t := range trials {
		s.Trials[i] = t.Trial
	}
	rec := recommend(in, trials)
	s.Timeout = rec.adviseTimeout(in)
	s.Concurrency = rec.adviseConcurrency(in)
	s.Recommendation = rec.shown
	s.Change = rec.today
	s.BreakEven = breakEvenOf(in, trials, rec)
	s.Recommendation.Reasons = append(s.Recommendation.Reasons, s.BreakEven.sentences()...)
	s.Gates = judgeGates(in.Scenario, trials, rec)
	s.Stop = stopOf(in, rec)
	s.Warnings = warnings(in, trials, rec)
	s.Recommendation.Patch = patch(in, s, rec.pick)
	return s, nil
}

// evaluate measures and prices every variant of the plan.
func evaluate(in Input) ([]*evaluated, error) {
	observed, err := collect(in)
	if err != nil {
		return nil, err
	}
	out, failed := make([]*evaluated, len(observed)), make([]error, len(observed))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, o := range observed {
		group.Go(func() error {
			o.finish()
			out[i] = measured(o)
			out[i].index, out[i].RunsToday = i, in.Scenario.RunsToday(o.variant)
			if failed[i] = out[i].price(in); failed[i] == nil {
				failed[i] = out[i].addClasses(in)
			}
			return nil
		})
	}
	_ = group.Wait()
	for _, err := range failed { // the same one on every call
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scenarioInfo(in Input) ScenarioInfo {
	s := in.Scenario
	info := ScenarioInfo{
		Name: s.Name, Description: s.Description,
		Targets: make([]TargetInfo, len(s.Targets)),
		Digest:  s.Digest(),
		Load:    cmp.Or(in.Load, loadInWords(s)),
	}
	for i, t := range s.Targets {
		info.Targets[i] = TargetInfo{
			Name: t.Name, Kind: string(t.Kind), Provider: string(t.Provider),
			Region: t.Region, Handler: t.HandlerText(), Loopback: t.HTTP != nil && t.HTTP.Loopback(),
			Base: t.Base, Ref: t.Ref,
		}
		if t.Replay != nil {
			info.Targets[i].Recording = t.Replay.Name()
			if t.Replay.Profile != "" {
				info.Targets[i].SpreadCV = &t.Replay.NoiseCV
			}
		}
	}
	return info
}

// loadInWords is the profile with the rounds that divide it.
func loadInWords(s *scenarios.Scenario) string {
	if s.Repeat == 1 {
		return s.Load.String() + " in 1 round"
	}
	return fmt.Sprintf("%s in %d rounds", s.Load, s.Repeat)
}

func runInfo(in Input, trials []*evaluated) RunInfo {
	return RunInfo{
		ID: in.RunID, Version: in.Version, Complete: in.Complete,
		StartedAt: in.StartedAt.UTC(), FinishedAt: in.FinishedAt.UTC(),
		Seed: in.Scenario.Seed, Host: in.Host,
		Command: in.Command, Directory: in.Directory, ImportedFrom: in.ImportedFrom,
		Spend:     spend(in, trials),
		PriceBook: bookInfo(in, trials),
	}
}

// bookInfo names the prices that the trials were billed with.
func bookInfo(in Input, trials []*evaluated) BookInfo {
	info := BookInfo{FreeTier: in.Scenario.Pricing.FreeTier}
	if in.Book == nil || !slices.ContainsFunc(in.Scenario.Targets, priced) {
		return info
	}
	info.Name = in.Book.Name()
	if day := in.Scenario.Pricing.Date; !day.IsZero() {
		info.Date = day.Format(time.DateOnly)
	}
	for _, t := range in.Scenario.Targets {
		info.Region = cmp.Or(info.Region, t.Region)
	}
	var oldest time.Time
	for _, t := range trials {
		if t.cost == nil {
			continue
		}
		info.Currency = t.Cost.Currency
		if at := pricing.Oldest(t.cost.list); !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	if !oldest.IsZero() {
		info.Effective = oldest.Format(time.DateOnly)
	}
	return info
}

// priced reports whether a target is one that has a price.
func priced(t scenarios.Target) bool {
	return t.OnLambda() || t.Kind == scenarios.KindContainer && t.Priced()
}

// VariantOf names a variant of a target as reports do.
func VariantOf(v scenarios.Variant, target scenarios.Target) VariantInfo {
	info := VariantInfo{
		Target: target.Name, MemoryMB: v.MemoryMB, Architecture: v.Architecture,
		Params: map[string]string{},
	}
	if target.OnLambda() {
		info.VCPU = float64(v.MemoryMB) / fullVCPUMemoryMB
	}
	if vcpu := v.VCPU(); vcpu > 0 {
		info.VCPU = vcpu
	}
	for _, p := range v.Params {
		if p.Name != scenarios.SettingVCPU {
			info.Params[p.Name] = p.Value
		}
	}
	if len(info.Params) == 0 {
		info.Params = nil
	}
	return info
}

// clone is a copy that shares nothing with the original.
func (v VariantInfo) clone() VariantInfo {
	v.Params = maps.Clone(v.Params)
	return v
}

// Equal reports whether both name the same variant of a run.
func (v VariantInfo) Equal(o VariantInfo) bool {
	return v.Target == o.Target && v.MemoryMB == o.MemoryMB && v.VCPU == o.VCPU && v.Architecture == o.Architecture && maps.Equal(v.Params, o.Params)
}

// fullVCPUMemoryMB is the memory in MB at which Lambda gives a function one
// vCPU; it is proportional below and above.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const fullVCPUMemoryMB = 1769
