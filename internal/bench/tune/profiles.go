package main

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

//go:embed powertuning.csv
var powerTuning string

//go:embed sebs.csv
var sebs string

// profile is the truth about a function: its mean time at every size.
type profile struct {
	name         string
	architecture string
	sizes        []size // ascending
	oomBelow     int    // sizes below it run out of memory
}

type size struct {
	memoryMB int
	ms       float64
}

// Prices of AWS Lambda in us-east-1, first tier, in USD:
// https://aws.amazon.com/lambda/pricing/ on 2026-09-01.
const requestUSD = 0.2e-6

var gbSecondUSD = map[string]float64{"x86_64": 0.0000166667, "arm64": 0.0000133334}

// perMS is the price of a millisecond at a size.
func (p profile) perMS(memoryMB int) float64 {
	return gbSecondUSD[cmp.Or(p.architecture, "x86_64")] * float64(memoryMB) / 1024 / 1000
}

// cost is the true cost of an invocation at a size.
func (p profile) cost(s size) float64 { return requestUSD + p.perMS(s.memoryMB)*s.ms }

// works reports whether a size has enough memory.
func (p profile) works(i int) bool { return p.sizes[i].memoryMB >= p.oomBelow }

// cheapest is the lowest true cost of all sizes that work.
func (p profile) cheapest() float64 {
	best := math.Inf(1)
	for i, s := range p.sizes {
		if p.works(i) {
			best = min(best, p.cost(s))
		}
	}
	return best
}

// nearest is the index of the size nearest to another.
func (p profile) nearest(memoryMB int) int {
	best := 0
	for i, s := range p.sizes {
		if abs(s.memoryMB-memoryMB) < abs(p.sizes[best].memoryMB-memoryMB) {
			best = i
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// published are the profiles in this folder and the CPU staircase of the
// scenario library.
func published() ([]profile, error) {
	staircase, err := scenarios.Library.ReadFile("library/lambda-cpu.csv")
	if err != nil {
		return nil, err
	}
	a, errA := readProfiles(powerTuning, "")
	b, errB := readProfiles(sebs, "")
	c, errC := readProfiles(string(staircase), "lambda-cpu")
	return slices.Concat(a, b, c), errors.Join(errA, errB, errC)
}

// fromFiles reads profiles that are not in the repository.
func fromFiles(names []string) ([]profile, error) {
	var all []profile
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		profiles, err := readProfiles(string(text), name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, profiles...)
	}
	return all, nil
}

// readProfiles reads a CSV file with a header: memory_mb, mean_ms or
// mean_duration_ms, and optionally profile and architecture. The name stands for
// that of a profile in a file without such a column.
func readProfiles(text, name string) ([]profile, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, cmp.Or(err, errors.New("there are no rows"))
	}
	column := columns(rows[0])
	var all []profile
	for _, row := range rows[1:] {
		memory, errM := strconv.Atoi(column.of(row, "memory_mb", ""))
		ms, errT := strconv.ParseFloat(column.of(row, "mean_ms", column.of(row, "mean_duration_ms", "")), 64)
		if err := errors.Join(errM, errT); err != nil {
			return nil, err
		}
		if title := column.of(row, "profile", name); len(all) == 0 || all[len(all)-1].name != title {
			all = append(all, profile{name: title, architecture: column.of(row, "architecture", "x86_64")})
		}
		last := &all[len(all)-1]
		last.sizes = append(last.sizes, size{memory, ms})
	}
	for _, p := range all {
		slices.SortFunc(p.sizes, func(a, b size) int { return cmp.Compare(a.memoryMB, b.memoryMB) })
	}
	return all, nil
}

// columns are the titles of a file.
type columns []string

// of is what a row has under a title, other where there is no such column.
func (c columns) of(row []string, title, other string) string {
	if i := slices.Index(c, title); i >= 0 {
		return row[i]
	}
	return other
}
