package breakeven_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// metered is what a meter bills in us-east-1.
func metered(m meters.Meter) []pricing.Usage {
	out, err := m.Meter("us-east-1")
	if err != nil {
		panic(err)
	}
	return out.Usage
}

func ExampleCompare() {
	book, err := pricing.Embedded("aws")
	if err != nil {
		fmt.Println(err)
		return
	}
	one := decimal.NewFromInt(1)
	function := breakeven.Alternative{
		Name: "function",
		Compute: breakeven.Workload{Uses: breakeven.Uses{PerRequest: metered(meters.Lambda{
			Architecture: "arm64", MemoryMB: 512, Requests: one, BilledMS: decimal.NewFromInt(100),
		})}},
	}
	container := breakeven.Alternative{
		Name: "container",
		Compute: breakeven.Workload{
			Uses: breakeven.Uses{PerTask: metered(meters.Fargate{
				VCPU: decimal.RequireFromString("0.5"), Memory: 1 << 30, Architecture: "arm64", Tasks: one,
			})},
			Fleet: &breakeven.Fleet{
				One: "Fargate task of 0.5 vCPU / 1 GB", Many: "Fargate tasks of 0.5 vCPU / 1 GB",
				Capacity: decimal.NewFromInt(40), Measured: true,
			},
		},
		Around: breakeven.Uses{Fixed: metered(meters.ALB{})},
	}
	c, err := breakeven.Compare(book, pricing.Terms{}, function, container)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("Bare:", c.Alternatives[1].Bare.Sentence)
	fmt.Println("As deployed:", c.Alternatives[1].AsDeployed.Sentence)
	// Output:
	// Bare: Below 33.3M requests a month (13/s) the function is cheaper; above, two or more Fargate tasks of 0.5 vCPU / 1 GB are.
	// As deployed: Below 52.2M requests a month (20/s) the function is cheaper; above, two or more Fargate tasks of 0.5 vCPU / 1 GB are.
}
