package reports

import (
	"github.com/shopspring/decimal"
)

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
	Lead          *Lead         `json:"lead"`      // over the runner-up; nil where there is none, and where a search chose
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

// BreakEven says from how much traffic on one way to do the work is cheaper than
// another.
type BreakEven struct {
	Currency     string                 `json:"currency"`
	Alternatives []BreakEvenAlternative `json:"alternatives"` // what the others are compared with first; empty where there is but one way
	Notes        []string               `json:"notes"`        // what the prices lead to besides, in sentences
}

// BreakEvenAlternative is a way to do the work, compared with the first.
type BreakEvenAlternative struct {
	Name string `json:"name"`
	// Kind and Variant are of what was measured: WayFunction or WayContainer; left
	// out of what the scenario names.
	Kind       string        `json:"kind,omitempty"`
	Variant    *VariantInfo  `json:"variant,omitempty"`
	Bare       BreakEvenSide `json:"bare"`        // the compute alone
	AsDeployed BreakEvenSide `json:"as_deployed"` // with balancer, addresses, logs, transfer
	Warnings   []string      `json:"warnings"`
}

// BreakEvenSide is the cost of a month at some numbers of requests, and where
// the alternative and the first take the lead from each other.
type BreakEvenSide struct {
	PerMonth []BreakEvenPoint `json:"per_month"`
	// Course is the curve of those costs, to draw it: points close enough that
	// straight lines between them show it, whole tasks with both ends of the step.
	Course    []BreakEvenPoint    `json:"course"`
	Crossings []BreakEvenCrossing `json:"crossings"` // the first 20; empty for the first itself
	Sentence  string              `json:"sentence"`  // "" for the first itself
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
	// Amount is what it costs there.
	Amount decimal.Decimal `json:"amount"`
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
	// At is where the check stands in the scenario file; nil where --set made it,
	// or where no scenario says so.
	At *Position `json:"at,omitempty"`
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

// Position is a place in a file.
type Position struct {
	File   string `json:"file"` // as the user named it
	Line   int    `json:"line"`
	Column int    `json:"column"`
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
