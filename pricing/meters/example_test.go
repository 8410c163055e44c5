package meters

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// example is a worked example of a provider's own page. Figures are compared
// with as many decimals as they are written with.
type example struct {
	name   string
	source string // the page, and when it was read
	region string // "" means us-east-1
	book   *pricing.Book
	month  bool // with tiers and free tier; else at list price

	account []pricing.Usage // what the account has used up before
	meters  []Meter
	beside  []pricing.Usage // what is billed by no meter here

	amounts map[string]string // of components, with what is free taken off
	total   string

	page, reason string // what the page says where it is another total, and why
}

func (e example) run(t *testing.T) {
	t.Helper()
	if !strings.Contains(e.source, "https://") || (e.page != "") != (e.reason != "") {
		t.Errorf("source %q, page %q, reason %q", e.source, e.page, e.reason)
	}
	bill := e.bill(t)
	got := map[string]decimal.Decimal{}
	for _, l := range bill.Lines {
		component := strings.TrimSuffix(l.Component, pricing.FreeTierSuffix)
		got[component] = got[component].Add(l.Amount)
	}
	for component, want := range e.amounts {
		if !rounded(got[component], want) {
			t.Errorf("%s costs %s, want %s (%s)", component, got[component], want, e.source)
		}
	}
	if !rounded(bill.Total, e.total) {
		t.Errorf("total %s, want %s (%s)", bill.Total, e.total, e.source)
	}
}

func (e example) bill(t *testing.T) pricing.Bill {
	t.Helper()
	region := e.region
	if region == "" {
		region = "us-east-1"
	}
	used := metered(t, region, e.meters...)
	for _, u := range e.beside {
		u.Region = region
		used = append(used, u)
	}
	if e.month {
		bill, err := e.book.Month(used, pricing.Terms{FreeTier: true, Account: e.account})
		if err != nil {
			t.Fatal(err)
		}
		return bill
	}
	bill, err := e.book.List(used...)
	if err != nil {
		t.Fatal(err)
	}
	return bill
}

// tester is a test, or a check of a property in one.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// metered is what meters make together.
func metered(t tester, region string, list ...Meter) []pricing.Usage {
	t.Helper()
	var used []pricing.Usage
	for _, m := range list {
		got, err := m.Meter(region)
		if err != nil {
			t.Fatal(err)
		}
		used = append(used, got.Usage...)
	}
	return used
}

// rounded compares with as many decimals as the figure is written with.
func rounded(got decimal.Decimal, want string) bool {
	w := dec(want)
	return got.Round(-w.Exponent()).Equal(w)
}

// priceRow is a price for literal, with what is free of it every month.
type priceRow struct{ service, component, unit, tiers, free string }

// literal is a book of us-east-1 with the prices of an example.
func literal(t *testing.T, rows ...priceRow) *pricing.Book {
	t.Helper()
	var free, prices string
	for _, r := range rows {
		row := "  - {service: " + r.service + ", unit: " + r.unit + ", currency: USD, effective: 2026-06-18, source: https://aws.amazon.com/pricing/, "
		prices += row + "region: us-east-1, component: " + r.component + ", tiers: " + r.tiers + ", confidence: medium}\n"
		if r.free != "" {
			free += row + "components: [" + r.component + "], quantity: " + r.free + "}\n"
		}
	}
	text := "schema: sweetspot.pricebook/v1\nprovider: aws\ncompiled: 2026-11-22\nfree_tiers:\n" + free + "prices:\n" + prices
	book, err := pricing.ReadBook("literal", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// refuses checks that a meter's error names what is wrong.
func refuses(t *testing.T, m Meter, want string) {
	t.Helper()
	if _, err := m.Meter("us-east-1"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%+v: error %v, want one about %q", m, err, want)
	}
}

// quantityOf is what a meter counts of a component.
func quantityOf(t tester, component string, list ...Meter) decimal.Decimal {
	t.Helper()
	var sum decimal.Decimal
	for _, u := range metered(t, "us-east-1", list...) {
		if u.Component == component {
			sum = sum.Add(u.Quantity)
		}
	}
	return sum
}

// noteOf is how a meter says that the quantity of a component comes about.
func noteOf(t tester, component string, m Meter) string {
	t.Helper()
	for _, u := range metered(t, "us-east-1", m) {
		if u.Component == component {
			return u.Note
		}
	}
	t.Fatalf("%+v counts no %s", m, component)
	return ""
}
