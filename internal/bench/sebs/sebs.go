// Package sebs holds what others measured of three functions on AWS Lambda, for
// the benchmarks that replay it. warm.csv names its source.
package sebs

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed warm.csv
var warm string

// Profile is what was measured of one function at one memory size.
type Profile struct {
	Function  string
	MemoryMB  int
	Durations []float64 // ms, ascending; warm invocations
}

// Warm reads the profiles, by function and then by size.
func Warm() ([]Profile, error) {
	var out []Profile
	for i, line := range strings.Split(strings.TrimSpace(warm), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.SplitN(line, ",", 3)
		if len(fields) != 3 {
			return nil, fmt.Errorf("line %d: %d fields, want 3", i+1, len(fields))
		}
		memory, err := strconv.Atoi(fields[1])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		p := Profile{Function: fields[0], MemoryMB: memory}
		for _, text := range strings.Fields(fields[2]) {
			ms, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			p.Durations = append(p.Durations, ms)
		}
		out = append(out, p)
	}
	return out, nil
}
