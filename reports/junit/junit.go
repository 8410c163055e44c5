// Package junit renders the gates of a summary as JUnit XML, the format that CI
// systems read (https://github.com/testmoapp/junitxml describes it as it is
// used; there is no standard).
//
// Every gate is a test case per variant that it was judged on, and the
// recommendation (or, where there is nothing to choose, the measurement) is one
// more, so that a run without gates is not an empty file:
//
//	verdict       level error   level warn
//	pass          passed        passed
//	fail          failure       skipped, its message begins with "warning:"
//	inconclusive  skipped       skipped
//
// A missing recommendation is an error. An inconclusive gate is skipped rather
// than failed because it is the exit code, with --inconclusive, that says what
// becomes of it.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Render writes the gates of a summary as JUnit XML. Whatever the strings in
// the summary hold, the output is well-formed: characters that XML cannot hold
// are left out.
func Render(w io.Writer, s *reports.Summary) error {
	suite := suiteOf(s)
	doc := testSuites{
		Name: "sweetspot", Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Skipped: suite.Skipped,
		Time: suite.Time, Suites: []testSuite{suite},
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func suiteOf(s *reports.Summary) testSuite {
	out := testSuite{
		Name: format.Clean(s.Scenario.Name), Time: seconds(s.Run.FinishedAt.Sub(s.Run.StartedAt)),
		Properties: &properties{List: []property{
			{"run", format.Clean(s.Run.ID)}, {"sweetspot", format.Clean(s.Run.Version)}, {"scenario_digest", format.Clean(s.Scenario.Digest)},
		}},
	}
	if !s.Run.StartedAt.IsZero() {
		out.Timestamp = s.Run.StartedAt.UTC().Format("2006-01-02T15:04:05")
	}
	class := "sweetspot." + format.Clean(s.Scenario.Name)
	out.add(recommendationCase(class, s))
	names := map[string]int{}
	for _, g := range s.Gates {
		c := gateCase(class, g, s.Trials)
		names[c.Name]++
		if n := names[c.Name]; n > 1 {
			c.Name = fmt.Sprintf("%s #%d", c.Name, n)
		}
		out.add(c)
	}
	return out
}

// recommendationCase passes when the run has an answer.
func recommendationCase(class string, s *reports.Summary) testCase {
	c := testCase{ClassName: class, Name: "recommendation", Time: seconds(0)}
	if s.Recommendation.MeasuredOnly {
		c.Name = "measurement"
	}
	if !s.Recommendation.Answered() {
		c.Error = &outcome{Message: format.Clean(s.Recommendation.Sentence), Type: "no-recommendation", Text: lines(s.Recommendation.Reasons)}
		return c
	}
	c.SystemOut = format.Clean(s.Recommendation.Sentence)
	return c
}

func gateCase(class string, g reports.GateResult, trials []reports.Trial) testCase {
	c := testCase{ClassName: class, Name: format.Clean(g.Check), Time: seconds(0)}
	if g.Variant != nil {
		c.Name += " [" + format.Clean(label(*g.Variant, trials)) + "]"
	}
	message := format.Clean(g.Check + ": " + g.Reason)
	switch {
	case g.Verdict == reports.Pass:
		c.SystemOut = format.Clean(g.Reason)
	case g.Verdict == reports.Fail && g.Level == "warn":
		c.Skipped = &outcome{Message: "warning: " + message}
	case g.Verdict == reports.Fail:
		c.Failure = &outcome{Message: message, Type: "gate", Text: lines(figures(g))}
	default:
		c.Skipped = &outcome{Message: "inconclusive: " + message}
	}
	return c
}

// label is the trial's own, which is unique in the run.
func label(v reports.VariantInfo, trials []reports.Trial) string {
	for _, t := range trials {
		if v.Equal(t.Variant) {
			return t.Label
		}
	}
	if v.MemoryMB == 0 {
		return v.Target
	}
	return fmt.Sprintf("%d MB", v.MemoryMB)
}

// figures is what a gate was judged by, one a line.
func figures(g reports.GateResult) []string {
	out := []string{"limit " + format.Gate(g.Limit, g.Unit), fmt.Sprintf("n %d, needs %d", g.N, g.Need)}
	if g.Bound != nil {
		out = slices.Insert(out, 0, "bound "+format.Gate(*g.Bound, g.Unit)+" (95 % confidence)")
	}
	if g.Value != nil {
		out = slices.Insert(out, 0, "value "+format.Gate(*g.Value, g.Unit))
	}
	if c := g.Comparison; c != nil {
		for _, side := range []struct {
			name string
			*reports.Compared
		}{{c.Versus, c.Baseline}, {"head", c.Head}} {
			if side.Compared != nil {
				out = append(out, fmt.Sprintf("%s %s of run %s, %d blocks", side.name, format.MaybeGate(side.Value, side.Unit), side.Run, side.Blocks))
			}
		}
	}
	return out
}

// lines cleans each line and joins them.
func lines(texts []string) string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = format.Clean(t)
	}
	return strings.Join(out, "\n")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(0, d).Seconds()) }
