package reports

import "github.com/shopspring/decimal"

// TimeoutAdvice is the advice on a time-out: of the recommended function, or of
// the client of the server that was measured. Times are in ms unless the key
// says otherwise.
type TimeoutAdvice struct {
	Seconds *int   `json:"seconds"` // nil: none is advised
	Reason  string `json:"reason"`  // why not, "" where one is
	Method  string `json:"method"`  // "tail" | "maximum"; "" where none is advised for want of data
	// ConcurrencyCap is how many requests in flight to keep to, where the time
	// still rises with more of them.
	ConcurrencyCap *int           `json:"concurrency_cap"`
	Payload        string         `json:"payload"`   // the slowest, which it is made from; "" where there is but one
	N              int            `json:"n"`         // invocations of it
	Max            *float64       `json:"max_ms"`    // the longest
	Needed         *float64       `json:"needed_ms"` // what the data ask for, before it is rounded and held against limits
	Tail           *TailFit       `json:"tail"`      // nil by the maximum
	Current        *float64       `json:"current_s"` // today's time-out
	Costs          []TimeoutCost  `json:"costs"`     // of the advised time-out, today's, and shorter ones
	Checks         []TimeoutCheck `json:"checks"`
	Climb          *Climb         `json:"climb"` // nil where the load did not vary what was in flight
	Sentences      []string       `json:"sentences"`
}

// TailFit is a tail by peaks over threshold; see internal/estimate.
type TailFit struct {
	Threshold   float64 `json:"threshold_ms"`
	Exceedances int     `json:"exceedances"`
	Shape       float64 `json:"shape"`
	Scale       float64 `json:"scale_ms"`
	Statistic   float64 `json:"anderson_darling"`
	Limit       float64 `json:"anderson_darling_limit"` // at 5 %
	Share       float64 `json:"share"`                  // of all invocations, that Level leaves out
	Level       float64 `json:"level_ms"`
	LevelHigh   float64 `json:"level_high_ms"` // upper end of its 95 % interval, and at least the longest
}

// TimeoutCost is what a time-out does. Amounts are nil without a price, and those
// of a month without traffic; what is cut off has none where its share is not
// known.
type TimeoutCost struct {
	Seconds float64 `json:"seconds"`
	Share   float64 `json:"share"` // of the invocations that it cuts off
	// Counted is false where nothing took that long and no tail fits: Share is
	// then the most that is likely.
	Counted          bool             `json:"counted"`
	PerMillion       *decimal.Decimal `json:"cut_off_per_million"` // what is cut off, and each of them once more
	CutOffPerMonth   *decimal.Decimal `json:"cut_off_calls_per_month"`
	RetriesPerMonth  *decimal.Decimal `json:"cut_off_per_month"`
	PerThousandHangs *decimal.Decimal `json:"thousand_hung_calls"` // a thousand calls that hang until it
}

// TimeoutCheck is a rule that the time-out must keep.
type TimeoutCheck struct {
	Name  string `json:"name"` // lambda | gateway | client | visibility | order
	Holds bool   `json:"holds"`
	Text  string `json:"text"`
}

// Climb is what more requests in flight do to duration and latency.
type Climb struct {
	Knee   int        `json:"knee"` // most in flight before a median rises; 0 where none does
	Rising bool       `json:"rising"`
	Of     string     `json:"of"` // what rises: duration | latency
	Bins   []ClimbBin `json:"bins"`
}

// ClimbBin is a group of warm successes by the requests in flight as they were
// sent. For a server Duration is the time from the send to the answer.
type ClimbBin struct {
	Low      int            `json:"in_flight_low"`
	High     int            `json:"in_flight_high"`
	N        int            `json:"n"`
	Duration ClimbQuantiles `json:"duration_ms"`
	Latency  ClimbQuantiles `json:"latency_ms"`
}

// ClimbQuantiles are in ms; CI95 is of the median.
type ClimbQuantiles struct {
	P50  float64  `json:"p50"`
	CI95 Interval `json:"ci95"`
	P95  float64  `json:"p95"`
}
