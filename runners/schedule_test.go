package runners

import (
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// profile is the load of a scenario that must be right; traces are those of
// package scenarios' tests.
func profile(t *testing.T, yaml string) scenarios.Load {
	t.Helper()
	src := "version: 1\nname: t\ntarget: {function: {handler: \"builtin:hello\"}}\nrepeat: 1\nload: " + yaml + "\n"
	s, err := scenarios.Parse("t.yaml", "../scenarios/testdata/good", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return s.Load
}

var profiles = map[string]struct {
	yaml  string
	first float64 // rate of the warm-up, per second
}{
	"constant":   {"{stages: [{rate: 100/s, for: 12s}]}", 100},
	"ramp":       {"{stages: [{ramp: {from: 0/s, to: 55/s}, for: 13s}]}", 5.5},
	"steps":      {"{stages: [{steps: {from: 50/s, to: 10/s, by: 10/s}, for: 17s}]}", 50},
	"sine":       {"{stages: [{sine: {mean: 20/s, amplitude: 20/s, period: 10s}, for: 33s}]}", 20},
	"spike":      {"{stages: [{spike: {base: 10/s, peak: 100/s, for: 5s}, for: 61s}]}", 10},
	"from zero":  {"{stages: [{spike: {base: 0/s, peak: 100/s, for: 5s, at: 1s}, for: 61s}]}", 10},
	"jitter":     {"{stages: [{jitter: 7/s, for: 31s}]}", 7},
	"several":    {"{stages: [{rate: 3/s, for: 10s}, {jitter: 10/s, for: 10s}, {ramp: {from: 5/s, to: 1/s}, for: 10s}]}", 3},
	"timestamps": {"{trace: {file: arrivals.csv, format: timestamps}}", 1},
	"minutes":    {"{trace: {file: minutes.csv, format: minute-buckets, speed: 2}}", 1234.0 / 120},
	"azure":      {"{trace: {file: azure.csv, format: azure-2019, function: f2}}", 20.0 / 180},
}

// The rounds of every kind of profile send what was announced, and take as
// long, however they divide it.
func TestRoundsSendWhatWasAnnounced(t *testing.T) {
	for name, p := range profiles {
		l := profile(t, p.yaml)
		for _, rounds := range []int{1, 2, 3, 7, 11} {
			sends, length := 0, time.Duration(0)
			for round := range rounds {
				part := l.Block(rounds, round)
				s := Schedule(part, 1)
				sends += s.Sends()
				length += s.Length()
				if l.Trace == nil && s.Sends() != part.ExpectedSends() {
					t.Errorf("%s: round %d of %d sends %d, announced %d", name, round, rounds, s.Sends(), part.ExpectedSends())
				}
			}
			if sends != l.ExpectedSends() || l.Length()-length > time.Duration(4*rounds) || length > l.Length() {
				t.Errorf("%s: %d rounds send %d of %d in %v of %v", name, rounds, sends, l.ExpectedSends(), length, l.Length())
			}
		}
	}
}

// The parts of a trace, one after the other, are the trace.
func TestTracePartsFollowEachOther(t *testing.T) {
	for _, name := range []string{"timestamps", "minutes"} {
		l := profile(t, profiles[name].yaml)
		whole := Schedule(l, 1)
		n, start := 0, time.Duration(0)
		for round := range 3 {
			part := Schedule(l.Block(3, round), 1)
			for i := range part.Sends() {
				at, _ := part.At(i)
				if want, _ := whole.At(n); start+at != want {
					t.Fatalf("%s: arrival %d at %v, want %v", name, n, start+at, want)
				}
				n++
			}
			start += part.Length()
		}
		if n != whole.Sends() || start != whole.Length() {
			t.Errorf("%s: %d of %d arrivals, %v of %v", name, n, whole.Sends(), start, whole.Length())
		}
	}
}

// Deterministic kinds have the same shape in every round, random ones draw
// anew, and all depend on the seed alone.
func TestRoundsKeepTheirShape(t *testing.T) {
	spike := profile(t, profiles["spike"].yaml)
	for round := range 3 {
		s := Schedule(spike.Block(3, round), 1)
		peak := load.Due(s, 11*time.Second) - load.Due(s, 28*time.Second/3)
		if peak < 165 || peak > 168 {
			t.Errorf("round %d sends %d in its peak, want 5/3 s at 100/s", round, peak)
		}
	}
	jitter := profile(t, profiles["jitter"].yaml)
	a, _ := Schedule(jitter.Block(2, 0), 1).At(5)
	again, _ := Schedule(jitter.Block(2, 0), 1).At(5)
	b, _ := Schedule(jitter.Block(2, 1), 1).At(5)
	other, _ := Schedule(jitter.Block(2, 0), 2).At(5)
	if a != again || a == b || a == other {
		t.Errorf("send 5 at %v and %v, in another round %v, under another seed %v", a, again, b, other)
	}
}

func TestFirstRates(t *testing.T) {
	for name, p := range profiles {
		if got := firstRate(profile(t, p.yaml)); got < p.first*0.999 || got > p.first*1.001 {
			t.Errorf("%s warms up at %v/s, want %v", name, got, p.first)
		}
	}
}

func BenchmarkPayload(b *testing.B) {
	payloads := make([]scenarios.Payload, 1000)
	for i := range payloads {
		payloads[i].Weight = i + 1
	}
	pick := newPicker(payloads, 1, 0)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		pick.payload(n)
		n++
	}
}
