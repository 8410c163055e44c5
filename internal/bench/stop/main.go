// Command stop measures how well stop_when decides, on what was measured of
// three functions on AWS Lambda (internal/bench/sebs names the source).
//
//	go run ./internal/bench/stop [-runs 2000] [-error 2] [-noise 8]
//
// Runs are replayed with other draws each, from the scenario to the summary. The
// truth is the size with the lowest cost at the 20 % trimmed mean of all warm
// invocations, the request fee included; the regret of a run is by how much the
// true cost of its alternatives.cheapest is above that. Then it counts how often
// intervals cover what they should. It ends with 1 when a figure misses what the
// project promises.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	runs := flag.Int("runs", 2000, "runs of each function and rule")
	relative := flag.Float64("error", 2, "relative_error of stop_when, in per cent")
	noise := flag.Float64("noise", 8, "variation from environment to environment of the last rule, in per cent")
	flag.Parse()
	kept, err := report(*runs, *relative/100, *noise/100)
	if err != nil {
		fmt.Fprintln(os.Stderr, "stop:", err)
		os.Exit(2)
	}
	if !kept {
		os.Exit(1)
	}
}

// Promises.
const (
	maxRegret      = 0.002 // mean over the functions
	maxInvocations = 8     // a size, mean over the functions
)

// report prints the tables and says whether the promises are kept.
func report(runs int, relative, noise float64) (bool, error) {
	functions, err := load()
	if err != nil {
		return false, err
	}
	adaptive := fmt.Sprintf("stop_when: {relative_error: %.3g%%, of: cost}", 100*relative)
	kept := true
	for _, r := range []rule{
		{name: "10 of each", load: "repeat: 1\nload: {concurrency: 1, invocations: 10}"},
		{name: adaptive, load: "repeat: 3\nload: {concurrency: 1, invocations: 3}\n" + adaptive, promised: true},
		{name: fmt.Sprintf("the same, environments differing by %.3g %%", 100*noise), load: "repeat: 3\nload: {concurrency: 1, invocations: 3}\n" + adaptive, noise: noise},
	} {
		fmt.Printf("\n%s\n%-12s %18s %7s %12s %13s %7s %10s\n", r.name, "function", "invocations a size", "looks", "mean regret", "worst regret", "right", "covered")
		var all score
		for _, f := range functions {
			s, err := f.try(r, runs)
			if err != nil {
				return false, err
			}
			s.print(f.name)
			all.add(s, float64(len(functions)))
		}
		all.print("mean")
		if r.promised && (all.regret > maxRegret || all.perSize > maxInvocations) {
			kept = false
			fmt.Printf("MISSED: a mean regret of at most %.1f %% at %d invocations a size at most\n", 100*maxRegret, maxInvocations)
		}
	}
	return coverage(functions, runs) && kept, nil
}
