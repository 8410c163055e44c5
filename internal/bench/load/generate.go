package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// generated is what our own generator says of a run.
type generated struct {
	Sent      int64             `json:"sent"`
	Failed    int64             `json:"failed"`
	Seconds   float64           `json:"seconds"`
	Quantiles map[string]string `json:"quantiles,omitempty"` // of the latency
	PeakMB    float64           `json:"peak_mb"`
	Generator measure.Generator `json:"generator"`
}

// generator is our own engine in a process of its own: schedule, dispatch,
// transport, and every sample to disk.
type generator struct {
	url, out                      string
	rate                          float64
	length                        time.Duration
	workers, callers, invocations int
	report                        bool

	client       *transport.Client
	request      *transport.Request
	log          *rundir.Samples
	sent, failed atomic.Int64
	mu           sync.Mutex
	latencies    []time.Duration // with report
}

func generate(ctx context.Context, args []string) error {
	var g generator
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.StringVar(&g.url, "url", "", "target")
	flags.StringVar(&g.out, "out", "", "run directory")
	flags.Float64Var(&g.rate, "rate", 0, "requests per second; 0: as fast as the callers can")
	flags.DurationVar(&g.length, "for", 10*time.Second, "length")
	flags.IntVar(&g.workers, "workers", 0, "bound on workers")
	flags.IntVar(&g.callers, "callers", 64, "callers where there is no rate")
	flags.IntVar(&g.invocations, "invocations", 0, "stop the callers after so many")
	flags.BoolVar(&g.report, "report", false, "print quantiles of the latency")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := g.open(ctx); err != nil {
		return err
	}
	defer g.client.Close()
	result := g.run(ctx)
	if err := g.log.Close(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// open makes the run directory and opens the first connections.
func (g *generator) open(ctx context.Context) error {
	dir, err := rundir.Create(g.out)
	if err != nil {
		return err
	}
	if g.log, err = dir.CreateSamples([]rundir.Variant{{Label: "http"}}); err != nil {
		return err
	}
	if g.request, err = transport.NewRequest("GET", g.url, nil, nil); err != nil {
		return err
	}
	g.client = transport.NewClient(transport.Options{MaxConns: g.workers})
	return g.client.Open(ctx, g.request, min(16, max(g.callers, g.workers)))
}

// run drives the load.
func (g *generator) run(ctx context.Context) generated {
	engine := &load.Engine{MaxWorkers: g.workers, Send: g.send, Record: g.record}
	var out generated
	start := time.Now()
	if g.rate > 0 {
		out.Generator = engine.Open(ctx, load.Constant{PerSecond: g.rate, For: g.length})
	} else {
		out.Generator = engine.Closed(ctx, g.callers, g.invocations, g.length)
	}
	out.Seconds, out.PeakMB = time.Since(start).Seconds(), peakMB()
	out.Sent, out.Failed = g.sent.Load(), g.failed.Load()
	if g.report {
		slices.Sort(g.latencies)
		out.Quantiles = map[string]string{}
		for name, q := range map[string]float64{"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999, "max": 1} {
			out.Quantiles[name] = at(g.latencies, q).String()
		}
	}
	return out
}

func (g *generator) send(ctx context.Context, _ int, s *measure.Sample) {
	a := g.client.Do(ctx, g.request)
	s.Outcome, s.Phase, s.Cold = measure.OutcomeOK, measure.PhaseLoad, measure.ColdNone
	s.Status, s.BytesIn = a.Status, a.BytesIn
	if a.Err != nil {
		s.Outcome, s.Reason = measure.OutcomeTransport, a.Err.Error()
		g.failed.Add(1)
	}
}

func (g *generator) record(s *measure.Sample) {
	g.sent.Add(1)
	if err := g.log.Write(*s); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if g.report {
		g.mu.Lock()
		g.latencies = append(g.latencies, s.Latency())
		g.mu.Unlock()
	}
}
