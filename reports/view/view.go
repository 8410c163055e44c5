// Package view is what every report says, before any output format: the tables,
// facts and charts of a run as words and numbers already written. The renderers
// only lay them out and escape them.
//
// All text that comes from outside (names, labels, reasons) has passed
// format.Clean here: it is one line of plain text, not yet escaped.
package view

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// View is a summary seen as a report: its trials in the order in which they are
// shown, and what each of them is to the reader.
type View struct {
	Summary *reports.Summary
	Trials  []Trial // grouped, by memory within a group
	Groups  bool    // the trials differ in more than their memory
	Local   bool    // amounts are this machine's CPU at the provider's price
	// Replayed is true where every answer came from a recording: no machine and
	// no load generator was part of it.
	Replayed bool
	// Servers is true where nothing but HTTP servers was driven: they have no
	// price, no size, and no figures of a platform.
	Servers bool
	// Containers is true where nothing but containers was driven: they have a
	// start-up, and no cold start that a request waits for.
	Containers bool
}

// Trial is a trial with its roles.
type Trial struct {
	*reports.Trial
	Index int    // position in Summary.Trials, and of the variant in the plan
	Name  string // the label, cleaned and cut
	Group string // what it differs in besides memory, "" without groups
	Pick  bool   // recommended
	Tied  bool   // cannot be told from the pick
	Today bool   // what runs today
	Base  bool   // of the target that the others are compared with
}

// longestName is how much of a label is shown.
const longestName = 80

// Muted reports whether the trial is out of the question.
func (t Trial) Muted() bool { return !t.Usable || !t.Valid }

// New looks at a summary.
func New(s *reports.Summary) *View {
	v := &View{Summary: s, Local: local(s), Replayed: replayed(s), Servers: all(s, "http"), Containers: all(s, "container")}
	rec := s.Recommendation
	for i := range s.Trials {
		t := &s.Trials[i]
		v.Trials = append(v.Trials, Trial{
			Trial: t, Index: i, Name: format.Short(format.Clean(t.Label), longestName),
			Pick:  rec.Variant != nil && same(t.Variant, *rec.Variant),
			Tied:  slices.ContainsFunc(rec.Tied, func(o reports.VariantInfo) bool { return same(t.Variant, o) }),
			Today: s.Change != nil && same(t.Variant, s.Change.From) || s.Change == nil && t.RunsToday,
			Base:  ofBase(s, t.Variant),
		})
	}
	v.group()
	return v
}

// ofBase reports whether a variant belongs to what the others are compared with.
func ofBase(s *reports.Summary, v reports.VariantInfo) bool {
	return slices.ContainsFunc(s.Scenario.Targets, func(t reports.TargetInfo) bool { return t.Base && t.Name == v.Target })
}

// local reports whether a target ran on this machine.
func local(s *reports.Summary) bool {
	return slices.ContainsFunc(s.Scenario.Targets, func(t reports.TargetInfo) bool { return t.Provider == "local" })
}

// replayed reports whether every target answered from a recording.
func replayed(s *reports.Summary) bool {
	return len(s.Scenario.Targets) > 0 &&
		!slices.ContainsFunc(s.Scenario.Targets, func(t reports.TargetInfo) bool { return t.Recording == "" })
}

// all reports whether every target is of a kind.
func all(s *reports.Summary, kind string) bool {
	return len(s.Scenario.Targets) > 0 &&
		!slices.ContainsFunc(s.Scenario.Targets, func(t reports.TargetInfo) bool { return t.Kind != kind })
}

// answersFor is the kind of the target that the answer is for; that of the first
// target without an answer.
func (v *View) answersFor() string {
	pick := v.Summary.Recommendation.Variant
	for _, t := range v.Summary.Scenario.Targets {
		if pick == nil || t.Name == pick.Target {
			return t.Kind
		}
	}
	return ""
}

// ofContainer reports whether a variant is one of a container, whose CPU is chosen
// apart from its memory.
func (v *View) ofContainer(i reports.VariantInfo) bool {
	return slices.ContainsFunc(v.Summary.Scenario.Targets, func(t reports.TargetInfo) bool { return t.Name == i.Target && t.Kind == "container" })
}

// forServer reports whether the answer is for a server: what waits and what is
// reserved is then not the platform's to be set.
func (v *View) forServer() bool {
	return v.Servers || v.answersFor() == "container"
}

// same reports whether two names are of one variant; an architecture or a vCPU
// that is not given fits any.
func same(a, b reports.VariantInfo) bool {
	return a.Target == b.Target && a.MemoryMB == b.MemoryMB && maps.Equal(a.Params, b.Params) &&
		(a.VCPU == b.VCPU || a.VCPU == 0 || b.VCPU == 0) &&
		(a.Architecture == b.Architecture || a.Architecture == "" || b.Architecture == "")
}

// group names what the trials differ in besides their memory, and puts those
// that differ in memory alone side by side.
func (v *View) group() {
	distinct := func(of func(reports.VariantInfo) string) bool {
		return slices.ContainsFunc(v.Trials, func(t Trial) bool { return of(t.Variant) != of(v.Trials[0].Variant) })
	}
	target := func(i reports.VariantInfo) string { return i.Target }
	arch := func(i reports.VariantInfo) string { return i.Architecture }
	var by []func(reports.VariantInfo) string
	for _, of := range []func(reports.VariantInfo) string{target, arch, params} {
		if len(v.Trials) > 0 && distinct(of) {
			by = append(by, of)
		}
	}
	v.Groups = len(by) > 0
	first := map[string]int{}
	for i := range v.Trials {
		t := &v.Trials[i]
		var parts []string
		for _, of := range by {
			parts = append(parts, format.Clean(of(t.Variant)))
		}
		t.Group = strings.Join(parts, ", ")
		if _, seen := first[t.Group]; !seen {
			first[t.Group] = i
		}
	}
	slices.SortStableFunc(v.Trials, func(a, b Trial) int {
		return cmp.Or(cmp.Compare(first[a.Group], first[b.Group]), cmp.Compare(a.Variant.MemoryMB, b.Variant.MemoryMB), cmp.Compare(a.Variant.VCPU, b.Variant.VCPU))
	})
}

// params is the further dimensions of a variant: "QUALITY=85 SIZE=small".
func params(i reports.VariantInfo) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(i.Params)) {
		parts = append(parts, name+"="+i.Params[name])
	}
	return strings.Join(parts, " ")
}

// Pick is the recommended trial, nil without one.
func (v *View) Pick() *Trial {
	for i := range v.Trials {
		if v.Trials[i].Pick {
			return &v.Trials[i]
		}
	}
	return nil
}

// Alone reports whether there is but one server, which no chart can compare
// with anything.
func (v *View) Alone() bool { return v.Servers && len(v.Trials) == 1 }

// Subject is the trial that the answer is about: the recommended one, or the
// only one where there is nothing to choose. Nil without an answer.
func (v *View) Subject() *Trial {
	if v.Summary.Recommendation.MeasuredOnly && len(v.Trials) == 1 {
		return &v.Trials[0]
	}
	return v.Pick()
}

// Name is the label under which the run shows a variant, or its memory where it
// was not measured.
func (v *View) Name(i reports.VariantInfo) string {
	for _, t := range v.Trials {
		if same(t.Variant, i) {
			return t.Name
		}
	}
	first := format.Memory(i.MemoryMB)
	if i.MemoryMB == 0 {
		first = i.Target
	}
	return format.Clean(strings.Join(append([]string{first}, strings.Fields(i.Architecture+" "+params(i))...), " "))
}

// Currency is that of the run's amounts; "" where nothing is priced.
func (v *View) Currency() string {
	for _, t := range v.Trials {
		if t.Cost != nil {
			return t.Cost.Currency
		}
	}
	return v.Summary.Run.PriceBook.Currency
}

// Noun is what the variants are called: by their memory where they differ in
// that only.
func (v *View) Noun() string {
	switch {
	case v.Servers && !v.Groups:
		return "target"
	case v.Groups:
		return "variant"
	case v.Containers:
		return "size"
	}
	return "memory"
}

// Heading is the title over the charts and the table of the variants.
func (v *View) Heading() string {
	if v.Servers || v.Containers && v.Currency() == "" {
		return "Latency and rate by " + v.Noun()
	}
	return "Cost and latency by " + v.Noun()
}
