package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

// priceIt prices a usage file and gives what is on both outputs.
func priceIt(t *testing.T, format, file string, r repricing) (out, warnings string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{stdout: &stdout, stderr: &stderr, settings: settings{Format: format}}
	err = a.priceUsage(file, r)
	return stdout.String(), stderr.String(), err
}

func writeUsage(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "usage.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// Every shipped example of usage has its bill here.
func TestPriceUsageExamples(t *testing.T) {
	files, err := filepath.Glob("../../docs/examples/usage-*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, file := range files {
		out, _, err := priceIt(t, "table", file, repricing{})
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		golden.Check(t, filepath.Join("testdata", name+".golden"), out)
	}
}

const twoBills = `schema: sweetspot.usage/v1
region: us-east-1
free_tier: true
alternatives:
  - {name: a, services: [{name: fn, lambda: {architecture: arm64, memory_mb: 512, requests: 3M, billed_ms: 100}}, {alb: {}}]}
  - {name: b, services: [{clb: {}}]}
  - {name: c, services: [{clb: {}}]}
`

func TestPriceUsageJSON(t *testing.T) {
	out, _, err := priceIt(t, "json", writeUsage(t, twoBills), repricing{})
	if err != nil {
		t.Fatal(err)
	}
	var got usageJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "sweetspot.usage-bill/v1" || got.Book != "aws" || !got.FreeTier || got.Currency != "USD" || len(got.Alternatives) != 3 {
		t.Errorf("head %+v", got)
	}
	for _, bill := range got.Alternatives {
		total := decimal.Zero
		for _, s := range bill.Services {
			for _, item := range s.Items {
				total = total.Add(decimal.RequireFromString(item.Amount))
			}
		}
		if total.String() != bill.PerMonth {
			t.Errorf("%s: the items add up to %s, not %s", bill.Name, total, bill.PerMonth)
		}
	}
	a, b := got.Alternatives[0], got.Alternatives[1]
	if a.Difference != nil || b.Difference == nil || b.Difference.Amount != "1.425" { // 18.25 − 16.425 − 0.4
		t.Errorf("differences %v, %+v", a.Difference, b.Difference)
	}
	if len(a.NotPriced) != 1 || !strings.HasPrefix(a.NotPriced[0], "alb: capacity units") || b.NotPriced == nil {
		t.Errorf("not priced: %q, %q", a.NotPriced, b.NotPriced)
	}
}

func TestPriceUsageText(t *testing.T) {
	out, warnings, err := priceIt(t, "table", writeUsage(t, twoBills), repricing{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"a, a month in us-east-1 at the prices of aws, with the free tier\n",
		"requests (free tier)", "Not priced: alb: capacity units (LCU)", "together",
		"\nb costs $1.43 a month more than a (+8.5 %).\n", "\nc costs $1.43 a month more than a (+8.5 %).\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.Count(warnings, "clb-hours") != 1 {
		t.Errorf("each doubt is said once: %s", warnings)
	}
}

func TestPriceUsageBooks(t *testing.T) {
	file := writeUsage(t, "schema: sweetspot.usage/v1\nregion: us-east-1\nbook: aws+own.yaml\nservices: [{clb: {}}]\n")
	own := `schema: sweetspot.pricebook/v1
provider: aws
compiled: 2026-11-22
discounts: [{name: our contract, service: AWSELB, components: [clb-hours], percent: 50}]
`
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "own.yaml"), []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, _, err := priceIt(t, "table", file, repricing{}); err != nil || !strings.Contains(out, "clb-hours (our contract)") || !strings.Contains(out, "$9.13") {
		t.Errorf("a book beside the file: %v\n%s", err, out)
	}
	if out, _, err := priceIt(t, "table", file, repricing{book: "aws"}); err != nil || !strings.Contains(out, "$18.25") {
		t.Errorf("a book by flag: %v\n%s", err, out)
	}
}

// An overlay lies over a book of one's own as over an embedded one, and a + in
// its path is nothing but a letter.
func TestPriceUsageOverlays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a+b")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	const head = "schema: sweetspot.pricebook/v1\nprovider: aws\ncompiled: 2026-11-22\n"
	price := func(component, unit string) string {
		return "  - {service: AWSELB, region: us-east-1, component: " + component + ", unit: " + unit + ", currency: USD, tiers: [{price: 1}], source: https://example.com/, confidence: high}\n"
	}
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("mine.yaml", head+"prices:\n"+price("clb-hours", "hour")+price("clb-data", "GB"))
	half := write("half.yaml", head+"discounts: [{name: half, service: AWSELB, components: [clb-hours], percent: 50}]\n")
	usage := write("usage.yaml", "schema: sweetspot.usage/v1\nregion: us-east-1\nbook: mine.yaml\nservices: [{clb: {}}]\n")
	for _, tt := range []struct {
		r    repricing
		want string
	}{
		{repricing{}, "$730.00"}, // 730 h × 1
		{repricing{overlay: half}, "$365.00"},
		{repricing{book: "aws", overlay: half}, "$9.13"}, // 730 × 0.025 / 2
		{repricing{book: "aws+" + half}, "$9.13"},
		{repricing{book: filepath.Join(dir, "mine.yaml"), overlay: half}, "$365.00"},
	} {
		if out, _, err := priceIt(t, "table", usage, tt.r); err != nil || !strings.Contains(out, tt.want) {
			t.Errorf("%+v: %v\n%s\nwant %s", tt.r, err, out, tt.want)
		}
	}
}

// Flags hold in place of what the file says.
func TestPriceUsageUnderOtherPrices(t *testing.T) {
	file := writeUsage(t, `schema: sweetspot.usage/v1
region: us-east-1
services: [{dynamodb: {eventual_reads: 2M, read_size: 4 KB}}, {lambda: {architecture: arm64, memory_mb: 512, requests: 1M, billed_ms: 100}}]
`)
	for _, tt := range []struct {
		r    repricing
		want string
	}{
		{repricing{}, "$0.000000125 "},
		{repricing{region: "eu-west-1"}, "$0.0000001415"},
		{repricing{date: "2024-10-01"}, "$0.00000025"},
		{repricing{freeTier: true, changesFreeTier: true}, "with the free tier"},
	} {
		if out, _, err := priceIt(t, "table", file, tt.r); err != nil || !strings.Contains(out, tt.want) {
			t.Errorf("%+v: %v\n%s\nwant %q", tt.r, err, out, tt.want)
		}
	}
}

func TestPriceUsageRefuses(t *testing.T) {
	bad := writeUsage(t, "schema: sweetspot.usage/v1\nregion: mars-1\nservices: [{clb: {}}]\n")
	for _, tt := range []struct {
		name, file string
		r          repricing
		want       string
	}{
		{"no file", "gone.yaml", repricing{}, "gone.yaml: no such file"},
		{"a folder", t.TempDir(), repricing{}, "is a directory"},
		{"no price", bad, repricing{}, `usage.yaml:3:13: price book "aws" has no price for AWSELB clb-hours in region "mars-1"`},
		{"no book", bad, repricing{book: "gone.yaml"}, "gone.yaml: there is no such file"},
		{"no overlay", bad, repricing{overlay: "gone.yaml"}, "gone.yaml: there is no such file"},
		{"no day", bad, repricing{date: "yesterday"}, "--date: write a day such as 2026-09-01"},
		{"traffic of a run", bad, repricing{traffic: "10M"}, "--traffic is for runs"},
	} {
		_, _, err := priceIt(t, "table", tt.file, tt.r)
		var exit *exitError
		if !errors.As(err, &exit) || exit.Code != codeInput || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one about %q", tt.name, err, tt.want)
		}
	}
}
