package breakeven

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// row is a component of a made-up book: its prices by tier, "up to: price".
type row struct{ service, component, unit, tiers string }

// rows are prices of us-east-1, first tiers of 2026-09-03 where they are real,
// https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/fargate/pricing/,
// https://aws.amazon.com/elasticloadbalancing/pricing/; `steep` is made up and
// has its tiers where small numbers reach them.
var rows = []row{
	{"AWSLambda", "requests", "request", "{price: 0.0000002}"},
	{"AWSLambda", "duration-x86_64", "GB-second", "{up_to: 6000000000, price: 0.0000166667}, {up_to: 15000000000, price: 0.000015}, {price: 0.0000133334}"},
	{"AWSLambda", "duration-arm64", "GB-second", "{up_to: 7500000000, price: 0.0000133334}, {up_to: 18750000000, price: 0.0000120001}, {price: 0.0000106667}"},
	{"AWSLambda", "provisioned-concurrency-x86_64", "GB-second", "{price: 0.0000041667}"},
	{"AWSLambda", "provisioned-duration-x86_64", "GB-second", "{price: 0.0000097222}"},
	{"AmazonECS", "fargate-vcpu-x86_64", "vCPU-hour", "{price: 0.04048}"},
	{"AmazonECS", "fargate-memory-x86_64", "GB-hour", "{price: 0.004445}"},
	{"AmazonECS", "fargate-vcpu-arm64", "vCPU-hour", "{price: 0.03238}"},
	{"AmazonECS", "fargate-memory-arm64", "GB-hour", "{price: 0.00356}"},
	{"AmazonECS", "fargate-storage", "GB-hour", "{price: 0.000111}"},
	{"AWSELB", "alb-hours", "hour", "{price: 0.0225}"},
	{"AWSELB", "alb-lcu", "LCU-hour", "{price: 0.008}"},
	{"Test", "vm", "hour", "{price: 0.0116}"},
	{"Test", "steep", "request", "{up_to: 100, price: 3}, {up_to: 250, price: 2}, {price: 0.5}"},
	{"Test", "twin", "request", "{up_to: 40, price: 0.7}, {price: 0.1}"},
	{"Test", "plain", "request", "{price: 0.25}"},
}

// book is the price book of rows; 30 requests of steep and twin together are
// free.
func book(t testing.TB) *pricing.Book {
	t.Helper()
	var b strings.Builder
	b.WriteString(`schema: sweetspot.pricebook/v1
provider: test
compiled: 2026-11-22
free_tiers:
  - {service: Test, components: [steep, twin], quantity: 30, unit: request, currency: USD, effective: 2026-09-01, source: "https://example.com/"}
prices:
`)
	for _, r := range rows {
		fmt.Fprintf(&b, "  - {service: %s, region: us-east-1, component: %s, unit: %s, currency: USD, tiers: [%s], effective: 2026-09-01, source: \"https://example.com/\", confidence: high}\n",
			r.service, r.component, r.unit, r.tiers)
	}
	book, err := pricing.ReadBook("test.yaml", strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// discounted is the book with a contract over it.
func discounted(t testing.TB) *pricing.Book {
	t.Helper()
	b, err := book(t).Overlay("contract.yaml", strings.NewReader(`schema: sweetspot.pricebook/v1
provider: test
compiled: 2026-11-22
discounts:
  - {name: contract, service: Test, components: [steep], percent: 17}
  - {name: contract, service: Test, region: us-east-1, components: [twin], price: 0.3}
`))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// uses is a quantity of one of rows.
func uses(component, quantity string) pricing.Usage {
	for _, r := range rows {
		if r.component == component {
			return pricing.Usage{Service: r.service, Region: "us-east-1", Component: component, Unit: r.unit, Quantity: dec(quantity)}
		}
	}
	panic("no row " + component)
}

func curve(t testing.TB, name string, w Workload, terms pricing.Terms) Curve {
	t.Helper()
	c, err := NewCurve(name, w, book(t), terms)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
