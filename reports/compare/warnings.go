package compare

import (
	"fmt"
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// speedWarn is the difference in the speed of one and the same machine from
// which on it is mentioned.
const speedWarn = 0.05

// The codes of the warnings that Caveat puts first.
const (
	otherHost  = "other-host"
	otherSpeed = "other-speed"
)

// warnings are doubts about the comparison as a whole.
func warnings(base, head *reports.Summary, r *Result, o Options) []reports.Warning {
	out := []reports.Warning{}
	warn := func(code, format string, args ...any) {
		out = append(out, reports.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	if base.Scenario.Digest != head.Scenario.Digest {
		warn("other-scenario", "The runs are of different scenario files: what is found may come from there.")
	}
	if !base.Run.Complete {
		warn("base-partial", "The base is not complete: it holds what was measured until it ended.")
	}
	if !head.Run.Complete {
		warn("head-partial", "The head is not complete: it holds what was measured until it ended.")
	}
	if base.Run.ID != "" && base.Run.ID == head.Run.ID && o.BaseTarget == o.HeadTarget {
		warn("same-run", "Base and head are the same run.")
	}
	if n := len(r.OnlyBase); n > 0 {
		warn("only-base", "%s of the base not in the head: not compared.", count(n, "variant is", "variants are"))
	}
	if n := len(r.OnlyHead); n > 0 {
		warn("only-head", "%s of the head not in the base: not compared.", count(n, "variant is", "variants are"))
	}
	warnSpeed(base.Run.Host, head.Run.Host, warn)
	return out
}

// warnSpeed tells of a machine of the same kind that was not equally fast.
func warnSpeed(a, b reports.Host, warn func(code, format string, args ...any)) {
	if d := OtherHost(a, b); d != "" {
		warn(otherHost, "The machines differ: %s.", d)
		return
	}
	if text := SpeedChange(a, b); text != "" {
		warn(otherSpeed, "The head's machine was %s than the base's at the speed reference that each run records.", text)
	}
}

// SpeedChange says how fast a machine of the same kind was beside an earlier one
// at the speed reference: "8 % slower". "" where they were about as fast, or
// where that is not known.
func SpeedChange(a, b reports.Host) string {
	switch {
	case a.Speed <= 0 || b.Speed <= 0 || math.Abs(math.Log(b.Speed/a.Speed)) <= math.Log1p(speedWarn):
		return ""
	case b.Speed < a.Speed:
		return advice.Percent(1-b.Speed/a.Speed) + " slower"
	}
	return advice.Percent(b.Speed/a.Speed-1) + " faster"
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
