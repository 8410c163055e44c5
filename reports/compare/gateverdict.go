package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// opponent finds the trial of a variant in the head and the one that it is
// compared with; where there is none, it says so.
func opponent(base, head *reports.Summary, v reports.VariantInfo, target string) (paired, string) {
	was := v
	who := "the baseline"
	if target != "" {
		was.Target, who = target, "the base"
	}
	p := paired{trialOf(base, was), trialOf(head, v)}
	switch {
	case p.head == nil:
		return p, "the run has no figures of it"
	case p.base == nil:
		return p, who + " has no " + p.head.Label
	}
	return p, ""
}

// Has reports whether a run has figures of a variant.
func Has(s *reports.Summary, v reports.VariantInfo) bool { return trialOf(s, v) != nil }

// trialOf finds a variant's trial; nil where the run has none.
func trialOf(s *reports.Summary, v reports.VariantInfo) *reports.Trial {
	i := slices.IndexFunc(s.Trials, func(t reports.Trial) bool { return key(t.Variant) == key(v) })
	if i < 0 {
		return nil
	}
	return &s.Trials[i]
}

// unjudged makes a gate inconclusive.
func unjudged(g *reports.GateResult, reason string) {
	g.Verdict, g.Reason, g.Value, g.N, g.Need = reports.Inconclusive, reason, nil, 0, MinBlocks
	g.Comparison = &reports.Comparison{Versus: g.Versus}
}

// settleGate turns the row of a comparison into a verdict: a regression fails,
// what cannot be told is inconclusive, all else passes.
func settleGate(g *reports.GateResult, f found) {
	g.Value, g.Effect, g.CI95, g.P, g.PHolm, g.Note = f.Effect, f.Effect, f.CI95, f.P, f.PHolm, f.Note
	g.N, g.Need = min(f.Blocks[0], f.Blocks[1]), max(MinBlocks, f.Need)
	g.Open = f.open(g)
	switch f.Verdict {
	case Inconclusive:
		g.Verdict, g.Reason = reports.Inconclusive, f.Reason
	case Regression:
		g.Verdict, g.Reason = reports.Fail, f.gateReason(g.Versus)
	default:
		g.Verdict, g.Reason = reports.Pass, f.gateReason(g.Versus)
	}
	if f.Note != "" {
		g.Reason += "; " + f.Note
	}
}

// open reports whether twice as many blocks may decide otherwise. Those of a
// baseline are what they are.
func (f found) open(g *reports.GateResult) bool {
	switch {
	case f.CI95 != nil:
		return f.CI95[0] < g.Limit && g.Limit < f.CI95[1]
	case f.endless:
		return true
	case f.Need == 0, g.Versus == string(scenarios.VersusBaseline) && f.Blocks[0] < f.Need:
		return false
	}
	return 2*g.N >= g.Need
}

// gateReason is "p95 is 12 % above that of the baseline, 95 % interval +10 % to
// +14 %, p = 0.004", and for what passes whether a regression is ruled out.
func (f found) gateReason(versus string) string {
	if f.Effect == nil {
		return fmt.Sprintf("%s went from %s to %s", f.Statistic, f.value(f.Base), f.value(f.Head))
	}
	text := fmt.Sprintf("%s is %s that of the %s", f.Statistic, f.apart(), versus)
	if f.CI95 != nil {
		text += ", 95 % interval " + f.interval()
	}
	text += ", p " + compared(pValue(*f.PHolm))
	switch {
	case f.Verdict == Regression || f.CI95 != nil && f.CI95[1] <= f.Limit:
		return text
	case *f.Effect > f.Limit:
		return text + ": more than " + f.limitText() + ", but not significant; more blocks or longer ones tell"
	}
	return text + "; a regression beyond " + f.limitText() + " is not ruled out"
}

// apart is "12 % above", "3 % below" or "the same as".
func (f found) apart() string {
	text := f.inUnit(strings.TrimLeft(signed(*f.Effect), "+−"))
	switch {
	case *f.Effect > 0:
		return text + " above"
	case *f.Effect < 0:
		return text + " below"
	}
	return "the same as"
}

// withBaseline is the run's warnings with those about its baseline, in place of
// those about another one.
func withBaseline(s, baseline *reports.Summary) []reports.Warning {
	const prefix = "baseline-"
	out := slices.DeleteFunc(slices.Clone(s.Warnings), func(w reports.Warning) bool { return strings.HasPrefix(w.Code, prefix) })
	said := []string{"other-scenario", "base-partial", "same-run", "other-speed"}
	for _, w := range warnings(baseline, s, &Result{}, Options{}) {
		if slices.Contains(said, w.Code) {
			out = append(out, reports.Warning{Code: prefix + strings.TrimPrefix(w.Code, "base-"), Text: "Compared with the baseline " + runOf(baseline).Name() + ": " + w.Text})
		}
	}
	return out
}
