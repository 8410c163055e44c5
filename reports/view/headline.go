package view

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Headline is the answer in one sentence, in two parts: what to do, and what
// that brings. Where what runs today is known and something else was best, it
// goes from the one to the other; else it is the recommendation's own sentence,
// without the name of this machine's CPU, which the assumptions have.
func (v *View) Headline() (claim, figures string) {
	c := v.moved()
	if c == nil {
		claim, figures = v.Sentence()
		if cpu := format.Clean(v.Summary.Run.Host.CPU); v.Local && cpu != "" {
			figures = strings.Replace(figures, " ("+cpu+")", "", 1)
		}
		return v.distrusted(claim, figures, v.Subject())
	}
	from, to := v.Name(c.From), v.Name(c.To)
	if c.Advice == reports.AdviceLeave {
		return "Leave it at " + from + ":", to + " " + joined("would ", v.gains(c)) + "; " + v.notWorth(c) + "."
	}
	figures = joined("it ", v.gains(c)) + v.where() + "."
	return v.distrusted("Move from "+from+" to "+to+":", figures, v.trial(c.To))
}

// distrust begins a headline that rests on invalid measurements.
const distrust = "Do not rely on this:"

// distrusted is a headline that says first why it is not to be relied on, where
// its trial is invalid. The recommendation's own sentence says so itself.
func (v *View) distrusted(claim, figures string, t *Trial) (string, string) {
	if t == nil || t.Valid || strings.HasPrefix(claim, distrust) || strings.Contains(figures, "; do not rely on it: ") {
		return claim, figures
	}
	return distrust, strings.TrimSpace(format.Clean(t.InvalidReasons[0]) + ". " + claim + " " + figures)
}

// moved is the change that the headline tells of, nil where there is none.
func (v *View) moved() *reports.Change {
	c := v.Summary.Change
	if c == nil || same(c.From, c.To) {
		return nil
	}
	return c
}

// gain is what a change does, as a plain verb and as one of the third person.
type gain struct{ verb, third, rest string }

// gains are the saving and the change of the latency, as far as they are known.
func (v *View) gains(c *reports.Change) []gain {
	var out []gain
	if g := v.savingWords(c); g != nil {
		out = append(out, *g)
	}
	from, to := v.trial(c.From), v.trial(c.To)
	if from == nil || to == nil || from.Latency.P50 == nil || to.Latency.P50 == nil {
		return out
	}
	a, b := *from.Latency.P50, *to.Latency.P50
	return append(out, gain{"answer", "answers", fmt.Sprintf("in %s instead of %s (p50), %s", format.Duration(b), format.Duration(a), advice.Faster(b, a))})
}

// savingWords are "saves $1.20 ± $0.11 a month (11 %)"; nil without prices.
func (v *View) savingWords(c *reports.Change) *gain {
	amount, per := c.SavingPerMonth, " a month"
	if amount == nil {
		amount, per = c.SavingPerMillion, " per million"
	}
	if amount == nil {
		return nil
	}
	text, unclear := format.Money(amount.Abs(), v.Currency()), false
	if ci := c.CI95; ci != nil && c.SavingPerMonth != nil {
		text = format.PlusMinus(amount.Abs(), halfOf(*amount, ci), v.Currency())
		unclear = ci[0].Sign() <= 0 && ci[1].Sign() >= 0
	}
	share := ""
	if c.SavingShare != nil {
		share = " (" + whole(*c.SavingShare) + ")"
	}
	switch {
	case amount.IsZero():
		return &gain{"cost", "costs", "the same"}
	case amount.IsNegative() && unclear:
		return &gain{"cost", "costs", "about the same: " + text + " more" + per + share}
	case amount.IsNegative():
		return &gain{"cost", "costs", text + " more" + per + share}
	case unclear:
		return &gain{"cost", "costs", "about the same: " + text + " less" + per + share}
	}
	return &gain{"save", "saves", text + per + share}
}

// halfOf is the wider half of an interval.
func halfOf(amount decimal.Decimal, ci *[2]decimal.Decimal) decimal.Decimal {
	return decimal.Max(amount.Sub(ci[0]), ci[1].Sub(amount))
}

// joined is "would save … and answer …" or "it saves … and answers …".
func joined(before string, gains []gain) string {
	var parts []string
	for _, g := range gains {
		verb := g.third
		if before == "would " {
			verb = g.verb
		}
		parts = append(parts, verb+" "+g.rest)
	}
	return before + strings.Join(parts, ", and ")
}

// where says in short where the amounts hold.
func (v *View) where() string {
	switch {
	case v.Replayed:
		return ", replayed from " + v.recordings()
	case v.Local:
		return ", on this machine's CPU"
	}
	return ""
}

// notWorth says why a change is no ground to make one.
func (v *View) notWorth(c *reports.Change) string {
	for _, info := range []reports.VariantInfo{c.From, c.To} {
		if t := v.trial(info); t != nil && !t.Valid {
			return "the measurement of " + t.Name + " is invalid, and no change can rest on it"
		}
	}
	return "a change is worth it from a clear gain of " + format.Share(c.Worth) + " on" + v.where()
}

// trial is the one of a variant, nil where it was not measured.
func (v *View) trial(i reports.VariantInfo) *Trial {
	for n := range v.Trials {
		if same(v.Trials[n].Variant, i) {
			return &v.Trials[n]
		}
	}
	return nil
}

// whole is a share without its sign and, from one per cent on, without decimals.
func whole(share float64) string {
	share = max(share, -share)
	if share >= 0.01 {
		return fmt.Sprintf("%.0f %%", share*100)
	}
	return format.Share(share)
}
