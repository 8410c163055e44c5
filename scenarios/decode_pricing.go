package scenarios

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// pricing reads under which prices the run is judged.
func (d *decoder) pricing(n *node) Pricing {
	p := Pricing{Book: DefaultBook}
	d.object(n, "pricing",
		field{name: "book", read: func(n *node) { p.Book, _ = d.word(n, "pricing.book", []string{DefaultBook}, []string{"azure"}) }},
		field{name: "overlay", read: func(n *node) { p.Overlay = d.overlay(n) }},
		field{name: "date", read: func(n *node) { p.Date = d.date(n, "pricing.date") }},
		field{name: "free_tier", read: func(n *node) { p.FreeTier = d.boolean(n, "pricing.free_tier") }},
		field{name: "traffic", read: func(n *node) { p.Traffic = d.traffic(n) }},
		field{name: "account_usage", read: func(n *node) { p.AccountUsage = d.accountUsage(n) }},
		field{name: "break_even", read: func(n *node) { p.BreakEven = d.breakEven(n) }},
		field{name: "at_least", read: func(n *node) { p.AtLeast = d.integer(n, "pricing.at_least", 1, maxAtLeast) }},
		field{name: "utilisation", read: func(n *node) { p.Utilisation = d.utilisation(n) }},
	)
	for i := range p.BreakEven {
		a := &p.BreakEven[i]
		a.AtLeast = cmp.Or(a.AtLeast, p.AtLeast, defaultAtLeast)
		a.Utilisation = cmp.Or(a.Utilisation, p.Utilisation, defaultUtilisation)
	}
	return p
}

// overlay reads the path of the user's own price book.
func (d *decoder) overlay(n *node) string {
	path, ok := d.str(n, "pricing.overlay")
	if !ok {
		return ""
	}
	if path = d.path(path); !isFile(path) {
		d.fail(n, "paths start from the scenario file's folder", "there is no file "+n.text)
	}
	return path
}

// date reads a day.
func (d *decoder) date(n *node, what string) time.Time {
	text, ok := d.scalarText(n, what, "2026-09-01")
	if !ok {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		d.fail(n, "write a day such as 2026-09-01", quote(text)+" is not a day")
	}
	return day
}

// maxRetentionDays is the longest that CloudWatch Logs can be told to keep logs.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const maxRetentionDays = 3653

// maxRequests is more than anybody's monthly traffic.
const maxRequests = 1_000_000_000_000_000

func (d *decoder) traffic(n *node) *Traffic {
	t := &Traffic{}
	fraction := func(name string, dst **float64) field {
		return field{name: name, read: func(n *node) {
			if share, ok := d.share(n, "pricing.traffic."+name); ok {
				*dst = &share
			}
		}}
	}
	if d.object(n, "pricing.traffic",
		field{name: "requests_per_month", read: func(n *node) {
			t.RequestsPerMonth = d.count(n, "requests_per_month", maxRequests)
		}},
		field{name: "requests_by_hour", read: func(n *node) { t.RequestsByHour = d.byHour(n) }},
		fraction("cold_share", &t.ColdShare),
		fraction("reconnects", &t.Reconnects),
		field{name: "connected_for", read: func(n *node) {
			t.ConnectedFor, _ = d.duration(n, "connected_for", time.Millisecond, 24*time.Hour)
		}},
		fraction("cache_hits", &t.CacheHits),
		field{name: "cache_size", read: func(n *node) { t.CacheSize = d.cacheSize(n) }},
		fraction("log_share", &t.LogShare),
		field{name: "log_retention_days", read: func(n *node) {
			t.LogRetentionDays = d.integer(n, "log_retention_days", 1, maxRetentionDays)
		}},
		fraction("trace_share", &t.TraceShare),
		fraction("egress", &t.Egress),
	) && len(n.entries) > 0 {
		d.howMuch(n)
	}
	return t
}

// howMuch wants exactly one way to say how many requests there are.
func (d *decoder) howMuch(n *node) {
	month, hours := n.get("requests_per_month"), n.get("requests_by_hour")
	switch {
	case month == nil && hours == nil:
		d.missing(n, "pricing.traffic does not say how much", "add requests_per_month: 10M")
	case month != nil && hours != nil:
		d.fail(hours, "keep one of the two", "requests_per_month and requests_by_hour each say how many requests there are")
	}
}

// hoursPerDay is how many rates a daily curve has.
const hoursPerDay = 24

// byHour reads the rates of a day's hours.
func (d *decoder) byHour(n *node) []check.Rate {
	var rates []check.Rate
	sum := check.Rate(0)
	for _, item := range d.list(n, "requests_by_hour", "24 rates such as 10/s") {
		rates = append(rates, d.rate(item, "requests_by_hour", true))
		sum += rates[len(rates)-1]
	}
	switch {
	case len(rates) > 0 && len(rates) != hoursPerDay:
		d.fail(n, "give a rate for each hour from midnight, 24 of them", "requests_by_hour has "+itoa(len(rates))+" rates")
	case len(rates) > 0 && sum == 0:
		d.fail(n, "give a rate above zero for some hour", "requests_by_hour has no requests")
	}
	return rates
}

// cacheSizes are those of API Gateway's cache, in GB.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
var cacheSizes = []string{"0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"}

func (d *decoder) cacheSize(n *node) string {
	text, ok := d.scalarText(n, "cache_size", "0.5 GB")
	if !ok {
		return ""
	}
	size := strings.TrimSpace(strings.TrimSuffix(text, "GB"))
	if !slices.Contains(cacheSizes, size) || size == text {
		d.fail(n, "write one of "+strings.Join(cacheSizes, ", ")+" with GB, such as 0.5 GB", quote(text)+" is not a size of API Gateway's cache")
	}
	return size
}

// accountUsage reads what the rest of the account uses.
func (d *decoder) accountUsage(n *node) []Consumption {
	var all []Consumption
	for _, item := range d.list(n, "pricing.account_usage", "[{service: AWSLambda, component: requests, quantity: 100M}]") {
		var c Consumption
		ok := d.object(item, "account_usage",
			field{name: "service", read: func(n *node) { c.Service, _ = d.str(n, "service") }},
			field{name: "component", read: func(n *node) { c.Component, _ = d.str(n, "component") }},
			field{name: "quantity", read: func(n *node) { c.Quantity = d.count(n, "quantity", maxRequests) }},
		)
		if ok && len(item.entries) > 0 && (c.Service == "" || c.Component == "" || c.Quantity == 0) {
			d.missing(item, "account_usage needs a service, a component and a quantity", "such as {service: AWSLambda, component: requests, quantity: 100M}")
		}
		all = append(all, c)
	}
	return all
}

// priceAs reads what a target of a kind is priced as.
func (d *decoder) priceAs(n *node, what string, kind Kind) PriceAs {
	var words []string
	prices := functionPrices
	if kind == KindContainer {
		prices = containerPrices
	}
	for _, p := range prices {
		words = append(words, string(p))
	}
	text, _ := d.word(n, what, words, nil)
	return PriceAs(text)
}
