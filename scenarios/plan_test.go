package scenarios

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

func TestVariantsInOrder(t *testing.T) {
	s, err := Read("testdata/good/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for i, v := range s.Plan().Variants {
		if v.Index != i {
			t.Errorf("variant %d has the index %d", i, v.Index)
		}
		labels = append(labels, s.Label(v))
	}
	matrix := []string{
		"512 MB x86_64 QUALITY=70", "1024 MB x86_64 QUALITY=70", "512 MB arm64 QUALITY=70", "1024 MB arm64 QUALITY=70",
		"512 MB x86_64 QUALITY=85", "1024 MB x86_64 QUALITY=85", "512 MB arm64 QUALITY=85", "1024 MB arm64 QUALITY=85",
	}
	var want []string
	for _, label := range matrix {
		want = append(want, "fast: "+label)
	}
	want = append(want, "slow: 512 MB arm64")
	for _, label := range matrix {
		want = append(want, "own: "+label)
	}
	want = append(want, "slow: 1024 MB arm64") // what runs today, which its matrix lacks
	if !reflect.DeepEqual(labels, want) {
		t.Errorf("%q, want %q", labels, want)
	}
}

func TestLabelsAreShort(t *testing.T) {
	s := parse(t, minimal+"matrix: {memory_mb: [128, 512], params: {MODE: [one]}}\n")
	if got := s.Label(s.Plan().Variants[1]); got != "512 MB" {
		t.Errorf("label %q", got)
	}
}

func TestPlanOrders(t *testing.T) {
	s := parse(t, minimal)
	plan := s.Plan()
	if !reflect.DeepEqual(plan, s.Plan()) {
		t.Error("the plan is not the same twice")
	}
	orders := map[int][]int{}
	for i, b := range plan.Blocks {
		if b.Index != i || b.Round != i/len(plan.Variants) {
			t.Fatalf("block %d is %+v", i, b)
		}
		orders[b.Round] = append(orders[b.Round], b.Variant)
	}
	if reflect.DeepEqual(orders[0], orders[1]) && reflect.DeepEqual(orders[1], orders[2]) {
		t.Error("all rounds have the same order")
	}
	other := parse(t, minimal, "seed=2").Plan()
	if reflect.DeepEqual(plan.Blocks, other.Blocks) {
		t.Error("another seed gives the same order")
	}
	sequential := parse(t, minimal, "order=sequential").Plan()
	for i, b := range sequential.Blocks {
		if b.Variant != i/3 || b.Round != i%3 {
			t.Fatalf("sequential block %d is %+v", i, b)
		}
	}
}

func TestEveryVariantRunsOnceARound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Scenario{
			Targets: []Target{{Name: "a"}},
			Matrix:  Matrix{MemoryMB: rapid.SliceOfNDistinct(rapid.IntRange(128, 10240), 1, 8, rapid.ID).Draw(t, "memory"), Architecture: []string{"x86_64"}},
			Repeat:  rapid.IntRange(1, 9).Draw(t, "repeat"),
			Seed:    rapid.Uint64().Draw(t, "seed"),
			Order:   rapid.SampledFrom([]Order{Interleaved, Sequential}).Draw(t, "order"),
		}
		seen := map[[2]int]int{}
		for _, b := range s.Plan().Blocks {
			seen[[2]int{b.Variant, b.Round}]++
		}
		if len(seen) != len(s.Matrix.MemoryMB)*s.Repeat {
			t.Fatalf("%d of the %d variants × %d rounds", len(seen), len(s.Matrix.MemoryMB), s.Repeat)
		}
		for at, n := range seen {
			if n != 1 {
				t.Fatalf("%v runs %d times", at, n)
			}
		}
	})
}

func TestBlocksAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rounds := rapid.IntRange(1, 20).Draw(t, "rounds")
		l := drawLoad(t)
		sum, length := 0, time.Duration(0)
		for round := range rounds {
			part := l.Block(rounds, round)
			sum += part.ExpectedSends()
			length += part.Length()
		}
		if sum != l.ExpectedSends() && (l.Trace == nil || math.Abs(float64(sum-l.ExpectedSends())) > float64(rounds)) {
			t.Fatalf("%v: %d sends in %d rounds add up to %d", l, l.ExpectedSends(), rounds, sum)
		}
		if off := l.Length() - length; off < 0 || off > time.Duration(rounds*4) {
			t.Fatalf("%v: %v in %d rounds adds up to %v", l, l.Length(), rounds, length)
		}
	})
}

// A half that a sum of floats misses by a hair goes the same way for the end of
// one round and the start of the next.
func TestPoissonBlocksAddUpAtHalves(t *testing.T) {
	l := Load{Model: Open, Stages: []Stage{{Kind: StagePoisson, From: 66, To: 66, For: 9300 * time.Millisecond}}}
	sum := 0
	for round := range 12 {
		sum += l.Block(12, round).ExpectedSends()
	}
	if sum != l.ExpectedSends() {
		t.Errorf("%d sends add up to %d", l.ExpectedSends(), sum)
	}
}

// drawLoad draws a profile of any kind but a burst, which stays whole.
func drawLoad(t *rapid.T) Load {
	switch rapid.IntRange(0, 5).Draw(t, "model") {
	case 0:
		return Load{Model: Closed, Concurrency: 3, Invocations: rapid.IntRange(1, 1000).Draw(t, "invocations")}
	case 1:
		trace := &Trace{File: "t.csv", Speed: rapid.Float64Range(0.5, 3).Draw(t, "speed")}
		trace.takeMinutes(rapid.SliceOfN(rapid.IntRange(0, 1000), 1, 9).Draw(t, "minutes"))
		return Load{Model: Open, Trace: trace}
	}
	stages := rapid.SliceOfN(rapid.Custom(drawStage), 1, 4).Draw(t, "stages")
	return Load{Model: Open, Stages: stages}
}

func drawStage(t *rapid.T) Stage {
	rate := rapid.Map(rapid.IntRange(1, 2000), func(n int) check.Rate { return check.Rate(n) / 10 })
	s := Stage{For: time.Duration(rapid.IntRange(1, 60_000).Draw(t, "for")) * time.Millisecond}
	s.Kind = rapid.SampledFrom([]StageKind{StageConstant, StageRamp, StageSteps, StageSine, StageSpike, StagePoisson, StageJitter}).Draw(t, "kind")
	s.From = rate.Draw(t, "from")
	s.To = s.From
	switch s.Kind {
	case StageRamp, StageSteps, StageSpike:
		s.To = s.From + rate.Draw(t, "more")
		s.By = s.To - s.From
		s.PeakFor = s.For / 3
	case StageSine:
		s.Amplitude, s.Period = s.From/2, s.For/2+1
	}
	return s
}

func TestProfiles(t *testing.T) {
	tests := []struct {
		set    string
		text   string
		sends  int
		length time.Duration
		all    int // over three rounds
	}{
		{"load={stages: [{rate: 10/s, for: 9s}]}", "10/s for 9s", 90, 9 * time.Second, 90},
		{"load={stages: [{rate: 10/s, for: 10s}]}", "10/s for 10s", 100, 10 * time.Second, 100},
		{"load={stages: [{ramp: {from: 0/s, to: 50/s}, for: 1m}]}", "0/s → 50/s over 1m", 1500, time.Minute, 1500},
		{"load={stages: [{steps: {from: 50/s, to: 10/s, by: 10/s}, for: 50s}]}", "50/s → 10/s in steps of 10/s over 50s", 1500, 50 * time.Second, 1500},
		{"load={stages: [{sine: {mean: 20/s, amplitude: 20/s, period: 1m}, for: 2m}]}", "20/s ± 20/s every 1m for 2m", 2400, 2 * time.Minute, 2400},
		{"load={stages: [{sine: {mean: 20/s, amplitude: 10/s, period: 20s}, for: 10s}]}", "20/s ± 10/s every 20s for 10s", 264, 10 * time.Second, 264},
		{"load={stages: [{spike: {base: 10/s, peak: 100/s, for: 5s}, for: 1m}]}", "10/s with a spike of 100/s for 5s, in 1m", 1050, time.Minute, 1050},
		{"load={stages: [{jitter: 10/s, for: 30s}]}", "10/s with jitter for 30s", 300, 30 * time.Second, 300},
		{"load={stages: [{poisson: 600/min, for: 30s}, {rate: 1/s, for: 3s}]}", "10/s at random (Poisson) for 30s, then 1/s for 3s", 303, 33 * time.Second, 303},
		{"load={trace: {file: arrivals.csv, format: timestamps}}", "10 arrivals of arrivals.csv over 10s", 10, 10 * time.Second, 10},
		{"load={trace: {file: arrivals.csv, format: timestamps, from: 2s, for: 6s, speed: 2}}", "6 arrivals of arrivals.csv over 3s (2 times as fast)", 6, 3 * time.Second, 6},
		{"load={trace: {file: minutes.csv, format: minute-buckets, speed: 60}}", "1234 arrivals of minutes.csv over 4s (60 times as fast)", 1234, 4 * time.Second, 1234},
		{"load={trace: {file: azure.csv, format: azure-2019, function: f2, for: 1m}}", "3 arrivals of azure.csv over 1m", 3, time.Minute, 3},
		{"load={concurrency: 4, invocations: 200}", "4 callers, 200 invocations", 200, 0, 200},
		{"load={concurrency: 1, for: 30s}", "1 caller for 30s", 0, 30 * time.Second, 0},
		{"load={burst: 100}", "100 at once", 100, 0, 300},
	}
	for _, test := range tests {
		s := parse(t, minimal, test.set)
		l := s.Load
		if l.String() != test.text || l.ExpectedSends() != test.sends || l.Length() != test.length || s.SendsPerVariant() != test.all {
			t.Errorf("%s: %q, %d sends in %v, %d in all", test.set, l, l.ExpectedSends(), l.Length(), s.SendsPerVariant())
		}
	}
}

// Seven rounds of 12 s at 100/s once sent 1,204 requests.
func TestUnevenRoundsSendWhatWasAnnounced(t *testing.T) {
	s := parse(t, minimal, "load={stages: [{rate: 100/s, for: 12s}]}", "repeat=7")
	sum := 0
	for round := range 7 {
		stage := s.Load.Block(7, round).Stages[0]
		if n := stage.Sends(); n != 171 && n != 172 || stage.Skip() < 0 || stage.Skip() >= 1 {
			t.Errorf("round %d sends %d after %v", round, n, stage.Skip())
		}
		sum += stage.Sends()
	}
	if sum != 1200 || s.SendsPerVariant() != 1200 {
		t.Errorf("%d sends, %d announced", sum, s.SendsPerVariant())
	}
}

func TestTracesAreResolved(t *testing.T) {
	s := parse(t, minimal, "load={trace: {file: azure.csv, format: azure-2019, function: f2, for: 3m}}", "repeat=1")
	resolved, err := json.Marshal(s.Redacted().Load)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/trace.golden", string(resolved)+"\n")
	from, to := s.Load.Trace.Part(3, 1)
	if from != time.Minute || to != 2*time.Minute {
		t.Errorf("the second of three parts goes from %v to %v", from, to)
	}
	for round, want := range []int{3, 0, 17} {
		if got := s.Load.Block(3, round).ExpectedSends(); got != want {
			t.Errorf("round %d sends %d, want %d", round, got, want)
		}
	}
}

func TestInScope(t *testing.T) {
	s := parse(t, minimal+"gates:\n  - {check: p95 < 1s}\n  - {check: p95 < 1s, for: all}\n  - {check: p95 < 1s, for: \"memory_mb>=512, target==demo\"}\n")
	small, large := s.Plan().Variants[0], s.Plan().Variants[5]
	for i, want := range [][3]bool{{true, false, false}, {true, true, true}, {false, false, true}} {
		g := s.Gates[i]
		if got := [3]bool{s.InScope(g, small, true), s.InScope(g, small, false), s.InScope(g, large, false)}; got != want {
			t.Errorf("%s: %v, want %v", g.For, got, want)
		}
	}
}
