package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Sureness says how sure the answer is, a sentence each: by how much it leads
// and what ties with it, what it rests on, and how the measuring ended. Empty
// without an answer.
func (v *View) Sureness() []string {
	t := v.Subject()
	if t == nil {
		return nil
	}
	var out []string
	for _, s := range []string{v.simulated(), v.leadSentence(), v.tieSentence(), v.searchSentence(), v.restsOn(t), v.validity(), v.stopClause()} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// leadSentence is "18 % cheaper (95 %: 16 % to 20 %) and 39 % faster than the
// runner-up, 1024 MB."
func (v *View) leadSentence() string {
	l := v.Summary.Recommendation.Lead
	if l == nil {
		return ""
	}
	cost, speed := ahead(l.Cost, l.CostCI95, "cheaper", "dearer"), ahead(l.P50, l.P50CI95, "faster", "slower")
	parts := []string{speed, cost}
	if l.By == reports.LeadInCost && cost != "" {
		parts = []string{cost}
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return ""
	}
	text := first(strings.Join(parts, " and ")) + " than the runner-up, " + v.Name(l.Over)
	if l.By == reports.LeadInBalance {
		text += ": by the weights the better balance"
	}
	return text + "."
}

// ahead is "18 % cheaper (95 %: 16 % to 20 %)".
func ahead(share *float64, ci *reports.Interval, less, more string) string {
	if share == nil {
		return ""
	}
	word, sign := less, 1.0
	if *share < 0 {
		word, sign = more, -1
	}
	text := whole(*share) + " " + word
	if ci == nil {
		return text
	}
	low, high := sign*ci[0], sign*ci[1]
	if low > high {
		low, high = high, low
	}
	if low < 0 {
		return text + fmt.Sprintf(" (not clearly, 95 %%: −%s to %s)", whole(low), whole(high))
	}
	return text + fmt.Sprintf(" (95 %%: %s to %s)", whole(low), whole(high))
}

// mostTied is how many of those that tie are named.
const mostTied = 4

func (v *View) tieSentence() string {
	var names []string
	for _, t := range v.Trials {
		if t.Tied {
			names = append(names, t.Name)
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > mostTied:
		names = append(names[:mostTied-1:mostTied-1], fmt.Sprintf("%d others", len(names)-mostTied+1))
	}
	if len(names) == 1 {
		return "Not told apart from " + names[0] + ", which is as good by the objective."
	}
	return "Not told apart from " + enumerated(names) + ", which are as good by the objective."
}

// searchSentence is what the search says of its pick.
func (v *View) searchSentence() string {
	s := v.Summary.Search
	if s == nil || s.Sure == nil {
		return ""
	}
	return fmt.Sprintf("The search gives it a probability of %s to be within 3 %% of the best size.", format.Share(min(*s.Sure, 0.99)))
}

// restsOn is "It rests on 100 invocations in 4 blocks."
func (v *View) restsOn(t *Trial) string {
	text := "It rests on " + plural(t.Invocations, v.drawn("invocation"))
	if n := len(t.Blocks); n > 1 {
		text += " in " + plural(n, "block")
	}
	if !t.Valid {
		return text + ", which are not valid: " + t.Doubt() + "."
	}
	return text + "."
}

// validity says how many of the variants were measured validly.
func (v *View) validity() string {
	if len(v.Trials) < 2 {
		return ""
	}
	valid := 0
	for _, t := range v.Trials {
		if t.Valid {
			valid++
		}
	}
	if valid == len(v.Trials) {
		return fmt.Sprintf("All %d %s are valid.", valid, v.points())
	}
	return fmt.Sprintf("%d of %d %s are valid.", valid, len(v.Trials), v.points())
}

// stopClause is how the measuring ended, without what it found of each variant.
func (v *View) stopClause() string {
	if v.Summary.Stop == nil {
		return ""
	}
	clause, _, _ := strings.Cut(strings.TrimSuffix(format.Clean(v.Summary.Stop.Sentence), "."), "; ")
	clause, _, _ = strings.Cut(clause, ". ")
	return clause + "."
}

// TestCost says what the run took: calls, time, money.
func (v *View) TestCost() string {
	r := v.Summary.Run
	calls := 0
	for _, t := range v.Trials {
		calls += t.Invocations + t.ColdStarts.Forced
	}
	switch {
	case v.Summary.Log != nil:
		return "Nothing: it was read from the log of " + plural(calls, "invocation") + "."
	case v.Replayed:
		return fmt.Sprintf("Nothing: %s were drawn from %s, none was sent.", plural(calls, "invocation"), v.recordings())
	case r.ImportedFrom != "":
		return fmt.Sprintf("%s, imported from %s.", plural(calls, "request"), format.Clean(r.ImportedFrom))
	}
	noun := "call"
	if v.Servers {
		noun = "request"
	}
	text := plural(calls, "measured "+noun)
	if took := r.FinishedAt.Sub(r.StartedAt); took > 0 && !r.FinishedAt.IsZero() {
		text += " in " + format.Elapsed(took)
	}
	switch spend := r.Spend; {
	case v.Servers:
		return text + "."
	case spend.Actual.IsPositive():
		return text + ", for " + format.Spent(spend.Actual, spend.Currency) + " at the provider."
	case v.Local:
		return text + ". Nothing at the provider: it ran on this machine."
	default:
		return text + ". Nothing at the provider."
	}
}

// first is a sentence's beginning in upper case.
func first(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// enumerated is "a", "a and b", "a, b and c".
func enumerated(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
