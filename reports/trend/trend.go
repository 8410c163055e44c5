// Package trend looks at several runs: those of each scenario in the order in
// which they began, what changed from the first of them to the last, and how one
// variant fared over all of them.
//
// It judges nothing that package compare does not. Between the first and the
// last it shows figures and says where the machine changed, across which they do
// not compare; it fits no line to them and finds no point of change.
package trend

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Scenario is the runs of one scenario: of the same name.
type Scenario struct {
	Name string // cleaned
	Runs []Run  // at least one, the oldest first
	// Baseline is what the newest run was compared with; nil where that was another
	// of the runs.
	Baseline *reports.Summary
	// Comparison of the newest run; nil where there is nothing to compare it with.
	Comparison *compare.Result
	// Followed is the variant whose figures are shown over time: the answer of the
	// newest run that has one. Nil where none has.
	Followed *reports.VariantInfo
}

// Run is one of several.
type Run struct {
	*view.View
	// Machine is what times and amounts depend on; "" where nothing was measured.
	Machine string
	// Moved says how the machine differs from that of the run before; "" where it
	// does not.
	Moved string
}

// Group sorts runs by their scenarios, in the order of the names. baselines are
// what the newest run of a scenario is compared with, by its name, in place of
// the oldest run on the same machine.
func Group(runs []*reports.Summary, baselines map[string]*reports.Summary) []Scenario {
	by := map[string][]*reports.Summary{}
	for _, s := range runs {
		by[s.Scenario.Name] = append(by[s.Scenario.Name], s)
	}
	var out []Scenario
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out = append(out, newScenario(name, by[name], baselines[name]))
	}
	return out
}

func newScenario(name string, runs []*reports.Summary, baseline *reports.Summary) Scenario {
	slices.SortStableFunc(runs, func(a, b *reports.Summary) int {
		return cmp.Or(a.Run.StartedAt.Compare(b.Run.StartedAt), cmp.Compare(a.Run.ID, b.Run.ID))
	})
	s := Scenario{Name: format.Clean(name), Baseline: baseline}
	for i, run := range runs {
		r := Run{View: view.New(run)}
		if !r.Replayed {
			r.Machine = machine(run.Run.Host)
			if i > 0 && !s.Runs[i-1].Replayed {
				r.Moved = compare.OtherHost(runs[i-1].Run.Host, run.Run.Host)
			}
		}
		s.Runs = append(s.Runs, r)
	}
	if base := s.Base(); base != nil {
		s.Comparison = compare.Compare(base, s.Newest().Summary, compare.Options{})
	}
	s.Followed = s.followed()
	return s
}

// machine names a host by what decides on its speed.
func machine(h reports.Host) string {
	text := cmp.Or(format.Clean(h.CPU), "unknown CPU") + fmt.Sprintf(", %d cores", h.Cores)
	if h.Limits != "" {
		text += ", " + format.Clean(h.Limits)
	}
	return text
}

// Newest is the run that began last.
func (s *Scenario) Newest() Run { return s.Runs[len(s.Runs)-1] }

// Base is what the newest run is compared with: the baseline, or else the oldest
// run on its machine, or else the oldest of all. Nil for a run on its own.
func (s *Scenario) Base() *reports.Summary {
	switch same := s.ofNewestMachine(); {
	case s.Baseline != nil:
		return s.Baseline
	case len(same) > 1:
		return same[0].Summary
	case len(s.Runs) > 1:
		return s.Runs[0].Summary
	}
	return nil
}

// ofNewestMachine are the runs on the machine of the newest, itself the last.
func (s *Scenario) ofNewestMachine() []Run {
	return slices.DeleteFunc(slices.Clone(s.Runs), func(r Run) bool { return r.Machine != s.Newest().Machine })
}

// BaseName is what the base is: "the baseline", "the oldest".
func (s *Scenario) BaseName() string {
	switch {
	case s.Baseline != nil:
		return "the baseline"
	case s.Base() != s.Runs[0].Summary:
		return "the oldest on the same machine"
	}
	return "the oldest"
}

// followed is the answer of the newest run that has one.
func (s *Scenario) followed() *reports.VariantInfo {
	for _, r := range slices.Backward(s.Runs) {
		if t := r.Subject(); t != nil {
			return &t.Variant
		}
	}
	return nil
}

// FollowedName is the variant followed as the newest run that has it calls it.
func (s *Scenario) FollowedName() string {
	for _, r := range slices.Backward(s.Runs) {
		if t := r.Trial(*s.Followed); t != nil {
			return t.Name
		}
	}
	return s.Newest().Name(*s.Followed)
}

// trial is that of the variant followed; nil where a run does not have it.
func (s *Scenario) trial(r Run) *view.Trial {
	if s.Followed == nil {
		return nil
	}
	return r.Trial(*s.Followed)
}

// machines are the distinct ones, in the order of their first run.
func (s *Scenario) machines() []string {
	var out []string
	for _, r := range s.Runs {
		if r.Machine != "" && !slices.Contains(out, r.Machine) {
			out = append(out, r.Machine)
		}
	}
	return out
}

// answer is what a run recommends, or "none".
func (r Run) answer() string {
	if t := r.Subject(); t != nil {
		return t.Name
	}
	return "none"
}

// worst is the worst verdict of a run's gates of level error; "" without gates.
func (r Run) worst() reports.Verdict {
	worst := reports.Verdict("")
	for _, g := range r.Summary.Gates {
		switch {
		case g.Level == "warn" || g.Verdict == reports.Pass:
			worst = cmp.Or(worst, reports.Pass)
		case worst != reports.Fail:
			worst = g.Verdict
		}
	}
	return worst
}

// Gates is the worst verdict of a run's gates, with those that have it, and of
// gates that hold with those that warn.
func (r Run) Gates() view.Cell {
	worst := r.worst()
	if worst == "" {
		return view.Cell{Text: "none"}
	}
	cell := view.Verdict(worst)
	prefix := ""
	var checks []string
	for _, g := range r.Summary.Gates {
		warns := worst == reports.Pass && g.Verdict != reports.Pass
		if text := format.Clean(g.Check); (warns || worst != reports.Pass && g.Level != "warn" && g.Verdict == worst) && !slices.Contains(checks, text) {
			checks = append(checks, text)
		}
		if warns {
			prefix = "warns: "
		}
	}
	cell.Note = prefix + strings.Join(checks, "; ")
	return cell
}
