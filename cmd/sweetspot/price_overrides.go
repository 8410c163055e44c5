package main

import (
	"fmt"
	"path/filepath"
	"regexp"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// repricing is what `sweetspot price` changes of a run's pricing.
type repricing struct {
	book, overlay, region, date string
	traffic, coldShare          string
	freeTier                    bool
	changesFreeTier             bool
	sets                        []string
	out                         string
}

// priceKeys are what --set may change here: nothing that was measured.
var priceKeys = regexp.MustCompile(`^(pricing|objective|gates|current|target\.(region|price_as)|targets\[[0-9]+\]\.(region|price_as))\b`)

// overrides turns the flags into overrides of the scenario.
func (r repricing) overrides(m *rundir.Manifest) ([]string, error) {
	var sets []string
	for _, flag := range []struct{ value, path string }{
		{r.book, "pricing.book"}, {r.date, "pricing.date"},
		{r.traffic, "pricing.traffic.requests_per_month"}, {r.coldShare, "pricing.traffic.cold_share"},
	} {
		if flag.value != "" {
			sets = append(sets, flag.path+"="+flag.value)
		}
	}
	if r.book != "" && r.overlay == "" {
		sets = append(sets, "pricing.overlay=null") // the book alone
	}
	if r.traffic != "" {
		sets = append(sets, "pricing.traffic.requests_by_hour=null") // in whose place it stands
	}
	if r.changesFreeTier {
		sets = append(sets, fmt.Sprintf("pricing.free_tier=%t", r.freeTier))
	}
	if r.overlay != "" {
		absolute, err := filepath.Abs(r.overlay)
		if err != nil {
			return nil, err
		}
		sets = append(sets, overlaid(absolute))
	}
	if r.region != "" {
		sets = append(sets, inRegion(m, r.region)...)
	}
	for _, set := range r.sets {
		if !priceKeys.MatchString(set) {
			return nil, fmt.Errorf("--set %s: only what a price rests on can change: pricing, objective, gates, current, target.region and target.price_as", set)
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// severalTargets finds a scenario's list of targets.
var severalTargets = regexp.MustCompile(`(?m)^["']?targets["']?\s*:`)

// inRegion puts every target into a region.
func inRegion(m *rundir.Manifest, region string) []string {
	if !severalTargets.MatchString(m.Scenario.Source) {
		return []string{"target.region=" + region}
	}
	var sets []string
	seen := map[string]bool{}
	for _, v := range m.Variants {
		if !seen[v.Target] {
			sets = append(sets, fmt.Sprintf("targets[%d].region=%s", len(seen), region))
			seen[v.Target] = true
		}
	}
	return sets
}

// command is the command line that prices the run so again.
func (r repricing) command(dir rundir.Dir) string {
	words := []string{"sweetspot", "price", string(dir)}
	for _, flag := range []struct{ name, value string }{
		{"--book", r.book}, {"--price-book", r.overlay}, {"--region", r.region}, {"--date", r.date},
		{"--traffic", r.traffic}, {"--cold-share", r.coldShare},
	} {
		if flag.value != "" {
			words = append(words, flag.name, flag.value)
		}
	}
	if r.changesFreeTier {
		words = append(words, fmt.Sprintf("--free-tier=%t", r.freeTier))
	}
	for _, set := range scenarios.RedactedSets(r.sets) {
		words = append(words, "--set", set)
	}
	return commandLine(words)
}
