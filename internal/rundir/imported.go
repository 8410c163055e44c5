package rundir

import "time"

// Imported says where the samples come from that sweetspot did not measure.
type Imported struct {
	Tool    string   `json:"tool"` // that measured them: "vegeta", "lambda-logs"
	File    string   `json:"file"`
	Format  string   `json:"format"`
	Results int      `json:"results"`
	Args    []string `json:"args,omitempty"` // the command line that imports the same; none: import FILE
	Load    string   `json:"load,omitempty"` // in words, where the scenario does not say it
	Log     *Log     `json:"log,omitempty"`  // of a function
}

// Log is what a function's log tells beside its invocations.
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
