package reports

import (
	"github.com/shopspring/decimal"
)

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
	Capacity        *Capacity      `json:"capacity,omitempty"` // of a scenario that searches for it; all other figures are at its rate
	SendLag         SendLag        `json:"send_lag_ms"`
	Generator       *Generator     `json:"generator"`       // nil where it is not known
	Usage           *Usage         `json:"usage,omitempty"` // of containers; nil where it cannot be told
	Cost            *Cost          `json:"cost"`            // nil without a priced sample
	Blocks          []Block        `json:"blocks"`
	ErrorReasons    map[string]int `json:"error_reasons"` // "function: Unhandled" → count
	// ResampledBy says what the intervals of means and costs were resampled by:
	// "environment" | "block" | "invocation".
	ResampledBy string     `json:"resampled_by"`
	Payloads    []Payload  `json:"payloads,omitempty"` // in the scenario's order; none for one payload
	Variation   *Variation `json:"variation"`          // nil where there are too few environments to tell
	Outliers    *Outliers  `json:"outliers"`           // nil where there is nothing to tell
	// Tasks are how those of a container elsewhere came up; nil where nobody told.
	Tasks *TaskFigures `json:"tasks,omitempty"`
	// Gateway is what one in front did; nil where none is.
	Gateway *GatewayFigures `json:"gateway,omitempty"`
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
	MonthItems    []CostItem          `json:"month_items"`        // sum exactly to PerMonth; null without traffic
	ColdShare     float64             `json:"cold_share"`         // c in the cost formula
	ColdShareFrom string              `json:"cold_share_from"`    // "load" | "traffic"; means nothing for a container
	Capacity      *CostCapacity       `json:"capacity,omitempty"` // of a container alone
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
