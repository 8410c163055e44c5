package compare

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// obstacle is why a statistic of a pair cannot be compared although both sides
// have it, "" where nothing is in the way.
func obstacle(base, head *reports.Summary, p paired, s Statistic, o Options) string {
	switch {
	case !p.base.Valid:
		return "the base's figures are invalid" + because(p.base)
	case !p.head.Valid:
		return "the head's figures are invalid" + because(p.head)
	case s == Cost && p.base.Cost != nil && p.head.Cost != nil && p.base.Cost.Currency != p.head.Cost.Currency:
		return fmt.Sprintf("amounts are in %s and in %s", p.base.Cost.Currency, p.head.Cost.Currency)
	case capacityOf(p.base) != capacityOf(p.head):
		return fmt.Sprintf("the figures are at the capacities that were found, %s and %s: only the same load compares", capacityOf(p.base), capacityOf(p.head))
	case o.AnyHost || !hostBound(provider(head, p.head.Variant), s):
		return ""
	}
	if d := OtherHost(base.Run.Host, head.Run.Host); d != "" {
		return "the machines differ: " + d
	}
	return ""
}

// capacityOf is the capacity that a search has found, "" without a search.
func capacityOf(t *reports.Trial) string {
	switch {
	case t.Capacity == nil:
		return ""
	case t.Capacity.Rate == nil:
		return "none"
	}
	return format.Rate(*t.Capacity.Rate)
}

func because(t *reports.Trial) string {
	if len(t.InvalidReasons) == 0 {
		return ""
	}
	return ": " + t.InvalidReasons[0]
}

// hostBound reports whether a statistic depends on the machine that made the
// run: latency always, unless the time is recorded or virtual; what the platform
// itself tells only where that machine is the platform.
func hostBound(provider string, s Statistic) bool {
	switch {
	case s == Errors, provider == "replay":
		return false
	case provider == "aws", provider == "azure":
		return s.latency()
	}
	return true
}

// OtherHost says in what two machines differ that decides on speed, "" where
// they are alike.
func OtherHost(a, b reports.Host) string {
	var parts []string
	if a.CPU != b.CPU {
		parts = append(parts, fmt.Sprintf("CPU %s and %s", orUnknown(a.CPU), orUnknown(b.CPU)))
	}
	if a.Cores != b.Cores {
		parts = append(parts, fmt.Sprintf("%d and %d cores", a.Cores, b.Cores))
	}
	if a.Limits != b.Limits {
		parts = append(parts, fmt.Sprintf("limits by %s and %s", orUnknown(a.Limits), orUnknown(b.Limits)))
	}
	return strings.Join(parts, ", ")
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// priceChange says how the terms changed under which a pair is priced, "" where
// they did not: a component's price, or the share of cold starts that was given
// and not measured.
func priceChange(p paired) string {
	a, b := p.base.Cost, p.head.Cost
	if a == nil || b == nil || a.Currency != b.Currency {
		return ""
	}
	prices := map[string]reports.CostItem{}
	for _, item := range a.Items {
		prices[item.Service+" "+item.Component] = item
	}
	for _, item := range b.Items {
		was, both := prices[item.Service+" "+item.Component]
		if both && !was.Price.Equal(item.Price) {
			return fmt.Sprintf("the price of %s changed from %s to %s %s a %s", item.Component, was.Price, item.Price, b.Currency, item.Unit)
		}
	}
	if (a.ColdShareFrom == "traffic" || b.ColdShareFrom == "traffic") && (a.ColdShareFrom != b.ColdShareFrom || a.ColdShare != b.ColdShare) {
		return "the share of cold starts that is priced changed"
	}
	return ""
}
