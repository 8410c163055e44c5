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

// generate is our own engine as a process of its own: schedule, dispatch,
// transport, and every sample to disk.
func generate(ctx context.Context, args []string) error {
	var url, out string
	var rate float64
	var length time.Duration
	var workers, callers, invocations int
	var report bool
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.StringVar(&url, "url", "", "target")
	flags.StringVar(&out, "out", "", "run directory")
	flags.Float64Var(&rate, "rate", 0, "requests per second; 0: as fast as the callers can")
	flags.DurationVar(&length, "for", 10*time.Second, "length")
	flags.IntVar(&workers, "workers", 0, "bound on workers")
	flags.IntVar(&callers, "callers", 64, "callers where there is no rate")
	flags.IntVar(&invocations, "invocations", 0, "stop the callers after so many")
	flags.BoolVar(&report, "report", false, "print quantiles of the latency")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := rundir.Create(out)
	if err != nil {
		return err
	}
	log, err := dir.CreateSamples([]rundir.Variant{{Label: "http"}})
	if err != nil {
		return err
	}
	request, err := transport.NewRequest("GET", url, nil, nil)
	if err != nil {
		return err
	}
	client := transport.NewClient(transport.Options{MaxConns: workers})
	defer client.Close()
	if err := client.Open(ctx, request, min(16, max(callers, workers))); err != nil {
		return err
	}
	var g generated
	var sent, failed atomic.Int64
	var mu sync.Mutex
	var latencies []time.Duration
	engine := &load.Engine{
		MaxWorkers: workers,
		Send: func(ctx context.Context, _ int, s *measure.Sample) {
			a := client.Do(ctx, request)
			s.Outcome, s.Phase, s.Cold = measure.OutcomeOK, measure.PhaseLoad, measure.ColdNone
			s.Status, s.BytesIn = a.Status, a.BytesIn
			if a.Err != nil {
				s.Outcome, s.Reason = measure.OutcomeTransport, a.Err.Error()
				failed.Add(1)
			}
		},
		Record: func(s *measure.Sample) {
			sent.Add(1)
			if err := log.Write(*s); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
			if report {
				mu.Lock()
				latencies = append(latencies, s.Latency())
				mu.Unlock()
			}
		},
	}
	start := time.Now()
	if rate > 0 {
		g.Generator = engine.Open(ctx, load.Constant{PerSecond: rate, For: length})
	} else {
		g.Generator = engine.Closed(ctx, callers, invocations, length)
	}
	g.Seconds = time.Since(start).Seconds()
	g.PeakMB = peakMB()
	if err := log.Close(); err != nil {
		return err
	}
	g.Sent, g.Failed = sent.Load(), failed.Load()
	if report {
		slices.Sort(latencies)
		g.Quantiles = map[string]string{}
		for name, q := range map[string]float64{"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999, "max": 1} {
			g.Quantiles[name] = at(latencies, q).String()
		}
	}
	return json.NewEncoder(os.Stdout).Encode(g)
}
