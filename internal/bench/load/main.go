// Command bench compares the load engine with other load generators on this
// machine: CPU per request and pacing at fixed rates, peak throughput, and what
// each reports of a server that stalls. Every figure comes from runs that
// alternate between the tools, and is a median; ratios are what counts, since
// machines differ and drift.
//
//	go run ./internal/bench/load                 # all of it, about half an hour
//	go run ./internal/bench/load -only pacing -rates 5000 -runs 3
//
// The server runs on the first core and the generator on the second. Peers are
// built through the Go module proxy, in a module of their own; one that cannot be
// built is left out and named.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings of a comparison.
type settings struct {
	runs   int
	length time.Duration
	rates  []int
	only   string
	peers  []string
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "serve":
			return serve(ctx)
		case "generate":
			return generate(ctx, args[1:])
		}
	}
	var s settings
	var rates, peers string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&s.runs, "runs", 7, "runs of each tool; medians are shown")
	flags.DurationVar(&s.length, "for", 10*time.Second, "length of a run")
	flags.StringVar(&rates, "rates", "1000,5000,10000", "rates of the pacing runs, per second")
	flags.StringVar(&s.only, "only", "", "one of pacing, peak, stall, memory")
	flags.StringVar(&peers, "peers", "vegeta,vegeta-64,k6,bombardier,fortio", "tools to compare with")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, text := range strings.Split(rates, ",") {
		rate, err := strconv.Atoi(text)
		if err != nil || rate < 1 {
			return fmt.Errorf("-rates: %q is not a rate", text)
		}
		s.rates = append(s.rates, rate)
	}
	s.peers = strings.Split(peers, ",")
	return compare(ctx, s)
}

// compare runs the parts that are asked for.
func compare(ctx context.Context, s settings) error {
	work, err := os.MkdirTemp("", "sweetspot-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	tools, err := buildTools(ctx, work, s.peers)
	if err != nil {
		return err
	}
	bench := &comparison{settings: s, work: work, tools: tools}
	parts := []struct {
		name string
		run  func(context.Context) error
	}{{"pacing", bench.pacing}, {"peak", bench.peak}, {"stall", bench.stall}, {"memory", bench.memory}}
	var errs []error
	for _, part := range parts {
		if s.only == "" || s.only == part.name {
			errs = append(errs, part.run(ctx))
		}
	}
	return errors.Join(errs...)
}
