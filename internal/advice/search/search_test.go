package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// lambda are sizes at the prices of AWS Lambda on x86_64 in us-east-1, in USD.
func lambda(sizes ...int) []Candidate {
	all := make([]Candidate, len(sizes))
	for i, mb := range sizes {
		all[i] = Candidate{MemoryMB: float64(mb), Fixed: 2e-7, PerMS: 1.66667e-8 / 1024 * float64(mb)}
	}
	return all
}

func every(step int) []int {
	var sizes []int
	for mb := 128; mb <= 10240; mb += step {
		sizes = append(sizes, mb)
	}
	return sizes
}

func problem(candidates []Candidate) Problem {
	return Problem{Candidates: candidates, Batch: DefaultBatch, MaxInvocations: DefaultMaxInvocations, Tolerance: DefaultTolerance, Seed: 1}
}

// answer is what a size answers: the mean time, or why it fails.
type answerer func(memoryMB float64) (ms float64, failure Failure)

// steady is a time without failures.
func steady(ms func(float64) float64) answerer {
	return func(mb float64) (float64, Failure) { return ms(mb), Works }
}

// search runs a search to its end under 5 % of noise.
func search(p Problem, ask answerer) (history []Trial, last Step) {
	random := rand.New(rand.NewPCG(p.Seed, 9))
	for {
		step := p.Next(history)
		if step.Invocations == 0 {
			return history, step
		}
		ms, failure := ask(p.Candidates[step.Candidate].MemoryMB)
		t := Trial{Candidate: step.Candidate, Failure: failure}
		for range step.Invocations {
			if failure == Works {
				t.MS = append(t.MS, ms*math.Exp(0.05*random.NormFloat64()))
			} else {
				t.Failures++
			}
		}
		history = append(history, t)
	}
}

func spent(history []Trial) (n int) {
	for _, t := range history {
		n += len(t.MS) + t.Failures
	}
	return n
}

func TestSameHistorySameStep(t *testing.T) {
	p := problem(lambda(every(64)...))
	history, last := search(p, steady(func(mb float64) float64 { return 50 + 2e5/min(mb, 1769) }))
	again, same := search(p, steady(func(mb float64) float64 { return 50 + 2e5/min(mb, 1769) }))
	if len(history) != len(again) || last.Answer.Pick != same.Answer.Pick || last.Answer.Regret != same.Answer.Regret {
		t.Errorf("%d steps to %+v, then %d to %+v", len(history), last.Answer, len(again), same.Answer)
	}
}

// Whatever the function and whatever fails, a search ends within its means, its
// pick works and was measured, and nothing is measured below a size that ran out
// of memory.
func TestSearchKeepsItsWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfNDistinct(rapid.IntRange(128, 10240), 1, 40, rapid.ID[int]).Draw(t, "sizes")
		slices.Sort(sizes)
		p := problem(lambda(sizes...))
		p.Batch = rapid.IntRange(2, 12).Draw(t, "batch")
		p.MaxInvocations = rapid.IntRange(p.Batch, 200).Draw(t, "most")
		p.Objective = rapid.SampledFrom([]Objective{nil, Fastest{}, Balanced{0.5}, Within{Cheapest{}, 500}}).Draw(t, "objective")
		floor, slow := rapid.Float64Range(0, 12000).Draw(t, "floor"), rapid.Float64Range(0, 5000).Draw(t, "times out above")
		a, b := rapid.Float64Range(0, 1000).Draw(t, "a"), rapid.Float64Range(1, 1e6).Draw(t, "b")
		history, last := search(p, func(mb float64) (float64, Failure) {
			ms := a + b/mb
			switch {
			case mb < floor:
				return 0, OutOfMemory
			case ms > slow:
				return 0, TimedOut
			}
			return ms, Works
		})
		if n := spent(history); n > p.MaxInvocations {
			t.Fatalf("%d invocations, at most %d", n, p.MaxInvocations)
		}
		below := -1
		for _, trial := range history {
			if trial.Candidate <= below {
				t.Fatalf("%d MB is measured after a size ran out of memory", sizes[trial.Candidate])
			}
			if trial.Failure == OutOfMemory {
				below = max(below, trial.Candidate)
			}
		}
		if pick := last.Answer.Pick; pick != NoPick {
			measured := func(trial Trial) bool { return trial.Candidate == pick && trial.Failure == Works && len(trial.MS) > 0 }
			if !slices.ContainsFunc(history, measured) || pick <= below {
				t.Fatalf("the pick %d MB was not measured", sizes[pick])
			}
		}
	})
}

// A pick that is said to be settled was measured twice, and so were its
// neighbours at least once.
func TestPickIsConfirmed(t *testing.T) {
	p := problem(lambda(every(16)...))
	p.MaxInvocations = 1000
	for name, ms := range map[string]func(float64) float64{
		"smallest": func(mb float64) float64 { return 100 + 1e5/min(mb, 1769) },
		"decay":    func(mb float64) float64 { return 2673 + 21888*math.Pow(1-0.0055, mb-128) },
		"jump":     func(mb float64) float64 { return 100 + 900*math.Floor(min(1, 1500/mb)) },
	} {
		history, last := search(p, steady(ms))
		if last.Why != Settled {
			t.Fatalf("%s: %s after %d invocations", name, last.Why, spent(history))
		}
		at, n, beside := p.Candidates[last.Answer.Pick].MemoryMB, 0, map[int]bool{}
		for _, trial := range history {
			d := math.Log(p.Candidates[trial.Candidate].MemoryMB / at)
			if d == 0 {
				n += len(trial.MS)
			} else if math.Abs(d) < 0.12 {
				beside[int(math.Copysign(1, d))] = true
			}
		}
		if n < 2*p.Batch || at > 128 && !beside[-1] || !beside[1] {
			t.Errorf("%s: %v MB is the pick after %d invocations, neighbours %v", name, at, n, beside)
		}
	}
}

func TestObjectives(t *testing.T) {
	// One vCPU at 1,769 MB: cheapest at 128 MB by far, fastest from 1,769 MB on.
	work := steady(func(mb float64) float64 { return 400 + 2e5/min(mb, 1769) })
	tests := []struct {
		name      string
		objective Objective
		lo, hi    float64
	}{
		{"cheapest", Cheapest{}, 128, 300},
		{"fastest", Fastest{}, 1500, 10240},
		{"balanced", Balanced{0.5}, 300, 1200},
		{"within", Within{Cheapest{}, 700}, 640, 900},
	}
	for _, tt := range tests {
		p := problem(lambda(every(64)...))
		p.Objective = tt.objective
		_, last := search(p, work)
		if last.Answer.Pick == NoPick {
			t.Errorf("%s: no pick: %s", tt.name, last.Why)
		} else if mb := p.Candidates[last.Answer.Pick].MemoryMB; mb < tt.lo || mb > tt.hi {
			t.Errorf("%s: picked %v MB, want %v to %v", tt.name, mb, tt.lo, tt.hi)
		}
	}
	p := problem(lambda(every(64)...))
	p.Objective = Within{Cheapest{}, 100}
	if _, last := search(p, work); last.Answer.Pick != NoPick || last.Why != Unusable {
		t.Errorf("no size takes less than 400 ms, but the pick for 100 ms is %+v: %s", last.Answer, last.Why)
	}
}

func TestNothingWorks(t *testing.T) {
	for _, failure := range []Failure{OutOfMemory, TimedOut, Fails} {
		p := problem(lambda(128, 256, 512))
		history, last := search(p, func(float64) (float64, Failure) { return 0, failure })
		if last.Answer.Pick != NoPick || last.Why != Unusable {
			t.Errorf("%s: %+v", failure, last)
		}
		if failure == OutOfMemory && len(history) != 1 {
			t.Errorf("%d sizes measured after the largest ran out of memory", len(history)-1)
		}
	}
}

func TestCheck(t *testing.T) {
	good := problem(lambda(128, 256))
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Problem){
		"no size":        func(p *Problem) { p.Candidates = nil },
		"not ascending":  func(p *Problem) { p.Candidates = lambda(256, 128) },
		"a size of zero": func(p *Problem) { p.Candidates = lambda(0, 128) },
		"batch of one":   func(p *Problem) { p.Batch = 1 },
		"too few":        func(p *Problem) { p.MaxInvocations = 4 },
		"no tolerance":   func(p *Problem) { p.Tolerance = math.NaN() },
	} {
		p := problem(lambda(128, 256))
		spoil(&p)
		if p.Check() == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

// Cross-validation tells a step from a curve.
func TestModelsAreWeighed(t *testing.T) {
	for want, ms := range map[Model]func(float64) float64{
		Capped: func(mb float64) float64 { return 5 + 1e6/min(mb, 1769) },
		Steps: func(mb float64) float64 {
			if mb < 1500 {
				return 900
			}
			return 90
		},
	} {
		p := problem(lambda(every(64)...))
		_, last := search(p, steady(ms))
		for _, m := range Models {
			if last.Answer.Weights[m] > last.Answer.Weights[want] {
				t.Errorf("%s weighs %.2f, %s only %.2f", m, last.Answer.Weights[m], want, last.Answer.Weights[want])
			}
		}
	}
}
