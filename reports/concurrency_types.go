package reports

import "github.com/shopspring/decimal"

// ConcurrencyAdvice is how much concurrency the variant of the answer needs in
// production, how much of the account's to reserve for it, and how much to
// provision.
type ConcurrencyAdvice struct {
	Rate     *float64  `json:"rate"`      // highest requests a second; nil where it is not known
	RateFrom string    `json:"rate_from"` // "traffic" | "load"; "" where it is not known
	BusyMS   *float64  `json:"busy_ms"`   // that a request keeps an environment busy, init in it
	BusyCI95 *Interval `json:"busy_ci95"`
	Need     *float64  `json:"need"` // max(rate × busy, rate ÷ 10); of a server rate × time
	NeedCI95 *Interval `json:"need_ci95"`
	Rule     string    `json:"rule"` // what Need follows from: duration | rate | ""
	Peak     *int      `json:"peak"` // not exceeded in 99.9 % of the time of the highest rate

	Stream      *int            `json:"stream"`      // invocations that the stream lets run at once; nil without one
	Reserved    *int            `json:"reserved"`    // nil: none is advised
	Reason      string          `json:"reason"`      // why not; "" where one is, and for servers
	PeakStated  bool            `json:"peak_stated"` // the scenario says the peak of production, so that Reserved holds beyond the test
	Unreserved  *int            `json:"unreserved"`  // of the account, that Reserved leaves
	Provisioned *ProvisionedFor `json:"provisioned"` // nil where no traffic of a month or no price is known
	Sentences   []string        `json:"sentences"`
}

// ProvisionedFor is provisioned concurrency sized for two ends. Shares are of
// the environments' time over a month.
type ProvisionedFor struct {
	PaysFrom float64          `json:"pays_from"` // share of its time that an environment must be busy to cost less
	First    float64          `json:"first_busy"`
	Cheapest ProvisionedCount `json:"cheapest"` // as many as are busy enough; count 0: none is
	Cover    ProvisionedCount `json:"cover"`    // the 95 % quantile of what is in flight in the 95 % hour
}

// ProvisionedCount is a number of provisioned environments.
type ProvisionedCount struct {
	Count          int             `json:"count"`
	Busy           float64         `json:"busy"`
	SavingPerMonth decimal.Decimal `json:"saving_per_month"` // against on demand; negative where they cost more
}
