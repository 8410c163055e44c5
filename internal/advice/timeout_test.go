package advice

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// timesOf are n exponential times in ms on top of a base, all kept.
func timesOf(payload string, n int, base, mean float64, seed uint64) Times {
	random := rand.New(rand.NewPCG(seed, 1))
	t := Times{Payload: payload, N: n}
	for range n {
		t.Highest = append(t.Highest, base+mean*random.ExpFloat64())
	}
	slices.Sort(t.Highest)
	slices.Reverse(t.Highest)
	return t
}

// inputOf is a sound measurement of a function.
func inputOf(times ...Times) TimeoutInput {
	in := TimeoutInput{Times: times, Function: true}
	for _, t := range times {
		in.Load += t.N
	}
	in.Warm = in.Load
	in.Beyond = func(ms float64) int {
		n := 0
		for _, t := range times {
			for _, v := range t.Highest {
				if v > ms {
					n++
				}
			}
		}
		return n
	}
	return in
}

func TestTimeoutByTheTail(t *testing.T) {
	got := AdviseTimeout(inputOf(timesOf("", 5000, 100, 500, 1)))
	// 1 in 100,000 exceeds 100 + 500·ln 100,000 = 5,857 ms.
	if got.Tail == nil || got.Seconds < 5 || got.Seconds > 9 {
		t.Errorf("%d s (%+v), want about 6 s by the tail", got.Seconds, got.Tail)
	}
	if s := got.Sentences("")[0]; !strings.Contains(s, "by the tail of the 500 above") {
		t.Error(s)
	}
}

func TestTimeoutByTheMaximum(t *testing.T) {
	few := timesOf("", 300, 100, 500, 1)
	got := AdviseTimeout(inputOf(few))
	if want := RoundSeconds(1.5 * few.Highest[0]); got.Tail != nil || got.Seconds != want {
		t.Errorf("%d s, want 1.5 times the longest: %d s", got.Seconds, want)
	}
	if s := got.Sentences("")[0]; !strings.Contains(s, "300 invocations") || !strings.Contains(s, "too few to say what lies beyond (500 are needed), so the time-out is 1.5 times that") {
		t.Error(s)
	}
	coarse := Times{N: 2000, Highest: slices.Concat(slices.Repeat([]float64{3000}, 1000), slices.Repeat([]float64{1000}, 1000))}
	got = AdviseTimeout(inputOf(coarse))
	if s := got.Sentences(" at this machine's speed")[0]; got.Seconds != 5 || s != "The longest of 2,000 invocations took 3 s at this machine's speed; no tail fits them, so the time-out is 1.5 times that." {
		t.Errorf("%d s: %s", got.Seconds, s)
	}
}

func TestTimeoutFromTheSlowestPayload(t *testing.T) {
	got := AdviseTimeout(inputOf(timesOf("large", 600, 4000, 200, 1), timesOf("small", 6000, 10, 5, 2)))
	if got.Payload != "large" || got.Seconds < 5 {
		t.Errorf("%d s from %q", got.Seconds, got.Payload)
	}
	if all := strings.Join(got.Sentences(""), " "); !strings.Contains(all, "made from the payload large, the slowest of 2") {
		t.Error(all)
	}
}

func TestNoTimeoutFromBadData(t *testing.T) {
	good := func() TimeoutInput { return inputOf(timesOf("", 600, 100, 20, 1)) }
	tests := []struct {
		name   string
		change func(*TimeoutInput)
		want   string
	}{
		{"few", func(in *TimeoutInput) { in.Load = 49 }, "49 successful invocations are too few, 50 are needed"},
		{"invalid", func(in *TimeoutInput) { in.Invalid = "the host was busy" }, "cannot be relied on, the host was busy"},
		{"cold", func(in *TimeoutInput) { in.Warm = 0 }, "every invocation was a cold start"},
		{"cut off", func(in *TimeoutInput) { in.TimedOut, in.Timeout = 3, 250 }, "3 invocations were cut off at 250 ms"},
		{"cut off when recorded", func(in *TimeoutInput) { in.TimedOut = 1 }, "1 invocation was cut off, and how long"},
		{"rising", func(in *TimeoutInput) {
			in.Climb = ClimbOf(climbing(func(n int) float64 { return 20 + 10*float64(n) }), true)
		}, "still rises with concurrency at the top of the ramp"},
		{"beyond Lambda", func(in *TimeoutInput) { in.Times = []Times{{N: 600, Highest: slices.Repeat([]float64{800_000}, 600)}} }, "a Lambda function ends after 900 s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := good()
			tt.change(&in)
			got := AdviseTimeout(in)
			if got.Seconds != 0 || !strings.Contains(got.Reason, tt.want) {
				t.Errorf("%d s, because %q; want none, because %q", got.Seconds, got.Reason, tt.want)
			}
			if got.Sentences("")[0] != got.Reason {
				t.Error("the reason is not the first sentence")
			}
		})
	}
}

func TestHangsAreNoSlowness(t *testing.T) {
	in := inputOf(timesOf("", 600, 100, 20, 1))
	in.TimedOut, in.Timeout = 3, 15_000
	got := AdviseTimeout(in)
	if all := strings.Join(got.Sentences(""), " "); got.Seconds != 1 || !strings.Contains(all, "they hung") {
		t.Errorf("%d s: %s", got.Seconds, all)
	}
}

func TestCeilings(t *testing.T) {
	gateway := Ceiling{Kind: CeilingGateway, Name: "the REST API", Seconds: 29}
	flat := func(longest float64) TimeoutInput {
		return inputOf(Times{N: 100, Highest: slices.Repeat([]float64{longest}, 100)})
	}
	tests := []struct {
		name     string
		longest  float64 // ms; the data ask for 1.5 times that
		ceilings []Ceiling
		want     int
		says     string
	}{
		{"below", 2000, []Ceiling{gateway}, 3, ""},
		{"only rounded above", 18_000, []Ceiling{gateway}, 28, ""},
		{"clipped", 24_000, []Ceiling{gateway}, 28, "40 s would be right, but the REST API gives up at 29 s; at 28 s"},
		{"no room", 28_500, []Ceiling{gateway}, 0, "No time-out fits: invocations take up to 28.5 s, and the REST API gives up at 29 s"},
		{"a queue", 8000, []Ceiling{{Kind: CeilingVisibility, Seconds: 60}}, 10, "raise the queue's visibility time-out to 90 s"},
		{"the caller", 3000, []Ceiling{gateway, {Kind: CeilingClient, Name: "the caller", Seconds: 5}}, 4, "Not kept: function 4 s, then the REST API 29 s, then the caller 5 s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := flat(tt.longest)
			in.Ceilings = tt.ceilings
			got := AdviseTimeout(in)
			if all := strings.Join(got.Sentences(""), " "); got.Seconds != tt.want || !strings.Contains(all, tt.says) {
				t.Errorf("%d s, want %d s, saying %q: %s", got.Seconds, tt.want, tt.says, all)
			}
		})
	}
}

func TestCurrentTimeoutIsJudged(t *testing.T) {
	in := inputOf(Times{N: 5000, Highest: slices.Concat(slices.Repeat([]float64{31_000}, 10), slices.Repeat([]float64{100}, 4990))})
	in.Current = 30_000
	got := AdviseTimeout(in)
	if all := strings.Join(got.Sentences(""), " "); !strings.Contains(all, "30 s today: 0.2 % of the invocations time out.") {
		t.Error(all)
	}
}

// What was cut off is not among the times, and counts none the less.
func TestCutOffCountsInTheShare(t *testing.T) {
	tests := []struct {
		name             string
		timeout, current float64
		mean             float64
		says             string
	}{
		{"hung, at what cut them off", 3000, 3000, 20, "3 s today: 0.5 % of the invocations time out"},
		{"hung, later", 3000, 6000, 20, "6 s today: 0.5 % of the invocations time out"},
		{"slow, at what cut them off", 3000, 3000, 400, "3 s today: 0.52 % of the invocations time out."},
		{"slow, later", 3000, 6000, 400, "6 s today: up to 0.5 % of the invocations time out; 3 invocations were cut off at 3 s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			times := timesOf("", 597, 100, tt.mean, 1)
			times.Highest = slices.DeleteFunc(times.Highest, func(ms float64) bool { return ms > tt.timeout })
			times.N = len(times.Highest)
			in := inputOf(times)
			in.TimedOut, in.Timeout, in.Current = 3, tt.timeout, tt.current
			got := AdviseTimeout(in)
			if all := strings.Join(got.Sentences(""), " "); !strings.Contains(all, tt.says) {
				t.Errorf("want %q: %s", tt.says, all)
			}
			if share, known := got.Share(tt.current); share < 3.0/float64(times.N+3) || known == strings.Contains(tt.says, "up to") {
				t.Errorf("share %g, known %v", share, known)
			}
		})
	}
}

// Whatever the data, an advised time-out is a whole number of seconds that the
// longest invocation fits in, below what waits for it.
func TestTimeoutIsNeverBelowTheLongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(50, 3000).Draw(t, "n")
		times := timesOf("", n, rapid.Float64Range(1, 20_000).Draw(t, "base"), rapid.Float64Range(0.1, 20_000).Draw(t, "mean"), rapid.Uint64().Draw(t, "seed"))
		times.Highest = times.Highest[:min(n, estimate.TailMost+1)]
		in := inputOf(times)
		in.Load, in.Warm = n, n
		limit := rapid.Float64Range(1, 300).Draw(t, "limit")
		in.Ceilings = []Ceiling{{Kind: CeilingGateway, Name: "the gateway", Seconds: limit}}
		in.InitMax = rapid.Float64Range(0, 9000).Draw(t, "init")
		got := AdviseTimeout(in)
		switch at := float64(got.Seconds); {
		case got.Seconds == 0 && got.Reason == "":
			t.Error("neither a time-out nor a reason")
		case got.Seconds != 0 && (at*1000 < times.Highest[0] || at >= limit || at > 900):
			t.Errorf("%d s for a longest of %g ms below %g s", got.Seconds, times.Highest[0], limit)
		}
	})
}

func TestRoundSeconds(t *testing.T) {
	for ms, want := range map[float64]int{0.2: 1, 1000: 1, 1001: 2, 9_999: 10, 10_001: 15, 58_000: 60, 61_000: 90, 895_000: 900} {
		if got := RoundSeconds(ms); got != want {
			t.Errorf("%g ms is rounded to %d s, want %d", ms, got, want)
		}
	}
}

func TestRare(t *testing.T) {
	for share, want := range map[float64]string{0.002: "0.2 %", 1e-5: "1 in 100,000", 5e-7: "1 in 2 million", 1e-12: "less than 1 in a billion"} {
		if got := Rare(share); got != want {
			t.Errorf("%g reads %q, want %q", share, got, want)
		}
	}
}
