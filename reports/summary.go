// Package reports turns samples, bills and verdicts into the summary of a run.
// The sub-packages render it; each reads nothing but the Summary (and, where a
// distribution is drawn, the samples), so that any run can be reported again.
package reports

import (
	"time"

	"github.com/shopspring/decimal"
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
	Log            *Log           `json:"log,omitempty"`
	Trials         []Trial        `json:"trials"`
	Recommendation Recommendation `json:"recommendation"`
	Change         *Change        `json:"change"`     // nil unless `current` is known
	BreakEven      *BreakEven     `json:"break_even"` // nil without a priced recommendation
	Timeout        *TimeoutAdvice `json:"timeout"`    // nil without a variant that it could be for
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
	Limits string  `json:"limits"` // tier that held CPU and memory: cgroup2 | cgroup1 | duty-cycle | none; "" for remote targets
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

// VariantInfo is a variant as reports name it. An HTTP server has neither
// memory, architecture nor vCPU that were chosen: the keys are left out.
type VariantInfo struct {
	Target       string            `json:"target"`
	MemoryMB     int               `json:"memory_mb,omitzero"`
	Architecture string            `json:"architecture,omitzero"`
	VCPU         float64           `json:"vcpu,omitzero"`
	Params       map[string]string `json:"params,omitempty"`
}

// Trial is a variant with all its blocks pooled.
type Trial struct {
	Variant         VariantInfo    `json:"variant"`
	Label           string         `json:"label"` // short and unique in the run, e.g. "512 MB"
	RunsToday       bool           `json:"runs_today,omitempty"`
	Invocations     int            `json:"invocations"`
	Errors          int            `json:"errors"`
	ErrorShare      float64        `json:"error_share"`
	Function        int            `json:"function_errors"`
	Throttles       int            `json:"throttles"`
	Timeouts        int            `json:"timeouts"`
	OOM             int            `json:"oom"`
	Transport       int            `json:"transport"`
	Dropped         int            `json:"dropped"`
	Valid           bool           `json:"valid"`
	InvalidReasons  []string       `json:"invalid_reasons"`
	Usable          bool           `json:"usable"`
	UnusableReason  string         `json:"unusable_reason"`
	ContendedShare  float64        `json:"contended_share"`
	Environments    int            `json:"environments"`
	ColdStarts      ColdStarts     `json:"cold_starts"`
	Latency         Distribution   `json:"latency_ms"`
	Service         Distribution   `json:"service_ms"`
	Duration        Distribution   `json:"duration_ms"`
	WarmDuration    Distribution   `json:"warm_duration_ms"`
	Billed          Billed         `json:"billed_ms"`
	MaxMemoryUsedMB *int           `json:"max_memory_used_mb"`
	Concurrency     Concurrency    `json:"concurrency"`
	Rate            Rate           `json:"rate"`
	SendLag         SendLag        `json:"send_lag_ms"`
	Generator       *Generator     `json:"generator"` // nil where it is not known
	Cost            *Cost          `json:"cost"`      // nil without a priced sample
	Blocks          []Block        `json:"blocks"`
	ErrorReasons    map[string]int `json:"error_reasons"` // "function: Unhandled" → count
	// ResampledBy says what the intervals of means and costs were resampled by:
	// "environment" | "block" | "invocation".
	ResampledBy string     `json:"resampled_by"`
	Payloads    []Payload  `json:"payloads,omitempty"` // in the scenario's order; none for one payload
	Variation   *Variation `json:"variation"`          // nil where there are too few environments to tell
	Outliers    *Outliers  `json:"outliers"`           // nil where there is nothing to tell
}

// ColdStarts of the load phase, natural ones; forced ones are counted apart.
// Init figures use both.
type ColdStarts struct {
	Count  int     `json:"count"`
	Share  float64 `json:"share"`
	Forced int     `json:"forced"`
	Init   Init    `json:"init_ms"`
	// FirstInvoke is the median duration of the first invocation of an
	// environment after its init, and of the later ones, in ms.
	FirstInvoke *float64 `json:"first_invoke_ms"`
	WarmInvoke  *float64 `json:"warm_invoke_ms"`
}

// Init is the distribution of init times in ms.
type Init struct {
	P50 *float64 `json:"p50"`
	P95 *float64 `json:"p95"`
	P99 *float64 `json:"p99"`
	Max *float64 `json:"max"`
}

// Distribution is in ms, over successes, by nearest rank. P99 is nil below 100
// samples, its interval below 299, P999 below 1,000.
type Distribution struct {
	N    int      `json:"n"`
	Mean *float64 `json:"mean"`
	P50  *float64 `json:"p50"`
	P90  *float64 `json:"p90"`
	P95  *float64 `json:"p95"`
	P99  *float64 `json:"p99"`
	P999 *float64 `json:"p999"`
	Max  *float64 `json:"max"`
	CI95 CI95     `json:"ci95"`
}

// Interval is [low, high].
type Interval [2]float64

// CI95 holds 95 % intervals of quantiles (exact binomial ranks) and of the mean.
type CI95 struct {
	Mean *Interval `json:"mean"`
	P50  *Interval `json:"p50"`
	P90  *Interval `json:"p90"`
	P95  *Interval `json:"p95"`
	P99  *Interval `json:"p99"`
	P999 *Interval `json:"p999"`
}

// Billed is the billed duration per invocation that is billed at all.
type Billed struct {
	Mean *float64 `json:"mean"`
	Sum  float64  `json:"sum"`
}

// Concurrency is the number of requests in flight during the load phase.
type Concurrency struct {
	Mean float64 `json:"mean"`
	Max  int     `json:"max"`
	// P50, P95 and P99 were not exceeded for that share of the time.
	P50 int `json:"p50"`
	P95 int `json:"p95"`
	P99 int `json:"p99"`
	// TimeToScale is how long after its first send a burst had all the
	// environments that it came to use, the median over the blocks; nil for other
	// load. See docs/measuring.md.
	TimeToScale *float64       `json:"time_to_scale_ms"`
	Throttles   map[string]int `json:"throttles_by_reason"` // the platform's reason, "" where it gave none
	OverTime    *OverTime      `json:"over_time"`           // nil where nothing was sent
}

// OverTime is the course of the concurrency since a block's start, in steps; at
// most 60. Blocks are laid over each other.
type OverTime struct {
	StepMS       float64   `json:"step_ms"`
	InFlightMean []float64 `json:"in_flight_mean"` // over the step's time and all blocks
	InFlightMax  []int     `json:"in_flight_max"`  // in any block
	// Environments are the distinct ones between their first send and their last
	// end, in the block that had most.
	Environments []int `json:"environments"`
}

// Rate is in sends per second over the load phase; Intended is nil in the
// closed model.
type Rate struct {
	Intended *float64 `json:"intended"`
	Achieved *float64 `json:"achieved"`
}

// SendLag is how late sends went out, in ms.
type SendLag struct {
	P50 *float64 `json:"p50"`
	P99 *float64 `json:"p99"`
	Max *float64 `json:"max"`
}

// Cost of a variant at list price, first tier, no free tier; PerMonth with
// tiers when traffic is known.
type Cost struct {
	Currency      string              `json:"currency"`
	PerInvocation decimal.Decimal     `json:"per_invocation"`
	PerMillion    decimal.Decimal     `json:"per_million"`
	CI95          *[2]decimal.Decimal `json:"ci95"`  // of PerMillion
	Items         []CostItem          `json:"items"` // sum exactly to PerMillion
	PerMonth      *decimal.Decimal    `json:"per_month"`
	MonthItems    []CostItem          `json:"month_items"`     // sum exactly to PerMonth; null without traffic
	ColdShare     float64             `json:"cold_share"`      // c in the cost formula
	ColdShareFrom string              `json:"cold_share_from"` // "load" | "traffic"
	// RequestsPerMonth is what PerMonth is for; null without traffic.
	RequestsPerMonth *decimal.Decimal `json:"requests_per_month"`
	NotPriced        []string         `json:"not_priced"` // what is billed too but not in these amounts, and why
}

// CostItem is one line of a bill: Amount = Quantity × Price exactly.
type CostItem struct {
	Service    string          `json:"service"`
	Component  string          `json:"component"`
	Quantity   decimal.Decimal `json:"quantity"`
	Unit       string          `json:"unit"`
	Price      decimal.Decimal `json:"price"`
	Amount     decimal.Decimal `json:"amount"`
	Confidence string          `json:"confidence"`
	Driver     string          `json:"driver,omitempty"` // where the quantity comes from: "measured" | "traffic" | "given"
	Note       string          `json:"note,omitempty"`   // how it comes about
}

// Block is one block of a trial, for comparisons. Times are in ms, of latency
// unless they say otherwise.
type Block struct {
	N              int              `json:"n"`
	Errors         int              `json:"errors"`
	Mean           *float64         `json:"mean"`
	P90            *float64         `json:"p90"`
	P50            *float64         `json:"p50"`
	P95            *float64         `json:"p95"`
	P99            *float64         `json:"p99"`
	MeanBilledMS   *float64         `json:"mean_billed_ms"`
	CostPerMillion *decimal.Decimal `json:"cost_per_million"`
	Service        *BlockTimes      `json:"service_ms"`  // nil where nothing succeeded
	Duration       *BlockTimes      `json:"duration_ms"` // nil, too, where the platform told none
}

// BlockTimes are statistics of one kind of time over the successes of a block,
// in ms.
type BlockTimes struct {
	Mean *float64 `json:"mean"`
	P50  *float64 `json:"p50"`
	P90  *float64 `json:"p90"`
	P95  *float64 `json:"p95"`
	P99  *float64 `json:"p99"`
}

// Recommendation is the answer. Variant and MemoryMB are nil when no variant
// meets the objective; Reasons then says why. They are nil, too, where there is
// nothing to choose: MeasuredOnly says so, and Sentence says what was measured.
type Recommendation struct {
	Objective           string        `json:"objective"`
	Variant             *VariantInfo  `json:"variant"`
	MemoryMB            *int          `json:"memory_mb"`
	Timeout             *float64      `json:"timeout_s"`            // nil: none is advised; Summary.Timeout says why
	ReservedConcurrency *int          `json:"reserved_concurrency"` // nil: none is advised; Summary.Concurrency says why
	Tied                []VariantInfo `json:"tied"`                 // the pick itself is not in it
	Alternatives        Alternatives  `json:"alternatives"`
	// Pareto are the usable variants that no other beats in both cost and mean
	// latency, the cheapest first; empty without prices.
	Pareto []Alternative `json:"pareto"`
	// Unusable are the variants that cannot be recommended, whatever the objective.
	Unusable []Unusable `json:"unusable"`
	Deadline *Deadline  `json:"deadline,omitempty"` // with an objective of that kind
	Patch    *Patch     `json:"patch"`              // nil without a recommendation, or where nothing is to be changed
	// MemoryFloorMB is the least memory with head-room for what was used; nil
	// where the memory used is not known. See docs/advice.md.
	MemoryFloorMB *int          `json:"memory_floor_mb"`
	Sentence      string        `json:"sentence"` // the answer in one sentence
	Reasons       []string      `json:"reasons"`
	Payloads      []PayloadPick `json:"payloads"`  // what would be picked for each alone; empty for one payload
	RankedBy      string        `json:"ranked_by"` // what sizes are ranked by for cost: "mean" | "20 % trimmed mean"; "" without prices
	Halving       string        `json:"halving"`   // what half the p50 would cost, one sentence; "" without a pick or a price
	MeasuredOnly  bool          `json:"measured_only,omitempty"`
}

// Answered reports whether the run came to an answer: a recommendation, or what
// was measured where there is nothing to choose.
func (r Recommendation) Answered() bool {
	return r.Variant != nil || r.MemoryMB != nil || r.MeasuredOnly
}

// Patch is the recommendation as text to copy into a deployment, each to be
// merged into what is there.
type Patch struct {
	SAM       string `json:"sam"`       // YAML
	Terraform string `json:"terraform"` // HCL
	CLI       string `json:"cli"`       // commands for a POSIX shell
}

// Deadline is how each variant would get through the items of the objective in
// time.
type Deadline struct {
	Items  int64          `json:"items"`
	Within float64        `json:"within_s"`
	Sizes  []DeadlineSize `json:"sizes"`
}

// DeadlineSize is how many environments of a variant meet the deadline, how
// long they take and what all items cost; nil where no number of them does.
type DeadlineSize struct {
	VariantInfo
	Environments *int             `json:"environments"`
	Seconds      *float64         `json:"seconds"`
	Cost         *decimal.Decimal `json:"cost"`
}

// Unusable is a variant that cannot be recommended, and why: what it does, from
// its verb on.
type Unusable struct {
	VariantInfo
	Reason string `json:"reason"`
}

// Alternatives are the picks of the other objectives over usable variants.
type Alternatives struct {
	Cheapest *Alternative `json:"cheapest"` // first by Recommendation.RankedBy, before ties are traded
	Fastest  *Alternative `json:"fastest"`  // lowest p50
	Balanced *Alternative `json:"balanced"` // weight 0.5
}

// Alternative is a variant with the figures that speak for it.
type Alternative struct {
	VariantInfo
	CostPerMillion *decimal.Decimal `json:"cost_per_million"`
	P50            *float64         `json:"p50_ms"`
	P95            *float64         `json:"p95_ms"`
	Mean           *float64         `json:"mean_ms"`
}

// Change is what moving from today's configuration to the best one brings, and
// whether it is advised: where it is not, From is what is recommended. Savings
// are positive when it gets cheaper.
type Change struct {
	From             VariantInfo         `json:"from"`
	To               VariantInfo         `json:"to"`
	Advice           string              `json:"advice"`   // AdviceChange | AdviceLeave
	Worth            float64             `json:"worth"`    // the gain from which on a change is advised, a share
	Sentence         string              `json:"sentence"` // "" where the best is what runs today
	SavingPerMillion *decimal.Decimal    `json:"saving_per_million"`
	SavingPerMonth   *decimal.Decimal    `json:"saving_per_month"` // nil without traffic
	CI95             *[2]decimal.Decimal `json:"ci95"`             // of SavingPerMonth
	LatencyDelta     *float64            `json:"latency_delta_ms"` // p50, negative when it gets faster
	// SavingShare is of today's bill: of the month where there is traffic, else of
	// a million requests.
	SavingShare     *float64  `json:"saving_share"`
	SavingShareCI95 *Interval `json:"saving_share_ci95"`
	// PairedRounds is how many rounds the intervals rest on, paired; 0 where they
	// are made of the intervals of both bills.
	PairedRounds int `json:"paired_rounds"`
}

// BreakEven says from how much traffic on something else is cheaper than the
// recommended function.
type BreakEven struct {
	Currency     string                 `json:"currency"`
	Alternatives []BreakEvenAlternative `json:"alternatives"` // the function first; empty where the scenario names none
	Notes        []string               `json:"notes"`        // what the prices lead to besides, in sentences
}

// BreakEvenAlternative is a way to do the work, compared with the function.
type BreakEvenAlternative struct {
	Name       string        `json:"name"`
	Bare       BreakEvenSide `json:"bare"`        // the compute alone
	AsDeployed BreakEvenSide `json:"as_deployed"` // with balancer, addresses, logs, transfer
	Warnings   []string      `json:"warnings"`
}

// BreakEvenSide is the cost of a month at some numbers of requests, and where
// the alternative and the function take the lead from each other.
type BreakEvenSide struct {
	PerMonth  []BreakEvenPoint    `json:"per_month"`
	Crossings []BreakEvenCrossing `json:"crossings"` // the first 20; empty for the function itself
	Sentence  string              `json:"sentence"`  // "" for the function itself
}

// BreakEvenPoint is the cost of a month.
type BreakEvenPoint struct {
	RequestsPerMonth int64           `json:"requests_per_month"`
	Amount           decimal.Decimal `json:"amount"`
}

// BreakEvenCrossing is the first number of requests a month at which the other
// is cheaper.
type BreakEvenCrossing struct {
	RequestsPerMonth int64  `json:"requests_per_month"`
	Cheaper          string `json:"cheaper"`
	Tasks            int64  `json:"tasks,omitempty"` // of it, where it has some
}

// Verdict of a gate.
type Verdict string

// The verdicts.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
)

// GateResult is a gate judged on one variant.
type GateResult struct {
	Check   string       `json:"check"`
	Payload string       `json:"payload,omitempty"` // whose invocations alone are judged; "" for all
	Variant *VariantInfo `json:"variant"`
	Value   *float64     `json:"value"` // in the metric's unit: ms, fraction, count, currency
	Bound   *float64     `json:"bound"` // one-sided 95 % bound that was judged; nil where the value is
	Limit   float64      `json:"limit"`
	Unit    string       `json:"unit"` // ms | share | count | MB | /s | currency code
	N       int          `json:"n"`
	Need    int          `json:"need"` // smallest n that can decide it
	Verdict Verdict      `json:"verdict"`
	Level   string       `json:"level"` // error | warn
	Reason  string       `json:"reason"`
	// Doubled is true where the samples of the plan left the gate open and it was
	// judged on twice as many.
	Doubled bool `json:"doubled,omitempty"`
	// Open is true where twice as many samples may decide what these do not: the
	// limit lies within the interval of what is judged, or there are too few for an
	// interval and twice as many are enough. It is open, too, whether a comparison
	// passed or failed by less than its interval is wide: were only failures
	// measured again, chance would turn some of them green.
	Open bool `json:"-"`
	// Comparison is there for a gate on a regression alone. Its Effect is then the
	// value, N the number of blocks of the side that has fewer.
	*Comparison
}

// Comparison is what a gate on a regression was judged by.
type Comparison struct {
	Versus   string    `json:"vs"`       // baseline | base
	Baseline *Compared `json:"baseline"` // nil where there is none
	Head     *Compared `json:"head"`     // likewise
	Effect   *float64  `json:"effect"`   // ratio of head to baseline less one; of errors the difference of the shares
	CI95     *Interval `json:"ci95"`     // of Effect
	P        *float64  `json:"p"`        // of the Mann–Whitney test
	PHolm    *float64  `json:"p_holm"`   // for as many variants as the gate compares; the one that counts
	Note     string    `json:"note"`     // what else there is to know; "" for nothing
}

// Compared is one side of a comparison.
type Compared struct {
	Run    string   `json:"run"` // its id
	Target string   `json:"target"`
	Value  *float64 `json:"value"`  // the median over the blocks, in Unit
	Unit   string   `json:"unit"`   // ms | share | currency code
	Blocks int      `json:"blocks"` // that have the statistic
}

// Warning is a doubt about the result, beside it and not instead of it.
type Warning struct {
	Code string `json:"code"` // stable, kebab-case
	Text string `json:"text"`
}
