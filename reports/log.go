package reports

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// logged is the answer of a log in which the function had one size: there is
// nothing to choose, so it says how the function did and what that costs.
func logged(objective string, e *evaluated) recommendation {
	out := measuredOnly(objective, e)
	parts := []string{strings.TrimSuffix(out.shown.Sentence, ".")}
	if e.Cost != nil {
		parts = append(parts, "it costs "+format.Money(e.Cost.PerMillion, e.Cost.Currency)+" per million")
	}
	out.shown.Sentence = strings.Join(parts, "; ") + "."
	if peak := e.MaxMemoryUsedMB; peak != nil {
		out.shown.MemoryFloorMB = new(advice.FloorMB(*peak))
	}
	out.shown.Reasons = append(out.shown.Reasons, fmt.Sprintf("The log knows the function at %s alone: what another size takes and costs has to be measured.", e.Label))
	return out
}

// logWarnings are the doubts about what a log tells of several sizes.
func logWarnings(in Input, trials []*evaluated) []Warning {
	if in.Log == nil || len(trials) < 2 {
		return nil
	}
	return []Warning{{"sizes-apart", "The sizes ran at different times, each with the requests that came then: a difference between them may be one of the load or of the code."}}
}
