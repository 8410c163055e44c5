package measure

import "time"

// FunctionLog is what a function's own log tells beside its invocations.
// Sweetspot did not drive that load: it was as it was.
type FunctionLog struct {
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
