// Package reports turns samples, bills and verdicts into the summary of a run.
// The sub-packages render it; each reads nothing but the Summary (and, where a
// distribution is drawn, the samples), so that any run can be reported again.
package reports

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Schema is the value of Summary.Schema.
const Schema = "sweetspot.summary/v1"

// Summary is summary.json: a run's figures, one entry per variant, the
// recommendation and the verdicts. Keys are only ever added. Money is a decimal
// string, shares are fractions 0..1, times RFC 3339 in UTC; a statistic that
// cannot be had is null.
type Summary struct {
	Schema   string       `json:"schema"`
	Scenario ScenarioInfo `json:"scenario"`
	Run      RunInfo      `json:"run"`
	// Log is what a function's log told; nil unless the run was imported from one.
	Log            *measure.FunctionLog `json:"log,omitempty"`
	Trials         []Trial              `json:"trials"`
	Recommendation Recommendation       `json:"recommendation"`
	Change         *Change              `json:"change"`     // nil unless `current` is known
	BreakEven      *BreakEven           `json:"break_even"` // nil without a priced recommendation
	Timeout        *TimeoutAdvice       `json:"timeout"`    // nil without a variant that it could be for
	// Concurrency is what the variant of the answer needs; nil without one.
	Concurrency *ConcurrencyAdvice `json:"concurrency"`
	Stop        *Stop              `json:"stop,omitempty"` // nil without stop_when
	Gates       []GateResult       `json:"gates"`
	Warnings    []Warning          `json:"warnings"`
	Search      *Search            `json:"search,omitempty"` // of `sweetspot tune`
}

// ScenarioInfo names what was run.
type ScenarioInfo struct {
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Targets     []TargetInfo `json:"targets"`
	Digest      string       `json:"digest"` // "sha256:…" of the scenario file
	Load        string       `json:"load"`   // in words, e.g. "10/s for 10s in 3 rounds"
}

// TargetInfo names a target.
type TargetInfo struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Provider string `json:"provider"`
	Region   string `json:"region"`
	Handler  string `json:"handler"`
	// Recording is the file that the target's answers were replayed from, as the
	// scenario names it; "" for a target that was measured.
	Recording string `json:"recording,omitempty"`
	// SpreadCV is the assumed spread around a recording that holds means alone:
	// standard deviation over mean; nil where the spread is recorded or measured.
	SpreadCV *float64 `json:"spread_cv,omitempty"`
	// Loopback is true for an HTTP server that shared this machine with the load
	// generator.
	Loopback bool `json:"loopback,omitempty"`
	// Base is true for the target that the others are compared with.
	Base bool   `json:"base,omitempty"`
	Ref  string `json:"ref,omitempty"` // of the base: the commit that it was built of
}

// RunInfo says when, where and with what the run was made.
type RunInfo struct {
	ID         string    `json:"id"`
	StartedAt  time.Time `json:"started_at"`
	FinishedAt time.Time `json:"finished_at"`
	Version    string    `json:"version"`
	Complete   bool      `json:"complete"`
	Seed       uint64    `json:"seed"`
	Host       Host      `json:"host"`
	Spend      Spend     `json:"spend"`
	PriceBook  BookInfo  `json:"price_book"`
	Command    string    `json:"command"`   // that measures the same again, secrets redacted; "" when unknown
	Directory  string    `json:"directory"` // the run directory as the user named it; "" when unknown
	// ImportedFrom is whose results these are: "vegeta", or "lambda-logs" for a
	// function's own log; "" when Sweetspot measured them itself.
	ImportedFrom string `json:"imported_from,omitempty"`
}

// Host is the machine that drove the load, and for local targets ran them.
type Host struct {
	CPU    string  `json:"cpu"`
	Cores  int     `json:"cores"`
	Speed  float64 `json:"speed"`  // runs per second of a fixed single-threaded kernel; compares hosts, has no other meaning
	Limits string  `json:"limits"` // tier that held CPU and memory: cgroup2 | cgroup1 | duty-cycle | none, engine for containers of one; "" for remote targets
	OS     string  `json:"os"`
}

// Spend is what the run itself cost at the provider; zero for local targets.
type Spend struct {
	Currency  string          `json:"currency"`
	Estimated decimal.Decimal `json:"estimated"`
	Actual    decimal.Decimal `json:"actual"`
}

// BookInfo names the prices used.
type BookInfo struct {
	Name      string `json:"name"`
	Region    string `json:"region"`
	Effective string `json:"effective"` // date of the oldest price used, YYYY-MM-DD
	Currency  string `json:"currency"`
	FreeTier  bool   `json:"free_tier"`
	Date      string `json:"date,omitempty"` // day whose prices and billing rules were asked for, YYYY-MM-DD
}
