package advice

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// What concurrency is advised by.
const (
	// RequestsPerEnvironment is how many requests a second one environment of
	// Lambda serves at most, however short they are (of synchronous requests).
	// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
	RequestsPerEnvironment = 10.0
	// AccountConcurrency is what an account may run at once in a region unless it
	// was raised; new accounts have less. MustStayUnreserved of it is left for
	// functions without a reservation.
	// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
	AccountConcurrency = 1000
	MustStayUnreserved = 100
	// PeakQuantile of the number in flight at the peak is what a reservation must
	// hold, and GrowthRoom what it is multiplied with, for growth.
	PeakQuantile = 0.999
	GrowthRoom   = 1.2
	// CoverQuantile of the hours of a day, and of the number in flight in that
	// hour, is what provisioned concurrency covers to keep cold starts away.
	CoverQuantile = 0.95
)

// ConcurrencyInput is what concurrency is advised from.
type ConcurrencyInput struct {
	Rates    []float64 // requests a second in production: by hour of a day, or one; empty where it is not known
	Busy     Range     // ms that a request keeps an environment busy, init in it
	Function bool      // a Lambda function; else a server
	Stream   *Stream   // that the function reads from; nil without one
	Cap      int       // requests in flight beyond which the time rises; 0: none
	Job      int       // environments that a deadline takes; 0 without one
	Account  Account
	// Month are the rates of a month, by hour of a day, or their mean: what is
	// provisioned is paid for all of it. Without them nothing is sized.
	Month []float64
	// Pays is the share of its time that provisioned concurrency must be busy to
	// cost less than on demand; 0 where that is not known.
	Pays float64
}

// Range is an estimate with its 95 % interval.
type Range struct{ Mean, Low, High float64 }

// scaled multiplies all three.
func (r Range) scaled(by float64) Range { return Range{r.Mean * by, r.Low * by, r.High * by} }

// atLeast raises all three to least.
func (r Range) atLeast(least float64) Range {
	return Range{max(r.Mean, least), max(r.Low, least), max(r.High, least)}
}

// Stream is a stream of records: each shard is worked on by as many invocations
// at once as its parallelisation factor says.
// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
type Stream struct{ Shards, Factor int }

// Account is the concurrency of an account in the region.
type Account struct{ Limit, Reserved int }

// Concurrency is the advice on concurrency.
type Concurrency struct {
	Rate     float64 // highest requests a second; 0 where it is not known
	Need     Range   // environments, or requests in flight, that take it
	ByRate   bool    // Need follows from the rate of an environment, not from the duration
	Peak     int     // most in flight in 99.9 % of the time of the highest rate
	Reserved int     // 0: none is advised
	Reason   string  // why not, a sentence
	Left     int     // of the account, for functions without a reservation

	Pays     int     // provisioned environments that are busy enough to cost less
	PaysBusy float64 // share of their time
	Cover    int     // that keep cold starts away in most hours
	CoverBusy,
	FirstBusy float64 // FirstBusy is that of a single one

	in ConcurrencyInput
}

// AdviseConcurrency advises the concurrency of a function: how much is needed,
// how much to reserve, and how much to provision.
//
//	need = max(rate × duration, rate ÷ 10)
//
// What is reserved holds the 99.9 % quantile of what is in flight at the highest
// rate, arrivals being independent, with a fifth of head-room; a stream needs as
// many as its shards let run at once.
func AdviseConcurrency(in ConcurrencyInput) Concurrency {
	c := Concurrency{in: in}
	if len(in.Rates) > 0 && in.Busy.Mean > 0 {
		c.Rate = slices.Max(in.Rates)
		c.Need, c.ByRate = in.need(c.Rate)
		c.Peak = in.peak(c.Rate)
	}
	if in.Function {
		c.reserve()
		c.provision()
	}
	return c
}

// need is what a rate needs, and whether the rate of an environment decides it.
func (in ConcurrencyInput) need(rate float64) (need Range, byRate bool) {
	need = in.Busy.scaled(rate / 1000)
	if !in.Function {
		return need, false
	}
	least := rate / RequestsPerEnvironment
	return need.atLeast(least), least > need.Mean
}

// peak is the most that a rate has in flight nearly all the time.
func (in ConcurrencyInput) peak(rate float64) int {
	mean := in.Busy.High * rate / 1000
	most, ok := estimate.PoissonQuantile(mean, PeakQuantile)
	if !ok { // so many that they hardly vary
		most = int(math.Ceil(mean))
	}
	if in.Function {
		return max(most, int(math.Ceil(rate/RequestsPerEnvironment)))
	}
	return most
}

// reserve sizes the reservation.
func (c *Concurrency) reserve() {
	wanted := c.wanted()
	if wanted == 0 {
		c.Reason = "No reserved concurrency is advised: nothing says at what rate requests come. Give pricing.traffic, or load with a rate."
		return
	}
	c.Left = c.in.Account.Limit - c.in.Account.Reserved - wanted
	if c.Left < MustStayUnreserved {
		c.Reason = c.refusal(wanted)
		c.Left = 0
		return
	}
	c.Reserved = wanted
}

// wanted is what would be reserved in an account without limits: never less
// than a deadline takes.
func (c *Concurrency) wanted() int { return max(c.wantedByRate(), c.in.Job) }

func (c *Concurrency) wantedByRate() int {
	if s := c.in.Stream; s != nil {
		return s.Shards * s.Factor
	}
	wanted := roundConcurrency(GrowthRoom * float64(c.Peak))
	if c.in.Cap > 0 {
		return min(wanted, c.in.Cap)
	}
	return wanted
}

// roundConcurrency rounds up: whole numbers to 20, multiples of 5 to 100, of 10
// beyond.
func roundConcurrency(x float64) int {
	for _, s := range []struct{ upTo, by float64 }{{20, 1}, {100, 5}, {math.Inf(1), 10}} {
		if up := math.Ceil(x/s.by) * s.by; up <= s.upTo {
			return int(up)
		}
	}
	return 0 // not reached
}

// maxProvisioned is more environments than anybody provisions.
const maxProvisioned = 100_000

// provision sizes provisioned concurrency. Environments are taken to be asked
// one after the other, so that the m-th is busy while at least m requests are
// in flight, and never more than its ten requests a second keep it busy.
func (c *Concurrency) provision() {
	if c.Rate == 0 || len(c.in.Month) == 0 || c.in.Stream != nil || c.Peak > maxProvisioned {
		return
	}
	busiest := min(1, RequestsPerEnvironment*c.in.Busy.Mean/1000)
	shares := make([]float64, c.Peak+1) // of the day, by the number in flight
	for _, rate := range c.in.Month {
		for m, p := range estimate.PoissonAtLeast(rate*c.in.Busy.Mean/1000, c.Peak) {
			shares[m] += min(p, busiest) / float64(len(c.in.Month))
		}
	}
	if len(shares) < 2 {
		return
	}
	c.FirstBusy = shares[1]
	for m := 1; m <= c.Peak && c.in.Pays > 0 && shares[m] > c.in.Pays; m++ {
		c.Pays = m
	}
	c.PaysBusy = meanOf(shares[1:], c.Pays)
	c.Cover = min(c.Peak, c.cover())
	c.CoverBusy = meanOf(shares[1:], c.Cover)
}

// cover is the number in flight in most of the time of most of the hours.
func (c *Concurrency) cover() int {
	rate, _ := estimate.Quantile(slices.Sorted(slices.Values(c.in.Month)), CoverQuantile)
	most, _ := estimate.PoissonQuantile(rate*c.in.Busy.Mean/1000, CoverQuantile)
	return max(1, most, int(math.Ceil(rate/RequestsPerEnvironment)))
}

// meanOf is the mean of the first n.
func meanOf(shares []float64, n int) float64 {
	sum := 0.0
	for _, s := range shares[:n] {
		sum += s
	}
	return sum / float64(max(1, n))
}
