package offers

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// on is the day on which the tests import.
var on = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// The fixtures have the shape of AWS's offer files and the values that the
// public extracts of them show (see the comments of the rules); SKUs that begin
// with EXAMPLE are made up.
func awsFixtures(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/A*.json")
	if err != nil || len(files) < 17 {
		t.Fatalf("%d fixtures, %v", len(files), err)
	}
	return files
}

// readOffers imports offer files.
func readOffers(t testing.TB, scope Scope, files ...string) (Result, error) {
	t.Helper()
	scope.On = on
	a := NewAWS(scope)
	for _, file := range files {
		if err := a.ReadOffer(t.Context(), open(t, file)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return a.Result()
}

func open(t testing.TB, file string) *os.File {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// checkBook compares a result as a book, and its report, with golden files.
func checkBook(t *testing.T, name, provider string, r Result) {
	t.Helper()
	var book, report bytes.Buffer
	if err := pricing.WriteBook(&book, provider, on, r.Prices, r.Free); err != nil {
		t.Fatal(err)
	}
	if err := r.Report.Write(&report); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/"+name+".golden.yaml", book.String())
	golden.Check(t, "testdata/"+name+".golden.report", report.String())
}

func TestAWSOffersAsABook(t *testing.T) {
	r, err := readOffers(t, Scope{}, awsFixtures(t)...)
	if err != nil {
		t.Fatal(err)
	}
	checkBook(t, "aws", "aws", r)
}

// A component of the rules is one that the shipped book prices, in the same
// unit: both would be typing errors else.
func TestRulesNameTheBooksComponents(t *testing.T) {
	units := map[string]string{}
	for _, name := range []string{"aws", "azure"} {
		book, err := pricing.Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range book.Prices() {
			units[p.Service+" "+p.Component] = p.Unit
		}
	}
	check := func(service, component, unit string) {
		component = strings.Replace(component, "*", "m7g.large", 1)
		if got := units[service+" "+component]; got != unit {
			t.Errorf("%s %s: the rule has the unit %q, the book %q", service, component, unit, got)
		}
	}
	for service, rules := range awsRules {
		for _, r := range rules {
			for _, component := range r.components {
				check(service, component, r.unit)
			}
		}
	}
	for _, r := range azureRules {
		check(r.service, r.component, r.unit)
	}
}

// What is imported and in the shipped book too has one price: the book's
// figures were read in the same lists by other hands.
func TestImportsAgreeWithTheShippedBook(t *testing.T) {
	aws, err := readOffers(t, Scope{}, awsFixtures(t)...)
	if err != nil {
		t.Fatal(err)
	}
	compareWithBook(t, "aws", aws, 100)
	compareWithBook(t, "azure", readRetail(t, Scope{}, "testdata/azure-1.json", "testdata/azure-2.json"), 9)
}

func compareWithBook(t *testing.T, name string, r Result, least int) {
	t.Helper()
	book, err := pricing.Embedded(name)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, p := range r.Prices {
		i := slices.IndexFunc(book.Prices(), func(b pricing.Price) bool {
			return b.Service == p.Service && b.Region == p.Region && b.Component == p.Component
		})
		if i < 0 {
			continue
		}
		compared++
		want := book.Prices()[i]
		if want.FirstTierOnly {
			p.Tiers = []pricing.Tier{{Price: p.Tiers[0].Price}}
		}
		if k := (&candidate{price: want}); !k.matches(p) {
			t.Errorf("%s %s in %s: imported %v, the book has %v", p.Service, p.Component, p.Region, p.Tiers, want.Tiers)
		}
	}
	if compared < least {
		t.Errorf("only %d prices of %s compared, want %d", compared, name, least)
	}
}

func TestScopeNarrowsAnImport(t *testing.T) {
	r, err := readOffers(t, Scope{Regions: []string{"ap-south-1"}}, "testdata/AWSLambda.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Prices {
		if p.Region != "ap-south-1" {
			t.Errorf("%s in %s", p.Component, p.Region)
		}
	}
	if len(r.Prices) != 4 { // requests, provisioned-requests and two durations
		t.Errorf("%d prices, want 4", len(r.Prices))
	}
	err = NewAWS(Scope{Services: []string{"AmazonECS"}}).ReadOffer(t.Context(), open(t, "testdata/AWSLambda.json"))
	if err == nil || !strings.Contains(err.Error(), "AWSLambda, which was not asked for") {
		t.Errorf("error %v", err)
	}
}

func TestNothingToImportIsAnError(t *testing.T) {
	r, err := readOffers(t, Scope{Regions: []string{"eu-north-1"}}, "testdata/AWSLambda.json")
	if err == nil || len(r.Prices) != 0 {
		t.Fatalf("error %v with %d prices", err, len(r.Prices))
	}
	if len(r.Report.Skipped) == 0 {
		t.Error("the report does not say why")
	}
}

// A price outside of the scope of regions that holds everywhere is taken.
func TestGlobalPricesAreAlwaysInScope(t *testing.T) {
	r, err := readOffers(t, Scope{Regions: []string{"eu-west-1"}}, "testdata/AmazonCloudWatch.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Prices) != 1 || r.Prices[0].Component != "dashboards" || r.Prices[0].Region != pricing.Global {
		t.Errorf("prices %v", r.Prices)
	}
}
