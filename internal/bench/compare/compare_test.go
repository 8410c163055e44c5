package main

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// The profiles have the sizes and the number of warm samples of the source.
func TestProfiles(t *testing.T) {
	all, err := profiles()
	if err != nil {
		t.Fatal(err)
	}
	values := 0
	for _, p := range all {
		values += len(p.Durations)
	}
	if len(all) != 13 || values != 3026 {
		t.Errorf("%d profiles with %d samples, want 13 with 3026", len(all), values)
	}
}

// At 1,000 samples a side a median that is 10 % higher is found, and two runs of
// the same are not told apart, on the noisiest size of both functions. The draws
// are always the same; -runs 2000 of the program has the figures.
func TestDecides(t *testing.T) {
	all, err := profiles()
	if err != nil {
		t.Fatal(err)
	}
	const runs = 60
	for _, p := range all {
		if noisiest := map[string]int{"graph-bfs": 2048, "compression": 1536}; p.MemoryMB != noisiest[p.Function] {
			continue
		}
		for _, blocks := range []int{6, 10} {
			s := setting{samples: 1000, blocks: blocks}
			if alarms := p.rates(s, 1, runs)[compare.P50]; alarms > 0.05 {
				t.Errorf("%s at %d MB, %d blocks: %.0f %% false alarms", p.Function, p.MemoryMB, blocks, 100*alarms)
			}
			if found := p.rates(s, 1.1, runs)[compare.P50]; found < 0.95 {
				t.Errorf("%s at %d MB, %d blocks: 10 %% found in %.0f %%", p.Function, p.MemoryMB, blocks, 100*found)
			}
		}
	}
}
