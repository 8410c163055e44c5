// Package gobench writes a summary as Go benchmark results, which benchstat
// reads: https://go.dev/design/14313-benchmark-format. Each block of a trial is
// a line, so that benchstat sees how the blocks differ; blocks in which nothing
// succeeded have none.
//
//	benchstat -col /memory results.txt
//	benchstat old.txt new.txt
package gobench

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Render writes the blocks of a summary.
func Render(w io.Writer, s *reports.Summary) error {
	out := bufio.NewWriter(w)
	write(out, "# ", origin(s))
	write(out, "", config(s))
	for _, unit := range lower {
		fmt.Fprintf(out, "Unit %s better=lower\n", unit)
	}
	for i := range s.Trials {
		trial(out, s, &s.Trials[i])
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write benchmark results: %w", err)
	}
	return nil
}

type setting struct{ key, value string }

// write writes those settings that have a value.
func write(w io.Writer, mark string, settings []setting) {
	for _, s := range settings {
		if value := format.Clean(s.value); value != "" {
			fmt.Fprintf(w, "%s%s: %s\n", mark, s.key, value)
		}
	}
}

// origin says which run the results are of, for people: as settings these would
// keep benchstat from comparing one run with the next.
func origin(s *reports.Summary) []setting {
	out := []setting{{"run", s.Run.ID}, {"version", s.Run.Version}, {"host", s.Run.Host.OS}}
	if !s.Run.StartedAt.IsZero() {
		out = append(out, setting{"started", s.Run.StartedAt.UTC().Format(time.RFC3339)})
	}
	return out
}

// config are the settings: benchstat compares results of the same ones.
func config(s *reports.Summary) []setting {
	platform, _, _ := strings.Cut(s.Run.Host.OS, " ") // the kernel may follow
	os, arch, _ := strings.Cut(platform, "/")
	return []setting{
		{"goos", os}, {"goarch", arch}, {"pkg", "sweetspot/" + s.Scenario.Name}, {"cpu", s.Run.Host.CPU}, {"load", s.Scenario.Load},
	}
}

// The units. Benchstat writes ns as seconds.
const (
	mean   = "ns/op"
	p50    = "p50-ns"
	p90    = "p90-ns"
	p95    = "p95-ns"
	p99    = "p99-ns"
	billed = "billed-ns/op"
	failed = "errors/op"
)

// lower are the units in which less is better and of which benchstat cannot know.
var lower = []string{p50, p90, p95, p99, billed, failed}

// trial writes a line for each block.
func trial(w io.Writer, s *reports.Summary, t *reports.Trial) {
	name := nameOf(s, t.Variant)
	for _, b := range t.Blocks {
		succeeded := b.N - b.Errors
		if succeeded < 1 {
			continue
		}
		fmt.Fprintf(w, "Benchmark%s\t%d", name, succeeded)
		for _, v := range []struct {
			ms   *float64
			unit string
		}{{b.Mean, mean}, {b.P50, p50}, {b.P90, p90}, {b.P95, p95}, {b.P99, p99}, {b.MeanBilledMS, billed}} {
			if v.ms != nil {
				fmt.Fprintf(w, "\t%s %s", number(*v.ms*1e6), v.unit)
			}
		}
		fmt.Fprintf(w, "\t%s %s", number(float64(b.Errors)/float64(b.N)), failed)
		if b.CostPerMillion != nil && t.Cost != nil {
			fmt.Fprintf(w, "\t%s %s/million-ops", b.CostPerMillion, safe(t.Cost.Currency))
		}
		fmt.Fprintln(w)
	}
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
