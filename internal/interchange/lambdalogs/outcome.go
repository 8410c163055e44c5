package lambdalogs

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// outcomeOf is how an invocation ended that has such a report. A process that
// was killed with all its memory in use is taken to have been killed for it.
func outcomeOf(f *lambdareport.Report) (measure.Outcome, string) {
	switch {
	case f.Status == "timeout" || f.ErrorType == "Sandbox.Timedout":
		return measure.OutcomeTimeout, ""
	case f.ErrorType == "Runtime.OutOfMemory",
		f.ErrorType == "Runtime.ExitError" && f.MemoryMB > 0 && f.MaxMemoryMB >= f.MemoryMB:
		return measure.OutcomeOOM, f.ErrorType
	case f.Status == "error" || f.Status == "failure":
		return measure.OutcomeFunction, f.ErrorType
	}
	return measure.OutcomeOK, ""
}

// worsen notes a failure; that of the platform counts for more than that of the
// function.
func (i *Invocation) worsen(outcome measure.Outcome, reason string) {
	gravity := func(o measure.Outcome) int {
		return slices.Index([]measure.Outcome{measure.OutcomeOK, measure.OutcomeFunction, measure.OutcomeTimeout, measure.OutcomeOOM}, o)
	}
	switch was, is := gravity(i.Outcome), gravity(outcome); {
	case is > was:
		i.Outcome, i.Reason = outcome, strings.Clone(reason)
	case is == was && i.Reason == "":
		i.Reason = strings.Clone(reason)
	}
}
