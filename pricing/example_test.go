package pricing_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

func ExampleBook_Month() {
	book, err := pricing.Embedded("aws")
	if err != nil {
		fmt.Println(err)
		return
	}
	function := meters.Lambda{
		Architecture: "x86_64", MemoryMB: 512,
		Requests: decimal.NewFromInt(3_000_000), BilledMS: decimal.NewFromInt(1000),
	}
	metered, err := function.Meter("us-east-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	bill, err := book.Month(metered.Usage, pricing.Terms{FreeTier: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range bill.Lines {
		fmt.Printf("%-28s %8s %-9s × %s = %s\n", l.Component, l.Quantity, l.Unit, l.Price, l.Amount)
	}
	fmt.Println(bill.Total, bill.Currency)
	// Output:
	// requests                      3000000 request   × 0.0000002 = 0.6
	// requests (free tier)         -1000000 request   × 0.0000002 = -0.2
	// duration-x86_64               1500000 GB-second × 0.0000166667 = 25.00005
	// duration-x86_64 (free tier)   -400000 GB-second × 0.0000166667 = -6.66668
	// 18.73337 USD
}
