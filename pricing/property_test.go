package pricing

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawUsage makes any usage that the embedded book can price.
func drawUsage(t *rapid.T) function {
	u := function{
		Region:       rapid.SampledFrom([]string{"us-east-1", "eu-west-1", "eu-central-1", "ap-northeast-1", "ap-southeast-1"}).Draw(t, "region"),
		Architecture: rapid.SampledFrom([]string{"x86_64", "arm64"}).Draw(t, "architecture"),
		MemoryMB:     rapid.IntRange(128, 10240).Draw(t, "memory"),
		EphemeralMB:  rapid.IntRange(0, 10240).Draw(t, "storage"),
	}
	// Requests of every order of magnitude, so that all tiers are reached.
	magnitude := rapid.Int32Range(0, 9).Draw(t, "magnitude")
	u.Requests = decimal.New(rapid.Int64Range(0, 999).Draw(t, "requests"), magnitude)
	u.BilledMS = decimal.New(rapid.Int64Range(0, 900_000_000).Draw(t, "billed"), -3)
	return u
}

func month(t *rapid.T, b *Book, u function, free bool) Bill {
	bill, err := b.Month(u.usage(), Terms{FreeTier: free})
	if err != nil {
		t.Fatal(err)
	}
	return bill
}

func list(t *rapid.T, b *Book, u function) Bill {
	bill, err := b.List(u.usage()...)
	if err != nil {
		t.Fatal(err)
	}
	return bill
}

func TestBillsAddUpExactly(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		u := drawUsage(t)
		for _, bill := range []Bill{list(t, b, u), month(t, b, u, false), month(t, b, u, true)} {
			sum := decimal.Zero
			for _, l := range bill.Lines {
				sum = sum.Add(l.Amount)
				if !l.Amount.Equal(l.Quantity.Mul(l.Price)) {
					t.Errorf("%s: %s × %s is not %s", l.Component, l.Quantity, l.Price, l.Amount)
				}
				if l.Quantity.Exponent() < -QuantityPlaces && !l.Quantity.Equal(l.Quantity.Round(QuantityPlaces)) {
					t.Errorf("%s: quantity %s has more than %d decimals", l.Component, l.Quantity, QuantityPlaces)
				}
			}
			if !sum.Equal(bill.Total) {
				t.Errorf("lines add up to %s, the total is %s", sum, bill.Total)
			}
		}
	})
}

func TestMoreUsageNeverCostsLess(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		less := drawUsage(t)
		more := less
		switch rapid.SampledFrom([]string{"requests", "time", "memory", "storage"}).Draw(t, "what") {
		case "requests":
			more.Requests = less.Requests.Add(decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "added"), 0))
		case "time":
			more.BilledMS = less.BilledMS.Add(decimal.New(rapid.Int64Range(0, 1e9).Draw(t, "added"), -3))
		case "memory":
			more.MemoryMB = rapid.IntRange(less.MemoryMB, 10240).Draw(t, "larger")
		case "storage":
			more.EphemeralMB = rapid.IntRange(less.EphemeralMB, 10240).Draw(t, "larger")
		}
		for _, free := range []bool{false, true} {
			if l, m := month(t, b, less, free).Total, month(t, b, more, free).Total; m.LessThan(l) {
				t.Errorf("a month (free tier %t) falls from %s to %s", free, l, m)
			}
		}
		if l, m := list(t, b, less).Total, list(t, b, more).Total; m.LessThan(l) {
			t.Errorf("the list price falls from %s to %s", l, m)
		}
	})
}

func TestFreeTierOnlyHelpsAndNeverPays(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		u := drawUsage(t)
		full, free := month(t, b, u, false).Total, month(t, b, u, true).Total
		if free.IsNegative() || free.GreaterThan(full) {
			t.Errorf("with the free tier %s, without %s", free, full)
		}
		if l := list(t, b, u).Total; full.GreaterThan(l) {
			t.Errorf("tiers make the bill dearer: %s, list %s", full, l)
		}
	})
}

// What a free quantity saves is what the bill for the rest would be.
func TestFreeTierLeavesTheBillOfTheRest(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		p, err := b.Price("AWSLambda", "us-east-1", "duration-"+rapid.SampledFrom([]string{"x86_64", "arm64"}).Draw(t, "architecture"))
		if err != nil {
			t.Fatal(err)
		}
		free, _ := b.FreeTier("AWSLambda", p.Component, "USD")
		q := decimal.New(rapid.Int64Range(0, 30_000_000_000).Draw(t, "quantity"), 0)
		total := func(q decimal.Decimal, free bool) decimal.Decimal {
			return monthOf(t, b, p, q, Terms{FreeTier: free}).Total
		}
		got, rest := total(q, true), total(decimal.Max(decimal.Zero, q.Sub(free.Quantity)), false)
		if !got.Equal(rest) {
			t.Errorf("%s GB-s with the free tier cost %s, the rest alone %s", q, got, rest)
		}
	})
}

// At a tier's end a further unit costs the next tier's price, no more and no
// less.
func TestTiersAreContinuous(t *testing.T) {
	b := mustBook(t)
	step := decimal.New(1, -QuantityPlaces)
	for _, p := range b.prices {
		for i, tier := range p.Tiers {
			if tier.UpTo == nil {
				continue
			}
			total := func(q decimal.Decimal) decimal.Decimal { return monthOf(t, b, p, q, Terms{}).Total }
			at := total(*tier.UpTo)
			if below := at.Sub(total(tier.UpTo.Sub(step))); !below.Equal(step.Mul(tier.Price)) {
				t.Errorf("%s %s: the last step of tier %d costs %s", p.Region, p.Component, i, below)
			}
			if above := total(tier.UpTo.Add(step)).Sub(at); !above.Equal(step.Mul(p.Tiers[i+1].Price)) {
				t.Errorf("%s %s: the first step after tier %d costs %s", p.Region, p.Component, i, above)
			}
		}
	}
}

// monthOf bills a quantity of one component.
func monthOf(t interface{ Fatal(...any) }, b *Book, p Price, quantity decimal.Decimal, terms Terms) Bill {
	bill, err := b.Month([]Usage{usageOf(p, quantity)}, terms)
	if err != nil {
		t.Fatal(err)
	}
	return bill
}

func usageOf(p Price, quantity decimal.Decimal) Usage {
	return Usage{Service: p.Service, Region: p.Region, Component: p.Component, Unit: p.Unit, Quantity: quantity}
}

// What the account uses before is not on the bill, but moves it up the tiers
// and uses up the free tier: both bills together are the bill of both.
func TestAccountUsageComesFirst(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		p, err := b.Price("AWSLambda", "eu-west-1", "duration-x86_64")
		if err != nil {
			t.Fatal(err)
		}
		quantity := func(name string) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, 999).Draw(t, name), rapid.Int32Range(0, 9).Draw(t, name+"'s magnitude"))
		}
		account, own, free := quantity("account"), quantity("own"), rapid.Bool().Draw(t, "free tier")
		before := monthOf(t, b, p, account, Terms{FreeTier: free}).Total
		after := monthOf(t, b, p, own, Terms{FreeTier: free, Account: []Usage{usageOf(p, account)}}).Total
		if both := monthOf(t, b, p, account.Add(own), Terms{FreeTier: free}).Total; !before.Add(after).Equal(both) {
			t.Errorf("%s and then %s cost %s + %s, together %s", account, own, before, after, both)
		}
	})
}
