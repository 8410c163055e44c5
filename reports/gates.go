package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// judgeGates judges every gate of the scenario on each variant that it is for.
// Those that compare stay inconclusive until compare.Gates judges them, which
// knows the blocks of both sides.
func judgeGates(s *scenarios.Scenario, trials []*evaluated, rec recommendation) []GateResult {
	out := []GateResult{}
	trials = slices.DeleteFunc(slices.Clone(trials), (*evaluated).isBase)
	for _, g := range s.Gates {
		for _, r := range judgeGate(g, trials, rec) {
			if g.At.Line > 0 {
				r.At = &Position{s.File, g.At.Line, g.At.Column}
			}
			out = append(out, r)
		}
	}
	return out
}

func judgeGate(g scenarios.Gate, trials []*evaluated, rec recommendation) []GateResult {
	if g.Metric.OfRecommendation() && !g.Regression {
		return []GateResult{judgeRecommendation(g, rec)}
	}
	chosen, reason := chooseTrials(g.For, trials, rec)
	if len(chosen) == 0 {
		return []GateResult{undecided(begin(g, nil), reason)}
	}
	var out []GateResult
	for _, e := range chosen {
		out = append(out, judgePart(g, e))
	}
	return out
}

// judgePart judges a gate on the part of a trial that it is for: one class of
// payloads, or the whole.
func judgePart(g scenarios.Gate, e *evaluated) GateResult {
	name := g.Scope.Payload
	if name == "" {
		return judgeTrial(g, e)
	}
	part := e.class(name)
	if part == nil {
		r := undecided(begin(g, new(e.Variant.clone())), "there is no payload "+name)
		r.Payload = name
		return r
	}
	r := judgeTrial(g, part)
	r.Payload = name
	return r
}

// chooseTrials finds the trials that a gate is for; when there are none, why.
func chooseTrials(scopeText string, trials []*evaluated, rec recommendation) ([]*evaluated, string) {
	if scopeText == "" {
		scopeText = "recommended"
	}
	scope, err := check.ParseScope(scopeText)
	switch {
	case err != nil:
		return nil, "cannot be read: " + err.Error()
	case scope.All:
		return trials, "there is no variant"
	case scope.Recommended && rec.pick == nil:
		return nil, "there is no recommended variant to judge"
	case scope.Recommended:
		return []*evaluated{rec.pick}, ""
	}
	var out []*evaluated
	for _, e := range trials {
		if inScope(scope, e.Variant) {
			out = append(out, e)
		}
	}
	return out, "no variant matches " + scope.String()
}

func inScope(scope check.Scope, v VariantInfo) bool {
	for _, c := range scope.Conditions {
		value, ok := v.property(c.Name)
		if !c.Holds(value, ok) {
			return false
		}
	}
	return true
}

// property is what a condition may ask of a variant.
func (v VariantInfo) property(name string) (string, bool) {
	switch name {
	case "memory_mb":
		return strconv.Itoa(v.MemoryMB), v.MemoryMB > 0
	case "architecture":
		return v.Architecture, v.Architecture != ""
	case "target":
		return v.Target, true
	}
	value, ok := v.Params[name]
	return value, ok
}

// begin is a gate's result before anything is known.
func begin(g scenarios.Gate, v *VariantInfo) GateResult {
	r := GateResult{
		Check: g.Text, Variant: v, Limit: limitOf(g.Gate), Unit: unitOf(g.Gate),
		Need: needOf(g.Gate), Verdict: Inconclusive, Level: string(g.Level),
	}
	if r.Check == "" {
		r.Check = g.Gate.String()
	}
	if r.Level == "" {
		r.Level = string(scenarios.LevelError)
	}
	if g.Regression {
		r.Comparison = &Comparison{Versus: string(cmp.Or(g.Versus, scenarios.VersusBaseline))}
	}
	return r
}

// Uncompared says what a gate on a regression lacks where there is nothing to
// compare with.
func (c *Comparison) Uncompared() string {
	if c.Versus == string(scenarios.VersusBase) {
		return "there is no base to compare with: run with --against REF, or mark one of the targets with base: true"
	}
	return "there is no baseline to compare with: give one with --baseline (a run, a summary.json, or latest)"
}

// invalidity says why a trial's figures cannot be judged.
func invalidity(e *evaluated) string { return e.Label + " is invalid: " + e.InvalidReasons[0] }

func undecided(r GateResult, reason string) GateResult {
	r.Verdict, r.Reason = Inconclusive, reason
	return r
}

func limitOf(g check.Gate) float64 {
	if g.Limit.Dimension == check.Cost {
		return g.Limit.Money.Amount.InexactFloat64()
	}
	return g.Limit.Number
}

// unitOf is the unit of a gate's value and limit.
func unitOf(g check.Gate) string {
	switch g.Limit.Dimension {
	case check.Time:
		return "ms"
	case check.Share:
		return "share"
	case check.Memory:
		return "MB"
	case check.PerSec:
		return "/s"
	case check.Cost:
		return g.Limit.Money.Currency
	default:
		return "count"
	}
}

// judgeTrial judges a gate on one trial.
func judgeTrial(g scenarios.Gate, e *evaluated) GateResult {
	r := begin(g, new(e.Variant.clone()))
	st := e.statistic(g.Metric.Name)
	r.N = st.n
	if g.Regression {
		r.N = 0
		return undecided(r, r.Uncompared())
	}
	r.Value = st.value
	q, isLatency := advice.LatencyQuantile(g.Metric.Name)
	switch {
	case e.Invocations == 0:
		return undecided(r, "there is no data: "+e.Label+" "+e.UnusableReason)
	case !e.Valid && g.Metric.Name != "capacity": // which the machine can only make lower
		return undecided(r, invalidity(e))
	case isLatency && e.ErrorShare > 1-q:
		r.Verdict = Fail
		r.Reason = fmt.Sprintf("%d of %d invocations failed, more than %s leaves out", e.Errors, e.Invocations, g.Metric.Name)
		return r
	case st.n == 0 || st.value == nil && st.bounds == nil:
		return undecided(r, st.missing)
	case st.currency != "" && st.currency != unitOf(g.Gate):
		return undecided(r, fmt.Sprintf("the limit is in %s, the prices are in %s", unitOf(g.Gate), st.currency))
	}
	return decide(r, g, st)
}

// decide compares the statistic with the limit. A value is compared as it is;
// a bounded statistic passes when its bound on the limit's side still meets the
// limit, and fails when even its other bound does not.
func decide(r GateResult, g scenarios.Gate, st statistic) GateResult {
	meets := func(v float64) bool { return check.Compare(v, g.Op, r.Limit) }
	if st.bounds == nil || g.Op == check.Equal || g.Op == check.NotEqual {
		if st.value == nil {
			return undecided(r, tooFew(r))
		}
		r.Verdict = Fail
		if meets(*st.value) {
			r.Verdict = Pass
		}
		r.Reason = fmt.Sprintf("%s is %s", g.Metric.Name, format.Gate(*st.value, r.Unit))
		return r
	}
	b := st.bounds()
	b.Low, b.High = tidyBound(b.Low), tidyBound(b.High)
	near, far, sure := b.High, b.Low, "at most"
	if g.Op == check.Greater || g.Op == check.GreaterEqual {
		near, far, sure = b.Low, b.High, "at least"
	}
	switch {
	case finite(near) && meets(near):
		r.Verdict, r.Bound = Pass, &near
		r.Reason = fmt.Sprintf("%s is %s with 95 %% confidence", g.Metric.Name, sure+" "+format.Gate(near, r.Unit))
	case finite(far) && !meets(far):
		r.Verdict, r.Bound = Fail, &far
		r.Reason = fmt.Sprintf("%s is %s with 95 %% confidence", g.Metric.Name, opposite(sure)+" "+format.Gate(far, r.Unit))
	case !finite(near) && st.open != nil:
		return undecided(r, st.open(sure == "at least"))
	case !finite(near):
		r.Open = grows(g.Metric) && 2*r.N >= r.Need
		return undecided(r, tooFew(r))
	default:
		r.Open = grows(g.Metric) && 2*r.N >= r.Need // with fewer nothing could be proven
		r.Bound = &near
		r.Reason = fmt.Sprintf("%s lies between %s and %s: more samples are needed", g.Metric.Name, orOpen(b.Low, r.Unit), orOpen(b.High, r.Unit))
	}
	return r
}

// grows reports whether further rounds bring further samples of a metric: cold
// starts are forced in those of the plan only.
func grows(m check.Metric) bool { return !m.OfRecommendation() && !strings.HasPrefix(m.Name, "init.") }

// tidyBound drops the noise of the arithmetic from a bound: what is beyond ten
// significant figures.
func tidyBound(v float64) float64 {
	if !finite(v) {
		return v
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 10, 64), 64)
	if err != nil {
		return v
	}
	return short
}

func opposite(sure string) string {
	if sure == "at most" {
		return "at least"
	}
	return "at most"
}

func orOpen(v float64, unit string) string {
	if math.IsInf(v, 0) {
		return "an unknown value"
	}
	return format.Gate(v, unit)
}

func tooFew(r GateResult) string {
	if r.N >= r.Need {
		return fmt.Sprintf("%d samples are too few to say", r.N)
	}
	return fmt.Sprintf("needs at least %d samples, there are %d", r.Need, r.N)
}

// judgeRecommendation judges a gate on the recommendation itself, by value.
func judgeRecommendation(g scenarios.Gate, rec recommendation) GateResult {
	r := begin(g, rec.shown.Variant)
	var value float64
	switch {
	case rec.pick == nil:
		return undecided(r, "there is no recommended variant to judge")
	case g.Metric.Name == "recommendation.memory_mb":
		value = float64(rec.pick.Variant.MemoryMB)
	case rec.shown.Timeout == nil:
		return undecided(r, strings.TrimSuffix(rec.timeout.Reason, "."))
	default:
		value = *rec.shown.Timeout * 1000
	}
	r.Value, r.N, r.Need = &value, 1, 1
	if !rec.pick.Valid {
		return undecided(r, invalidity(rec.pick))
	}
	return decide(r, g, byValue(value, 1))
}
