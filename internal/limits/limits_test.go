package limits

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestParseTier(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want Tier
	}{
		{"auto", ""}, {"", ""}, {"cgroup2", Cgroup2}, {" CGROUP1 ", Cgroup1}, {"duty-cycle", DutyCycle}, {"none", None},
	} {
		if got, err := ParseTier(tc.in); err != nil || got != tc.want {
			t.Errorf("ParseTier(%q) = %q, %v; want %q", tc.in, got, err, tc.want)
		}
	}
	if _, err := ParseTier("cgroups"); err == nil || !strings.Contains(err.Error(), "duty-cycle") {
		t.Errorf("an unknown tier gives %v; want the names that there are", err)
	}
}

func TestProbeNamesEveryTierOnce(t *testing.T) {
	results := Probe()
	want := []Tier{Cgroup2, Cgroup1, DutyCycle, None}
	if len(results) != len(want) {
		t.Fatalf("%d results, want %d", len(results), len(want))
	}
	for i, r := range results {
		t.Logf("%s: %v %s", r.Tier, r.OK, r.Reason)
		if r.Tier != want[i] || r.OK != (r.Reason == "") {
			t.Errorf("result %d is %+v", i, r)
		}
	}
	if !results[3].OK {
		t.Error("tier none must work everywhere")
	}
}

func TestOpenTakesTheBestTierAndSaysWhy(t *testing.T) {
	c := openTier(t, "")
	for _, r := range Probe() {
		if r.OK {
			if c.Tier() != r.Tier {
				t.Errorf("opened %s, the best is %s", c.Tier(), r.Tier)
			}
			return
		}
		enforced := c.Tier() == Cgroup2 || c.Tier() == Cgroup1
		if told := strings.Contains(c.Describe(), r.Reason); told == enforced {
			t.Errorf("with %s in use, %q tells why %s was refused: %v (%s)", c.Tier(), c.Describe(), r.Tier, told, r.Reason)
		}
	}
}

func TestDescribeTellsOfRefusedTiersOnlyWhereItMatters(t *testing.T) {
	refused := []string{"cgroup2: no such thing"}
	for tier, told := range map[Tier]bool{Cgroup2: false, Cgroup1: false, DutyCycle: true, None: true} {
		said := describe(mechanism{tier: tier, holds: "holds"}, refused)
		if !strings.HasPrefix(said, string(tier)+": holds") || strings.Contains(said, refused[0]) != told {
			t.Errorf("%s is described as %q", tier, said)
		}
	}
}

func TestOpenRefusesTierThatCannotBeHad(t *testing.T) {
	for _, r := range Probe() {
		c, err := Open(Options{Tier: r.Tier})
		if (err == nil) != r.OK {
			t.Errorf("Open(%s): %v; probe said %+v", r.Tier, err, r)
		}
		if err == nil {
			must(t, c.Close())
		}
	}
	if _, err := Open(Options{Tier: "cgroup3"}); err == nil {
		t.Error("an unknown tier was opened")
	}
}

func TestImpossibleLimitsAreRefused(t *testing.T) {
	c := openTier(t, None)
	for _, l := range []Limit{{}, {VCPU: 1}, {MemoryMB: 128}, {VCPU: -1, MemoryMB: 128}} {
		if _, err := c.NewGroup("g", l); err == nil {
			t.Errorf("limit %+v was taken", l)
		}
	}
}

// Tier none runs everywhere: start, freeze, kill and close must work with it.
func TestNonePermitsEverything(t *testing.T) {
	c := openTier(t, None)
	g := newGroup(t, c, Limit{VCPU: 0.1, MemoryMB: 1})
	ended, out := startIn(t, g, role("sleep"))
	line(t, out)
	for _, f := range []func() error{g.Throttle, g.Unthrottle, g.Freeze, g.Thaw} {
		must(t, f())
	}
	usage(t, g)
	must(t, g.Kill())
	<-ended
	must(t, g.Kill())
	must(t, g.Close())
	must(t, g.Close())
	must(t, g.Kill())
	if err := g.Throttle(); err == nil {
		t.Error("a closed group can be throttled")
	}
}

func TestOneProcessAGroup(t *testing.T) {
	c := openTier(t, "")
	g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 256})
	startIn(t, g, role("sleep"))
	if err := g.Start(role("sleep")); err == nil {
		t.Error("a second process was started")
	}
}

func TestStartTellsWhatCannotStart(t *testing.T) {
	c := openTier(t, "")
	g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 256})
	if err := g.Start(exec.Command("/nonexistent/program")); err == nil || !strings.Contains(err.Error(), "/nonexistent/program") {
		t.Errorf("got %v", err)
	}
}

func TestCloseEndsEverythingOnce(t *testing.T) {
	c := openTier(t, "")
	g, err := c.NewGroup("left over", Limit{VCPU: 1, MemoryMB: 256})
	must(t, err)
	ended, _ := startIn(t, g, role("sleep"))
	must(t, c.Close())
	<-ended
	must(t, c.Close())
	if _, err := c.NewGroup("late", Limit{VCPU: 1, MemoryMB: 256}); err == nil {
		t.Error("a closed controller makes groups")
	}
}

func TestContentionIsKnownOnceWatched(t *testing.T) {
	c, err := Open(Options{Reserve: 0.25})
	must(t, err)
	defer c.Close()
	from := time.Now()
	time.Sleep(2 * SampleEvery)
	got := c.Contention(from, time.Now())
	if got.Reserve != 0.25 {
		t.Errorf("reserve %g, want 0.25", got.Reserve)
	}
	if !got.Known {
		t.Skip("this host cannot be observed")
	}
	if got.Busy < 0 || got.Busy > 1 || got.Others < 0 {
		t.Errorf("impossible: %+v", got)
	}
	if early := c.Contention(from.Add(-time.Hour), from.Add(-time.Minute)); early.Known {
		t.Errorf("knows of the time before it was opened: %+v", early)
	}
}
