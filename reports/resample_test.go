package reports_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// spread is a run of 512 MB over environments whose levels and calls differ by
// the given coefficients of variation.
func spread(perBlock, environments int, between, within float64, seed uint64) reports.Input {
	random := rand.New(rand.NewPCG(seed, 9))
	levels := make([]float64, environments)
	for i := range levels {
		levels[i] = 100 * (1 + between*random.NormFloat64())
	}
	return one(perBlock, func(n int, s *measure.Sample) {
		e := n % environments
		ms := levels[e] * math.Exp(within*random.NormFloat64())
		s.Environment, s.Cold, s.Init = fmt.Sprintf("e%d", e), measure.ColdNone, 0
		s.Duration = time.Duration(ms*1000) * time.Microsecond
		s.Billed = (s.Duration + time.Millisecond - 1).Truncate(time.Millisecond)
		s.End = s.Sent.Add(s.Duration + 600*time.Microsecond)
	})
}

func TestMeansAreResampledByWhatIsKnown(t *testing.T) {
	nameless := func(in reports.Input) reports.Input {
		for i := range in.Samples.(measure.List) {
			in.Samples.(measure.List)[i].Environment = ""
		}
		return in
	}
	rounds := func(in reports.Input) reports.Input { // six blocks of the three
		samples := in.Samples.(measure.List)
		for i := range samples {
			s := &samples[i]
			s.Block = 2*s.Block + s.Seq%2
		}
		in.Blocks = nil
		return in
	}
	for _, tt := range []struct {
		name string
		in   reports.Input
		want reports.Grouping
	}{
		{"five environments", spread(20, 5, 0.1, 0.05, 1), reports.ByEnvironment},
		{"four environments", spread(20, 4, 0.1, 0.05, 1), reports.ByInvocation},
		{"five that are not named", nameless(spread(20, 5, 0.1, 0.05, 1)), reports.ByInvocation},
		{"not named, six blocks", nameless(rounds(spread(20, 5, 0.1, 0.05, 1))), reports.ByBlock},
		{"a call each", spread(20, 60, 0.1, 0.05, 1), reports.ByInvocation},
	} {
		trial := build(t, tt.in).Trials[0]
		if trial.ResampledBy != string(tt.want) {
			t.Errorf("%s: resampled by %s, want %s", tt.name, trial.ResampledBy, tt.want)
		}
		if (trial.Variation != nil) != (tt.want == reports.ByEnvironment) {
			t.Errorf("%s: variation %+v", tt.name, trial.Variation)
		}
	}
}

// What environments have in common is in the interval: with six of them, more
// calls of each do not make it narrower, and it covers the true mean of all
// environments as often as it says.
func TestIntervalsHoldTheEnvironments(t *testing.T) {
	width := func(perBlock int) float64 {
		ci := build(t, spread(perBlock, 6, 0.1, 0.05, 4)).Trials[0].Duration.CI95.Mean
		return ci[1] - ci[0]
	}
	if few, many := width(40), width(2000); many < 0.6*few {
		t.Errorf("120 calls give ±%.2f ms, 6,000 of the same six environments ±%.2f", few/2, many/2)
	}
	const draws = 300
	covered, costs := 0, 0
	for i := range draws {
		trial := build(t, spread(20, 8, 0.08, 0.05, uint64(i))).Trials[0]
		truth := 100 * math.Exp(0.05*0.05/2)
		if ci := trial.Duration.CI95.Mean; ci[0] <= truth && truth <= ci[1] {
			covered++
		}
		// 0.5 GB at $16.6667 a million GB-seconds, half a millisecond for rounding up, and the requests.
		per := (truth+0.5)*1000*0.5*0.0000166667 + 0.2
		if ci := trial.Cost.CI95; ci[0].InexactFloat64() <= per && per <= ci[1].InexactFloat64() {
			costs++
		}
	}
	if covered < draws*92/100 || costs < draws*92/100 {
		t.Errorf("95 %% intervals cover in %d and %d of %d runs", covered, costs, draws)
	}
}

// The same, of more samples than are kept in order.
func TestManySamplesAreResampledByEnvironment(t *testing.T) {
	few, many := build(t, spread(1300, 6, 0.1, 0.05, 4)).Trials[0], build(t, spread(1400, 6, 0.1, 0.05, 4)).Trials[0]
	a, b := few.Latency.CI95.Mean, many.Latency.CI95.Mean
	if r := (a[1] - a[0]) / (b[1] - b[0]); r < 0.8 || r > 1.25 {
		t.Errorf("±%.2f ms of 3,900 samples, ±%.2f of 4,200", (a[1]-a[0])/2, (b[1]-b[0])/2)
	}
}

func TestVariationIsToldApart(t *testing.T) {
	v := build(t, spread(2000, 40, 0.04, 0.09, 2)).Trials[0].Variation
	if v == nil || v.Environments != 40 || math.Abs(v.BetweenShare-0.04) > 0.012 || math.Abs(v.WithinShare-0.09) > 0.004 {
		t.Fatalf("%+v, want 4 %% between 40 environments and 9 %% within", v)
	}
	between, within := v.BetweenShare*v.BetweenShare, v.WithinShare*v.WithinShare
	if math.Abs(v.Correlation-between/(between+within)) > 1e-3 || v.Of != "warm_duration" {
		t.Errorf("%+v", v)
	}
}

func TestOutliersAreShownAndKept(t *testing.T) {
	slow := func(ns ...int) reports.Trial {
		in := spread(100, 3, 0, 0.1, 3)
		samples := in.Samples.(measure.List)
		for _, n := range ns {
			s := &samples[n]
			s.Duration, s.End = 900*time.Millisecond, s.End.Add(time.Second)
		}
		return build(t, in).Trials[0]
	}
	if o := slow().Outliers; o == nil || o.Count != 0 || o.Largest != nil {
		t.Errorf("without any: %+v", o)
	}
	trial := slow(20, 130, 250)
	if o := trial.Outliers; o.Count != 3 || *o.Largest != 900 || o.Of != "warm_duration" {
		t.Errorf("%+v, want 3 of 900 ms", o)
	}
	if *trial.WarmDuration.Max != 900 || trial.Invocations != 300 {
		t.Errorf("the outliers are missing: max %g, n %d", *trial.WarmDuration.Max, trial.Invocations)
	}
}

// A lognormal distribution has no outliers, however wide it is.
func TestSkewIsNoOutlier(t *testing.T) {
	for seed := range uint64(20) {
		if o := build(t, spread(300, 3, 0, 0.6, seed)).Trials[0].Outliers; o.Count > 0 {
			t.Errorf("seed %d: %d outliers, the largest %g ms", seed, o.Count, *o.Largest)
		}
	}
}

func warningOf(s *reports.Summary, code string) string {
	for _, w := range s.Warnings {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}

func TestShapesAreWarnedOf(t *testing.T) {
	shaped := func(duration func(n int, round int) float64) *reports.Summary {
		random := rand.New(rand.NewPCG(8, 9))
		in := one(60, func(n int, s *measure.Sample) {
			ms := duration(n, n/60) * math.Exp(0.02*random.NormFloat64())
			s.Duration = time.Duration(ms*1000) * time.Microsecond
			s.Billed, s.Cold, s.Init = s.Duration, measure.ColdNone, 0
			s.End = s.Sent.Add(s.Duration)
		})
		samples := in.Samples.(measure.List)
		for i := range samples { // twelve blocks
			samples[i].Block = samples[i].Block*4 + samples[i].Seq/15
		}
		in.Blocks = nil
		return build(t, in)
	}
	tests := []struct {
		code, want string
		duration   func(n, round int) float64
	}{
		{"", "", func(int, int) float64 { return 100 }},
		{"drift", "the median duration of 512 MB rose by ", func(n, _ int) float64 { return 100 + float64(n/15)*2 }},
		{"drift", "fell by", func(n, _ int) float64 { return 120 - float64(n/15)*3 }},
		{"two-humps", "lies around 10", func(n, _ int) float64 { return 100 + 80*float64(n%2) }},
		{"trimmed-mean", "512 MB is billed 1", func(n, _ int) float64 {
			if n%50 == 3 {
				return 800
			}
			return 100
		}},
	}
	for _, tt := range tests {
		s := shaped(tt.duration)
		for _, code := range []string{"drift", "two-humps", "trimmed-mean"} {
			text := warningOf(s, code)
			if (text != "") != (code == tt.code) || code == tt.code && !strings.Contains(text, tt.want) {
				t.Errorf("%s %q: %s: %q", tt.code, tt.want, code, text)
			}
		}
	}
}

// Steady runs are hardly ever warned of, over many seeds.
func TestShapesFalseAlarms(t *testing.T) {
	alarms := map[string]int{}
	const draws = 150
	for seed := range uint64(draws) {
		s := build(t, spread(40, 6, 0.05, 0.25, seed))
		for _, code := range []string{"drift", "two-humps", "trimmed-mean"} {
			if warningOf(s, code) != "" {
				alarms[code]++
			}
		}
	}
	for code, n := range alarms {
		if n > draws*2/100 {
			t.Errorf("%s: %d of %d steady runs", code, n, draws)
		}
	}
}
