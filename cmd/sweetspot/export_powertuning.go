package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/powertuning"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// exportPowerTuning prints the URL that shows the sizes of one function as Power
// Tuning's visualizer does: mean duration and cost of an invocation. Nothing is
// requested.
func exportPowerTuning(w io.Writer, s *reports.Summary) (string, error) {
	if err := oneFunction(s); err != nil {
		return "", inputError(err)
	}
	var p powertuning.Profile
	var left []string
	currency := ""
	for _, t := range s.Trials {
		if t.Duration.Mean == nil || t.Cost == nil || !t.Usable {
			left = append(left, format.Clean(t.Label))
			continue
		}
		currency = t.Cost.Currency
		p.Points = append(p.Points, powertuning.Point{MemoryMB: t.Variant.MemoryMB, DurationMS: *t.Duration.Mean, Cost: t.Cost.PerInvocation})
	}
	if len(p.Points) == 0 {
		return "", inputError(errors.New("power-tuning needs the mean duration and the cost of a size, and the run has none that is usable"))
	}
	url, err := p.URL(currency)
	if err != nil {
		return "", inputError(err)
	}
	told := "mean duration and cost of an invocation, the request in it; the URL holds them, and they go nowhere"
	if len(left) > 0 {
		told += "; left out, as unusable or without duration or cost: " + strings.Join(left, ", ")
	}
	_, err = fmt.Fprintln(w, url)
	return told, err
}

// oneFunction refuses trials that differ in more than their memory: the format
// has a place for one figure a size.
func oneFunction(s *reports.Summary) error {
	first := map[string]string{}
	for _, t := range s.Trials {
		if t.Variant.MemoryMB == 0 {
			return fmt.Errorf("power-tuning shows a function's memory sizes, and %s has none", format.Clean(t.Variant.Target))
		}
		facts := map[string]string{"target": t.Variant.Target, "architecture": t.Variant.Architecture}
		maps.Copy(facts, t.Variant.Params)
		for _, key := range slices.Sorted(maps.Keys(facts)) {
			if was, known := first[key]; known && was != facts[key] {
				return fmt.Errorf("power-tuning shows one function, and the run has several: choose one with --variant, such as %s=%s (conditions joined by commas must all hold)", format.Clean(key), format.Clean(was))
			}
			first[key] = facts[key]
		}
	}
	return nil
}
