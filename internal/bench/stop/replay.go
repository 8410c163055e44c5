package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/advice/stop"
	"github.com/sweetspot-bench/sweetspot/internal/bench/sebs"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/replay"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// function is what was measured of one function, with the true cost of its sizes
// in USD per invocation.
type function struct {
	name     string
	profiles []sebs.Profile
	truth    map[int]float64 // by memory in MB
	best     float64
}

// Prices of AWS Lambda in us-east-1, x86_64, in USD:
// https://aws.amazon.com/lambda/pricing/ on 2026-09-01.
const (
	perGBSecond = 0.0000166667
	perRequest  = 0.0000002
)

func costs(p sebs.Profile) []float64 {
	out := make([]float64, len(p.Durations))
	for i, ms := range p.Durations {
		out[i] = math.Ceil(ms)/1000*float64(p.MemoryMB)/1024*perGBSecond + perRequest
	}
	return out
}

func load() ([]*function, error) {
	profiles, err := sebs.Warm()
	if err != nil {
		return nil, err
	}
	var out []*function
	for _, p := range profiles {
		if len(out) == 0 || out[len(out)-1].name != p.Function {
			out = append(out, &function{name: p.Function, truth: map[int]float64{}, best: math.Inf(1)})
		}
		f := out[len(out)-1]
		f.profiles = append(f.profiles, p)
		f.truth[p.MemoryMB], _ = estimate.TrimmedMean(costs(p), advice.TrimShare)
		f.best = min(f.best, f.truth[p.MemoryMB])
	}
	return out, nil
}

// rule is how a run decides how many invocations to make.
type rule struct {
	name, load string
	noise      float64 // coefficient of variation from environment to environment
	promised   bool
}

// scenario is what is replayed.
func (f *function) scenario(r rule) (*scenarios.Scenario, error) {
	dir, err := os.MkdirTemp("", "sweetspot-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var rows strings.Builder
	rows.WriteString("memory_mb,duration_ms\n")
	for _, p := range f.profiles {
		for _, ms := range p.Durations {
			fmt.Fprintf(&rows, "%d,%v\n", p.MemoryMB, ms)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "samples.csv"), []byte(rows.String()), 0o600); err != nil {
		return nil, err
	}
	text := "version: 1\nname: " + f.name + "\ntarget: {replay: {file: samples.csv}}\n" + r.load + "\n"
	return scenarios.Parse(f.name+".yaml", dir, []byte(text))
}

// hosts makes the environments of a recording differ: every block is served by
// one of its own, which is faster or slower as a whole.
type hosts struct {
	*replay.Runner
	seed  uint64
	sigma float64
}

var _ runners.Virtual = hosts{}

func (h hosts) Answer(v scenarios.Variant, at runners.Place) (measure.Sample, time.Duration) {
	s, took := h.Runner.Answer(v, at)
	random := rand.New(rand.NewPCG(h.seed, uint64(v.Index)<<32+uint64(at.Round)))
	factor := math.Exp(h.sigma*random.NormFloat64() - h.sigma*h.sigma/2)
	s.Duration = time.Duration(float64(s.Duration) * factor)
	s.Billed = (s.Duration + time.Millisecond - 1).Truncate(time.Millisecond)
	return s, time.Duration(float64(took) * factor)
}

// try makes runs and gives their mean score.
func (f *function) try(r rule, runs int) (score, error) {
	s, err := f.scenario(r)
	if err != nil {
		return score{}, err
	}
	book, err := pricing.Embedded("aws")
	if err != nil {
		return score{}, err
	}
	var mu sync.Mutex
	var total score
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for seed := range runs {
		group.Go(func() error {
			own := *s
			own.Seed = uint64(seed)
			one, err := f.run(&own, book, r)
			mu.Lock()
			defer mu.Unlock()
			total.add(one, float64(runs))
			return err
		})
	}
	return total, group.Wait()
}

// nobody watches.
type nobody struct{}

func (nobody) BlockStarted(measure.Block)                {}
func (nobody) PhaseStarted(measure.Block, measure.Phase) {}
func (nobody) Sampled(*measure.Sample)                   {}
func (nobody) BlockFinished(measure.Block)               {}

// run replays one scenario from its plan to its summary.
func (f *function) run(s *scenarios.Scenario, book *pricing.Book, r rule) (score, error) {
	plan := s.Plan()
	var samples measure.List
	sweep := &runners.Sweep{Scenario: s, Plan: plan, Runners: []runners.Runner{replay.New(s, 0)}, Observer: nobody{}, Traffic: &runners.Traffic{}}
	if r.noise > 0 {
		sweep.Runners[0] = hosts{replay.New(s, 0), s.Seed, math.Sqrt(math.Log1p(r.noise * r.noise))}
	}
	var planner *stop.Planner
	if s.StopWhen != nil {
		config, err := stop.Of(s, plan, book, reports.KilledUnusable)
		if err != nil {
			return score{}, err
		}
		if r.noise > 0 {
			config.Apart = false // the invocations of a block have their environment in common
		}
		planner = stop.New(config, nil)
		sweep.Planner = planner
	}
	sweep.Record = func(m measure.Sample) error {
		samples = append(samples, m)
		if planner != nil {
			planner.Sampled(&m)
		}
		return nil
	}
	blocks, err := sweep.Run(context.Background())
	if err != nil {
		return score{}, err
	}
	summary, err := reports.Build(reports.Input{Scenario: s, Plan: plan, Samples: samples, Blocks: blocks, Book: book, Complete: true, Now: runners.VirtualStart})
	if err != nil {
		return score{}, err
	}
	one := f.judge(summary, samples, plan)
	if planner != nil {
		one.looks = float64(planner.Outcome().Looks)
	}
	return one, nil
}
