package compare

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// implied are the gates of a run that has something to be compared with and
// whose scenario does not say how: those that compare decides by.
var implied = []string{"p95 regression < 5%", "cost.per_million regression < 5%"}

// Gates judges the gates on regressions of a run's summary: those against a
// baseline with the summary of that (nil: there is none), those against the base
// with the run's own base target. Where there is one of these and no gate
// speaks of it, p95 and cost may not regress by 5 % on any variant. It may be
// called again, with another baseline.
func Gates(s, baseline *reports.Summary) {
	if baseline != nil {
		imply(s, scenarios.VersusBaseline)
		s.Warnings = withBaseline(s, baseline)
	}
	base := baseTarget(s)
	if base != "" {
		imply(s, scenarios.VersusBase)
	}
	for _, group := range groups(s.Gates) {
		switch first := group[0]; {
		case first.Versus == string(scenarios.VersusBase) && base != "":
			judgeGroup(s, s, group, base)
		case first.Versus == string(scenarios.VersusBaseline) && baseline != nil:
			judgeGroup(baseline, s, group, "")
		default:
			for _, g := range group {
				g.Reason = g.Uncompared()
			}
		}
	}
}

// groups are the gates on regressions, those of one line of the scenario
// together: they are tested as one.
func groups(gates []reports.GateResult) [][]*reports.GateResult {
	var out [][]*reports.GateResult
	at := map[string]int{}
	for i := range gates {
		g := &gates[i]
		if g.Comparison == nil || g.Variant == nil {
			continue
		}
		key := strings.Join([]string{g.Check, g.Versus, g.Level}, "\x00")
		if _, known := at[key]; !known {
			at[key] = len(out)
			out = append(out, nil)
		}
		out[at[key]] = append(out[at[key]], g)
	}
	return out
}

// imply adds the gates that stand for a scenario's own.
func imply(s *reports.Summary, versus scenarios.Versus) {
	for _, g := range s.Gates {
		if g.Comparison != nil && g.Versus == string(versus) {
			return
		}
	}
	base := baseTarget(s)
	for _, text := range implied {
		parsed, err := check.ParseGate(text)
		if err != nil {
			panic(err) // the text is this package's own
		}
		for _, t := range s.Trials {
			if t.Variant.Target == base || parsed.Metric.Dimension == check.Cost && t.Cost == nil {
				continue
			}
			s.Gates = append(s.Gates, reports.GateResult{
				Check: text, Variant: &t.Variant, Limit: parsed.Limit.Number, Unit: "share", Need: MinBlocks,
				Level: string(scenarios.LevelError), Comparison: &reports.Comparison{Versus: string(versus)},
			})
		}
	}
}

// baseTarget is the name of the target that the others are compared with, ""
// without one.
func baseTarget(s *reports.Summary) string {
	for _, t := range s.Scenario.Targets {
		if t.Base {
			return t.Name
		}
	}
	return ""
}

// judgeGroup judges one gate on its variants. target is the one that stands for
// all others, "" where targets are compared with those of the same name.
func judgeGroup(base, head *reports.Summary, group []*reports.GateResult, target string) {
	parsed, err := check.ParseGate(group[0].Check)
	if err != nil {
		for _, g := range group {
			unjudged(g, "cannot be read: "+err.Error())
		}
		return
	}
	s := Statistic(parsed.Metric.Name)
	limit := parsed.Limit.Number
	o := Options{Decide: []Statistic{s}, Limits: map[Statistic]float64{s: limit}}.withDefaults()
	rows, tests := make([]*Row, len(group)), []*contest{}
	for i, g := range group {
		p, reason := opponent(base, head, *g.Variant, target)
		if reason != "" {
			unjudged(g, reason)
			continue
		}
		c := newContest(base, head, p, s, o)
		rows[i] = c.row
		side := func(run *reports.Summary, target string, value *float64, blocks int) *reports.Compared {
			return &reports.Compared{Run: run.Run.ID, Target: target, Value: value, Unit: strings.TrimSuffix(c.row.Unit, " per million"), Blocks: blocks}
		}
		g.Baseline = side(base, p.base.Variant.Target, c.row.Base, c.row.Blocks[0])
		g.Head = side(head, p.head.Variant.Target, c.row.Head, c.row.Blocks[1])
		if c.row.Reason == "" {
			tests = append(tests, c)
		}
	}
	judge(tests, limit)
	for i, row := range rows {
		if row != nil {
			settleGate(group[i], found{Row: row})
		}
	}
}
