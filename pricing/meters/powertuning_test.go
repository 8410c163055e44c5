package meters

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// roundedBook has the prices that AWS Lambda Power Tuning calculates with, for
// 128 MB and a ms: 2.1 and 1.7 billionths of a dollar, without the request fee
// (https://github.com/alexcasalboni/aws-lambda-power-tuning, template.yml,
// 2025-11-19). A GB-second is 8,000 times as much.
const roundedBook = `
schema: sweetspot.pricebook/v1
provider: aws
compiled: 2025-11-19
prices:
  - {service: AWSLambda, region: us-east-1, component: requests, unit: request, currency: USD, tiers: [{price: 0}], source: "https://github.com/alexcasalboni/aws-lambda-power-tuning", confidence: high}
  - {service: AWSLambda, region: us-east-1, component: duration-x86_64, unit: GB-second, currency: USD, tiers: [{price: "0.0000168"}], source: "https://github.com/alexcasalboni/aws-lambda-power-tuning", confidence: high}
  - {service: AWSLambda, region: us-east-1, component: duration-arm64, unit: GB-second, currency: USD, tiers: [{price: "0.0000136"}], source: "https://github.com/alexcasalboni/aws-lambda-power-tuning", confidence: high}
`

// A published duration is Duration + Init Duration + Restore Duration, while
// the published cost is that of the billed time, whose parts are rounded up one
// by one and, before August 2025, had no init of a managed runtime in it.
const (
	withInit    = "the duration has a container's init in it, which is billed apart"
	withRestore = "the duration has the restore of a snapshot in it, which is billed and rounded apart"
)

// otherwise are the rows whose published cost does not follow from their
// published duration, by profile and memory.
var otherwise = map[string]string{
	"playwright HN scraper container 2048":         withInit,
	"java25 snapstart runtime 100 mocks arm64 512": withRestore, "java25 snapstart runtime 100 mocks arm64 1024": withRestore,
	"java25 snapstart runtime 100 mocks arm64 3072": withRestore,
	"java25 async fn arm64 (IO) 512":                withRestore, "java25 async fn arm64 (IO) 2048": withRestore,
	"java25 async fn arm64 (IO) 3072": withRestore,
}

// published is a row of a published result.
type published struct {
	profile, architecture string
	memoryMB              int
	duration, cost        decimal.Decimal // mean ms, USD an invocation
}

func (p published) name() string { return p.profile + " " + strconv.Itoa(p.memoryMB) }

// price is the cost of one invocation by a book: of the mean duration, rounded
// up to a ms as Power Tuning does it.
func (p published) price(t *testing.T, book *pricing.Book) decimal.Decimal {
	t.Helper()
	million := decimal.New(1, 6)
	bill, err := book.List(metered(t, "us-east-1", Lambda{
		Architecture: p.architecture, MemoryMB: p.memoryMB, Requests: million, BilledMS: p.duration.Ceil(),
	})...)
	if err != nil {
		t.Fatal(err)
	}
	return bill.Total.Div(million)
}

func publishedProfiles(t *testing.T) []published {
	t.Helper()
	f, err := os.Open("testdata/powertuning_profiles.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []published
	for _, row := range rows[1:] {
		mb, err := strconv.Atoi(row[3])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, published{row[0], row[2], mb, dec(row[4]), dec(row[5])})
	}
	return all
}

// What others published comes out by the prices that they used, and beside it
// stands what it cost by the exact prices, with the request fee that they left
// out.
func TestPublishedProfiles(t *testing.T) {
	rounded, err := pricing.ReadBook("rounded.yaml", strings.NewReader(roundedBook))
	if err != nil {
		t.Fatal(err)
	}
	exact := mustBook(t)
	var out strings.Builder
	for _, p := range publishedProfiles(t) {
		got, want := p.price(t, rounded), p.price(t, exact)
		off := got.Sub(p.cost).Abs().Div(p.cost)
		reason := otherwise[p.name()]
		if same := off.LessThanOrEqual(decimal.New(1, -4)); same != (reason == "") {
			t.Errorf("%s MB: %s by the rounded prices, published %s, off by %s; known reason: %q", p.name(), got, p.cost, off, reason)
		}
		fmt.Fprintf(&out, "%s MB: published %s, exact %s, %s %%", p.name(), p.cost, want.Round(13), want.Div(p.cost).Sub(decimal.New(1, 0)).Shift(2).StringFixed(2))
		if reason != "" {
			fmt.Fprintf(&out, "; %s by the rounded prices: %s", got, reason)
		}
		out.WriteString("\n")
	}
	golden.Check(t, "testdata/powertuning.golden", out.String())
}
