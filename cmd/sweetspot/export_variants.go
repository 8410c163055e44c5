package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// chooseVariants says of each variant of a manifest whether it is wanted.
func chooseVariants(variants []rundir.Variant, wishes []string) ([]bool, error) {
	var all []candidate
	for _, v := range variants {
		all = append(all, candidate{v.Label, factsOf(v.Target, v.MemoryMB, v.Architecture, nil)})
	}
	return choose(all, wishes)
}

// keepTrials leaves in a summary the trials that are wanted, and the gates of
// these.
func keepTrials(s *reports.Summary, wishes []string) error {
	var all []candidate
	for _, t := range s.Trials {
		v := t.Variant
		all = append(all, candidate{t.Label, factsOf(v.Target, v.MemoryMB, v.Architecture, v.Params)})
	}
	chosen, err := choose(all, wishes)
	if err != nil {
		return err
	}
	var trials []reports.Trial
	for i, t := range s.Trials {
		if chosen[i] {
			trials = append(trials, t)
		}
	}
	s.Trials = trials
	s.Gates = slices.DeleteFunc(s.Gates, func(g reports.GateResult) bool {
		return len(wishes) > 0 && g.Variant != nil && !slices.ContainsFunc(trials, func(t reports.Trial) bool { return t.Variant.Equal(*g.Variant) })
	})
	return nil
}

// candidate is a variant that may be wanted.
type candidate struct {
	label string
	facts map[string]string // by the keys of conditions
}

func factsOf(target string, memoryMB int, architecture string, params map[string]string) map[string]string {
	facts := map[string]string{"target": target, "architecture": architecture, "memory": strconv.Itoa(memoryMB), "memory_mb": strconv.Itoa(memoryMB)}
	for name, value := range params {
		facts[name] = value
	}
	return facts
}

// meets reports whether conditions such as target=api,memory=512 hold, all of
// them.
func (c candidate) meets(conditions string) bool {
	for condition := range strings.SplitSeq(conditions, ",") {
		key, value, ok := strings.Cut(condition, "=")
		value = strings.TrimSpace(strings.TrimPrefix(value, "="))
		if fact, known := c.facts[strings.TrimSpace(key)]; !ok || !known || fact != value {
			return false
		}
	}
	return true
}

// choose says of each variant whether it is wanted: its label is, or it meets
// conditions. Without any wish all are.
func choose(all []candidate, wishes []string) ([]bool, error) {
	chosen := make([]bool, len(all))
	var labels []string
	for i, c := range all {
		chosen[i] = len(wishes) == 0
		labels = append(labels, format.Clean(c.label))
	}
	for _, wish := range wishes {
		met := false
		for i, c := range all {
			if c.label == wish || c.meets(wish) {
				chosen[i], met = true, true
			}
		}
		if !met {
			return nil, fmt.Errorf("--variant: no variant is %q; the run has %s", wish, strings.Join(labels, ", "))
		}
	}
	return chosen, nil
}
