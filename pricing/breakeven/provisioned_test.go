package breakeven_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// The saving is what the bills themselves differ by: 10 environments of 2 GB,
// busy for three quarters of a month of 730 hours by calls of 500 ms.
func TestMonthlySavingAgreesWithTheBills(t *testing.T) {
	book, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	const region, architecture, memory, environments = "us-east-1", "x86_64", 2048, 10
	prices, err := breakeven.NewProvisioned(book, region, architecture)
	if err != nil {
		t.Fatal(err)
	}
	billed := decimal.NewFromInt(500)
	requests := decimal.NewFromInt(environments * 730 * 3600 * 2 * 3 / 4)
	provisioned, err := meters.Provisioned{
		Architecture: architecture, MemoryMB: memory, Environments: environments, Enabled: 730 * time.Hour,
		Requests: requests, BilledMS: billed,
	}.Meter(region)
	if err != nil {
		t.Fatal(err)
	}
	onDemand, err := meters.Lambda{Architecture: architecture, MemoryMB: memory, Requests: requests, BilledMS: billed}.Meter(region)
	if err != nil {
		t.Fatal(err)
	}
	dearer, err := book.List(onDemand.Usage...)
	if err != nil {
		t.Fatal(err)
	}
	cheaper, err := book.List(provisioned.Usage...)
	if err != nil {
		t.Fatal(err)
	}
	want := dearer.Total.Sub(cheaper.Total)
	got := prices.MonthlySaving(environments, memory, decimal.RequireFromString("0.75"))
	if got.Sub(want).Abs().GreaterThan(decimal.RequireFromString("0.001")) || !got.IsPositive() {
		t.Errorf("the saving is %s, the bills differ by %s", got, want)
	}
}
