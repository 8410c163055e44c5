package gateway

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/faultproxy"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// faulty puts a proxy before the control plane, through which every runner speaks
// that is made from then on.
func (f *fakeAWS) faulty(t *testing.T) *faultproxy.Proxy {
	t.Helper()
	proxy, err := faultproxy.Start(f.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	t.Setenv("AWS_ENDPOINT_URL", proxy.URL)
	return proxy
}

// state is all that a run may change.
func (f *fakeAWS) state() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprintf("%d MB, cache %s, for all methods: %v", f.memory, f.cache, f.caching)
}

// process is a runner as a process of its own has it: it knows nothing but the
// journal of a run directory.
func process(t *testing.T, f *fakeAWS, dir rundir.Dir) (*Deployed, *rundir.Journal) {
	t.Helper()
	s := deployedScenario(t, f, changing)
	s.Repeat = 1
	r, _, _ := newDeployed(t, s, true)
	journal, err := dir.OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = journal.Close() })
	r.UseJournal(journal)
	return r, journal
}

// attempt is what a run does, from the check to the end.
func attempt(ctx context.Context, r *Deployed) error {
	s := r.options.Scenario
	plan := s.Plan()
	if err := r.Check(ctx, plan.Variants); err != nil {
		return err
	}
	for _, b := range plan.Blocks {
		v := plan.Variants[b.Variant]
		if err := r.Apply(ctx, v); err != nil {
			return err
		}
		if sample := r.Invoke(ctx, v, s.Payloads[0]); !sample.OK() {
			return fmt.Errorf("the request ended with %s: %s", sample.Outcome, sample.Reason)
		}
	}
	return r.Restore(ctx)
}

// restored has another process put back what the journal has, and reports what is
// left of the run.
func restored(t *testing.T, f *fakeAWS, dir rundir.Dir) error {
	t.Helper()
	r, journal := process(t, f, dir)
	if err := runners.PutBack(t.Context(), r, journal, "test", nil); err != nil {
		return err
	}
	if left := journal.Outstanding(); len(left) > 0 {
		return fmt.Errorf("%v is outstanding", left)
	}
	return nil
}

// A run that is killed at any of its changing calls, those that put back among
// them, just before the call was carried out or just after, leaves everything as
// it was, once another process has put back what the journal on disk says.
func TestAKillAtEachCallIsPutBack(t *testing.T) {
	for name, before := range map[string]struct {
		memory  int
		cache   string
		caching bool
	}{
		"no cache":            {256, "off", false},
		"a cache, of no use":  {3008, "0.5", false},
		"another cache":       {512, "6.1", true},
		"caching, of nothing": {128, "off", true},
	} {
		t.Run(name, func(t *testing.T) {
			f := startAWS(t)
			f.memory, f.cache, f.caching = before.memory, before.cache, before.caching
			proxy, was := f.faulty(t), f.state()
			for _, done := range []bool{false, true} {
				for n := 1; killed(t, f, proxy, n, done); n++ {
					if now := f.state(); now != was {
						t.Fatalf("killed at change %d (done: %v), it is put back to %s where it was %s", n, done, now, was)
					}
				}
			}
		})
	}
}

// killed kills a run at its n-th change, has another process put back, and reports
// whether there was such a change.
func killed(t *testing.T, f *fakeAWS, proxy *faultproxy.Proxy, n int, done bool) bool {
	t.Helper()
	dir := rundir.Dir(t.TempDir())
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	proxy.Set(faultproxy.Killed(n, done, kill))
	crashed, _ := process(t, f, dir)
	err := attempt(ctx, crashed)
	changes := proxy.Changes()
	if len(changes) < n {
		if err != nil || n < 4 {
			t.Fatalf("a run that nothing goes wrong with changes %v and ends with %v", changes, err)
		}
		return false
	}
	if err == nil {
		t.Fatalf("a run that is killed at %s ends well", changes[n-1])
	}
	if done { // the process that puts back is killed, too, at its first call
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		proxy.Set(faultproxy.Killed(1, true, kill))
		second, journal := process(t, f, dir)
		_ = runners.PutBack(ctx, second, journal, "test", nil)
	}
	proxy.Set(nil)
	if err := restored(t, f, dir); err != nil {
		t.Fatalf("after a kill at %s (done: %v): %v", changes[n-1], done, err)
	}
	return true
}

// A control plane that throttles every call a few times makes a run slower, and
// nothing else; one that never stops ends it with the reason.
func TestAThrottledControlPlane(t *testing.T) {
	f := startAWS(t)
	proxy, was := f.faulty(t), f.state()
	proxy.Set(faultproxy.Throttled(quick.Retries))
	dir := rundir.Dir(t.TempDir())
	r, _ := process(t, f, dir)
	if err := attempt(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if len(f.calls) < 4 || f.state() != was {
		t.Errorf("it changed %v, and left %s where it was %s", f.calls, f.state(), was)
	}
	proxy.Set(faultproxy.Throttled(100))
	r, _ = process(t, f, rundir.Dir(t.TempDir()))
	if err := attempt(t.Context(), r); err == nil || !strings.Contains(err.Error(), "others use this account's control plane too") {
		t.Errorf("a control plane that is throttled without end: %v", err)
	}
}

// What a run may no longer do half-way it says, with the remedy; what is left is
// put back once it may again.
func TestPermissionsAndCredentialsAreLostHalfWay(t *testing.T) {
	for name, test := range map[string]struct {
		fault func(calls, changes int) faultproxy.Fault // of the whole run
		want  string
	}{
		"permission":              {func(_, _ int) faultproxy.Fault { return faultproxy.Denied(2) }, "allow it to the role"},
		"permission, in the end":  {func(_, changes int) faultproxy.Fault { return faultproxy.Denied(changes) }, "allow it to the role"},
		"credentials":             {func(calls, _ int) faultproxy.Fault { return faultproxy.Expired(calls / 2) }, "log in again"},
		"credentials, in the end": {func(calls, _ int) faultproxy.Fault { return faultproxy.Expired(calls) }, "log in again"},
	} {
		t.Run(name, func(t *testing.T) {
			f := startAWS(t)
			proxy, was := f.faulty(t), f.state()
			calls, changes := 0, 0
			proxy.Set(func(c faultproxy.Call) faultproxy.Verdict {
				calls, changes = c.N, max(changes, c.Change)
				return faultproxy.Verdict{}
			})
			whole, _ := process(t, f, rundir.Dir(t.TempDir()))
			if err := attempt(t.Context(), whole); err != nil {
				t.Fatal(err)
			}
			proxy.Set(test.fault(calls, changes))
			dir := rundir.Dir(t.TempDir())
			r, journal := process(t, f, dir)
			if err := attempt(t.Context(), r); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the run ends with %v", err)
			}
			if err := r.Restore(t.Context()); err == nil || len(journal.Outstanding()) == 0 {
				t.Errorf("it puts back what it may not: %v", err)
			}
			proxy.Set(nil)
			if err := restored(t, f, dir); err != nil || f.state() != was {
				t.Errorf("%v: left %s where it was %s", err, f.state(), was)
			}
		})
	}
}
