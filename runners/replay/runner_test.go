package replay

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
	"pgregory.net/rapid"
)

// runnerOf is the runner of a recording with its scenario.
func runnerOf(t testing.TB, csv, replay string, sets ...string) (*Runner, *scenarios.Scenario) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "r.csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	src := "version: 1\nname: t\ntarget: {replay: " + replay + "}\nload: {stages: [{rate: 10/s, for: 10s}]}\n"
	s, err := scenarios.Parse("t.yaml", dir, []byte(src), sets...)
	if err != nil {
		t.Fatal(err)
	}
	return New(s, 0), s
}

func fixed(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }

func place(seq int) runners.Place { return runners.Place{Phase: measure.PhaseLoad, Seq: seq} }

// What each kind of row becomes.
func TestAnswers(t *testing.T) {
	const ms = time.Millisecond
	for name, tt := range map[string]struct {
		row  string // duration_ms,init_ms,billed_ms,max_memory_mb,cold,error,environment
		want measure.Sample
		took time.Duration
	}{
		"warm":        {"10.2,,,64,,,e1", measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Duration: 10200 * time.Microsecond, Billed: 11 * ms, MaxMemoryMB: 64, Environment: "e1"}, 10200 * time.Microsecond},
		"billed":      {"10.2,,100,,,,", measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Duration: 10200 * time.Microsecond, Billed: 100 * ms}, 10200 * time.Microsecond},
		"cold":        {"10,100.5,,,true,,", measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdWaited, Init: 100500 * time.Microsecond, Duration: 10 * ms, Billed: 111 * ms}, 110500 * time.Microsecond},
		"made ahead":  {"10,100,,,false,,", measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdProactive, Init: 100 * ms, Duration: 10 * ms, Billed: 110 * ms}, 10 * ms},
		"failed":      {"3000,,,,,timeout,", measure.Sample{Outcome: measure.OutcomeTimeout, Cold: measure.ColdNone, Duration: 3000 * ms, Billed: 3000 * ms}, 3000 * ms},
		"by its word": {"3,,,,,Runtime.ExitError,", measure.Sample{Outcome: measure.OutcomeFunction, Reason: "Runtime.ExitError", Cold: measure.ColdNone, Duration: 3 * ms, Billed: 3 * ms}, 3 * ms},
		"never ran":   {"7,,,,,throttle,", measure.Sample{Outcome: measure.OutcomeThrottle, Cold: measure.ColdNone}, 7 * ms},
	} {
		r, s := runnerOf(t, "memory_mb,duration_ms,init_ms,billed_ms,max_memory_mb,cold,error,environment\n128,"+tt.row+"\n", "{file: r.csv}")
		got, took := r.Answer(s.Plan().Variants[0], place(0))
		if got != tt.want || took != tt.took {
			t.Errorf("%s: %+v in %v, want %+v in %v", name, got, took, tt.want, tt.took)
		}
	}
}

const coldAndWarm = "memory_mb,duration_ms,init_ms\n128,10,0\n128,11,0\n128,12,90\n128,13,80\n"

func TestForcedColdStartsDrawColdRowsAlone(t *testing.T) {
	r, s := runnerOf(t, coldAndWarm, "{file: r.csv}")
	v, cold := s.Plan().Variants[0], 0
	for seq := range 200 {
		if got, _ := r.Answer(v, runners.Place{Phase: measure.PhaseCold, Seq: seq}); got.Cold != measure.ColdWaited {
			t.Fatalf("a forced cold start is %+v", got)
		}
		if got, _ := r.Answer(v, place(seq)); got.Cold == measure.ColdWaited {
			cold++
		}
	}
	if cold < 60 || cold > 140 { // half of the rows; five standard deviations are 35
		t.Errorf("%d of 200 in the load are cold", cold)
	}
}

func TestCheckWantsTheSize(t *testing.T) {
	r, s := runnerOf(t, coldAndWarm, "{file: r.csv}")
	v := s.Plan().Variants[0]
	if err := r.Check(t.Context(), []scenarios.Variant{v}); err != nil {
		t.Error(err)
	}
	v.MemoryMB = 192
	if err := r.Check(t.Context(), []scenarios.Variant{v}); err == nil || !strings.Contains(err.Error(), "192 MB in r.csv") {
		t.Errorf("error %v", err)
	}
}

// Requests outside of a sweep draw one after the other.
func TestInvokeDrawsInTurn(t *testing.T) {
	r, s := runnerOf(t, coldAndWarm, "{file: r.csv}")
	v := s.Plan().Variants[0]
	for seq := range 20 {
		want, _ := r.Answer(v, place(seq))
		if got := r.Invoke(t.Context(), v, scenarios.Payload{}); got != want {
			t.Fatalf("request %d: %+v, want %+v", seq, got, want)
		}
	}
}

// The same seed and place give the same answer; another seed, variant, round or
// phase draws anew.
func TestDrawsAreSeeded(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("memory_mb,duration_ms\n")
	for i := range 1000 {
		csv.WriteString("128," + strconv.Itoa(i+1) + "\n")
	}
	row := func(seed string, v scenarios.Variant, at runners.Place) string {
		r, _ := runnerOf(t, csv.String(), "{file: r.csv}", "seed="+seed)
		var b strings.Builder
		for at.Seq = range 8 {
			s, _ := r.Answer(v, at)
			b.WriteString(s.Duration.String() + " ")
		}
		return b.String()
	}
	x86, arm := scenarios.Variant{MemoryMB: 128, Architecture: "x86_64"}, scenarios.Variant{MemoryMB: 128, Architecture: "arm64"}
	other := scenarios.Variant{MemoryMB: 128, Architecture: "x86_64", Target: 1}
	first := row("1", x86, place(0))
	if row("1", x86, place(0)) != first {
		t.Error("the same seed draws otherwise")
	}
	for name, got := range map[string]string{
		"seed": row("2", x86, place(0)), "architecture": row("1", arm, place(0)), "target": row("1", other, place(0)),
		"round": row("1", x86, runners.Place{Round: 1, Phase: measure.PhaseLoad}),
	} {
		if got == first {
			t.Errorf("another %s draws the same", name)
		}
	}
}

// The mean of many draws approaches that of the file, with and without noise.
func TestDrawsKeepTheMean(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		mean := rapid.Float64Range(1, 5000).Draw(rt, "mean")
		cv := rapid.IntRange(0, 100).Draw(rt, "cv in percent")
		seed := rapid.IntRange(0, 1<<30).Draw(rt, "seed")
		r, s := runnerOf(t, "memory_mb,mean_duration_ms\n512,"+fixed(mean)+"\n", "{profile: r.csv, noise_cv: "+fixed(float64(cv))+"%}", "seed="+strconv.Itoa(seed))
		v := s.Plan().Variants[0]
		const n = 20_000
		sum, squares := 0.0, 0.0
		for seq := range n {
			sample, _ := r.Answer(v, place(seq))
			ms := sample.Duration.Seconds() * 1000
			sum += ms
			squares += ms * ms
		}
		got := sum / n
		if bound := mean * (1e-6 + 5*float64(cv)/100/math.Sqrt(n)); math.Abs(got-mean) > bound {
			rt.Errorf("mean %v of %d draws, want %v ± %v", got, n, mean, bound)
		}
		spread := math.Sqrt(max(0, squares/n-got*got)) / mean
		if want := float64(cv) / 100; math.Abs(spread-want) > 0.02+0.2*want {
			rt.Errorf("coefficient of variation %v, want %v", spread, want)
		}
	})
}

// So does that of rows drawn with replacement.
func TestRowsKeepTheMean(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.Float64Range(1, 1000), 1, 60).Draw(rt, "rows")
		var csv strings.Builder
		csv.WriteString("memory_mb,duration_ms\n")
		want, squares := 0.0, 0.0
		for _, ms := range rows {
			csv.WriteString("512," + fixed(ms) + "\n")
			want += ms / float64(len(rows))
			squares += ms * ms / float64(len(rows))
		}
		r, s := runnerOf(t, csv.String(), "{file: r.csv}", "seed="+strconv.Itoa(rapid.IntRange(0, 1<<30).Draw(rt, "seed")))
		const n = 10_000
		got := 0.0
		for seq := range n {
			sample, _ := r.Answer(s.Plan().Variants[0], place(seq))
			got += sample.Duration.Seconds() * 1000 / n
		}
		if bound := 1e-4 + 5*math.Sqrt(max(0, squares-want*want)/n); math.Abs(got-want) > bound {
			rt.Errorf("mean %v of %d draws, want %v ± %v", got, n, want, bound)
		}
	})
}
