package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func headline(s *reports.Summary) string {
	claim, figures := view.New(s).Headline()
	return strings.TrimSpace(claim + " " + figures)
}

// saves makes the change of a summary one of an amount a month.
func saves(s *reports.Summary, amount, low, high string) *reports.Summary {
	d := decimal.RequireFromString
	s.Change.SavingPerMonth, s.Change.CI95 = new(d(amount)), &[2]decimal.Decimal{d(low), d(high)}
	return s
}

func TestHeadlineGoesFromTodayToThePick(t *testing.T) {
	const speed = "and answers in 58.7 ms instead of 201 ms (p50), 3.4 times faster, on this machine's CPU"
	s := reportstest.Load(t)
	for _, c := range []struct{ amount, low, high, want string }{
		{"1.2", "1.1", "1.31", "it saves $1.20 ± $0.11 a month (1 %), " + speed},
		{"-0.1332", "-0.2427", "-0.0279", "it costs $0.13 ± $0.11 more a month (1 %), " + speed},
		{"-0.05", "-0.25", "0.15", "it costs about the same: $0.05 ± $0.20 more a month (1 %), " + speed},
		{"0.05", "-0.15", "0.25", "it costs about the same: $0.05 ± $0.20 less a month (1 %), " + speed},
		{"0", "0", "0", "it costs the same, " + speed},
	} {
		s.Change.SavingShare = new(0.0071)
		if c.amount != "" {
			s.Change.SavingShare = new(0.0123)
		}
		if got, want := headline(saves(s, c.amount, c.low, c.high)), "Move from 512 MB to 1769 MB: "+c.want+"."; got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.amount, got, want)
		}
	}
	if reasons := view.New(s).Reasons(); reasons[0] != s.Recommendation.Sentence || strings.Contains(strings.Join(reasons, " "), s.Change.Sentence) {
		t.Errorf("the reasons are %q", reasons)
	}
}

func TestHeadlineOfWhatStays(t *testing.T) {
	s := reportstest.Load(t)
	saves(s, "-0.1332", "-0.2427", "-0.0279").Change.Advice = reports.AdviceLeave
	s.Recommendation.Variant = &s.Change.From
	want := "Leave it at 512 MB: 1769 MB would cost $0.13 ± $0.11 more a month (0.71 %), and answer in 58.7 ms instead of 201 ms (p50), 3.4 times faster; a change is worth it from a clear gain of 5 % on, on this machine's CPU."
	if got := headline(s); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for i := range s.Trials {
		s.Trials[i].Valid = s.Trials[i].Variant.MemoryMB != 1769
	}
	if got := headline(s); !strings.Contains(got, "the measurement of 1769 MB is invalid, and no change can rest on it") {
		t.Errorf("got %s", got)
	}
	s.Change.To = s.Change.From
	if got := headline(s); got != strings.Replace(s.Recommendation.Sentence, " (AMD EPYC)", "", 1) {
		t.Errorf("without anything to change: %s", got)
	}
}

// The sentence that people quote says that it rests on nothing.
func TestHeadlineOfAnInvalidPick(t *testing.T) {
	s := reportstest.Load(t)
	for i := range s.Trials {
		if s.Trials[i].Variant.MemoryMB == 1769 {
			s.Trials[i].Valid, s.Trials[i].InvalidReasons = false, []string{"the host was short of CPU"}
		}
	}
	if got := headline(s); !strings.HasPrefix(got, "Do not rely on this: the host was short of CPU. Move from ") {
		t.Errorf("got %s", got)
	}
	if got := strings.Join(view.New(s).Sureness(), " "); !strings.Contains(got, "which are not valid: the host was short of CPU") || !strings.Contains(got, "4 of 6 measurements are valid.") {
		t.Errorf("sure: %s", got)
	}
}

func TestSureness(t *testing.T) {
	s := reportstest.Load(t)
	pick := *s.Recommendation.Variant
	over := s.Trials[3].Variant
	s.Recommendation.Lead = &reports.Lead{Over: over, By: reports.LeadInCost, Cost: new(0.18), CostCI95: &reports.Interval{0.16, 0.2}, P50: new(-0.39), P50CI95: &reports.Interval{-0.42, -0.36}}
	s.Recommendation.Tied = []reports.VariantInfo{s.Trials[2].Variant}
	s.Stop = &reports.Stop{Sure: true, Sentence: "Measuring ended when the answer was sure at 90 % confidence, after 2 added rounds; clearly worse by the objective: 128 MB. It looked 3 times."}
	want := "18 % cheaper (95 %: 16 % to 20 %) than the runner-up, 1024 MB. Not told apart from 512 MB, which is as good by the objective. " +
		"It rests on 120 invocations in 3 blocks. 5 of 6 measurements are valid. " +
		"Measuring ended when the answer was sure at 90 % confidence, after 2 added rounds."
	if got := strings.Join(view.New(s).Sureness(), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for by, want := range map[string]string{
		reports.LeadInBalance: "39 % slower (95 %: 36 % to 42 %) and 18 % cheaper (95 %: 16 % to 20 %) than the runner-up, 1024 MB: by the weights",
		reports.LeadInLatency: "39 % slower (95 %: 36 % to 42 %) and 18 % cheaper (95 %: 16 % to 20 %) than",
	} {
		s.Recommendation.Lead.By = by
		if got := view.New(s).Sureness()[0]; !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", by, got)
		}
	}
	s.Recommendation.Lead = &reports.Lead{Over: over, By: reports.LeadInCost, Cost: new(0.02), CostCI95: &reports.Interval{-0.01, 0.05}}
	if got := view.New(s).Sureness()[0]; got != "2 % cheaper (not clearly, 95 %: −1 % to 5 %) than the runner-up, 1024 MB." {
		t.Error(got)
	}
	s.Recommendation.Lead, s.Search = nil, &reports.Search{PickMB: pick.MemoryMB, Sure: new(1.0)}
	if got := strings.Join(view.New(s).Sureness(), " "); !strings.Contains(got, "a probability of 99 % to be within 3 % of the best") {
		t.Error(got)
	}
	s.Recommendation = reports.Recommendation{}
	if got := view.New(s).Sureness(); got != nil {
		t.Errorf("sure of nothing: %q", got)
	}
}

func TestTestCost(t *testing.T) {
	s := reportstest.Load(t)
	cost := func() string { return view.New(s).TestCost() }
	if got, want := cost(), "750 measured calls in 1m 7s. Nothing at the provider: it ran on this machine."; got != want {
		t.Errorf("got %s", got)
	}
	s.Scenario.Targets[0].Provider, s.Run.Spend.Actual = "aws", decimal.RequireFromString("0.0123")
	if got, want := cost(), "750 measured calls in 1m 7s, for $0.01 at the provider."; got != want {
		t.Errorf("got %s", got)
	}
	s.Scenario.Targets[0].Recording = "a.csv"
	if got, want := cost(), "Nothing: 750 invocations were drawn from a.csv, none was sent."; got != want {
		t.Errorf("got %s", got)
	}
	s = reportstest.Build(t, reportstest.Servers())
	s.Run.FinishedAt = time.Time{}
	if got, want := cost(), "1200 measured requests."; got != want {
		t.Errorf("got %s", got)
	}
}
