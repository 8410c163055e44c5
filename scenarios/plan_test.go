package scenarios

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
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
		closed := Load{Model: Closed, Concurrency: 3, Invocations: rapid.IntRange(1, 1000).Draw(t, "invocations")}
		sum := 0
		for round := range rounds {
			sum += closed.Block(rounds, round).ExpectedSends()
		}
		if sum != closed.Invocations {
			t.Fatalf("%d invocations in %d rounds add up to %d", closed.Invocations, rounds, sum)
		}
		open := Load{Model: Open, Stages: []Stage{{StageConstant, 10, 10, time.Duration(rounds) * time.Second}}}
		if got := open.Block(rounds, 0); got.Length() != time.Second || got.ExpectedSends() != 10 {
			t.Fatalf("a block lasts %v and sends %d", got.Length(), got.ExpectedSends())
		}
	})
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
		{"load={stages: [{ramp: {from: 0/s, to: 50/s}, for: 1m}]}", "0/s to 50/s over 1m", 1500, time.Minute, 1500},
		{"load={stages: [{poisson: 600/min, for: 30s}, {rate: 1/s, for: 3s}]}", "10/s at random (Poisson) for 30s, then 1/s for 3s", 303, 33 * time.Second, 303},
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
