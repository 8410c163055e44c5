package pricing

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// overlayHead begins every overlay of these tests.
const overlayHead = "schema: sweetspot.pricebook/v1\nprovider: aws\ncompiled: 2026-11-22\n"

func overlaid(t testing.TB, body string) *Book {
	t.Helper()
	b, err := mustBook(t).Overlay("own.yaml", strings.NewReader(overlayHead+body))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lines bills a million seconds at 1024 MB and says what stands on the bill.
func lines(t testing.TB, b *Book, region string, free bool) string {
	t.Helper()
	bill, err := b.Month(usage(region, "x86_64", 1024, "1000000", "1000").usage(), Terms{FreeTier: free})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, l := range bill.Lines {
		out.WriteString(l.Component + " " + l.Quantity.String() + " × " + l.Price.String() + " = " + l.Amount.String() + "\n")
	}
	return out.String() + bill.Total.String()
}

func TestOverlay(t *testing.T) {
	tests := []struct{ name, body, region, want string }{
		{
			"a price of its own",
			"prices:\n  - {service: AWSLambda, region: us-east-1, component: requests, unit: request, currency: USD, tiers: [{price: \"0.0000001\"}]}\n",
			"us-east-1",
			"requests 1000000 × 0.0000001 = 0.1\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\n16.7667",
		},
		{
			"elsewhere the book's", "prices:\n  - {service: AWSLambda, region: us-east-1, component: requests, unit: request, currency: USD, tiers: [{price: \"0.0000001\"}]}\n",
			"eu-west-1", "requests 1000000 × 0.0000002 = 0.2\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\n16.8667",
		},
		{
			"a new region", "prices:\n  - {service: AWSLambda, region: xx-east-1, component: requests, unit: request, currency: USD, tiers: [{price: 1}]}\n" +
				"  - {service: AWSLambda, region: xx-east-1, component: duration-x86_64, unit: GB-second, currency: USD, tiers: [{price: 2}]}\n",
			"xx-east-1", "requests 1000000 × 1 = 1000000\nduration-x86_64 1000000 × 2 = 2000000\n3000000",
		},
		{
			"per cent off", "discounts:\n  - {name: Savings Plan, service: AWSLambda, components: [duration-x86_64], percent: 12}\n",
			"us-east-1", "requests 1000000 × 0.0000002 = 0.2\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\nduration-x86_64 (Savings Plan) 1000000 × -0.000002000004 = -2.000004\n14.866696",
		},
		{
			"a rate of its own, https://pricing.us-east-1.amazonaws.com/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/ (2021-01-22)",
			"discounts:\n  - {name: Savings Plan, service: AWSLambda, region: eu-west-1, components: [duration-x86_64], price: \"0.0000147\"}\n",
			"eu-west-1", "requests 1000000 × 0.0000002 = 0.2\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\nduration-x86_64 (Savings Plan) 1000000 × -0.0000019667 = -1.9667\n14.9",
		},
		{
			"a rate that is no help", "discounts:\n  - {name: Savings Plan, service: AWSLambda, components: [duration-x86_64], price: \"0.0000166667\"}\n",
			"us-east-1", "requests 1000000 × 0.0000002 = 0.2\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\nduration-x86_64 (Savings Plan) 1000000 × 0 = 0\n16.8667",
		},
		{
			"of another region", "discounts:\n  - {name: Savings Plan, service: AWSLambda, region: eu-west-1, components: [duration-x86_64], percent: 12}\n",
			"us-east-1", "requests 1000000 × 0.0000002 = 0.2\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\n16.8667",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := lines(t, overlaid(t, tt.body), tt.region, false); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	if got, want := lines(t, mustBook(t), "us-east-1", false), "requests 1000000 × 0.0000002 = 0.2\nduration-x86_64 1000000 × 0.0000166667 = 16.6667\n16.8667"; got != want {
		t.Errorf("the book below has changed: %s", got)
	}
}

// A service that the book does not know is the user's own; so is a machine type,
// and a component of the other architecture.
func TestOverlayAdds(t *testing.T) {
	for _, row := range []string{
		"{service: OurCache, region: us-east-1, component: gets, unit: request, currency: USD, tiers: [{price: 1}]}",
		"{service: AmazonEC2, region: us-east-1, component: linux-x9z.large, unit: hour, currency: USD, tiers: [{price: 1}]}",
		"{service: AmazonECS, region: us-east-1, component: fargate-spot-vcpu-arm64, unit: vCPU-hour, currency: USD, tiers: [{price: 1}]}",
	} {
		overlaid(t, "prices:\n  - "+row+"\n")
	}
}

func TestOverlayOfAnotherProvider(t *testing.T) {
	_, err := mustBook(t).Overlay("own.yaml", strings.NewReader(strings.Replace(overlayHead, "aws", "azure", 1)))
	if want := `own.yaml:2:11: the book that this file is laid over is of provider aws, not of "azure"`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// What stands alone but was written to lie over a book is told how to.
func TestOverlayThatStandsAlone(t *testing.T) {
	for body, want := range map[string]string{
		"discounts:\n  - {name: SP, service: AWSLambda, components: [requests], percent: 12}\n":                                          "sp.yaml:1:1: prices is missing or empty; a file to lay over the book aws is named aws+sp.yaml",
		"prices:\n  - {service: AWSLambda, region: us-east-1, component: requests, unit: request, currency: USD, tiers: [{price: 1}]}\n": "sp.yaml:5:5: source is missing; a file to lay over the book aws may leave it out and is named aws+sp.yaml",
	} {
		if _, err := ReadBook("sp.yaml", strings.NewReader(overlayHead+body)); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// A free quantity costs nothing, with a discount as without.
func TestDiscountAfterTheFreeTier(t *testing.T) {
	b := overlaid(t, "free_tiers:\n  - {service: AWSLambda, components: [duration-x86_64], quantity: 1000000, unit: GB-second, currency: USD, source: \"https://example.com/\"}\n"+
		"discounts:\n  - {name: SP, service: AWSLambda, components: [duration-x86_64], percent: 50}\n")
	want := "requests 1000000 × 0.0000002 = 0.2\nrequests (free tier) -1000000 × 0.0000002 = -0.2\n" +
		"duration-x86_64 1000000 × 0.0000166667 = 16.6667\nduration-x86_64 (SP) 1000000 × -0.00000833335 = -8.33335\n" +
		"duration-x86_64 (free tier) -1000000 × 0.0000166667 = -16.6667\nduration-x86_64 (free tier) (SP) -1000000 × -0.00000833335 = 8.33335\n0"
	if got := lines(t, b, "us-east-1", true); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What only a contract says is free has no address, as its prices have none.
func TestOwnFreeTierNeedsNoSource(t *testing.T) {
	b := overlaid(t, "free_tiers:\n  - {service: AWSLambda, components: [requests], quantity: 5000000, unit: request, currency: USD}\n")
	if f, ok := b.FreeTier("AWSLambda", "requests", "USD"); !ok || f.Source != "" || f.Quantity.String() != "5000000" {
		t.Errorf("%+v", f)
	}
}

// A discount takes its share off the bill, whatever tiers it reaches.
func TestDiscountTakesItsShare(t *testing.T) {
	plain := mustBook(t)
	b := overlaid(t, "discounts:\n  - {name: SP, service: AWSLambda, components: [requests, duration-x86_64], percent: 17}\n")
	rapid.Check(t, func(t *rapid.T) {
		u := drawUsage(t)
		u.Architecture, u.EphemeralMB = "x86_64", 512
		free := rapid.Bool().Draw(t, "free tier")
		with, without := month(t, b, u, free).Total, month(t, plain, u, free).Total
		if want := without.Mul(decimal.New(83, -2)); !with.Equal(want) {
			t.Errorf("%s, want 83 %% of %s", with, without)
		}
	})
}

func TestOverlayRefuses(t *testing.T) {
	price := "prices:\n  - {service: AWSLambda, region: us-east-1, component: requests, unit: request, currency: USD, tiers: [{price: 1}]}\n"
	off := "discounts:\n  - {name: SP, service: AWSLambda, components: [requests], percent: 12}\n"
	tests := []struct{ name, body, want string }{
		{"another currency", strings.Replace(price, "USD", "EUR", 1), "own.yaml:5:5: the prices of AWSLambda in us-east-1 are in USD, not in EUR"},
		{"a misspelt component", strings.Replace(price, "component: requests", "component: requets", 1), `own.yaml:5:5: AWSLambda has no component "requets"; did you mean requests?`},
		{"a rate above every list price", strings.Replace(off, "percent: 12", "price: 9", 1), "own.yaml:5:49: 9 is no discount: every list price of AWSLambda requests is below it"},
		{"another unit", strings.Replace(price, "unit: request", "unit: hour", 1), "own.yaml:5:5: AWSLambda requests is counted in request, not in hour"},
		{"a negative price", strings.Replace(price, "price: 1", "price: -1", 1), "own.yaml:5:112: price must not be negative"},
		{"more than all of it", strings.Replace(off, "12", "101", 1), "own.yaml:5:69: percent must be from 0 to 100"},
		{"dearer by a negative per cent", strings.Replace(off, "12", "-1", 1), "own.yaml:5:69: percent must not be negative"},
		{"off nothing", strings.Replace(off, "[requests]", "[invocations]", 1), "own.yaml:5:49: the book has no price of AWSLambda invocations"},
		{"two ways", strings.Replace(off, "percent: 12", "percent: 12, price: 1", 1), "own.yaml:5:5: a discount has either percent"},
		{"no way", strings.Replace(off, ", percent: 12", "", 1), "own.yaml:5:5: a discount has either percent"},
		{"twice", off + "  - {name: EDP, service: AWSLambda, region: us-east-1, components: [requests], percent: 3}\n", "own.yaml:6:69: AWSLambda requests has a discount already"},
		{"no name", strings.Replace(off, "name: SP, ", "", 1), "own.yaml:5:5: name is missing"},
		{"no components", strings.Replace(off, "[requests]", "[]", 1), "own.yaml:5:5: components is missing or empty"},
	}
	for _, tt := range tests {
		_, err := mustBook(t).Overlay("own.yaml", strings.NewReader(overlayHead+tt.body))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
}

// What an overlay prices itself has no other past, and what it frees itself is
// no longer part of a tier that others still draw on.
func TestOverlayReplacesTheWholeComponent(t *testing.T) {
	b := overlaid(t, "prices:\n  - {service: AmazonDynamoDB, region: us-east-1, component: read-units, unit: RRU, currency: USD, tiers: [{price: \"0.00000001\"}]}\n")
	p, err := b.At(day(2024, 1, 1)).Price("AmazonDynamoDB", "us-east-1", "read-units")
	if err != nil || p.Tiers[0].Price.String() != "0.00000001" {
		t.Errorf("before the book's price fell: %+v, %v; want the contract's", p.Tiers, err)
	}
	b = overlaid(t, "free_tiers:\n  - {service: AWSLambda, components: [duration-x86_64], quantity: 800000, unit: GB-second, currency: USD, source: \"https://example.com/\"}\n")
	for component, want := range map[string]string{"duration-x86_64": "800000", "duration-arm64": "400000"} {
		if f, ok := b.FreeTier("AWSLambda", component, "USD"); !ok || f.Quantity.String() != want {
			t.Errorf("%s: %s free, want %s", component, f.Quantity, want)
		}
	}
}
