//go:build unix

package sandbox

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

func TestCallerLeaves(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("sleep")
	pid := string(invoke(t, p, rev, `0`).Payload)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Invoke(ctx, Request{Revision: rev, Payload: []byte(`400`)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	waitFor(t, "the environment's return", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.pools[rev.Serial].idle) == 1
	})
	r := invoke(t, p, rev, `0`)
	if string(r.Payload) != pid || r.Cold != measure.ColdNone {
		t.Errorf("process %s after %s, %s", r.Payload, pid, r.Cold)
	}
}

func TestCallerLeavesDuringInit(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("slowinit")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Invoke(ctx, Request{Revision: rev, Payload: []byte(`1`)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	waitFor(t, "the environment's return", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.pools[rev.Serial].idle) == 1
	})
	if r := invoke(t, p, rev, `2`); r.Cold != measure.ColdNone || r.Report.FirstInvoke {
		t.Errorf("%s %+v", r.Cold, r.Report)
	}
}

func TestFreezeAndThaw(t *testing.T) {
	p, c := newPlatform(t, Options{FreezeAfter: time.Millisecond})
	rev := revision("echo")
	for i := range 3 {
		r := invoke(t, p, rev, `1`)
		if r.Outcome != measure.OutcomeOK || (i > 0) != (r.Cold == measure.ColdNone) {
			t.Errorf("%s %s", r.Outcome, r.Cold)
		}
		waitFor(t, "the freeze", func() bool { return c.freezes.Load() == int64(i+1) })
	}
	if c.thaws.Load() != 2 {
		t.Errorf("%d thaws, want 2", c.thaws.Load())
	}
}

func TestIdleExpiry(t *testing.T) {
	p, c := newPlatform(t, Options{IdleAfter: 30 * time.Millisecond})
	rev := revision("echo")
	first := invoke(t, p, rev, `1`)
	waitFor(t, "the expiry", func() bool { return c.open.Load() == 0 })
	second := invoke(t, p, rev, `1`)
	if second.Cold != measure.ColdWaited || second.Environment == first.Environment {
		t.Errorf("%s in %s after %s", second.Cold, second.Environment, first.Environment)
	}
}

func TestMostRecentlyUsedFirst(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("sleep")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { invoke(t, p, rev, `300`) })
	}
	wg.Wait()
	p.mu.Lock()
	idle := slices.Clone(p.pools[rev.Serial].idle)
	p.mu.Unlock()
	if len(idle) != 3 {
		t.Fatalf("%d environments, want 3", len(idle))
	}
	waitFor(t, "all to be ready", func() bool {
		return !slices.ContainsFunc(idle, func(e *environment) bool { return !e.proc.isReady() })
	})
	want := idle[2].id
	for range 3 {
		if r := invoke(t, p, rev, `0`); r.Environment != want {
			t.Errorf("environment %s, want the most recently used %s", r.Environment, want)
		}
	}
}

// TestLingering: an environment that has answered but not come back is passed
// over in time, and killed once its time-out is over.
func TestLingering(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("linger")
	rev.Timeout = time.Second
	first := invoke(t, p, rev, `1`)
	second := invoke(t, p, rev, `1`)
	if second.Environment == first.Environment || second.Cold != measure.ColdWaited {
		t.Errorf("%s in the same environment: %v", second.Cold, second.Environment == first.Environment)
	}
	pid, _ := strconv.Atoi(string(first.Payload))
	waitFor(t, "the end of the process", func() bool { return !alive(pid) })
}

func TestRecycleAndRetire(t *testing.T) {
	for _, what := range []string{"recycle", "retire"} {
		t.Run(what, func(t *testing.T) {
			p, c := newPlatform(t, Options{})
			rev := revision("sleep")
			first := invoke(t, p, rev, `0`)
			running := make(chan *Result)
			go func() {
				r, err := p.Invoke(context.Background(), Request{Revision: rev, Payload: []byte(`500`)})
				if err != nil {
					t.Error(err)
				}
				running <- r
			}()
			waitFor(t, "the invocation", func() bool {
				p.mu.Lock()
				defer p.mu.Unlock()
				return len(p.pools[rev.Serial].idle) == 0
			})
			if what == "recycle" {
				p.Recycle(rev)
			} else {
				p.Retire(rev)
			}
			if r := <-running; r == nil || r.Outcome != measure.OutcomeOK || r.Environment != first.Environment {
				t.Errorf("the busy environment did not finish: %+v", r)
			}
			waitFor(t, "the end of the environment", func() bool { return c.open.Load() == 0 })
			if r := invoke(t, p, rev, `0`); r.Cold != measure.ColdWaited || r.Environment == first.Environment {
				t.Errorf("%s", r.Cold)
			}
		})
	}
}

func TestProvisioned(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("sleep")
	p.SetProvisioned(rev, 2)
	waitFor(t, "both", func() bool {
		n, err := p.Provisioned(rev)
		if err != nil {
			t.Fatal(err)
		}
		return n == 2
	})
	results := make([]*Result, 3)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i] = invoke(t, p, rev, `500`) })
	}
	wg.Wait()
	kinds := map[measure.Cold]int{}
	for _, r := range results {
		kinds[r.Cold]++
		if r.Cold == measure.ColdProvisioned && (r.Report.Init != 0 || !r.Report.FirstInvoke) {
			t.Errorf("provisioned: %+v", r.Report)
		}
	}
	if kinds[measure.ColdProvisioned] != 2 || kinds[measure.ColdWaited] != 1 {
		t.Errorf("cold starts %v, want two provisioned and one that spilled over", kinds)
	}
	p.SetProvisioned(rev, 0)
	waitFor(t, "none", func() bool { n, _ := p.Provisioned(rev); return n == 0 })
}

func TestProvisionedFails(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("initerr")
	p.SetProvisioned(rev, 1)
	waitFor(t, "the error", func() bool { _, err := p.Provisioned(rev); return err != nil })
	if _, err := p.Provisioned(rev); !strings.Contains(err.Error(), "Runtime.NoDatabase") {
		t.Error(err)
	}
}

func TestThrottles(t *testing.T) {
	ptr := func(n int) *int { return &n }
	for _, c := range []struct {
		name     string
		account  Account
		reserved *int
		busy     int // invocations under way
		reason   string
	}{
		{"none reserved", Account{}, ptr(0), 0, ReasonReservedConcurrency},
		{"reserved", Account{}, ptr(1), 1, ReasonReservedConcurrency},
		{"account", Account{Concurrency: 1}, nil, 1, ReasonConcurrency},
		{"scaling", Account{ScalingRate: 1}, nil, 1, ReasonFunctionRate},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := newPlatform(t, Options{Account: c.account})
			rev := revision("sleep")
			p.SetReserved("fn", c.reserved)
			var wg sync.WaitGroup
			for range c.busy {
				wg.Go(func() { invoke(t, p, rev, `500`) })
				waitFor(t, "the invocation", func() bool {
					p.mu.Lock()
					defer p.mu.Unlock()
					return p.account.functions["fn"].inFlight > 0
				})
			}
			_, err := p.Invoke(t.Context(), Request{Revision: rev, Payload: []byte(`0`)})
			var refused *ThrottleError
			if !errors.As(err, &refused) || refused.Reason != c.reason || refused.Message != "Rate Exceeded." {
				t.Errorf("%v", err)
			}
			wg.Wait()
			p.SetReserved("fn", nil)
			invoke(t, p, rev, `0`)
		})
	}
}

func TestConcurrentUse(t *testing.T) {
	p, _ := newPlatform(t, Options{FreezeAfter: time.Millisecond})
	rev := revision("command")
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for j := range 30 {
				event := `""`
				if i == 0 && j%10 == 9 {
					event = `"exit1"`
				}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				if i == 1 && j%10 == 9 {
					cancel()
				}
				_, err := p.Invoke(ctx, Request{Revision: rev, Payload: []byte(event)})
				cancel()
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				if i == 2 && j%15 == 14 {
					p.Recycle(rev)
				}
			}
		})
	}
	wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := p.account.functions["fn"].inFlight; n != 0 {
		t.Errorf("%d invocations are counted as under way", n)
	}
}
