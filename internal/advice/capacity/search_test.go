package capacity

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// shape is a target of which every call is drawn by itself.
func shape(call func(rng *rand.Rand, rate, at float64) Call) target {
	return func(rng *rand.Rand, rate, seconds float64) *Probe {
		p := &Probe{Rate: rate, Intended: int(rate * seconds)}
		for seq := range p.Intended {
			c := call(rng, rate, settle+float64(seq)/rate)
			c.Seq, c.Service = int32(seq), c.Latency
			if c.Outcome == "" {
				c.Outcome = measure.OutcomeOK
			}
			p.Calls = append(p.Calls, c)
		}
		return p
	}
}

// backlog is the wait in ms of a server that gets through at most capacity a
// second, evenly, and has so for a time.
func backlog(rate, capacity, at float64) float32 {
	return float32(1000 * at * max(0, rate/capacity-1))
}

func TestSearch(t *testing.T) {
	noisy := func(rng *rand.Rand, ms float64) float32 { return float32(ms * math.Exp(0.3*rng.NormFloat64())) }
	tests := []struct {
		name   string
		where  string
		answer target
		low    float64 // where the answer has to lie
		high   float64
		by     Limiter
	}{
		{"a server that gets through so much", "p99 < 300ms, errors < 0.1%", shape(func(rng *rand.Rand, rate, at float64) Call {
			return Call{Latency: noisy(rng, 20) + backlog(rate, 240, at)}
		}), 228, 252, BySLO},
		{"throttled above a rate", "errors < 0.1%", shape(func(rng *rand.Rand, rate, _ float64) Call {
			if rng.Float64() > 77/rate {
				return Call{Latency: 3, Outcome: measure.OutcomeThrottle}
			}
			return Call{Latency: noisy(rng, 20)}
		}), 73, 77.5, BySLO},
		{"none may be throttled", "throttles == 0, mean < 1s", shape(func(rng *rand.Rand, rate, _ float64) Call {
			if rng.Float64() > 77/rate {
				return Call{Latency: 3, Outcome: measure.OutcomeThrottle}
			}
			return Call{Latency: noisy(rng, 20)}
		}), 73, 77.5, BySLO},
		{"slower with every request more", "mean < 50ms", shape(func(rng *rand.Rand, rate, _ float64) Call {
			return Call{Latency: noisy(rng, rate/8)}
		}), 350, 400, BySLO},
		{"holds all over the range", "p95 < 300ms", shape(func(rng *rand.Rand, _, _ float64) Call {
			return Call{Latency: noisy(rng, 20)}
		}), 1000, 1000, ByRange},
		{"does not hold at the lowest", "p95 < 10ms", shape(func(rng *rand.Rand, _, _ float64) Call {
			return Call{Latency: noisy(rng, 20)}
		}), 0, 0, ByRange},
		{"fails whatever comes", "p95 < 10ms, timeouts == 0", shape(func(*rand.Rand, float64, float64) Call {
			return Call{Latency: 3, Outcome: measure.OutcomeTimeout}
		}), 0, 0, ByRange},
		{"the machine sends late above a rate", "p99 < 100ms", shape(func(rng *rand.Rand, rate, at float64) Call {
			late := backlog(rate, 300, at)
			return Call{Latency: noisy(rng, 20) + late, Lag: late}
		}), 270, 330, ByGenerator},
		{"the machine is short of CPU above a rate", "p99 < 100ms", shape(func(rng *rand.Rand, rate, _ float64) Call {
			if rate > 300 {
				return Call{Latency: noisy(rng, 500), Contended: true}
			}
			return Call{Latency: noisy(rng, 20)}
		}), 285, 300, ByGenerator},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := Problem{Where: mustSLO(t, test.where), From: 10, To: 1000, Precision: 0.05, Confidence: 0.95}
			for seed := range uint64(5) {
				a := run(p, test.answer, rand.New(rand.NewPCG(seed, 3)))
				if !a.Done || a.Gave || a.Rate < test.low || a.Rate > test.high || a.Limiter != test.by {
					t.Errorf("%.4g limited by %q, want %.4g to %.4g by %q: %+v", a.Rate, a.Limiter, test.low, test.high, test.by, a)
				}
				if (a.Limiter == ByGenerator) != (a.Machine != "") {
					t.Errorf("the machine is to blame for %q", a.Machine)
				}
				if a.Rate > 0 && (!a.Rechecked || len(a.At) == 0 || !a.Probes[a.At[0]].Check) {
					t.Errorf("%v has not been checked last: %+v", a.Rate, a)
				}
			}
		})
	}
}

// A machine that is short of CPU now and then spoils no probe that holds all the
// same, however few calls it has.
func TestMachineIsNotToBlameForWhatHolds(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p95 < 500ms, errors < 1%"), From: 1, To: 64, Precision: 0.05, Confidence: 0.95}
	a := run(p, shape(func(rng *rand.Rand, _, _ float64) Call {
		return Call{Latency: float32(2 + rng.ExpFloat64()), Lag: float32(20 * rng.IntN(2)), Contended: rng.IntN(3) == 0}
	}), rand.New(rand.NewPCG(1, 1)))
	if a.Rate != 64 || a.Limiter != ByRange || len(a.Probes) > 9 {
		t.Errorf("%+v", a)
	}
}

// A target that gets slower while it is searched is found at what it holds last.
func TestLaterProbesWin(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p95 < 100ms"), From: 10, To: 1000, Precision: 0.05, Confidence: 0.95}
	probes := 0
	slowing := shape(func(_ *rand.Rand, rate, at float64) Call {
		capacity := 400.0
		if probes > 9 {
			capacity = 200
		}
		return Call{Latency: 20 + backlog(rate, capacity, at)}
	})
	a := run(p, func(rng *rand.Rand, rate, seconds float64) *Probe {
		probes++
		return slowing(rng, rate, seconds)
	}, rand.New(rand.NewPCG(1, 1)))
	if a.Rate < 180 || a.Rate > 205 || !a.Rechecked {
		t.Errorf("%+v", a)
	}
}

func TestLostProbe(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p95 < 100ms"), From: 10, To: 1000, Precision: 0.05, Confidence: 0.95}
	s := New(p)
	s.Add(&Probe{Rate: 10, Intended: 100, Lost: true, Calls: []Call{{Latency: 200, Outcome: measure.OutcomeOK}}})
	if a := s.Answer(); !a.Done || a.Rate != 0 || a.High != 10 || a.Limiter != ByRange || !slices.Equal(a.At, []int{0}) {
		t.Errorf("%+v", a)
	}
}

func TestUnfinished(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p95 < 100ms"), From: 10, To: 1000, Precision: 0.05, Confidence: 0.95}
	s := New(p)
	if a := s.Answer(); a.Done || a.Rate != 0 || len(a.At) != 0 {
		t.Errorf("%+v", a)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	quick := shape(func(*rand.Rand, float64, float64) Call { return Call{Latency: 20} })
	for range 3 {
		s.Add(quick(rng, s.Next().Rate, 10))
	}
	if a := s.Answer(); a.Done || a.Rate != 40 || a.Rechecked || !slices.Equal(a.At, []int{2}) || a.Limiter != ByNothing {
		t.Errorf("%+v", a)
	}
}

func TestMachine(t *testing.T) {
	calls := func(n int, c Call) []Call {
		c.Outcome, c.Latency = measure.OutcomeOK, 10
		return slices.Repeat([]Call{c}, n)
	}
	for _, test := range []struct {
		probe Probe
		want  string
	}{
		{Probe{Intended: 100, Calls: calls(100, Call{})}, ""},
		{Probe{Intended: 100, Calls: calls(98, Call{})}, "2 of 100 sends were never made"},
		{Probe{Intended: 100, Calls: calls(50, Call{}), Lost: true}, ""},
		{Probe{Intended: 100, Calls: append(calls(98, Call{}), calls(2, Call{Lag: 6})...)}, "2 of 100 sends were late"},
		{Probe{Intended: 100, Calls: append(calls(99, Call{}), calls(1, Call{Lag: 6})...)}, ""},
		{Probe{Intended: 100, Calls: append(calls(79, Call{}), calls(21, Call{Contended: true})...)}, "short of CPU"},
	} {
		if got := test.probe.machine(true); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestNeeds(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p99 < 100ms, errors < 0.1%, throttles == 0, mean < 50ms"), From: 1, To: 1000, Precision: 0.05, Confidence: 0.95}
	needs := p.Needs(10)
	if len(needs) != 3 || needs[0] != (Need{"p99 < 100ms", 300, 2}) || needs[1].N != 3688 || needs[2].N != 60 {
		t.Errorf("%+v", needs)
	}
	if probes, steps := p.Probes(); probes != 22 || steps != 28 {
		t.Errorf("%d probes, %d steps", probes, steps)
	}
	// So many calls without a failure are sure, and one fewer are not.
	for n, want := range map[int]Verdict{3688: Holds, 3687: Unsure} {
		calls := slices.Repeat([]Call{{Outcome: measure.OutcomeOK}}, n)
		if got := judge(mustSLO(t, "errors < 0.1%"), calls, New(p).looks); got.verdict != want {
			t.Errorf("%d calls: %+v, want %s", n, got, want)
		}
	}
}

// A machine that fails every probe is to blame, and not the target.
func TestABusyMachine(t *testing.T) {
	p := Problem{Where: mustSLO(t, "p95 < 50ms"), From: 1, To: 64, Precision: 0.05, Confidence: 0.95}
	busy := Call{Latency: 100, Lag: 90, Contended: true}
	a := run(p, shape(func(*rand.Rand, float64, float64) Call { return busy }), nil)
	if a.Rate != 0 || a.Limiter != ByGenerator || a.Machine == "" || a.High != 0 || len(a.Probes) != machineTries {
		t.Errorf("%+v", a)
	}
	// From some moment on: what held until then stands, and was not checked again.
	probes := 0
	a = run(p, func(rng *rand.Rand, rate, seconds float64) *Probe {
		probes++
		return shape(func(*rand.Rand, float64, float64) Call {
			if probes > 3 {
				return busy
			}
			return Call{Latency: 10}
		})(rng, rate, seconds)
	}, nil)
	if a.Rate != 4 || a.Rechecked || a.Limiter != ByGenerator || a.High != 0 || len(a.Probes) > 3+machineMost+1 {
		t.Errorf("%+v", a)
	}
}
