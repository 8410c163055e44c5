package main

import "testing"

// On the functions that were measured, a run that stops when it is sure names the
// cheapest size as well as ten invocations of each do, with fewer. The draws are
// always the same; -runs 2000 of the program has the figures.
func TestStopsEarlyAndRight(t *testing.T) {
	functions, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(functions) != 3 {
		t.Fatalf("%d functions", len(functions))
	}
	var all score
	for _, f := range functions {
		s, err := f.try(rule{load: "repeat: 3\nload: {concurrency: 1, invocations: 3}\nstop_when: {relative_error: 2%, of: cost}"}, 60)
		if err != nil {
			t.Fatal(err)
		}
		all.add(s, float64(len(functions)))
	}
	if all.regret > 2*maxRegret || all.perSize > maxInvocations || all.perSize < 3 {
		t.Errorf("%+v", all)
	}
}

func TestIntervalsCover(t *testing.T) {
	functions, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range functions {
		p := f.profiles[0]
		for _, c := range []struct {
			q float64
			n int
		}{{0.5, 20}, {0.95, 59}, {0, 50}} {
			if share := shareCovered(costs(p), c.q, c.n, 1000, 1); share < 0.9 || share > 1 {
				t.Errorf("%s at %d MB, q %v of %d: %.3f", f.name, p.MemoryMB, c.q, c.n, share)
			}
		}
	}
}
