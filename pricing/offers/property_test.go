package offers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// drawBands makes graduated prices, the first of them often a free one.
func drawBands(t *rapid.T) []band {
	var bands []band
	at := decimal.Zero
	free := rapid.Bool().Draw(t, "free")
	least := 1
	if free {
		least = 2 // a price of zero alone is no price
	}
	for i := range rapid.IntRange(least, 5).Draw(t, "bands") {
		b := band{from: at, price: decimal.New(rapid.Int64Range(1, 1e9).Draw(t, "price"), -10)}
		if free && i == 0 {
			b.price = decimal.Zero
		}
		at = at.Add(decimal.New(rapid.Int64Range(1, 1e6).Draw(t, "width"), rapid.Int32Range(-2, 4).Draw(t, "scale")))
		b.to = new(at)
		bands = append(bands, b)
	}
	bands[len(bands)-1].to = nil
	return bands
}

// listCost is what a list says that a quantity costs.
func listCost(bands []band, quantity decimal.Decimal) decimal.Decimal {
	cost := decimal.Zero
	for _, b := range bands {
		end := quantity
		if b.to != nil {
			end = decimal.Min(quantity, *b.to)
		}
		cost = cost.Add(decimal.Max(decimal.Zero, end.Sub(b.from)).Mul(b.price))
	}
	return cost
}

// bookCost is what a book with the import says: the free quantity costs
// nothing, and the rest is priced from the first tier on.
func bookCost(r Result, quantity decimal.Decimal) decimal.Decimal {
	if len(r.Free) == 1 {
		quantity = decimal.Max(decimal.Zero, quantity.Sub(r.Free[0].Quantity))
	}
	cost, begin := decimal.Zero, decimal.Zero
	for _, tier := range r.Prices[0].Tiers {
		end := quantity
		if tier.UpTo != nil {
			end = decimal.Min(quantity, *tier.UpTo)
		}
		cost = cost.Add(decimal.Max(decimal.Zero, end.Sub(begin)).Mul(tier.Price))
		begin = decimal.Max(begin, end)
	}
	return cost
}

// Whatever the order of its tiers, a quantity costs by the book what it costs by
// the list.
func TestAnImportCostsWhatTheListSays(t *testing.T) {
	importers := map[string]func(*rapid.T, []band) (Result, error){"aws": importAWS, "azure": importAzure}
	rapid.Check(t, func(t *rapid.T) {
		bands := drawBands(t)
		quantity := decimal.New(rapid.Int64Range(0, 1e9).Draw(t, "quantity"), rapid.Int32Range(-2, 3).Draw(t, "magnitude"))
		r, err := importers[rapid.SampledFrom([]string{"aws", "azure"}).Draw(t, "provider")](t, bands)
		if err != nil || len(r.Prices) != 1 {
			t.Fatalf("%v, prices %v, refused %v", err, r.Prices, r.Report.Refused)
		}
		if got, want := bookCost(r, quantity), listCost(bands, quantity); !got.Equal(want) {
			t.Errorf("%s cost %s by the book and %s by the list\n%v", quantity, got, want, r.Prices[0].Tiers)
		}
	})
}

// importAWS writes the bands as the dimensions of an offer file and imports it.
func importAWS(t *rapid.T, bands []band) (Result, error) {
	var dimensions []string
	for i, b := range bands {
		end := "Inf"
		if b.to != nil {
			end = b.to.String()
		}
		dimensions = append(dimensions, fmt.Sprintf(`"%d": {"beginRange": %q, "endRange": %q, "unit": "s", "pricePerUnit": {"USD": %q}}`,
			i, b.from, end, b.price.StringFixed(10)))
	}
	dimensions = rapid.Permutation(dimensions).Draw(t, "order")
	begin := strings.Index(tiny, `"priceDimensions": {`) + len(`"priceDimensions": {`)
	a := NewAWS(Scope{On: on})
	if err := a.ReadOffer(t.Context(), strings.NewReader(tiny[:begin]+strings.Join(dimensions, ",")+"}}}}}}")); err != nil {
		return Result{}, err
	}
	return a.Result()
}

// importAzure writes the bands as rows per ten executions and imports them.
func importAzure(t *rapid.T, bands []band) (Result, error) {
	var rows []string
	for _, b := range bands {
		rows = append(rows, fmt.Sprintf(`{"currencyCode": "USD", "tierMinimumUnits": %s, "retailPrice": %s, "armRegionName": "eastus",
			"effectiveStartDate": "2016-12-01T00:00:00Z", "meterId": "M", "meterName": "Standard Total Executions", "productName": "Functions",
			"skuName": "Standard", "serviceName": "Functions", "unitOfMeasure": "10", "type": "Consumption"}`, b.from.Shift(-1), b.price.Shift(1)))
	}
	rows = rapid.Permutation(rows).Draw(t, "order")
	a := NewAzure(Scope{On: on})
	if _, err := a.ReadPages(t.Context(), strings.NewReader(`{"Items": [`+strings.Join(rows, ",")+`]}`)); err != nil {
		return Result{}, err
	}
	return a.Result()
}

// The order of the products of a list does not matter.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	files := awsFixtures(t)
	want, err := readOffers(t, Scope{}, files...)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	got, err := readOffers(t, Scope{}, files...)
	if err != nil {
		t.Fatal(err)
	}
	text := func(prices []pricing.Price) string {
		data, err := json.Marshal(prices)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if text(got.Prices) != text(want.Prices) {
		t.Error("the prices differ")
	}
}
