package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice/budget"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// budgetCode is the code of warnings of what a budget cost.
const budgetCode = "budget"

// maxBudget bounds --budget: beyond it the number is a slip of the pen.
const maxBudget = 24 * time.Hour

// parseBudget reads the flag; 0 is for none.
func parseBudget(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := check.ParseDuration(text)
	if err == nil && (d < time.Second || d > maxBudget) {
		err = errors.New("it is from 1s to 24h")
	}
	if err != nil {
		return 0, fmt.Errorf("--budget %q: %w; write a time such as 5m", text, err)
	}
	return d, nil
}

// fitAll fits what the scenarios sample into the time that --budget gives all of
// them, and says what each gives up for it.
func (a *app) fitAll(entries []*entry, f runFlags) error {
	limit, err := parseBudget(f.budget)
	if limit == 0 || err != nil || len(entries) == 0 {
		return err
	}
	works := make([]budget.Work, len(entries))
	for i, e := range entries {
		works[i] = e.work(f)
	}
	shares, err := budget.Share(works, limit)
	if err != nil {
		return tooShort(entries, works, limit, err)
	}
	var errs []error
	reserved := time.Duration(0) // for those that come later
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		e.fitted = &fitted{work: works[i], limit: limit, several: len(entries) > 1}
		e.fitted.until, reserved = f.began.Add(limit-reserved), reserved+shares[i]
		share := shares[i]
		if len(entries) == 1 {
			share = limit
		}
		errs = append(errs, e.fit(share))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, e := range entries {
		a.tellOf(e, "budget", e.fitted.sentence(e.run.scenario))
	}
	return nil
}

// work is what a scenario asks of a budget.
func (e *entry) work(f runFlags) budget.Work {
	s := e.run.scenario
	w := budget.Work{Scenario: s, Variants: len(s.Plan().Variants)}
	compares := func(g scenarios.Gate) bool { return g.Regression }
	if f.against != "" || f.baseline != "" || slices.ContainsFunc(s.Gates, compares) ||
		slices.ContainsFunc(s.Targets, func(t scenarios.Target) bool { return t.Base }) {
		w.Rounds = compare.MinBlocks
	}
	if f.against != "" {
		w.Variants *= 2
	}
	return w
}

// tooShort says of a budget that holds nothing that is worth a run what would.
func tooShort(entries []*entry, works []budget.Work, limit time.Duration, err error) error {
	var each []string
	for i, w := range works {
		least := w.Least()
		each = append(each, fmt.Sprintf("%s takes at least about %s (%s in %s)", entries[i].name(), about(least.Takes),
			plural(w.Variants, "variant"), plural(least.Rounds, "round")))
	}
	short := budget.TooShort{}
	errors.As(err, &short)
	return fmt.Errorf("--budget %s is too short: %s\nhint: give --budget %s, or measure fewer sizes, as in --set 'matrix.memory_mb=[512, 1024]'",
		check.FormatDuration(limit), strings.Join(each, "; "), check.FormatDuration(roundedUp(short.Least)))
}

// roundedUp is a time to ask for: in whole seconds, and in tens of them from a
// minute on.
func roundedUp(d time.Duration) time.Duration {
	step := time.Second
	if d >= time.Minute {
		step = 10 * time.Second
	}
	return (d + step - 1).Truncate(step)
}

// about is a time for people.
func about(d time.Duration) string { return check.FormatDuration(d.Round(time.Second)) }

// fitted is what became of a scenario for its budget.
type fitted struct {
	work    budget.Work // as it was asked for
	fit     budget.Fit
	limit   time.Duration // the budget, that of all scenarios together
	several bool
	until   time.Time
}

// fit reads the scenario again with what its part of the budget has room for.
func (e *entry) fit(share time.Duration) error {
	f := e.fitted
	var err error
	if f.fit, err = f.work.Within(share); err != nil {
		return fmt.Errorf("%s: --budget: %w", e.file, err)
	}
	asked := e.run.scenario
	sets := asked.Shorter(f.fit.Rounds, f.fit.Share)
	if w := asked.StopWhen; w != nil && !asked.Replayed() && (w.MaxTime == 0 || w.MaxTime > share) {
		sets = append(sets, "stop_when.max_time="+check.FormatDuration(share.Truncate(time.Second)))
	}
	if len(sets) == 0 {
		return nil
	}
	e.sets = slices.Concat(e.sets, sets)
	e.run.scenario, err = e.parse(e.sets...)
	return err
}

// gaveUp reports whether anything was given up.
func (f *fitted) gaveUp() bool { return f.fit != f.work.Whole() }

// sentence says what the scenario gave up for its budget.
func (f *fitted) sentence(got *scenarios.Scenario) string {
	asked, whole := f.work.Scenario, f.work.Whole()
	budget := f.String()
	switch {
	case asked.Replayed():
		return "a recording is replayed in virtual time, so " + budget + " costs it nothing"
	case !f.gaveUp() && !f.work.Known():
		return "how long the load takes is up to the target: it ends with the last round that " + budget + " has room for"
	case !f.gaveUp():
		return fmt.Sprintf("about %s of %s, nothing is given up", about(whole.Takes), budget)
	}
	var parts []string
	if got.Repeat != asked.Repeat {
		parts = append(parts, fmt.Sprintf("%s instead of %d", plural(got.Repeat, "round"), asked.Repeat))
	}
	wider := ""
	if m, n := got.SendsPerVariant(), asked.SendsPerVariant(); m != n {
		parts = append(parts, fmt.Sprintf("%s instead of %d for each variant", plural(m, "invocation"), n))
		wider = fmt.Sprintf("√(%d/%d) = %.2g", n, m, math.Sqrt(float64(n)/float64(m)))
	} else if now, then := got.Load.Length(), asked.Load.Length(); now != then {
		parts = append(parts, fmt.Sprintf("%s of load instead of %s for each variant", check.FormatDuration(now), check.FormatDuration(then)))
		wider = fmt.Sprintf("√(%s/%s) = %.2g", check.FormatDuration(then), check.FormatDuration(now), math.Sqrt(then.Seconds()/now.Seconds()))
	}
	text := fmt.Sprintf("about %s of %s, where all that is asked for takes %s: %s", about(f.fit.Takes), budget, about(whole.Takes), strings.Join(parts, ", "))
	if wider != "" {
		text += ", so that intervals get about " + wider + " times as wide"
	}
	if lost := f.lost(got); len(lost) > 0 {
		text += "; too few to decide " + strings.Join(lost, ", ")
	}
	return text
}

// lost are the gates that what is left can decide no more.
func (f *fitted) lost(got *scenarios.Scenario) []string {
	var out []string
	before := reports.GateNeeds(f.work.Scenario)
	for i, need := range reports.GateNeeds(got) {
		if !need.Enough() && before[i].Enough() {
			out = append(out, fmt.Sprintf("%s (needs %d %s, gets %d)", need.Check, need.Need, need.Unit, need.Have))
		}
	}
	return out
}

// String names the budget.
func (f *fitted) String() string {
	if f.several {
		return "the budget of " + check.FormatDuration(f.limit) + " for all scenarios"
	}
	return "the budget of " + check.FormatDuration(f.limit)
}

// noted is what the run keeps of its budget: in the manifest, and as a warning of
// what was given up.
func (r *run) noted() {
	f := r.fitted
	if f == nil {
		return
	}
	sampling := func(s *scenarios.Scenario, fit budget.Fit) rundir.Sampling {
		return rundir.Sampling{Rounds: s.Repeat, Invocations: s.SendsPerVariant(), Load: s.Load.String(), Takes: fit.Takes}
	}
	r.manifest.Budget = &rundir.Budget{Limit: f.limit, Asked: sampling(f.work.Scenario, f.work.Whole()), Given: sampling(r.scenario, f.fit)}
	if f.gaveUp() {
		text := f.sentence(r.scenario)
		r.manifest.Warnings = append(r.manifest.Warnings, rundir.Warning{Code: budgetCode, Text: strings.ToUpper(text[:1]) + text[1:] + "."})
	}
}
