package pricing

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The parts of a bill have the lines of the whole between them, whatever is
// free and wherever a tier ends.
func TestMonthPartsAreTheWholeBill(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		here := func() []Usage {
			u := drawUsage(t)
			u.Region = "us-east-1"
			return u.usage()
		}
		terms := Terms{FreeTier: rapid.Bool().Draw(t, "free tier"), Account: here()}
		var parts [][]Usage
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			parts = append(parts, here())
		}
		bills, err := b.MonthParts(parts, terms)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := b.Month(slices.Concat(parts...), terms)
		if err != nil {
			t.Fatal(err)
		}
		total, lines := decimal.Zero, 0
		for i, bill := range bills {
			total, lines = total.Add(bill.Total), lines+len(bill.Lines)
			before := terms
			before.Account = slices.Concat(terms.Account, slices.Concat(parts[:i]...))
			alone, err := b.Month(parts[i], before)
			if err != nil {
				t.Fatal(err)
			}
			if !alone.Total.Equal(bill.Total) {
				t.Errorf("part %d costs %s, after the others %s", i, bill.Total, alone.Total)
			}
		}
		if !total.Equal(whole.Total) || lines != len(whole.Lines) {
			t.Errorf("parts: %d lines, %s; whole: %d lines, %s", lines, total, len(whole.Lines), whole.Total)
		}
	})
}

func TestNetIsWhatAFurtherUnitCosts(t *testing.T) {
	fixed := dec("0.000014")
	for _, d := range []Discount{
		{Name: "17 % off", Service: "AWSLambda", Components: []string{"duration-x86_64"}, Percent: dec("17")},
		{Name: "a price", Service: "AWSLambda", Region: "us-east-1", Components: []string{"duration-x86_64"}, Price: &fixed},
		{Name: "elsewhere", Service: "AWSLambda", Region: "eu-west-1", Components: []string{"duration-x86_64"}, Percent: dec("50")},
	} {
		b := *mustBook(t)
		b.discounts = []Discount{d}
		net, err := b.Net("AWSLambda", "us-east-1", "duration-x86_64")
		if err != nil {
			t.Fatal(err)
		}
		if len(net.Tiers) != 3 {
			t.Fatalf("%s: %d tiers", d.Name, len(net.Tiers))
		}
		for _, at := range []struct {
			tier     int
			quantity string
		}{{0, "1"}, {1, "7000000000"}, {2, "16000000000"}} {
			quantity := dec(at.quantity)
			list := monthOf(t, mustBook(t), net, quantity.Add(million), Terms{}).Total
			more := monthOf(t, &b, net, quantity.Add(million), Terms{}).Total.Sub(monthOf(t, &b, net, quantity, Terms{}).Total)
			if !more.Equal(net.Tiers[at.tier].Price.Mul(million)) {
				t.Errorf("%s: a million more after %s cost %s, Net says %s each", d.Name, quantity, more, net.Tiers[at.tier].Price)
			}
			if after := monthOf(t, &b, net, quantity.Add(million), Terms{}).Total; after.GreaterThan(list) {
				t.Errorf("%s: %s instead of %s", d.Name, after, list)
			}
		}
	}
	if _, err := mustBook(t).Net("AWSLambda", "us-east-1", "nothing"); err == nil {
		t.Error("a component that the book does not have must be an error")
	}
}
