package offers

import (
	"slices"
	"strings"
	"testing"
)

// readRetail imports pages of the Retail Prices API.
func readRetail(t testing.TB, scope Scope, files ...string) Result {
	t.Helper()
	scope.On = on
	a := NewAzure(scope)
	for _, file := range files {
		if _, err := a.ReadPages(t.Context(), open(t, file)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	r, err := a.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRetailPricesAsABook(t *testing.T) {
	checkBook(t, "azure", "azure", readRetail(t, Scope{}, "testdata/azure-1.json", "testdata/azure-2.json"))
}

// meterText is a page with one meter of two tiers.
const meterText = `{"BillingCurrency": "USD", "Items": [
{"currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": 0.0, "armRegionName": "eastus", "effectiveStartDate": "2016-12-01T00:00:00Z",
 "meterId": "M", "meterName": "Standard Total Executions", "productName": "Functions", "skuName": "Standard", "serviceName": "Functions",
 "unitOfMeasure": "10", "type": "Consumption", "isPrimaryMeterRegion": true},
{"currencyCode": "USD", "tierMinimumUnits": 100000.0, "retailPrice": 2E-06, "armRegionName": "eastus", "effectiveStartDate": "2016-12-01T00:00:00Z",
 "meterId": "M", "meterName": "Standard Total Executions", "productName": "Functions", "skuName": "Standard", "serviceName": "Functions",
 "unitOfMeasure": "10", "type": "Consumption", "isPrimaryMeterRegion": true}
], "NextPageLink": null, "Count": 2}`

func readMeter(t *testing.T, old, new string) Result {
	t.Helper()
	text := strings.ReplaceAll(meterText, old, new)
	if text == meterText && old != new {
		t.Fatalf("%q is not in the page", old)
	}
	a := NewAzure(Scope{On: on, Regions: []string{"eastus"}})
	if _, err := a.ReadPages(t.Context(), strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	r, _ := a.Result()
	return r
}

// A price per ten is a tenth per one, its bounds count tens, and the free grant
// is no price: 0.000002 per "10" above 100,000 tens is 0.20 a million above one.
func TestAPriceForTenIsATenthForOne(t *testing.T) {
	r := readMeter(t, "", "")
	if len(r.Prices) != 1 || len(r.Free) != 1 {
		t.Fatalf("prices %v, free %v", r.Prices, r.Free)
	}
	p := r.Prices[0]
	if len(p.Tiers) != 1 || p.Tiers[0].Price.String() != "0.0000002" || p.Unit != "execution" {
		t.Errorf("price %+v", p)
	}
	if f := r.Free[0]; f.Quantity.String() != "1000000" || f.Unit != "execution" {
		t.Errorf("free %+v", f)
	}
	if p.Source != "https://prices.azure.com/api/retail/prices?$filter=meterId%20eq%20%27M%27" {
		t.Errorf("source %s", p.Source)
	}
}

func TestTrapsOfRetailPrices(t *testing.T) {
	tests := []struct {
		name, old, new string
		skipped        reason // one of these two, of both rows or of the meter
		refused        reason
	}{
		{name: "development", old: `"Consumption"`, new: `"DevTestConsumption"`, skipped: otherType},
		{name: "reservation", old: `"Consumption"`, new: `"Reservation"`, skipped: otherType},
		{name: "secondary meter", old: `Region": true`, new: `Region": false`, skipped: otherMeter},
		{name: "other region", old: "eastus", new: "westus", skipped: otherRegion},
		{name: "other service", old: `"serviceName": "Functions"`, new: `"serviceName": "Storage"`, skipped: unmapped},
		{name: "other meter", old: "Standard Total", new: "Premium Total", skipped: unmapped},
		{name: "future price", old: "2016-12-01", new: "2027-01-01", skipped: otherDay},
		{name: "past price", old: `"type"`, new: `"effectiveEndDate": "2026-11-01T00:00:00Z", "type"`, skipped: otherDay},
		{name: "no date", old: "2016-12-01T00:00:00Z", new: "once", refused: badDate},
		{name: "unit of another thing", old: `"10"`, new: `"1 GB Second"`, refused: badUnit},
		{name: "unit that is no power of ten", old: `"10"`, new: `"12"`, refused: badUnit},
		{name: "unit without number", old: `"10"`, new: `"ten"`, refused: badUnit},
		{name: "currency", old: `"currencyCode": "USD"`, new: `"currencyCode": "dollars"`, refused: badCurrency},
		{name: "price in words", old: "2E-06", new: `null`, refused: badPrice},
		{name: "too small to be said", old: "2E-06", new: `2E-18`, refused: badPrice},
		{name: "negative", old: "2E-06", new: `-1`, refused: badPrice},
		// Other currencies round small prices to nothing.
		{name: "rounded to zero", old: "2E-06", new: `0.0`, refused: zeroPrice},
		{name: "two prices for a tier", old: "100000.0", new: `0.0`, refused: badRange},
		{name: "no first tier", old: `Units": 0.0`, new: `Units": 5`, refused: badRange},
		{name: "tier in words", old: `100000.0`, new: `null`, refused: badRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := readMeter(t, tt.old, tt.new)
			if len(r.Prices) != 0 {
				t.Errorf("a price comes out: %+v", r.Prices)
			}
			for kind, want := range map[string]reason{"skipped": tt.skipped, "refused": tt.refused} {
				got := map[string][]LeftOut{"skipped": r.Report.Skipped, "refused": r.Report.Refused}[kind]
				if want == "" && len(got) > 0 || want != "" && !slices.ContainsFunc(got, func(l LeftOut) bool { return l.Why == string(want) }) {
					t.Errorf("%s %+v, want %q", kind, got, want)
				}
			}
		})
	}
}

// Of a tier that has been priced anew the last price stands.
func TestTheNewestPriceOfAMeterStands(t *testing.T) {
	again := `{"currencyCode": "USD", "tierMinimumUnits": 100000.0, "retailPrice": 3E-06, "armRegionName": "eastus", "effectiveStartDate": "2026-01-01T00:00:00Z",
 "meterId": "M", "meterName": "Standard Total Executions", "productName": "Functions", "skuName": "Standard", "serviceName": "Functions",
 "unitOfMeasure": "10", "type": "Consumption"},`
	r := readMeter(t, `"Items": [`, `"Items": [`+again)
	if len(r.Prices) != 1 || r.Prices[0].Tiers[0].Price.String() != "0.0000003" {
		t.Errorf("prices %+v, refused %+v", r.Prices, r.Report.Refused)
	}
}

func TestUnitsOfMeasure(t *testing.T) {
	executions, seconds := azureRules[1], azureRules[0]
	for _, tt := range []struct {
		rule  meterRule
		unit  string
		zeros int32
		ok    bool
	}{
		{executions, "1", 0, true},
		{executions, "10", 1, true},
		{executions, "10K", 4, true},
		{executions, "1M", 6, true},
		{executions, "", 0, false},
		{executions, "0", 0, false},
		{executions, "10000000000000", 0, false},
		{seconds, "1 GB Second", 0, true},
		{seconds, "100 GB Second", 2, true},
		{seconds, "1 GB Hour", 0, false},
		{seconds, "1", 0, false},
	} {
		if zeros, ok := tt.rule.zeros(tt.unit); zeros != tt.zeros || ok != tt.ok {
			t.Errorf("%s in %q: %d zeros, %t; want %d, %t", tt.rule.component, tt.unit, zeros, ok, tt.zeros, tt.ok)
		}
	}
}

func TestTwoCurrenciesAreRefused(t *testing.T) {
	a := NewAzure(Scope{On: on})
	for _, page := range []string{meterText, strings.NewReplacer("USD", "EUR", "Total Executions", "Execution Time", `"10"`, `"1 GB Second"`, `"M"`, `"N"`).Replace(meterText)} {
		if _, err := a.ReadPages(t.Context(), strings.NewReader(page)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Result(); err == nil || !strings.Contains(err.Error(), "AzureFunctions in eastus is priced in both EUR and USD") {
		t.Errorf("error %v", err)
	}
}

func TestReadRetailRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"no items", `{"Count": 0}`, "it has no Items"},
		{"items in an object", `{"Items": {}}`, "{ where [ is wanted"},
		{"text for a number", `{"Items": [{"retailPrice": "free"}]}`, "byte "},
		{"number for a text", `{"Items": [{"meterId": 1}]}`, "byte "},
		{"link", `{"Items": [], "NextPageLink": 1}`, "byte "},
		{"cut", `{"Items": [{`, "the list ends in the middle"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewAzure(Scope{}).ReadPages(t.Context(), strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}
