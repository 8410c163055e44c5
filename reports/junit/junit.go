// Package junit renders the gates of summaries as JUnit XML, the format that CI
// systems read. There is no standard; what is written is valid by the schema of
// Jenkins's xUnit plugin, which refuses what it does not know, so that a test
// case has no file and line: the suite names the file, and the text of an outcome
// begins with the place of its gate. The elements that GitLab reads are filled.
// https://github.com/jenkinsci/xunit-plugin (junit-10.xsd)
// https://docs.gitlab.com/ci/testing/unit_test_reports/
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
func Render(w io.Writer, s *reports.Summary) error { return Combined(w, s) }

// Combined writes the gates of several runs, a suite for each.
func Combined(w io.Writer, summaries ...*reports.Summary) error {
	doc := testSuites{Name: "sweetspot"}
	took := time.Duration(0)
	names := map[string]int{}
	for _, s := range summaries {
		suite := suiteOf(s, names)
		doc.Suites = append(doc.Suites, suite)
		doc.Tests, doc.Failures, doc.Errors = doc.Tests+suite.Tests, doc.Failures+suite.Failures, doc.Errors+suite.Errors
		took += s.Run.FinishedAt.Sub(s.Run.StartedAt)
	}
	doc.Time = seconds(took)
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

// unique is a name that was not used before.
func unique(name string, used map[string]int) string {
	used[name]++
	if n := used[name]; n > 1 {
		return fmt.Sprintf("%s #%d", name, n)
	}
	return name
}

// suiteOf is the suite of a run, whose name is not among those used.
func suiteOf(s *reports.Summary, used map[string]int) testSuite {
	name := unique(format.Clean(s.Scenario.Name), used)
	out := testSuite{
		Name: name, Time: seconds(s.Run.FinishedAt.Sub(s.Run.StartedAt)), File: fileOf(s),
		Properties: &properties{List: []property{
			{"run", format.Clean(s.Run.ID)}, {"sweetspot", format.Clean(s.Run.Version)}, {"scenario_digest", format.Clean(s.Scenario.Digest)},
		}},
	}
	if v := s.Recommendation.Variant; v != nil {
		out.Properties.List = append(out.Properties.List, property{"pick", format.Clean(label(*v, s.Trials))})
	}
	if dir := format.Clean(s.Run.Directory); dir != "" {
		out.SystemOut = "Run directory: " + dir
	}
	if !s.Run.StartedAt.IsZero() {
		out.Timestamp = s.Run.StartedAt.UTC().Format("2006-01-02T15:04:05")
	}
	class := "sweetspot." + name
	out.add(recommendationCase(class, s))
	names := map[string]int{}
	for _, g := range s.Gates {
		c := gateCase(class, g, s.Trials)
		c.Name = unique(c.Name, names)
		out.add(c)
	}
	return out
}

// fileOf is the scenario file, "" where no gate tells.
func fileOf(s *reports.Summary) string {
	for _, g := range s.Gates {
		if g.At != nil {
			return format.Clean(g.At.File)
		}
	}
	return ""
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
	if dir := format.Clean(s.Run.Directory); dir != "" {
		c.SystemOut += "\nRun directory: " + dir
	}
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
		c.Skipped = judged("warning: "+message, "", g)
	case g.Verdict == reports.Fail:
		c.Failure = judged(message, "gate", g)
	default:
		c.Skipped = judged("inconclusive: "+message, "", g)
	}
	return c
}

// judged is an outcome with its place, its message again for those who read the
// text alone, and its figures.
func judged(message, kind string, g reports.GateResult) *outcome {
	text := append([]string{message}, figures(g)...)
	if at := g.At; at != nil {
		text[0] = fmt.Sprintf("%s:%d:%d: %s", at.File, at.Line, at.Column, message)
	}
	return &outcome{Message: message, Type: kind, Text: lines(text)}
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
