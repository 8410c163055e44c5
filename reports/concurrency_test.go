package reports_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// request is a success of the load phase of block 0 from one ms to another of
// its start, served by an environment for the last so many ms.
func request(from, to, served int, environment string) measure.Sample {
	at := func(ms int) time.Time { return reportstest.Began.Add(time.Duration(ms) * time.Millisecond) }
	return measure.Sample{
		Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK, Intended: at(from), Sent: at(from), End: at(to),
		Duration: time.Duration(served) * time.Millisecond, Environment: environment,
	}
}

// alone is the trial of samples that are all that is known of a run.
func alone(t fataler, model scenarios.LoadModel, samples ...measure.Sample) reports.Trial {
	t.Helper()
	in := one(0, nil)
	in.Scenario.Load.Model = model
	in.Blocks, in.Samples = nil, measure.List(samples)
	return build(t, in).Trials[0]
}

func TestConcurrencyOverTime(t *testing.T) {
	c := alone(t, scenarios.Open,
		request(0, 2, 1, "a"), request(1, 3, 1, "b"), request(2, 4, 1, "a"), // the first ends as the third is sent
	).Concurrency
	if c.Max != 2 || c.Mean != 1.5 {
		t.Errorf("at most %d and %g on average, want 2 and 1.5", c.Max, c.Mean)
	}
	course := c.OverTime
	if course == nil || course.StepMS != 1 || !slices.Equal(course.InFlightMean, []float64{1, 2, 2, 1}) ||
		!slices.Equal(course.InFlightMax, []int{1, 2, 2, 1}) || !slices.Equal(course.Environments, []int{1, 2, 2, 1}) {
		t.Errorf("course %+v", course)
	}
	if c.TimeToScale != nil {
		t.Errorf("a steady load scaled in %g ms", *c.TimeToScale)
	}
}

// Two blocks are laid over each other: means over both, the larger maximum.
func TestConcurrencyOfTwoBlocks(t *testing.T) {
	second := request(10_000, 10_002, 1, "b")
	second.Block = 1
	both := second
	c := alone(t, scenarios.Open, request(0, 1, 1, "a"), second, both).Concurrency
	if got, want := c.OverTime.InFlightMean, []float64{1.5, 2}; !slices.Equal(got, want) {
		t.Errorf("means %v, want %v", got, want)
	}
	if got, want := c.OverTime.InFlightMax, []int{2, 2}; !slices.Equal(got, want) {
		t.Errorf("maxima %v, want %v", got, want)
	}
}

func TestTheCourseIsShort(t *testing.T) {
	for _, tt := range []struct {
		last int // ms
		step float64
	}{{1, 1}, {60, 1}, {61, 2}, {121, 5}, {600, 10}, {601, 20}, {3_600_000, 100_000}, {1_000_000_000, 20_000_000}} {
		course := alone(t, scenarios.Open, request(0, 1, 1, ""), request(tt.last-1, tt.last, 1, "")).Concurrency.OverTime
		if course.StepMS != tt.step || len(course.InFlightMean) != int(math.Ceil(float64(tt.last)/tt.step)) || len(course.InFlightMean) > 60 {
			t.Errorf("%d ms: %d steps of %g ms, want them of %g", tt.last, len(course.InFlightMean), course.StepMS, tt.step)
		}
	}
}

func TestTimeToScale(t *testing.T) {
	// The second environment is up when it begins to serve: 150 ms before 500.
	burst := []measure.Sample{request(0, 200, 150, "a"), request(0, 500, 150, "b"), request(0, 700, 150, "a")}
	if got := alone(t, scenarios.Burst, burst...).Concurrency.TimeToScale; got == nil || *got != 350 {
		t.Errorf("with environments %v, want 350 ms", got)
	}
	plain := []measure.Sample{request(0, 200, 0, ""), request(3, 500, 0, ""), request(250, 700, 0, "")}
	if got := alone(t, scenarios.Burst, plain...).Concurrency.TimeToScale; got == nil || *got != 3 {
		t.Errorf("without environments %v, want 3 ms, when the most were in flight", got)
	}
	if got := alone(t, scenarios.Burst).Concurrency; got.TimeToScale != nil || got.OverTime != nil {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestThrottlesByReason(t *testing.T) {
	throttle := func(phase measure.Phase, reason string) measure.Sample {
		s := request(0, 1, 0, "")
		s.Phase, s.Outcome, s.Reason = phase, measure.OutcomeThrottle, reason
		return s
	}
	got := alone(t, scenarios.Open, request(0, 1, 1, "a"),
		throttle(measure.PhaseLoad, "ReservedFunctionConcurrentInvocationLimitExceeded"), throttle(measure.PhaseLoad, "CallerRateLimitExceeded"),
		throttle(measure.PhaseLoad, "CallerRateLimitExceeded"), throttle(measure.PhaseLoad, ""), throttle(measure.PhaseWarmup, "CallerRateLimitExceeded"),
	).Concurrency.Throttles
	want := map[string]int{"CallerRateLimitExceeded": 2, "ReservedFunctionConcurrentInvocationLimitExceeded": 1, "": 1}
	if !maps.Equal(got, want) {
		t.Errorf("throttles %v, want %v", got, want)
	}
}

// The most in flight is that of the instant in which the most requests had been
// sent and not ended, found by asking every one.
func TestMostInFlight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var samples []measure.Sample
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			from := rapid.IntRange(0, 30).Draw(t, "from")
			samples = append(samples, request(from, from+rapid.IntRange(0, 9).Draw(t, "takes"), 0, ""))
		}
		want, busy := 0, time.Duration(0)
		for _, a := range samples {
			busy += a.Service()
			n := 0
			for _, b := range samples {
				if !b.Sent.After(a.Sent) && b.End.After(a.Sent) && b.End.After(b.Sent) {
					n++
				}
			}
			want = max(want, n)
		}
		c := alone(t, scenarios.Open, samples...).Concurrency
		if c.Max != want {
			t.Fatalf("%d in flight, want %d", c.Max, want)
		}
		if c.OverTime == nil {
			if busy > 0 {
				t.Fatal("no course")
			}
			return
		}
		sum := 0.0
		for _, mean := range c.OverTime.InFlightMean {
			sum += mean * c.OverTime.StepMS
		}
		if ms := float64(busy) / float64(time.Millisecond); math.Abs(sum-ms) > 1e-3 {
			t.Fatalf("the course adds up to %g ms of requests, want %g", sum, ms)
		}
		if most := slices.Max(c.OverTime.InFlightMax); most != want {
			t.Fatalf("the course's most is %d, want %d", most, want)
		}
	})
}

// Beyond the samples that are kept in order, too, the order of the input makes
// no difference, and quantiles are values that happened.
func TestManySamplesInAnyOrder(t *testing.T) {
	const n = 6000 // by three blocks
	a, b := one(n, nil), one(n, nil)
	samples := b.Samples.(measure.List)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
	first, second := build(t, a), build(t, b)
	one, err := first.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	other, err := second.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != string(other) {
		t.Errorf("the order of the samples changes the summary at %s", firstDifference(other, one))
	}
	var latencies []float64
	for i := range samples {
		latencies = append(latencies, float64(samples[i].Latency())/1e6)
	}
	slices.Sort(latencies)
	for q, got := range map[float64]*float64{0.5: first.Trials[0].Latency.P50, 0.99: first.Trials[0].Latency.P99, 0.999: first.Trials[0].Latency.P999} {
		if want := latencies[int(math.Ceil(q*3*n))-1]; *got != want {
			t.Errorf("quantile %g is %g, want %g", q, *got, want)
		}
	}
	mean := first.Trials[0].Latency
	if ci := mean.CI95.Mean; ci == nil || ci[0] > *mean.Mean || ci[1] < *mean.Mean || ci[1]-ci[0] > 2 {
		t.Errorf("the mean %g has the interval %v", *mean.Mean, ci)
	}
}
