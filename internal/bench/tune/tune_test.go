package main

import "testing"

// The limits hold with fewer seeds than the program uses, too. Every draw is
// seeded: nothing here depends on the machine.
func TestTuneHoldsItsLimits(t *testing.T) {
	all, err := sets(nil)
	if err != nil {
		t.Fatal(err)
	}
	seeds := map[string]int{"Published": 10, "Made of formulas": 2, "Drawn by seed": 8}
	for _, s := range all {
		scores := s.measure(strategies[:1], seeds[s.title], 0.08)
		for _, missed := range s.missed(scores) {
			t.Errorf("%s: %s", s.title, missed)
		}
	}
}

// A search that never finds the valley of the staircase is caught.
func TestLimitsCanBeMissed(t *testing.T) {
	all, err := published()
	if err != nil {
		t.Fatal(err)
	}
	staircase := set{"staircase", families(all[len(all)-1:])}
	blind := strategy{"the smallest", func(f *function) int { f.several(0, 121); return 0 }}
	if missed := staircase.missed(staircase.measure([]strategy{blind}, 2, 0.08)); len(missed) != 3 {
		t.Errorf("missed %q, want the regret, the invocations and the mean", missed)
	}
}

// The yardsticks spend what their descriptions say.
func TestYardsticks(t *testing.T) {
	all, err := published()
	if err != nil {
		t.Fatal(err)
	}
	staircase := families(all[len(all)-1:])[0]
	if s := staircase.score(strategies[2], 3, 0.08); s.calls != 300 || s.lost != 0 {
		t.Errorf("Power Tuning makes %v invocations, want 300", s.calls)
	}
	// Three sizes of 4 to warm up and 4 to 12 samples at least, six sizes at most.
	if s := staircase.score(strategies[1], 20, 0.08); s.calls < 24 || s.mostCalls > 96 || s.lost != 0 {
		t.Errorf("Parrotfish makes %v invocations, at most %d, want 24 to 96", s.calls, s.mostCalls)
	}
	quiet := staircase.score(strategies[1], 1, 0)
	if quiet.calls > 48 {
		t.Errorf("Parrotfish makes %v invocations without noise, want at most 48", quiet.calls)
	}
}
