package scenarios

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever a log holds, the scenario made of it is valid, and is read again.
func TestObservedFunctionIsAlwaysValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := ObservedFunction{
			Name: rapid.String().Draw(t, "name"), Description: rapid.String().Draw(t, "description"),
			Function: rapid.OneOf(rapid.String(), rapid.Just("123")).Draw(t, "function"), Region: rapid.OneOf(rapid.String(), rapid.Just("eu-west-1")).Draw(t, "region"),
			Architecture:     rapid.SampledFrom([]string{"", "arm64", "x"}).Draw(t, "architecture"),
			Timeout:          time.Duration(rapid.Int64Range(0, int64(2000*time.Second)).Draw(t, "timeout")),
			MemoryMB:         rapid.SliceOfNDistinct(rapid.IntRange(minMemoryMB, maxMemoryMB), 1, 5, rapid.ID).Draw(t, "memory"),
			Invocations:      rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(1, 1e9)).Draw(t, "invocations"),
			Length:           time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "length")),
			RequestsPerMonth: rapid.Int64Range(0, 1<<60).Draw(t, "month"),
		}
		o.Current = o.MemoryMB[0]
		s, err := o.Scenario()
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		if _, err := Parse(s.File, ".", s.Source); err != nil {
			t.Fatal(err)
		}
		if len(s.Plan().Variants) != len(o.MemoryMB) || s.Targets[0].Provider != ProviderAWS {
			t.Fatalf("%+v", s.Targets)
		}
	})
}

func TestObservedFunctionScenario(t *testing.T) {
	s, err := ObservedFunction{
		Name: "My log", Description: "Imported", Function: "orders", Region: "eu-west-1", Architecture: "arm64", Timeout: 30 * time.Second,
		MemoryMB: []int{512, 1024}, Current: 1024, Invocations: 36_001, Length: 10 * time.Hour, RequestsPerMonth: 2_628_000,
	}.Scenario()
	if err != nil {
		t.Fatal(err)
	}
	want := `# Written from a log, as far as it tells; the load is its mean.
version: 1
name: "my-log"
description: "Imported"
target:
  kind: function
  provider: aws
  region: eu-west-1
  function: {name: "orders", timeout: 30s}
matrix: {memory_mb: [512, 1024], architecture: [arm64]}
current: {memory_mb: 1024, architecture: arm64, timeout: 30s}
repeat: 1
load: {stages: [{rate: 1.00/s, for: 10h0m1s}]}
pricing: {traffic: {requests_per_month: 2628000}}
`
	if string(s.Source) != want {
		t.Errorf("got\n%s\nwant\n%s", s.Source, want)
	}
}
