package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// byMonth reports whether variants are compared by what a month of the traffic
// costs, and not by a million invocations: where there are containers, which
// cost what they cost however much comes, a month says what is paid.
func byMonth(in Input, trials []*evaluated) bool {
	containers := false
	for _, e := range trials {
		if e.cost == nil {
			continue
		}
		if e.cost.month == nil {
			return false
		}
		containers = containers || e.cost.capacity != nil && !e.isBase()
	}
	return containers && in.Scenario.Objective.Kind != check.Deadline
}

// costed fills in what a trial costs, of a million invocations or of a month.
func (c *advised) costed(e *evaluated, order ranking) {
	if e.Cost == nil {
		return
	}
	amount, iv := e.Cost.PerMillion, e.Cost.CI95
	if order.monthly {
		c.Per, amount, iv = "a month", *e.Cost.PerMonth, e.cost.interval(confidence, e.cost.monthFor)
	}
	c.Priced, c.CostText = true, format.Money(amount, e.Cost.Currency)
	c.Cost, c.RankCost = amount.InexactFloat64(), order.rankCost(e)
	c.CostLow, c.CostHigh = c.Cost, c.Cost
	if iv != nil {
		c.CostLow, c.CostHigh = iv[0].InexactFloat64(), iv[1].InexactFloat64()
	}
}

// advised is a candidate that is being put together.
type advised struct{ advice.Candidate }

// termsReason says what costs are compared by where there are containers; ""
// without any.
func termsReason(trials []*evaluated, order ranking) string {
	i := slices.IndexFunc(trials, func(e *evaluated) bool { return e.cost != nil && e.cost.capacity != nil && !e.isBase() })
	if i < 0 {
		return ""
	}
	if order.monthly {
		return fmt.Sprintf("Costs are compared by a month of %s requests, with all that stands around: containers cost the same however much of them is used.",
			format.Quantity(trials[i].cost.deployed.Requests()))
	}
	return fmt.Sprintf("Costs are per million at full planned use, %s of what a container bears all day long; pricing.traffic compares them at yours.",
		advice.Percent(trials[i].cost.deployed.Utilisation()))
}

// mostBearing is how many capacities a warning names.
const mostBearing = 4

// tasksWarnings tell what the costs of containers take for granted.
func tasksWarnings(trials []*evaluated) []Warning {
	var least, estimated, busy []string
	for _, e := range trials {
		if e.way() != WayContainer {
			continue
		}
		least, estimated = withText(least, e.leastText()), withText(estimated, e.estimateText())
		if e.cost.month == nil {
			busy = withText(busy, e.observed.target.Name)
		}
	}
	var out []Warning
	for _, w := range []struct {
		code, format string
		items        []string
	}{
		{"capacity-at-least", "What a container costs follows from what it bears, and one that bears more than was seen costs less: %s. load.search looks for the most that holds.", least},
		{"capacity-estimated", "What a container costs follows from what it bears, which is estimated as if nothing but its CPU limited it: %s. load.search measures it.", estimated},
		{"containers-busy", "Without pricing.traffic the cost per million is that of containers as busy as planned at every hour (%s): with less traffic the same containers cost the same, and each request more.", busy},
	} {
		if more := len(w.items) - mostBearing; more > 0 {
			w.items = append(w.items[:mostBearing:mostBearing], fmt.Sprintf("and %d more", more))
		}
		if len(w.items) > 0 {
			out = append(out, Warning{w.code, fmt.Sprintf(w.format, strings.Join(w.items, ", "))})
		}
	}
	return out
}

// withText is a list with one text more, unless it is empty or there already.
func withText(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}
