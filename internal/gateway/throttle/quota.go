package throttle

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Period is how long a quota lasts.
type Period string

// The periods of usage plans.
// https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
const (
	Day   Period = "day"
	Week  Period = "week"
	Month Period = "month"
)

var periods = []Period{Day, Week, Month}

// Quota is the number of requests that an API key may make in a period.
type Quota struct {
	Limit  int
	Period Period
}

// Check says what is wrong with a quota.
func (q Quota) Check() error {
	if q.Limit < 1 {
		return fmt.Errorf("quota limit %d: want 1 or more requests", q.Limit)
	}
	if !slices.Contains(periods, q.Period) {
		return fmt.Errorf("quota period %q: want %s", q.Period, strings.Join([]string{string(Day), string(Week), string(Month)}, ", "))
	}
	return nil
}

// Counter is a Quota at work. It is safe for concurrent use.
type Counter struct {
	quota Quota

	mu    sync.Mutex
	start time.Time
	used  int
}

// NewCounter returns a counter of which nothing is used.
func NewCounter(q Quota) *Counter { return &Counter{quota: q} }

// Allow counts a request made at now, unless the period's requests are used up.
func (c *Counter) Allow(now time.Time) bool {
	start := c.quota.Period.start(now)
	c.mu.Lock()
	defer c.mu.Unlock()
	if start.After(c.start) {
		c.start, c.used = start, 0
	}
	if c.used >= c.quota.Limit {
		return false
	}
	c.used++
	return true
}

// start is the beginning of the period that holds t: midnight UTC, of Monday
// or of the first.
func (p Period) start(t time.Time) time.Time {
	t = t.UTC()
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	switch p {
	case Week:
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case Month:
		return day.AddDate(0, 0, 1-day.Day())
	}
	return day
}
