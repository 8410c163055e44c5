package offers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// tiny is an offer file with one row of three tiers.
const tiny = `{"offerCode": "AWSLambda", "version": "20261001184746", "publicationDate": "2026-10-01T18:47:46Z",
"products": {"X": {"sku": "X", "productFamily": "Serverless", "attributes": {"servicecode": "AWSLambda", "location": "EU (Ireland)",
 "locationType": "AWS Region", "group": "AWS-Lambda-Duration", "usagetype": "EU-Lambda-GB-Second", "operation": "", "regionCode": "eu-west-1"}}},
"terms": {"OnDemand": {"X": {"X.J": {"offerTermCode": "JRTCKXETXF", "effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {
 "2": {"beginRange": "6", "endRange": "15", "unit": "s", "pricePerUnit": {"USD": "2"}},
 "3": {"beginRange": "15", "endRange": "Inf", "unit": "s", "pricePerUnit": {"USD": "1"}},
 "1": {"beginRange": "0", "endRange": "6", "unit": "s", "pricePerUnit": {"USD": "3"}}}}}}}}`

// readTiny imports tiny with a part replaced.
func readTiny(t *testing.T, old, new string) (Result, error) {
	t.Helper()
	text := strings.Replace(tiny, old, new, 1)
	if text == tiny && old != new {
		t.Fatalf("%q is not in the offer", old)
	}
	a := NewAWS(Scope{On: on})
	if err := a.ReadOffer(t.Context(), strings.NewReader(text)); err != nil {
		return Result{}, err
	}
	r, _ := a.Result() // no price is what most cases want
	return r, nil
}

func TestTiersAreSorted(t *testing.T) {
	r, err := readTiny(t, "", "")
	if err != nil || len(r.Prices) != 1 {
		t.Fatalf("%v, %d prices", err, len(r.Prices))
	}
	p := r.Prices[0]
	if got := fmt.Sprint(tierText(p.Tiers)); got != "[6:3 15:2 Inf:1]" {
		t.Errorf("tiers %s", got)
	}
	if p.Component != "duration-x86_64" || p.Region != "eu-west-1" || p.SKU != "X" || p.Unit != "GB-second" || p.Confidence != pricing.High {
		t.Errorf("price %+v", p)
	}
	if p.Source != "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/20261001184746/eu-west-1/index.json" {
		t.Errorf("source %s", p.Source)
	}
}

func tierText(tiers []pricing.Tier) []string {
	var list []string
	for _, tier := range tiers {
		end := "Inf"
		if tier.UpTo != nil {
			end = tier.UpTo.String()
		}
		list = append(list, end+":"+tier.Price.String())
	}
	return list
}

// Every trap of the lists leads to a reason and never to a wrong price.
func TestTrapsOfOfferFiles(t *testing.T) {
	dimension1 := `"beginRange": "0", "endRange": "6", "unit": "s", "pricePerUnit": {"USD": "3"}`
	tests := []struct {
		name, old, new string
		skipped        reason // one of these two, or none
		refused        reason
	}{
		{name: "free-tier usage type", old: "EU-Lambda-GB-Second", new: "Global-Lambda-GB-Second", skipped: freeRow},
		{name: "free-tier location", old: `"EU (Ireland)"`, new: `"Any"`, skipped: freeRow},
		{name: "free-tier term", old: "JRTCKXETXF", new: "A429C66SYZ", refused: noTerm},
		{name: "other group", old: "AWS-Lambda-Duration", new: "AWS-Lambda-Edge-Duration", skipped: unmapped},
		{name: "other family", old: `"Serverless"`, new: `"Compute"`, skipped: unmapped},
		{name: "longer usage type", old: "EU-Lambda-GB-Second", new: "EU-X-Lambda-GB-Second", skipped: unmapped},
		{name: "arm64 usage type in the group of x86_64", old: "EU-Lambda-GB-Second", new: "EU-Lambda-GB-Second-ARM", skipped: unmapped},
		{name: "Local Zone", old: `"AWS Region"`, new: `"AWS Local Zone"`, skipped: otherPlace},
		{name: "Mumbai relabelled as Ireland", old: "EU-Lambda", new: "APS3-Lambda", refused: foreignPrefix},
		{name: "Singapore for Mumbai", old: `EU-Lambda-GB-Second", "operation": "", "regionCode": "eu-west-1`, new: `APS1-Lambda-GB-Second", "operation": "", "regionCode": "ap-south-1`, refused: foreignPrefix},
		{name: "no prefix outside of us-east-1", old: "EU-Lambda", new: "Lambda", refused: foreignPrefix},
		{name: "neither region nor prefix", old: `EU-Lambda-GB-Second", "operation": "", "regionCode": "eu-west-1`, new: `Lambda-GB-Second", "operation": "", "regionCode": "`, refused: noRegion},
		{name: "gap", old: `"beginRange": "6"`, new: `"beginRange": "7"`, refused: badRange},
		{name: "overlap", old: `"beginRange": "6"`, new: `"beginRange": "5"`, refused: badRange},
		{name: "not from zero", old: `"beginRange": "0"`, new: `"beginRange": "1"`, refused: badRange},
		{name: "no end", old: `"endRange": "Inf"`, new: `"endRange": "99"`, refused: badRange},
		{name: "two ends", old: `"endRange": "15"`, new: `"endRange": "Inf"`, refused: badRange},
		{name: "range in words", old: `"endRange": "15"`, new: `"endRange": "many"`, refused: badRange},
		{name: "range without number", old: `"beginRange": "6"`, new: `"beginRange": ""`, refused: badRange},
		{name: "empty tier", old: `"1": {` + dimension1, new: `"1": {"beginRange": "0", "endRange": "0", "unit": "s", "pricePerUnit": {"USD": "3"}`, refused: badRange},
		{name: "price in words", old: `{"USD": "3"}`, new: `{"USD": "free"}`, refused: badPrice},
		{name: "negative price", old: `{"USD": "3"}`, new: `{"USD": "-3"}`, refused: badPrice},
		{name: "endless exponent", old: `{"USD": "3"}`, new: `{"USD": "1e999999999"}`, refused: badPrice},
		{name: "too many decimals", old: `{"USD": "3"}`, new: `{"USD": "1e-30"}`, refused: badPrice},
		{name: "zero above the first tier", old: `{"USD": "2"}`, new: `{"USD": "0.0000000000"}`, refused: zeroPrice},
		{name: "other currency", old: `{"USD": "3"}`, new: `{"EUR": "3"}`, refused: badCurrency},
		{name: "two units", old: `"unit": "s"`, new: `"unit": "ms"`, refused: badUnit},
		{name: "future price", old: "2026-09-01", new: "2027-01-01", refused: noTerm},
		{name: "no date", old: "2026-09-01T00:00:00Z", new: "soon", refused: badDate},
		{name: "no term", old: `"OnDemand": {"X"`, new: `"OnDemand": {"Y"`, refused: noTerm},
		{name: "no dimension", old: `"priceDimensions"`, new: `"dimensions"`, refused: badRange},
		{name: "two terms on one day", old: `"X.J": {`, new: `"X.K": {"offerTermCode": "K", "effectiveDate": "2026-09-01T00:00:00Z"}, "X.J": {`, refused: severalTerms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := readTiny(t, tt.old, tt.new)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Prices) != 0 {
				t.Errorf("a price comes out: %+v", r.Prices)
			}
			checkReasons(t, "skipped", r.Report.Skipped, tt.skipped)
			checkReasons(t, "refused", r.Report.Refused, tt.refused)
		})
	}
}

func checkReasons(t *testing.T, kind string, got []LeftOut, want reason) {
	t.Helper()
	var reasons []string
	for _, l := range got {
		reasons = append(reasons, l.Why)
	}
	if want == "" && len(got) == 0 {
		return
	}
	if len(got) != 1 || got[0].Why != string(want) || got[0].Rows != 1 || !slices.Equal(got[0].Examples, []string{"X"}) {
		t.Errorf("%s for %q, want %q", kind, reasons, want)
	}
}

// A row that has been priced anew has the price of the day asked for.
func TestTheTermOfTheDayIsTaken(t *testing.T) {
	older := `"X.J": {"offerTermCode": "A", "effectiveDate": "2025-01-01T00:00:00Z", "priceDimensions": {"1": {"beginRange": "0", "endRange": "Inf", "unit": "s", "pricePerUnit": {"USD": "9"}}}}, "X.K": {`
	newer := `"X.J": {"offerTermCode": "A", "effectiveDate": "2027-01-01T00:00:00Z", "priceDimensions": {"1": {"beginRange": "0", "endRange": "Inf", "unit": "s", "pricePerUnit": {"USD": "9"}}}}, "X.K": {`
	for _, other := range []string{older, newer} {
		r, err := readTiny(t, `"X.J": {`, other)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Prices) != 1 || len(r.Prices[0].Tiers) != 3 {
			t.Errorf("prices %v", r.Prices)
		}
	}
}

// What a row gives free before it charges is a free tier, and the bounds of the
// priced tiers count from its end: so the bill for a quantity is the list's.
func TestAFreeFirstTierIsNoPrice(t *testing.T) {
	r, err := readTiny(t, `{"USD": "3"}`, `{"USD": "0.0000000000"}`)
	if err != nil || len(r.Prices) != 1 || len(r.Free) != 1 {
		t.Fatalf("%v, %d prices, %d free tiers", err, len(r.Prices), len(r.Free))
	}
	if got := fmt.Sprint(tierText(r.Prices[0].Tiers)); got != "[9:2 Inf:1]" {
		t.Errorf("tiers %s, want the second to end at 15 − 6", got)
	}
	if f := r.Free[0]; f.Quantity.String() != "6" || f.Unit != "GB-second" || !slices.Equal(f.Components, []string{"duration-x86_64"}) {
		t.Errorf("free tier %+v", f)
	}
}

func TestChinaIsPricedInYuan(t *testing.T) {
	r, err := readOffers(t, Scope{}, "testdata/AWSLambda-cn.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Prices {
		if p.Currency != "CNY" || !strings.HasPrefix(p.Source, "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/AWSLambda/") {
			t.Errorf("%s in %s from %s", p.Component, p.Currency, p.Source)
		}
		if p.Confidence != pricing.Medium {
			t.Errorf("%s is of 2024 and of %s confidence", p.Component, p.Confidence)
		}
	}
	if len(r.Prices) != 3 {
		t.Errorf("%d prices, want 3", len(r.Prices))
	}
}

// Two rows that disagree about one component are both left out.
func TestContradictionsAreLeftOut(t *testing.T) {
	two := strings.Replace(tiny, `"products": {`, `"products": {"Y": {"sku": "Y", "productFamily": "Serverless", "attributes": {"group": "AWS-Lambda-Duration", "usagetype": "EU-Lambda-GB-Second", "regionCode": "eu-west-1"}}, `, 1)
	two = strings.Replace(two, `"OnDemand": {`, `"OnDemand": {"Y": {"Y.J": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"1": {"beginRange": "0", "endRange": "Inf", "unit": "s", "pricePerUnit": {"USD": "9"}}}}}, `, 1)
	a := NewAWS(Scope{On: on})
	if err := a.ReadOffer(t.Context(), strings.NewReader(two)); err != nil {
		t.Fatal(err)
	}
	r, err := a.Result()
	if err == nil || len(r.Prices) != 0 {
		t.Errorf("error %v, prices %v", err, r.Prices)
	}
	if len(r.Report.Refused) != 1 || r.Report.Refused[0].Rows != 2 || r.Report.Refused[0].Why != string(contradiction) {
		t.Errorf("refused %+v", r.Report.Refused)
	}
}

// The most common price of a region's pairs is the book's; without one, none.
func TestPricesByDestination(t *testing.T) {
	r, err := readOffers(t, Scope{}, "testdata/AWSDataTransfer.json")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range r.Prices {
		if p.Component == "region-out" {
			got[p.Region] = p.Tiers[0].Price.String()
		}
	}
	if want := map[string]string{"us-east-1": "0.02", "ap-southeast-1": "0.09"}; !maps.Equal(got, want) {
		t.Errorf("region-out %v, want %v", got, want)
	}
}

func TestReadOfferRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"other service", `"AWSLambda", "version"`, `"AmazonRDS", "version"`, "the list is of AmazonRDS, which no rule maps"},
		{"no service", `"offerCode"`, `"offer"`, "products come before offerCode"},
		{"no products", `"products"`, `"items"`, "terms come before products"},
		{"no terms", `"terms"`, `"prices"`, "it has no products and terms"},
		{"products in a list", `"products": {"X": {"sku": "X", "productFamily": "Serverless", "attributes": {"servicecode": "AWSLambda", "location": "EU (Ireland)",
 "locationType": "AWS Region", "group": "AWS-Lambda-Duration", "usagetype": "EU-Lambda-GB-Second", "operation": "", "regionCode": "eu-west-1"}}}`, `"products": []`, "[ where { is wanted"},
		{"attribute of another type", `"eu-west-1"`, `1`, "product X: byte "},
		{"price of another type", `{"USD": "3"}`, `{"USD": 3}`, "terms of X: byte "},
		{"cut", `"Inf", "unit": "s", "pricePerUnit": {"USD": "1"}}`, `"`, "byte "},
		{"not JSON", `"terms"`, `terms`, "byte "},
		{"more", `"USD": "3"}}}}}}}}`, `"USD": "3"}}}}}}}} {}`, "{ follows the end"},
		{"a list", tiny, `[]`, "[ where { is wanted"},
		{"empty", tiny, ``, "byte 0: the list ends in the middle"},
		{"long value", `"EU (Ireland)"`, `"` + strings.Repeat("x", 2*maxValue) + `"`, "a single value is longer than 1 MB"},
		{"deep", `"version"`, `"x": ` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `, "version"`, "brackets are nested more than 100 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readTiny(t, tt.old, tt.new)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}
