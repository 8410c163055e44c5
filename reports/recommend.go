package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// recommendation is the answer, as shown and as the trials that it rests on.
type recommendation struct {
	shown Recommendation
	pick  *evaluated // nil without a recommendation
	tied  []*evaluated
	today *Change // nil where what runs today is not known

	differing []string // classes of payloads for which something else would be picked

	timeout advice.Timeout
}

// recommend asks advice about the trials and dresses its answer.
func recommend(in Input, trials []*evaluated) recommendation {
	objective := in.Scenario.Objective
	heads := slices.DeleteFunc(slices.Clone(trials), (*evaluated).isBase)
	if len(heads) == 1 && !priced(heads[0].observed.target) && len(objective.Within) == 0 {
		return measuredOnly(objective.Text, heads[0])
	}
	if len(heads) == 1 && in.Log != nil && len(objective.Within) == 0 {
		return logged(objective.Text, heads[0])
	}
	order := rankingOf(heads, func(e *evaluated) bool { return e.Usable && !e.assumed(in) })
	order.monthly = byMonth(in, heads)
	result := advice.Recommend(objective, candidates(in, trials, order))
	if names := headNames(heads); len(heads) < len(trials) && len(names) > 0 {
		result.Of(strings.Join(names, " and "))
	}
	if in.Search != nil {
		result.Choose(slices.IndexFunc(trials, func(e *evaluated) bool { return e.Variant.MemoryMB == in.Search.PickMB }))
	}
	mixed := result.Pick
	at := func(index int) *evaluated { return trialAt(trials, index) }
	out := recommendation{}
	if now := current(in, trials, at(result.Pick)); now != nil && result.Pick != advice.None {
		s := savingOf(now, at(result.Pick))
		result.Against(now.index, s.judged(now), in.Scenario.Current.Worth)
		out.today = change(now, at(result.To), s, result, in.Scenario.Current.Worth)
	}
	out.pick = at(result.Pick)
	for _, index := range result.Tied {
		out.tied = append(out.tied, at(index))
	}
	out.shown = shownOf(in, trials, result, out)
	out.shown.RankedBy = order.by
	out.pickByPayload(in, trials, mixed)
	for _, reason := range []string{order.reason(), termsReason(trials, order)} {
		if reason != "" {
			out.shown.Reasons = append(out.shown.Reasons, reason)
		}
	}
	if in.Search != nil {
		out.shown.Reasons = append(slices.Clone(in.Search.Sentences), out.shown.Reasons...)
	}
	return out
}

// shownOf is what advice answered, as the summary shows it.
func shownOf(in Input, trials []*evaluated, result advice.Result, rec recommendation) Recommendation {
	at := func(index int) *evaluated { return trialAt(trials, index) }
	out := Recommendation{
		Objective: in.Scenario.Objective.Text,
		Tied:      []VariantInfo{},
		Alternatives: Alternatives{
			Cheapest: alternative(at(result.Cheapest)),
			Fastest:  alternative(at(result.Fastest)),
			Balanced: alternative(at(result.Balanced)),
		},
		Sentence: doubted(result.Sentence(place(in.Host, rec.pick)), rec.pick),
		Reasons:  result.Reasons,
		Pareto:   []Alternative{},
		Unusable: []Unusable{},
		Deadline: deadlineAnswer(in.Scenario.Objective, trials),
		Halving:  result.Halving,
		Lead:     lead(in, trials, result),
	}
	for _, e := range rec.tied {
		out.Tied = append(out.Tied, e.Variant.clone())
	}
	for _, index := range result.Front {
		out.Pareto = append(out.Pareto, *alternative(at(index)))
	}
	for index, reason := range result.Unusable() {
		out.Unusable = append(out.Unusable, Unusable{at(index).Variant.clone(), reason})
	}
	if result.FloorMB > 0 {
		out.MemoryFloorMB = new(result.FloorMB)
	}
	if rec.pick != nil {
		out.Variant = new(rec.pick.Variant.clone())
		if mb := rec.pick.Variant.MemoryMB; mb > 0 {
			out.MemoryMB = new(mb)
		}
	}
	return out
}

// trialAt is the trial that advice names by an index, nil for none.
func trialAt(trials []*evaluated, index int) *evaluated {
	if index == advice.None {
		return nil
	}
	return trials[index]
}

// doubted adds to the answer that it rests on invalid measurements, that most of
// what was sent failed, or that no rate held, if that is so: the sentence is what
// people quote.
func doubted(sentence string, pick *evaluated) string {
	if pick == nil {
		return sentence
	}
	var doubts []string
	if !pick.Valid {
		doubts = append(doubts, pick.InvalidReasons[0])
	}
	if pick.Latency.N > 0 && 2*pick.Errors > pick.Invocations {
		doubts = append(doubts, fmt.Sprintf("%d of %d invocations failed (%s)", pick.Errors, pick.Invocations, pick.why()))
	}
	sentence = pick.unheld() + sentence
	if len(doubts) == 0 {
		return sentence
	}
	return "Do not rely on this: " + strings.Join(doubts, "; ") + ". " + sentence
}

// headNames are the targets that are compared with the base, each once.
func headNames(heads []*evaluated) []string {
	var out []string
	for _, e := range heads {
		if name := e.observed.target.Name; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// candidates are the trials as advice sees them, without those of the base.
func candidates(in Input, trials []*evaluated, order ranking) []advice.Candidate {
	out := make([]advice.Candidate, 0, len(trials))
	for i, e := range trials {
		if e.isBase() {
			continue
		}
		c := advised{advice.Candidate{
			Index: i, MemoryMB: e.Variant.MemoryMB, OwnCPU: e.observed.variant.VCPU() > 0, Target: e.Variant.Target, Label: e.Label,
			Usable: e.Usable, UnusableReason: e.UnusableReason, Invalid: !e.Valid, PeakMB: orZero(e.MaxMemoryUsedMB),
			ErrorShare: e.ErrorShare, Metric: e.value,
		}}
		c.Misfit, c.Cramped = e.misfit(), e.cramped()
		c.Job, _ = e.job(in.Scenario.Objective)
		if warm := e.WarmDuration.Mean; warm != nil {
			c.Warm, c.Cold = *warm, e.coldExtra()
		}
		if e.assumed(in) {
			c.Usable, c.UnusableReason = false, e.assumption(in)
		}
		if p50 := e.Latency.P50; p50 != nil {
			c.P50, c.P50Low, c.P50High = *p50, *p50, *p50
			if iv := e.Latency.CI95.P50; iv != nil {
				c.P50Low, c.P50High = iv[0], iv[1]
			}
		}
		if mean := e.Latency.Mean; mean != nil {
			c.Mean = *mean
		}
		c.costed(e, order)
		out = append(out, c.Candidate)
	}
	return out
}

// orZero is 0 for what is not known.
func orZero(p *int) int {
	if p == nil {
		return 0
	}
	return *p
}

func alternative(e *evaluated) *Alternative {
	if e == nil {
		return nil
	}
	out := &Alternative{VariantInfo: e.Variant.clone(), P50: e.Latency.P50, P95: e.Latency.P95, Mean: e.Latency.Mean}
	if e.Cost != nil {
		out.CostPerMillion = new(e.Cost.PerMillion)
	}
	return out
}

// place says where amounts hold that were measured on this machine, or what
// they were replayed from; "" for those that a provider measured.
func place(host Host, pick *evaluated) string {
	switch {
	case pick == nil:
		return ""
	case pick.observed.target.Replay != nil:
		return "replayed from " + format.Clean(pick.observed.target.Replay.Name())
	case pick.observed.local():
		return "on " + thisCPU(host)
	}
	return ""
}

// thisCPU is "this machine's CPU (AMD EPYC)".
func thisCPU(host Host) string {
	if host.CPU == "" {
		return "this machine's CPU"
	}
	return "this machine's CPU (" + host.CPU + ")"
}
