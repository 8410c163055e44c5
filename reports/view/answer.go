package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Sentence is the answer, in two parts: what it is, and the figures for it. The
// second is empty where the sentence does not have that shape.
func (v *View) Sentence() (claim, figures string) {
	s := format.Clean(v.Summary.Recommendation.Sentence)
	named := 0 // how far the name of a variant goes, which may hold a colon
	for _, t := range v.Trials {
		name := format.Clean(t.Label)
		for _, begin := range []string{name, "Leave it at " + name} {
			if strings.HasPrefix(s, begin) {
				named = max(named, len(begin))
			}
		}
	}
	if claim, figures, ok := strings.Cut(s[named:], ": "); ok {
		return s[:named] + claim + ":", figures
	}
	return s, ""
}

// Reasons are those of the recommendation that are not said elsewhere. Where the
// headline goes from what runs today to the pick, what the pick is best at comes
// first.
func (v *View) Reasons() []string {
	var out []string
	rec, c := v.Summary.Recommendation, v.moved()
	if c != nil && c.Advice == reports.AdviceChange {
		out = append(out, format.Clean(rec.Sentence))
	}
	for _, r := range rec.Reasons {
		if r != rec.Halving && r != rec.Sentence && (c == nil || r != c.Sentence) {
			out = append(out, format.Clean(r))
		}
	}
	return out
}

// Halving says what half the latency would cost; "" without a recommendation.
func (v *View) Halving() string { return format.Clean(v.Summary.Recommendation.Halving) }

// Partial says that the run did not come to its end; "" where it did.
func (v *View) Partial() string {
	if v.Summary.Run.Complete {
		return ""
	}
	return "Partial run: it ended before all blocks were done. Everything here rests on what was measured until then."
}

// Place says where the amounts hold: "on this machine's CPU (AMD EPYC)",
// "replayed from samples.csv"; "" for amounts that hold as they are.
func (v *View) Place() string {
	if v.Replayed {
		return "replayed from " + v.recordings()
	}
	if !v.Local {
		return ""
	}
	cpu := format.Clean(v.Summary.Run.Host.CPU)
	if cpu == "" {
		return "on this machine's CPU"
	}
	return "on this machine's CPU (" + cpu + ")"
}

// Answer is what the variant of the answer is to the reader.
func (v *View) Answer() string {
	if v.Summary.Recommendation.MeasuredOnly {
		return "Measured"
	}
	return "Pick"
}

// KeyFigures are the figures of the variant of the answer, and what moving to
// it from today's brings. Empty without an answer.
func (v *View) KeyFigures() []Fact {
	t := v.Subject()
	if t == nil {
		return nil
	}
	out := capacityFact(t)
	if t.Cost != nil {
		cost := Fact{Name: "Cost per million", Text: format.Money(t.Cost.PerMillion, t.Cost.Currency)}
		if ci := t.Cost.CI95; ci != nil {
			cost.Note = "95 %: " + format.MoneyRange(ci[0], ci[1], t.Cost.Currency)
		}
		out = append(out, cost)
	}
	out = append(out, t.bears()...)
	out = append(out,
		latencyFact("Latency p50", t.Latency.P50, t.Latency.CI95.P50),
		latencyFact("Latency p95", t.Latency.P95, t.Latency.CI95.P95))
	if v.Servers {
		out = append(out, latencyFact("Latency p99", t.Latency.P99, t.Latency.CI95.P99), rateFact(t))
	}
	if t.Cost != nil && t.Cost.PerMonth != nil {
		out = append(out, Fact{
			Name: "Cost per month", Text: format.Money(*t.Cost.PerMonth, t.Cost.Currency), Note: v.monthNote(t),
		})
	}
	out = append(out, Fact{
		Name: "Errors", Text: format.Share(t.ErrorShare),
		Note: fmt.Sprintf("%s of %s invocations", format.Count(t.Errors), format.Count(t.Invocations)),
	})
	if t.MaxMemoryUsedMB != nil {
		out = append(out, Fact{Name: "Memory used, at most", Text: format.Memory(*t.MaxMemoryUsedMB), Note: "of " + format.Memory(t.Variant.MemoryMB)})
	}
	out = append(out, usageFacts(t)...)
	return append(append(out, v.floorFact()...), v.changeFacts()...)
}

// usageFacts say what the replicas of a container used, and how long they took to
// start.
func usageFacts(t *Trial) []Fact {
	u := t.Usage
	if u == nil {
		return nil
	}
	note := "of " + format.VCPU(t.Variant.VCPU)
	if u.Replicas > 1 {
		note += fmt.Sprintf(" in each of %d replicas", u.Replicas)
	}
	out := []Fact{{Name: "CPU used, mean", Text: format.Share(u.CPUShare), Note: note}}
	if s := t.ColdStarts.Init; s.P50 != nil && s.Max != nil {
		out = append(out, Fact{Name: "Start-up p50", Text: format.Duration(*s.P50), Note: "at most " + format.Duration(*s.Max)})
	}
	return out
}

// monthNote says what the amount of a month is for, and in brief what is not in it.
func (v *View) monthNote(t *Trial) string {
	note := "for " + v.Traffic()
	if v.Local {
		note += " at this machine's speed"
	}
	var left []string
	for _, part := range []struct{ begins, name string }{{"CloudWatch Logs", "logs"}, {"data transfer out", "transfer"}} {
		if slices.ContainsFunc(t.Cost.NotPriced, func(s string) bool { return strings.HasPrefix(s, part.begins) }) {
			left = append(left, part.name)
		}
	}
	if len(left) > 0 {
		note += "; " + strings.Join(left, " and ") + " not in it"
	}
	return note
}

func latencyFact(name string, value *float64, ci *reports.Interval) Fact {
	f := Fact{Name: name, Text: format.MaybeDuration(value)}
	if ci != nil {
		f.Note = "95 %: " + format.DurationRange(ci[0], ci[1])
	}
	return f
}

// rateFact is how fast requests went out, and whether that was as intended.
func rateFact(t *Trial) Fact {
	f := Fact{Name: "Rate", Text: format.None}
	if t.Rate.Achieved != nil {
		f.Text = format.Rate(*t.Rate.Achieved)
	}
	if t.Rate.Intended != nil {
		f.Note = format.Rate(*t.Rate.Intended) + " intended"
		if t.SendLag.P99 != nil {
			f.Note += ", 99 % sent within " + format.Duration(*t.SendLag.P99) + " of the schedule"
		}
	}
	return f
}

// changeFacts say what moving from today's variant to the best one saves.
func (v *View) changeFacts() []Fact {
	c := v.Summary.Change
	if c == nil {
		return nil
	}
	if same(c.From, c.To) {
		return []Fact{{Name: "Against today", Text: "no change", Note: v.Name(c.From) + " runs today"}}
	}
	saving := Fact{Name: "Against today, a month"}
	amount := c.SavingPerMonth
	if amount == nil {
		saving.Name, amount = "Against today, per million", c.SavingPerMillion
	}
	if amount == nil { // the headline has the latencies
		return nil
	}
	if c.Advice == reports.AdviceLeave {
		saving.Name = strings.Replace(saving.Name, "Against today", v.Name(c.To)+" against it", 1)
	}
	if ci := c.CI95; ci != nil && c.SavingPerMonth != nil {
		low, high := ci[0], ci[1]
		if high.IsNegative() { // both are more: the smaller amount first
			low, high = high, low
		}
		half := halfOf(*amount, ci)
		saving.Text = v.saving(*amount, half)
		saving.Note = fmt.Sprintf("95 %%: %s to %s", v.saving(low, half), v.saving(high, half))
		if c.PairedRounds > 0 {
			saving.Note += fmt.Sprintf(", by %d rounds in pairs", c.PairedRounds)
		}
	} else {
		saving.Text = v.saving(*amount, decimal.Zero)
	}
	return []Fact{saving}
}

// saving is "$0.20 less" or "$0.20 more", to the digits that half of its interval
// leaves standing.
func (v *View) saving(amount, half decimal.Decimal) string {
	word := " less"
	switch amount.Sign() {
	case 0:
		return "the same"
	case -1:
		word = " more"
	}
	return format.MoneyWithin(amount.Abs(), half, v.Currency()) + word
}
