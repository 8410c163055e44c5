package pricing

import "github.com/shopspring/decimal"

var million = decimal.New(1, 6)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// function is a Lambda function as package meters counts it, which this package
// cannot import.
type function struct {
	Region, Architecture  string
	MemoryMB, EphemeralMB int
	Requests, BilledMS    decimal.Decimal
}

func usage(region, arch string, memoryMB int, requests, billedMS string) function {
	return function{
		Region: region, Architecture: arch, MemoryMB: memoryMB, EphemeralMB: 512,
		Requests: dec(requests), BilledMS: dec(billedMS),
	}
}

func withStorage(u function, mb int) function {
	u.EphemeralMB = mb
	return u
}

func (f function) usage() []Usage {
	gbSeconds := func(mb int) decimal.Decimal {
		return decimal.New(9765625, -13).Mul(decimal.NewFromInt(int64(mb))).Mul(f.BilledMS).Mul(f.Requests)
	}
	all := []Usage{
		{Service: "AWSLambda", Region: f.Region, Component: "requests", Unit: "request", Quantity: f.Requests},
		{Service: "AWSLambda", Region: f.Region, Component: "duration-" + f.Architecture, Unit: "GB-second", Quantity: gbSeconds(f.MemoryMB)},
	}
	if f.EphemeralMB > 512 {
		all = append(all, Usage{Service: "AWSLambda", Region: f.Region, Component: "ephemeral-storage", Unit: "GB-second", Quantity: gbSeconds(f.EphemeralMB - 512)})
	}
	return all
}
