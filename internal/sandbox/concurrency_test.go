package sandbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestBucketGivesNoMoreThanItHolds: over any sequence of takes, at most the
// capacity and what was refilled is given.
func TestBucketGivesNoMoreThanItHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := float64(rapid.IntRange(1, 50).Draw(t, "capacity"))
		refill := rapid.Float64Range(0, 100).Draw(t, "refill")
		start := time.Unix(1000, 0)
		b := newBucket(capacity, refill, start)
		now, given := start, 0
		for _, ms := range rapid.SliceOfN(rapid.IntRange(-5, 500), 1, 200).Draw(t, "gaps") {
			now = now.Add(time.Duration(ms) * time.Millisecond)
			if b.take(now) {
				given++
			}
		}
		latest := b.at.Sub(start).Seconds()
		if most := capacity + refill*latest; float64(given) > most+1e-6 {
			t.Fatalf("%d given, at most %g were there", given, most)
		}
	})
}

func TestBucketRefills(t *testing.T) {
	now := time.Unix(1000, 0)
	b := newBucket(2, 10, now)
	for i, want := range []bool{true, true, false} {
		if b.take(now) != want {
			t.Errorf("take %d: want %v", i, want)
		}
	}
	if b.take(now.Add(99 * time.Millisecond)) {
		t.Error("a token was there too early")
	}
	if !b.take(now.Add(101 * time.Millisecond)) {
		t.Error("no token after the time for one")
	}
}

// TestConcurrencyAddsUp: whatever is reserved, claimed and given back, the
// sums are those of the functions, and no invocation is admitted beyond a limit.
func TestConcurrencyAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1000, 0)
		c := newConcurrency(Account{Concurrency: rapid.IntRange(1, 20).Draw(t, "account")}, now)
		names := []string{"a", "b", "c"}
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			u := c.function(rapid.SampledFrom(names).Draw(t, "function"), now)
			switch rapid.IntRange(0, 3).Draw(t, "action") {
			case 0:
				if n := rapid.IntRange(-1, 10).Draw(t, "reserved"); n < 0 {
					c.reserve(u, nil, now)
				} else {
					c.reserve(u, &n, now)
				}
			case 1:
				if c.mayRun(u) == nil {
					c.add(u, 1, 0)
					if u.reserved != nil && u.inFlight+u.provisioned > *u.reserved {
						t.Fatal("more than the reserved concurrency was admitted")
					}
					if u.reserved == nil && c.shared > c.account.Concurrency-c.reserved {
						t.Fatal("more than the account's concurrency was admitted")
					}
				}
			case 2:
				if u.inFlight > 0 {
					c.add(u, -1, 0)
				}
			case 3:
				c.add(u, 0, rapid.IntRange(0, 5).Draw(t, "provisioned")-u.provisioned)
			}
			shared, reserved := 0, 0
			for _, u := range c.functions {
				shared += u.share()
				if u.reserved != nil {
					reserved += *u.reserved
				}
			}
			if shared != c.shared || reserved != c.reserved {
				t.Fatalf("shared %d and reserved %d, the functions have %d and %d", c.shared, c.reserved, shared, reserved)
			}
		}
	})
}

func TestRequestRates(t *testing.T) {
	now := time.Unix(1000, 0)
	two := 2
	for _, c := range []struct {
		name     string
		account  int
		reserved *int
		want     int // requests at once
		reason   string
	}{
		{"account", 3, nil, 30, ReasonCallerRate},
		{"reserved", 3, &two, 20, ReasonReservedRate},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newConcurrency(Account{Concurrency: c.account}, now)
			u := a.function("fn", now)
			a.reserve(u, c.reserved, now)
			for i := range c.want {
				if err := a.mayRequest(u, now); err != nil {
					t.Fatalf("request %d: %s", i, err.Reason)
				}
			}
			if err := a.mayRequest(u, now); err == nil || err.Reason != c.reason {
				t.Errorf("one more: %+v", err)
			}
		})
	}
}

func TestScalingRate(t *testing.T) {
	now := time.Unix(1000, 0)
	a := newConcurrency(Account{}, now)
	u := a.function("fn", now)
	for i := range DefaultScalingRate {
		if err := a.mayScale(u, now); err != nil {
			t.Fatalf("environment %d: %s", i, err.Reason)
		}
	}
	if err := a.mayScale(u, now); err == nil || err.Reason != ReasonFunctionRate {
		t.Errorf("one more: %+v", err)
	}
	if err := a.mayScale(a.function("other", now), now); err != nil {
		t.Errorf("another function: %s", err.Reason)
	}
	if err := a.mayScale(u, now.Add(time.Second/100+time.Millisecond)); err != nil {
		t.Errorf("10 ms later: %s", err.Reason)
	}
}
