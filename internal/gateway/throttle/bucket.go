// Package throttle holds requests to a rate and a burst, and counts them
// against a quota, as API Gateway does by stage, route and usage plan.
//
// AWS applies both "on a best-effort basis": requests over a limit may pass
// there. Here the limits are exact.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
package throttle

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// MaxRate is the highest rate that a Limit may have, in requests a second: the
// clock's nanoseconds resolve a millionth of it.
const MaxRate = 1e6

// Limit is a token bucket: Burst tokens at most, refilled at Rate a second,
// one taken by each request. A rate or a burst of zero lets nothing pass.
type Limit struct {
	Rate  float64
	Burst int
}

// Check says what is wrong with a limit.
func (l Limit) Check() error {
	if !(l.Rate >= 0 && l.Rate <= MaxRate) { // so that NaN is refused
		return fmt.Errorf("throttle rate %v: want 0 to %.0f requests a second", l.Rate, MaxRate)
	}
	if l.Burst < 0 {
		return fmt.Errorf("throttle burst %d: want 0 or more requests", l.Burst)
	}
	return nil
}

// Bucket is a Limit at work. In every span of t seconds it lets at most
// Burst + Rate·t requests pass. It is safe for concurrent use.
type Bucket struct {
	interval time.Duration // between tokens, rounded up, so that rounding never adds one
	slack    time.Duration // how far full may lie ahead
	closed   bool

	mu   sync.Mutex
	full time.Time // when the bucket would be full again
}

// NewBucket returns a full bucket.
func NewBucket(l Limit) *Bucket {
	if l.Rate <= 0 || l.Burst <= 0 {
		return &Bucket{closed: true}
	}
	interval := math.Ceil(1e9 / l.Rate)
	slack := float64(l.Burst-1) * interval
	return &Bucket{interval: duration(interval), slack: duration(slack)}
}

// duration caps what does not fit: some 146 years, half the range, so that
// two can be added.
func duration(ns float64) time.Duration {
	return time.Duration(min(ns, math.MaxInt64/2))
}

// Allow takes a token for a request that came at now. Times may repeat; one
// that lies before an earlier one is taken as it.
func (b *Bucket) Allow(now time.Time) bool {
	if b.closed {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	full := b.full
	if full.Before(now) {
		full = now
	}
	if full.Sub(now) > b.slack {
		return false
	}
	b.full = full.Add(b.interval)
	return true
}
