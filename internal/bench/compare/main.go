// Command compare measures how well `sweetspot compare` decides.
//
//	go run ./internal/bench/compare [-samples 1000] [-blocks 6,10,20] [-runs 2000] [-drift 0] [-slower 10]
//
// Two runs are drawn, again and again, from what was measured of two functions
// on AWS Lambda (internal/bench/sebs names the source), and compared. A/A is how often
// a regression is found where both runs are of the same: false alarms. The other
// figure is how often one is found where the head is slower by as much as
// -slower says, in per cent. Verdicts are those of the command at its default
// limit of 5 %, for one variant, so before Holm's correction. With -drift every
// block is faster or slower as a whole, by a coefficient of variation in per
// cent.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// shown are the statistics that are counted.
var shown = []compare.Statistic{compare.P50, compare.P95, compare.Billed, compare.Cost}

func main() {
	samples := flag.Int("samples", 1000, "invocations a side")
	blocks := flag.String("blocks", "6,10,20", "blocks a side that they are divided among")
	runs := flag.Int("runs", 2000, "comparisons of each kind")
	drift := flag.Float64("drift", 0, "variation from block to block, in per cent")
	slower := flag.Float64("slower", 10, "by how much the head is slower, in per cent")
	flag.Parse()
	if err := table(*samples, *blocks, *runs, *drift/100, 1+*slower/100); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// table prints a row for each profile and number of blocks.
func table(samples int, blocks string, runs int, drift, factor float64) error {
	all, err := profiles()
	if err != nil {
		return err
	}
	fmt.Printf("%-12s %6s %6s", "function", "MB", "blocks")
	for _, s := range shown {
		fmt.Printf("  %16s", s)
	}
	fmt.Printf("\n%26s", "")
	for range shown {
		fmt.Printf("  %8s%8s", "A/A", "found")
	}
	fmt.Println()
	for _, text := range strings.Split(blocks, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > samples {
			return fmt.Errorf("-blocks %q is no number of blocks for %d samples", text, samples)
		}
		for _, p := range all {
			s := setting{samples, n, drift}
			alarms, found := p.rates(s, 1, runs), p.rates(s, factor, runs)
			fmt.Printf("%-12s %6d %6d", p.Function, p.MemoryMB, n)
			for _, statistic := range shown {
				fmt.Printf("  %6.2f %%%6.1f %%", 100*alarms[statistic], 100*found[statistic])
			}
			fmt.Println()
		}
	}
	return nil
}

// rates is the share of comparisons that find a regression where the head is
// slower by factor, for each statistic. The draws depend on nothing but the
// profile and the setting.
func (p profile) rates(s setting, factor float64, runs int) map[compare.Statistic]float64 {
	random := rand.New(rand.NewPCG(uint64(p.MemoryMB), uint64(len(p.Function)+1000*s.blocks)))
	out := map[compare.Statistic]float64{}
	for range runs {
		base, head := p.run(s, 1, random), p.run(s, factor, random)
		r := compare.Compare(base, head, compare.Options{Statistics: shown, Decide: shown, Limit: compare.DefaultLimit})
		for _, row := range r.Variants[0].Statistics {
			if row.Verdict == compare.Regression {
				out[row.Statistic] += 1 / float64(runs)
			}
		}
	}
	return out
}
