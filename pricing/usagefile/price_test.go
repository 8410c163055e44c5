package usagefile

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

var now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func mustBook(t testing.TB, name string) *pricing.Book {
	t.Helper()
	b, err := pricing.Embedded(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPrice(t *testing.T) {
	result, err := mustRead(t, good).Price(mustBook(t, "aws"), now)
	if err != nil {
		t.Fatal(err)
	}
	functions, balancer := result.Bills[0], result.Bills[1]
	// by hand: 20 M units of an HTTP API, 10 M × 0.0000002 since the account has
	// used up the free million, and (10 M × 0.5 GB × 0.0575 s = 287,500 GB-s) that
	// are all free
	for i, want := range []string{"20", "2", "0"} {
		if got := functions.Services[i].Bill.Total; !got.Equal(dec(want)) {
			t.Errorf("%s costs %s, want %s", functions.Services[i].Name, got, want)
		}
	}
	// 2 × 730 × 0.0225, and 730 × 3.75 LCU (1.5 GB / 0.4) × 0.008
	if !functions.Total.Equal(dec("22")) || !balancer.Total.Equal(dec("54.75")) || result.Currency != "USD" {
		t.Errorf("%s and %s %s", functions.Total, balancer.Total, result.Currency)
	}
	if d := balancer.Difference; functions.Difference != nil || !d.Amount.Equal(dec("32.75")) || !d.Share.Equal(dec("1.4886")) {
		t.Errorf("differences %v, %v", functions.Difference, d)
	}
}

// What is changed before pricing holds for all that does not say otherwise.
func TestPriceElsewhere(t *testing.T) {
	f := mustRead(t, "schema: sweetspot.usage/v1\nregion: us-east-1\nfree_tier: true\naccount_usage: [{service: AmazonApiGateway, component: http-requests, quantity: 300M}]\nservices:\n  - {http_api: {requests: 1M}}\n  - {region: us-east-1, http_api: {requests: 1M}}\n")
	f.Region, f.FreeTier = "eu-west-1", false
	result, err := f.Price(mustBook(t, "aws"), now)
	if err != nil {
		t.Fatal(err)
	}
	// the account is past the first tier of Ireland, 1.00 instead of 1.11, and not
	// of Virginia; https://aws.amazon.com/api-gateway/pricing/
	services := result.Bills[0].Services
	if services[0].Region != "eu-west-1" || !services[0].Bill.Total.Equal(dec("1")) {
		t.Errorf("%s: %s", services[0].Region, services[0].Bill.Total)
	}
	if services[1].Region != "us-east-1" || !services[1].Bill.Total.Equal(dec("1")) {
		t.Errorf("%s: %s", services[1].Region, services[1].Bill.Total)
	}
}

func TestPriceAzure(t *testing.T) {
	f := mustRead(t, "schema: sweetspot.usage/v1\nregion: eastus\nbook: azure\nservices:\n  - azure_consumption: {executions: 3M, memory_mb: 512, duration: 1s}\n")
	result, err := f.Price(mustBook(t, "azure"), now)
	if err != nil {
		t.Fatal(err)
	}
	// 1.5 M GB-s × 0.000016 + 3 M × 0.0000002, https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs
	if got := result.Bills[0].Total; !got.Equal(dec("24.6")) {
		t.Errorf("total %s, want 24.6", got)
	}
}

func TestPriceOfNothing(t *testing.T) {
	f := mustRead(t, `schema: sweetspot.usage/v1
region: us-east-1
alternatives:
  - {name: none, services: [{function_url: {}}]}
  - {name: one, services: [{function_url: {requests: 1M}}, {alb: {}}]}
`)
	result, err := f.Price(mustBook(t, "aws"), now)
	if err != nil {
		t.Fatal(err)
	}
	one := result.Bills[1]
	if one.Difference.Share != nil || !one.Difference.Amount.Equal(one.Total) {
		t.Errorf("nothing has no share: %+v", one.Difference)
	}
	if len(one.NotPriced) != 1 || !strings.HasPrefix(one.NotPriced[0], "alb: capacity units") {
		t.Errorf("not priced %q", one.NotPriced)
	}
}

// A bill without a line has no currency that another's could differ from.
func TestPriceWithoutALine(t *testing.T) {
	const java, balancer = "  - {name: java, services: [{lambda_snapstart: {memory_mb: 1024, java: true}}]}\n", "  - {name: balancer, services: [{clb: {}}]}\n"
	for _, text := range []string{java + balancer, balancer + java} {
		result, err := mustRead(t, "schema: sweetspot.usage/v1\nregion: us-east-1\nalternatives:\n"+text).Price(mustBook(t, "aws"), now)
		if err != nil {
			t.Fatal(err)
		}
		// 730 × 0.025, https://aws.amazon.com/elasticloadbalancing/pricing/
		if d := result.Bills[1].Difference; result.Currency != "USD" || !d.Amount.Abs().Equal(dec("18.25")) {
			t.Errorf("%s: %+v in %q", text, d, result.Currency)
		}
	}
}

func TestPriceRefuses(t *testing.T) {
	const head = "schema: sweetspot.usage/v1\nregion: us-east-1\n"
	tests := []struct{ name, text, want string }{
		{"what a meter does not have", "services:\n  - {name: fn, lambda: {architecture: arm64, memory_mb: 64, requests: 1, billed_ms: 1}}\n", "u.yaml:4:16: fn: lambda has no price for 64 MB"},
		{"a meter called as its key", "services: [{fargate: {vcpu: 3, memory: 8 GB, tasks: 1}}]\n", "u.yaml:3:13: fargate: there is no task of 3 vCPU"},
		{"no price in the region", "services:\n  - {clb: {}}\n  - {region: eu-west-1, clb: {}}\n", `u.yaml:5:25: price book "aws" has no price for AWSELB clb-hours in region "eu-west-1"`},
		{"an account's component", "account_usage: [{service: AWSLambda, component: wishes, quantity: 1}]\nservices: [{clb: {}}]\n", `u.yaml:3:17: price book "aws" has no price for AWSLambda wishes`},
		{"an account's unit", "account_usage: [{service: AWSLambda, component: requests, unit: GB, quantity: 1}]\nservices: [{clb: {}}]\n", "u.yaml:3:17: AWSLambda requests is counted in request, not in GB"},
		{
			"two currencies in a bill", "services:\n  - {clb: {}}\n  - {region: cn-north-1, lambda: {architecture: x86_64, memory_mb: 128, requests: 1, billed_ms: 1}}\n",
			"u.yaml:1:1: AWSELB clb-hours is priced in USD and AWSLambda requests in CNY",
		},
		{
			"two currencies in alternatives", "alternatives:\n  - {name: here, services: [{clb: {}}]}\n  - {name: there, services: [{region: cn-north-1, lambda: {architecture: x86_64, memory_mb: 128, requests: 1, billed_ms: 1}}]}\n",
			`u.yaml:5:5: "there" is priced in CNY, the alternatives before it in USD`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := mustRead(t, head+tt.text).Price(mustBook(t, "aws"), now)
			var placed *yamlfile.Error
			if !errors.As(err, &placed) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v\nwant one that begins with %s", err, tt.want)
			}
		})
	}
}

// However a bill is divided among services, it is the bill of all of them.
func TestPartsAreTheWholeBill(t *testing.T) {
	book := mustBook(t, "aws")
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		fmt.Fprintf(&text, "schema: sweetspot.usage/v1\nregion: us-east-1\nfree_tier: %t\n", rapid.Bool().Draw(t, "free tier"))
		fmt.Fprintf(&text, "account_usage: [{service: AWSLambda, component: duration-arm64, quantity: %d}]\nservices:\n", rapid.IntRange(0, 9_000_000).Draw(t, "account"))
		for range rapid.IntRange(1, 4).Draw(t, "services") {
			fmt.Fprintf(&text, "  - lambda: {architecture: arm64, memory_mb: 1024, requests: %dM, billed_ms: %d}\n",
				rapid.IntRange(0, 9000).Draw(t, "requests"), rapid.IntRange(0, 9000).Draw(t, "ms"))
		}
		f, err := Read("u.yaml", strings.NewReader(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		result, err := f.Price(book, now)
		if err != nil {
			t.Fatal(err)
		}
		var all []pricing.Usage
		for _, s := range f.Alternatives[0].Services {
			m, err := s.Meter.Meter(f.Region)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, m.Usage...)
		}
		terms, err := f.terms(book)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := book.Month(all, terms)
		if err != nil {
			t.Fatal(err)
		}
		if got := result.Bills[0]; !got.Total.Equal(whole.Total) || !sumOf(got).Equal(whole.Total) {
			t.Errorf("the services cost %s, their lines %s, all together %s", got.Total, sumOf(got), whole.Total)
		}
	})
}
