package advice

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func TestSentence(t *testing.T) {
	arm := size(1769, 1.5, 60)
	arm.Label, arm.Index = "1769 MB arm64", 1
	tests := []struct {
		name       string
		objective  check.Objective
		candidates []Candidate
		place      string
		want       string
	}{
		{
			"balanced", check.Objective{Kind: check.Balanced, Weight: 0.5}, cpuBound(), "",
			"1769 MB is the best balance of cost and speed: $1.84 per million at 58 ms (p50), 13 times faster than 128 MB for 6 % more.",
		},
		{
			"local", check.Objective{Kind: check.Cheapest}, cpuBound(), "on this machine's CPU (AMD EPYC)",
			"1024 MB is the fastest of the 4 sizes that tie for the lowest cost: $1.77 per million at 98 ms (p50) on this machine's CPU (AMD EPYC), 8 times faster than 128 MB for 2 % more.",
		},
		{
			"fastest", check.Objective{Kind: check.Fastest}, cpuBound(), "",
			"3008 MB is the fastest size: $3.09 per million at 56 ms (p50), 14 times faster than 128 MB for 78 % more.",
		},
		{
			"one left within", check.Objective{Kind: check.CheapestWithin, Within: p95Within(62)}, cpuBound(), "",
			"3008 MB is the only size within p95 ≤ 62 ms: $3.09 per million at 56 ms (p50), 14 times faster than 128 MB for 78 % more.",
		},
		{
			"only one measured", check.Objective{Kind: check.Cheapest}, []Candidate{size(512, 2, 0.424)}, "",
			"512 MB is the only size measured: $2.00 per million at 0.42 ms (p50).",
		},
		{
			"variants, weighted", check.Objective{Kind: check.Balanced, Weight: 0.7}, []Candidate{size(1769, 1.84, 58), arm}, "",
			"1769 MB arm64 is the best balance of cost and speed (70 % cost, 30 % speed): $1.50 per million at 60 ms (p50), 3 % slower than 1769 MB for 18 % less.",
		},
		{"nothing usable", check.Objective{Kind: check.Cheapest}, []Candidate{size(128, 1, 1).unusable("is broken")}, "", "No size is usable."},
		{"nothing", check.Objective{Kind: check.Cheapest}, nil, "", "Nothing was measured."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Recommend(tt.objective, tt.candidates)
			if got := r.Sentence(tt.place); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	sizes := cpuBound()
	sizes[0] = sizes[0].unusable("needs more than 128 MB: 14 of 100 invocations were killed for memory")
	r := Recommend(check.Objective{Kind: check.Cheapest}, sizes)
	want := []string{
		"1024 MB answers in 98 ms at the median; 256 MB takes 390 ms for 1 % less.",
		"1769 MB is 41 % faster than 1024 MB for 4 % more.",
		"256 MB and 512 MB tie with it: the costs cannot be told apart or differ by 3 % or less, and it is the fastest.",
		"128 MB is unusable: it needs more than 128 MB: 14 of 100 invocations were killed for memory.",
		"Halving p50 to 49 ms is not reached by any other that was measured; the fastest, 3008 MB, is 43 % faster for 75 % more.",
	}
	compareLines(t, r.Reasons, want)
}

// What has no price is compared by speed, and no word is said of cost.
func TestWithoutPrices(t *testing.T) {
	server := func(index int, name string, p50 float64) Candidate {
		return Candidate{Index: index, Label: name, Usable: true, P50: p50, P50Low: p50, P50High: p50}
	}
	fastest := check.Objective{Kind: check.Fastest}
	r := Recommend(fastest, []Candidate{server(0, "a", 8), server(1, "b", 2), server(2, "c", 4), server(3, "d", 4).unusable("times out")})
	if got, want := r.Sentence(""), "b is the fastest variant: 2 ms (p50), 4 times faster than a."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	compareLines(t, r.Reasons, []string{"b answers in 2 ms at the median; c takes 4 ms.", "a is 4 times slower than b.", "d is unusable: it times out."})
	if r.Halving != "" || r.Cheapest != None || r.Balanced != None {
		t.Errorf("%+v", r)
	}
	r = Recommend(fastest, []Candidate{server(0, "a", 4), server(1, "b", 3.95)})
	if got, want := r.Sentence(""), "b is the fastest variant, though not clearly: 4 ms (p50), 1 % faster than a."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	compareLines(t, r.Reasons, []string{
		"b answers in 4 ms at the median; a takes 4 ms.",
		"a ties with it: the latencies cannot be told apart or differ by 3 % or less, and its median is the lowest.",
	})
}

func TestReasonsManyUnusable(t *testing.T) {
	var sizes []Candidate
	for _, mb := range []int{128, 192, 256, 320, 384} {
		sizes = append(sizes, size(mb, 1, 1).unusable("is broken"))
	}
	r := Recommend(check.Objective{Kind: check.Cheapest}, sizes)
	compareLines(t, r.Reasons, []string{
		"No size is usable.",
		"Unusable are 128 MB (is broken), 192 MB (is broken), 256 MB (is broken) and 2 more.",
	})
}

func TestHalving(t *testing.T) {
	tests := []struct {
		name string
		pick Candidate
		want string
	}{
		{"reached", size(512, 1.76, 195), "Half the latency comes for 5 % more: 1769 MB answers in 58 ms at the median."},
		{"not reached", size(1769, 1.84, 58), "Halving p50 to 29 ms is not reached by any other that was measured; the fastest, 3008 MB, is 3 % faster for 68 % more."},
		{"the fastest itself", size(3008, 3.09, 56), "Halving p50 to 28 ms is not reached by any other that was measured; 3008 MB is the fastest."},
	}
	all := []Candidate{size(512, 1.76, 195), size(1769, 1.84, 58), size(3008, 3.09, 56)}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := halving(tt.pick, all); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestContrastOfDoubleMemory(t *testing.T) {
	got := contrast(size(512, 1.76, 195), size(1024, 1.77, 98))
	if want := "Doubling the memory to 1024 MB is 2 times faster for 1 % more."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMSRange(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      string
	}{
		{22, 24, "22 ms to 24 ms"},
		{21.96, 22.24, "22.0 ms to 22.2 ms"},
		{22.01, 22.04, "22.01 ms to 22.04 ms"},
		{22, 22, "22 ms to 22 ms"},
		{1234.1, 1234.4, "1.2341 s to 1.2344 s"},
		{12, 12 + 1e-9, "12.000000 ms to 12.000000 ms"},
	} {
		if got := MSRange(tt.low, tt.high); got != tt.want {
			t.Errorf("%v to %v is %q, want %q", tt.low, tt.high, got, tt.want)
		}
	}
}

func TestNumbersInWords(t *testing.T) {
	for ms, want := range map[float64]string{0: "0 ms", 0.424: "0.42 ms", 3.44: "3.4 ms", 9.99: "10 ms", 61.2: "61 ms", 999.9: "1 s", 1240: "1.24 s", 12400: "12.4 s"} {
		if got := MS(ms); got != want {
			t.Errorf("MS(%g) = %q, want %q", ms, got, want)
		}
	}
	for share, want := range map[float64]string{0: "0 %", 0.001: "0.1 %", 0.0025: "0.25 %", 0.041: "4.1 %", 0.5: "50 %", 1: "100 %"} {
		if got := Percent(share); got != want {
			t.Errorf("Percent(%g) = %q, want %q", share, got, want)
		}
	}
	for want, pair := range map[string][2]float64{
		"as fast": {1, 1.001}, "13 times faster": {1, 13}, "4 % faster": {0.96, 1}, "20 % slower": {1.2, 1}, "3.5 times slower": {3.5, 1},
	} {
		if got := Faster(pair[0], pair[1]); got != want {
			t.Errorf("Faster(%v) = %q, want %q", pair, got, want)
		}
	}
	for want, pair := range map[string][2]float64{
		"for the same cost": {1, 1.001}, "for 6 % more": {1.06, 1}, "for 4 % less": {0.96, 1}, "for 3.5 times the cost": {3.5, 1},
	} {
		if got := dearer(pair[0], pair[1]); got != want {
			t.Errorf("dearer(%v) = %q, want %q", pair, got, want)
		}
	}
}

func compareLines(t *testing.T, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("line %d\n got %q\nwant %q", i, g, w)
		}
	}
}
