package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// six(100) and six(112) do not overlap: p = 2/C(12, 6) = 0.0022 (counted; see
// internal/estimate), and every ratio is within 12 % ± 3 %.
func TestVerdicts(t *testing.T) {
	tests := []struct {
		name       string
		base, head side
		options    compare.Options
		want       compare.Verdict
		sentence   string
	}{
		{
			"a regression", side{512: six(100)}, side{512: six(112)}, compare.Options{}, compare.Regression,
			"Regression: 512 MB is 12 % slower at p95 (95 %: 10 % to 14 %), significant (p = 0.002) and beyond the limit of 5 %; 1 more below.",
		},
		{
			"an improvement", side{512: six(112)}, side{512: six(100)}, compare.Options{}, compare.Improvement,
			"No regression, and an improvement: 512 MB is 11 % faster at p95 (95 %: 9.3 % to 12 %), significant (p = 0.002) and beyond the limit of 5 %; 1 more below.",
		},
		{
			"significant but small", side{512: six(100)}, side{512: six(104)}, compare.Options{}, compare.NoChange,
			"No regression: nothing is significantly worse by more than the limit at p95 or cost; the 95 % intervals end at +5.7 % or below, so that a regression of that size is not ruled out: more blocks or longer ones tell.",
		},
		{
			"the same under a smaller limit", side{512: six(100)}, side{512: six(104)}, compare.Options{Limit: 0.02}, compare.Regression, "beyond the limit of 2 %",
		},
		{
			"a limit of one statistic",
			side{512: six(100)},
			side{512: six(104)},
			compare.Options{Limits: map[compare.Statistic]float64{compare.Cost: 0.02}},
			compare.Regression, "Regression: 512 MB costs 4 % more",
		},
		{
			"twelve blocks", side{512: append(six(100), six(100.1)...)}, side{512: append(six(112), six(112.1)...)}, compare.Options{}, compare.Regression,
			"significant (p < 0.0001)",
		},
		{"the same", side{512: six(100)}, side{512: six(100)}, compare.Options{}, compare.NoChange, "No regression"},
		{
			"large but not significant", side{512: six(100)}, side{512: {60, 90, 101, 140, 160, 200}}, compare.Options{}, compare.NoChange, "not ruled out",
		},
		{
			"three blocks", side{512: six(100)[:3]}, side{512: six(200)[:3]}, compare.Options{}, compare.Inconclusive,
			"Inconclusive: 3 blocks a side are too few, 6 are needed (repeat: 6).",
		},
		{
			"five on one side", side{512: six(100)}, side{512: six(200)[:5]}, compare.Options{}, compare.Inconclusive,
			"Inconclusive: 6 and 5 blocks are too few, 6 a side are needed (repeat: 6).",
		},
		{
			"one worse of three", side{256: six(200), 512: six(100), 1024: six(50)}, side{256: six(200), 512: six(120), 1024: six(50)},
			compare.Options{}, compare.Regression, "Regression: 512 MB is 20 % slower at p95 (95 %: 18 % to 22 %), significant (p = 0.006)",
		},
		{
			"worse only in what does not decide",
			side{512: six(100)},
			side{512: six(112)},
			compare.Options{Decide: []compare.Statistic{compare.Errors}},
			compare.NoChange, "No regression",
		},
		{
			"what neither run has",
			side{512: six(100)},
			side{512: six(112)},
			compare.Options{Decide: []compare.Statistic{compare.P99}},
			compare.Inconclusive, "Inconclusive: neither run has it: a block needs 100 samples for it.",
		},
		{"nothing in common", side{512: six(100)}, side{1024: six(100)}, compare.Options{}, compare.Inconclusive, "Inconclusive: the runs have no variant in common."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := compare.Compare(summary("base", tt.base), summary("head", tt.head), tt.options)
			if r.Verdict != tt.want || !strings.Contains(r.Sentence, tt.sentence) {
				t.Errorf("%s: %s\nwant %s: %s", r.Verdict, r.Sentence, tt.want, tt.sentence)
			}
		})
	}
}

// With 24 variants the smallest p-value of six blocks, 2/924, times 24 is above
// 0.05, so that seven are needed: 2/C(14, 7) = 0.00058.
func TestManyVariantsNeedMoreBlocks(t *testing.T) {
	many := func(blocks []float64) *reports.Summary {
		s := summary("run", side{512: blocks})
		one := s.Trials[0]
		s.Trials = nil
		for range 24 {
			one.Variant.MemoryMB++
			s.Trials = append(s.Trials, one)
		}
		return s
	}
	r := compare.Compare(many(six(100)), many(six(200)), compare.Options{})
	if r.Verdict != compare.Inconclusive || !strings.Contains(r.Sentence, "6 blocks a side are too few, 7 are needed") {
		t.Errorf("six blocks: %s: %s", r.Verdict, r.Sentence)
	}
	r = compare.Compare(many(append(six(100), 100.5)), many(append(six(200), 200.5)), compare.Options{})
	if r.Verdict != compare.Regression {
		t.Errorf("seven blocks: %s: %s", r.Verdict, r.Sentence)
	}
}

func TestObstacles(t *testing.T) {
	base, head := side{512: six(100)}, side{512: six(112)}
	other := func(change func(*reports.Host)) func(*reports.Summary) {
		return func(s *reports.Summary) { change(&s.Run.Host) }
	}
	tests := []struct {
		name    string
		change  func(head *reports.Summary)
		options compare.Options
		want    compare.Verdict
		text    string // in the sentence or a note
	}{
		{"another CPU", other(func(h *reports.Host) { h.CPU = "Intel Xeon" }), compare.Options{}, compare.Inconclusive, "the machines differ: CPU AMD EPYC and Intel Xeon"},
		{"other cores", other(func(h *reports.Host) { h.Cores = 4 }), compare.Options{}, compare.Inconclusive, "the machines differ: 2 and 4 cores"},
		{"another tier", other(func(h *reports.Host) { h.Limits = "duty-cycle" }), compare.Options{}, compare.Inconclusive, "limits by cgroup2 and duty-cycle"},
		{"another CPU by choice", other(func(h *reports.Host) { h.CPU = "Intel Xeon" }), compare.Options{AnyHost: true}, compare.Regression, "The machines differ"},
		{"another speed", other(func(h *reports.Host) { h.Speed = 80 }), compare.Options{}, compare.Regression, "The head's machine was 20 % slower"},
		{
			"another CPU that only drove the load",
			func(s *reports.Summary) { s.Run.Host.CPU, s.Scenario.Targets[0].Provider = "Intel Xeon", "aws" },
			compare.Options{}, compare.Regression, "512 MB costs 12 % more",
		},
		{
			"invalid", func(s *reports.Summary) {
				s.Trials[0].Valid, s.Trials[0].InvalidReasons = false, []string{"the generator was late"}
			}, compare.Options{}, compare.Inconclusive, "the head's figures are invalid: the generator was late",
		},
		{"another scenario", func(s *reports.Summary) { s.Scenario.Digest = "sha256:2" }, compare.Options{}, compare.Regression, "different scenario files"},
		{"another currency", func(s *reports.Summary) { s.Trials[0].Cost.Currency = "EUR" }, compare.Options{Decide: []compare.Statistic{compare.Cost}}, compare.Inconclusive, "amounts are in USD and in EUR"},
		{"partial", func(s *reports.Summary) { s.Run.Complete = false }, compare.Options{}, compare.Regression, "The head is not complete"},
		{"without blocks", func(s *reports.Summary) { s.Trials[0].Blocks = nil }, compare.Options{}, compare.Inconclusive, "the head does not have it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := summary("head", head)
			tt.change(h)
			r := compare.Compare(summary("base", base), h, tt.options)
			if text := r.Sentence + "\n" + r.Caveat() + "\n" + strings.Join(r.Notes(), "\n"); r.Verdict != tt.want || !strings.Contains(text, tt.text) {
				t.Errorf("%s: %s\nwant %s with %q", r.Verdict, text, tt.want, tt.text)
			}
		})
	}
}

// A price that doubled is no regression; more billed time under it is.
func TestPricesThatChanged(t *testing.T) {
	dearer := func(s *reports.Summary) *reports.Summary {
		return each(s, func(t *reports.Trial) {
			t.Cost.Items[0].Price = t.Cost.Items[0].Price.Mul(decimal.NewFromInt(2))
			for i := range t.Blocks {
				t.Blocks[i].CostPerMillion = new(t.Blocks[i].CostPerMillion.Mul(decimal.NewFromInt(2)))
			}
		})
	}
	cost := compare.Options{Decide: []compare.Statistic{compare.Cost}}
	r := compare.Compare(summary("base", side{512: six(100)}), dearer(summary("head", side{512: six(100)})), cost)
	if notes := strings.Join(r.Notes(), "\n"); r.Verdict != compare.NoChange || !strings.Contains(notes, "the price of duration-x86_64 changed from 0.0000166667 to 0.0000333334 USD a GB-second") {
		t.Errorf("%s: %s\n%s", r.Verdict, r.Sentence, notes)
	}
	r = compare.Compare(summary("base", side{512: six(100)}), dearer(summary("head", side{512: six(112)})), cost)
	if r.Verdict != compare.Regression || !strings.Contains(r.Sentence, "costs 12 % more") {
		t.Errorf("%s: %s", r.Verdict, r.Sentence)
	}
	given := each(summary("head", side{512: six(112)}), func(t *reports.Trial) { t.Cost.ColdShareFrom, t.Cost.ColdShare = "traffic", 0.5 })
	r = compare.Compare(summary("base", side{512: six(100)}), given, cost)
	if notes := strings.Join(r.Notes(), "\n"); !strings.Contains(notes, "the share of cold starts that is priced changed") {
		t.Errorf("%s\n%s", r.Sentence, notes)
	}
}

// failing has so many errors in each block of 50 invocations.
func failing(s *reports.Summary, errors ...int) *reports.Summary {
	return each(s, func(t *reports.Trial) {
		for i := range t.Blocks {
			t.Blocks[i].Errors = errors[i%len(errors)]
		}
	})
}

func TestErrorsDecide(t *testing.T) {
	o := compare.Options{Decide: []compare.Statistic{compare.Errors}}
	same := side{512: six(100)}
	r := compare.Compare(summary("base", same), failing(summary("head", same), 2, 3), o)
	if want := "Regression: 512 MB fails in 5 % of its invocations, and failed in 0 %"; r.Verdict != compare.Regression || !strings.HasPrefix(r.Sentence, want) {
		t.Errorf("%s: %s\nwant %s", r.Verdict, r.Sentence, want)
	}
	if r = compare.Compare(summary("base", same), failing(summary("head", same), 0, 0, 1), o); r.Verdict != compare.NoChange {
		t.Errorf("an error now and then: %s: %s", r.Verdict, r.Sentence)
	}
}

// A head that fails fast is not a faster one: with more than 5 % of errors p95
// lies among them.
func TestFailingFastIsNoImprovement(t *testing.T) {
	o := compare.Options{Decide: []compare.Statistic{compare.P95}}
	r := compare.Compare(summary("base", side{512: six(100)}), failing(summary("head", side{512: six(50)}), 5), o)
	if r.Verdict != compare.Regression || !strings.Contains(strings.Join(r.Notes(), "\n"), "blocks of the head in which more than 5 % failed") {
		t.Errorf("%s: %s\n%s", r.Verdict, r.Sentence, r.Notes())
	}
	both := failing(summary("base", side{512: six(100)}), 5)
	if r = compare.Compare(both, failing(summary("head", side{512: six(50)}), 5), o); r.Verdict != compare.NoChange {
		t.Errorf("both fail: %s: %s", r.Verdict, r.Sentence)
	}
}

func TestUnmatchedVariantsAreListed(t *testing.T) {
	r := compare.Compare(summary("base", side{256: six(9), 512: six(100)}), summary("head", side{512: six(100), 1024: six(50)}), compare.Options{})
	if len(r.Variants) != 1 || len(r.OnlyBase) != 1 || r.OnlyBase[0].MemoryMB != 256 || len(r.OnlyHead) != 1 || r.OnlyHead[0].MemoryMB != 1024 {
		t.Errorf("compared %v, only in the base %v, only in the head %v", r.Variants, r.OnlyBase, r.OnlyHead)
	}
	codes := []string{}
	for _, w := range r.Warnings {
		codes = append(codes, w.Code)
	}
	if !slices.Equal(codes, []string{"only-base", "only-head"}) {
		t.Errorf("warnings %v", codes)
	}
}

// Two targets of one run, as a pull request has them interleaved on one machine.
func TestTwoTargetsOfOneRun(t *testing.T) {
	run := summary("run", side{256: six(9), 512: six(100)})
	for _, mb := range []int{512, 1024} {
		worse := trial(mb, six(112))
		worse.Variant.Target, worse.Label = "head", fmt.Sprintf("head %d MB", mb)
		run.Trials = append(run.Trials, worse)
	}
	r := compare.Compare(run, run, compare.Options{BaseTarget: "thumbnail", HeadTarget: "head"})
	if r.Verdict != compare.Regression || !strings.HasPrefix(r.Sentence, "Regression: head 512 MB is 12 % slower at p95") {
		t.Errorf("%s: %s", r.Verdict, r.Sentence)
	}
	if len(r.OnlyBase) != 1 || r.OnlyBase[0].MemoryMB != 256 || len(r.OnlyHead) != 1 || r.OnlyHead[0].MemoryMB != 1024 {
		t.Errorf("only in the base %v, only in the head %v", r.OnlyBase, r.OnlyHead)
	}
}

func TestExitCode(t *testing.T) {
	for _, tt := range []struct {
		verdict      compare.Verdict
		inconclusive string
		want         int
	}{
		{compare.Regression, "", 1}, {compare.Regression, "pass", 1}, {compare.NoChange, "fail", 0}, {compare.Improvement, "", 0},
		{compare.Inconclusive, "", 4}, {compare.Inconclusive, "fail", 1}, {compare.Inconclusive, "warn", 0}, {compare.Inconclusive, "pass", 0},
	} {
		r := compare.Result{Verdict: tt.verdict}
		if got := r.ExitCode(tt.inconclusive); got != tt.want {
			t.Errorf("%s with %q: %d, want %d", tt.verdict, tt.inconclusive, got, tt.want)
		}
	}
}
