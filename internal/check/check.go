// Package check is the grammar of what a scenario asks for in short strings:
// quantities with units, gates, and objectives, with the typed names of the
// metrics that they may use.
package check

import (
	"time"

	"github.com/shopspring/decimal"
)

// Dimension is the kind of quantity that a metric or a literal has.
type Dimension string

// The dimensions.
const (
	Time   Dimension = "time"   // value in milliseconds
	Share  Dimension = "share"  // fraction 0..1
	Count  Dimension = "count"  // a whole number
	Cost   Dimension = "cost"   // money, with a currency
	Memory Dimension = "memory" // MB of 2^20 bytes
	PerSec Dimension = "rate"   // per second
)

// Rate is a number of sends per second.
type Rate float64

// Bytes is a size in bytes.
type Bytes int64

// Money is an amount in a currency (ISO 4217 code).
type Money struct {
	Amount   decimal.Decimal
	Currency string
}

// Value is a literal with its dimension. Number is in the dimension's unit:
// milliseconds, fraction, count, MB, per second; Money is set for Cost.
type Value struct {
	Dimension Dimension
	Number    float64
	Money     Money
	Text      string // as the user wrote it
}

// Metric is a name that gates and objectives may use, such as "duration.p95".
type Metric struct {
	Name      string
	Dimension Dimension
}

// Op is a comparison.
type Op string

// The comparisons.
const (
	Less         Op = "<"
	LessEqual    Op = "<="
	Greater      Op = ">"
	GreaterEqual Op = ">="
	Equal        Op = "=="
	NotEqual     Op = "!="
)

// Gate is a parsed gate: "p95 < 800ms", or "p95 regression < 5%".
type Gate struct {
	Metric     Metric
	Regression bool // compares with a baseline: Limit is a share
	Op         Op
	Limit      Value
	Text       string // as the user wrote it
}

// ObjectiveKind says what a recommendation optimises.
type ObjectiveKind string

// The kinds of objective.
const (
	Cheapest       ObjectiveKind = "cheapest"
	Fastest        ObjectiveKind = "fastest"
	Balanced       ObjectiveKind = "balanced"
	CheapestWithin ObjectiveKind = "cheapest-within"
	FastestWithin  ObjectiveKind = "fastest-within"
	Deadline       ObjectiveKind = "deadline"
)

// Objective is what the recommended variant is best at. Weight is the weight
// of cost in Balanced, 0..1; Within holds the upper limits of the -within kinds;
// Deadline is Items done by By from the start.
type Objective struct {
	Kind   ObjectiveKind
	Weight float64
	Within []Limit
	Items  int64
	By     time.Duration
	Text   string // as shown to the user, e.g. "cheapest within p95 800ms"
}

// MarshalText writes the objective as the user reads it.
func (o Objective) MarshalText() ([]byte, error) { return []byte(o.Text), nil }

// Limit is an upper bound (inclusive) on a metric.
type Limit struct {
	Metric Metric
	Value  Value
}

// Milliseconds turns a duration into the number that Time values carry.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
