package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// blocksNeeded is the number of blocks a side that a comparison needs.
const blocksNeeded = 6

// GateNeed says before a run how much data a gate needs and how much of it the
// load gives each variant.
type GateNeed struct {
	Check string
	Level string // error | warn
	Need  int    // smallest n that can decide it, when all goes well
	Have  int    // n that the load gives; -1 when that cannot be known beforehand
	Unit  string // "invocations" | "cold starts" | "blocks"
}

// Enough is false for a gate that the load cannot decide.
func (n GateNeed) Enough() bool { return n.Have < 0 || n.Have >= n.Need }

// String is the need in one line.
func (n GateNeed) String() string {
	if n.Have < 0 {
		return fmt.Sprintf("%s: needs %d %s per variant", n.Check, n.Need, n.Unit)
	}
	return fmt.Sprintf("%s: needs %d %s per variant, the load gives %d", n.Check, n.Need, n.Unit, n.Have)
}

// GateNeeds lists what each gate of a scenario needs, in the order of the file.
func GateNeeds(s *scenarios.Scenario) []GateNeed {
	var out []GateNeed
	for _, g := range s.Gates {
		if g.Metric.Name == "capacity" {
			continue // it is as sure as the search is
		}
		r := begin(g, nil)
		n := GateNeed{Check: r.Check, Level: r.Level, Need: r.Need, Unit: "invocations", Have: invocations(s)}
		if g.Scope.Payload != "" && n.Have > 0 {
			n.Have = int(float64(n.Have) * s.PayloadShare(g.Scope.Payload))
		}
		switch {
		case g.Regression:
			n.Unit, n.Have = "blocks", s.Repeat
		case strings.HasPrefix(g.Metric.Name, "init."):
			n.Unit, n.Have = "cold starts", -1
			if s.ColdStarts != nil {
				n.Have = s.ColdStarts.Samples
			}
		case g.Metric.OfRecommendation():
			n.Have = 1
		}
		out = append(out, n)
	}
	return out
}

// invocations is how many the load profile gives a variant over all rounds; -1
// where it depends on the target.
func invocations(s *scenarios.Scenario) int {
	if n := s.SendsPerVariant(); n > 0 {
		return n
	}
	return -1
}

// needOf is the smallest number of samples that can make a gate pass: for a
// quantile the rank of its one-sided bound must exist, for a share a sample
// without a single hit must bound it below the limit, a mean must vary.
func needOf(g check.Gate) int {
	if g.Regression {
		return blocksNeeded
	}
	if g.Op == check.Equal || g.Op == check.NotEqual {
		return 1
	}
	above := g.Op == check.Greater || g.Op == check.GreaterEqual
	if q, ok := quantiles[g.Metric.Name[strings.LastIndex(g.Metric.Name, ".")+1:]]; ok {
		return estimate.QuantileNeed(q, confidence, false)
	}
	switch {
	case g.Metric.Name == "errors" || g.Metric.Name == "cold.share":
		return shareNeed(g.Limit.Number, above)
	case strings.HasSuffix(g.Metric.Name, "mean"), strings.HasPrefix(g.Metric.Name, "cost."):
		return 2
	default:
		return 1
	}
}

// shareNeed is the smallest n of which none (or, above, all) being hits bounds
// the share by the limit: (1 − limit)^n ≤ 5 %, the exact one-sided bound of
// Clopper and Pearson, https://doi.org/10.1093/biomet/26.4.404.
func shareNeed(limit float64, above bool) int {
	miss := 1 - limit
	if above {
		miss = limit
	}
	if miss <= 0 || miss >= 1 {
		return 1
	}
	return max(1, int(math.Ceil(math.Log(1-confidence)/math.Log(miss)-1e-9)))
}
