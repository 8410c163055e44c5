package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
)

// Stop says how the rounds ended that stop_when added.
type Stop struct {
	Sure     bool     `json:"sure"`
	Cap      string   `json:"cap,omitempty"` // the key of the cap that ended it
	Rounds   int      `json:"rounds"`        // that were added
	Looks    int      `json:"looks"`
	Beaten   []string `json:"beaten"` // labels of the variants that were clearly worse
	Open     []string `json:"open"`   // of those that were still open
	Sentence string   `json:"sentence"`
}

// stopOf dresses what the run noted; nil without stop_when. What was told apart
// from the best, but by so little that it ties with it or is even the pick, is
// not called beaten.
func stopOf(in Input, rec recommendation) *Stop {
	if in.Stop == nil || in.Scenario.StopWhen == nil {
		return nil
	}
	s := &Stop{
		Sure: in.Stop.Sure, Cap: in.Stop.Cap, Rounds: in.Stop.Rounds, Looks: in.Stop.Looks,
		Beaten: labels(in, in.Stop.Beaten), Open: labels(in, in.Stop.Open),
	}
	s.Beaten = slices.DeleteFunc(s.Beaten, func(label string) bool {
		return slices.ContainsFunc(append(pickOf(rec), rec.tied...), func(e *evaluated) bool { return e.Label == label })
	})
	s.Sentence = s.sentence(in)
	return s
}

func labels(in Input, variants []int) []string {
	out := []string{}
	for _, i := range variants {
		if i >= 0 && i < len(in.Plan.Variants) {
			out = append(out, in.Scenario.Label(in.Plan.Variants[i]))
		}
	}
	return out
}

// sentence says what was added and why it ended, and what looking repeatedly may
// have cost: each look may err, and the chances add up to the product of their
// number at most.
func (s *Stop) sentence(in Input) string {
	w := in.Scenario.StopWhen
	figure := w.Of
	if w.Of != "cost" {
		figure += " latency"
	}
	var b strings.Builder
	switch {
	case s.Sure:
		fmt.Fprintf(&b, "Measuring ended when the answer was sure at %s confidence, after %s", advice.Percent(w.Confidence), addedRounds(s.Rounds))
	case s.Cap != "":
		fmt.Fprintf(&b, "Measuring ended at %s, after %s, before the answer was sure at %s confidence", s.Cap, addedRounds(s.Rounds), advice.Percent(w.Confidence))
	default:
		fmt.Fprintf(&b, "Measuring ended after %s, before the answer was sure", addedRounds(s.Rounds))
	}
	if len(s.Beaten) > 0 {
		fmt.Fprintf(&b, "; clearly worse by the objective: %s", strings.Join(s.Beaten, ", "))
	}
	if len(s.Open) > 0 {
		fmt.Fprintf(&b, "; the %s of %s was not known to ±%s", figure, strings.Join(s.Open, ", "), advice.Percent(w.RelativeError))
	}
	b.WriteString(".")
	if s.Looks > 1 {
		fmt.Fprintf(&b, " It looked %d times, each look at that confidence: the chance that any of them erred is larger than that of one.", s.Looks)
	}
	return b.String()
}

func addedRounds(n int) string {
	switch n {
	case 0:
		return "no added round"
	case 1:
		return "1 added round"
	}
	return fmt.Sprintf("%d added rounds", n)
}

// stopWarnings tell of a run that came to a cap first.
func stopWarnings(in Input, rec recommendation) []Warning {
	if s := stopOf(in, rec); s != nil && !s.Sure {
		return []Warning{{"stop-cap", s.Sentence}}
	}
	return nil
}
