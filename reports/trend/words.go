package trend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Course says how the variant followed fared from the oldest run to the newest,
// and what the runs recommend; "" for a run on its own.
func (s *Scenario) Course() string {
	if len(s.Runs) < 2 {
		return ""
	}
	parts := []string{fmt.Sprintf("%d runs, %s", len(s.Runs), s.span())}
	if s.Followed != nil {
		parts = append(parts, s.figures()...)
	}
	return strings.Join(append(parts, s.answers()), ". ") + "."
}

// span is when the first and the last run began.
func (s *Scenario) span() string {
	return format.Instant(s.Runs[0].Summary.Run.StartedAt) + " to " + format.Instant(s.Newest().Summary.Run.StartedAt)
}

// figures say of p95 and cost where they began, ended, and lay between, over the
// runs that compare with the newest.
func (s *Scenario) figures() []string {
	f := s.fared()
	where := s.FollowedName()
	if runs := s.ofNewestMachine(); len(runs) < len(s.Runs) {
		where += ", in the " + count(len(runs), "run") + " on the machine of the newest,"
	}
	var out []string
	if n := len(f.latency); n > 1 {
		out = append(out, fmt.Sprintf("%s took %s at p95 at first and %s at last, from %s to %s over all",
			where, format.Duration(f.latency[0]), format.Duration(f.latency[n-1]), format.Duration(f.fastest()), format.Duration(f.slowest())))
	}
	if n := len(f.cost); n > 1 {
		out = append(out, fmt.Sprintf("It cost %s per million at first and %s at last, from %s to %s over all", format.Money(f.cost[0], f.currency),
			format.Money(f.cost[n-1], f.currency), format.Money(f.least(), f.currency), format.Money(f.most(), f.currency)))
	}
	return out
}

// answers say whether all runs come to the same.
func (s *Scenario) answers() string {
	first := s.Runs[0].answer()
	for _, r := range s.Runs {
		if r.answer() != first {
			return "The runs do not all come to the same answer: see the table"
		}
	}
	if first == "none" {
		return "None has a recommendation"
	}
	if s.Newest().Summary.Recommendation.MeasuredOnly {
		return "All measured " + first
	}
	return "All recommend " + first
}

// Doubts are what to know before figures of several runs are compared.
func (s *Scenario) Doubts() []string {
	var out []string
	if m := s.machines(); len(m) > 1 {
		out = append(out, fmt.Sprintf("The runs were made on %d machines (%s). Figures of different machines do not compare; the lines are broken where the machine changes.",
			len(m), strings.Join(m, "; ")))
	}
	missing := 0
	for _, r := range s.Runs {
		if s.Followed != nil && s.trial(r) == nil {
			missing++
		}
	}
	if missing > 0 {
		out = append(out, fmt.Sprintf("%s not measured in %s.", s.FollowedName()+" was", count(missing, "run")))
	}
	if n := len(s.digests()); n > 1 {
		out = append(out, fmt.Sprintf("The scenario file changed between the runs: there are %d versions of it.", n))
	}
	return out
}

// digests are the distinct ones of the scenario files.
func (s *Scenario) digests() []string {
	var out []string
	for _, r := range s.Runs {
		if d := r.Summary.Scenario.Digest; !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// Verdict is that of the comparison as a cell, with the sentence.
func (s *Scenario) Verdict() view.Cell {
	if s.Comparison == nil {
		return view.Cell{Text: "one run"}
	}
	cell := s.Comparison.Cell()
	cell.Note = format.Clean(s.Comparison.Sentence)
	return cell
}

// Verdict is that over several scenarios: the worst of them; "" where nothing was
// compared.
func Verdict(all []Scenario) compare.Verdict {
	for _, v := range []compare.Verdict{compare.Regression, compare.Inconclusive, compare.Improvement, compare.NoChange} {
		if len(with(all, v)) > 0 {
			return v
		}
	}
	return ""
}

// with are the names of the scenarios with a verdict.
func with(all []Scenario, v compare.Verdict) []string {
	var out []string
	for i := range all {
		if c := all[i].Comparison; c != nil && c.Verdict == v {
			out = append(out, all[i].Name)
		}
	}
	return out
}

// Sentence is the answer over several scenarios: what is worse, what cannot be
// told, what is better, and of which the newest run does not keep its gates.
func Sentence(all []Scenario) string {
	if len(all) == 1 {
		return strings.TrimSpace(all[0].Sentence() + " " + all[0].gateSentence())
	}
	var parts []string
	say := func(words string, names []string) {
		if len(names) > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d of %d scenarios: %s", words, len(names), len(all), listed(names)))
		}
	}
	say("regression", with(all, compare.Regression))
	say("gates failed", withGates(all, reports.Fail))
	say("inconclusive", with(all, compare.Inconclusive))
	say("gates inconclusive", withGates(all, reports.Inconclusive))
	say("improvement", with(all, compare.Improvement))
	say("no change", with(all, compare.NoChange))
	if Verdict(all) == "" {
		say("gates hold", withGates(all, reports.Pass))
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%d scenarios with a run each, without gates: there is nothing to judge.", len(all))
	}
	text := strings.Join(parts, "; ") + "."
	return strings.ToUpper(text[:1]) + text[1:]
}

// withGates are the names of the scenarios whose newest run has the verdict as
// the worst of its gates.
func withGates(all []Scenario, v reports.Verdict) []string {
	var out []string
	for i := range all {
		if all[i].Newest().worst() == v {
			out = append(out, all[i].Name)
		}
	}
	return out
}

// gateSentence says which gates of the newest run do not hold; "" where all do.
func (s *Scenario) gateSentence() string {
	newest := s.Newest()
	switch newest.worst() {
	case reports.Fail:
		return "Gates of the newest run failed: " + newest.Gates().Note + "."
	case reports.Inconclusive:
		return "Gates of the newest run are inconclusive: " + newest.Gates().Note + "."
	}
	return ""
}

// Span is how many runs there are, and when the first and the last began.
func Span(all []Scenario) string {
	n := 0
	first, last := all[0].Runs[0].Summary.Run.StartedAt, all[0].Newest().Summary.Run.StartedAt
	for i := range all {
		n += len(all[i].Runs)
		if at := all[i].Runs[0].Summary.Run.StartedAt; at.Before(first) {
			first = at
		}
		if at := all[i].Newest().Summary.Run.StartedAt; at.After(last) {
			last = at
		}
	}
	if first.Equal(last) {
		return count(n, "run") + " · " + format.Instant(first)
	}
	return count(n, "run") + " · " + format.Instant(first) + " to " + format.Instant(last)
}

// Facts are what a page over several scenarios holds.
func Facts(all []Scenario) []view.Fact {
	n, against := 0, "the oldest on the same machine"
	var machines []string
	for i := range all {
		n += len(all[i].Runs)
		if all[i].Baseline != nil {
			against = "its baseline, where it has one, or else the oldest on the same machine"
		}
		for _, m := range all[i].machines() {
			if !slices.Contains(machines, m) {
				machines = append(machines, m)
			}
		}
	}
	out := []view.Fact{
		{Name: "Scenarios", Text: format.Count(len(all))}, {Name: "Runs", Text: format.Count(n)},
		{Name: "Compared", Text: "the newest run of each with " + against},
	}
	if len(machines) > 0 {
		out = append(out, view.Fact{Name: "Measured on", Text: strings.Join(machines, "; "), Note: "times and amounts of different machines do not compare"})
	}
	return out
}

// listed names at most a few, and how many more there are.
func listed(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
