package limits

import (
	"os"
	"testing"
	"time"
)

// What is read of a group from outside is what the group says of itself, and
// another group's process is refused.
func TestObserve(t *testing.T) {
	for _, tier := range []Tier{Cgroup2, Cgroup1} {
		t.Run(string(tier), func(t *testing.T) {
			g := newGroup(t, openTier(t, tier), Limit{VCPU: 0.5, MemoryMB: 64})
			cmd := role("burn")
			ended, _ := startIn(t, g, cmd)
			must(t, g.Throttle())
			o, err := Observe(cmd.Process.Pid, "sweetspot-")
			must(t, err)
			defer o.Close()
			var seen Usage
			for deadline := time.Now().Add(time.Minute); (seen.CPU == 0 || seen.Throttled == 0 || seen.PeakMemoryMB == 0) && time.Now().Before(deadline); {
				seen, err = o.Usage()
				must(t, err)
			}
			if own := usage(t, g); seen.CPU <= 0 || seen.CPU > own.CPU || seen.Throttled <= 0 || seen.Throttled > own.Throttled || seen.PeakMemoryMB <= 0 || seen.OOMKills != 0 {
				t.Errorf("observed %+v, the group has %+v", seen, own)
			}
			must(t, g.Kill())
			<-ended
		})
	}
	if _, err := Observe(os.Getpid(), "of-nobody"); err == nil {
		t.Error("this process is in a group of another name")
	}
}
