package sandbox

import "time"

// Defaults of an account.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
const (
	DefaultConcurrency = 1000
	DefaultScalingRate = 1000 // new environments a function may add per scalingPeriod
)

// scalingPeriod is what Account.ScalingRate counts over.
// https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
const scalingPeriod = 10 * time.Second

// requestsPerConcurrency is how many requests a second one unit of concurrency
// may take.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#calculating-concurrency
const requestsPerConcurrency = 10

// The reasons of a ThrottleError that the platform gives.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html lists the
// exception; its reasons are in the SDK's types.ThrottleReason. AWS does not
// say which one the scaling rate has: here it is ReasonFunctionRate.
const (
	ReasonConcurrency         = "ConcurrentInvocationLimitExceeded"
	ReasonReservedConcurrency = "ReservedFunctionConcurrentInvocationLimitExceeded"
	ReasonCallerRate          = "CallerRateLimitExceeded"
	ReasonReservedRate        = "ReservedFunctionInvocationRateLimitExceeded"
	ReasonFunctionRate        = "FunctionInvocationRateLimitExceeded"
)

func throttled(reason string) *ThrottleError {
	return &ThrottleError{Reason: reason, Message: "Rate Exceeded."}
}

// bucket is a token bucket that is refilled continuously. It starts full.
type bucket struct {
	capacity float64
	refill   float64 // tokens per second
	tokens   float64
	at       time.Time // when tokens was right
}

func newBucket(capacity, refill float64, now time.Time) bucket {
	return bucket{capacity: capacity, refill: refill, tokens: capacity, at: now}
}

// take removes one token, or reports that there is none.
func (b *bucket) take(now time.Time) bool {
	if d := now.Sub(b.at); d > 0 {
		b.tokens = min(b.capacity, b.tokens+d.Seconds()*b.refill)
		b.at = now
	}
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// usage is the concurrency of one function, over all its revisions.
type usage struct {
	reserved    *int // nil: shares the account's pool
	inFlight    int  // invocations on demand, their inits included
	provisioned int  // provisioned environments asked for: they count whether used or not
	requests    bucket
	scaling     bucket
}

// share is what the function takes of the account's unreserved pool.
func (u *usage) share() int {
	if u.reserved != nil {
		return 0
	}
	return u.inFlight + u.provisioned
}

// concurrency is the account's bookkeeping. The scheduler serialises calls.
type concurrency struct {
	account   Account
	functions map[string]*usage
	reserved  int // sum over functions
	shared    int // sum of share over functions
	requests  bucket
}

func newConcurrency(a Account, now time.Time) *concurrency {
	if a.Concurrency <= 0 {
		a.Concurrency = DefaultConcurrency
	}
	if a.ScalingRate <= 0 {
		a.ScalingRate = DefaultScalingRate
	}
	perSecond := float64(requestsPerConcurrency * a.Concurrency)
	return &concurrency{
		account:   a,
		functions: map[string]*usage{},
		requests:  newBucket(perSecond, perSecond, now),
	}
}

func (c *concurrency) function(name string, now time.Time) *usage {
	u := c.functions[name]
	if u == nil {
		rate := float64(c.account.ScalingRate)
		u = &usage{scaling: newBucket(rate, rate/scalingPeriod.Seconds(), now)}
		c.functions[name] = u
	}
	return u
}

// reserve sets or, with nil, removes a function's reserved concurrency.
func (c *concurrency) reserve(u *usage, n *int, now time.Time) {
	c.shared -= u.share()
	if u.reserved != nil {
		c.reserved -= *u.reserved
	}
	u.reserved = nil
	if n != nil {
		value := max(*n, 0)
		u.reserved = &value
		c.reserved += value
		perSecond := float64(requestsPerConcurrency * value)
		u.requests = newBucket(perSecond, perSecond, now)
	}
	c.shared += u.share()
}

// add changes what a function uses.
func (c *concurrency) add(u *usage, inFlight, provisioned int) {
	c.shared -= u.share()
	u.inFlight += inFlight
	u.provisioned += provisioned
	c.shared += u.share()
}

// mayRequest judges the rate of requests, on demand and provisioned alike.
func (c *concurrency) mayRequest(u *usage, now time.Time) *ThrottleError {
	switch {
	case u.reserved != nil && *u.reserved == 0:
		return throttled(ReasonReservedConcurrency)
	case u.reserved != nil && !u.requests.take(now):
		return throttled(ReasonReservedRate)
	case u.reserved == nil && !c.requests.take(now):
		return throttled(ReasonCallerRate)
	}
	return nil
}

// mayRun judges whether the function may have one more invocation on demand.
func (c *concurrency) mayRun(u *usage) *ThrottleError {
	switch {
	case u.reserved != nil && u.inFlight+u.provisioned >= *u.reserved:
		return throttled(ReasonReservedConcurrency)
	case u.reserved == nil && c.shared >= c.account.Concurrency-c.reserved:
		return throttled(ReasonConcurrency)
	}
	return nil
}

// mayScale judges whether the function may have one more environment.
func (c *concurrency) mayScale(u *usage, now time.Time) *ThrottleError {
	if !u.scaling.take(now) {
		return throttled(ReasonFunctionRate)
	}
	return nil
}
