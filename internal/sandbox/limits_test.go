//go:build unix

package sandbox

import (
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/measure"

	"github.com/aws/aws-lambda-go/lambda"
)

func init() {
	testHandlers["burn"] = func() { lambda.Start(burn) }
	testHandlers["alloc"] = func() { lambda.Start(allocate) }
}

// burn uses ms of CPU.
func burn(ms int) (int, error) {
	n := 0
	for start := cpuTime(); cpuTime()-start < time.Duration(ms)*time.Millisecond; {
		for range 10000 {
			n++
		}
	}
	return n, nil
}

// allocate touches mb of memory, and holds it for a moment.
func allocate(mb int) (int, error) {
	b := make([]byte, mb<<20)
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
	time.Sleep(200 * time.Millisecond)
	return int(b[len(b)-1]), nil
}

// limited makes a platform over a real tier, or skips.
func limited(t *testing.T, tier limits.Tier, opts Options) *Platform {
	t.Helper()
	c, err := limits.Open(limits.Options{Tier: tier})
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	opts.Limits = c
	return platformOver(t, opts)
}

func tiers(t *testing.T, f func(*testing.T, limits.Tier)) {
	for _, tier := range []limits.Tier{limits.Cgroup2, limits.Cgroup1, limits.DutyCycle, limits.None} {
		t.Run(string(tier), func(t *testing.T) { f(t, tier) })
	}
}

func TestLimitedCPU(t *testing.T) {
	tiers(t, func(t *testing.T, tier limits.Tier) {
		p := limited(t, tier, Options{})
		rev := revision("burn")
		rev.MemoryMB = 177 // a tenth of a vCPU
		r := invoke(t, p, rev, `50`)
		if r.Outcome != measure.OutcomeOK || r.Cold != measure.ColdWaited {
			t.Fatalf("%s %s", r.Outcome, r.Payload)
		}
		if r.Report.MaxMemoryMB <= 0 || r.Report.MaxMemoryMB > rev.MemoryMB {
			t.Errorf("max memory used %d MB", r.Report.MaxMemoryMB)
		}
		if tier == limits.None {
			return
		}
		// 50 ms at 0.1 vCPU are 25 periods, less the first one's budget.
		if r.Report.Duration < 400*time.Millisecond || r.Report.ThrottledCPU <= 0 {
			t.Errorf("50 ms of CPU at a tenth took %s, waiting for quota %s", r.Report.Duration, r.Report.ThrottledCPU)
		}
	})
}

func TestLimitedMemory(t *testing.T) {
	tiers(t, func(t *testing.T, tier limits.Tier) {
		if tier == limits.None {
			t.Skip("nothing is held")
		}
		p := limited(t, tier, Options{})
		rev := revision("alloc")
		rev.MemoryMB = 128
		r := invoke(t, p, rev, `300`)
		if r.Outcome != measure.OutcomeOOM || r.FunctionError != "Unhandled" || r.Report.MaxMemoryMB != 128 {
			t.Errorf("%s %s %+v", r.Outcome, r.Payload, r.Report)
		}
		if r := invoke(t, p, rev, `1`); r.Outcome != measure.OutcomeOK || r.Cold != measure.ColdReinit {
			t.Errorf("next: %s %s", r.Outcome, r.Cold)
		}
	})
}

// TestLimitedFreeze: a frozen environment thaws for its next invocation, and
// can be ended as it is.
func TestLimitedFreeze(t *testing.T) {
	tiers(t, func(t *testing.T, tier limits.Tier) {
		p := limited(t, tier, Options{FreezeAfter: time.Millisecond})
		rev := revision("sleep")
		var pid int
		for range 3 {
			r := invoke(t, p, rev, `0`)
			if r.Outcome != measure.OutcomeOK {
				t.Fatalf("%s %s", r.Outcome, r.Payload)
			}
			pid, _ = strconv.Atoi(string(r.Payload))
			waitFor(t, "the freeze", func() bool {
				p.mu.Lock()
				e := p.pools[rev.Serial].idle[0]
				p.mu.Unlock()
				e.power.Lock()
				defer e.power.Unlock()
				return e.frozen
			})
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if alive(pid) {
			t.Error("the process is still there")
		}
	})
}

func TestLimitedGrandchildren(t *testing.T) {
	if _, err := exec.LookPath("sleep"); err != nil {
		t.Skip("sleep is not on PATH")
	}
	tiers(t, func(t *testing.T, tier limits.Tier) {
		p := limited(t, tier, Options{})
		rev := revision("command")
		pid, err := strconv.Atoi(string(invoke(t, p, rev, `"child"`).Payload))
		if err != nil {
			t.Fatal(err)
		}
		p.Recycle(rev)
		waitFor(t, "the grandchild's end", func() bool { return !alive(pid) })
	})
}

// BenchmarkInvokeWarmLimited is BenchmarkInvokeWarm under the best tier.
func BenchmarkInvokeWarmLimited(b *testing.B) {
	c, err := limits.Open(limits.Options{})
	if err != nil {
		b.Skip(err)
	}
	defer c.Close()
	b.Setenv("TMPDIR", b.TempDir())
	p, err := New(Options{Limits: c})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	benchmarkOn(b, p, Handler{Builtin: "noop"})
}
