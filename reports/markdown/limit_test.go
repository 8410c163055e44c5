package markdown_test

import (
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// size is how much a run holds of everything that has no end of its own.
type size struct {
	variants, gates, warnings, reasons int
	words                              func(of string, i int) string // texts from outside
}

// large is a run of that size; a third of its gates fails, another cannot tell.
func large(base *reports.Summary, of size) *reports.Summary {
	s := *base
	s.Scenario.Name, s.Scenario.Description = of.words("name", 0), of.words("description", 0)
	s.Recommendation.Sentence = base.Recommendation.Sentence + " " + of.words("sentence", 0)
	s.Trials, s.Gates, s.Warnings, s.Recommendation.Pareto = nil, nil, nil, nil
	s.Recommendation.Reasons = nil
	for i := range of.variants {
		t := base.Trials[i%len(base.Trials)]
		t.Variant.MemoryMB, t.Variant.Params = 128+i, map[string]string{"MODE": of.words("param", i)}
		t.Label = fmt.Sprintf("%d MB MODE=%s", t.Variant.MemoryMB, of.words("param", i))
		t.ErrorReasons = maps.Clone(t.ErrorReasons)
		if t.ErrorReasons == nil {
			t.ErrorReasons = map[string]int{}
		}
		t.ErrorReasons["function: "+of.words("reason", i)] = i + 1
		t.Usable, t.UnusableReason = i%5 != 3, of.words("unusable", i)
		s.Trials = append(s.Trials, t)
		s.Recommendation.Pareto = append(s.Recommendation.Pareto, reports.Alternative{VariantInfo: t.Variant, CostPerMillion: new(decimal.NewFromInt(int64(i)))})
	}
	if of.variants > 0 {
		s.Recommendation.Variant = &s.Trials[of.variants/2].Variant
	}
	for i := range of.gates {
		g := reports.GateResult{
			Check: of.words("check", i), Reason: of.words("why", i), Unit: "ms", Limit: 1, N: 10, Need: 20, Level: "error",
			Verdict: []reports.Verdict{reports.Pass, reports.Fail, reports.Inconclusive}[i%3],
		}
		if of.variants > 0 {
			g.Variant = &s.Trials[i%of.variants].Variant
		}
		s.Gates = append(s.Gates, g)
	}
	for i := range of.warnings {
		s.Warnings = append(s.Warnings, reports.Warning{Code: "code", Text: of.words("warning", i)})
	}
	for i := range of.reasons {
		s.Recommendation.Reasons = append(s.Recommendation.Reasons, of.words("because", i))
	}
	return &s
}

// texts are all that are written of a run, by their names.
func texts(t testing.TB, s *reports.Summary) map[string]string {
	return map[string]string{
		"report":   report(t, s),
		"comment":  render(t, func(w io.Writer) error { return markdown.Comment(w, s, nil) }),
		"combined": combined(t, s, reportstest.Load(t)),
	}
}

// withinLimit checks that a text can be a comment.
func withinLimit(t testing.TB, name, doc string) {
	t.Helper()
	if len(doc) > markdown.Limit {
		t.Errorf("the %s has %d bytes", name, len(doc))
	}
	wellFormed(t, doc)
}

// A run of many variants, gates and warnings with long names fits, says what is
// not in it, and keeps the answer and what failed.
func TestLargestRunFits(t *testing.T) {
	long := func(of string, i int) string { return fmt.Sprintf("%s-%d-%s", of, i, strings.Repeat("long_name|", 20)) }
	s := large(reportstest.Load(t), size{variants: 92, gates: 200, warnings: 500, reasons: 40, words: long})
	for name, doc := range texts(t, s) {
		withinLimit(t, name, doc)
		for _, want := range []string{"is the best balance", "66 inconclusive", "67 failed", "check-1-", "check-4-", "see report.html"} {
			if !strings.Contains(doc, want) {
				t.Errorf("the %s lacks %q", name, want)
			}
		}
	}
	if doc := report(t, s); len(doc) < markdown.Limit*3/4 {
		t.Errorf("the report leaves out more than it must: it has %d bytes", len(doc))
	}
}

// Where everything fits, nothing is left out, nor folded away that failed.
func TestNothingIsLeftOutWithoutNeed(t *testing.T) {
	for name, doc := range texts(t, reportstest.Load(t)) {
		if strings.Contains(doc, "report.html") {
			t.Errorf("the %s leaves something out", name)
		}
	}
}

// What failed or cannot be told is never folded.
func TestFailuresAreNotFolded(t *testing.T) {
	short := func(of string, i int) string { return fmt.Sprintf("%s-%d", of, i) }
	s := large(reportstest.Load(t), size{variants: 20, gates: 60, warnings: 30, words: short})
	depth, shown := 0, map[string]int{}
	for line := range strings.Lines(report(t, s)) {
		depth += strings.Count(line, "<details>") - strings.Count(line, "</details>")
		if strings.HasPrefix(line, "| check-") {
			shown[fmt.Sprintf("%d %v", depth, strings.Contains(line, "✓ pass"))]++
		}
	}
	if want := map[string]int{"0 false": 40, "1 true": 20}; !maps.Equal(shown, want) {
		t.Errorf("gates by depth, and whether they pass: %v, want %v", shown, want)
	}
}

// Several runs share the room: each has its story while there is any, those that
// fail first, and all of them are in the table.
func TestManyRunsFit(t *testing.T) {
	var all []*reports.Summary
	for i := range 300 {
		s := *reportstest.Load(t)
		s.Scenario.Name = fmt.Sprintf("scenario-%d", i)
		if i%50 == 49 {
			s.Gates = append([]reports.GateResult{{Check: "p95 < 1s", Verdict: reports.Fail, Level: "error", Reason: "it is slower"}}, s.Gates...)
		}
		all = append(all, &s)
	}
	for _, n := range []int{1, 2, 5, 20, 300} {
		doc := combined(t, all[:n]...)
		withinLimit(t, fmt.Sprint("comment for ", n), doc)
		stories := strings.Count(doc, "<details><summary>scenario-")
		if want := min(n, 15); stories < want {
			t.Errorf("of %d runs %d have a story", n, stories)
		}
		if n == 300 && !strings.Contains(doc, "<details><summary>scenario-299: ✕ fail") {
			t.Error("a run that failed has no story")
		}
	}
}

// Whatever a run holds, every text is a comment, and well-formed.
func TestAlwaysFits(t *testing.T) {
	base := reportstest.Load(t)
	rapid.Check(t, func(r *rapid.T) {
		alphabet := rapid.SampledFrom([]string{"x", "|", "`", "@", "#", "<", "&", "ä", "🌈", "\\", "\n", "</details>", "::", "www.", "*_", "- ", "1. ", "[a](b)"})
		piece := strings.Join(rapid.SliceOfN(alphabet, 1, 6).Draw(r, "text"), "")
		times := rapid.SampledFrom([]int{1, 1, 10, 60}).Draw(r, "times")
		s := large(base, size{
			variants: rapid.IntRange(0, 6).Draw(r, "variants"), gates: rapid.IntRange(0, 36).Draw(r, "gates"),
			warnings: rapid.IntRange(0, 24).Draw(r, "warnings"), reasons: rapid.IntRange(0, 10).Draw(r, "reasons"),
			words: func(of string, i int) string { return fmt.Sprint(of, i, strings.Repeat(piece, times)) },
		})
		for name, doc := range texts(t, s) {
			withinLimit(t, name, doc)
		}
		if t.Failed() {
			r.Fatalf("not a comment: %q %d times", piece, times)
		}
	})
}

// So is a comparison.
func TestComparisonFits(t *testing.T) {
	long := func(of string, i int) string { return fmt.Sprintf("%s-%d-%s", of, i, strings.Repeat("long_name|", 20)) }
	s := large(reportstest.Load(t), size{variants: 92, warnings: 3, words: long})
	r := compare.Compare(s, s, compare.Options{})
	for i := range 500 {
		r.Differences = append(r.Differences, long("difference", i))
	}
	doc := render(t, func(w io.Writer) error { return markdown.Comparison(w, r) })
	withinLimit(t, "comparison", doc)
	if !strings.Contains(doc, "see report.html") && !strings.Contains(doc, "more notes") {
		t.Error("the comparison does not say what is not in it")
	}
}
