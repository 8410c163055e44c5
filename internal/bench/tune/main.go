// Command tune measures how well `sweetspot tune` finds the cheapest size.
//
//	go run ./internal/bench/tune [-seeds 200] [-noise 8] [FILE.csv...]
//
// The truth is what others measured: the mean time of a function at each size.
// Every invocation is that with lognormal noise, the sizes of the file are the
// candidates. Regret is what the size that a search picks truly costs, request
// fee included, more than the cheapest; expected over seeds. Beside it stand
// Parrotfish, by its published description, and AWS Lambda Power Tuning with six
// sizes at 50 invocations each. The profiles are those published (powertuning.csv,
// sebs.csv and lambda-cpu.csv of the scenario library name their sources), then
// such as are made of formulas, then kinds of which every seed draws another; or
// those of the files, with columns memory_mb, mean_ms and optionally profile and
// architecture. It exits with 1 where tune misses a limit.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	seeds := flag.Int("seeds", 200, "searches of each profile")
	noise := flag.Float64("noise", 8, "coefficient of variation of the time of an invocation, in per cent")
	flag.Parse()
	held, err := run(flag.Args(), *seeds, *noise/100)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tune:", err)
		os.Exit(2)
	}
	if !held {
		os.Exit(1)
	}
}

// set is a group of profiles that is held to the limits as a whole.
type set struct {
	title    string
	families []family
}

// sets are those of the files, or the ones that are built in.
func sets(files []string) ([]set, error) {
	if len(files) > 0 {
		given, err := fromFiles(files)
		return []set{{"Given", families(given)}}, err
	}
	measured, err := published()
	return []set{{"Published", families(measured)}, {"Made of formulas", synthetic()}, {"Drawn by seed", drawn()}}, err
}

// run prints a table of each set and reports whether tune held the limits.
func run(files []string, seeds int, noise float64) (held bool, err error) {
	all, err := sets(files)
	if err != nil {
		return false, err
	}
	held = true
	for _, s := range all {
		scores := s.measure(strategies, seeds, noise)
		s.print(os.Stdout, scores)
		if missed := s.missed(scores); len(missed) > 0 {
			held = false
			fmt.Println("MISSED:", missed)
		}
		fmt.Println()
	}
	return held, nil
}
