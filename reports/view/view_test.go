package view_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func variant(target string, mb int, arch string) reports.VariantInfo {
	return reports.VariantInfo{Target: target, MemoryMB: mb, Architecture: arch}
}

func trial(label string, v reports.VariantInfo) reports.Trial {
	return reports.Trial{Label: label, Variant: v, Usable: true, Valid: true}
}

func TestTrialsAreGroupedAndSortedByMemory(t *testing.T) {
	v := view.New(&reports.Summary{Trials: []reports.Trial{
		trial("a", variant("f", 512, "x86_64")), trial("b", variant("f", 512, "arm64")),
		trial("c", variant("f", 128, "x86_64")), trial("d", variant("f", 128, "arm64")),
	}})
	var order, groups []string
	for _, t := range v.Trials {
		order, groups = append(order, t.Name), append(groups, t.Group)
	}
	if got := strings.Join(order, ""); got != "cadb" {
		t.Errorf("order %s, want cadb", got)
	}
	if want := []string{"x86_64", "x86_64", "arm64", "arm64"}; !slices.Equal(groups, want) || !v.Groups {
		t.Errorf("groups %q, want %q", groups, want)
	}
	if v.Trials[0].Index != 2 {
		t.Errorf("the trial shown first has index %d, want 2", v.Trials[0].Index)
	}
}

func TestRoles(t *testing.T) {
	pick := variant("f", 256, "x86_64")
	s := &reports.Summary{
		Trials: []reports.Trial{
			{Label: "128 MB", Variant: variant("f", 128, "x86_64"), Valid: true, UnusableReason: "ran out of\nmemory"},
			trial("256 MB", pick), trial("512 MB", variant("f", 512, "x86_64")),
			{Label: "1024 MB", Variant: variant("f", 1024, "x86_64"), Usable: true, InvalidReasons: []string{"late", "slow"}},
		},
		Recommendation: reports.Recommendation{Variant: &pick, Tied: []reports.VariantInfo{variant("f", 512, "x86_64")}},
		Change:         &reports.Change{From: variant("f", 512, ""), To: pick},
	}
	v := view.New(s)
	for i, want := range [][]view.Role{{view.RoleUnusable}, {view.RolePick}, {view.RoleTied, view.RoleToday}, {view.RoleInvalid}} {
		if got := v.Trials[i].Roles(); !slices.Equal(got, want) {
			t.Errorf("%s: roles %v, want %v", v.Trials[i].Name, got, want)
		}
	}
	want := []view.Fact{{"128 MB", "unusable", "it ran out of memory"}, {"1024 MB", "invalid", "late; slow"}}
	if got := v.Doubts(); !slices.Equal(got, want) {
		t.Errorf("doubts %v, want %v", got, want)
	}
}

// The parts of a bill are shown with all their digits, and add up.
func TestBillsAddUp(t *testing.T) {
	bills := view.New(reportstest.Load(t)).Bills()
	if len(bills) != 2 {
		t.Fatalf("%d bills, want one per million and one per month", len(bills))
	}
	amount := func(c view.Cell) decimal.Decimal {
		text := strings.NewReplacer("$", "", ",", "", "\u2007", "", "\u2008", "").Replace(c.Text)
		return decimal.RequireFromString(text)
	}
	for _, b := range bills {
		sum := decimal.Zero
		width := len([]rune(b.Foot[4].Text)) - strings.Index(b.Foot[4].Text, ".")
		for _, r := range b.Rows {
			sum = sum.Add(amount(r.Cells[4]))
			text := r.Cells[4].Text
			point := strings.IndexAny(text, ".\u2008")
			if got := len([]rune(text[point:])); got != width {
				t.Errorf("%q: the point stands %d characters from the end, want %d", text, got, width)
			}
		}
		if total := amount(b.Foot[4]); !sum.Equal(total) {
			t.Errorf("%s: the lines add up to %s, the total is %s", b.Caption, sum, total)
		}
	}
}

func TestCostSplitKeepsEveryComponent(t *testing.T) {
	s := reportstest.Load(t)
	cost := *s.Trials[0].Cost
	cost.Items = nil
	for _, c := range []string{"requests", "duration-x86_64", "ephemeral", "a", "b", "c", "d"} {
		cost.Items = append(cost.Items, reports.CostItem{Component: c, Amount: decimal.NewFromInt(1)})
	}
	cost.PerMillion = decimal.NewFromInt(7)
	s.Trials[0].Cost = &cost
	table := view.New(s).CostSplit()
	var heads []string
	for _, c := range table.Columns[1:] {
		heads = append(heads, c.Name)
	}
	if want := "request fee, compute, ephemeral storage, a, other, total"; strings.Join(heads, ", ") != want {
		t.Errorf("components %q, want %s", heads, want)
	}
	if got := table.Rows[0].Cells[5].Text; got != "$3.00" {
		t.Errorf("other is %s, want $3.00", got)
	}
}

func TestDistributionKeepsWarmAndColdApart(t *testing.T) {
	s := reportstest.Load(t)
	pick := slices.IndexFunc(s.Trials, func(t reports.Trial) bool { return t.Variant.MemoryMB == *s.Recommendation.MemoryMB })
	at := s.Run.StartedAt
	sample := func(variant int, phase measure.Phase, cold measure.Cold, outcome measure.Outcome, ms int) measure.Sample {
		return measure.Sample{
			Variant: variant, Phase: phase, Cold: cold, Outcome: outcome,
			Intended: at, Sent: at, End: at.Add(time.Duration(ms) * time.Millisecond),
		}
	}
	var samples []measure.Sample
	for i := range 20 {
		samples = append(samples, sample(pick, measure.PhaseLoad, measure.ColdNone, measure.OutcomeOK, 10+i))
	}
	samples = append(samples,
		sample(pick, measure.PhaseLoad, measure.ColdWaited, measure.OutcomeOK, 500),
		sample(pick, measure.PhaseCold, measure.ColdWaited, measure.OutcomeOK, 700),
		sample(pick, measure.PhaseCold, measure.ColdNone, measure.OutcomeOK, 9000),      // was warm after all
		sample(pick, measure.PhaseWarmup, measure.ColdWaited, measure.OutcomeOK, 9000),  // not measured
		sample(pick, measure.PhaseLoad, measure.ColdNone, measure.OutcomeTimeout, 9000), // not a success
		sample(0, measure.PhaseLoad, measure.ColdNone, measure.OutcomeOK, 9000),         // not a neighbour
		sample(pick, measure.PhaseLoad, measure.ColdNone, measure.OutcomeOK, 9000),
	)
	samples[len(samples)-1].Block = 7 // measured again
	e, err := view.New(s).Evidence([]measure.Block{{Index: 7, State: measure.BlockContended}}, measure.List(samples))
	if err != nil {
		t.Fatal(err)
	}
	table := e.Latency.Table()
	var got []string
	for _, r := range table.Rows {
		var texts []string
		for _, c := range r.Cells {
			texts = append(texts, strings.TrimSpace(c.Text+" "+c.Note))
		}
		got = append(got, strings.Join(texts, "|"))
	}
	want := []string{"1769 MB warm|20|19.0|27.0|28.0|–|29.0", "1769 MB cold|2 1 forced|500|–|–|–|700"}
	if !slices.Equal(got, want) {
		t.Errorf("distribution\n%q, want\n%q", got, want)
	}
	if e, err := view.New(s).Evidence(nil, measure.List(nil)); err != nil || e.Latency != nil {
		t.Errorf("a distribution without samples: %v, %v", e, err)
	}
}

func TestChangeFacts(t *testing.T) {
	s := reportstest.Load(t)
	saving := decimal.RequireFromString("-0.2")
	s.Change.SavingPerMonth, s.Change.CI95 = &saving, &[2]decimal.Decimal{decimal.RequireFromString("-0.9"), decimal.RequireFromString("0.5")}
	facts := view.New(s).KeyFigures()
	last := facts[len(facts)-1]
	if last.Text != "$0.20 more" || last.Note != "95 %: $0.90 more to $0.50 less" {
		t.Errorf("the saving reads %q, %q", last.Text, last.Note)
	}
	s.Change.From = s.Change.To
	facts = view.New(s).KeyFigures()
	if last = facts[len(facts)-1]; last.Text != "no change" {
		t.Errorf("staying reads %q", last.Text)
	}
}

func TestCommandsAreSafeToPaste(t *testing.T) {
	s := reportstest.Load(t)
	s.Run.Directory = "runs/a'b; rm -rf ~"
	if got, want := view.New(s).Commands()[1].Text, `sweetspot report 'runs/a'\''b; rm -rf ~'`; got != want {
		t.Errorf("command %s, want %s", got, want)
	}
}

func TestSentenceIsSplitAtItsColon(t *testing.T) {
	s := reportstest.Load(t)
	s.Recommendation.Sentence = "512 MB is best: $1 per million."
	if claim, figures := view.New(s).Sentence(); claim != "512 MB is best:" || figures != "$1 per million." {
		t.Errorf("%q, %q", claim, figures)
	}
	s.Recommendation.Sentence = "Nothing was measured."
	if claim, figures := view.New(s).Sentence(); claim != "Nothing was measured." || figures != "" {
		t.Errorf("%q, %q", claim, figures)
	}
}

// A run of one server has no notes to make, one of several names the pick.
func TestServersHaveTheirOwnColumns(t *testing.T) {
	heads := func(s *reports.Summary) string {
		var out []string
		for _, c := range view.New(s).Variants(true).Columns {
			out = append(out, c.Head())
		}
		return strings.Join(out, ", ")
	}
	const figures = "p50 ms, p90 ms, p95 ms, p99 ms, max ms, errors, n, rate /s, in flight, max"
	if got, want := heads(reportstest.Build(t, reportstest.Server())), "target, "+figures; got != want {
		t.Errorf("one server: %s, want %s", got, want)
	}
	if got, want := heads(reportstest.Build(t, reportstest.Servers())), "variant, notes, "+figures; got != want {
		t.Errorf("two servers: %s, want %s", got, want)
	}
}

// The answer about a single server is about that one, though none is picked.
func TestSubject(t *testing.T) {
	v := view.New(reportstest.Build(t, reportstest.Server()))
	if v.Pick() != nil || v.Subject() == nil || v.Answer() != "Measured" {
		t.Errorf("pick %v, subject %v, %s", v.Pick(), v.Subject(), v.Answer())
	}
	v = view.New(reportstest.Build(t, reportstest.Servers()))
	if v.Subject() == nil || v.Subject().Name != "new" || v.Answer() != "Pick" {
		t.Errorf("subject %v, %s", v.Subject(), v.Answer())
	}
}

// A target's name in front of a size is a part of the claim.
func TestSentenceOfANamedTarget(t *testing.T) {
	s := &reports.Summary{
		Trials:         []reports.Trial{{Label: "fn: 512 MB"}, {Label: "fn"}},
		Recommendation: reports.Recommendation{Sentence: "fn: 512 MB is the fastest variant: 3 ms (p50)."},
	}
	if claim, figures := view.New(s).Sentence(); claim != "fn: 512 MB is the fastest variant:" || figures != "3 ms (p50)." {
		t.Errorf("%q, %q", claim, figures)
	}
}

// A reason is one row, the most frequent first.
func TestFailures(t *testing.T) {
	s := &reports.Summary{Trials: []reports.Trial{
		{Label: "a", Invocations: 10, ErrorReasons: map[string]int{"oom": 1, "function: E: x": 3, "transport: reset": 3}},
		{Label: "b", Invocations: 10},
	}}
	var rows []string
	for _, r := range view.New(s).Failures().Rows {
		var texts []string
		for _, c := range r.Cells {
			texts = append(texts, c.Text)
		}
		rows = append(rows, strings.Join(texts, "|"))
	}
	want := []string{"a|function|E: x|3|30 %", "a|transport|reset|3|30 %", "a|oom|–|1|10 %"}
	if !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
}
