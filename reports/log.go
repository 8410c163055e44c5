package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Log is what a function's own log tells beside its invocations. Sweetspot did
// not drive that load: it was as it was.
type Log struct {
	Function    string    `json:"function"`
	Group       string    `json:"group"` // log group, "" where it is not known
	From        time.Time `json:"from,omitzero"`
	To          time.Time `json:"to,omitzero"`
	Invocations int       `json:"invocations"`
	// RequestsPerMonth is how many requests a month brings at the log's own rate; 0
	// where that cannot be told.
	RequestsPerMonth int64     `json:"requests_per_month"`
	TimeoutS         *float64  `json:"timeout_s"` // the function's, nil where the log does not tell
	InFlight         *InFlight `json:"in_flight"` // of all sizes together; nil in a log without times
	FailedInits      int       `json:"failed_inits"`
	Unreadable       int       `json:"unreadable"` // reports that lack a figure, and pieces that cannot be read
	Duplicates       int       `json:"duplicates"`
	Unfinished       int       `json:"unfinished"` // invocations without a report
}

// InFlight is how many invocations ran at once: quantiles over the time of the
// log, and the most.
type InFlight struct {
	Mean float64 `json:"mean"`
	P50  int     `json:"p50"`
	P95  int     `json:"p95"`
	P99  int     `json:"p99"`
	P999 int     `json:"p999"`
	Max  int     `json:"max"`
}

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
