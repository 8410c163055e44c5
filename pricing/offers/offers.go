// Package offers reads the providers' own price lists into prices of the book:
// AWS's offer files and pricing:GetProducts, and Azure's Retail Prices API.
//
// A table of rules says which rows of a list are which component of the book;
// what no rule maps is left out and counted. Rows are matched by the provider's
// codes (usage type, group, operation, meter), never by a description or a unit,
// which differ from region to region. A row that a rule maps is taken whole or
// refused with a reason: nothing is guessed, rounded or set to zero.
//
// Not imported, for want of a row in the lists: Fargate Spot, function URLs
// (which cost nothing), and the free tiers that AWS keeps apart from the prices.
package offers

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Scope narrows an import. The zero value takes all that rules map.
type Scope struct {
	Services []string  // of the book, such as AWSLambda; empty for all
	Regions  []string  // the provider's codes; empty for all. Prices that hold everywhere are always taken
	On       time.Time // the day whose prices are wanted and on which the lists hold; zero for today
}

// Result is what the lists read hold for a book.
type Result struct {
	Prices []pricing.Price    // by service, region and component
	Free   []pricing.FreeTier // what the rows themselves give free every month
	Report Report
}

// withService reports whether a service of the book is asked for.
func (s Scope) withService(service string) bool {
	return len(s.Services) == 0 || slices.Contains(s.Services, service)
}

// withRegion reports whether a region is asked for.
func (s Scope) withRegion(region string) bool {
	return len(s.Regions) == 0 || region == pricing.Global || slices.Contains(s.Regions, region)
}

// day is the day whose prices are wanted.
func (s Scope) day() time.Time {
	if s.On.IsZero() {
		return time.Now().UTC()
	}
	return s.On
}
